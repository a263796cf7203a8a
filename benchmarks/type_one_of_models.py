"""The mixed models side by side, on drawn studies with and without cages."""

import numpy as np

from benchmarks import drawn_studies as drawn
from benchmarks import type_one_of_rates as of_rates
from xenograft.analysis.blocks import other_models
from xenograft.analysis.blocks.rates import Model, with_rates
from xenograft.analysis.mixed import curves
from xenograft.analysis.mixed.fit import contrast

WANTED = {
    "difference": {"A": 1, "C": -1},
    "Bliss": {"AB": 1, "A": -1, "B": -1, "C": 1},
}


def applied(rng, spread):
    """(method, p, does the interval hold the truth) of each model."""
    yield from of_models(drawn.study(rng, spread), ())
    in_cages = of_rates.study_in_cages(rng, spread)
    yield from of_models(in_cages, of_rates.CAGE, of_rates.IN_CAGES)


def of_models(frame, groups, where=""):
    model = given(frame, groups)
    for name, _ in other_models.MODELS:
        fit, _ = other_models.fitted(name, model)
        for kind, weights in WANTED.items():
            found = contrast(fit, fit.weights(weights))
            holds = found["low"] <= 0 <= found["high"]
            yield f"{kind} of rates, {name}{where}", found["p"], holds


def given(frame, groups):
    """The drawn study as block 2 has it."""
    start = frame[frame["day"] == 0].set_index("mouse")["volume_mm3"]
    y = np.log(frame["volume_mm3"])
    ln_baseline = np.log(frame["mouse"].map(start))
    values = frame.assign(y=y, ln_baseline=ln_baseline, relative=y - ln_baseline)
    after = values[values["day"] > 0]
    relative = after.assign(y=after["relative"])
    fit = curves.fit_or_simpler(values, groups=with_rates(groups))
    return Model(values, (), fit, "", relative, tuple(groups))
