import django_tables2 as tables
from django.db.models import Count, Min, OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.html import format_html

from xenograft.implantation.models import Mouse, Tumor
from xenograft.templatetags.xenograft import fulldate, volume

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
# Left out on small screens, so that volume and state can be seen.
NOT_ON_A_PHONE = {"th": {"class": "only-sm"}, "td": {"class": "only-sm"}}
WIDER = {"th": {"class": "only-md"}, "td": {"class": "only-md"}}


class MouseTable(tables.Table):
    number = tables.Column("Mouse")
    ear_mark = tables.Column("Mark", default="none", attrs=NOT_ON_A_PHONE)
    cage = tables.Column(default="—", order_by=["cage__name", "number"])
    sex = tables.Column(attrs=WIDER)
    strain = tables.Column(default="—", attrs=WIDER)
    tumors = tables.Column("Tumors", empty_values=(), orderable=False, attrs=WIDER)
    volume_mm3 = tables.Column(
        "Last volume, mm³", empty_values=(), orderable=False, attrs=NUMBER
    )
    state = tables.Column(empty_values=(), orderable=False)

    class Meta:
        model = Mouse
        fields = [
            "number", "ear_mark", "cage", "sex", "strain", "tumors", "volume_mm3",
            "state",
        ]  # fmt: skip
        order_by = "number"
        empty_text = "Nothing matches. Clear the filters."
        attrs = {"class": "table table-hover", "aria-label": "Mice"}

    def render_number(self, value, record):
        page = reverse("bench:mouse", args=[record.study.code, value])
        return format_html('<a href="{}">{}</a>', page, record.name)

    def render_tumors(self, record):
        sides = [tumor.get_side_display() for tumor in record.tumors.all()]
        return ", ".join(sides) or "—"

    def render_volume_mm3(self, record):
        tumors = record.tumors.all()
        if len(tumors) == 1:
            return volume(tumors[0].last_volume_mm3)
        volumes = [f"{t.side} {volume(t.last_volume_mm3)}" for t in tumors]
        return " · ".join(volumes) or "—"

    def render_state(self, record):
        left = getattr(record, "disposition", None)
        if left is None:
            here = format_html('<span class="pill ok">{}</span>', "On study")
            planned = _planned(record)
            if not planned:
                return here
            return format_html('{} <span class="pill">{}</span>', here, planned)
        reason = f"{left.get_reason_display()}, {fulldate(left.left_on)}"
        return format_html('<span class="pill">Off study</span> {}', reason)


def _planned(mouse):
    """What a mouse is kept for, as its collections say; no arm is told by it."""
    if not mouse.planned_count:
        return ""
    day = mouse.sampled_on_day
    return "Samples at its end" if day is None else f"Samples on D{day}"


def listed_mice(study):
    """What the table shows: two queries however many mice there are.

    The last volume and the planned collections are reached by the reverse names, so
    that this room does not import later ones.
    """
    readings = Tumor.objects.filter(
        pk=OuterRef("pk"), measurements__volume_mm3__isnull=False
    ).order_by("-measurements__session__held_on", "-measurements__id")
    tumors = Tumor.objects.annotate(
        last_volume_mm3=Subquery(readings.values("measurements__volume_mm3")[:1])
    )
    mice = Mouse.objects.of_study(study).select_related("study", "cage", "disposition")
    mice = mice.annotate(
        planned_count=Count("planned_collections"),
        sampled_on_day=Min("planned_collections__plan__final_day"),
    )
    return mice.prefetch_related(Prefetch("tumors", tumors))
