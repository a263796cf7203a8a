import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join


class BoardTable(tables.Table):
    """The cards of the board as rows, to be sorted and printed."""

    study = tables.Column(accessor="mouse__study__code")
    mouse = tables.Column(accessor="mouse__number")
    cage = tables.Column(accessor="mouse__cage__name", default="—")
    lane = tables.Column("State")
    lines = tables.Column("Limit", orderable=False)
    nearness = tables.Column("Of the limit", attrs={"cell": {"class": "num"}})
    seen_on = tables.DateColumn(verbose_name="Last value", format="D j M")
    expected_on = tables.DateColumn(
        verbose_name="Limit expected", format="D j M", default="—"
    )

    class Meta:
        attrs = {"class": "table", "aria-label": "Mice at or near a limit"}
        empty_text = "No mouse is at or near a limit."
        orderable = True

    def render_mouse(self, record):
        mouse = record.mouse
        url = reverse("bench:mouse", args=[mouse.study.code, mouse.number])
        return format_html('<a href="{}">Mouse {}</a>', url, mouse.name)

    def render_lines(self, value):
        said = [(line.tone, line.label, line.text) for line in value]
        return format_html_join("", '<div class="txt-{}">{}: {}</div>', said)

    def render_nearness(self, value):
        return f"{value:.0%}"
