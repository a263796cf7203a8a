"""What a draw will promise is counted beside the request where it takes longer."""

import threading

import pytest
from django.urls import reverse

from tests import builders
from tests.randomization.conftest import grown
from xenograft.analysis import allocation
from xenograft.randomization import counting, freezing

pytestmark = pytest.mark.django_db


@pytest.fixture
def slow(monkeypatch):
    """A count that goes on until the event is set."""
    go_on, count = threading.Event(), allocation.feasibility

    def waits(document):
        assert go_on.wait(60)
        return count(document)

    monkeypatch.setattr(allocation, "feasibility", waits)
    monkeypatch.setattr(counting, "WAIT_SECONDS", 0.01)
    yield go_on
    go_on.set()


def page_of(director, study):
    return director.get(reverse("randomization:feasibility", args=[study.code])).text


def test_a_long_count_goes_on_and_the_page_asks_again(director, ready, slow):
    assert "are being counted" in page_of(director, ready)
    assert "are being counted" in page_of(director, ready)
    (promise,) = counting._counts.values()
    slow.set()
    promise.thread.join(60)
    page = page_of(director, ready)
    assert "The draw can be made." in page
    assert "are being counted" not in page


def test_another_list_is_counted_on_its_own(director, ready, slow):
    page_of(director, ready)
    ready.arms.update(planned_count=1)
    page_of(director, ready)
    assert len(counting._counts) == 2


def test_a_refusal_is_told(monkeypatch):
    def refuses(_):
        raise allocation.Refusal("An arm needs a mouse.")

    monkeypatch.setattr(allocation, "feasibility", refuses)
    promise = counting.promise_of({"units": []})
    assert (promise.found, promise.problem) == (None, "An arm needs a mouse.")


def test_no_more_are_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(counting, "MOST_KEPT", 2)
    monkeypatch.setattr(allocation, "feasibility", lambda _: "found")
    for number in range(4):
        counting.promise_of({"number": number})
    assert len(counting._counts) == 2


def test_what_was_counted_before_a_draw_is_not_counted_again(director, study):
    grown(study, count=12, per_arm=3)
    builders.draw_plan(study, "COVARIATE_CONSTRAINED", balances_cage=False)
    page_of(director, study)
    inputs, _ = freezing.inputs_now(study)
    before = allocation.ladder._level_of.cache_info().hits
    allocation.draw(inputs["document"], bytes(32))
    assert allocation.ladder._level_of.cache_info().hits == before + 1
