import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from xenograft.growth.tables import volume_of
from xenograft.templatetags.xenograft import grams, volume

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


class CandidateTable(tables.Table):
    mouse = tables.Column("Mouse", accessor="mouse__number")
    before = tables.Column("mm³ before", empty_values=(), attrs=NUMBER)
    volume_mm3 = tables.Column("mm³", empty_values=(), attrs=NUMBER)
    weight_g = tables.Column("g", empty_values=(), attrs=NUMBER)

    class Meta:
        orderable = False
        attrs = {"class": "table", "aria-label": "Eligible mice"}
        empty_text = "None."

    def __init__(self, cohort, candidates, **options):
        super().__init__(candidates, **options)
        self.cohort = cohort

    def render_before(self, record):
        return volume(self.cohort.volume_before(record))

    def render_mouse(self, value, record):
        return format_html(
            '<b>{}</b> <span class="muted">{}</span>', value, record.mouse.cage or ""
        )

    def render_volume_mm3(self, record):
        return volume_of(record, self.cohort.study)

    def render_weight_g(self, value):
        return grams(value)


class ExcludedTable(CandidateTable):
    why = tables.Column("Reason")

    class Meta(CandidateTable.Meta):
        attrs = {"class": "table", "aria-label": "Mice that are not eligible"}
        exclude = ("before",)

    def __init__(self, cohort, candidates, can_decide):
        super().__init__(cohort, candidates)
        self.can_decide = can_decide

    def render_why(self, value, record):
        why = value[:1].upper() + value[1:]
        if not (self.can_decide and record.can_go_in):
            return why
        return format_html(
            '{}<br><a href="{}" aria-label="Include {} with a reason">'
            "Include with a reason</a>",
            why,
            reverse(
                "growth:decide", args=[self.cohort.study.code, record.mouse.number]
            ),
            record.mouse.name,
        )


class AllocationTable(tables.Table):
    mouse = tables.Column("Mouse", accessor="drawn_mouse__number")
    now = tables.Column("Place held by", accessor="mouse__number", default="—")
    cage = tables.Column("Cage", accessor="drawn_mouse__cage__name", default="—")
    arm = tables.Column("Arm")
    bottle = tables.Column("Bottle", accessor="arm__bottle_code")
    block = tables.Column("Block", attrs=NUMBER, default="—")

    class Meta:
        orderable = False
        attrs = {"class": "table", "aria-label": "Allocation"}

    def render_arm(self, value, record):
        return f"{value}, satellite" if record.is_satellite else value
