import django_tables2 as tables
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html

from xenograft.implantation.models import Mouse
from xenograft.measurement.corrections import name_of
from xenograft.measurement.models import CaliperMeasurement, Session
from xenograft.templatetags.xenograft import day, implant_day, longdate

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
NOT_ON_A_PHONE = {"th": {"class": "only-sm"}, "td": {"class": "only-sm"}}


class SessionTable(tables.Table):
    held_on = tables.Column("Session")
    day = tables.Column("Day", empty_values=(), orderable=False, attrs=NUMBER)
    measured_count = tables.Column("Measured", attrs=NUMBER)
    state = tables.Column(empty_values=(), orderable=False)
    people = tables.Column(
        "Measured by", empty_values=(), orderable=False, attrs=NOT_ON_A_PHONE
    )

    class Meta:
        model = Session
        fields = ["held_on", "day", "measured_count", "state", "people"]
        order_by = "-held_on"
        empty_text = "No session matches. Clear the filters."
        attrs = {"class": "table table-hover", "aria-label": "Measuring sessions"}

    def __init__(self, *args, study, day_zero, implanted_on, **kwargs):
        super().__init__(*args, **kwargs)
        self.study, self.day_zero = study, day_zero
        self.implanted_on = implanted_on
        self.people = people_of(study)

    def render_held_on(self, record):
        page = reverse("measurement:session", args=[self.study.code, record.held_on])
        return format_html('<a href="{}">{}</a>', page, longdate(record.held_on))

    def render_day(self, record):
        return day_label(record.held_on, self.day_zero, self.implanted_on)

    def render_measured_count(self, record):
        return f"{record.measured_count} of {record.on_study_count}"

    def render_state(self, record):
        if record.is_open:
            return format_html('<span class="pill warn">{}</span>', "Open")
        return format_html(
            '<span class="pill ok">Closed</span> <span class="only-sm">{}</span>',
            f"by {name_of(record.closed_by)}" if record.closed_by else "",
        )

    def render_people(self, record):
        return ", ".join(self.people.get(record.pk, [])) or "—"


def listed_sessions(study):
    """What the table shows of each session: one query."""
    there = Q(disposition__isnull=True) | Q(
        disposition__left_on__gte=OuterRef("held_on")
    )
    on_study = (
        Mouse.objects.filter(there, study=OuterRef("study"))
        .order_by()
        .values("study")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return (
        Session.objects.of_study(study)
        .select_related("closed_by")
        .annotate(
            measured_count=Count("caliper_measurements__tumor__mouse", distinct=True),
            on_study_count=Coalesce(Subquery(on_study, output_field=IntegerField()), 0),
        )
    )


def people_of(study):
    """{session key: [names of those who measured]}. One query."""
    found = {}
    rows = CaliperMeasurement.objects.of_study(study).order_by().distinct()
    for session, first, last, user_name in rows.filter(
        measured_by__isnull=False
    ).values_list(
        "session_id",
        "measured_by__first_name",
        "measured_by__last_name",
        "measured_by__username",
    ):
        name = f"{first} {last}".strip() or user_name
        found.setdefault(session, []).append(name)
    return found


def day_label(date, day_zero, implanted_on):
    """D16 since day 0, or I+24 since the implant before there is one."""
    if day_zero:
        return day((date - day_zero).days)
    return implant_day((date - implanted_on).days if implanted_on else None)
