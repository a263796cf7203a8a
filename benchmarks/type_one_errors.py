"""How often each p-value shown cries wolf, and each interval holds the truth.

Studies of four arms with 8 mice, in which mice leave when a tumor reaches the limit,
are drawn without any effect (so for HSA A, B and both are equal as well); each method
of the pages is applied. What is counted is added to the table of
`xenograft/analysis/error_rates.py`, which decides what is warned about:

    python benchmarks/type_one_errors.py SPREAD STUDIES SEED [PART]

SPREAD of the rates is usual or small. PART: with "arms" only what compares arms
on a day, by responses and by times, which is fast; with "pages" what stands on other
pages or is of studies in cages; with "rates" only the intervals of observed and
expected rates and volumes, with "cages" only growth rates in cages, with "models" only
what compares the mixed models, with "areas" only areas between curves, with "readouts"
only those of target engagement. A seed counts once. The randomization test is counted
by benchmarks/draw.py, over all its cells of 40 mice in 4 arms.
Without arguments the table is printed as the rows of docs/methods.md.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import drawn_studies as drawn
from benchmarks import type_one_of_arms as of_arms
from benchmarks import type_one_of_models as of_models
from benchmarks import type_one_of_pages as of_pages
from benchmarks import type_one_of_rates as of_rates
from benchmarks import type_one_of_readouts as of_readouts
from xenograft.analysis import error_rates
from xenograft.analysis.mixed import checks, curves, slopes
from xenograft.analysis.mixed import fit as fits

SPREADS = {"usual": 0.02, "small": 0.005}
ARMS, PAGES, RATES, CAGES, MODELS = "arms", "pages", "rates", "cages", "models"
AREAS, READOUTS = "areas", "readouts"
COUNTED = ["spread", "method", "tests", "below", "intervals", "holding"]


def main(spread, studies, seed, part):
    rng = np.random.default_rng(seed)
    truth = (of_pages if part == PAGES else of_arms).truths(SPREADS[spread])
    found = [
        (spread, method, *counted(p, holds))
        for _ in range(studies)
        for method, p, holds in of_part(part, rng, SPREADS[spread], truth)
    ]
    added = pd.DataFrame(found, columns=COUNTED)
    table = pd.concat([pd.read_csv(error_rates.TABLE), added])
    summed = table.groupby(COUNTED[:2], sort=False).sum().reset_index()
    summed.to_csv(error_rates.TABLE, index=False, lineterminator="\n")


def counted(p, holds):
    """Was there a p, was it below 5 %, was there an interval, did it hold."""
    return not np.isnan(p), p < 0.05, not np.isnan(holds), holds == 1


def of_part(part, rng, spread, truth):
    """(method, p, does the interval hold the truth) of the methods of a part."""
    if part == PAGES:
        return of_pages.applied(rng, spread, truth)
    if part == RATES:
        return of_rates.of_limits(rng, spread, truth)
    if part == CAGES:
        return of_pages.of_growth_in_cages(of_rates.study_in_cages(rng, spread))
    if part == MODELS:
        return of_models.applied(rng, spread)
    if part == READOUTS:
        return of_readouts.applied(rng, of_readouts.BLOT_SDS[spread])
    if part == AREAS:
        return of_arms.of_areas(drawn.study(rng, spread))
    return applied(drawn.study(rng, spread), truth, part == ARMS)


def applied(frame, truth, only_arms=False):
    """The same of every method of the analysis of a drawn study."""
    start = frame[frame["day"] == 0].set_index("mouse")["volume_mm3"]
    if only_arms:
        yield from of_arms.applied(frame, start, None, truth)
        return
    relative = slopes.relative_logs(frame, start)
    levels = frame.assign(y=np.log(frame["volume_mm3"]))
    fit = curves.fit_or_simpler(levels)
    yield from of_fit(fit)
    yield from of_rates.applied(relative, truth)
    yield from of_arms.applied(frame, start, fit, truth)


def of_fit(fit):
    one = fits.differences(fit, [("A", "C")]).iloc[0]
    yield "difference of growth rates", one["p"], one["low"] <= 0 <= one["high"]
    rate = fits.rates(fit).set_index("arm").loc["C"]
    holds = rate["low"] <= drawn.RATE <= rate["high"]
    yield "growth rate of an arm", np.nan, holds
    yield "F test of one rate for all arms", fits.rates_differ(fit)["p"], np.nan
    yield "bend of the residuals", checks.bend(fit)["p"], np.nan
    yield "normal residuals", checks.normal_residuals(fit), np.nan


def rows():
    """The table of docs/methods.md."""
    for method in error_rates.counts()["method"].unique():
        print(error_rates.row_of_methods(method))


if __name__ == "__main__":
    if len(sys.argv) == 1:
        rows()
    else:
        _, spread, studies, seed, *more = sys.argv
        main(spread, int(studies), int(seed), more[0] if more else "")
