import pytest

from tests.browser.watch import axe, no_sideways_scroll, signed_in

WIDTHS = [390, 834, 1280]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_sign_in_can_be_read_at_any_width_in_both_themes(new_page, width, color_scheme):
    page = new_page(width, color_scheme=color_scheme)
    page.goto("/sign-in/")

    axe(page)
    no_sideways_scroll(page)


def test_a_wrong_password_keeps_the_user_name_and_says_one_sentence(page):
    page.goto("/sign-in/")
    page.get_by_label("User name").fill("anovak")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")

    error = page.get_by_text("User name and password do not match. Check Caps Lock.")
    error.wait_for()
    assert page.get_by_label("User name").input_value() == "anovak"
    assert page.get_by_label("Password").input_value() == ""
    axe(page)


def test_the_right_password_opens_the_list_of_studies(page, people):
    person = people["director"]
    person.set_password("a long enough password")
    person.save()
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/studies/")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_that_is_not_there_leads_to_the_list(new_page, people, width):
    page = signed_in(new_page(width), people["measurer"])
    answer = page.goto("/studies/NONE-1/design/")

    assert answer.status == 404
    assert page.get_by_role("heading").inner_text() == "Page not found"
    link = page.get_by_role("link", name="Open the list of studies")
    assert link.get_attribute("href") == "/studies/"
    axe(page)
    no_sideways_scroll(page)


def test_the_theme_switch_is_remembered_on_the_next_page(new_page, people):
    page = signed_in(new_page(color_scheme="light"), people["measurer"])
    page.goto("/no-such-page/")
    page.get_by_role("button", name="Switch light and dark").click()
    page.goto("/another/")

    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(18, 24, 30)"
    axe(page)


def test_the_skip_link_is_the_first_stop_of_the_keyboard(page, people):
    signed_in(page, people["measurer"]).goto("/no-such-page/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_sign_out_is_a_button_of_every_page(page, people):
    signed_in(page, people["measurer"]).goto("/no-such-page/")
    page.get_by_role("button", name="Sign out").click()

    page.wait_for_url("**/sign-in/")
