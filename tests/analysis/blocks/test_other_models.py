import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from tests.analysis.blocks.test_whole import combined, rows_of
from xenograft.analysis.blocks.given import COLUMNS, EVENTS, Given
from xenograft.analysis.blocks.other_models import BASELINE, LEVELS, MODELS, ORIGIN
from xenograft.analysis.blocks.whole import whole

DAYS = np.array([0, 3, 6, 9, 12.0])
PAIR = "Drug against Vehicle"
TEXTS = ("cage", "block", "ending", "date")


def made_up(gain, mice=8, seed=3):
    """Vehicle, and a drug under which tumors grow slower by `gain` per day."""
    rng = np.random.default_rng(seed)
    is_treated = np.arange(2 * mice)[:, None] >= mice
    rate = 0.1 - gain * is_treated + 0.02 * rng.standard_normal((2 * mice, 1))
    level = np.log(125) + 0.15 * rng.standard_normal((2 * mice, 1))
    logs = level + rate * DAYS + 0.08 * rng.standard_normal((2 * mice, len(DAYS)))
    mouse = np.repeat(np.arange(1, 2 * mice + 1), len(DAYS))
    found = pd.DataFrame(
        {
            "mouse": mouse,
            "day": np.tile(DAYS, 2 * mice),
            "volume_mm3": np.exp(logs.flat),
        }
    )
    is_treated = found["mouse"] > mice
    return found.assign(
        arm=np.where(is_treated, "Drug", "Vehicle"),
        place=np.where(is_treated, 2, 1),
        agents=np.where(is_treated, '{"x": 5}', "{}"),
        plans="{}",
        name=found["mouse"].astype(str),
        left_day=np.nan,
        weight_g=np.nan,
        is_measured=True,
        is_lower_bound=False,
        is_set_aside=False,
        **dict.fromkeys(TEXTS, ""),
        **dict.fromkeys(EVENTS, False),
    )[COLUMNS]


def block(frame):
    return whole(Given(frame))["other_models"]


def row(found, model, contrast=PAIR):
    (own,) = [
        one
        for one in found["rows"]
        if (one["model"], one["contrast"]) == (model, contrast)
    ]
    return own


def test_a_clear_effect_is_one_by_every_model():
    found = block(made_up(0.08))
    assert [one["conclusion"] for one in found["rows"]] == ["SMALLER"] * len(MODELS)
    assert found["said"][0]["said"] == "By every model: slower."


def test_without_an_effect_no_model_shows_one():
    assert (
        block(made_up(0))["said"][0]["said"] == "By every model: no difference shown."
    )


def test_the_model_of_levels_is_that_of_block_2():
    document = whole(Given(made_up(0.03)))
    (drug,) = [one for one in document["growth_rates"]["arms"] if one["arm"] == "Drug"]
    own = row(document["other_models"], LEVELS)
    assert (own["estimate"], own["p"]) == (drug["difference"], drug["p"])


def test_the_model_with_ln_v0_is_that_of_statsmodels():
    frame = made_up(0.03)
    own = row(block(frame), BASELINE)
    start = frame[frame["day"] == 0].set_index("mouse")["volume_mm3"]
    after = frame[frame["day"] > 0].assign(
        y=lambda rows: np.log(rows["volume_mm3"]),
        v0=lambda rows: np.log(rows["mouse"].map(start)),
        drug=lambda rows: rows["day"] * (rows["arm"] == "Drug"),
    )
    model = smf.mixedlm("y ~ v0 + day + drug", after, groups="mouse", re_formula="~day")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = model.fit(method="powell")
    assert own["estimate"] == pytest.approx(theirs.params["drug"], abs=2e-5)
    # Its standard errors are of a numerical Hessian: a few percent off.
    assert own["se"] == pytest.approx(theirs.bse["drug"], rel=0.05)


def test_the_model_through_the_baseline_is_that_of_block_4():
    document = whole(Given(combined(rows_of("SW837"), 0.03)))
    (four,) = document["combinations"]
    bliss = [one for one in four["by_day"] if one["reference"] == "Bliss"][-1]
    own = row(document["other_models"], ORIGIN, f"Bliss, {four['both']}")
    assert own["estimate"] == pytest.approx(bliss["difference"], rel=1e-9)
    assert own["p"] == pytest.approx(bliss["p"], rel=1e-6)


def test_what_a_model_drops_is_said():
    """Mice that differ in nothing but the scatter."""
    frame = made_up(0.03)
    rng = np.random.default_rng(1)
    noise = np.exp(0.1 * rng.standard_normal(len(frame)))
    frame["volume_mm3"] = 125 * np.exp(0.1 * frame["day"]) * noise
    assert any("dropped" in one["note"] for one in block(frame)["notes"])


def test_one_arm_has_nothing_to_compare():
    frame = made_up(0.03)
    found = block(frame[frame["arm"] == "Vehicle"])
    assert found["problem"] == "There are no arms with values to compare."
