import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import builders
from xenograft.growth import actions
from xenograft.growth.cohort import Cohort
from xenograft.growth.models import EnrollmentDecision
from xenograft.history.models import Change
from xenograft.study.actions import Refused


@pytest.fixture
def mouse(study):
    return mouse_of(study, builders.session(study, -1), "5")


def mouse_of(study, held, width):
    mouse = builders.mouse(study)
    builders.measurement(held, builders.tumor(mouse), "6.5", width)
    return mouse


def decide(mouse, goes_in, reason="Seen by the vet", by=None, code="OTHER"):
    return actions.decide(
        study=mouse.study, mouse=mouse, goes_in=goes_in, code=code, reason=reason, by=by
    )


def address(mouse):
    return reverse("growth:decide", args=["OVX-014", mouse.number])


def test_putting_in_needs_a_reason_and_keeps_it(director, mouse, people):
    page = director.post(address(mouse), {"goes_in": "yes", "reason": " "})
    assert "This field is required." in page.content.decode()
    assert not EnrollmentDecision.objects.exists()
    director.post(address(mouse), {"goes_in": "yes", "reason": "Slow line"})
    made = EnrollmentDecision.objects.get()
    assert (made.goes_in, made.reason) == (True, "Slow line")
    assert (made.decided_by, made.session) == (
        people["director"],
        Cohort(mouse.study).session,
    )


def test_taking_out_again_takes_the_decision_back_and_keeps_it(mouse):
    decide(mouse, True)
    now = decide(mouse, False, "Was another mouse")
    made = EnrollmentDecision.objects.get()
    assert now.exclusion == "TOO_SMALL"
    assert made.taken_back_reason == "Was another mouse"


def test_a_mouse_of_the_window_is_taken_out_with_its_kind(director, study):
    mouse = mouse_of(study, builders.session(study, -1), "6")
    sent = {"goes_in": "no", "code": "MULTIFOCAL_OR_SPREAD", "reason": "Two masses"}
    answer = director.post(address(mouse), sent, follow=True).content.decode()
    assert f"Mouse {mouse.name} stays out." in answer
    assert "Taken out: Two masses" in answer


def test_the_history_says_who_and_why(mouse, people):
    decide(mouse, True, "Slow line", people["director"])
    change = Change.objects.of_row(EnrollmentDecision.objects.get()).get()
    assert (change.person_id, change.reason) == (people["director"].pk, "Slow line")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda s: builders.randomization(s), "is randomized: the list of mice"),
        (
            lambda s: type(s).objects.update(locked_at=builders.at(0)),
            "OVX-014 is locked.",
        ),
        (
            lambda s: s.sessions.update(closed_at=None),
            "There is no closed session yet.",
        ),
        (
            lambda s: builders.disposition(s.mice.get(), -1),
            "cannot go in: left before.",
        ),
    ],
)
def test_what_cannot_be_decided_is_one_plain_sentence(mouse, spoil, sentence):
    spoil(mouse.study)
    with pytest.raises(Refused, match=sentence):
        decide(mouse, True)
    assert not EnrollmentDecision.objects.exists()


def test_a_second_press_does_not_decide_twice(mouse):
    decide(mouse, True)
    with pytest.raises(Refused, match="is in already"):
        decide(mouse, True)


def test_the_database_keeps_one_standing_decision_of_a_mouse(mouse):
    builders.eligibility_decision(mouse)
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.eligibility_decision(mouse, goes_in=False)


@pytest.mark.parametrize("reason", ["reason", "taken_back_reason"])
def test_the_database_wants_a_reason(mouse, reason):
    fields = {"reason": ""}
    if reason == "taken_back_reason":
        fields = {"taken_back_at": builders.at(0)}
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.eligibility_decision(mouse, **fields)


def test_who_does_not_direct_sees_no_link(measurer, mouse):
    page = measurer.get(reverse("growth:window", args=["OVX-014"])).content.decode()
    assert address(mouse) not in page
