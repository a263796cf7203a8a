"""Made-up cohorts for the tests of the draw."""

import random

from xenograft.analysis import allocation

SEED = bytes(31) + b"\x07"
FACTORS = {"sex": "even", "batch": "even", "cage": "cap"}


def mice(count, seed=1):
    """Mice of 100-150 mm³ with weights, sexes, batches and cages of five."""
    chance = random.Random(seed)
    return [
        {
            "id": f"M{number:03}",
            "values": {
                "volume_mm3": f"{chance.randint(1000, 1500) / 10}",
                "weight_g": f"{chance.randint(180, 260) / 10}",
            },
            "levels": {
                "sex": chance.choice("FM"),
                "batch": f"b{number % 3}",
                "cage": f"c{number // 5:02}",
            },
        }
        for number in range(count)
    ]


def document(count=40, arms=None, seed=1, **changes):
    given = {
        "study": "S",
        "units": mice(count, seed),
        "arms": arms or [(code, count // 4) for code in ("Q7", "K2", "M4", "X9")],
        "numeric": ["volume_mm3", "weight_g"],
        "factors": {},
    }
    return allocation.design(**{**given, **changes})
