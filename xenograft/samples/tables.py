import django_tables2 as tables
from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime

from xenograft.analysis.target import FIXATION_HOURS
from xenograft.samples.models import AssayRun, Specimen
from xenograft.templatetags.xenograft import duration

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


def after_dose(minutes):
    """2 h 45 min; the reason in words where there is none."""
    return "no dose before collection" if minutes is None else duration(minutes)


def said_of(timing):
    """What is wrong with the time of a specimen, a few words each."""
    if timing["dose_problem"]:
        yield timing["dose_problem"]
    if timing["is_out_of_window"]:
        minutes = round(timing["late_min"])
        yield f"{abs(minutes)} min {'late' if minutes > 0 else 'early'}"
    cold = timing["cold_ischemia_min"]
    if cold > settings.COLD_ISCHEMIA_MOST_MIN:
        yield f"frozen or fixed after {cold:.0f} min: too late for phosphoproteins"
    elif cold > settings.COLD_ISCHEMIA_WARN_MIN:
        yield f"frozen or fixed after {cold:.0f} min"
    least, most = FIXATION_HOURS
    fixed = timing["fixation_hours"]
    is_formalin = timing["handling"] == Specimen.Handling.FFPE_NBF
    if is_formalin and (fixed < least or fixed > most):
        yield f"fixed for {fixed:.0f} h: usual is {least} to {most}"
    if timing["exclusion_reason"]:
        yield f"not evaluable: {timing['exclusion_reason']}"


class SpecimenTable(tables.Table):
    label = tables.Column(attrs={"td": {"class": "mono nowrap"}})
    mouse = tables.Column(order_by="mouse__number", attrs=NUMBER)
    collected_at = tables.Column("Collected", attrs={"td": {"class": "nowrap"}})
    last_dose = tables.Column(
        "After last dose", empty_values=(), orderable=False, attrs=NUMBER
    )
    readouts = tables.Column("Readouts", empty_values=(), orderable=False)
    add = tables.Column("Assay result", empty_values=(), orderable=False)

    class Meta:
        model = Specimen
        fields = [
            "label", "mouse", "tissue", "handling", "collected_at", "last_dose",
            "position", "readouts", "add",
        ]  # fmt: skip
        order_by = "mouse"
        empty_text = "No specimens match. Clear the filters, or add one."
        attrs = {"class": "table cards", "aria-label": "Specimens"}

    def __init__(self, *args, study, timing, **kwargs):
        self.study, self.timing = study, timing
        may_add = study.access.can["sample"] and study.is_open_for_values
        super().__init__(*args, exclude=() if may_add else ("add",), **kwargs)

    def render_label(self, record):
        address = reverse("samples:specimen", args=[self.study.code, record.pk])
        return format_html('<a href="{}">{}</a>', address, record.label)

    def render_mouse(self, value):
        address = reverse("bench:mouse", args=[self.study.code, value.number])
        return format_html('<a href="{}">{}</a>', address, value.name)

    def render_collected_at(self, value):
        return f"{localtime(value):%-d %b %H:%M}"

    def render_last_dose(self, record):
        flags = [(flag,) for flag in said_of(self.timing.loc[record.pk])]
        return format_html(
            "{}{}",
            after_dose(record.minutes_after_last_dose),
            format_html_join("", '<br><span class="pill warn">{}</span>', flags),
        )

    def render_readouts(self, record):
        rows = [
            (_target(readout), f"{readout.value:g}", readout.unit)
            for readout in record.readouts.all()
        ]
        return format_html_join(mark_safe("<br>"), "{} <b>{}</b> {}", rows) or "none"

    def render_add(self, record):
        return format_html(
            '<a class="btn btn-quiet btn-sm" href="{}">Add readout'
            '<span class="visually-hidden"> of {}</span></a>',
            reverse("samples:readout", args=[self.study.code, record.pk]),
            record.label,
        )


def _target(readout):
    return f"{readout.target} {readout.phosphosite}".strip()


def runs_listed(study):
    return AssayRun.objects.of_study(study).annotate(readout_count=Count("readouts"))


class RunTable(tables.Table):
    name = tables.Column("Run")
    ran_on = tables.DateColumn("j M Y", verbose_name="On")
    readout_count = tables.Column("Readouts", attrs=NUMBER)

    class Meta:
        model = AssayRun
        fields = ["name", "assay", "target", "phosphosite", "ran_on", "readout_count"]
        empty_text = "No blots or batches yet."
        attrs = {"class": "table", "aria-label": "Blots and batches"}

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        self.study = study

    def render_name(self, record):
        address = reverse("samples:run", args=[self.study.code, record.pk])
        return format_html('<a href="{}">{}</a>', address, record.name)
