import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.browser.watch import axe, no_sideways_scroll, signed_in
from xenograft.dosing.models import Dose
from xenograft.study.models import Study


@pytest.fixture
def sheet(transactional_db):
    """Today's sheet of a study with four mice in one cage, and its doser."""
    study = builders.study("OVX-014")
    drug = builders.agent(study)
    draw = builders.randomization(study)
    today = timezone.localdate()
    held = builders.session(study, (today - builders.DAY_ZERO).days)
    cage = builders.cage(study)
    for arm in builders.four_arms(study):
        builders.regimen(arm, drug, frequency="QD")
        mouse = builders.mouse(study, cage=cage)
        builders.assignment(draw, mouse, arm)
        builders.weight(held, mouse, weighed_at=timezone.now() - dt.timedelta(hours=1))
    doser = builders.member(study, "doser")
    return doser, reverse("dosing:sheet", args=[study.code, today.isoformat()])


def test_a_sheet_is_filled_in_with_the_keyboard_alone(page, sheet):
    doser, address = sheet
    signed_in(page, doser).goto(address)
    page.get_by_label("Mouse 1 Dose given").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("m")
    page.keyboard.type("refused")
    page.get_by_label("Mouse 3 Dose given").focus()
    page.keyboard.press("p")
    page.keyboard.type("0.1")
    page.keyboard.press("Tab")
    page.keyboard.type("reflux")
    page.get_by_label("Mouse 4 Dose given").focus()
    page.keyboard.press("c")
    page.get_by_role("button", name="Save doses").first.click()
    page.get_by_text("Saved 4 doses.").wait_for()
    assert list(
        Dose.objects.order_by("mouse__number").values_list("status", flat=True)
    ) == ["GIVEN", "MISSED", "PARTIAL", "GIVEN"]


def test_a_sheet_works_without_javascript(new_page, sheet):
    doser, address = sheet
    page = signed_in(new_page(java_script_enabled=False), doser)
    page.goto(address)
    page.get_by_label("Mouse 2 Dose given").check()
    page.get_by_role("button", name="Save doses").first.click()
    assert page.get_by_text("Saved 1 dose.").is_visible()


def test_z_takes_back_what_is_not_saved(page, sheet):
    doser, address = sheet
    signed_in(page, doser).goto(address)
    tick = page.get_by_label("Mouse 1 Dose given")
    tick.focus()
    page.keyboard.press("Space")
    page.get_by_text("1 dose is not saved yet").wait_for()
    page.keyboard.press("z")
    assert not tick.is_checked()
    assert page.get_by_text("not saved yet").is_hidden()


def test_a_tick_outlives_the_page_and_is_saved_once(page, sheet):
    doser, address = sheet
    signed_in(page, doser).goto(address)
    page.get_by_label("Mouse 2 Dose given").check()
    page.goto("/studies/")
    page.goto(address)
    assert page.get_by_label("Mouse 2 Dose given").is_checked()
    page.get_by_role("button", name="Save doses").first.dblclick()
    page.get_by_text("Saved 1 dose.").wait_for()
    page.reload()
    assert page.get_by_text("not saved yet").is_hidden()
    assert Dose.objects.get().mouse.number == 2


def test_a_tick_made_without_a_connection_is_kept(new_page, sheet):
    doser, address = sheet
    page = signed_in(new_page(), doser)
    page.goto(address)
    page.context.set_offline(True)
    page.get_by_label("Mouse 3 Dose given").check()
    page.context.set_offline(False)
    page.goto(address)
    page.get_by_role("button", name="Save doses").first.click()
    page.get_by_text("Saved 1 dose.").wait_for()
    assert Dose.objects.get().mouse.number == 3


def test_another_person_does_not_find_the_ticks(page, sheet):
    doser, address = sheet
    signed_in(page, doser).goto(address)
    page.get_by_label("Mouse 2 Dose given").check()
    study = Study.objects.get()
    signed_in(page, builders.member(study, "doser")).goto(address)
    assert not page.get_by_label("Mouse 2 Dose given").is_checked()


def test_a_printed_sheet_has_lines_to_sign_and_names_no_agent(page, sheet):
    doser, address = sheet
    signed_in(page, doser).goto(address)
    page.emulate_media(media="print")
    assert page.get_by_text("Dosed by (name, date, signature)").is_visible()
    assert page.get_by_text("Weights as of").is_visible()
    assert page.get_by_role("button", name="Save doses").first.is_hidden()
    printed = page.locator("body").inner_text().replace(Study.objects.get().title, "")
    words = ["Vehicle", "Defactinib", "Avutometinib", "mg/kg", " mg"]
    assert [word for word in words if word in printed] == []
    break_inside = "getComputedStyle(document.querySelector('.dose tbody')).breakInside"
    assert page.evaluate(break_inside) == "avoid"


@pytest.mark.parametrize("width", [390, 834, 1280])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_pages_of_dosing_can_be_read(new_page, sheet, width, color_scheme):
    doser, address = sheet
    builders.hold(Study.objects.get().mice.get(number=2))
    dose = Study.objects.get().mice.get(number=1)
    builders.dose(dose, dose.assignment.arm.regimens.get(), slot_number=1)
    page = signed_in(new_page(width, color_scheme=color_scheme), doser)
    compliance = reverse("dosing:compliance", args=["OVX-014"])
    for place in (address, compliance, reverse("bench:today")):
        page.goto(place)
        no_sideways_scroll(page)
        axe(page)
