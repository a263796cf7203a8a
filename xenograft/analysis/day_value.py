"""What counts of several readings of a tumor on a day (DOMAIN 1.2)."""

from typing import NamedTuple

import pandas as pd

from xenograft.analysis.volume import lww_half

# The last confirmed reading, or the mean of L and of W of all confirmed ones.
LAST, MEAN = "LAST", "MEAN"
OF_DAY = ["tumor", "day"]


class Reading(NamedTuple):
    """One reading: diameters in mm or None, volume in mm³ or None.

    is_confirmed: no question about it is open, and nobody read it again for one.
    """

    state: str
    length_mm: object
    width_mm: object
    volume_mm3: object
    is_confirmed: bool


def day_value(readings, rule=LAST):
    """The `Reading` that counts of those of one tumor and day, in order of time.

    As `day_values`; exact where the diameters are Decimals.
    """
    counted = [one for one in readings if one.is_confirmed] or readings
    last = counted[-1]
    if rule == LAST or last.length_mm is None:
        return last
    read = [one for one in counted if one.length_mm is not None]
    longer, shorter = (
        sum(how(one.length_mm, one.width_mm) for one in read) / len(read)
        for how in (max, min)
    )
    return last._replace(
        length_mm=longer, width_mm=shorter, volume_mm3=longer * shorter * shorter / 2
    )


def day_values(readings, rule=LAST):
    """One row per tumor and day: the reading that counts of several.

    `readings` has tumor, day, is_confirmed (no question about it is open, and it was
    not read again for one), length_mm and width_mm (mm, gaps where there are none) and
    volume_mm3 (mm³), in order of time; other columns are kept. With `LAST` the last
    confirmed reading counts, of a day without one its last. With `MEAN` its diameters
    are the means of the longer and of the shorter ones of all confirmed readings of the
    day, and volume_mm3 is L·W²/2 of the means; a last reading without diameters
    stays as it is. Sorted by tumor and day.
    """
    is_any = readings.groupby(OF_DAY)["is_confirmed"].transform("any")
    counted = readings[readings["is_confirmed"] | ~is_any]
    last = counted.drop_duplicates(OF_DAY, keep="last")
    last = last.sort_values(OF_DAY, ignore_index=True)
    return _with_means(last, counted) if rule == MEAN else last


def _with_means(last, counted):
    sides = counted[["length_mm", "width_mm"]].dropna()
    sides = pd.DataFrame(
        {"length_mm": sides.max(axis=1), "width_mm": sides.min(axis=1)}
    )
    means = sides.groupby([counted[name] for name in OF_DAY]).mean()
    means = means.reindex(pd.MultiIndex.from_frame(last[OF_DAY])).reset_index(drop=True)
    is_read = last["length_mm"].notna()
    made = means.assign(volume_mm3=lww_half(means["length_mm"], means["width_mm"]))
    return last.assign(**{name: made[name].where(is_read, last[name]) for name in made})
