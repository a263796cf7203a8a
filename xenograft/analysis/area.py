"""Areas under the volume curve of each mouse, over its own days and a common window."""

import numpy as np
import pandas as pd

# A volume is not guessed across more days than this where a caller asks so.
LONGEST_GAP_DAYS = 7
WINDOW = ["window_auc", "window_auc_relative", "window_auc_increment"]


def areas(volumes, last_day, first_day=0, longest_gap_days=None):
    """Areas under the curve of each mouse, by the trapezoid rule.

    `volumes` has mouse, day, volume_mm3 (mm³) and baseline_mm3, as from
    `growth.since_baseline`. Returns, by mouse: n; auc (mm³·day, the mouse's own
    days), auc_per_day (mm³), auc_relative (days, of V / V0) and mean_change_pct, the
    average change from V0 over those days (percent); the same areas from
    `first_day` to `last_day` as window_auc, window_auc_relative and
    window_auc_increment (V0 taken off each day); of ln(V + 1) over the mouse's own days
    egr_per_day, the rate whose straight line has the same area, and itgr_per_day, that
    of the line from its first to its last value (maeve's eGR and ITGR).
    Volumes at the window's ends are interpolated linearly, never beyond the mouse's
    own days: there the window is a gap, as it is where two values inside are more than
    `longest_gap_days` apart (None: any distance). One value gives gaps; missing volumes
    are left out.
    """
    known = volumes.dropna(subset=["volume_mm3"]).sort_values(["mouse", "day"])
    rows = {}
    for mouse, own in known.groupby("mouse", sort=True):
        day, volume = own["day"].to_numpy(float), own["volume_mm3"].to_numpy(float)
        start = float(own["baseline_mm3"].iloc[0])
        rows[mouse] = _own(day, volume, start) | _within(
            day, volume, start, (first_day, last_day), longest_gap_days
        )
    columns = ["n", "auc", "auc_per_day", "auc_relative", "mean_change_pct"]
    columns += ["egr_per_day", "itgr_per_day", *WINDOW]
    found = pd.DataFrame.from_dict(rows, "index", columns=columns)
    return found.rename_axis("mouse")


def _own(day, volume, start):
    span = day[-1] - day[0]
    if not span:
        return {"n": len(day)}
    auc = np.trapezoid(volume, day)
    logs = np.log(volume + 1)
    rise = np.trapezoid(logs, day) - logs[0] * span
    return {
        "n": len(day),
        "auc": auc,
        "auc_per_day": auc / span,
        "auc_relative": auc / start,
        "mean_change_pct": 100 * (auc - start * span) / (start * span),
        "egr_per_day": 2 * rise / span**2,
        "itgr_per_day": (logs[-1] - logs[0]) / span,
    }


def _within(day, volume, start, window, longest_gap_days):
    first, last = window
    if day[0] > first or day[-1] < last or first >= last:
        return {}
    used = day[np.searchsorted(day, first, "right") - 1 :]
    used = used[: np.searchsorted(used, last) + 1]
    if longest_gap_days is not None and np.diff(used).max() > longest_gap_days:
        return {}
    inside = day[(day > first) & (day < last)]
    days = np.concatenate([[first], inside, [last]])
    auc = np.trapezoid(np.interp(days, day, volume), days)
    values = (auc, auc / start, auc - start * (last - first))
    return dict(zip(WINDOW, values, strict=True))


def last_common_day(volumes, randomized_counts, fraction=0.8):
    """The last day on which this fraction of every arm was measured, or None.

    `volumes` has mouse, arm, day, volume_mm3; `randomized_counts` is arm -> mice.
    Days up to 0 do not count. The usual day for comparing arms.
    """
    known = volumes.dropna(subset=["volume_mm3"])
    seen = known[known["day"] > 0].groupby(["day", "arm"])["mouse"].nunique()
    counts = seen.unstack(fill_value=0).reindex(columns=list(randomized_counts))
    enough = counts.fillna(0) >= fraction * pd.Series(randomized_counts)
    days = enough.index[enough.all(axis=1)]
    return None if days.empty else days.max()
