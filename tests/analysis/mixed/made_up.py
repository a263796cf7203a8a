"""Two arms of mice in cages whose rates are known."""

import numpy as np
import pandas as pd


def made_up(seed=1, groups=0, mice=8, days=(0, 3, 7, 10, 14), of_rate=0.0):
    rng = np.random.default_rng(seed)
    cage = rng.normal(0, 0.3, max(groups, 1))
    pull = of_rate * np.random.default_rng(seed + 1).normal(size=max(groups, 1))
    rows = []
    for arm, mean in (("C", 0.1), ("T", 0.05)):
        for mouse in range(mice):
            own = mouse % max(groups, 1)
            level, rate = 4.8 + 0.2 * rng.normal(), mean + 0.02 * rng.normal()
            for day in days:
                y = level + rate * day + 0.1 * rng.normal() + (groups > 0) * cage[own]
                y += pull[own] * day
                rows.append((f"{arm}{mouse}", arm, day, y, f"cage {own}"))
    return pd.DataFrame(rows, columns=["mouse", "arm", "day", "y", "cage"])
