"""What the models say of a study: growth rates of arms and combinations of drugs."""

from dataclasses import dataclass

from xenograft.analysis.combination import design as designs
from xenograft.analysis.combination import rates, volumes, words
from xenograft.analysis.mixed import curves, slopes
from xenograft.analysis.mixed import fit as fits
from xenograft.analysis.mixed.values import log_values
from xenograft.dosing.models import Regimen
from xenograft.history.models import Change
from xenograft.results import frames

# Days left out to see whether the conclusion rests on the first week.
EARLY_DAYS = 5
NOT_RANDOMIZED = "The mice are not in arms yet."
NO_CONTROL = "No arm is untreated or gets vehicle only: differences are from {arm}."


@dataclass(frozen=True)
class Growth:
    """Rates of arms and differences from the control, or why there are none."""

    refusal: str = ""
    fit: object = None
    rates: object = None
    differences: object = None
    control: str = ""
    notes: tuple = ()


@dataclass(frozen=True)
class Combination:
    """One 2 x 2: results by day, of the last day and in words, or why not."""

    design: object
    refusal: str = ""
    by_day: object = None
    additivity: object = None
    volumes: object = None
    volumes_day: float = None
    early: dict = None
    words: object = None
    checks: tuple = ()

    def of(self, reference):
        """The last day's row of a reference, as a dict."""
        own = self.by_day[self.by_day["reference"] == reference]
        return own.iloc[-1].to_dict()


@dataclass(frozen=True)
class Findings:
    """All of it; `values` is what the models were given, `left_out` says what not."""

    growth: Growth
    combinations: tuple
    values: object
    left_out: tuple = ()
    last_day: float = None


def findings(study):
    """The models of a study, computed once for each state of its data.

    Kept in memory until the history of the study has another change.
    """
    return frames.kept(_findings, study, Change.objects.of_study(study).stamp())


def _findings(study):
    found = frames.tumor_curves(study)
    if not found.is_randomized:
        return Findings(Growth(NOT_RANDOMIZED), (), ())
    values, left_out = model_values(study, found)
    doses = doses_by_arm(study)
    modelled = _growth(values, doses)
    combinations = tuple(
        _combination(design, values, modelled.fit, study, found)
        for design in designs.designs(doses)
    )
    last = values["day"].max() if len(values) else None
    return Findings(modelled, combinations, values, left_out, last)


def model_values(study, found):
    """(values, sentences) for the models, as `mixed.values.log_values`."""
    return log_values(found.values, dict(study.arms.values_list("position", "name")))


def doses_by_arm(study):
    """arm name -> (agent name -> mg/kg), without vehicles, in order of the arms."""
    names = study.arms.order_by("position").values_list("name", flat=True)
    found = {name: {} for name in names}
    rows = Regimen.objects.filter(arm__study=study, agent__is_vehicle=False)
    for arm, agent, dose in rows.values_list(
        "arm__name", "agent__name", "dose_mg_per_kg"
    ):
        found[arm][agent] = None if dose is None else float(dose)
    return found


def _growth(values, doses):
    arms = [arm for arm in doses if (values["arm"] == arm).any()] if len(values) else []
    try:
        fit = curves.fit_or_simpler(values)
    except (ValueError, KeyError) as refused:
        return Growth(str(refused))
    untreated = [arm for arm in arms if not doses[arm]]
    control = (untreated or arms)[0]
    notes = fit.notes if untreated else (NO_CONTROL.format(arm=control), *fit.notes)
    treated = [arm for arm in arms if arm != control]
    return Growth(
        fit=fit,
        rates=fits.rates(fit).set_index("arm").loc[arms].reset_index(),
        differences=fits.differences(fit, [(arm, control) for arm in treated]),
        control=control,
        notes=tuple(notes),
    )


def _combination(design, values, fit, study, found):
    relative = values[values["day"] > 0].assign(y=values["relative"])
    refusal = designs.refusal(design, relative)
    if refusal or fit is None:
        return Combination(design, refusal or slopes.TOO_FEW)
    own = relative[relative["arm"].isin(design.arms)]
    refusal = designs.refusal(design, own, slopes.fits_by_day(own))
    if refusal:
        return Combination(design, refusal)
    try:
        by_day = rates.over_time(own, design)
    except ValueError as refused:
        return Combination(design, str(refused))
    return _read(design, own, by_day, fit, study, found)


def _read(design, own, by_day, fit, study, found):
    bliss = by_day[by_day["reference"] == rates.BLISS].iloc[-1].to_dict()
    day, of_day = _volumes(own, design)
    early = _early(own, design)
    singles = [(design.both, arm) for arm in (design.a, design.b)]
    alone = fits.differences(slopes.fit(own), singles).rename(columns={"second": "arm"})
    left = found.drawn_mice[found.drawn_mice["left_on"].notna()]
    reached = int(left["left_reason"].isin(frames.REACHED).sum())
    weight = _weight_change(study, design.both)
    return Combination(
        design,
        by_day=by_day,
        additivity=rates.additivity(own, design),
        volumes=of_day,
        volumes_day=day,
        early=early,
        words=words.plain_words(bliss, alone.to_dict("records"), design, weight),
        checks=tuple(words.rests_on(fit, bliss, len(left), reached, early)),
    )


def _volumes(own, design):
    """The last day on which each arm has two mice or more, and its comparison."""
    counts = own.groupby(["day", "arm"])["mouse"].nunique().unstack(fill_value=0)
    enough = counts.index[(counts[design.arms] > 1).all(axis=1)]
    if not len(enough):
        return None, None
    return enough[-1], volumes.at_day(own, design, enough[-1])


def _early(own, design):
    """Bliss at the last day, counted from each mouse's first value at day 5 or on."""
    late = own[own["day"] >= EARLY_DAYS].sort_values("day", kind="stable")
    first = late.drop_duplicates("mouse").set_index("mouse")
    start, begun = late["mouse"].map(first["y"]), late["mouse"].map(first["day"])
    moved = late.assign(y=late["y"] - start, day=late["day"] - begun)
    moved = moved[moved["day"] > 0]
    if not set(design.arms) <= set(moved["arm"]):
        return None
    try:
        found = rates.over_time(moved, design)
    except ValueError:
        return None
    return found[found["reference"] == rates.BLISS].iloc[-1].to_dict()


def _weight_change(study, arm):
    """Mean change of the arm's last weights, percent; None without any."""
    weights = frames.weight_curves(study).values
    place = study.arms.get(name=arm).position
    own = weights[(weights["arm"] == place) & weights["change_pct"].notna()]
    last = own.sort_values("day", kind="stable").drop_duplicates("mouse", keep="last")
    return float(last["change_pct"].mean()) if len(last) else None


def spreads(study):
    """Spreads of a finished study as the power page types them; empty without.

    slope_sd (per day) and residual_sd (ln volume) of the model through the
    baseline, days (text) and dropout_pct.
    """
    return frames.kept(_spreads, study, Change.objects.of_study(study).stamp())


def _spreads(study):
    found = frames.tumor_curves(study)
    if not found.is_randomized:
        return {}
    values, _ = model_values(study, found)
    relative = values[values["day"] > 0].assign(y=values["relative"])
    try:
        variances = slopes.fit(relative).variances
    except (ValueError, KeyError):
        return {}
    days = ", ".join(f"{day:g}" for day in sorted(relative["day"].unique()))
    left = found.drawn_mice["left_on"].notna().mean()
    return {
        "slope_sd": float(f"{variances['slope of a mouse'] ** 0.5:.3g}"),
        "residual_sd": float(f"{variances['residual'] ** 0.5:.3g}"),
        "days": days,
        "dropout_pct": round(100 * float(left)),
    }
