"""How far operators agree who read the same tumors on the same day."""

import math
from collections import defaultdict
from itertools import combinations
from statistics import fmean, stdev
from typing import NamedTuple

from scipy.special import stdtrit


class Agreement(NamedTuple):
    """The volumes of `second` over those of `first`; low to high holds the next at 95%.

    Both are missing with fewer than three tumors that both have read.
    """

    first: str
    second: str
    count: int
    ratio: float
    low: float | None
    high: float | None


def operator_agreement(readings):
    """One `Agreement` for each two operators who read a tumor in common.

    `readings` are (tumor, operator, volume in mm3) of one session, in order of time;
    of several readings of a tumor by an operator the last counts, and volumes of 0 or
    None are left out. The ratio is the geometric mean of second / first; the limits
    are exp(mean ± t SD sqrt(1 + 1/n)) of the n differences of ln V, t of n - 1 degrees
    of freedom: the limits of agreement of Bland and Altman (1986) on the logarithm,
    because the error of a caliper grows with the tumor, and wide enough for few tumors.
    """
    of_tumor = defaultdict(dict)
    for tumor, operator, volume_mm3 in readings:
        if operator and volume_mm3:
            of_tumor[tumor][operator] = math.log(volume_mm3)
    differences = defaultdict(list)
    for by_operator in of_tumor.values():
        for first, second in combinations(sorted(by_operator), 2):
            both = by_operator[second] - by_operator[first]
            differences[first, second].append(both)
    return [_agreement(*pair, found) for pair, found in sorted(differences.items())]


def _agreement(first, second, differences):
    mean, count = fmean(differences), len(differences)
    half = _half_width(differences) if count > 2 else None
    low, high = (
        (None, None) if half is None else (math.exp(mean - half), math.exp(mean + half))
    )
    return Agreement(first, second, count, math.exp(mean), low, high)


def _half_width(differences):
    """1.96 SD would hold 77% of the tumors to come where three were read, not 95%."""
    count = len(differences)
    quantile = float(stdtrit(count - 1, 0.975))
    return quantile * stdev(differences) * math.sqrt(1 + 1 / count)
