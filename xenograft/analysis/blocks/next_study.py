"""How many mice a study with the spreads of this one would need."""

from xenograft.analysis import power
from xenograft.analysis.blocks.plain import plain
from xenograft.analysis.mixed import slopes

DIFFERENCES = (0.01, 0.02, 0.03, 0.05)
WEIGHTS = {"pair": power.PAIR, "bliss": power.BLISS}


def next_study(model, alpha=0.05, wanted=0.8):
    """Mice per arm that find a difference of growth rates, from this study's spreads.

    slope_sd (per day), residual_sd (ln volume) and days of the model through the
    baseline; `needed` has difference (per day), comparison (pair of arms, or Bliss
    over four) and mice (per arm that stay to the end; None above 10,000).
    """
    if not model.tells_mice_apart:
        return {"problem": slopes.TOO_FEW}
    try:
        variances = slopes.fit(model.relative).variances
    except ValueError as refused:
        return {"problem": str(refused)}
    spreads = {
        "slope_sd": variances["slope of a mouse"] ** 0.5,
        "residual_sd": variances["residual"] ** 0.5,
    }
    days = tuple(sorted(model.relative["day"].unique()))
    needed = [
        {
            "difference": difference,
            "comparison": name,
            "mice": _mice(days, spreads, difference, weights, alpha, wanted),
        }
        for difference in DIFFERENCES
        for name, weights in WEIGHTS.items()
    ]
    about = {"problem": "", "alpha": alpha, "power": wanted, "days": days}
    about["n_mice"] = model.relative["mouse"].nunique()
    return plain(about | spreads | {"needed": needed})


def _mice(days, spreads, difference, weights, alpha, wanted):
    try:
        return power.mice_needed(
            power.Plan(
                days,
                **spreads,
                effect=difference,
                weights=weights,
                alpha=alpha,
                power=wanted,
            )
        )
    except ValueError:
        return None
