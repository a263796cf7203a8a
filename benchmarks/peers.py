"""What other programs deal, made again from their descriptions, beside ours.

`best_of_many` draws 10,000 complete allocations and keeps the one with the smallest
difference of arm means (as RandoMice and several web pages do); `exchange` starts at
random, gives each mouse its best exchange in turn until none helps, and keeps the best
of ten starts by the k-plus criterion: equal means and equal squared deviations (as
anticlust does).
Both draw anew for each allocation of a pool.
"""

import numpy as np

DEALS, STARTS = 10_000, 10
# Rows that are exchanged at once, so that what is held stays small.
ROWS = 500
SMALLEST_GAIN = 1e-9


def best_of_many(values, sizes, draws, chance):
    """The most even of many complete allocations, `draws` times: arms of each mouse."""
    arms = np.repeat(np.arange(len(sizes)), sizes)
    deals = np.tile(arms, (DEALS, 1))
    found = []
    for _ in range(draws):
        deals = chance.permuted(deals, axis=1)
        found.append(deals[largest_difference(values, deals).argmin()].copy())
    return np.array(found)


def largest_difference(values, pool):
    """Of each allocation the largest difference of two arm means, of any covariate."""
    means = means_of(values, pool)
    return (means.max(axis=1) - means.min(axis=1)).max(axis=1)


def means_of(values, pool):
    """[allocation, arm, covariate] means of arms."""
    masks = [(pool == arm).astype(float) for arm in range(pool[0].max() + 1)]
    return np.stack([own @ values / own[0].sum() for own in masks], axis=1)


def exchange(values, sizes, draws, chance):
    """The best of ten starts after all exchanges that help, `draws` times."""
    features = with_squares(values)
    arms = np.repeat(np.arange(len(sizes)), sizes)
    found = []
    for first in range(0, draws * STARTS, ROWS):
        count = min(ROWS, draws * STARTS - first)
        found.append(chance.permuted(np.tile(arms, (count, 1)), axis=1))
        to_the_end(features, found[-1])
    rows = np.concatenate(found).reshape(draws, STARTS, -1)
    left = [unevenness(features, starts).argmin() for starts in rows]
    return rows[np.arange(draws), left]


def with_squares(values):
    """The covariates and their squared deviations, each standardized."""
    both = np.hstack([values, (values - values.mean(axis=0)) ** 2])
    return (both - both.mean(axis=0)) / both.std(axis=0, ddof=1)


def sums_of(features, pool):
    """[allocation, arm, feature] sums of arms."""
    masks = [(pool == arm).astype(float) for arm in range(pool[0].max() + 1)]
    return np.stack([own @ features for own in masks], axis=1)


def unevenness(features, pool):
    """Squared distance of the arms' sums from that of all mice, which is 0."""
    return (sums_of(features, pool) ** 2).sum(axis=(1, 2))


def to_the_end(features, pool):
    """Pass after pass over those rows in which the last one still changed something."""
    left = np.arange(len(pool))
    while len(left):
        before, own = pool[left], pool[left]
        one_pass(features, own, sums_of(features, own))
        pool[left] = own
        left = left[(own != before).any(axis=1)]


def one_pass(features, pool, sums):
    """Every mouse in turn changes places with the one that helps most, in all rows."""
    rows = np.arange(len(pool))
    for mouse in range(pool.shape[1]):
        away = features - features[mouse]
        gains = changes(away, pool, sums, mouse)
        other = gains.argmin(axis=1)
        better = rows[gains[rows, other] < -SMALLEST_GAIN]
        swap(pool, sums, away, better, mouse, other[better])


def changes(away, pool, sums, mouse):
    """What an exchange of the mouse with each other would add to the unevenness."""
    rows = np.arange(len(pool))
    products = sums @ away.T
    own = products[rows, pool[:, mouse]]
    others = np.take_along_axis(products, pool[:, None, :], axis=1)[:, 0]
    added = 2 * (own - others) + 2 * (away**2).sum(axis=1)
    added[pool == pool[:, [mouse]]] = 0
    return added


def swap(pool, sums, away, rows, mouse, other):
    mine, theirs = pool[rows, mouse].copy(), pool[rows, other].copy()
    sums[rows, mine] += away[other]
    sums[rows, theirs] -= away[other]
    pool[rows, mouse], pool[rows, other] = theirs, mine
