import pytest
from django.core.management import call_command

from tests import builders
from tests.analysis.reference_means import burden_means
from xenograft import models
from xenograft.analysis.blocks.whole import whole
from xenograft.results import frames
from xenograft.results.drawing import drawing
from xenograft.results.forms import Options
from xenograft.results.frames.analysis_input import given
from xenograft.study.access import arms_seen, study_for

pytestmark = pytest.mark.django_db
RULES = ["STOP_AT_FRACTION", "STOP_AT_FIRST_LOSS", "LOCF", "AVAILABLE_CASE"]


def test_two_tumors_of_a_mouse_are_one_value_their_sum():
    study = builders.study(day_zero_on=builders.DAY_ZERO)
    mouse, held = builders.mouse(study), builders.session(study, 0)
    builders.measurement(held, builders.tumor(mouse, "R"), "8", "8")
    builders.measurement(held, builders.tumor(mouse, "L"), "6", "6")
    values = frames.tumor_curves(study).values
    assert values["volume_mm3"].to_list() == [8**3 / 2 + 6**3 / 2]
    assert values["is_lower_bound"].to_list() == [False]


def test_relative_volume_divides_by_the_own_baseline():
    study = builders.treated_study(mice_per_arm=1, days=(0, 7))
    values = frames.tumor_curves(study).values
    by_mouse = values.sort_values("day").groupby("mouse")["volume_mm3"]
    assert (values[values["day"] == 0]["relative_volume"] == 1).all()
    expected = (by_mouse.last() / by_mouse.first()).to_list()
    late = values[values["day"] == 7].sort_values("mouse")["relative_volume"]
    assert late.to_list() == pytest.approx(expected, rel=1e-12)


def test_curves_of_a_randomized_study_hold_its_drawn_mice_from_the_baseline_on():
    study = builders.treated_study(mice_per_arm=1, days=(-10, -1, 0, 3))
    spare = builders.mouse(study)
    builders.measurement(study.sessions.first(), builders.tumor(spare))
    curves = frames.tumor_curves(study)
    assert set(curves.values["day"]) == {0, 3}
    assert spare.pk not in set(curves.values["mouse"])


def test_a_baseline_measured_the_day_before_the_first_dose_is_drawn():
    study = builders.treated_study(mice_per_arm=1, days=(-10, -1, 3))
    assert set(frames.tumor_curves(study).values["day"]) == {-1, 3}


def test_before_the_draw_all_mice_are_one_group_counted_from_the_implant():
    study = builders.study()
    held = builders.session(study, -10)
    for size in ("5", "6"):
        builders.measurement(held, builders.tumor(builders.mouse(study)), size, size)
    curves = frames.tumor_curves(study)
    assert curves.anchor == "IMPLANTATION"
    assert not curves.is_randomized
    assert curves.values[["arm", "day"]].to_numpy().tolist() == [[0, 10], [0, 10]]


def test_weight_changes_are_percent_of_the_weight_at_day_zero():
    study = builders.study(day_zero_on=builders.DAY_ZERO)
    mouse = builders.mouse(study)
    builders.weight(builders.session(study, 0), mouse, "20")
    builders.weight(builders.session(study, 4), mouse, "18")
    values = frames.weight_curves(study).values
    assert values["change_pct"].to_list() == [0, pytest.approx(-10)]


def test_the_mean_of_an_arm_ends_when_half_of_it_has_left():
    study = builders.treated_study(mice_per_arm=2, days=(0, 3, 7, 10))
    vehicle = study.arms.get(position=1)
    first, second = (one.mouse for one in vehicle.assignments.order_by("mouse"))
    for mouse, day in ((first, 3), (second, 7)):
        builders.disposition(mouse, day)
        late = {"session__held_on__gt": mouse.disposition.left_on}
        models.CaliperMeasurement.objects.filter(tumor__mouse=mouse, **late).delete()
    curves = frames.tumor_curves(study)
    drawn = {
        rule: means[(means["arm"] == 1) & means["is_drawn"]]["day"].to_list()
        for rule in RULES
        for means in [frames.means(curves, "volume_mm3", rule)]
    }
    assert drawn == {
        "STOP_AT_FRACTION": [0, 3, 7],
        "STOP_AT_FIRST_LOSS": [0, 3],
        "LOCF": [0, 3, 7, 10],
        "AVAILABLE_CASE": [0, 3, 7],
    }


def test_a_mouse_not_measured_on_a_day_has_not_left():
    study = builders.treated_study(mice_per_arm=3, days=(0, 3))
    mouse = study.mice.get(number=1)
    late = {"session__held_on__gt": builders.DAY_ZERO}
    models.CaliperMeasurement.objects.filter(tumor__mouse=mouse, **late).delete()
    means = frames.means(frames.tumor_curves(study), "volume_mm3", "STOP_AT_FIRST_LOSS")
    vehicle = means[means["arm"] == 1]
    assert vehicle[["n", "n_left", "is_drawn"]].to_numpy().tolist() == [
        [3, 0, True],
        [2, 0, True],
    ]


def test_endings_mark_limits_and_deaths_but_not_planned_sampling():
    study = builders.treated_study(mice_per_arm=1)
    mice = list(study.mice.order_by("number"))
    for mouse, reason in zip(
        mice, ["TUMOR_SIZE", "FOUND_DEAD", "SCHEDULED_PD"], strict=False
    ):
        builders.disposition(mouse, reason=reason)
    found = frames.endings(frames.tumor_curves(study))
    assert found.to_numpy().tolist() == [
        [mice[0].pk, "ENDPOINT"],
        [mice[1].pk, "FOUND_DEAD"],
    ]


def test_means_of_the_real_study_equal_those_of_an_independent_program(shared):
    file = shared / "data" / "mas98_06" / "her_trast_long.csv"
    call_command("import_study", str(file), "--code", "HER", "--day-zero", "2025-03-03")
    study = models.Study.objects.get(code="HER")
    means = frames.means(frames.tumor_curves(study), "volume_mm3", "AVAILABLE_CASE")
    names = dict(study.arms.values_list("position", "name"))
    expected = burden_means(file)
    assert len(means) > 40
    for row in means.itertuples():
        n, mean, sem = expected[names[row.arm], row.day]
        assert row.n == n
        assert row.mean == pytest.approx(mean, rel=1e-9)
        assert sem is None or row.sem == pytest.approx(sem, rel=1e-9)
    days = {(names[row.arm], row.day) for row in means.itertuples()}
    assert days == {key for key in expected if key[1] >= 0}


def test_a_second_look_reads_only_the_stamp(django_assert_num_queries):
    study = builders.treated_study(mice_per_arm=1, days=(0, 7))
    first = frames.tumor_curves(study)
    with django_assert_num_queries(1):
        assert frames.tumor_curves(study) is first


def test_a_correction_is_in_the_next_look():
    study = builders.treated_study(mice_per_arm=1, days=(0, 7))
    frames.tumor_curves(study)
    reading = models.CaliperMeasurement.objects.of_study(study).last()
    models.CaliperMeasurement.objects.filter(pk=reading.pk).update(
        length_mm=9, width_mm=8
    )
    assert 288 in frames.tumor_curves(study).values["volume_mm3"].to_list()


def test_another_study_keeps_its_own_values():
    one = builders.treated_study(mice_per_arm=1, days=(0, 7))
    kept = frames.tumor_curves(one)
    builders.treated_study(mice_per_arm=1, days=(0, 7))
    assert frames.tumor_curves(one) is kept


def ulcerated(grade):
    """A treated study whose first mouse has an ulcer on day 3."""
    study = builders.treated_study(mice_per_arm=1)
    mouse = study.mice.first()
    builders.sign(study.sessions.get(held_on__day=6), mouse, "ULCERATION", grade)
    return study, mouse


def test_from_a_grade_three_ulcer_on_volumes_are_set_aside():
    study, mouse = ulcerated(3)
    values = frames.tumor_curves(study).values
    own = values[values["mouse"] == mouse.pk].sort_values("day")
    assert own["volume_mm3"].isna().to_list() == [False, True, True]
    assert own["is_set_aside"].to_list() == [False, True, True]


def test_volumes_of_a_grade_two_ulcer_are_kept():
    study, _ = ulcerated(2)
    assert frames.tumor_curves(study).values["volume_mm3"].notna().all()


def test_the_curves_say_how_many_volumes_are_set_aside():
    study, _ = ulcerated(3)
    seen = study_for(builders.member(study, "director"), study.code)
    said = drawing(seen, Options(), arms_seen(seen)).caption
    assert "2 values are set aside: ulceration grade 3" in said


def test_the_analysis_counts_the_volumes_that_are_set_aside_and_names_the_mouse():
    study, mouse = ulcerated(3)
    said = whole(given(study))["data"]["left_out"]
    counted = "Volumes set aside, ulceration grade 3, not used: 2"
    assert f"{counted} (mouse {mouse.number})." in said
