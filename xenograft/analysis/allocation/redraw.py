"""The randomization test: the same draw made again, many times."""

import hashlib
from typing import NamedTuple

import numpy as np

from xenograft.analysis.allocation.canonical import canonical, sha256_of
from xenograft.analysis.allocation.constrained import RESTARTS
from xenograft.analysis.allocation.methods import method_of
from xenograft.analysis.allocation.restriction import Restriction
from xenograft.analysis.allocation.walks import walks_to_the_end

# A statistic that is equal but for rounding counts as equal.
ROUNDING = 1e-9


class RandomizationTest(NamedTuple):
    """The statistic of the real draw, its p-value, and the number of redraws."""

    statistic: float
    p: float
    draws: int


def units_of_test(record):
    """The ids in the order of the columns of `redraws`: those that were balanced."""
    return [unit for unit, _ in record["allocation"]]


def arms_of_draw(record):
    """The arm's place of each of `units_of_test`, a row of whole numbers."""
    codes = [arm["code"] for arm in record["input"]["arms"]]
    return np.array([codes.index(code) for _, code in record["allocation"]])


def redraws(record, count, first=0):
    """Fresh draws of the same design: a row each, the arm's place by unit.

    Drawn as the record was, with its restrictions, from a key made of the record's
    hash, so that anyone gets the same. Numbers `first` to `first + count` - 1: a long
    test can be done in parts. Reserve and satellites stay as they are. Not for
    batches of a rolling enrollment; see `rolling_redraws`.
    """
    document, key = balanced(record), key_of_redraws([record])
    numbers = range(first, first + count)
    if "level" in record:
        return _constrained(Restriction(document, record["level"]), key, numbers)
    return np.array([_dealt(document, _key_of(key, number)) for number in numbers])


def rolling_redraws(records, count, first=0):
    """As `redraws`, for all batches of a rolling enrollment in their order.

    Every batch is dealt given the redrawn batches before it. Columns are the units of
    the first batch, then the second, and so on.
    """
    key = key_of_redraws(records)
    return np.array(
        [
            _rolled(records, _key_of(key, number))
            for number in range(first, first + count)
        ]
    )


def key_of_redraws(records):
    """The key of the redraws: SHA-256("test", 0, hash of each record in order)."""
    hashes = "".join(sha256_of(canonical(record)) for record in records)
    return hashlib.sha256(b"test\0" + hashes.encode()).digest()


def _key_of(key, number):
    return hashlib.sha256(key + f"redraw/{number}".encode()).digest()


def balanced(record):
    """The document of the units that were dealt, without reserve and satellites."""
    document, dealt = record["input"], set(units_of_test(record))
    arms = [{"code": arm["code"], "size": arm["size"]} for arm in document["arms"]]
    units = [unit for unit in document["units"] if unit["id"] in dealt]
    return {**document, "arms": arms, "units": units}


def _dealt(document, key):
    return arms_of_draw({"input": document, **method_of(document).deal(document, key)})


def _rolled(records, key):
    arm_of, row = {}, []
    for number, record in enumerate(records):
        earlier = [
            {**one, "arm": arm_of[one["id"]]} for one in record["input"]["earlier"]
        ]
        document = {**record["input"], "earlier": earlier}
        batch_key = hashlib.sha256(key + f"batch/{number}".encode()).digest()
        dealt = method_of(document).deal(document, batch_key)
        arm_of.update(dealt["allocation"])
        row.extend(arms_of_draw({"input": document, **dealt}))
    return row


def _constrained(restriction, key, numbers):
    """Each number's first allowed walk; attempt a has the stream "redraw/n/a"."""
    rows = np.zeros((len(numbers), len(restriction.ids)), np.int64)
    open_rows = np.arange(len(numbers))
    for attempt in range(1, RESTARTS + 1):
        labels = [f"redraw/{numbers[row]}/{attempt}" for row in open_rows]
        arm_of, allowed = walks_to_the_end(restriction, key, labels)
        rows[open_rows[allowed]] = arm_of[allowed]
        open_rows = open_rows[~allowed]
        if not len(open_rows):
            return rows
    raise ValueError(f"No balanced allocation was found in {RESTARTS} attempts.")


def randomization_test(values, drawn, redrawn, statistic):
    """Is the real draw extreme among the draws that could have been?

    `values` is one number per unit (its final ln volume, or its growth rate), a gap
    where there is none; `drawn` the arms of the real draw (`arms_of_draw`), `redrawn`
    those of `redraws`. `statistic(values, arms)` gives a number for each row of arms,
    larger meaning more different. p = (1 + number of redraws at least as large) /
    (1 + redraws), exact for any method of drawing.
    """
    values = np.asarray(values, float)
    real = float(statistic(values, np.atleast_2d(drawn))[0])
    others = statistic(values, redrawn)
    least = real - ROUNDING * abs(real)
    count = int(np.count_nonzero(others >= least))
    return RandomizationTest(real, (1 + count) / (1 + len(others)), len(others))


def difference_of_means(first, second):
    """The statistic |mean of one arm - mean of another|, arms by place."""

    def statistic(values, arms):
        return abs(_means(values, arms, first) - _means(values, arms, second))

    return statistic


def between_arms(values, arms):
    """Sum over the arms of n times (mean - mean of all) squared, for each row.

    Orders the draws as the F of an analysis of variance does.
    """
    present = ~np.isnan(values)
    middle = values[present].mean()
    total = np.zeros(len(arms))
    for arm in np.unique(arms):
        count = ((arms == arm) & present).sum(axis=1)
        gap = np.where(count > 0, _means(values, arms, arm) - middle, 0)
        total += count * gap**2
    return total


def _means(values, arms, arm):
    own = (arms == arm) & ~np.isnan(values)
    count = own.sum(axis=1)
    return np.where(own, np.nan_to_num(values), 0).sum(axis=1) / np.maximum(count, 1)
