import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from xenograft.templatetags.xenograft import grams, percent, volume

OUTSIDE = ("TOO_SMALL", "TOO_LARGE")
NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
# Left out on a phone, so that the answer is on the screen.
WIDER = {"th": {"class": "num only-md"}, "td": {"class": "num only-md"}}


def volume_of(candidate, study):
    """With a decimal where the rounded volume would look as if it were inside."""
    value, is_out = candidate.volume_mm3, candidate.exclusion in OUTSIDE
    edges = study.window_min_mm3, study.window_max_mm3
    return f"{value:.1f}" if is_out and round(value) in edges else volume(value)


class WindowTable(tables.Table):
    number = tables.Column("Mouse", accessor="mouse__number")
    cage = tables.Column(accessor="mouse__cage__name", default="—")
    volume_mm3 = tables.Column("Volume, mm³", attrs=NUMBER, default="—")
    growth = tables.Column(
        "Since the last", empty_values=(), orderable=False, attrs=WIDER
    )
    weight_g = tables.Column("Weight, g", attrs=WIDER, default="—")
    exclusion = tables.Column("Window", empty_values=())
    change = tables.Column("", empty_values=(), orderable=False)

    class Meta:
        attrs = {"class": "table table-hover", "aria-label": "Mice and the window"}
        empty_text = "Nothing matches. Clear the filters."

    def __init__(self, cohort, candidates, can_decide):
        hidden = [] if can_decide else ["change"]
        # What a list kept of a mouse is one volume.
        hidden += ["growth"] if cohort.study.is_list_fixed else []
        super().__init__(candidates, exclude=hidden)
        self.cohort = cohort

    def render_change(self, record):
        if record.exclusion and not record.can_go_in:
            return ""
        code, number = self.cohort.study.code, record.mouse.number
        return format_html(
            '<a href="{}" aria-label="{}">{}</a>',
            reverse("growth:decide", args=[code, number]),
            f"{'Put in' if record.exclusion else 'Take out'} {record.mouse.name}",
            "Include with a reason" if record.exclusion else "Take out",
        )

    def render_number(self, value, record):
        page = reverse("bench:mouse", args=[self.cohort.study.code, value])
        return format_html('<a href="{}">{}</a>', page, record.mouse.name)

    def render_volume_mm3(self, value, record):
        return volume_of(record, self.cohort.study)

    def render_weight_g(self, value):
        return grams(value)

    def render_growth(self, record):
        return percent(self.cohort.growth_percent(record), 0)

    def render_exclusion(self, record):
        if not record.exclusion:
            said = "In against the rule" if record.rule else "In the window"
            return format_html('<span class="pill ok">{}</span>', said)
        tone = "warn" if record.exclusion in OUTSIDE else ""
        return format_html(
            '<span class="pill {}">{}</span>',
            tone,
            record.why[:1].upper() + record.why[1:],
        )
