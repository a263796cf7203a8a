"""What the curves of a study rest on: one row per mouse and day."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from xenograft.analysis import growth, response, ulceration, units
from xenograft.analysis.arm_means import arm_means
from xenograft.analysis.endpoints.endings import AT_A_LIMIT
from xenograft.analysis.figures.mouse_curves import ENDPOINT, FOUND_DEAD
from xenograft.analysis.volume import positive_volumes
from xenograft.implantation.frames import compared_mice
from xenograft.implantation.models import Tumor
from xenograft.measurement.frames import body_weights, daily_volumes, ulceration_grades
from xenograft.randomization.frames import cages_drawn
from xenograft.randomization.models.draw import IMPORTED
from xenograft.results.frames import states

POOLED = 0
# A point of fewer mice than this share of an arm is drawn open.
MOSTLY_MEASURED = 0.8
NO_ULCERS = pd.DataFrame(columns=["mouse", "date", "grade"])


@dataclass(frozen=True)
class Curves:
    """`values` has one row per mouse and day; `mice` is the frame of all mice.

    Where whole cages were drawn, a row of either is one of a cage: `unit` says so.
    """

    values: pd.DataFrame
    mice: pd.DataFrame

    @property
    def anchor(self):
        """What day 0 is: FIRST_DOSE, RANDOMIZATION or IMPLANTATION."""
        return self.mice.attrs["anchor"]

    @property
    def unit(self):
        """What counts as one: a mouse or a cage."""
        return self.mice.attrs.get("unit", units.MOUSE)

    @cached_property
    def warning(self):
        """What every report says where arms are whole cages of mice as units."""
        is_told = self.unit == units.MOUSE and units.is_one_arm_per_cage(self.mice)
        return units.CONFOUNDED if is_told else ""

    @cached_property
    def means(self):
        """{(column, rule): `means`} of what was asked for of these curves already."""
        return {}

    @cached_property
    def is_randomized(self):
        return bool((self.mice["position"] > 0).any())

    @cached_property
    def drawn_mice(self):
        """The mice that may be drawn: the randomized ones, if any are."""
        return self.mice[self.mice["position"] > 0] if self.is_randomized else self.mice

    def at_places(self, places):
        """The same with each arm where `places` (position -> place) has it.

        For who knows arms by code only: the names of the arms go.
        """
        places = {POOLED: POOLED, **places}
        mice = self.mice.assign(position=self.mice["position"].map(places))
        moved = {
            name: self.values[name].map(places)
            for name in ("arm", "position")
            if name in self.values
        }
        kept = replace(self, values=self.values.assign(**moved))
        return replace(kept, mice=mice.drop(columns="arm"))

    def since(self, dates):
        """The same with the days counted from `dates` (mouse -> date), a Series.

        A mouse without one is left out.
        """
        begun = dates.reindex(self.mice.index)
        shift = (self.mice["day_zero"] - begun) / np.timedelta64(1, "D")
        days = self.values["day"] + self.values["mouse"].map(shift)
        values = self.values.assign(day=days).dropna(subset=["day"])
        mice = self.mice.assign(day_zero=begun)
        mice.attrs["anchor"] = "IMPLANTATION"
        return replace(self, values=values, mice=mice)

    def of_arms(self, arms):
        """The same for the chosen arms (positions) only."""
        return replace(self, values=self.values[self.values["arm"].isin(arms)])


def tumor_curves(study):
    """Tumor burden of each mouse and day, summed over its masses.

    Kept in memory until the history of the study has another change.

    Columns of `values`: mouse (key), arm (position, 0 for all mice before
    randomization), day, volume_mm3 (mm3), relative_volume (V / V0, a gap without a
    baseline), log_volume_mm3 (mm3, raised to the floor of 13.5), is_lower_bound and
    is_set_aside (a volume of the day was, for a grade-3 ulcer).
    In a randomized study from the baseline on; where whole cages were drawn, the means
    of `units.daily_means`. At most eight queries.
    """
    return states.of(_tumor_curves, study)


def _volumes(study, known):
    """The volumes of every day, without those that a grade-3 ulcer falsifies."""
    volumes = daily_volumes(study, known_mice=known)
    # Most studies have none, and are not asked for their grades.
    has_any = volumes.attrs["has_bad_ulcers"]
    grades = ulceration_grades(study) if has_any else NO_ULCERS
    return ulceration.set_aside(volumes, grades)


def _of_units(study, known, values, quantity):
    """Mice and values as they are, or those of the cages that were drawn."""
    if study.experimental_unit != "CAGE" or not (known["position"] > 0).any():
        return known, values
    cage_of = cages_drawn(study)
    cages = units.cages_of(known, cage_of)
    return cages, units.daily_means(values, cages, cage_of, quantity)


def _tumor_curves(study):
    known = states.of(compared_mice, study)
    volumes = _volumes(study, known)
    values = growth.burden(volumes.assign(arm=volumes["position"]))
    known, values = _of_units(study, known, values, "volume_mm3")
    values["relative_volume"] = growth.relative_volume(values, growth.baseline(values))
    values["log_volume_mm3"] = positive_volumes(values["volume_mm3"])
    return _since_baseline(Curves(values, known))


def weight_curves(study):
    """Change of body weight of each mouse and day, in percent of day 0.

    Columns of `values`: mouse, arm (position), day, weight_g (g) and change_pct
    (percent, tumor included). Otherwise as `tumor_curves`.
    """
    return states.of(_weight_curves, study)


def _weight_curves(study):
    known = states.of(compared_mice, study)
    weights = body_weights(study, known_mice=known)
    weights = weights.assign(arm=weights["position"])
    known, weights = _of_units(study, known, weights, "weight_g")
    values = growth.weight_change(weights)
    return _since_baseline(Curves(values, known))


def net_weight_curves(study):
    """As `weight_curves`, with net_change_pct: the last tumor volume is taken off.

    1 mm³ = 1 mg; a gap where a mouse has no volume yet.
    """
    return states.of(_net_weight_curves, study)


def _net_weight_curves(study):
    known = states.of(compared_mice, study)
    volumes = daily_volumes(study, known_mice=known)
    volumes = growth.burden(volumes.assign(arm=volumes["position"]))
    weights = body_weights(study, known_mice=known)
    weights = weights.assign(arm=weights["position"])
    units_of, weights = _of_units(study, known, weights, "weight_g")
    _, volumes = _of_units(study, known, volumes, "volume_mm3")
    values = growth.weight_change(weights, volumes if len(volumes) else None)
    return _since_baseline(Curves(values, units_of))


def means(curves, value, leave_rule):
    """Means of the arms by day, as `arm_means`, for the column `value`.

    is_open: fewer than 80 % of the arm were measured that day. Computed once for the
    same curves.
    """
    asked = value, leave_rule
    if asked not in curves.means:
        curves.means[asked] = _means(curves, value, leave_rule)
    return curves.means[asked].copy()


def _means(curves, value, leave_rule):
    counts = curves.drawn_mice["position"].value_counts().to_dict()
    found = arm_means(
        curves.values,
        randomized_counts=counts,
        leave_rule=leave_rule,
        departures=_departures(curves.drawn_mice),
        value=value,
    )
    measured = found["n"] - found["n_carried"]
    is_open = measured < MOSTLY_MEASURED * found["arm"].map(counts).astype(float)
    found = found.assign(is_open=is_open)
    return found.sort_values(["arm", "day"], ignore_index=True)


def responses(curves):
    """Best response and class of every drawn mouse with a value, by arm.

    Columns: mouse, arm (position), n, best_response_pct, best_day, best_average_pct,
    best_average_day and response (mCR to NE), with the usual settings.
    """
    best = response.best_responses(growth.since_baseline(curves.values))
    found = best.assign(response=response.mrecist(best)).reset_index()
    arms = curves.values.drop_duplicates("mouse").set_index("mouse")["arm"]
    found.insert(1, "arm", found["mouse"].map(arms))
    return found


def implant_dates(study):
    """The date of the first implant of each mouse, a Series by mouse. One query."""
    rows = Tumor.objects.of_study(study).exclude(implanted_on=None)
    found = dict(rows.order_by("-implanted_on").values_list("mouse_id", "implanted_on"))
    dates = np.array(list(found.values()), dtype="datetime64[s]")
    return pd.Series(dates, index=pd.Index(found, dtype=np.int64))


def endings(curves):
    """mouse and kind (ENDPOINT or FOUND_DEAD) of drawn mice that left for a limit."""
    reason = curves.drawn_mice["left_reason"]
    kind = pd.Series(np.nan, index=reason.index, dtype=object)
    kind[reason.isin(AT_A_LIMIT)] = ENDPOINT
    kind[reason == "FOUND_DEAD"] = FOUND_DEAD
    found = kind.dropna().rename("kind").rename_axis("mouse").reset_index()
    return found[found["mouse"].isin(curves.values["mouse"])]


def _since_baseline(curves):
    """Drawn mice from the last day up to day 0 on; before randomization all days."""
    if not curves.is_randomized:
        return curves
    values = curves.values[curves.values["arm"] > 0]
    before = values["day"][values["day"] <= 0].max()
    first = before if before >= -growth.OLDEST_BASELINE_DAYS else 0
    return replace(curves, values=values[values["day"] >= first])


def _departures(drawn_mice):
    """mouse, arm and day of those that left; None where lists do not tell.

    An imported list has no dispositions: there a mouse left after its last value.
    """
    left = drawn_mice[drawn_mice["left_on"].notna()]
    if left.empty and not set(IMPORTED).isdisjoint(drawn_mice.attrs["methods"]):
        return None
    day = (left["left_on"] - left["day_zero"]) / np.timedelta64(1, "D")
    rows = {"mouse": left.index, "arm": left["position"].to_numpy(), "day": day}
    return pd.DataFrame(rows).reset_index(drop=True)
