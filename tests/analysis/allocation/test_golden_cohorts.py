"""The made-up studies of the specification, made again, and what they draw.

The documents of 24, 40 and 100 mice are there to compare with; of 200 mice the hash of
the record is.
"""

import importlib
import json
import sys

import numpy as np
import pytest

from tests.analysis.allocation.cohorts import SEED
from xenograft.analysis import allocation

NUMERIC = ["volume_mm3", "weight_g", "age_d", "doubling_d"]
FACTORS = {"sex": "even", "batch": "even", "cage": "cap"}
OF_200 = ("37234966", "1879db")


def values_of(count):
    """Volume, weight, age, doubling time, sex and batch of each mouse, as arrays."""
    rng = np.random.default_rng(20261122 + 1000 * count)
    volume = np.exp(rng.normal(np.log(125), 0.35, 4 * count))
    volume = volume[(volume >= 100) & (volume <= 150)][:count]
    size = (volume - volume.mean()) / volume.std()
    weight = 22 + 1.8 * (0.2 * size + np.sqrt(0.96) * rng.standard_normal(count))
    age = rng.integers(42, 64, count)
    doubling = 5 * np.exp(0.25 * rng.standard_normal(count)) - 0.3 * size
    sex = rng.integers(0, 2, count)
    batch = rng.permutation(np.arange(count) * 3 // count)
    return zip(volume, weight, age, doubling, sex, batch, strict=True)


def made_up(count, arm_count):
    """The document of one made-up study, with all covariates and factors."""
    units = [
        {
            "id": f"M{place + 1:04d}",
            "values": dict(
                zip(
                    NUMERIC,
                    (f"{volume:.1f}", f"{weight:.1f}", f"{age}", f"{doubling:.2f}"),
                    strict=True,
                )
            ),
            "levels": {
                "sex": f"s{sex:03d}",
                "batch": f"b{batch:03d}",
                "cage": f"c{place // 5:03d}",
            },
        }
        for place, (volume, weight, age, doubling, sex, batch) in enumerate(
            values_of(count)
        )
    ]
    sizes = [
        {"code": chr(ord("A") + place) * 2, "size": count // arm_count}
        for place in range(arm_count)
    ]
    numeric = [
        {
            "name": name,
            "role": "secondary" if place else "primary",
            "spread": 0 if place else 1,
        }
        for place, name in enumerate(NUMERIC)
    ]
    factors = [{"name": name, "rule": rule} for name, rule in FACTORS.items()]
    named = {"study": f"BENCH-{count}-{arm_count}", "cohort": 1}
    return {
        **named,
        "units": units,
        "arms": sizes,
        "numeric": numeric,
        "factors": factors,
    }


def sha256_of_draw(document):
    return allocation.sha256_of(allocation.canonical(allocation.draw(document, SEED)))


@pytest.mark.parametrize(("count", "arm_count"), [(24, 4), (40, 4), (100, 5)])
def test_the_documents_of_the_specification_are_made_again(shared, count, arm_count):
    file = shared / "oracles" / "randomization" / f"in_{count}.json"
    assert made_up(count, arm_count) == json.loads(file.read_bytes())


def test_the_golden_record_of_200_mice_comes_out():
    digest = sha256_of_draw(made_up(200, 8))
    assert (digest[:8], digest[-6:]) == OF_200


@pytest.fixture
def reference(shared, monkeypatch):
    """The engine of the specification, as it came."""
    monkeypatch.setattr(sys, "path", [str(shared / "reference"), *sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return importlib.import_module("ccr")


@pytest.mark.slow
def test_the_engine_of_the_specification_draws_the_same_of_1000_mice(reference):
    document = made_up(1000, 10)
    theirs = reference.canonical(reference.draw(document, SEED)).decode()
    assert sha256_of_draw(document) == allocation.sha256_of(theirs)
