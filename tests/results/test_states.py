import pytest

from tests import builders
from xenograft import models
from xenograft.results.frames import states

pytestmark = pytest.mark.django_db


def numbers(study):
    return sorted(study.mice.values_list("number", flat=True))


@pytest.fixture
def study():
    return builders.treated_study(mice_per_arm=1, days=(0, 7))


def test_all_parts_of_one_drawing_ask_once_for_the_state(
    study, django_assert_num_queries
):
    states.of(numbers, study)
    with django_assert_num_queries(1), states.one_state():
        assert states.of(numbers, study) is states.of(numbers, study)


def test_the_next_drawing_asks_again(study):
    with states.one_state():
        before = states.of(numbers, study)
    models.Mouse.objects.create(study=study, number=99)
    with states.one_state():
        assert states.of(numbers, study) == [*before, 99]


def test_a_change_within_a_drawing_waits_for_the_next(study):
    with states.one_state():
        before = states.of(numbers, study)
        models.Mouse.objects.create(study=study, number=99)
        assert states.of(numbers, study) is before
    assert states.of(numbers, study) == [*before, 99]


def test_two_studies_are_kept_apart(study):
    other = builders.study("OTHER")
    with states.one_state():
        assert states.of(numbers, other) == []
        assert states.of(numbers, study) != []
