"""Block 2: growth rates of the arms from the mixed model of whole curves."""

import math
from dataclasses import dataclass, field

import pandas as pd

from xenograft.analysis.blocks.plain import plain, rows
from xenograft.analysis.growth import doubling_time
from xenograft.analysis.mixed import curves
from xenograft.analysis.mixed import fit as fits
from xenograft.analysis.mixed.values import GROUPS, log_values, recorded_groups


@dataclass(frozen=True)
class Model:
    """`values` as the model was given them; `fit`, or why there is none.

    `groups` are those of cage and block that were recorded.
    """

    values: pd.DataFrame
    left_out: tuple = ()
    fit: object = None
    refusal: str = ""
    relative: pd.DataFrame = field(default_factory=pd.DataFrame)
    groups: tuple = ()

    @property
    def terms(self):
        """The random terms for cage and block in the fit: levels and rates."""
        asked = with_rates(self.groups)
        return tuple(name for name in asked if name in self.fit.variances)

    @property
    def grouped(self):
        """Cage and block where they are random terms of the fit."""
        kept = [name.removesuffix(curves.RATE) for name in self.terms]
        return tuple(dict.fromkeys(kept))

    @property
    def tells_mice_apart(self):
        """Whether an arm has two mice after its baseline: else no spread is known."""
        if self.relative.empty:
            return False
        return bool((self.relative.groupby("arm")["mouse"].nunique() > 1).any())


def with_rates(groups):
    """A random level and a random rate for each of cage and block."""
    return [name + of for name in groups for of in ("", curves.RATE)]


def model(given):
    """The mixed model of ln volume on day and arm, `curves.fit_or_simpler`.

    With a random level and rate for each cage and each block of the draw, where
    recorded and where they differ.
    """
    names = {arm: arm for arm in given.arms}
    values, left_out = log_values(given.volumes, names)
    after = values[values["day"] > 0]
    relative = after.assign(y=after["relative"])
    groups = recorded_groups(values)
    try:
        found = curves.fit_or_simpler(values, groups=with_rates(groups))
    except (ValueError, KeyError) as refused:
        return Model(values, left_out, None, str(refused), relative)
    return Model(values, left_out, found, "", relative, groups)


def growth_rates(given, model):
    """Rate of each arm and its difference from the control, per day.

    `arms` has arm, n, n_values, estimate, se, df, low, high, doubling_days, and
    against the control difference, difference_low, difference_high, p and p_holm;
    then slope_sd, level_sd, cage_sd, block_sd (of levels), cage_rate_sd, block_rate_sd
    and residual_sd of the model, the groups with random terms and these in words
    (group_terms: "level per cage"), all_rates (the F test of one rate for all arms),
    notes and problem.
    """
    if model.fit is None:
        return {"problem": model.refusal, "control": given.control}
    fit = model.fit
    arms = [arm for arm in given.arms if arm in fit.slopes]
    control = given.control if given.control in arms else arms[0]
    own = fits.rates(fit).set_index("arm").loc[arms]
    own["doubling_days"] = doubling_time(own["estimate"])
    by_arm = fit.rows.groupby("arm")["mouse"]
    own.insert(0, "n", by_arm.nunique().loc[arms])
    own.insert(1, "n_values", by_arm.size().loc[arms])
    own = own.rename_axis("arm").drop(columns=["t", "p"])
    found = own.join(_differences(fit, control, arms))
    notes = [note for note in (given.control_note, *fit.notes) if note]
    about = {"problem": "", "control": control, "method": fit.method, "notes": notes}
    about |= {"groups": model.grouped, "group_terms": list(map(_said, model.terms))}
    about["all_rates"] = fits.rates_differ(fit, control)
    return plain(about | _spreads(fit)) | {"arms": rows(found)}


def _said(term):
    """cage rate: "rate per cage"."""
    group = term.removesuffix(curves.RATE)
    return f"{'level' if term == group else 'rate'} per {group}"


def _differences(fit, control, arms):
    pairs = [(arm, control) for arm in arms if arm != control]
    found = fits.differences(fit, pairs).set_index("first")
    found = found[["estimate", "se", "df", "low", "high", "p", "p_holm"]]
    plain_names = {"p": "p", "p_holm": "p_holm", "estimate": "difference"}
    named = {name: f"difference_{name}" for name in found} | plain_names
    return found.rename(columns=named)


def _spreads(fit):
    names = {
        "slope_sd": "slope of a mouse",
        "level_sd": "level of a mouse",
        **{f"{name.replace(' ', '_')}_sd": name for name in with_rates(GROUPS)},
        "residual_sd": "residual",
    }
    known = {name: fit.variances.get(own) for name, own in names.items()}
    found = {
        name: None if value is None else math.sqrt(value)
        for name, value in known.items()
    }
    return found | {"n_mice": fit.n_mice, "n_values": fit.n_values}


def residuals(model):
    """mouse, arm, day, fitted and residual of each value of the model, as rows."""
    if model.fit is None:
        return []
    return rows(model.fit.rows[["mouse", "arm", "day", "fitted", "residual"]])
