"""How often each p-value of the models cries wolf, and each interval holds the truth.

Studies of four arms with 8 mice, in which mice leave when a tumor reaches the limit,
are drawn without any effect (or, for HSA, with A, B and both equal); each method of
the page is applied. A share of p below 5 % and of intervals that hold the truth is
printed with its Monte-Carlo error. Methods outside get a warning on the page.

    python benchmarks/type_one_errors.py [STUDIES]
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from xenograft.analysis.combination import rates, volumes
from xenograft.analysis.combination.design import Design
from xenograft.analysis.mixed import curves, slopes
from xenograft.analysis.mixed import fit as fits

DAYS = np.array([0, 3, 6, 9, 12, 15, 18, 21.0])
LIMIT_MM3 = 1500
DESIGN = Design("C", "A", "B", "AB")
SPREADS = {"usual spread of slopes": 0.02, "small spread of slopes": 0.005}
RATE = 0.10


def main(studies):
    for name, spread in SPREADS.items():
        rng = np.random.default_rng(1)
        print(f"\n{name} (SD {spread} per day), {studies} studies of 4 x 8 mice")
        found = {}
        for _ in range(studies):
            for method, p, holds in applied(study(rng, spread)):
                found.setdefault(method, []).append((p < 0.05, holds))
        for method, results in found.items():
            report(method, np.array(results, float))


def study(rng, spread, mice=8):
    """mouse, arm, day, volume_mm3 of mice that all grow alike but for chance."""
    count = 4 * mice
    rate = RATE + spread * rng.standard_normal((count, 1))
    level = np.log(125) + 0.12 * rng.standard_normal((count, 1))
    volume = level + rate * DAYS + 0.12 * rng.standard_normal((count, len(DAYS)))
    volume = np.exp(volume)
    # A mouse is measured on the day it reaches the limit, and leaves.
    reached = np.cumsum(volume >= LIMIT_MM3, axis=1)
    is_seen = (reached - (volume >= LIMIT_MM3)) == 0
    mouse, day = np.nonzero(is_seen)
    return pd.DataFrame(
        {
            "mouse": mouse,
            "arm": np.array(DESIGN.arms, dtype=object)[mouse // mice],
            "day": DAYS[day],
            "volume_mm3": volume[is_seen],
        }
    )


def applied(frame):
    """(method, p, does the interval hold the truth) of every method."""
    start = frame[frame["day"] == 0].set_index("mouse")["volume_mm3"]
    relative = slopes.relative_logs(frame, start)
    yield from of_fit("through the baseline", slopes.fit(relative))
    whole = relative.assign(ln_baseline=np.log(relative["mouse"].map(start)))
    whole["y"] += whole["ln_baseline"]
    found = curves.fit_or_simpler(whole, with_baseline=True)
    yield from of_fit("whole curves, ln V0", found)
    levels = frame.assign(y=np.log(frame["volume_mm3"]))
    yield from of_fit("whole curves, levels", curves.fit_or_simpler(levels))
    yield from of_combination(relative)


def of_fit(name, found):
    one = fits.differences(found, [("A", "C")]).iloc[0]
    yield f"{name}: A against control", one["p"], one["low"] <= 0 <= one["high"]
    rate = fits.rates(found).set_index("arm").loc["C"]
    yield f"{name}: rate of an arm", np.nan, rate["low"] <= RATE <= rate["high"]
    weights = dict(zip(DESIGN.arms, (1, -1, -1, 1), strict=True))
    bliss = fits.contrast(found, found.weights(weights))
    yield f"{name}: Bliss", bliss["p"], bliss["low"] <= 0 <= bliss["high"]


def of_combination(relative):
    over = rates.over_time(relative, DESIGN)
    added = rates.additivity(relative, DESIGN, draws=2000)
    for day in (9, 21):
        for row in over[over["day"] == day].to_dict("records"):
            holds = row["low"] <= 0 <= row["high"]
            yield f"{row['reference']} on rates to day {day}", row["p"], holds
        row = added[added["day"] == day].iloc[0]
        holds = row["low"] <= 0 <= row["high"]
        yield f"additivity to day {day}", row["p"], holds
    for row in volumes.at_day(relative, DESIGN, 12).to_dict("records"):
        holds = row["low"] <= 1 <= row["high"]
        yield f"{row['reference']} on volumes of day 12", row["p"], holds


def report(method, results):
    error, holds = np.nanmean(results, axis=0)
    if "rate of" in method:
        error = np.nan
    noise = np.sqrt(0.05 * 0.95 / len(results))
    print(
        f"{method:45} p < 0.05 in {100 * error:5.1f} % "
        f"(± {196 * noise:.1f}), interval holds in {100 * holds:5.1f} %"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
