"""The arms beside all that the draw balanced: an analysis of covariance."""

import numpy as np
import pandas as pd

from xenograft.analysis.allocation.balance import values_at_draw
from xenograft.analysis.allocation.meaning import analysis_of
from xenograft.analysis.allocation.redraw import units_of_test

LEVEL = 0.95


def balanced_terms(records):
    """Unit x term: what the draws balanced, as columns of a linear model.

    Rows in the order of `units_of_test`, batch after batch. Covariates are numbers in
    their unit as they were at the draw (ranks where ranks were balanced); a factor, a
    block and the batch of a rolling enrollment have a column of 0 and 1 for each level
    but the first. A covariate that does not vary has no column.
    """
    found = pd.concat([_of_record(*each) for each in enumerate(records)])
    names = _balanced(records[0])
    found = found.reset_index(drop=True)[names]
    varies = [name for name in names if found[name].nunique() > 1]
    if not varies:
        return found[[]]
    return pd.get_dummies(found[varies], drop_first=True, dtype=float)


def _balanced(record):
    asked = analysis_of(record)
    return list(dict.fromkeys([*asked["adjust_for"], *asked["factors"]]))


def _of_record(number, record):
    found = values_at_draw(record).set_index("unit").loc[units_of_test(record)]
    for one in record["input"]["numeric"]:
        if one.get("scale") == "rank":
            found[one["name"]] = found[one["name"]].rank()
    if "blocks" in record:
        blocks = {unit: f"{place}/{block}" for unit, place, block in record["blocks"]}
        found["block"] = found.index.map(blocks)
    if record["input"].get("method") == "ROLLING_BATCH":
        found["batch"] = str(number)
    return found


def adjusted_tests(values, drawn, terms, control):
    """Do the arms differ beside the `terms`? All arms by F, each and the control by t.

    `values` is one number per unit, gaps are left out; `drawn` its arm by place
    (`arms_of_draw`), `control` the place of one. Rows: arm (its place, a gap for all
    arms together), n, df (of the residuals), difference (arm less control, adjusted),
    low and high (95 %) and p. Gaps where no degree of freedom is left, or where the
    terms tell the arms.
    """
    present = ~np.isnan(values)
    y, own = np.asarray(values, float)[present], drawn[present]
    base = np.column_stack([np.ones(len(y)), terms.to_numpy(float)[present]])
    arms = [arm for arm in np.unique(drawn) if arm != control]
    of_arms = np.column_stack([own == arm for arm in arms]).astype(float)
    x = np.column_stack([base, of_arms])
    rank = np.linalg.matrix_rank(x)
    left = len(y) - rank
    about = {"n": len(y), "df": left}
    if left < 1 or rank - np.linalg.matrix_rank(base) < len(arms):
        return _rows([{"arm": arm, **about} for arm in (None, *arms)])
    return _rows(
        [{"arm": None, **about, "p": _p_of_all(y, base, x, left, len(arms))}]
        + [{"arm": arm, **about, **one} for arm, one in _each(y, x, left, arms)]
    )


def _rows(rows):
    columns = ["arm", "n", "df", "difference", "low", "high", "p"]
    return pd.DataFrame(rows).reindex(columns=columns)


def _p_of_all(y, base, x, left, count):
    from scipy import stats

    small, large = _residual_squares(y, base), _residual_squares(y, x)
    if large <= 0:
        return np.nan
    return stats.f.sf((small - large) / count / (large / left), count, left)


def _residual_squares(y, x):
    return float(np.square(y - x @ np.linalg.lstsq(x, y, rcond=None)[0]).sum())


def _each(y, x, left, arms):
    """(arm, its difference from the control) of each arm: the last columns of x."""
    from scipy import stats

    estimates = np.linalg.lstsq(x, y, rcond=None)[0][-len(arms) :]
    variance = _residual_squares(y, x) / left * np.linalg.pinv(x.T @ x)
    errors = np.sqrt(np.diag(variance)[-len(arms) :])
    wide = stats.t.isf((1 - LEVEL) / 2, left) * errors
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * stats.t.sf(np.abs(estimates / errors), left)
    rows = zip(estimates, estimates - wide, estimates + wide, p, strict=True)
    names = ("difference", "low", "high", "p")
    return [
        (arm, dict(zip(names, row, strict=True)))
        for arm, row in zip(arms, rows, strict=True)
    ]
