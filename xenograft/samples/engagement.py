"""Target engagement: which readouts there are, and one of them by arm and time."""

from dataclasses import dataclass

import numpy as np
from django.conf import settings

from xenograft.analysis import error_rates
from xenograft.analysis.engagement import against_vehicle
from xenograft.analysis.figures.readout_points import readout_points
from xenograft.analysis.target import is_too_late
from xenograft.analysis.units import CAGE
from xenograft.randomization.frames import cages_drawn
from xenograft.samples import frames
from xenograft.samples.models import Assay

FOLD = "fold of the vehicle on the same blot"
# Decimals of a mean: one more than a reading has, two for folds near 1.
DECIMALS = {
    Assay.IHC_H_SCORE: 1,
    Assay.IHC_PERCENT: 1,
    Assay.IHC_INTENSITY: 2,
    Assay.WESTERN: 2,
}


@dataclass(frozen=True)
class Kind:
    """Readouts that can be compared: one assay of one target and site, in one unit."""

    assay: str
    target: str
    phosphosite: str
    unit: str

    @property
    def key(self):
        return "|".join([self.assay, self.target, self.phosphosite, self.unit])

    @property
    def name(self):
        site = f" {self.phosphosite}" if self.phosphosite else ""
        return f"{self.target}{site}, {Assay(self.assay).label}"

    @property
    def shown_unit(self):
        return FOLD if self.assay == Assay.WESTERN else self.unit

    def decimals(self, means):
        """How many decimals all `means` and their SD are written with.

        By the assay; of one without a custom, so that the largest has three digits.
        """
        if self.assay in DECIMALS:
            return DECIMALS[self.assay]
        largest = max((abs(mean) for mean in means), default=0)
        return sum(largest < bound for bound in (100, 10))


def kinds(rows):
    """Every kind of a frame of readouts, the commonest first."""
    names = ["assay", "target", "phosphosite", "unit"]
    return [Kind(*found) for found in rows[names].value_counts().index]


def points(rows, kind):
    """The readouts of a kind of the mice in an arm, as the figure takes them.

    Left out are those of specimens that are not evaluable, and of a phosphoprotein
    those frozen or fixed too late: `attrs` has their too_late_count.

    Adds hours (the planned ones, else the true ones to the hour), after_hours, and
    value, which for a Western blot is the fold of the vehicle, and y, what a model is
    given: of a blot log2 of the ratio itself, whose blot is a random effect.
    """
    own = rows[
        (rows["assay"] == kind.assay)
        & (rows["target"] == kind.target)
        & (rows["phosphosite"] == kind.phosphosite)
        & (rows["unit"] == kind.unit)
        & (rows["position"] > 0)
        & (rows["exclusion_reason"] == "")
    ]
    late = is_too_late(own, settings.COLD_ISCHEMIA_MOST_MIN)
    own = own[~late]
    after = own["after_dose_min"] / 60
    is_blot, read = kind.assay == Assay.WESTERN, own["value"].astype(float)
    value, y = (own["fold"], np.log2(read.where(read > 0))) if is_blot else (read, read)
    hours = own["planned_hours"].fillna(after.round())
    found = own.assign(arm=own["position"], hours=hours, after_hours=after, value=value)
    found = found.assign(y=y, batch=own["blot"])
    found.attrs["too_late_count"] = int(late.sum())
    return found


def drawing(study, key=""):
    """(kinds, chosen kind, its points, arms) of a study."""
    rows = _of_units(study, frames.readouts(study))
    found = kinds(rows)
    chosen = next((kind for kind in found if kind.key == key), (found or [None])[0])
    arms = dict(study.arms.order_by("position").values_list("position", "name"))
    return found, chosen, points(rows, chosen) if chosen else rows, arms


def _of_units(study, rows):
    """`mouse` is the cage that was drawn where whole cages were: it counts as one."""
    if study.experimental_unit != CAGE.upper():
        return rows
    cage_of = cages_drawn(study)
    return rows.assign(mouse=[cage_of.get(one, one) for one in rows["mouse"]])


def compared(study, found, kind, arms):
    """(rows, sentence): each arm against the control, or why there is nothing.

    Of a blot the difference of log2 ratios is told as a fold as well.
    """
    control = study.arms.filter(is_control=True).order_by("position").first()
    if control is None:
        return [], "No arm of the design is the control."
    if kind.assay != Assay.WESTERN and found["batch"].isna().all():
        # Nobody told of any batch: then nothing can be said of them.
        found = found.assign(batch=0)
    try:
        rows = against_vehicle(found, control.position)
    except ValueError as refused:
        return [], str(refused)
    names = ["estimate", "low", "high"]
    if kind.assay == Assay.WESTERN:
        rows[names] = 2 ** rows[names]
    return [{**row, "name": arms[row["arm"]]} for row in rows.to_dict("records")], ""


def warning(found):
    """What is to be said of the p and intervals of `compared`, or nothing."""
    known = found.dropna(subset=["y", "hours"])
    batch = known["batch"]
    lanes = known.drop_duplicates(["mouse", "batch"])["mouse"]
    method = (
        error_rates.OF_TWICE if lanes.duplicated().any() else error_rates.OF_READOUTS
    )
    is_one = batch.nunique() + batch.isna().any() < 2
    return error_rates.warning(error_rates.OF_ONE_BATCH if is_one else method)


def figure(found, arms, kind):
    return readout_points(found, arms, y_label=f"{kind.target} ({kind.shown_unit})")
