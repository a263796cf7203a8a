"""What a device sent, without the keys of this database."""

from django.db.models import F, Func, JSONField, OuterRef, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from xenograft.implantation.models import Tumor


class PartsSent(Func):
    """The parts of a row without the key of the tumor, which another column names."""

    output_field = JSONField()

    def as_sqlite(self, compiler, connection, **context):
        template = "json_remove(%(expressions)s, '$.tumor.tumor')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler, connection, **context):
        template = "(%(expressions)s #- '{tumor,tumor}')"
        return self.as_sql(compiler, connection, template=template, **context)


def _meant():
    """The tumors whose key, as text, a device sent."""
    sent = KeyTextTransform("tumor", KeyTransform("tumor", OuterRef("parts")))
    own = Tumor.objects.filter(mouse=OuterRef("mouse")).order_by()
    as_text = own.annotate(key_text=Cast("pk", TextField()), sent=sent)
    return as_text.filter(key_text=F("sent"))


TUMOR_SENT = Subquery(_meant().values("side"))
