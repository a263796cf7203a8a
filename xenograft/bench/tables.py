import django_tables2 as tables
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime

from xenograft.bench.changes import Words
from xenograft.bench.history import BEFORE
from xenograft.bench.study_list import STEPS
from xenograft.history.models import HERE
from xenograft.study.models import Study
from xenograft.templatetags.xenograft import icon

NOWRAP = {"td": {"class": "nowrap"}}
READ = {"td": {"class": "said"}}
NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
# Left out on a phone, or on a tablet already.
WIDE = {"th": {"class": "only-sm"}, "td": {"class": "only-sm nowrap"}}
WIDER = {"th": {"class": "only-md"}, "td": {"class": "only-md"}}
WIDE_NUMBER = {"th": {"class": "num only-sm"}, "td": {"class": "num only-sm"}}
ALERT_PILLS = [
    ("danger", "octagon-alert", "reached"),
    ("warn", "triangle-alert", "approaching"),
    ("info", "clock", "overdue"),
]


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
        sequence = ["at", "person_name", "what", "old", "new", "reason"]
        empty_text = "Nothing matches. Clear the filters."
        attrs = {"class": "table cards", "aria-label": "Changes"}

    @cached_property
    def words(self):
        return Words([row.record for row in self.paginated_rows])

    def render_at(self, value):
        return f"{localtime(value):%-d %b %Y %H:%M}"

    def render_person_name(self, value):
        return value or "the program"

    def render_what(self, record):
        said = f"{self.words.what(record)} {record.deed}"
        if record.database == HERE:
            return said
        return format_html('{} <span class="pill outline">{}</span>', said, BEFORE)

    def render_old(self, record):
        old, _ = self.words.values(record)
        return format_html('<span class="was">{}</span>', old) if old else "—"

    def render_new(self, record):
        _, new = self.words.values(record)
        return format_html('<span class="strong">{}</span>', new) if new else "—"


class StudyTable(tables.Table):
    code = tables.Column("Study")
    state = tables.Column(orderable=False, attrs=WIDE)
    step = tables.Column("Phase", empty_values=(), orderable=False, attrs=WIDE)
    day = tables.Column(empty_values=(), orderable=False, attrs=WIDE_NUMBER)
    on_study_count = tables.Column("On study", attrs=NUMBER, orderable=False)
    due = tables.Column("Due today", default="—", orderable=False, attrs=WIDER)
    alerts = tables.Column(order_by="alerts")
    director = tables.Column(empty_values=(), orderable=False, attrs=WIDER)
    last_session_on = tables.DateColumn(
        "j M Y", verbose_name="Last session", attrs=WIDER
    )

    class Meta:
        model = Study
        fields = [
            "code", "state", "step", "day", "on_study_count", "due", "alerts",
            "director", "last_session_on",
        ]  # fmt: skip
        order_by = ("-alerts", "code")
        empty_text = "Nothing matches. Clear the filters."
        attrs = {"class": "table", "aria-label": "Studies"}

    def render_code(self, record):
        model = getattr(record, "tumor_model", None)
        return format_html(
            '<a class="strong nowrap" href="{}">{}</a> {}<br>'
            '<span class="muted">{}</span><span class="muted only-phone">{} {}</span>',
            reverse("bench:overview", args=[record.code]),
            record.code,
            record.title,
            f"{model} {record.implant_site} · {model.host_strain}" if model else "",
            _step(record),
            record.day_today,
        )

    def render_state(self, value):
        tone = {"on treatment": "ok", "locked": "outline", "ended": "info"}
        return format_html(
            '<span class="pill {}">{}</span>', tone.get(value, ""), value.capitalize()
        )

    def render_step(self, record):
        """A dot for each step: done, now, to come; and the name of the present one."""
        now = len(STEPS) if record.step is None else record.step
        marks = ["d" if place < now else "" for place in range(len(STEPS))]
        if record.step is not None:
            marks[now] = "n"
        dots = format_html_join("", '<i class="{}"></i>', [(mark,) for mark in marks])
        return format_html(
            '<span class="dots" aria-hidden="true">{}</span>{}', dots, _step(record)
        )

    def render_alerts(self, value):
        pills = [
            (tone, icon(name), count, word)
            for count, (tone, name, word) in zip(value, ALERT_PILLS, strict=True)
            if count
        ]
        return (
            format_html_join(" ", '<span class="pill {}">{}{} {}</span>', pills)
            or "none"
        )

    def render_day(self, record):
        return record.day_today or "—"

    def render_on_study_count(self, record):
        if not record.mice_count:
            return "—"
        return f"{record.on_study_count} / {record.mice_count}"

    def render_director(self, record):
        directors = [m.person for m in record.memberships.all() if m.role == "director"]
        return ", ".join(d.get_full_name() or d.get_username() for d in directors)


def _step(study):
    return "Done" if study.step is None else STEPS[study.step]
