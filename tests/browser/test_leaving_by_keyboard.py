"""An endpoint from the board until it is recorded, and back, by keys alone."""

import datetime as dt

import pytest
from django.utils import timezone
from PIL import Image

from tests.browser.test_leaving import treated  # noqa: F401
from tests.browser.watch import axe, signed_in
from xenograft.implantation.models import Mouse

# What the part with the focus is called: by its label, else by what it says.
CALLED = r"""() => {
  const part = document.activeElement;
  const label = part.labels?.[0]?.innerText ?? part.getAttribute("aria-label");
  return (label ?? part.innerText ?? "").replace(/\s+/g, " ").trim();
}"""

# As the fields of a browser in American English are typed.
MIDNIGHT = "1200AM"


@pytest.fixture
def page(new_page, people):
    return signed_in(new_page(), people["director"])


def tab_to(page, name):
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate(CALLED).startswith(name):
            return page.keyboard
    raise AssertionError(f"Tab does not come to {name}.")


def type_moment(page, name, day):
    """The start of a day, into a field of date and time."""
    keyboard = tab_to(page, name)
    keyboard.type(f"{day:%m%d%Y}")
    keyboard.press("Tab")
    keyboard.type(MIDNIGHT)


def press(page, name, key="Enter"):
    tab_to(page, name).press(key)


def test_an_endpoint_is_recorded_and_taken_back(page, treated, tmp_path):  # noqa: F811
    code, today = treated.code, timezone.localdate()
    Image.new("RGB", (40, 30)).save(tmp_path / "tumor.png")
    page.goto(f"/studies/{code}/endpoints/")
    press(page, "Record endpoint for mouse 2")
    page.wait_for_url("**/mice/2/endpoint/")
    tab_to(page, "Euthanized")
    tab_to(page, "Tumor size limit reached")
    tab_to(page, "Time of death").type(MIDNIGHT)
    tab_to(page, "Method").type("CO₂")
    tab_to(page, "Done by").type("measurer")
    tab_to(page, "Tumor weight, mg").type("9000")
    page.get_by_text("mg per mm³ of the last caliper volume").first.wait_for()
    with page.expect_file_chooser() as chosen:
        press(page, "Add a photo")
    chosen.value.set_files(tmp_path / "tumor.png")
    press(page, "Necrotic core", "Space")
    tab_to(page, "Handling").type("snap")
    type_moment(page, "Collected at", today)
    press(page, "Add specimen")
    assert page.evaluate(CALLED) == "Tissue"
    page.keyboard.type("blood")
    tab_to(page, "Handling").type("PAX")
    type_moment(page, "Collected at", today)
    press(page, "Record endpoint for mouse 2")

    page.get_by_text("Nothing was recorded yet").wait_for()
    axe(page)
    press(page, "The tumor weight is right as typed", "Space")
    press(page, "Record endpoint for mouse 2")
    page.get_by_text("Endpoint recorded: Mouse 2").wait_for()
    mouse = treated.mice.get(number=2)
    left = mouse.disposition
    assert (left.reason, left.method, left.findings) == (
        *("TUMOR_SIZE", "CO₂"),
        ["NECROTIC_CORE"],
    )
    assert left.done_by.username == "measurer"
    assert (left.tumor_weight_mg, mouse.photos.count()) == (9000, 1)
    kept = list(mouse.specimens.values_list("tissue", "handling"))
    assert kept == [("TUMOR", "SNAP_LN2"), ("BLOOD", "PAX")]
    assert mouse not in Mouse.objects.on_study()

    press(page, "Mouse 2")
    page.wait_for_url("**/mice/2/")
    tab_to(page, "Mouse 3 ›")
    press(page, "Endpoint")
    page.get_by_text("Take the endpoint back").wait_for()
    tab_to(page, "Reason").type("Wrong mouse")
    page.keyboard.press("Enter")
    page.get_by_text("Mouse 2 is on study again.").wait_for()
    assert mouse in Mouse.objects.on_study()
    assert mouse.dispositions.get().taken_back_reason == "Wrong mouse"


def test_a_mouse_found_dead_is_recorded(page, treated):  # noqa: F811
    page.goto(f"/studies/{treated.code}/mice/3/endpoint/")
    press(page, "Euthanized", "ArrowDown")
    assert page.evaluate(CALLED) == "Found dead"
    type_moment(page, "Last seen alive", timezone.localdate() - dt.timedelta(days=1))
    tab_to(page, "Cause of death").type("the tumor")
    press(page, "Record endpoint for mouse 3")
    page.get_by_text("Endpoint recorded: Mouse 3").wait_for()
    left = treated.mice.get(number=3).disposition
    assert (left.reason, left.cause, left.method) == ("FOUND_DEAD", "TUMOR", "")
