"""What the analysis of a study is given: one table, the same as its input.csv."""

import io
import json
import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from xenograft.analysis import growth
from xenograft.analysis.endpoints.endings import EVENTS
from xenograft.analysis.mixed.values import GROUPS
from xenograft.analysis.units import MOUSE
from xenograft.analysis.volume import positive_volumes

# Of a mouse, then of a day. `agents` is JSON: agent -> mg/kg (null where not given),
# `plans` as well: agent -> its route and schedule in words. `block` is of the draw.
OF_MOUSE = [
    *("mouse", "name", "cage", "block", "arm", "place", "agents", "plans"),
    *("left_day", "ending", *EVENTS),
]
OF_DAY = [
    *("day", "date", "volume_mm3", "is_measured", "is_lower_bound", "is_set_aside"),
    "weight_g",
]
COLUMNS = [*OF_MOUSE, *OF_DAY]
TEXTS = ("name", "cage", "block", "arm", "agents", "plans", "ending", "date")
OF_VALUE = ("is_measured", "is_lower_bound")
TRUTHS = (*EVENTS, *OF_VALUE, "is_set_aside")
NUMBERS = ("mouse", "place", "left_day", "day", "volume_mm3", "weight_g")
NO_CONTROL = "No arm is untreated or gets vehicle only: differences are from {arm}."


def to_csv(rows, safe=str):
    """The table as text: numbers in full, CRLF line ends, empty for a gap.

    `safe` is what happens to text of people before it is written.
    """
    texts = {name: rows[name].map(safe) for name in TEXTS}
    return rows.assign(**texts)[COLUMNS].to_csv(index=False, lineterminator="\r\n")


def from_csv(text, plain=str):
    """The table of `to_csv` again, to the last digit; `plain` undoes `safe`."""
    found = pd.read_csv(io.StringIO(text), dtype=object, keep_default_na=False)
    truths = {name: found[name] == "True" for name in TRUTHS}
    texts = {name: found[name].map(plain) for name in TEXTS}
    # By Python's own reading of numbers, which gives back every digit.
    numbers = {name: found[name].map(_number).astype(float) for name in NUMBERS}
    found = found.assign(**truths, **texts, **numbers)
    return found.astype({"mouse": int, "place": int})


def _number(text):
    return float(text) if text else math.nan


@dataclass(frozen=True)
class Given:
    """`rows` has the columns of `COLUMNS`: mice of arms from their baseline on.

    A mouse without any value has one row without a day. Days are since day 0. Where
    whole cages were drawn, `unit` is cage and each mouse of the rows is a cage.
    """

    rows: pd.DataFrame
    unit: str = MOUSE

    @cached_property
    def mice(self):
        """One row per mouse, by its number, with the columns of a mouse."""
        own = self.rows[OF_MOUSE].drop_duplicates("mouse")
        return own.set_index("mouse").sort_index()

    @cached_property
    def places(self):
        """arm -> its place in the study, from 1; of arms that have mice, in order."""
        places = self.mice.drop_duplicates("arm").set_index("arm")["place"]
        return places.sort_values().to_dict()

    @property
    def arms(self):
        return list(self.places)

    @cached_property
    def doses(self):
        """arm -> (agent -> mg/kg), without vehicles; a control has none."""
        return self._by_arm("agents")

    @cached_property
    def plans(self):
        """arm -> (agent -> route and schedule in words), without vehicles."""
        return self._by_arm("plans")

    def _by_arm(self, column):
        own = self.mice.drop_duplicates("arm").set_index("arm")[column]
        return {arm: json.loads(own[arm]) for arm in self.arms}

    @cached_property
    def counts(self):
        """arm -> mice randomized to it."""
        return self.mice["arm"].value_counts().reindex(self.arms).to_dict()

    @cached_property
    def untreated(self):
        return [arm for arm in self.arms if not self.doses[arm]]

    @property
    def control(self):
        """The arm the others are compared with."""
        return (self.untreated or self.arms or [""])[0]

    @property
    def treated(self):
        return [arm for arm in self.arms if arm != self.control]

    @property
    def control_note(self):
        """What is to be said where no arm is a control."""
        if self.untreated or not self.arms:
            return ""
        return NO_CONTROL.format(arm=self.control)

    @cached_property
    def volumes(self):
        """mouse, arm, cage, block, day, volume_mm3 (and raised to the floor), state."""
        names = ["mouse", "arm", *GROUPS, "day", "volume_mm3", *OF_VALUE]
        own = self.rows[names]
        # A mouse without a cage or a block stands for itself.
        own = own.assign(**{name: own[name].where(own[name] != "") for name in GROUPS})
        own = own[own["day"].notna()].dropna(subset=["volume_mm3"])
        own = own.assign(log_volume_mm3=positive_volumes(own["volume_mm3"]))
        return own.reset_index(drop=True)

    @property
    def set_aside(self):
        """The days of mice of which a volume is not used, for a grade-3 ulcer."""
        return self.rows[self.rows["is_set_aside"]]

    @cached_property
    def since_baseline(self):
        """The volumes from each mouse's baseline on, with baseline_mm3."""
        return growth.since_baseline(self.volumes)

    @cached_property
    def rates(self):
        """Growth rate of each mouse over all of its values, `growth.growth_rate`."""
        shortest = growth.SHORTEST_DAYS_OF_A_RATE
        return growth.growth_rate(self.since_baseline, shortest_days=shortest)

    @cached_property
    def weights(self):
        """mouse, arm, day, weight_g and change_pct since day 0 (tumor included)."""
        own = self.rows[["mouse", "arm", "day", "weight_g"]]
        return growth.weight_change(own.dropna().reset_index(drop=True))

    @cached_property
    def endings(self):
        """By mouse: arm, day (of leaving), ending and its three columns of events."""
        known = self.mice[["arm", "left_day", "ending", *EVENTS]]
        return known.rename(columns={"left_day": "day"})

    @property
    def last_days(self):
        """By mouse the last day with a volume or a weight."""
        seen = self.rows[["volume_mm3", "weight_g"]].notna().any(axis=1)
        return self.rows[seen].groupby("mouse")["day"].max()
