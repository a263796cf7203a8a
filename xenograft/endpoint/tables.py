import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime

from xenograft.endpoint.lines import when_read
from xenograft.endpoint.models import Alert
from xenograft.endpoint.words import SIGN, told_by

UNBROKEN = {"td": {"class": "nowrap"}}
# A moribund mouse is past every sum of signs.
MOST_SHOWN, FAR_OVER = 10, "far over"
NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


def mouse_link(mouse):
    url = reverse("bench:mouse", args=[mouse.study.code, mouse.number])
    return format_html('<a href="{}">Mouse {}</a>', url, mouse.name)


class BoardTable(tables.Table):
    """The mice of the lanes as rows, to be sorted and printed."""

    study = tables.Column(accessor="mouse__study__code", attrs=UNBROKEN)
    mouse = tables.Column(accessor="mouse__number", attrs=UNBROKEN)
    cage = tables.Column(accessor="mouse__cage__name", default="—")
    state = tables.Column(order_by="rank")
    said = tables.Column("Limit", orderable=False)
    nearness = tables.Column("Of the limit", default="—", attrs=NUMBER)
    seen_on = tables.Column(
        "Last value", default="—", order_by=("seen_on", "seen_at"), attrs=UNBROKEN
    )
    expected_on = tables.DateColumn(
        verbose_name="Limit expected", format="D j M", default="—", attrs=UNBROKEN
    )

    class Meta:
        attrs = {"class": "table", "aria-label": "Mice at or near a limit"}
        empty_text = "No mouse is at or near a limit."
        orderable = True

    def render_mouse(self, record):
        return mouse_link(record.mouse)

    def render_state(self, record):
        tone = f"txt-{record.tone}" if record.tone else "muted"
        return format_html('<span class="{}">{}</span>', tone, record.state)

    def render_said(self, value):
        return format_html_join("", '<div class="txt-{}">{}</div>', value)

    def render_seen_on(self, record):
        return when_read(record.seen_on, record.seen_at)

    def render_nearness(self, value):
        return FAR_OVER if value > MOST_SHOWN else f"{value:.0%}"


def _told(count):
    return f"{count} {'person' if count == 1 else 'people'} told"


class AlertTable(tables.Table):
    """Every alert of a study: who was told, who saw it, and how long it took."""

    mouse = tables.Column(order_by="mouse__number")
    limit = tables.Column("Limit reached", order_by="limit__kind")
    raised_at = tables.Column("Noticed", attrs={"td": {"class": "nowrap"}})
    told = tables.Column("Told", empty_values=(), orderable=False)
    acknowledged_at = tables.Column("Seen by", empty_values=())
    to_see = tables.Column(
        "To acknowledge", accessor="time_to_acknowledge", orderable=False, attrs=NUMBER
    )
    outcome = tables.Column("What came of it", empty_values=())
    to_act = tables.Column(
        "To act", accessor="time_to_act", orderable=False, attrs=NUMBER
    )

    class Meta:
        model = Alert
        fields = [
            "mouse", "limit", "raised_at", "told", "acknowledged_at", "to_see",
            "outcome", "to_act",
        ]  # fmt: skip
        order_by = "-raised_at"
        attrs = {"class": "table", "aria-label": "Alerts"}
        empty_text = "No mouse of this study has reached a limit yet."

    def render_mouse(self, value):
        return mouse_link(value)

    def render_limit(self, record):
        about = f"{record.limit.get_purpose_display().lower()} limit"
        about = "dosing on hold" if record.is_hold else about
        version = f"version {record.limit.version}"
        return format_html(
            '{}: <b>{}</b><br><span class="small muted">{}, {}</span>',
            SIGN[record.limit.kind][0], told_by(record), about, version,
        )  # fmt: skip

    def render_raised_at(self, value):
        return f"{localtime(value):%-d %b %H:%M}"

    def render_told(self, record):
        people = {message.person_id for message in record.messages.all()}
        steps = [("Reminded", record.reminded_at), ("Escalated", record.escalated_at)]
        said = [(f"{what} {localtime(at):%-d %b %H:%M}",) for what, at in steps if at]
        return format_html_join("", "<div>{}</div>", [(_told(len(people)),), *said])

    def render_acknowledged_at(self, record):
        by = record.acknowledged_by
        return (by.get_full_name() or by.username) if by else "nobody yet"

    def render_to_see(self, value):
        return in_hours(value)

    def render_outcome(self, record):
        if record.is_hold and not record.outcome:
            return "dosing on hold"
        return record.get_outcome_display() or "no decision yet"

    def render_to_act(self, value):
        return in_hours(value)


def in_hours(span):
    """1 h 05 min; 45 min."""
    hours, minutes = divmod(round(span.total_seconds() / 60), 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"
