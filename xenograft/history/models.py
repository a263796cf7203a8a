from django.apps import apps
from django.db import models
from django.db.models import Count, Q, Subquery
from django.db.models.functions import Now

# The number of this database among those a study was in: after all earlier ones.
HERE = 32_767


class ChangeQuerySet(models.QuerySet):
    def of_study(self, study):
        return self.filter(study_id=study.pk)

    def stamp(self):
        """What these changes amount to: another stamp, another state of the data.

        The newest change alone would not do: on PostgreSQL an older one may be
        committed after it, so they are counted too.
        """
        every = self.order_by().values("study_id").annotate(count=Count("id"))
        newest = self.order_by("-id").annotate(count=Subquery(every.values("count")))
        return newest.values_list("id", "at", "count").first()

    def of_row(self, row):
        return self.filter(table_name=row._meta.db_table, row_pk=row.pk)

    def of_models(self, *found):
        return self.filter(table_name__in=[model._meta.db_table for model in found])

    def corrections(self):
        """Changes of what had been entered, and decisions taken back."""
        return self.filter(Q(operation="update") | Q(operation="delete"))


class Entry(models.Model):
    """One insert, update or delete of one row.

    No key leads out of this table: the history stays readable whatever happens to
    the rows it tells of.
    """

    class Operation(models.TextChoices):
        INSERT = "insert", "added"
        UPDATE = "update", "changed"
        DELETE = "delete", "taken back"

    at = models.DateTimeField(db_default=Now(), db_index=True)
    table_name = models.CharField(max_length=60)
    row_pk = models.BigIntegerField()
    operation = models.CharField(max_length=6, choices=Operation)
    study_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=150, blank=True, db_default="")
    reason = models.TextField(blank=True, db_default="")
    request = models.CharField(max_length=100, blank=True, db_default="")
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self):
        return f"{self.get_operation_display()} {self.what} {self.row_pk}"

    @property
    def what(self):
        """The lab's word for the row, as "caliper measurement"."""
        for model in apps.get_app_config("xenograft").get_models():
            if model._meta.db_table == self.table_name:
                return model._meta.verbose_name
        return self.table_name

    @property
    def deed(self):
        """The word for what was done; a row kept as taken back was not changed."""
        if self.operation == self.Operation.UPDATE and self._is_taking_back:
            return "taken back"
        return self.get_operation_display()

    @property
    def _is_taking_back(self):
        return not self.old.get("taken_back_at") and self.new.get("taken_back_at")

    @property
    def fields_changed(self):
        """(column, old, new) of each column that differs; None stands for no row."""
        old, new = self.old or {}, self.new or {}
        return [
            (column, old.get(column), new.get(column))
            for column in (old | new)
            if old.get(column) != new.get(column) and column != "version"
        ]


class Change(Entry):
    """A change in this database, written by its triggers."""

    database = HERE

    class Meta(Entry.Meta):
        indexes = [
            models.Index(fields=["study_id", "-id"], name="change_of_study"),
            models.Index(fields=["table_name", "row_pk"], name="change_of_row"),
        ]


class EarlierChange(Entry):
    """A change of a study from before it came here, as the export of it told it.

    Its keys are those of the database it was made in, counted from 1, the oldest: a
    row is found only among the earlier changes of the same study and database.
    """

    database = models.PositiveSmallIntegerField()

    class Meta(Entry.Meta):
        indexes = [
            models.Index(
                fields=["study_id", "database", "table_name", "row_pk"],
                name="earlier_change_of_row",
            ),
        ]


class Context(models.Model):
    """Who is writing and why, on SQLite: one row, filled only during a statement."""

    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=150, default="")
    reason = models.TextField(default="")
    request = models.CharField(max_length=100, default="")

    def __str__(self):
        return self.person_name
