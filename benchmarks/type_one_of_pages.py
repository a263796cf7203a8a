"""Methods of other pages than the analysis, and of studies in cages, on drawn studies.

Responders between 0 and 100 %, the limits of Kaplan and Meier's curve, the days on
which a limit is expected, and the models with a term for cages.
"""

import numpy as np
import pandas as pd

from benchmarks import drawn_studies as drawn
from benchmarks import type_one_of_rates as of_rates
from benchmarks.type_one_of_arms import MANY, of_multiple
from xenograft.analysis import growth, response
from xenograft.analysis.blocks.rates import with_rates
from xenograft.analysis.endpoints import trend
from xenograft.analysis.mixed import curves, slopes
from xenograft.analysis.mixed import fit as fits
from xenograft.analysis.survival import curves as survival
from xenograft.analysis.survival import times

# Rates per day at which few to nearly all mice have stable disease.
SLOW_RATES = (0.012, 0.018, 0.024, 0.030, 0.036)
# Days on which most, and few, mice have not reached 4 x V0 yet.
SHARE_DAYS = (12, 13, 14, 15, 16)


def truths(spread):
    """Shares that intervals should hold, from mice enough to know them."""
    rng = np.random.default_rng(98)
    slow = {rate: drawn.study(rng, spread, MANY, rate) for rate in SLOW_RATES}
    usual = growth.since_baseline(drawn.study(rng, spread, MANY))
    whole = of_multiple(usual, 4, times.INTERPOLATED).assign(arm="C")
    curve = survival.kaplan_meier(whole)
    return {
        "disease control": {rate: dcr(own) for rate, own in slow.items()},
        "left": {
            day: curve[curve["day"] <= day]["survival"].iloc[-1] for day in SHARE_DAYS
        },
    }


def dcr(frame):
    """Percent of all mice without progression."""
    classes = response.mrecist(response.best_responses(growth.since_baseline(frame)))
    return 100 * classes.isin([response.CR, response.PR, response.SD]).mean()


def applied(rng, spread, truth):
    """(method, p, does the interval hold the truth) of every method."""
    yield from of_shares(rng, spread, truth["disease control"])
    yield from of_curve(rng, spread, truth["left"])
    yield from of_limits(rng, spread)
    yield from of_cages(of_rates.study_in_cages(rng, spread))


def of_shares(rng, spread, truth):
    rate = SLOW_RATES[rng.integers(len(SLOW_RATES))]
    volumes = growth.since_baseline(drawn.study(rng, spread, rate=rate))
    arms = volumes.drop_duplicates("mouse").set_index("mouse")["arm"]
    classes = response.mrecist(response.best_responses(volumes))
    row = response.response_rates(classes, arms).loc["C"]
    if 0 < row["dcr_pct"] < 100:
        holds = row["dcr_low"] <= truth[rate] <= row["dcr_high"]
        yield "share of responders", np.nan, holds


def of_curve(rng, spread, truth):
    volumes = growth.since_baseline(drawn.study(rng, spread))
    shown = of_multiple(volumes, 4, times.INTERPOLATED)
    curve = survival.kaplan_meier(shown[shown["arm"] == "C"])
    day = SHARE_DAYS[rng.integers(len(SHARE_DAYS))]
    until = curve[curve["day"] <= day]
    # Where no mouse or every mouse had its event there are no limits to show.
    for row in until[until["survival"].between(0.01, 0.99)].tail(1).to_dict("records"):
        holds = row["log_log_low"] <= truth[day] <= row["log_log_high"]
        yield "share of an event-free curve", np.nan, holds


def of_limits(rng, spread):
    """A mouse far from the limit: is the day of its true curve in the interval."""
    rate = drawn.RATE + spread * rng.standard_normal()
    days = np.arange(0.0, 9.0, 3.0)
    true = np.log(300) + rate * (days - days[-1])
    diameter = np.cbrt(2 * np.exp(true))
    error = trend.CALIPER_ERROR_MM * rng.standard_normal((2, len(days)))
    read = np.exp(true + (2 * error[0] + error[1]) / diameter)
    rows = pd.DataFrame({"mouse": 0, "day": days, "volume_mm3": read})
    found = trend.expected_days(rows, pd.Series({0: drawn.LIMIT_MM3})).loc[0]
    if found["days"] > 0:
        expected = (np.log(drawn.LIMIT_MM3) - true[-1]) / rate
        high = np.inf if np.isnan(found["latest"]) else found["latest"]
        yield "expected day of a limit", np.nan, found["earliest"] <= expected <= high


def of_cages(frame):
    start = frame[frame["day"] == 0].set_index("mouse")["volume_mm3"]
    relative = slopes.relative_logs(frame, start).assign(cage=frame["cage"])
    yield from of_rates.in_cages(relative)
    yield from of_growth_in_cages(frame)


def of_growth_in_cages(frame):
    """The model of whole curves, with a level and a rate of each cage."""
    levels = frame.assign(y=np.log(frame["volume_mm3"]))
    fit = curves.fit_or_simpler(levels, groups=with_rates(of_rates.CAGE))
    one = fits.differences(fit, [("A", "C")]).iloc[0]
    holds = one["low"] <= 0 <= one["high"]
    yield "difference of growth rates in cages", one["p"], holds
    p = fits.rates_differ(fit)["p"]
    yield "F test of one rate for all arms in cages", p, np.nan
    rate = fits.rates(fit).set_index("arm").loc["C"]
    holds = rate["low"] <= drawn.RATE <= rate["high"]
    yield "growth rate of an arm in cages", np.nan, holds
