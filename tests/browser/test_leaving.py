"""The pages around a mouse that leaves, as people with each kind of sight see them."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import builders
from tests.browser.watch import axe, no_sideways_scroll, signed_in
from tests.builders import days
from xenograft.history.context import acting

PAGES = {
    "overview": "",
    "board": "endpoints/",
    "record": "mice/2/endpoint/",
    "left": "mice/1/endpoint/",
    "mouse": "mice/2/",
    "history": "history/",
    "samples": "samples/",
    "add specimen": "samples/add/",
}


@pytest.fixture
def treated(people, monkeypatch):
    first = timezone.localdate() - dt.timedelta(days=9)
    monkeypatch.setattr(days, "DAY_ZERO", first)
    study = builders.treated_study(
        code="OVX-T", title="Defactinib and avutometinib in an LGSOC organoid"
    )
    for role, person in people.items():
        builders.models.Membership.objects.create(study=study, person=person, role=role)
    _things_happen(study, people["director"])
    return study


def _things_happen(study, director):
    builders.tumor_model(study)
    held = builders.session(study, 8)
    for number, size in ((2, "14.6"), (3, "13.7"), (4, "11.2")):
        mouse = study.mice.get(number=number)
        builders.measurement(held, mouse.tumors.get(), size, size)
        builders.weight(held, mouse, "18.4")
    gone = study.mice.get(number=1)
    builders.disposition(gone, 8, tumor_weight_mg=612, method="CO₂")
    builders.readout(builders.specimen(gone, collected_at=builders.at(8)))
    with acting(person=director, reason="Read the wrong line of the balance"):
        weight = study.mice.get(number=2).weights.last()
        weight.weight_g = "22.6"
        weight.save()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_each_page_can_be_read_at_any_width_in_both_themes(
    new_page, people, treated, width, color_scheme
):
    page = signed_in(new_page(width, color_scheme=color_scheme), people["director"])
    for address in PAGES.values():
        page.goto(f"/studies/{treated.code}/{address}")
        axe(page)
        no_sideways_scroll(page)


def test_a_window_at_400_percent_needs_no_scrolling_sideways(new_page, people, treated):
    page = signed_in(new_page(320), people["director"])
    for address in (*PAGES.values(), "sessions/", "dosing/"):
        page.goto(f"/studies/{treated.code}/{address}")
        no_sideways_scroll(page)


@pytest.mark.parametrize("name", ["history", "samples"])
def test_on_a_phone_a_line_of_a_long_list_is_a_card(new_page, people, treated, name):
    page = signed_in(new_page(390), people["director"])
    page.goto(f"/studies/{treated.code}/{PAGES[name]}")
    cells = page.locator("table.cards tbody tr").first.get_by_role("cell")
    boxes = [cells.nth(at).bounding_box() for at in range(cells.count())]
    assert len(boxes) > 5
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    tops = [box["y"] for box in boxes]
    assert tops == sorted(set(tops))


def test_a_measurer_reads_the_same_pages_without_arms(new_page, people, treated):
    page = signed_in(new_page(390), people["measurer"])
    for name in ("overview", "board", "mouse", "history", "samples"):
        page.goto(f"/studies/{treated.code}/{PAGES[name]}")
        assert "Vehicle" not in page.content()
        axe(page)
        no_sideways_scroll(page)


def test_found_dead_asks_when_it_was_last_seen_and_not_how(new_page, people, treated):
    page = signed_in(new_page(), people["director"])
    page.goto(f"/studies/{treated.code}/mice/2/endpoint/")
    assert page.get_by_label("Method").is_visible()
    assert not page.get_by_label("Last seen alive").is_visible()
    page.get_by_label("Found dead").check()
    assert not page.get_by_label("Method").is_visible()
    assert page.get_by_label("Last seen alive").is_visible()


def test_a_mouse_leaves_by_typing_and_comes_back_with_a_reason(
    new_page, people, treated
):
    page = signed_in(new_page(), people["director"])
    page.goto(f"/studies/{treated.code}/mice/2/endpoint/")
    page.get_by_label("Method").fill("CO₂")
    page.get_by_label("Tumor weight, mg").fill("9000")
    page.get_by_role("button", name="Record endpoint for mouse 2").click()
    page.get_by_label("The tumor weight is right as typed").check()
    axe(page)
    page.get_by_role("button", name="Record endpoint for mouse 2").click()
    page.get_by_text("Endpoint recorded: Mouse 2").wait_for()

    page.goto(f"/studies/{treated.code}/mice/2/endpoint/")
    page.get_by_label("Reason").fill("Wrong mouse")
    page.get_by_role("button", name="Put mouse 2 back on study").click()
    page.get_by_text("Mouse 2 is on study again.").wait_for()
