"""A caliper and a balance that type like a keyboard, and what they typed."""

from dataclasses import dataclass, field

from django.urls import reverse

from tests import builders


def measured_study(study, mice_count, held_on):
    """An open session of mice, each with a tumor, four to a cage."""
    builders.limits(study)
    held = study.sessions.create(held_on=held_on)
    for number in range(1, mice_count + 1):
        cage, _ = study.cages.get_or_create(name=f"C{(number + 3) // 4:02}")
        builders.tumor(builders.mouse(study, number, cage=cage), implanted_on=None)
    return held


def readings(number):
    """L, W and weight of a mouse: other numbers for every mouse."""
    return f"{9 + number / 10:.1f}", f"{6 + number / 20:.2f}", f"{20 + number / 10:.1f}"


def page_of(held):
    return reverse("measurement:session", args=[held.study.code, held.held_on])


def ready(page):
    page.locator("form[data-ready]").wait_for()
    return page


@dataclass
class Caliper:
    """Types into whatever has the focus and never touches the screen."""

    page: object
    typed: dict = field(default_factory=dict)

    def press(self, *texts, end="Enter"):
        for text in texts:
            self.page.keyboard.type(text)
            self.page.keyboard.press(end)

    def measures(self, numbers):
        """Each mouse in turn, as the page leads: checked against its name."""
        for number in numbers:
            assert focused(self.page) == f"Mouse {number} length, mm"
            self.press(*readings(number))
            self.typed[number] = readings(number)

    def is_done(self, count):
        """Waits until the page says that every one of `count` mice is saved."""
        self.page.locator("[data-progress]", has_text=f"{count} of ").wait_for()
        saved(self.page)


def saved(page):
    """Waits until the server has everything."""
    page.locator("[data-net]", has_text="All saved").wait_for(timeout=60_000)


def newest(held, number):
    """The last reading of a mouse in the session."""
    return held.caliper_measurements.filter(tumor__mouse__number=number).last()


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def stored(held):
    """{mouse number: [L, W, weight] of all rows there are}, as numbers."""
    found = {}
    for row in held.caliper_measurements.select_related("tumor__mouse").order_by("pk"):
        sizes = found.setdefault(row.tumor.mouse.number, [])
        sizes += [float(row.length_mm), float(row.width_mm)]
    for row in held.body_weights.select_related("mouse").order_by("pk"):
        found.setdefault(row.mouse.number, []).append(float(row.weight_g))
    return found


def as_typed(typed):
    """What `stored` is when every typed value is there exactly once."""
    return {number: [float(text) for text in row] for number, row in typed.items()}
