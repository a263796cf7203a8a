"""The weight that a mouse of its sex and age usually has."""

from itertools import pairwise

DAYS_PER_WEEK = 7


def normal_points(table, sex, born_day):
    """[(day, g)] of one mouse, in order; empty where sex or birth is not known.

    `table` is {sex: [(age in weeks, g)]} of the study, days are numbers.
    """
    if born_day is None:
        return ()
    rows = sorted((float(weeks), float(g)) for weeks, g in table.get(sex, ()))
    return tuple((born_day + DAYS_PER_WEEK * weeks, g) for weeks, g in rows)


def normal_g(points, day):
    """The usual weight (g) on a day, between two ages in proportion.

    None before the first age of the table and after its last: nothing is guessed.
    """
    for (start, first), (end, last) in pairwise(points):
        if start <= day <= end:
            share = (day - start) / (end - start) if end > start else 0
            return first + share * (last - first)
    only = [g for at, g in points if at == day]
    return only[0] if only else None
