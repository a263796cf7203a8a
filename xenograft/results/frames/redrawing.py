"""The redraws of a study's draw, made once in the background, and what they tell."""

import threading
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from xenograft.analysis import allocation
from xenograft.randomization.models import Assignment, Randomization
from xenograft.results import frames

# Many walks at once cost little more than one: three parts, each with its progress.
DRAWS, PART = 999, 333
MOST_KEPT = 8
# So long a page waits before it shows the progress instead.
WAIT_SECONDS = 3


@dataclass
class Pool:
    """Redraws in parts, as a thread makes them; nothing in it names a mouse."""

    records: list
    parts: list = field(default_factory=list)
    problem: str = ""

    @property
    def done(self):
        return sum(len(part) for part in self.parts)

    @property
    def is_ready(self):
        return self.done >= DRAWS

    @property
    def rows(self):
        return np.concatenate(self.parts)

    def fill(self):
        make = self._rolling if len(self.records) > 1 else self._once
        try:
            while not self.is_ready:
                self.parts.append(make(min(PART, DRAWS - self.done), self.done))
        except ValueError as problem:
            self.problem = str(problem)

    def _once(self, count, first):
        return allocation.redraws(self.records[0], count, first)

    def _rolling(self, count, first):
        return allocation.rolling_redraws(self.records, count, first)


_pools, _lock = {}, threading.Lock()


def pool_of(records):
    """The pool of these records, growing in the background since it was asked for."""
    key = tuple(allocation.sha256_of(allocation.canonical(one)) for one in records)
    with _lock:
        if key not in _pools:
            while len(_pools) >= MOST_KEPT:
                _pools.pop(next(iter(_pools)))
            _pools[key] = Pool(records)
            thread = threading.Thread(target=_pools[key].fill, daemon=True)
            thread.start()
            thread.join(WAIT_SECONDS)
        return _pools[key]


def standing_draws(study):
    """The draws that stand, by batch; none of an imported allocation."""
    rows = Randomization.objects.of_study(study).standing().order_by("batch")
    return [made for made in rows if "record" in made.result]


def values_of_units(study, draws, day=None):
    """One number for each unit that was drawn, in the order of the redraws.

    ln volume (mm3) on `day`, or without a day the growth rate (per day) over all
    days: the mean over the mice of a unit, a gap without values. The mouse is the one
    that has the place now.
    """
    found = _values(frames.tumor_curves(study).values, day)
    held = Assignment.objects.of_study(study).filter(mouse__isnull=False)
    now = dict(held.values_list("drawn_mouse__number", "mouse"))
    by_unit = {}
    for made in draws:
        for row in made.inputs["mice"]:
            value = found.get(now.get(row["mouse"]), np.nan)
            by_unit.setdefault(row["unit"], []).append(value)
    units = [u for made in draws for u in allocation.units_of_test(_record(made))]
    return np.array([_mean(by_unit[unit]) for unit in units])


def _record(made):
    return made.result["record"]


def _mean(values):
    present = [value for value in values if not np.isnan(value)]
    return float(np.mean(present)) if present else np.nan


def _values(values, day):
    """{mouse: number}."""
    rows = values.dropna(subset=["log_volume_mm3"])
    rows = rows.assign(y=np.log(rows["log_volume_mm3"]))
    if day is not None:
        return dict(rows[rows["day"] == day].groupby("mouse")["y"].last())
    return {mouse: _slope(own) for mouse, own in rows.groupby("mouse")}


def _slope(rows):
    if rows["day"].nunique() < 2:
        return np.nan
    return float(np.polyfit(rows["day"].astype(float), rows["y"], 1)[0])


def days_of(study):
    """The days on which four fifths of the randomized mice have a volume."""
    curves = frames.tumor_curves(study)
    rows = curves.values.dropna(subset=["log_volume_mm3"])
    counts = rows.groupby("day")["mouse"].nunique()
    enough = counts[counts >= 0.8 * len(curves.drawn_mice)]
    return [float(day) for day in enough.index if day > 0]


def tests(draws, pool, values, control):
    """Rows: arm (code), difference of means, p, draws; all arms together first.

    Beside them the same adjusted for what was balanced: adjusted, low, high,
    adjusted_p and df.
    """
    records = [_record(made) for made in draws]
    drawn = np.concatenate([allocation.arms_of_draw(one) for one in records])
    codes = [arm["code"] for arm in records[0]["input"]["arms"]]
    own = codes.index(control)
    found = [{"arm": "", **_tested(values, drawn, pool, allocation.between_arms)}]
    for place, code in enumerate(codes):
        if place != own:
            statistic = allocation.difference_of_means(place, own)
            row = _tested(values, drawn, pool, statistic)
            means = [np.nanmean(values[drawn == one]) for one in (place, own)]
            found.append({"arm": code, **row, "difference": means[0] - means[1]})
    found = pd.DataFrame(found).join(_adjusted(records, values, drawn, own))
    return found.astype(object).where(lambda t: t.notna(), None)


def _adjusted(records, values, drawn, control):
    """By the same rows: the control's place is left out, the others in order."""
    terms = allocation.balanced_terms(records)
    found = allocation.adjusted_tests(values, drawn, terms, control)
    names = {"difference": "adjusted", "p": "adjusted_p"}
    return found.rename(columns=names)[["adjusted", "low", "high", "adjusted_p", "df"]]


def _tested(values, drawn, pool, statistic):
    found = allocation.randomization_test(values, drawn, pool.rows, statistic)
    return {"p": found.p, "draws": found.draws}
