"""The states of a mouse on a day, once more: plain Python, one mouse and day at a time.

Written from the rules in docs/methods.md and not from the program, without pandas, so
that the two can be compared. Everything is a list of tuples; days are integers.
"""

import math
from dataclasses import dataclass, field
from statistics import fmean

LIMITS = {
    ("VOLUME", "STUDY"): (1200, 1500),
    ("VOLUME", "HUMANE"): (1600, 2000),
    ("DIAMETER", "HUMANE"): (15, 20),
    ("BURDEN", "HUMANE"): (8, 10),
    ("WEIGHT_LOSS", "HUMANE"): (10, 20),
    ("ULCERATION", "HUMANE"): (1, 3),
}
INTERVAL = 3


@dataclass
class Told:
    """What is known of one mouse, each list in the order of writing down.

    `readings`: (day, mass, length, width), a diameter of 0 being not palpable;
    `weights`: (day, grams); `ulcers`: (day, grade); `left`: the day it left, or None.
    """

    study: str
    readings: list = field(default_factory=list)
    weights: list = field(default_factory=list)
    ulcers: list = field(default_factory=list)
    left: int | None = None

    def until(self, today):
        known = [
            [row for row in rows if row[0] <= today]
            for rows in (self.readings, self.weights, self.ulcers)
        ]
        return Told(self.study, *known, self.left)

    def is_there(self, today):
        return self.left is None or today <= self.left

    @property
    def was_felt(self):
        return any(length > 0 for _, _, length, _ in self.readings)


def cohort_states(mice, day_zero, today):
    """{(mouse, kind, purpose): state} of the mice there on the day `today`."""
    there = {key: told.until(today) for key, told in mice if told.is_there(today)}
    felt = {told.study for told in there.values() if told.was_felt}
    return {
        (key, *rule): state
        for key, told in there.items()
        for rule, state in states_of(told, day_zero, today, told.study in felt).items()
    }


def states_of(told, day_zero, today, is_cohort_felt):
    """{(kind, purpose): state} of one mouse at the end of the day `today`."""
    readings, weights = told.readings, told.weights
    values = values_of(readings, weights, day_zero, today)
    values["ULCERATION"] = told.ulcers[-1][1] if told.ulcers else None
    levels = {rule: level_of(values.get(rule[0]), LIMITS[rule]) for rule in LIMITS}
    is_near = any(level in ("REACHED", "APPROACHING") for level in levels.values())
    step = step_of(readings, is_near, is_cohort_felt)
    measured_due = oldest_of_the_newest(readings) + step
    weighed_due = due_to_weigh(weights, day_zero, is_near)
    seen_due = last_seen(told) + step
    found = {}
    for (kind, purpose), level in levels.items():
        if not has_begun(kind, readings, weights, day_zero, today):
            continue
        late = {
            "VOLUME": today > measured_due,
            "DIAMETER": today > measured_due,
            "BURDEN": today > measured_due or today > weighed_due,
            "WEIGHT_LOSS": today > weighed_due or values.get(kind) is None,
            "ULCERATION": today > seen_due,
        }[kind]
        if kind == "WEIGHT_LOSS" and not weights and today <= weighed_due:
            late = False
        state = "CLEAR" if level is None else level
        found[kind, purpose] = "UNKNOWN" if late and state != "REACHED" else state
    return found


def has_begun(kind, readings, weights, day_zero, today):
    if kind == "WEIGHT_LOSS":
        return today >= day_zero
    if kind == "BURDEN":
        return bool(readings) and (today >= day_zero or bool(weights))
    return bool(readings) or kind == "ULCERATION"


def level_of(value, limits):
    warning, action = limits
    if value is None:
        return None
    if value >= action:
        return "REACHED"
    return "APPROACHING" if value >= warning else "CLEAR"


def volume(length, width):
    longer, shorter = max(length, width), min(length, width)
    return longer * shorter * shorter / 2


def newest(readings):
    """{mass: (day, length, width)} of the last reading of each."""
    last = {}
    for day, mass, length, width in readings:
        if mass not in last or day >= last[mass][0]:
            last[mass] = (day, length, width)
    return last


def values_of(readings, weights, day_zero, today):
    last = newest(readings)
    values = {}
    if last:
        values["VOLUME"] = sum(volume(a, b) for _, a, b in last.values())
        longest = [max(a, b) for _, a, b in last.values() if a > 0]
        values["DIAMETER"] = max(longest) if longest else None
    if last and weights:
        values["BURDEN"] = values["VOLUME"] / 10 / by_day(weights)[-1][1]
    values["WEIGHT_LOSS"] = weight_loss(readings, weights, day_zero)
    return values


def by_day(rows):
    """The last row of each day, in the order of days."""
    last = {}
    for row in rows:
        last[row[0]] = row
    return [last[day] for day in sorted(last)]


def weight_loss(readings, weights, day_zero):
    daily = by_day(weights)
    start = [g for day, g in daily if day_zero - 3 <= day <= day_zero]
    if not daily or not start:
        return None
    day, grams = daily[-1]
    gross = 100 * (start[-1] - grams) / start[-1]
    masses = [total for on, total, _ in totals(readings) if on <= day]
    if not masses:
        return gross
    net = 100 * (start[-1] - (grams - masses[-1] / 1000)) / start[-1]
    return max(gross, net)


def totals(readings):
    """(day, sum of the volumes read that day, were all masses read) in order."""
    all_masses = {mass for _, mass, _, _ in readings}
    found = []
    for day in sorted({row[0] for row in readings}):
        last = newest([row for row in readings if row[0] == day])
        total = sum(volume(a, b) for _, a, b in last.values())
        found.append((day, total, set(last) == all_masses))
    return found


def step_of(readings, is_near, is_cohort_felt):
    """Days until the next look, and a day before the limit at the latest.

    DOMAIN 4.6: a week while nothing is felt, 3 days once the first tumor of the
    cohort is felt.
    """
    last = newest(readings)
    is_felt = any(length > 0 for _, length, _ in last.values())
    step = INTERVAL if is_felt or not readings or is_cohort_felt else 7
    step = 1 if is_near else step
    ahead = days_to_limit(readings)
    return step if ahead is None else min(step, max(1, math.floor(ahead) - 1))


def oldest_of_the_newest(readings):
    """The mass that was left out longest counts; without one nothing is due."""
    last = newest(readings)
    return min(day for day, _, _ in last.values()) if last else math.inf


def last_seen(told):
    looks = [row[0] for row in told.readings + told.weights + told.ulcers]
    return max(looks, default=math.inf)


def days_to_limit(readings):
    points = [(day, total) for day, total, whole in totals(readings) if whole and total]
    points = points[-3:]
    if not points:
        return None
    limit = min(action for (kind, _), (_, action) in LIMITS.items() if kind == "VOLUME")
    if points[-1][1] >= limit:
        return 0
    if len(points) < 2:
        return None
    days = [day for day, _ in points]
    logs = [math.log(total) for _, total in points]
    center, level = fmean(days), fmean(logs)
    spread = sum((day - center) ** 2 for day in days)
    rise = sum((d - center) * (ln - level) for d, ln in zip(days, logs, strict=True))
    rate = rise / spread
    return math.log(limit / points[-1][1]) / rate if rate > 0 else None


def due_to_weigh(weights, day_zero, is_near):
    if not weights:
        return day_zero
    return max(day for day, _ in weights) + (1 if is_near else INTERVAL)
