import django_tables2 as tables
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.timezone import localtime

from xenograft.bench.changes import Words
from xenograft.history.models import Change

NOWRAP = {"td": {"class": "nowrap"}}
READ = {"td": {"class": "said"}}


class FoundTable(tables.Table):
    name = tables.Column("Name")
    kind = tables.Column("What")
    study = tables.Column("Study")

    class Meta:
        empty_text = "Nothing matches in your studies."
        attrs = {"class": "table", "aria-label": "Found"}

    def render_name(self, value, record):
        return format_html('<a class="strong" href="{}">{}</a>', record["link"], value)


class ChangeTable(tables.Table):
    at = tables.Column("When", attrs=NOWRAP)
    person_name = tables.Column("Who", empty_values=(), attrs=NOWRAP)
    what = tables.Column("What", empty_values=(), orderable=False, attrs=READ)
    old = tables.Column("Old", empty_values=(), orderable=False, attrs=READ)
    new = tables.Column("New", empty_values=(), orderable=False, attrs=READ)
    reason = tables.Column("Why", default="—", orderable=False, attrs=READ)

    class Meta:
        model = Change
        fields = ["at", "person_name", "what", "old", "new", "reason"]
        empty_text = "Nothing matches. Clear the filters."
        attrs = {"class": "table", "aria-label": "Changes"}

    @cached_property
    def words(self):
        return Words([row.record for row in self.paginated_rows])

    def render_at(self, value):
        return f"{localtime(value):%-d %b %Y %H:%M}"

    def render_person_name(self, value):
        return value or "the program"

    def render_what(self, record):
        return f"{self.words.what(record)} {record.deed}"

    def render_old(self, record):
        old, _ = self.words.values(record)
        return format_html('<span class="was">{}</span>', old) if old else "—"

    def render_new(self, record):
        _, new = self.words.values(record)
        return format_html('<span class="strong">{}</span>', new) if new else "—"
