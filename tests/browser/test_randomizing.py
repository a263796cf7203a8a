"""From the list of mice to the record of the draw, by keys alone; a long draw too."""

import threading

import pytest

from tests import builders
from tests.browser.test_leaving_by_keyboard import press, tab_to
from tests.browser.watch import axe, no_sideways_scroll, signed_in
from tests.randomization.conftest import grown
from xenograft.analysis import allocation
from xenograft.randomization import counting, draw
from xenograft.randomization.models import Assignment, Randomization

PASSWORD = "nine-mice-and-a-cage"


@pytest.fixture
def director(study):
    """Of a study of nine mice with a closed session, and no method yet."""
    grown(study)
    someone = builders.member(study, "director", "okafor")
    someone.set_password(PASSWORD)
    someone.save()
    return someone


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["wide", "narrow"])
def page(request, new_page, director):
    width, scheme = request.param
    return signed_in(new_page(width, color_scheme=scheme), director)


@pytest.fixture
def slow(monkeypatch):
    """A draw, and the count of what qualified, that go on until the event is set."""
    go_on, made, count = threading.Event(), draw.result_of, allocation.acceptable_bits
    waited = lambda inputs, seed: go_on.wait(60) and made(inputs, seed)  # noqa: E731
    counted = lambda record: go_on.wait(60) and count(record)  # noqa: E731
    monkeypatch.setattr(draw, "result_of", waited)
    monkeypatch.setattr(allocation, "acceptable_bits", counted)
    monkeypatch.setattr(counting, "WAIT_SECONDS", 0.01)
    counting.forget()
    yield go_on
    go_on.set()


def seen(page, words):
    """The page says this, is no wider than its window, and axe finds nothing."""
    page.get_by_text(words).first.wait_for()
    no_sideways_scroll(page)
    axe(page)


def fix_the_method(page):
    press(page, "Choose the method")
    page.wait_for_url("**/randomize/plan/")
    seen(page, "Method")
    tab_to(page, "Method").type("Random perm")
    press(page, "Fix the method and commit a seed")
    page.wait_for_url("**/randomize/")


def confirm(page, code):
    seen(page, "Type the study code")
    tab_to(page, "Type the study code").type(code)
    tab_to(page, "Your password").type(PASSWORD)
    press(page, "Randomize 8 mice")


def test_from_the_list_to_the_record_by_keys(page, study):
    page.goto(f"/studies/{study.code}/window/")
    press(page, "Randomize")
    page.wait_for_url("**/randomize/")
    seen(page, "How the study is drawn is not fixed yet")
    fix_the_method(page)
    seen(page, "Freeze the list of 9 mice")
    press(page, "Freeze the list of 9 mice")
    confirm(page, study.code)
    page.wait_for_url("**/randomization/")
    seen(page, "8 mice into 4 arms")
    press(page, "Repeat the draw from the seed")
    seen(page, "It matches.")
    assert Randomization.objects.get().randomized_by.username == "okafor"


def test_a_long_draw_is_waited_for_and_its_certificate_too(page, study, slow):
    builders.draw_plan(study)
    page.goto(f"/studies/{study.code}/randomize/")
    press(page, "Freeze the list of 9 mice")
    confirm(page, study.code)
    seen(page, "Being drawn, for")
    assert not Assignment.objects.exists()
    page.get_by_text("for 2 s so far").or_(
        page.get_by_text("for 3 s so far")
    ).wait_for()
    slow.set()
    page.wait_for_url("**/randomization/")
    seen(page, "8 mice into 4 arms")
    slow.clear()
    counting.forget()
    page.goto(f"/studies/{study.code}/randomization/")
    press(page, "Certificate")
    seen(page, "The certificate is not complete yet")
    slow.set()
    seen(page, "each as likely as any other")
    seen(page, "Certificate of randomization")
