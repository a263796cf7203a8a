import pytest
from django.db import IntegrityError

from tests import builders


def test_a_new_study_is_planned(study):
    assert type(study).objects.with_state().get().state == "planned"


def test_a_study_with_doses_is_on_treatment(db):
    made = builders.treated_study(mice_per_arm=1)
    assert type(made).objects.with_state().get().state == "on treatment"


def test_a_study_all_mice_have_left_has_ended(db):
    made = builders.treated_study(mice_per_arm=1)
    for mouse in made.mice.all():
        builders.disposition(mouse)
    assert type(made).objects.with_state().get().state == "ended"


def test_the_four_cells_are_found_by_what_they_contain(study):
    vehicle, a, b, both = builders.four_arms(study)
    assert study.arms.all().factorial() == {
        "vehicle": vehicle,
        "a": a,
        "b": b,
        "a_and_b": both,
    }


def test_a_study_has_one_control_arm(study):
    builders.arm(study, "Vehicle", 1, is_control=True)
    with pytest.raises(IntegrityError):
        builders.arm(study, "Untreated", 2, is_control=True)


def headed(study):
    return type(study).objects.with_state().with_header().get(pk=study.pk)


def test_the_header_counts_the_randomized_mice_still_on_study(db):
    made = builders.treated_study(mice_per_arm=2)
    builders.mouse(made)
    builders.disposition(made.mice.first())
    assert headed(made).header.endswith("7 of 8 mice on study")


def test_before_the_draw_the_header_counts_all_mice(study):
    builders.mouse(study)
    builders.disposition(builders.mouse(study))
    assert headed(study).header == "1 of 2 mice on study"
