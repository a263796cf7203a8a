"""The draw beside what other programs deal: balance, randomness left, validity.

Five designs on the same cohorts (those of benchmarks/draw.py): complete randomization,
blocks by rank of volume, the best of 10,000, exchanges by the k-plus criterion and the
constrained draw. First the largest difference of two arm means in SD, then for four
covariates how alike the arms are in other ways and how random the draw still is, then
for 40 mice in 4 arms with two covariates the type I error at 5 % and the power.
Medians over draws; a fresh allocation for each.

    python benchmarks/draw_against_peers.py [DRAWS [SIMULATIONS]]
"""

import sys
from functools import cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import draw, peers
from xenograft.analysis import allocation

OURS = ["COMPLETE", "RANK_BLOCK", "COVARIATE_CONSTRAINED"]
THEIRS = {"best of 10,000": peers.best_of_many, "exchange": peers.exchange}
METHODS = [*OURS, *THEIRS]
REDRAWS = 199
# Walks and exchanges of 1,000 mice are long: fewer draws tell enough of them.
FEWER = {1000: 0.34}
# A shift of one arm that complete randomization finds in three of four studies.
EFFECT = 1.7
RANDOMNESS = ["pair shares an arm", "worst case"]
OUTCOMES = ["nothing", "linear", "squared volume", "cages"]


def main(draws, simulations):
    headed("method", *OUTCOMES, "power")
    for method in METHODS:
        told_validity(method, draws, simulations)
    headed("N x k", "method", "SD ratio", "KS", "energy", "cage", "sex", *RANDOMNESS)
    for count, arms in draw.DESIGNS:
        for method in METHODS:
            told_likeness(count, arms, method, draws)
    headed("N x k", "p", "method", "max SMD", "95 % of it", "volume SMD")
    for count, arms in draw.DESIGNS:
        for covariates in (1, 2, 4):
            for method in METHODS:
                told_balance(count, arms, covariates, method, draws)


def headed(*names):
    print()
    row(*names)
    row(*(["---"] * len(names)))


def row(*cells):
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


@cache
def pool_of(count, arms, covariates, method, draws):
    """(cohort, standardized covariates, `draws` allocations of a design)."""
    ours = method if method in OURS else "COMPLETE"
    document = draw.cohort(count, arms, covariates, ours)
    values = draw.columns_of(document)
    draws = int(draws * FEWER.get(count, 1))
    if method in THEIRS:
        chance = np.random.default_rng([draw.SEED, count, covariates])
        sizes = [count // arms] * arms
        return document, values, THEIRS[method](values, sizes, draws, chance)
    record = allocation.draw(document, draw.seed_of(0))
    first = allocation.arms_of_draw(record)
    return document, values, np.vstack([first, allocation.redraws(record, draws - 1)])


def told_balance(count, arms, covariates, method, draws):
    _, values, pool = pool_of(count, arms, covariates, method, draws)
    means = peers.means_of(values, pool)
    apart = means.max(axis=1) - means.min(axis=1)
    largest = apart.max(axis=1)
    numbers = np.median(largest), np.quantile(largest, 0.95), np.median(apart[:, 0])
    row(f"{count} x {arms}", covariates, method, *(f"{one:.3f}" for one in numbers))


def told_likeness(count, arms, method, draws):
    document, values, pool = pool_of(count, arms, 4, method, draws)
    ratio = np.median([sd_ratio(values[:, 0], one) for one in pool])
    some = pool[:100]
    steps = np.median([farthest_step(values[:, 0], one) for one in some])
    energy = np.median([energy_of(values, one) for one in some])
    cage = np.median(draw.cage_mates(document, pool))
    sex = np.median([level_deviation(document, one) for one in pool])
    pairs, _ = draw.randomness(pool, arms)
    numbers = ratio, steps, energy, cage, sex
    told = [f"{one:.2f}" for one in numbers]
    row(f"{count} x {arms}", method, *told, pairs, f"{worst_case(pool, arms):.2f}")


def own_rows(arms):
    return [np.flatnonzero(arms == arm) for arm in range(arms.max() + 1)]


def sd_ratio(volumes, arms):
    spreads = [volumes[own].std(ddof=1) for own in own_rows(arms)]
    return max(spreads) / min(spreads)


def farthest_step(volumes, arms):
    """The largest Kolmogorov distance of an arm from the rest."""
    order = np.argsort(volumes, kind="stable")
    ends = np.append(np.diff(volumes[order]) > 0, True)
    found = []
    for arm in range(arms.max() + 1):
        own = arms[order] == arm
        apart = np.cumsum(own) / own.sum() - np.cumsum(~own) / (~own).sum()
        found.append(np.abs(apart[ends]).max())
    return max(found)


def energy_of(values, arms):
    """Mean energy distance of two arms, times the mean size of an arm."""
    far = np.sqrt(((values[:, None] - values[None]) ** 2).sum(axis=2))
    masks = np.stack([arms == arm for arm in range(arms.max() + 1)]).astype(float)
    masks /= masks.sum(axis=1, keepdims=True)
    between = masks @ far @ masks.T
    own = np.diag(between)
    pairs = np.triu_indices(len(masks), 1)
    apart = (2 * between - own[:, None] - own[None])[pairs]
    return apart.mean() * len(arms) / len(masks)


def level_deviation(document, arms):
    """The largest difference of a count of one sex in an arm from its share."""
    female = np.array([one["levels"]["sex"] == "F" for one in document["units"]])
    counts = np.bincount(arms, weights=female)
    return np.abs(counts - female.sum() / len(counts)).max()


def worst_case(pool, arms):
    """Variance in the direction that a draw leaves most, over that of a free draw.

    As an estimate from few draws has noise of its own, it is divided by the same of as
    many free draws; 1 is as robust as complete randomization.
    """
    chance = np.random.default_rng(draw.SEED)
    free = chance.permuted(np.tile(pool[0], (len(pool), 1)), axis=1)
    return largest_root(pool, arms) / largest_root(free, arms)


def largest_root(pool, arms):
    found = []
    for arm in range(arms):
        own = (pool == arm).astype(float)
        own -= own.mean(axis=0)
        found.append(np.linalg.norm(own, 2) ** 2 / len(pool))
    return max(found)


def told_validity(method, draws, simulations):
    document, values, pool = pool_of(40, 4, 2, method, draws)
    explained = explained_by(document, values)
    told = [
        shares(explained[name], values, pool, simulations, 0.0) for name in OUTCOMES
    ]
    told.append(shares(explained["linear"], values, pool, simulations, EFFECT))
    row(method, *told)


def explained_by(document, values):
    """{outcome: what of it is no noise, with the variance of the noise}."""
    cages = [one["levels"]["cage"] for one in document["units"]]
    names, of_cage = np.unique(cages, return_inverse=True)
    chance = np.random.default_rng(draw.SEED + 1)
    found = {
        "nothing": np.zeros(len(values)),
        "linear": values.sum(axis=1),
        "squared volume": values[:, 0] ** 2,
        "cages": chance.normal(size=len(names))[of_cage],
    }
    return {name: one / (one.std(ddof=1) or 1) for name, one in found.items()}


def shares(explained, values, pool, simulations, effect):
    """How often F, F with the covariates and the redraws find something at 5 %."""
    chance, found = np.random.default_rng(draw.SEED), np.zeros((simulations, 3), bool)
    ones = np.ones((len(values), 1))
    for trial in range(simulations):
        chosen = chance.choice(len(pool), REDRAWS + 1, replace=False)
        real, others = pool[chosen[0]], pool[chosen[1:]]
        outcome = explained + chance.normal(size=len(values)) + effect * (real == 0)
        test = allocation.randomization_test(
            outcome, real, others, allocation.between_arms
        )
        found[trial] = [
            draw.p_of_f(outcome, real, 4, ones) <= 0.05,
            draw.p_of_f(outcome, real, 4, np.hstack([ones, values])) <= 0.05,
            test.p <= 0.05,
        ]
    return " / ".join(f"{one:.3f}" for one in found.mean(axis=0))


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(*(given + [300, 2000][len(given) :]))
