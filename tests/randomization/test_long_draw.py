"""A draw that takes longer goes on beside the request, and is recorded once."""

import io
import threading

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests import builders
from tests.randomization.pages import confirm
from tests.randomization.test_actions import frozen, randomized
from tests.randomization.test_api import call
from xenograft.analysis import allocation
from xenograft.randomization import confirmed, counting, draw
from xenograft.randomization.models import Assignment, Randomization


@pytest.fixture
def slow(monkeypatch):
    """A draw that goes on until the event is set."""
    go_on, made = threading.Event(), draw.result_of

    def waits(inputs, seed):
        assert go_on.wait(60)
        return made(inputs, seed)

    monkeypatch.setattr(draw, "result_of", waits)
    monkeypatch.setattr(counting, "WAIT_SECONDS", 0.01)
    yield go_on
    go_on.set()


def go_on(slow):
    slow.set()
    for count in counting._counts.values():
        count.thread.join(60)


def ask_again(client, study, **headers):
    url = reverse("randomization:randomize", args=[study.code])
    return client.post(url, headers=headers)


def test_the_page_tells_that_it_goes_on_and_then_shows_the_record(
    director, ready, slow
):
    assert "Being drawn, for 0 s so far" in confirm(director, ready).text
    assert "Being drawn" in ask_again(director, ready).text
    assert not Randomization.objects.exists()
    go_on(slow)
    assert ask_again(director, ready).url.endswith("/randomization/")
    assert Randomization.objects.get().randomized_by.username == "director"


def test_the_script_of_the_page_is_sent_to_the_record(director, ready, slow):
    confirm(director, ready)
    go_on(slow)
    answer = ask_again(director, ready, hx_request="true")
    assert answer["HX-Redirect"].endswith("/randomization/")


def test_asking_again_draws_only_what_the_same_person_confirmed(director, ready, slow):
    confirm(director, ready)
    go_on(slow)
    director.force_login(builders.member(ready, "director", "another"))
    assert "Your password" in ask_again(director, ready).text
    assert not Randomization.objects.exists()


def test_a_confirmation_holds_for_ten_minutes(director, ready, slow, monkeypatch):
    confirm(director, ready)
    go_on(slow)
    monkeypatch.setattr(confirmed, "SECONDS", 0)
    assert "Your password" in ask_again(director, ready).text
    assert not Randomization.objects.exists()


def test_what_changes_meanwhile_is_not_drawn_from(director, ready, slow):
    confirm(director, ready)
    ready.arms.update(planned_count=1)
    go_on(slow)
    answer = director.post(
        reverse("randomization:randomize", args=[ready.code]), follow=True
    )
    assert "changed since the list was frozen" in answer.text
    assert not Assignment.objects.exists()


def test_a_call_is_answered_202_until_it_is_drawn(director, ready, slow):
    based_on = frozen(ready).inputs_sha256
    first = call(director, ready, based_on)
    assert (first.status_code, first["Retry-After"]) == (202, "2")
    assert first.json()["message"].startswith("The draw is being made, for 0 s so far")
    go_on(slow)
    assert call(director, ready, based_on).status_code == 201
    assert Randomization.objects.count() == 1


class Told(io.StringIO):
    """Lets the draw end when something was said of it."""

    def __init__(self, event):
        super().__init__()
        self.event = event

    def write(self, text):
        self.event.set()
        return super().write(text)


def test_the_command_waits_and_says_so(people, ready, slow):
    frozen(ready)
    out, err = io.StringIO(), Told(slow)
    call_command("randomize", ready.code, by="director", stdout=out, stderr=err)
    assert "Drawing, for 0 s so far." in err.getvalue()
    assert out.getvalue().startswith("drawn now\n")


@pytest.fixture
def slow_count(monkeypatch):
    """A count of the allocations that goes on until the event is set."""
    started, count = threading.Event(), allocation.acceptable_bits
    waits = lambda record: started.wait(60) and count(record)  # noqa: E731
    monkeypatch.setattr(allocation, "acceptable_bits", waits)
    monkeypatch.setattr(counting, "WAIT_SECONDS", 0.01)
    yield started
    started.set()


def certificate(client, study, **headers):
    url = reverse("randomization:certificate", args=[study.code])
    return client.get(url, headers=headers)


def test_a_certificate_is_given_when_it_is_complete(director, ready, slow_count):
    randomized(ready)
    page = certificate(director, ready).text
    assert "The certificate is not complete yet" in page
    assert "Being counted, for 0 s so far" in page
    assert "Look again</a>" in page
    assert "The frozen list" not in page
    go_on(slow_count)
    page = certificate(director, ready).text
    assert "The frozen list, 9 mice" in page
    assert "each as likely as any other" in page
    assert "eing counted" not in page


def test_the_script_asks_for_the_certificate_until_it_is_there(
    director, ready, slow_count
):
    randomized(ready)
    part = certificate(director, ready, hx_request="true")
    assert part.text.startswith("<p hx-get=")
    go_on(slow_count)
    answer = certificate(director, ready, hx_request="true")
    assert answer["HX-Redirect"].endswith("/randomization/certificate/")
