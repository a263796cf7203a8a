"""The table that the analysis of a study is given, as its input.csv."""

import json

import numpy as np
import pandas as pd

from xenograft.analysis.blocks import times
from xenograft.analysis.blocks.given import COLUMNS, EVENTS, Given
from xenograft.analysis.survival import times as survival_times
from xenograft.analysis.units import MARKS
from xenograft.dosing.models import Regimen
from xenograft.endpoint.models import Disposition
from xenograft.randomization.models import Assignment
from xenograft.results import frames
from xenograft.results.frames import states
from xenograft.study.models import EndingRule


def analysis_input(study):
    """One row per randomized mouse and day, with the columns of `blocks.given`.

    Where whole cages were drawn, one row per cage and day: see `analysis.units`.
    Closed sessions only, from the baseline on; empty before the draw. A mouse is
    named by its number. Kept in memory until the history of the study has another
    change. At most 20 queries.
    """
    return states.of(_analysis_input, study)


def given(study):
    """What the analysis of a study rests on, a `Given`: of mice, or of cages."""
    return Given(analysis_input(study), frames.tumor_curves(study).unit)


def _analysis_input(study):
    found = frames.tumor_curves(study)
    if not found.is_randomized:
        return pd.DataFrame(columns=COLUMNS)
    mice = _of_mice(study, found.drawn_mice)
    rows = mice.merge(_of_days(study, found), on="key", how="left")
    day_zero = found.drawn_mice["day_zero"].reindex(rows["key"]).to_numpy()
    rows["date"] = _dates(day_zero, rows["day"].to_numpy(float))
    for name in MARKS:
        rows[name] = rows[name].eq(True)
    return rows.sort_values(["mouse", "day"], kind="stable", ignore_index=True)[COLUMNS]


def _of_days(study, found):
    """key (of the mouse), day, volume and weight of each day with either."""
    volumes = found.values.rename(columns={"mouse": "key"})
    volumes = volumes[["key", "day", "volume_mm3", *MARKS]]
    weights = frames.weight_curves(study).values.rename(columns={"mouse": "key"})
    both = volumes.merge(weights[["key", "day", "weight_g"]], "outer", ["key", "day"])
    return both.astype({"day": float})


def _of_mice(study, drawn):
    arms = {place: about for place, *about in _arms(study)}
    blocks = _blocks(study)
    left = (drawn["left_on"] - drawn["day_zero"]) / np.timedelta64(1, "D")
    mice = pd.DataFrame(
        {
            "key": drawn.index,
            "mouse": drawn["number"].to_numpy(),
            "name": drawn["name"].to_numpy(),
            "cage": drawn["cage"].fillna("").to_numpy(),
            "block": [blocks.get(key, "") for key in drawn.index],
            "arm": [arms[place][0] for place in drawn["position"]],
            "place": drawn["position"].to_numpy(),
            "agents": [arms[place][1] for place in drawn["position"]],
            "plans": [arms[place][2] for place in drawn["position"]],
            "left_day": left.to_numpy(float),
        }
    )
    return _with_endings(study, mice)


def _blocks(study):
    """mouse -> its block in the draw, as "2"; in the second of several, as "2.2"."""
    rows = Assignment.objects.filter(randomization__study=study, mouse__isnull=False)
    rows = rows.exclude(block=None).order_by("randomization_id")
    rows = list(rows.values_list("randomization_id", "mouse_id", "block"))
    draws = list(dict.fromkeys(draw for draw, _, _ in rows))
    if len(draws) < 2:
        return {mouse: str(block) for _, mouse, block in rows}
    return {mouse: f"{draws.index(draw) + 1}.{block}" for draw, mouse, block in rows}


def _arms(study):
    """(place, name, JSON of agent -> mg/kg, JSON of agent -> plan in words) of arms.

    Vehicles are left out.
    """
    doses, plans = {}, {}
    rows = Regimen.objects.filter(arm__study=study, agent__is_vehicle=False)
    for row in rows.select_related("arm", "agent").order_by("pk"):
        place, agent, dose = row.arm.position, row.agent.name, row.dose_mg_per_kg
        doses.setdefault(place, {})[agent] = None if dose is None else float(dose)
        plans.setdefault(place, {})[agent] = row.plan_in_words
    for place, name in study.arms.values_list("position", "name"):
        texts = (json.dumps(of.get(place, {}), sort_keys=True) for of in (doses, plans))
        yield place, name, *texts


def _with_endings(study, mice):
    """How each mouse left, and whether the protocol counts that as an event."""
    standing = Disposition.objects.of_study(study).standing()
    endings = {
        one.mouse_id: one.ending for one in standing.only("mouse", "reason", "cause")
    }
    rules = EndingRule.objects.of_study(study).values_list("ending", *EVENTS)
    events = {ending: counted for ending, *counted in rules}
    ending = [endings.get(key, "") for key in mice["key"]]
    counted = [events.get(one, (False,) * len(EVENTS)) for one in ending]
    columns = dict(zip(EVENTS, zip(*counted, strict=True), strict=True))
    return mice.assign(
        ending=ending, **{name: list(own) for name, own in columns.items()}
    )


def _dates(day_zero, day):
    """ISO dates, empty where there is no day."""
    known = ~np.isnan(day) & ~np.isnat(day_zero)
    days = np.where(known, day, 0).astype("timedelta64[D]")
    dates = (day_zero.astype("datetime64[D]") + days).astype(str)
    return np.where(known, dates, "")


def event_times(study, event):
    """When each mouse had an event, or was last seen without it.

    `event` is 4x or 2x (V0, days interpolated) or death. Columns: mouse (key), arm
    (position), day, is_event and, for a volume, cause. Empty before the draw.
    """
    rows = analysis_input(study)
    if rows.empty:
        return pd.DataFrame(columns=["mouse", "arm", "day", "is_event"])
    own = given(study)
    if event == "death":
        found = times.death_times(own)
    else:
        rule = survival_times.INTERPOLATED
        found = times.volume_times(own, float(event.removesuffix("x")), rule)
    known = frames.tumor_curves(study).drawn_mice
    keys = pd.Series(known.index, known["number"])
    arms = found["arm"].astype(object).map(own.places)
    return found.assign(mouse=found["mouse"].map(keys), arm=arms.astype(int))
