"""Model check: bends, heavy mice, spread of the residuals, and what cages add."""

import numpy as np

from xenograft.analysis.blocks.plain import plain, rows
from xenograft.analysis.mixed import checks as mixed_checks
from xenograft.analysis.mixed import curves
from xenograft.analysis.mixed import fit as fits

SMALL_P = 0.01
# A term for cages that moves no rate by more than this share of its error is fine.
SMALL_MOVE = 0.5


def model_checks(model):
    """Checks of the model of block 2, each in words, with its numbers.

    `bend` (curvature left in the residuals by mouse), `normal_p` (Shapiro and Wilk),
    `influence` (Cook's distance by mouse, the largest first), `groups` (the
    random terms for cage and block: names, largest_change of a rate per day against
    the model without, notes) and `said`:
    is_fine, word and said of each.
    """
    if model.fit is None:
        return {"problem": model.refusal}
    bend = mixed_checks.bend(model.fit)
    groups = _groups(model)
    influence = model.fit.influence.rename("distance").rename_axis("mouse")
    ordered = influence.sort_values(ascending=False, kind="stable").to_frame()
    about = {
        "problem": "",
        "bend": bend,
        "normal_p": mixed_checks.normal_residuals(model.fit),
        "groups": groups,
    }
    said = [_bend(bend), _influence(model.fit), *_cage(groups)]
    words = [
        {"is_fine": fine, "word": _word(fine), "said": text} for fine, text in said
    ]
    return plain(about) | {"influence": rows(ordered), "said": words}


def _word(is_fine):
    return "fine" if is_fine else "check"


def _bend(bend):
    if np.isnan(bend["p"]):
        return True, "Residuals: too few values per mouse to see a bend."
    if bend["p"] < SMALL_P:
        text = "Residuals bend against the day: growth is not exponential"
        return False, f"{text} (p {bend['p']:.3f}, {bend['mice']} mice)."
    text = "Residuals: no bend against the day"
    return True, f"{text} (p {bend['p']:.3f}, {bend['mice']} mice)."


def _influence(fit):
    heavy = mixed_checks.influential(fit)
    if heavy:
        named = ", ".join(map(str, heavy))
        return False, f"Mice that weigh much (Cook's distance above 0.5): {named}."
    return True, "No single mouse decides the rates (Cook's distance below 0.5)."


def _groups(model):
    """How far the random terms for cage and block, where recorded, move the rates."""
    found = {"names": list(model.groups), "largest_change": None, "notes": []}
    if not model.groups:
        return found
    notes = [note for note in model.fit.notes if "did not differ" in note]
    usual = fits.rates(model.fit).set_index("arm")
    without = usual if not model.terms else fits.rates(_without(model)).set_index("arm")
    moved = (usual["estimate"] - without["estimate"]).abs()
    share = float((moved / usual["se"]).max())
    return found | {
        "largest_change": float(moved.max()),
        "largest_share": share,
        "notes": notes,
    }


def _without(model):
    return curves.fit_or_simpler(model.values)


def _cage(groups):
    if groups["largest_change"] is None:
        return
    if groups["largest_change"] == 0:
        yield True, " ".join(groups["notes"])
        return
    named = " and ".join(groups["names"]).capitalize()
    is_small = groups["largest_share"] <= SMALL_MOVE
    change = f"{groups['largest_change']:.4f} per day"
    yield is_small, f"{named}, random terms, move the rates by at most {change}."
