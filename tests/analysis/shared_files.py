"""Real studies and reference tables beside the project, or a skipped test."""

from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


def shared_file(*parts):
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not beside the project")
    return path


def real_volumes(folder, study):
    """Burden of each mouse and day of a study: mouse, arm, day, volume_mm3."""
    frame = pd.read_csv(shared_file("data", folder, "tidy.csv"))
    frame = frame[frame["study"] == study]
    return frame[["mouse", "arm", "day", "volume_mm3"]].reset_index(drop=True)


def oracle(study, table):
    return _read(shared_file("oracles", study, f"{table}.csv")).copy()


@lru_cache(None)
def _read(path):
    return pd.read_csv(path)
