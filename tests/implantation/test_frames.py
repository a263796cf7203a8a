import pandas as pd
import pytest

from tests import builders
from xenograft.implantation import frames

pytestmark = pytest.mark.django_db


def test_mice_come_with_arm_cage_and_what_ended_them():
    study = builders.treated_study(mice_per_arm=1)
    first, second = study.mice.order_by("number")[:2]
    first.cage = builders.cage(study, "C07")
    first.save()
    builders.disposition(second, day=5, reason="FOUND_DEAD")
    found = frames.mice(study)
    assert list(found.index) == list(
        study.mice.order_by("number").values_list("pk", flat=True)
    )
    columns = ["number", "name", "cage", "arm", "position"]
    assert found.loc[first.pk, columns].to_list() == [1, "1", "C07", "Vehicle", 1]
    assert found.loc[second.pk, "left_reason"] == "FOUND_DEAD"
    assert found.loc[second.pk, "left_on"] == pd.Timestamp(2026, 11, 8)
    assert pd.isna(found.loc[first.pk, "left_on"])
    assert found.attrs["anchor"] == "FIRST_DOSE"


def test_arms_are_ordered_by_their_place_in_the_design_not_by_the_alphabet():
    found = frames.mice(builders.treated_study(mice_per_arm=1))
    assert list(found["arm"].cat.categories) == [
        "Vehicle",
        "Defactinib",
        "Avutometinib",
        "Defactinib + avutometinib",
    ]


def test_before_the_first_dose_the_day_of_implantation_is_day_zero():
    study = builders.study()
    builders.tumor(builders.mouse(study))
    found = frames.mice(study)
    assert found.attrs["anchor"] == "IMPLANTATION"
    assert found["day_zero"].to_list() == [pd.Timestamp(2026, 10, 14)]
    assert found["position"].to_list() == [0]
    assert found["arm"].isna().all()


def test_a_mouse_without_implant_or_dose_has_no_day_zero():
    study = builders.study()
    builders.mouse(study, lab_id="HB124:2")
    found = frames.mice(study)
    assert found["day_zero"].isna().all()
    assert found["name"].to_list() == ["HB124:2"]


def test_a_study_without_mice_gives_an_empty_frame():
    found = frames.mice(builders.study())
    assert len(found) == 0
    assert list(found["arm"].cat.categories) == []
