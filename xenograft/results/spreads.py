"""Spreads of a finished study, from which the next one is planned."""

from xenograft.analysis.blocks import rates
from xenograft.analysis.blocks.next_study import next_study
from xenograft.results.frames import states
from xenograft.results.frames.analysis_input import given


def spreads(study):
    """Spreads of a study as the power page types them; empty without.

    slope_sd (per day) and residual_sd (ln volume) of the model through the
    baseline, days (text) and dropout_pct.
    """
    return states.of(_spreads, study)


def _spreads(study):
    own = given(study)
    if own.rows.empty:
        return {}
    found = next_study(rates.model(own))
    if found["problem"]:
        return {}
    left = (own.mice["ending"] != "").mean()
    return {
        "slope_sd": float(f"{found['slope_sd']:.3g}"),
        "residual_sd": float(f"{found['residual_sd']:.3g}"),
        "days": ", ".join(f"{day:g}" for day in found["days"]),
        "dropout_pct": round(100 * float(left)),
    }
