"""Does a conclusion depend on what is done with the mice that left?"""

import numpy as np
import pandas as pd

from xenograft.analysis import arm_means as means
from xenograft.analysis.mixed.fit import contrast, holm_of_known, tested

MODEL_BASED = "MODEL_BASED"
RULES = (
    *means.LEAVE_RULES,
    (MODEL_BASED, "growth rates of a model, values until a mouse left"),
)
SMALLER, LARGER, NOT_SHOWN = "SMALLER", "LARGER", "NOT_SHOWN"
CONCLUSIONS = {
    SMALLER: "smaller",
    LARGER: "larger",
    NOT_SHOWN: "no difference shown",
}
NO_DAY = "no day on which every arm has two mice or more"
NO_SPREAD = "the values of the day have no spread"
NO_FIT = "no model could be fitted"
SAME = "By every {kind}: {words}."
DIFFERENT = "The conclusion depends on the {kind}: {each}."
# Of a mean of an arm, what a test needs.
TOLD = ("n", "mean", "sd")
TOO_FEW_RULES = "Fewer than two of them give an answer."
COLUMNS = [
    *("contrast", "rule", "day", "fewest", "mice", "ratio", "low", "high", "p"),
    *("p_holm", "conclusion", "problem"),
]


def by_rule(
    values, contrasts, fit=None, randomized_counts=None, departures=None, level=0.95
):
    """Each contrast of arms by each rule for the mice that left, one row each.

    `values` has mouse, arm, day and relative = ln(V / V0), floored; `contrasts` is
    name -> (arm -> weight), such as {"AB against C": {"AB": 1, "C": -1}}, or the
    four arms of Bliss. `fit` is the model of whole curves, `randomized_counts` and
    `departures` as for `arm_means`. Contrasts are of mean ln(V / V0) on the last day
    that the rule draws for all of their arms, by Welch's t; MODEL_BASED takes the
    contrast of the growth rates to the day of the default rule.

    Returns contrast, rule, day, fewest (mice of the smallest arm), mice (arm and
    count in words), ratio = exp(contrast), a ratio of geometric means that is 1
    without a difference, with low, high, p, p_holm (over the contrasts of a rule),
    conclusion (SMALLER or LARGER when the interval leaves out 1, else NOT_SHOWN) and
    problem (empty, or why there is no answer).
    """
    days, rows = {}, []
    for rule, _ in means.LEAVE_RULES:
        drawn = _drawn(values, rule, randomized_counts, departures)
        for name, weights in contrasts.items():
            row = _on_last_day(drawn, weights, level)
            if rule == means.STOP_AT_FRACTION:
                days[name] = row
            rows.append({"contrast": name, "rule": rule, **row})
    for name, weights in contrasts.items():
        row = _of_model(fit, weights, days[name], level)
        rows.append({"contrast": name, "rule": MODEL_BASED, **row})
    found = pd.DataFrame(rows, columns=COLUMNS)
    found["p_holm"] = found.groupby("rule")["p"].transform(holm_of_known)
    places = {name: place for place, name in enumerate(contrasts)}
    order = found["contrast"].map(places)
    return found.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def _drawn(values, rule, counts, departures):
    """n, mean and sd of the means that a rule draws: day x arm, gaps for others."""
    found = means.arm_means(
        values, counts, rule, departures=departures, value="relative"
    )
    # On day 0 every ratio is 1.
    own = found[found["is_drawn"] & (found["n"] > 1) & (found["day"] > 0)]
    if own.empty:
        return dict.fromkeys(TOLD, pd.DataFrame())
    wide = own.set_index(["day", "arm"])[[*TOLD]].unstack()
    return {name: wide[name] for name in TOLD}


def _on_last_day(drawn, weights, level):
    n, mean, sd = (drawn[name].reindex(columns=list(weights)) for name in drawn)
    complete = n.notna().to_numpy().all(axis=1)
    if not complete.any():
        return {"problem": NO_DAY}
    at = np.flatnonzero(complete)[-1]
    weight, n_of = np.array(list(weights.values()), float), n.to_numpy()[at]
    parts = weight**2 * sd.to_numpy()[at] ** 2 / n_of
    about = {"day": n.index[at], **_counts(dict(zip(weights, n_of, strict=True)))}
    if not parts.any():
        return {**about, "problem": NO_SPREAD}
    df = parts.sum() ** 2 / (parts**2 / (n_of - 1)).sum()
    estimate = float(weight @ mean.to_numpy()[at])
    return {**about, **_ratio(tested(estimate, np.sqrt(parts.sum()), df, level), 1)}


def _counts(n):
    words = ", ".join(f"{arm} {count:.0f}" for arm, count in n.items())
    return {"fewest": int(min(n.values())), "mice": words}


def _ratio(found, days):
    bounds = {name: np.exp(days * found[name]) for name in ("low", "high")}
    conclusion = NOT_SHOWN
    if bounds["high"] < 1 or bounds["low"] > 1:
        conclusion = SMALLER if bounds["high"] < 1 else LARGER
    ratio = np.exp(days * found["estimate"])
    words = {"conclusion": conclusion, "problem": ""}
    return {"ratio": ratio, **bounds, "p": found["p"], **words}


def _of_model(fit, weights, usual, level):
    day = usual.get("day")
    if fit is None or not set(weights) <= set(fit.slopes):
        return {"problem": NO_FIT}
    if day is None or not day > 0:
        return {"problem": NO_DAY}
    found = contrast(fit, fit.weights(weights), level)
    counts = fit.rows.groupby("arm")["mouse"].nunique()
    mice = {arm: counts[arm] for arm in weights}
    return {"day": day, **_counts(mice), **_ratio(found, day)}


def dependence(found, kind="rule", names=None, words=None):
    """Whether each contrast of `by_rule` says the same by every rule.

    `kind` is the column of what a row was found by, `names` its values in words and
    `words` the conclusions. Returns, by contrast in their order: is_same (a gap when
    fewer than two rules have an answer), n_rules that have one, and said, a plain
    sentence.
    """
    names, words = names or dict(RULES), words or CONCLUSIONS
    rows = {}
    for name, own in found.groupby("contrast", sort=False):
        known = own.dropna(subset=["conclusion"])
        answers = known.groupby("conclusion", sort=False)[kind].apply(list)
        is_same = len(answers) == 1 if len(known) > 1 else None
        told = {words[of]: [names[one] for one in by] for of, by in answers.items()}
        rows[name] = {
            "is_same": is_same,
            "n_rules": len(known),
            "said": _said(told, is_same, kind),
        }
    return pd.DataFrame.from_dict(rows, "index").rename_axis("contrast")


def _said(told, is_same, kind):
    """`told` is the conclusion -> by what it was found, all in words."""
    if is_same is None:
        return TOO_FEW_RULES
    if is_same:
        return SAME.format(kind=kind, words=next(iter(told)))
    each = "; ".join(f"{words} by “{'”, “'.join(by)}”" for words, by in told.items())
    return DIFFERENT.format(kind=kind, each=each)
