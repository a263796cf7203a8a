import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser.watch import axe, no_sideways_scroll, signed_in
from tests.results.computing import combined_study


@pytest.fixture
def treated(people):
    study = builders.treated_study(days=(0, 3, 7, 10, 12))
    builders.models.Membership.objects.create(
        study=study, person=people["statistician"], role="statistician"
    )
    return study


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("figure", ["mean", "mice", "waterfall", "survival", "weight"])
def test_curves_can_be_read_at_any_width_in_both_themes(
    new_page, treated, people, figure, width, color_scheme
):
    page = signed_in(new_page(width, color_scheme=color_scheme), people["statistician"])
    page.goto(f"/studies/{treated.code}/curves/?fig={figure}")

    assert page.get_by_role("img").count() == 1
    axe(page)
    no_sideways_scroll(page)


def test_on_paper_a_figure_has_no_controls(page, treated, people):
    signed_in(page, people["statistician"]).goto(f"/studies/{treated.code}/curves/")
    page.emulate_media(media="print")

    assert page.get_by_role("img").is_visible()
    assert page.locator("main :is(button, select, input):visible").count() == 0


def test_arrow_keys_and_pointing_name_the_mouse(new_page, treated, people):
    page = signed_in(new_page(), people["statistician"])
    page.goto(f"/studies/{treated.code}/curves/?fig=mice")
    said = page.get_by_role("status")
    page.get_by_role("region", name="Figure").focus()
    page.keyboard.press("ArrowRight")
    assert said.inner_text().startswith("Mouse 1 Vehicle · D12: ")
    page.keyboard.press("ArrowLeft")
    assert said.inner_text().startswith("Mouse 12 ")
    page.keyboard.press("Escape")
    assert said.inner_text() == ""
    page.locator(".fig-mouse").nth(0).dispatch_event("click", {"bubbles": True})
    assert said.inner_text().startswith("Mouse 1 ")


def test_a_ticked_arm_redraws_and_stands_in_the_address(new_page, treated, people):
    page = signed_in(new_page(), people["statistician"])
    page.goto(f"/studies/{treated.code}/curves/")
    page.get_by_label("Avutometinib", exact=True).uncheck()
    page.wait_for_url("**arms=1&arms=2&arms=4**")
    assert page.locator(".fig-svg .arm-3-stroke").count() == 0
    assert page.locator(".fig-svg .arm-4-stroke").count() > 0


@pytest.mark.parametrize("figure", ["waterfall", "survival"])
def test_arrow_keys_name_the_mouse_of_a_bar_and_of_a_step(
    new_page, treated, people, figure
):
    page = signed_in(new_page(), people["statistician"])
    page.goto(f"/studies/{treated.code}/curves/?fig={figure}")
    page.get_by_role("region", name="Figure").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("status").inner_text().startswith("Mouse ")


def test_a_bar_has_the_color_of_its_arm_in_the_dark(new_page, treated, people):
    page = signed_in(new_page(color_scheme="dark"), people["statistician"])
    page.goto(f"/studies/{treated.code}/curves/?fig=waterfall")
    # What the script lays over a bar for the pointer must not hide it.
    fills = page.evaluate(
        """() => {
          const fill = (path) => getComputedStyle(path).fill;
          const bars = [...document.querySelectorAll(".fig-mouse")];
          return bars.map((bar) => [...bar.querySelectorAll("path")].map(fill));
        }"""
    )
    assert fills
    assert {over for _, over in fills} == {"rgba(0, 0, 0, 0)"}
    assert "rgb(238, 241, 243)" in {bar for bar, _ in fills}


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_the_day_of_the_analysis_is_chosen_by_keys_with_and_without_scripts(
    new_page, treated, people, java_script_enabled
):
    page = new_page(java_script_enabled=java_script_enabled)
    page = signed_in(page, people["statistician"])
    page.goto(f"/studies/{treated.code}/analysis/")
    page.get_by_role("button", name="Compute").click()
    page.get_by_role("heading", name="1 Tumor growth inhibition at D12").wait_for()
    page.get_by_label("Day", exact=True).focus()
    page.keyboard.type("D7")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/analysis/?day=7#inhibition")
    page.get_by_role("heading", name="1 Tumor growth inhibition at D7").wait_for()
    assert page.get_by_label("Day", exact=True).input_value() == "7"


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_analysis_can_be_computed_and_read_at_any_width_in_both_themes(
    new_page, treated, people, width, color_scheme
):
    page = signed_in(new_page(width, color_scheme=color_scheme), people["statistician"])
    page.goto(f"/studies/{treated.code}/analysis/")
    page.get_by_role("button", name="Compute").click()
    page.get_by_role("heading", name="1 Tumor growth inhibition at D12").wait_for()
    for more in page.locator("summary").all():
        more.click()
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("link", name="Methods text, ARRIVE").click()
    page.get_by_role("heading", name="ARRIVE 2.0 checklist").wait_for()
    axe(page)
    no_sideways_scroll(page)


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_the_combination_is_shown_by_volume_at_a_key_with_and_without_scripts(
    new_page, people, java_script_enabled
):
    study = combined_study()
    study.memberships.create(person=people["statistician"], role="statistician")
    page = new_page(java_script_enabled=java_script_enabled, color_scheme="dark")
    page = signed_in(page, people["statistician"])
    page.goto(f"/studies/{study.code}/analysis/")
    page.get_by_role("button", name="Compute").click()
    of_rates = page.get_by_role("region", name="Combination on growth rates, 1")
    of_volumes = page.get_by_role("region", name="Combination on volumes, 1")
    expect(of_rates).to_be_visible()
    expect(of_volumes).to_be_hidden()
    page.get_by_role("radio", name="Growth rate").focus()
    page.keyboard.press("ArrowRight")
    expect(of_volumes).to_be_visible()
    expect(of_rates).to_be_hidden()
    if java_script_enabled:
        axe(page)
