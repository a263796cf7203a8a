"""Balance, randomness left and validity of the draw, against blind randomization.

For 40 x 4, 100 x 5, 200 x 8 and 1,000 x 10 mice and arms with 1 to 4 covariates,
on cohorts made from fixed seeds: the largest standardized difference of two arms, the
same of the volume, the ratio of the arms' SD of volume, cage mates that share an arm
over what is expected, how often a pair of mice shares an arm, how often a mouse enters
each arm, and the type I error at 5 % of the F test without and with the covariates and
of the randomization test. The second table is processor time of a draw with its
feasibility check. Medians over draws.

    python benchmarks/draw.py [DRAWS [SIMULATIONS]]
"""

import itertools
import random
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from scipy.stats import f as f_distribution

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from xenograft.analysis import allocation

DESIGNS = [(40, 4), (100, 5), (200, 8), (1000, 10)]
COVARIATES = ["volume_mm3", "weight_g", "age_d", "doubling_d"]
FACTORS = {"sex": "even", "batch": "even", "cage": "cap"}
METHODS = ["COMPLETE", "RANK_BLOCK", "STRATIFIED_BLOCK", "COVARIATE_CONSTRAINED"]
SEED = 20261122
# Walks of 1,000 mice are long: fewer draws tell enough of them.
SHARE_OF_DRAWS = {40: 1, 100: 1, 200: 1, 1000: 0.4}
REDRAWS = 99


def main(draws, simulations):
    head = "N x k | p | method | max SMD | volume SMD | SD ratio | cage"
    head += " | pair shares an arm | mouse in an arm | F | F adjusted | redraws"
    print(f"| {head} |\n|{'---|' * 12}", flush=True)
    for count, arms in DESIGNS:
        for covariates in (1, 2, 3, 4):
            compare(count, arms, covariates, draws, simulations)
    print("\n| N x k | covariates | with sex, batch and cage |\n|---|---|---|")
    for count, arms in DESIGNS:
        plain, factored = (seconds(count, arms, one) for one in ({}, FACTORS))
        print(f"| {count} x {arms} | {plain:.2f} s | {factored:.2f} s |", flush=True)


def compare(count, arms, covariates, draws, simulations):
    draws = max(REDRAWS + 1, int(draws * SHARE_OF_DRAWS[count]))
    for method in METHODS:
        document = cohort(count, arms, covariates, method)
        record = allocation.draw(document, seed_of(0))
        pool = np.vstack(
            [allocation.arms_of_draw(record), allocation.redraws(record, draws - 1)]
        )
        numbers = quality(document, pool, arms)
        numbers += validity(document, pool, arms, simulations)
        print(
            f"| {count} x {arms} | {covariates} | {method} | "
            + " | ".join(numbers)
            + " |",
            flush=True,
        )


def seed_of(number):
    return (SEED + number).to_bytes(32, "big")


def cohort(count, arms, covariates, method, factors=None):
    """Volumes log-normal inside 100-150 mm3, weights, ages, doubling times, cages."""
    chance = random.Random(SEED + 1000 * count)
    units = [one_mouse(chance, number) for number in range(count)]
    return allocation.design(
        study=f"BENCH-{count}",
        units=units,
        arms=[(f"A{place}", count // arms) for place in range(arms)],
        numeric=COVARIATES[:covariates],
        factors=factors or {},
        method=method,
    )


def one_mouse(chance, number):
    volume = 0
    while not 100 <= volume <= 150:
        volume = chance.lognormvariate(4.828, 0.35)
    weight = 22 + 1.8 * (0.2 * (volume - 125) / 14.5 + 0.98 * chance.gauss(0, 1))
    return {
        "id": f"M{number:04}",
        "values": {
            "volume_mm3": f"{volume:.1f}",
            "weight_g": f"{weight:.1f}",
            "age_d": str(chance.randint(42, 63)),
            "doubling_d": f"{chance.lognormvariate(1.6, 0.25):.2f}",
        },
        "levels": {
            "sex": chance.choice("FM"),
            "batch": f"b{chance.randrange(3)}",
            "cage": f"c{number // 5:03}",
        },
    }


def columns_of(document):
    """One column for each covariate, standardized over all mice."""
    names = [covariate["name"] for covariate in document["numeric"]]
    rows = [
        [float(unit["values"][name]) for name in names] for unit in document["units"]
    ]
    values = np.array(rows)
    return (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)


def quality(document, pool, arms):
    """Medians of the balance, and the range of how often pairs and mice meet an arm."""
    values = columns_of(document)
    means = np.stack(
        [[values[row == arm].mean(axis=0) for arm in range(arms)] for row in pool]
    )
    apart = means.max(axis=1) - means.min(axis=1)
    spread = [
        [values[row == arm, 0].std(ddof=1) for arm in range(arms)] for row in pool
    ]
    ratio = np.max(spread, axis=1) / np.min(spread, axis=1)
    numbers = [apart.max(axis=1), apart[:, 0], ratio, cage_mates(document, pool)]
    return [f"{np.median(number):.3f}" for number in numbers] + randomness(pool, arms)


def cage_mates(document, pool):
    """Share of cage mates that share an arm, over the share of all pairs."""
    cages = np.array([unit["levels"]["cage"] for unit in document["units"]])
    pairs = [
        pair
        for cage in sorted(set(cages))
        for pair in itertools.combinations(np.flatnonzero(cages == cage), 2)
    ]
    first, second = np.array(pairs).T
    size, count = pool.shape[1] // len(set(pool[0])), pool.shape[1]
    return (pool[:, first] == pool[:, second]).mean(axis=1) * (count - 1) / (size - 1)


def randomness(pool, arms):
    """Smallest and largest frequency of a pair in one arm, and of a mouse in an arm."""
    shared = sum(
        own.T @ own for own in ((pool == arm).astype(float) for arm in range(arms))
    ) / len(pool)
    pairs = shared[np.triu_indices(len(shared), 1)]
    entered = np.array([(pool == arm).mean(axis=0) for arm in range(arms)])
    return [f"{one.min():.3f}–{one.max():.3f}" for one in (pairs, entered)]


def validity(document, pool, arms, simulations):
    """Type I error at 5 % when the covariates explain half of the outcome."""
    values, chance = columns_of(document), np.random.default_rng(SEED)
    found = np.zeros((simulations, 3), bool)
    share = 1 / np.sqrt(values.shape[1])
    for trial in range(simulations):
        noise = chance.normal(size=len(values))
        outcome = (values @ np.full(values.shape[1], share)) + noise
        real, *others = pool[chance.choice(len(pool), REDRAWS + 1, replace=False)]
        plain, adjusted = (
            np.ones((len(values), 1)),
            np.column_stack([np.ones(len(values)), values]),
        )
        test = allocation.randomization_test(
            outcome, real, np.array(others), allocation.between_arms
        )
        found[trial] = [
            p_of_f(outcome, real, arms, plain) <= 0.05,
            p_of_f(outcome, real, arms, adjusted) <= 0.05,
            test.p <= 0.05,
        ]
    return [f"{one:.3f}" for one in found.mean(axis=0)]


def p_of_f(outcome, row, arms, base):
    """The F test of the arms beside the columns of `base`."""
    full = np.column_stack([base, *(row == arm for arm in range(1, arms))])
    small, large = residual(outcome, base), residual(outcome, full)
    left = len(outcome) - full.shape[1]
    ratio = (small - large) / (arms - 1) / (large / left)
    return f_distribution.sf(ratio, arms - 1, left)


def residual(outcome, columns):
    solution = np.linalg.lstsq(columns, outcome, rcond=None)[0]
    return float(((outcome - columns @ solution) ** 2).sum())


def seconds(count, arms, factors):
    """Median processor time of a draw, which makes its feasibility check itself."""
    document = cohort(count, arms, 4, "COVARIATE_CONSTRAINED", factors)
    times = []
    for number in range(3):
        began = time.process_time()
        allocation.draw(document, seed_of(number))
        times.append(time.process_time() - began)
    return statistics.median(times)


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(*(given + [1000, 1000][len(given) :]))
