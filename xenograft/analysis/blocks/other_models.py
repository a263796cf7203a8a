"""Sensitivity: does a conclusion depend on how the growth is modeled."""

import numpy as np
import pandas as pd

from xenograft.analysis import sensitivity
from xenograft.analysis.blocks.dropout import contrasts
from xenograft.analysis.blocks.plain import plain, rows
from xenograft.analysis.blocks.rates import with_rates
from xenograft.analysis.mixed import curves, grouped_slopes, slopes
from xenograft.analysis.mixed.fit import contrast, holm_of_known

LEVELS, BASELINE, ORIGIN = curves.LEVELS, curves.BASELINE, curves.ORIGIN
MODELS = (
    (LEVELS, "a level and a rate for each arm, as in section 2"),
    (BASELINE, "ln V0 as a term, a rate for each arm"),
    (ORIGIN, "ln(V/V0), a rate for each arm and no level"),
)
WORDS = {
    sensitivity.SMALLER: "slower",
    sensitivity.LARGER: "faster",
    sensitivity.NOT_SHOWN: "no difference shown",
}
NO_ARM = "An arm of the comparison has no values in this model."


def other_models(given, model):
    """Each arm against the control, and Bliss, by each mixed model of ln volume.

    `model` is that of block 2. `rows`: contrast, model (LEVELS, BASELINE or ORIGIN),
    model_words, n (mice), n_values, estimate (per day, below 0 slower) with se, df,
    low, high, p and p_holm (over the contrasts of a model), conclusion and problem;
    `groups`: cage and block as random terms; `notes`: model and note of what was
    dropped; `said` as `sensitivity.dependence`. LEVELS takes the values from the
    baseline on, the others those after it.
    """
    wanted = contrasts(given)
    if not wanted or model.values.empty:
        return {"problem": "There are no arms with values to compare."}
    fits = {name: fitted(name, model) for name, _ in MODELS}
    found = pd.DataFrame(
        _row(name, of, weights, *fits[of])
        for name, weights in wanted.items()
        for of, _ in MODELS
    )
    found["p_holm"] = found.groupby("model")["p"].transform(holm_of_known)
    said = sensitivity.dependence(found, "model", dict(MODELS), WORDS)
    notes = [
        {"model": of, "note": note} for of, _ in MODELS[1:] for note in _notes(fits[of])
    ]
    about = {"problem": "", "groups": model.grouped, "notes": notes}
    return plain(about) | {"rows": rows(found), "said": rows(said)}


def fitted(name, model):
    """(fit of one of `MODELS`, why there is none); cage and block as in block 2."""
    if name == LEVELS:
        return model.fit, model.refusal
    try:
        return _fit(name, model), ""
    except (ValueError, KeyError) as refused:
        return None, str(refused)


def _fit(name, model):
    if name == BASELINE:
        after = model.values[model.values["day"] > 0]
        groups = with_rates(model.groups)
        return curves.fit_or_simpler(after, fixed=BASELINE, groups=groups)
    _, found = grouped_slopes.differing(model.relative, model.groups)
    return slopes.fit(model.relative) if found is None else found


def _row(name, of, weights, fit, refusal):
    about = {"contrast": name, "model": of, "model_words": dict(MODELS)[of]}
    about |= {"p": np.nan, "conclusion": None}
    if fit is None or not set(weights) <= set(fit.slopes):
        return {**about, "problem": refusal or NO_ARM}
    found = contrast(fit, fit.weights(weights))
    counts = {"n": fit.n_mice, "n_values": fit.n_values}
    return about | counts | found | {"conclusion": _told(found), "problem": ""}


def _told(found):
    if found["high"] < 0:
        return sensitivity.SMALLER
    return sensitivity.LARGER if found["low"] > 0 else sensitivity.NOT_SHOWN


def _notes(fitted):
    fit, _ = fitted
    return () if fit is None else fit.notes
