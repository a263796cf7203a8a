"""What a person may know of arms follows from their roles and the study's rules."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tests import builders
from xenograft.study.access import arms_seen
from xenograft.study.roles import Access, Role

pytestmark = pytest.mark.django_db
TOMORROW = dt.timedelta(days=1)


def study_of(**fields):
    fields.setdefault("arms_open_on", None)
    made = builders.treated_study(mice_per_arm=1, days=(0,), **fields)
    return type(made).objects.with_state().get(pk=made.pk)


def sees_arms(study, *roles):
    return Access(roles, study).sees_arms


def test_a_study_masks_measurer_doser_and_welfare_officer():
    study = study_of()
    seeing = [role.value for role in Role if sees_arms(study, role)]
    assert seeing == ["director", "key_holder"]


@pytest.mark.parametrize("other", list(Role))
def test_whoever_measures_sees_no_arm_whatever_else_they_do(other):
    access = Access(["measurer", other], study_of())
    assert not access.sees_arms
    assert not access.sees_codes
    assert not any(access.can[verb] for verb in ("key", "curves", "export", "prepare"))


@pytest.mark.parametrize(
    ("opened_on", "sees"), [(None, False), (TOMORROW, False), (dt.timedelta(), True)]
)
def test_the_statistician_sees_arms_from_the_day_that_the_director_sets(
    opened_on, sees
):
    day = None if opened_on is None else localdate() + opened_on
    access = Access(["statistician"], study_of(arms_open_on=day))
    assert access.sees_arms is sees
    assert access.sees_codes is not sees


def test_the_data_lock_opens_the_arms_to_director_and_statistician():
    study = study_of(blinds_director=True, locked_at=timezone.now())
    assert sees_arms(study, "statistician")
    assert sees_arms(study, "director")


def test_a_study_may_blind_its_director_from_the_draw_on():
    study = study_of(blinds_director=True)
    assert not sees_arms(study, "director")
    assert not sees_arms(study, "director", "key_holder")
    assert sees_arms(study, "key_holder")


def test_a_director_who_will_be_blinded_plans_the_arms_before_the_draw():
    study = builders.study(blinds_director=True)
    assert sees_arms(study, "director")


def test_a_blinded_director_does_not_dose_from_bottles_of_arms():
    assert not Access(["director"], study_of(blinds_director=True)).can["dose"]


def test_whoever_measures_may_dose_from_bottles_of_single_mice():
    by_arm, by_mouse = study_of(), study_of(bottle_coding="PER_MOUSE")
    assert not Access(["measurer", "doser"], by_arm).can["dose"]
    assert Access(["measurer", "doser"], by_mouse).can["dose"]
    assert not Access(["measurer"], by_mouse).can["dose"]


def test_arms_are_told_by_name_by_code_or_not_at_all():
    study = study_of()
    codes = sorted(study.arms.values_list("code", flat=True))
    for role, wanted in [
        ("director", dict(study.arms.values_list("position", "name"))),
        ("statistician", dict(enumerate(codes, start=1))),
        ("doser", {}),
    ]:
        study.access = Access([role], study)
        assert arms_seen(study) == wanted


def test_codes_are_new_in_each_study_and_say_nothing_of_the_place():
    """A code that follows the place would come in the same order every time."""
    orders = set()
    for _ in range(12):
        arms = builders.four_arms(builders.study())
        assert len({arm.code for arm in arms}) == 4
        assert {arm.code for arm in arms}.isdisjoint(arm.bottle_code for arm in arms)
        orders.add(tuple(sorted(range(4), key=lambda place, own=arms: own[place].code)))
    assert len(orders) > 1
