"""Combinations of two drugs on growth rates and on volumes, on drawn studies."""

import numpy as np
import pandas as pd

from benchmarks import drawn_studies as drawn
from xenograft.analysis.blocks.combinations import without_first_days
from xenograft.analysis.combination import rates, volumes
from xenograft.analysis.mixed import grouped_slopes, slopes

DAY = 12
CAGE = ("cage",)
# Rates of cages differ by this, when mice differ by the usual spread.
CAGE_SD = 0.015
IN_CAGES = " in cages"
GEOMETRIC, MEAN = "geometric mean of V/V0", "mean of V/V0"


def study_in_cages(rng, spread):
    return drawn.in_cages(rng, spread, CAGE_SD * spread / 0.02)


def relative_of(frame):
    """ln(V / V0) of a drawn study, with its cages where it has any."""
    start = frame[frame["day"] == 0].set_index("mouse")["volume_mm3"]
    found = slopes.relative_logs(frame, start)
    return found.assign(cage=frame["cage"]) if "cage" in frame else found


def applied(relative, truth):
    """(method, p, does the interval hold the truth) of every method."""
    fits = rates.fits_of(relative, drawn.DESIGN)
    early = without_first_days(relative, drawn.DESIGN)
    yield from of_tests(relative, fits, early)
    yield from of_rates(relative, fits, early)
    yield from of_volumes(relative, truth)


def in_cages(relative):
    """The same of a study in cages, where their rates differ."""
    fits, early = fits_in_cages(relative)
    yield from of_tests(relative, fits, early, IN_CAGES)
    yield from of_rates(relative, fits, early, IN_CAGES)


def fits_in_cages(relative):
    groups, _ = grouped_slopes.differing(relative, CAGE)
    early = without_first_days(relative, drawn.DESIGN, groups)
    return rates.fits_of(relative, drawn.DESIGN, groups), early


def of_limits(rng, spread, truth):
    """Only the intervals of what was observed and of what was expected."""
    relative = relative_of(drawn.study(rng, spread))
    fits = rates.fits_of(relative, drawn.DESIGN)
    early = without_first_days(relative, drawn.DESIGN)
    yield from of_rates(relative, fits, early)
    for row in volumes.at_day(relative, drawn.DESIGN, DAY).to_dict("records"):
        yield from observed_volume(row, truth)
    relative = relative_of(study_in_cages(rng, spread))
    yield from of_rates(relative, *fits_in_cages(relative), IN_CAGES)


def of_tests(relative, fits, early, where=""):
    over = rates.over_time(relative, drawn.DESIGN, fits=fits)
    added = rates.additivity(relative, drawn.DESIGN, fits=fits, draws=2000)
    for row in pd.concat([over, added]).to_dict("records"):
        name = f"{row['reference']} on rates{where}, {days_of(row)} days"
        yield name, row["p"], row["low"] <= 0 <= row["high"]
    holds = early["low"] <= 0 <= early["high"]
    yield f"Bliss without the first days{where}", early["p"], holds


def of_rates(relative, fits, early, where=""):
    """All arms grow at one rate: it is what is observed and what is expected."""
    over = rates.over_time(relative, drawn.DESIGN, fits=fits)
    for row in over.to_dict("records"):
        days = f"{where}, {days_of(row)} days"
        yield f"rate expected by {row['reference']}{days}", *held(row, "expected")
        if row["reference"] == rates.BLISS:
            yield f"observed rate{days}", *held(row, "observed")
    of_early = f" without the first days{where}"
    yield f"observed rate{of_early}", *held(early, "observed")
    yield f"rate expected by Bliss{of_early}", *held(early, "expected")


def held(row, what, truth=drawn.RATE):
    return np.nan, row[f"{what}_low"] <= truth <= row[f"{what}_high"]


def of_volumes(relative, truth):
    for row in volumes.at_day(relative, drawn.DESIGN, DAY).to_dict("records"):
        holds = row["low"] <= 1 <= row["high"]
        yield f"{row['reference']} on volumes of a day", row["p"], holds
        yield from observed_volume(row, truth)


def observed_volume(row, truth):
    """Bliss and HSA are of one geometric mean, additivity of the mean."""
    if row["reference"] != rates.HSA:
        name = MEAN if row["reference"] == rates.ADDITIVE else GEOMETRIC
        yield f"observed {name} of a day", *held(row, "observed", truth[name])


def days_of(row):
    """Days after the baseline whose values a row rests on."""
    return int((row["day"] >= drawn.DAYS[1:]).sum())
