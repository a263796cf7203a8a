"""Whole cages as the experimental unit: what is known of mice, told of cages."""

import re

import numpy as np

from xenograft.analysis.endpoints.endings import AT_A_LIMIT

MOUSE, CAGE = "mouse", "cage"
# What is written of mice is written of cages where a cage is the unit.
IN_CAGES = {"mice": "cages", "mouse": "cage", "Mice": "Cages", "Mouse": "Cage"}
# How the value of a cage comes about, for pages and texts.
MEANING = (
    "The experimental unit is the cage: a cage counts as one, with the mean of its "
    "mice on each day on which all of them were measured, until its first mouse leaves."
)
MARKS = ("is_measured", "is_lower_bound", "is_set_aside")
# Of mice that left a cage on one day, an ending for the tumor or a death counts first.
FIRST_OF_A_DAY = (*AT_A_LIMIT, "FOUND_DEAD")

# Said in every report where whole cages hold one arm and yet the mouse is the unit.
CONFOUNDED = (
    "Each cage holds mice of one arm only, yet the mouse is the experimental unit: "
    "what a cage does cannot be told from what an arm does, and tests of arms find too "
    "much. A design with the cage as its unit counts cages."
)


def is_one_arm_per_cage(mice):
    """Whether every cage with two drawn mice or more holds one arm, of two arms.

    `mice` has cage and position (of the arm, 0 without one).
    """
    drawn = mice[(mice["position"] > 0) & mice["cage"].notna()]
    counts = drawn.groupby("cage")["position"].agg(["size", "nunique"])
    shared = counts.index[counts["size"] > 1]
    arms = drawn.loc[drawn["cage"].isin(shared), "position"].nunique()
    return bool(arms > 1 and (counts["nunique"] == 1).all())


def cages_of(mice, cage_of):
    """One row per cage, in the place of its mice.

    `mice` is a frame by mouse with number, name, cage, day_zero, left_on (a gap while
    the mouse is on study) and left_reason and any other columns; `cage_of` maps mouse
    to the name of the cage that was drawn, mice without one are left out. A row is of
    the mouse that left first, or else of the first mouse, with the name of the cage,
    no cage around it, its number in the order of its mice, size, how many they are,
    and left_day, the day on which the first left. The index stays the mouse's.
    """
    own = mice.assign(name=mice.index.map(cage_of)).dropna(subset=["name"])
    by_cage = own.groupby("name")["number"]
    own = own.assign(
        size=by_cage.transform("size"),
        first=by_cage.transform("min"),
        late=~own["left_reason"].isin(FIRST_OF_A_DAY),
    )
    ordered = own.sort_values(["left_on", "late", "number"], na_position="last")
    found = ordered.drop_duplicates("name").sort_values("first")
    found = found.assign(cage=None, number=np.arange(1, len(found) + 1))
    found = found.drop(columns=["first", "late"])
    found["left_day"] = (found["left_on"] - found["day_zero"]) / np.timedelta64(1, "D")
    found.attrs = {**mice.attrs, "unit": CAGE}
    return found


def daily_means(values, cages, cage_of, quantity):
    """The mean of `quantity` over the mice of each cage and day, as rows of a mouse.

    `values` has mouse, arm, day, `quantity`, and the `MARKS` where known: then of any
    mouse. `cages` is a frame of `cages_of`; days after its left_day do not count. A day
    on which a mouse of the cage has no value is a gap.
    """
    own = values.assign(cage=values["mouse"].map(cage_of)).dropna(subset=["cage"])
    marks = [name for name in MARKS if name in own]
    grouped = own.groupby(["cage", "day"], sort=True)
    found = grouped.agg(
        arm=("arm", "first"),
        mean=(quantity, "mean"),
        count=(quantity, "count"),
        **{name: (name, "any") for name in marks},
    ).reset_index()
    known = cages.reset_index().set_index("name").loc[found["cage"]]
    found[quantity] = found["mean"].where(found["count"] == known["size"].to_numpy())
    found.insert(0, "mouse", known["mouse"].to_numpy())
    stays = ~(found["day"].to_numpy() > known["left_day"].to_numpy(float))
    columns = ["mouse", "arm", "day", quantity, *marks]
    return found.loc[stays, columns].reset_index(drop=True)


def worded(text, unit, names=()):
    """The text with cages for mice where the cage is the unit; `names` stay."""
    if unit != CAGE:
        return text
    kept = [re.escape(name) for name in sorted(names, key=len, reverse=True) if name]
    parts = re.compile("|".join([*kept, r"\b[Mm](?:ice|ouse)\b"]))
    return parts.sub(lambda found: IN_CAGES.get(found[0], found[0]), text)


def named(document):
    """The names of arms and cages in the document of an analysis."""
    arms = [arm["arm"] for arm in document["data"]["arms"]]
    return [*arms, *(one["name"] for one in document["mice"])]


def told(document):
    """The document with every sentence in the words of its unit.

    Its keys, and the names of arms and cages, stay as they are.
    """
    if document["data"].get("unit", MOUSE) != CAGE:
        return document
    return _told(document, named(document))


def _told(part, names):
    if isinstance(part, dict):
        return {key: _told(one, names) for key, one in part.items()}
    if isinstance(part, list | tuple):
        return [_told(one, names) for one in part]
    return worded(part, CAGE, names) if isinstance(part, str) else part


def said_of(text, document):
    """A text about the document of an analysis, in the words of its unit."""
    unit = document["data"].get("unit", MOUSE)
    return worded(text, unit, named(document) if unit == CAGE else ())
