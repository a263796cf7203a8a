"""The newest value of each sign of each mouse, as the limits want it."""

import numpy as np
import pandas as pd

from xenograft.analysis import growth
from xenograft.analysis.volume import NOT_DONE, volumes_for_analysis

MG_PER_MM3 = 1
MORIBUND_GRADE = 3.0


def newest_values(mice, last, readings, weights, signs, at):
    """The newest value of each kind and basis of each mouse.

    Frames and `at` as for `evaluate`, values after `at` left out already; `last` is
    `newest_readings(readings)`. Returns one
    row per mouse, kind and basis: study, mouse, kind, basis, value (missing where
    there is none), date and note, and for a weight loss gross_pct and net_pct.
    """
    parts = {
        **_sizes(last),
        **_burdens(last, weights),
        **_losses(mice, readings, weights),
        ("BODY_CONDITION", "SCORE"): _last_grade(signs, ["BODY_CONDITION"]),
        ("ULCERATION", "GRADE"): _last_grade(signs, ["ULCERATION", "NORMAL"]),
        **_clinical(signs),
        ("DURATION", "DAYS"): _days_treated(mice, at),
    }
    columns = ["value", "date", "note", "gross_pct", "net_pct"]
    rows = [
        mice[["study"]]
        .join(part.reindex(columns=columns))
        .assign(kind=kind, basis=basis)
        .astype({"note": object, "gross_pct": float, "net_pct": float})
        for (kind, basis), part in parts.items()
    ]
    return pd.concat(rows).rename_axis("mouse").reset_index()


def newest_readings(readings):
    """The last reading of each mass that was done, with the volume that counts.

    A mass that cannot be measured any more keeps its last volume and diameters, with
    is_lower_bound; a mass below 3 mm counts as the floor of 13.5 mm3. One row per
    mass, its date that of the last reading.
    """
    done = volumes_for_analysis(readings[readings["state"] != NOT_DONE])
    sizes = ["volume_mm3", "length_mm", "width_mm"]
    last = done.drop_duplicates("tumor", keep="last")
    has_no_volume = last["volume_mm3"].isna()
    known = done.dropna(subset="volume_mm3").drop_duplicates("tumor", keep="last")
    before = known.set_index("tumor")[sizes].reindex(last["tumor"]).set_axis(last.index)
    last = last.assign(is_lower_bound=has_no_volume)
    last.loc[has_no_volume, sizes] = before[has_no_volume]
    return last


def _sizes(last):
    diameters = last[["length_mm", "width_mm"]]
    values = {
        ("VOLUME", "SUM"): (last["volume_mm3"], "sum"),
        ("VOLUME", "LARGEST"): (last["volume_mm3"], "max"),
        ("DIAMETER", "LONGEST"): (diameters.max(axis=1), "max"),
        ("DIAMETER", "MEAN"): (diameters.mean(axis=1, skipna=False), "max"),
    }
    return {key: _of_mice(last, *value) for key, value in values.items()}


def _of_mice(last, value, how):
    """One value of the masses of each mouse; at least that with a mass unread."""
    known = last.assign(value=value).dropna(subset="value").groupby("mouse")
    found = known.agg(value=("value", how), date=("date", "max"))
    bounded = last.groupby("mouse")["is_lower_bound"].any().reindex(found.index)
    return found.assign(note=np.where(bounded, "at least", ""))


def _burdens(last, weights):
    volume = _sizes(last)["VOLUME", "SUM"]
    newest = weights.drop_duplicates("mouse", keep="last").set_index("mouse")
    weight_g = newest["weight_g"].reindex(volume.index)
    mass_g = volume["value"] * MG_PER_MM3 / 1000
    return {
        ("BURDEN", "GROSS"): volume.assign(value=100 * mass_g / weight_g),
        ("BURDEN", "NET"): volume.assign(value=100 * mass_g / (weight_g - mass_g)),
    }


def _losses(mice, readings, weights):
    dated = weights.assign(arm="", day=days_since_zero(mice, weights))
    dated = dated.dropna(subset="day")
    masses = daily_burden(readings)
    masses = masses.assign(day=days_since_zero(mice, masses)).dropna(subset="day")
    change = growth.weight_change(dated, masses)
    most_g = _most_since_baseline(change)
    return {
        ("WEIGHT_LOSS", "BASELINE"): _worse_loss(change, change["baseline_g"]),
        ("WEIGHT_LOSS", "MAXIMUM"): _worse_loss(change, most_g),
    }


def _most_since_baseline(change):
    started = change[change["day"] >= -growth.OLDEST_BASELINE_DAYS]
    most_g = started.groupby("mouse")["weight_g"].max()
    return change["mouse"].map(most_g).where(change["baseline_g"].notna())


def _worse_loss(change, reference_g):
    """Loss with and without the tumor of the newest weight, and the worse of them."""
    lost_net_g = change["baseline_g"] * (1 + change["net_change_pct"] / 100)
    losses = pd.DataFrame(
        {
            "mouse": change["mouse"],
            "date": change["date"],
            "gross_pct": 100 * (reference_g - change["weight_g"]) / reference_g,
            "net_pct": 100 * (reference_g - lost_net_g) / reference_g,
        }
    )
    newest = losses.drop_duplicates("mouse", keep="last").set_index("mouse")
    worse = newest[["gross_pct", "net_pct"]].max(axis=1)
    is_net = newest["net_pct"] > newest["gross_pct"]
    return newest.assign(value=worse, note=np.where(is_net, "without the tumor", ""))


def daily_burden(readings):
    """Volume of each mouse on each date, masses summed: mouse, date, volume_mm3.

    The last reading of a mass on a date counts. is_lower_bound where a mass of the
    mouse has no volume on that date.
    """
    done = volumes_for_analysis(readings[readings["state"] != NOT_DONE])
    of_day = done.drop_duplicates(["tumor", "date"], keep="last")
    days = of_day.groupby(["mouse", "date"])["volume_mm3"]
    total = pd.DataFrame({"volume_mm3": days.sum(min_count=1), "known": days.count()})
    total = total.reset_index()
    masses = readings.groupby("mouse")["tumor"].nunique()
    is_part = total["known"] < total["mouse"].map(masses)
    return total.drop(columns="known").assign(is_lower_bound=is_part)


def days_since_zero(mice, rows):
    """The day of each row of `rows`, by the day zero of its own mouse."""
    zero = pd.to_datetime(mice["day_zero"]).reindex(rows["mouse"]).array
    return (pd.to_datetime(rows["date"]) - zero).dt.days


def _last_grade(signs, names):
    told = signs[signs["sign"].isin(names)]
    newest = told.drop_duplicates("mouse", keep="last").set_index("mouse")
    return newest.rename(columns={"grade": "value"})[["value", "date"]]


def _clinical(signs):
    """Worst and summed grade of the newest day on which signs were looked at."""
    graded = signs[~signs["sign"].isin(["BODY_CONDITION", "ULCERATION"])].copy()
    is_dying = (graded["sign"] == "MORIBUND") & (graded["grade"] > 0)
    # Moribund is the limit itself, whatever grade or sum was agreed on.
    graded["grade"] = graded["grade"].mask(is_dying, MORIBUND_GRADE)
    newest = graded[graded["date"] == graded.groupby("mouse")["date"].transform("max")]
    dying = set(graded.loc[is_dying].index) & set(newest.index)
    last = newest.drop_duplicates(["mouse", "sign"], keep="last").groupby("mouse")
    worst = newest.groupby("mouse").agg(value=("grade", "max"), date=("date", "max"))
    total = last.agg(value=("grade", "sum"), date=("date", "max"))
    moribund = newest.loc[sorted(dying), "mouse"].unique()
    total["value"] = total["value"].mask(total.index.isin(moribund), np.inf)
    return {("SIGNS", "WORST"): worst, ("SIGNS", "SUM"): total}


def _days_treated(mice, at):
    day = pd.Timestamp(at).tz_localize(None).normalize()
    days = (day - pd.to_datetime(mice["day_zero"])).dt.days
    return pd.DataFrame({"value": days.astype(float), "date": day})


def hours_in_grade(rows, signs, at):
    """How long each ulceration has had the grade of its limit, and when it is enough.

    `rows` have mouse, kind, action_level and duration_hours. The time runs from the
    first of the unbroken observations at or above the level; a lower grade or a
    "normal" ends it. Returns hours and reaches_at (UTC), with the index of `rows`;
    missing where it does not matter.
    """
    of_time = (rows["kind"] == "ULCERATION") & (rows["duration_hours"] > 0)
    told = signs[signs["sign"].isin(["ULCERATION", "NORMAL"])]
    since = {}
    for level, own in rows[of_time].groupby("action_level"):
        began = _since(told, float(level)).reindex(own["mouse"])
        since |= dict(zip(own.index, began, strict=True))
    since = pd.to_datetime(pd.Series(since, dtype=object), utc=True).reindex(rows.index)
    hours = (pd.Timestamp(at).tz_convert("UTC") - since) / pd.Timedelta(hours=1)
    needed = pd.to_timedelta(rows["duration_hours"].astype(float), unit="h")
    return pd.DataFrame({"hours": hours, "reaches_at": since + needed})


def _since(told, level):
    """When the last unbroken run of grades at or above `level` began, by mouse."""
    is_in = told["grade"] >= level
    run = (~is_in).groupby(told["mouse"]).cumsum()
    last_run = run.groupby(told["mouse"]).transform("last")
    current = told[is_in & (run == last_run)]
    observed_at = pd.to_datetime(current["observed_at"], utc=True)
    return observed_at.groupby(current["mouse"]).min()
