"""The volumes of one mouse over days, for tests that need no reference."""

import numpy as np
import pandas as pd

from xenograft.analysis import growth


def series(days, volumes, mouse=1, arm="A"):
    rows = pd.DataFrame({"day": days, "volume_mm3": np.array(volumes, float)})
    rows = rows.assign(mouse=mouse, arm=arm)
    return growth.since_baseline(rows)
