import django_tables2 as tables
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from xenograft.study.models import Study

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


class StudyTable(tables.Table):
    code = tables.Column("Study")
    state = tables.Column(orderable=False)
    day = tables.Column(empty_values=(), orderable=False, attrs=NUMBER)
    on_study_count = tables.Column("On study", attrs=NUMBER, orderable=False)
    director = tables.Column(empty_values=(), orderable=False)
    last_session_on = tables.DateColumn("j M Y", verbose_name="Last session")

    class Meta:
        model = Study
        fields = [
            "code", "state", "day", "on_study_count", "director", "last_session_on",
        ]  # fmt: skip
        order_by = "code"
        empty_text = "Nothing matches. Clear the filters."
        attrs = {"class": "table", "aria-label": "Studies"}

    def render_code(self, record):
        model = getattr(record, "tumor_model", None)
        return format_html(
            '<a class="strong" href="{}">{}</a> {}<br><span class="muted">{}</span>',
            _overview(record),
            record.code,
            record.title,
            f"{model} {record.implant_site} · {model.host_strain}" if model else "",
        )

    def render_state(self, value):
        tone = {"on treatment": "ok", "locked": "outline", "ended": "info"}
        return format_html(
            '<span class="pill {}">{}</span>', tone.get(value, ""), value.capitalize()
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


def _overview(study):
    try:
        return reverse("bench:overview", args=[study.code])
    except NoReverseMatch:
        return reverse("study:design", args=[study.code])
