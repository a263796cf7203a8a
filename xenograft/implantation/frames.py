"""Mice of a study as a frame."""

import numpy as np
import pandas as pd

from xenograft.implantation.days import with_first_anchor, zeros_of
from xenograft.implantation.models import Mouse, Tumor

_FIELDS = {
    "mouse": "pk",
    "number": "number",
    "lab_id": "lab_id",
    "cage": "cage__name",
    "position": "assignment__arm__position",
    "arm": "assignment__arm__name",
    "left_on": "disposition__left_on",
    "left_reason": "disposition__reason",
    "is_satellite": "assignment__is_satellite",
    "method": "assignment__randomization__method",
    "first_anchor": "first_anchor",
}


def mice(study):
    """One row per mouse of the study, in order of number. At most two queries.

    Columns: number; name (its own name in the lab, else the number); cage; arm (its
    name as an ordered category, missing before randomization); position (of the arm,
    0 without one); left_on (date) and left_reason of the disposition; day_zero
    (date, missing when the study has no day zero). Indexed by the mouse's key. With
    no day zero in the whole study, the day of implantation stands in for it, and
    `attrs["anchor"]` is IMPLANTATION instead of the anchor of the study.
    `attrs["satellites"]` are the keys of the mice that are in no analysis of the arms,
    `attrs["methods"]` the methods that put mice into arms.
    """
    rows = with_first_anchor(
        study.day_zero_anchor, Mouse.objects.of_study(study)
    ).order_by("number")
    found = _columns(rows.values_list(*_FIELDS.values()), _FIELDS)
    frame = pd.DataFrame(
        {
            "number": np.array(found["number"], dtype=np.int64),
            "name": _names(found["lab_id"], found["number"]),
            "cage": pd.Series(found["cage"], dtype=object),
            "arm": arm_category(found["arm"], found["position"]),
            "position": [place or 0 for place in found["position"]],
            "left_on": _dates(found["left_on"]),
            "left_reason": pd.Series(found["left_reason"], dtype=object),
        }
    )
    zeros, anchor = _zeros(study, found)
    frame["day_zero"] = _dates([zeros.get(mouse) for mouse in found["mouse"]])
    frame.index = pd.Index(found["mouse"], dtype=np.int64, name="mouse")
    frame.attrs["anchor"] = anchor
    frame.attrs["methods"] = sorted({one for one in found["method"] if one})
    frame.attrs["satellites"] = [
        mouse
        for mouse, is_one in zip(found["mouse"], found["is_satellite"], strict=True)
        if is_one
    ]
    return frame


def compared_mice(study):
    """The frame of `mice`; satellites are in no comparison of arms: without an arm."""
    known = mice(study)
    satellites = known.attrs["satellites"]
    known.loc[satellites, "position"] = 0
    known.loc[satellites, "arm"] = None
    return known


def arm_category(names, positions):
    """Names of arms as a category in order of position; None stays missing."""
    places = {name: place for name, place in zip(names, positions, strict=True) if name}
    ordered = sorted(places, key=places.get)
    codes = {name: code for code, name in enumerate(ordered)}
    return pd.Categorical.from_codes(
        [codes.get(name, -1) for name in names], categories=ordered, ordered=True
    )


def _names(lab_ids, numbers):
    return pd.Series(
        [own or str(number) for own, number in zip(lab_ids, numbers, strict=True)],
        dtype=object,
    )


def _columns(rows, names):
    rows = list(rows)
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return dict(zip(names, columns, strict=True))


def _dates(days):
    return np.array(days, dtype="datetime64[D]").astype("datetime64[s]")


def _zeros(study, found):
    firsts = zip(found["mouse"], found["first_anchor"], strict=True)
    rows = [(mouse, study.pk, first) for mouse, first in firsts]
    zeros = zeros_of(rows, {study.pk: study.day_zero_on})
    if any(zeros.values()):
        return zeros, study.day_zero_anchor
    implants = Tumor.objects.of_study(study).order_by("-implanted_on")
    return dict(implants.values_list("mouse_id", "implanted_on")), "IMPLANTATION"
