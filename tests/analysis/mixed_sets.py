"""The studies of the reference tables, as the models want them."""

import json
from functools import lru_cache

import numpy as np
import pandas as pd

from tests.analysis.shared_files import SHARED, shared_file
from xenograft.analysis.mixed import slopes

FOUR_ARMS = [
    *("CR1197", "GABA_4T1", "LS1034", "MAS98_EGF_Fulv", "MAS98_Fulv_Trast"),
    *("MAS98_Her_Fulv", "MAS98_Her_Trast", "MIMIC20", "PALB_TMZ", "SNU81"),
    *("SW837", "grwth_SIM"),
]
SETS = ["BENZEKRY_LLC", *FOUR_ARMS, "INSPECT_S1", "VISMODEGIB"]
M1 = "M1_logRTV_slopes_nointercept"
M2 = "M2_logV_random_int_slope REML lme4 (Satterthwaite df)"


def meta(study):
    return json.loads(shared_file("oracles", study, "meta.json").read_text())


@lru_cache(None)
def tidy(source):
    return pd.read_csv(shared_file("data", *source.split("/")), low_memory=False)


def volumes(study):
    """mouse, arm, day since baseline, volume_mm3 and v0 of a study, t >= 0.

    Several tumors of a mouse are summed, values of the same day averaged.
    """
    about = meta(study)
    frame = tidy(about["source_file"])
    frame = frame[frame["study"].astype(str) == str(about["study_label"])]
    frame = frame[frame["arm"].isin(about["arms"])].dropna(subset="volume_mm3")
    frame = frame.assign(day=frame["day"] - about["baseline_day"])
    how = "sum" if study == "MIMIC20" else "mean"
    frame = frame[frame["day"] >= 0].groupby(["arm", "mouse", "day"])["volume_mm3"]
    frame = frame.agg(how).reset_index()
    started = frame.loc[frame["day"] == 0, "mouse"]
    return frame[frame["mouse"].isin(started)]


def relative_logs(study):
    frame = volumes(study)
    start = frame[(frame["day"] == 0) & (frame["volume_mm3"] > 0)]
    return slopes.relative_logs(frame, start.set_index("mouse")["volume_mm3"])


def logs(study):
    frame = volumes(study)
    frame = frame[frame["volume_mm3"] > 0]
    return frame.assign(y=np.log(frame["volume_mm3"]))[["mouse", "arm", "day", "y"]]


def is_here():
    return SHARED.exists()
