"""How often each p-value shown cries wolf, and each interval holds the truth.

Studies of four arms with 8 mice, in which mice leave when a tumor reaches the limit,
are drawn without any effect (so for HSA A, B and both are equal as well); each method
of the pages is applied. The share of p below 5 % and of intervals that hold the truth
is printed with its Monte-Carlo error, as rows of docs/methods.md. A method outside 93
to 97 % gets a warning on the page or is not shown.

    OPENBLAS_NUM_THREADS=1 python benchmarks/type_one_errors.py [STUDIES] [SMALL] [arms]

STUDIES of the usual spread of rates and SMALL of a small one; with "arms" only what
compares arms on a day, by responses and by times, which is fast.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import drawn_studies as drawn
from benchmarks import type_one_of_arms as of_arms
from xenograft.analysis.combination import rates, volumes
from xenograft.analysis.mixed import curves, slopes
from xenograft.analysis.mixed import fit as fits

SPREADS = {"usual": 0.02, "small": 0.005}


def main(studies, small, only_arms=False):
    for (name, spread), count in zip(SPREADS.items(), (studies, small), strict=True):
        rng = np.random.default_rng(1)
        truth = of_arms.truths(spread)
        print(f"\n{name} spread of rates ({spread} per day), {count} studies of 4 x 8")
        found = {}
        for _ in range(count):
            frame = drawn.study(rng, spread)
            for method, p, holds in applied(frame, truth, only_arms):
                found.setdefault(method, []).append((p, holds))
        for method, results in found.items():
            report(method, np.array(results, float))


def applied(frame, truth, only_arms=False):
    """(method, p, does the interval hold the truth) of every method."""
    start = frame[frame["day"] == 0].set_index("mouse")["volume_mm3"]
    if only_arms:
        yield from of_arms.applied(frame, start, None, truth)
        return
    relative = slopes.relative_logs(frame, start)
    yield from of_fit("model through the baseline", slopes.fit(relative))
    whole = relative.assign(ln_baseline=np.log(relative["mouse"].map(start)))
    whole["y"] += whole["ln_baseline"]
    found = curves.fit_or_simpler(whole, with_baseline=True)
    yield from of_fit("whole curves with ln V0", found)
    levels = frame.assign(y=np.log(frame["volume_mm3"]))
    fit = curves.fit_or_simpler(levels)
    yield from of_fit("whole curves", fit)
    yield "whole curves: F test of all rates", fits.rates_differ(fit)["p"], np.nan
    yield from of_combination(relative)
    yield from of_arms.applied(frame, start, fit, truth)


def of_fit(name, found):
    one = fits.differences(found, [("A", "C")]).iloc[0]
    yield f"{name}: difference of rates", one["p"], one["low"] <= 0 <= one["high"]
    rate = fits.rates(found).set_index("arm").loc["C"]
    holds = rate["low"] <= drawn.RATE <= rate["high"]
    yield f"{name}: rate of an arm", np.nan, holds
    weights = dict(zip(drawn.DESIGN.arms, (1, -1, -1, 1), strict=True))
    bliss = fits.contrast(found, found.weights(weights))
    yield f"{name}: Bliss", bliss["p"], bliss["low"] <= 0 <= bliss["high"]


def of_combination(relative):
    over = rates.over_time(relative, drawn.DESIGN)
    added = rates.additivity(relative, drawn.DESIGN, draws=2000)
    both = pd.concat([over, added])
    for day in (9, 21):
        for row in both[both["day"] == day].to_dict("records"):
            holds = row["low"] <= 0 <= row["high"]
            yield f"{row['reference']} on rates, day {day}", row["p"], holds
    for row in volumes.at_day(relative, drawn.DESIGN, 12).to_dict("records"):
        holds = row["low"] <= 1 <= row["high"]
        yield f"{row['reference']} on volumes of day 12", row["p"], holds


def report(method, results):
    """One line: share of p below 5 % and of intervals that hold, each in percent."""
    p, holds = results.T
    known, bounded = p[~np.isnan(p)], holds[~np.isnan(holds)]
    wolf = f"{100 * np.mean(known < 0.05):5.1f} %" if len(known) else 7 * " "
    kept = f"{100 * np.mean(bounded):5.1f} %" if len(bounded) else 7 * " "
    noise = 196 * np.sqrt(0.05 * 0.95 / max(len(known), len(bounded), 1))
    print(f"| {method:46} | {wolf} | {kept} | ± {noise:.1f}", flush=True)


if __name__ == "__main__":
    counts = [int(one) for one in sys.argv[1:] if one.isdigit()] or [1000]
    main(counts[0], counts[-1], only_arms="arms" in sys.argv)
