"""The whole analysis of the real studies of the reference tables."""

import json

import numpy as np
import pytest

from tests.analysis.mixed_sets import SETS, volumes
from xenograft.analysis.blocks import rates
from xenograft.analysis.blocks.given import COLUMNS, Given, from_csv, to_csv
from xenograft.analysis.blocks.lines import lines
from xenograft.analysis.blocks.of_mice import of_mice
from xenograft.analysis.blocks.whole import whole
from xenograft.analysis.combination.design import designs
from xenograft.analysis.mixed import fit as fits
from xenograft.analysis.mixed import grouped_slopes
from xenograft.analysis.mixed.curves import fit_or_simpler

BLOCKS = (
    *("inhibition", "growth_rates", "responses", "time_to_volume", "survival"),
    *("sensitivity", "checks", "next_study"),
)
OF_MOUSE = {"cage": "", "block": "", "agents": "{}", "plans": "{}", "ending": ""}
NEVER = ("survival_is_event", "volume_is_event", "sensitivity_is_event")


def rows_of(study):
    """A study of the references as the table that an analysis is given."""
    frame = volumes(study).reset_index(drop=True)
    numbers = {name: at for at, name in enumerate(frame["mouse"].unique(), 1)}
    places = {arm: at for at, arm in enumerate(frame["arm"].unique(), 1)}
    return frame.assign(
        name=frame["mouse"].astype(str),
        mouse=frame["mouse"].map(numbers),
        place=frame["arm"].map(places),
        day=frame["day"].astype(float),
        left_day=np.nan,
        weight_g=np.nan,
        is_measured=frame["volume_mm3"] > 0,
        is_lower_bound=False,
        is_set_aside=False,
        **dict.fromkeys(NEVER, False),
        date="",
        **OF_MOUSE,
    )[COLUMNS]


@pytest.mark.slow
@pytest.mark.parametrize("study", SETS)
def test_every_block_of_a_real_study_is_computed_or_says_why(study):
    document = whole(Given(rows_of(study)))
    # Without gaps or infinities that JSON does not know.
    json.dumps(document, allow_nan=False)
    for block in BLOCKS:
        found = document[block]
        rows = found.get("arms") or found.get("rows") or found.get("said")
        assert found["problem"] or rows or found.get("needed"), block
    assert len(list(lines(document))) > 100


def test_the_table_comes_back_from_its_text_to_the_last_digit():
    rows = rows_of("SW837")
    again = from_csv(to_csv(rows))
    assert to_csv(again) == to_csv(rows)
    assert whole(Given(again)) == whole(Given(rows))


def test_the_rates_are_those_of_the_model_of_whole_curves():
    given = Given(rows_of("SW837"))
    volumes_of = given.volumes
    values = volumes_of.assign(y=np.log(volumes_of["log_volume_mm3"]))
    expected = fits.rates(fit_or_simpler(values)).set_index("arm")
    for row in whole(given)["growth_rates"]["arms"]:
        for name in ("estimate", "se", "df", "low", "high"):
            assert row[name] == pytest.approx(expected.loc[row["arm"], name], rel=1e-9)


def test_mice_followed_for_less_than_six_days_have_no_rate_of_their_own():
    rows = rows_of("SW837")
    hurried = rows.assign(day=rows["day"] * 5.9 / rows["day"].max())
    assert any(one["rate_per_day"] for one in of_mice(Given(rows)))
    assert not any(one["rate_per_day"] for one in of_mice(Given(hurried)))


def test_other_names_for_the_arms_give_the_same_numbers():
    rows = rows_of("SW837")
    named = {arm: f"X{place}" for place, arm in enumerate(sorted(set(rows["arm"])))}
    one = whole(Given(rows))
    other = whole(Given(rows.assign(arm=rows["arm"].map(named))))
    for block in ("inhibition", "growth_rates", "responses", "time_to_volume"):
        for mine, theirs in zip(one[block]["arms"], other[block]["arms"], strict=True):
            assert theirs == {**mine, "arm": named[mine["arm"]]}, block


def test_volumes_in_another_unit_change_no_ratio():
    rows = rows_of("SW837").query("volume_mm3 > 60")
    double = rows.assign(volume_mm3=2 * rows["volume_mm3"])
    one, other = whole(Given(rows))["inhibition"], whole(Given(double))["inhibition"]
    for mine, theirs in zip(one["arms"], other["arms"], strict=True):
        if mine["arm"] == one["control"]:
            continue
        for name in ("tc_pct", "tgi_pct", "tgi_low", "tgi_high", "ratio", "p_holm"):
            assert theirs[name] == pytest.approx(mine[name], rel=1e-9), name
        assert theirs["mean_mm3"] == pytest.approx(2 * mine["mean_mm3"], rel=1e-12)


def with_groups(rows):
    """Three mice of a cage, and blocks of one mouse of each arm, with levels apart."""
    place = rows["mouse"].rank(method="dense").astype(int) - 1
    of_arm = rows.groupby("arm")["mouse"].rank(method="dense").astype(int)
    moved = rows["volume_mm3"] * np.exp(0.4 * np.sin(9.0 * of_arm))
    cage = "K" + (place // 3).astype(str)
    return rows.assign(cage=cage, block=of_arm.astype(str), volume_mm3=moved)


TERMS = ("cage", "cage rate", "block", "block rate")


def test_cages_that_grow_differently_have_a_random_rate_in_the_rates_too():
    found = whole(Given(combined(rows_of("SW837"), 0.03)))["growth_rates"]
    assert "rate per cage" in found["group_terms"]
    assert found["cage_rate_sd"] > 0.005
    without = whole(Given(combined(rows_of("SW837"), 0.03).assign(cage="")))
    errors = [
        [row["difference_se"] for row in one["arms"] if row["arm"] != one["control"]]
        for one in (found, without["growth_rates"])
    ]
    # What the mice of a cage have in common falls out of differences in the cage.
    assert np.mean(errors[0]) < np.mean(errors[1])


def test_cage_and_block_are_random_terms_of_the_rates_where_recorded():
    given = Given(with_groups(rows_of("SW837")))
    found = whole(given)["growth_rates"]
    values = given.volumes.assign(y=np.log(given.volumes["log_volume_mm3"]))
    expected = fit_or_simpler(values, groups=TERMS)
    rates = fits.rates(expected).set_index("arm")
    assert "block" in found["groups"]
    assert "level per block" in found["group_terms"]
    assert found["block_sd"] == pytest.approx(expected.variances["block"] ** 0.5)
    for row in found["arms"]:
        for name in ("estimate", "se", "df"):
            assert row[name] == pytest.approx(rates.loc[row["arm"], name], rel=1e-9)


def test_the_check_tells_how_far_the_terms_move_the_rates():
    document = whole(Given(with_groups(rows_of("SW837"))))
    plain = whole(Given(with_groups(rows_of("SW837")).assign(cage="", block="")))
    found = document["checks"]["groups"]
    rates = [
        np.array([row["estimate"] for row in one["growth_rates"]["arms"]])
        for one in (document, plain)
    ]
    expected = np.abs(rates[0] - rates[1]).max()
    assert found["largest_change"] == pytest.approx(expected, rel=1e-6)
    assert plain["checks"]["groups"]["names"] == []


DOSES = ("{}", '{"a": 1}', '{"b": 1}', '{"a": 1, "b": 1}')


def combined(rows, tilt):
    """A 2 x 2 in cages of mice of all arms, whose rates differ by `tilt`."""
    of_arm = rows.groupby("arm")["mouse"].rank(method="dense").astype(int)
    agents = rows["arm"].map(dict(zip(rows["arm"].unique(), DOSES, strict=True)))
    pull = np.exp(tilt * np.cos(2.5 * of_arm) * rows["day"])
    cage = "K" + (of_arm // 2).astype(str)
    volume = rows["volume_mm3"] * pull
    return rows.assign(agents=agents, cage=cage, volume_mm3=volume)


def test_bliss_has_a_random_rate_for_cages_that_grow_differently():
    (found,) = whole(Given(combined(rows_of("SW837"), 0.03)))["combinations"]
    assert found["groups"] == ["cage"]
    assert found["cage_sd"] > 0.005
    said = [one["said"] for one in found["checks"] if one["said"].startswith("Cages:")]
    assert said == [
        f"Cages: a random rate for each, SD {found['cage_sd']:.3f} per day."
    ]
    own = rates.model(Given(combined(rows_of("SW837"), 0.03))).relative
    (design,) = designs(Given(combined(rows_of("SW837"), 0.03)).doses)
    fit = grouped_slopes.fit(own, ("cage",))
    weights = dict(zip(design.arms, (1, -1, -1, 1), strict=True))
    expected = fits.contrast(fit, fit.weights(weights))
    row = [one for one in found["by_day"] if one["reference"] == "Bliss"][-1]
    for ours, theirs in (("difference", "estimate"), ("se", "se"), ("df", "df")):
        assert row[ours] == pytest.approx(expected[theirs], rel=1e-9), ours
    assert row["p"] == pytest.approx(expected["p"], rel=1e-9)


def test_cages_whose_rates_do_not_differ_are_told_and_change_nothing():
    tight = combined(rows_of("SW837"), 0)
    plain = whole(Given(tight.assign(cage="")))["combinations"][0]
    found = whole(Given(tight))["combinations"][0]
    assert found["groups_left_out"] == ["cage"]
    assert found["by_day"] == plain["by_day"]
    assert "Cages: their growth rates did not differ." in [
        one["said"] for one in found["checks"]
    ]
