"""Volumes that an ulcer makes unreliable."""

import pandas as pd

# Crust and cavity are measured with the tumor. DOMAIN 4.3.
UNRELIABLE_GRADE = 3
SET_ASIDE = "ulceration grade 3"


def is_unreliable(volumes, grades):
    """Whether the volume of each row was read while its mouse had a grade-3 ulcer.

    `volumes` has mouse and date in any order; `grades` has mouse, date and grade in
    order of time, a "normal" as grade 0. The last grade up to the end of the date
    counts, and goes on until the next. A Series of truth with the index of `volumes`.
    An ulceration is graded for a mouse, so it speaks for all of its masses.
    """
    if grades.empty or volumes.empty:
        return pd.Series(data=False, index=volumes.index)
    rows = volumes[["mouse", "date"]].assign(place=range(len(volumes)))
    found = pd.merge_asof(
        rows.sort_values("date", kind="stable"),
        grades.sort_values("date", kind="stable"),
        on="date",
        by="mouse",
    ).sort_values("place")
    return (found["grade"] >= UNRELIABLE_GRADE).set_axis(volumes.index)


def set_aside(volumes, grades):
    """`volumes` with a gap for each unreliable volume_mm3 (mm³), and is_set_aside.

    Grades 1 and 2 stay. Columns otherwise as for `is_unreliable`; a row without a
    volume is not set aside.
    """
    is_bad = is_unreliable(volumes, grades) & volumes["volume_mm3"].notna()
    kept = volumes["volume_mm3"].mask(is_bad)
    return volumes.assign(volume_mm3=kept, is_set_aside=is_bad)
