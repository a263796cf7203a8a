"""Results as values that JSON knows: dicts, lists, numbers, text and None."""

import math

import numpy as np
import pandas as pd


def plain(value):
    """`value` without numpy, pandas and gaps; a gap or an infinity is None."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else value


def rows(frame):
    """The rows of a frame as plain dicts; a named index becomes a column."""
    named = frame.reset_index() if frame.index.name else frame
    return [plain(row) for row in named.to_dict("records")]
