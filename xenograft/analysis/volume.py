"""Caliper diameters to volumes, the states of a reading, and what looks wrong."""

import math

import numpy as np

MEASURED = "MEASURED"
NOT_PALPABLE = "NOT_PALPABLE"
PALPABLE_BELOW_LOQ = "PALPABLE_BELOW_LOQ"
NOT_MEASURABLE = "NOT_MEASURABLE"
NOT_DONE = "NOT_DONE"

# Code and label, in the order a form offers them.
STATES = (
    (MEASURED, "measured"),
    (NOT_PALPABLE, "not palpable"),
    (PALPABLE_BELOW_LOQ, "palpable, below 3 mm"),
    (NOT_MEASURABLE, "cannot be measured"),
    (NOT_DONE, "not measured"),
)

# The smallest tumor a caliper reads: 3 mm x 3 mm.
LOQ_MM = 3
LOQ_MM3 = 13.5

AS_RECORDED = "AS_RECORDED"
FLOOR = "FLOOR"
PLUS_ONE = "PLUS_ONE"
IGNORE = "IGNORE"
ZERO_RULES = (
    (FLOOR, "values below the floor count as the floor"),
    (PLUS_ONE, "1 mm³ is added to every value"),
    (IGNORE, "zeros are left out"),
)

LARGEST_DIAMETER_MM = 30
LARGE_DIAMETER_MM = 20
SMALL_DIAMETER_MM = 1
LOWEST_WIDTH_TO_LENGTH = 0.4

ERROR = "error"
WARN = "warn"
NOTICE = "notice"


def lww_half(length_mm, width_mm):
    """Volume in mm³ by V = L·W²/2, L the larger of the two diameters.

    Takes numbers or arrays, in mm. A gap in either diameter is a gap in the
    volume. Modified ellipsoid formula, code `LWW_HALF`.
    """
    first = np.asarray(length_mm, dtype=float)
    second = np.asarray(width_mm, dtype=float)
    longer, shorter = np.maximum(first, second), np.minimum(first, second)
    return longer * shorter * shorter / 2


def volumes_for_analysis(frame, zero_rule=AS_RECORDED, floor_mm3=LOQ_MM3):
    """`frame` with `volume_mm3` as the state of each reading says.

    `frame` has the columns state and volume_mm3 (mm³). Measured volumes stay,
    not palpable is 0, palpable below the limit of quantification is `floor_mm3`,
    cannot be measured and not measured are gaps. `AS_RECORDED` leaves zeros in,
    as a linear scale wants them; the other rules are those of `positive_volumes`.
    """
    state = frame["state"]
    volume_mm3 = frame["volume_mm3"].astype(float)
    volume_mm3 = volume_mm3.where(state == MEASURED)
    volume_mm3 = volume_mm3.mask(state == NOT_PALPABLE, 0.0)
    volume_mm3 = volume_mm3.mask(state == PALPABLE_BELOW_LOQ, float(floor_mm3))
    if zero_rule != AS_RECORDED:
        volume_mm3 = positive_volumes(volume_mm3, zero_rule, floor_mm3)
    return frame.assign(volume_mm3=volume_mm3)


def positive_volumes(volume_mm3, zero_rule=FLOOR, floor_mm3=LOQ_MM3):
    """Volumes (mm³, a Series) that have a logarithm, by a named rule.

    `FLOOR` raises values below `floor_mm3` to it, `PLUS_ONE` adds 1 mm³ to every
    value, `IGNORE` makes values of zero or less gaps. Gaps stay gaps.
    """
    if zero_rule == FLOOR:
        return volume_mm3.clip(lower=floor_mm3)
    if zero_rule == PLUS_ONE:
        return volume_mm3 + 1
    if zero_rule == IGNORE:
        return volume_mm3.where(volume_mm3 > 0)
    raise ValueError(f"There is no zero rule {zero_rule}.")


def reading_problems(
    length_mm,
    width_mm,
    small_mm=SMALL_DIAMETER_MM,
    large_mm=LARGE_DIAMETER_MM,
    lowest_ratio=LOWEST_WIDTH_TO_LENGTH,
):
    """What looks wrong in one reading: a list of (level, sentence).

    Diameters in mm as numbers; None or NaN where nothing was read. An error must
    not be saved, a warning is saved and acknowledged, a notice is only shown.
    Diameters below `small_mm` or above `large_mm`, and a shorter one of less than
    `lowest_ratio` of the longer, are warned about.
    """
    length, width = _number(length_mm), _number(width_mm)
    if length is None and width is None:
        return []
    errors = _axis_errors("L", length, length_mm) + _axis_errors("W", width, width_mm)
    if length is None or width is None:
        missing = "L" if length is None else "W"
        errors.append((ERROR, f"{missing} is missing. Enter both L and W, or neither."))
    if errors:
        return errors
    axes = (("L", length, length_mm), ("W", width, width_mm))
    sizes = [_size_doubts(*axis, small_mm, large_mm) for axis in axes]
    return sum(sizes, _shape_doubts(length, width, lowest_ratio)) + _order(*axes)


def _number(value):
    if value is None or math.isnan(value):
        return None
    return float(value)


def _axis_errors(axis, diameter, typed):
    if diameter is None:
        return []
    if diameter == 0:
        return [(ERROR, f"{axis} is 0 mm. Choose the state of the tumor instead.")]
    if diameter < 0:
        return [(ERROR, f"{axis} is {typed} mm. Enter a diameter above 0.")]
    if diameter > LARGEST_DIAMETER_MM:
        limit = f"over {LARGEST_DIAMETER_MM} mm. Check the decimal point and the unit."
        return [(ERROR, f"{axis} is {typed} mm, {limit}")]
    return []


def _size_doubts(axis, diameter, typed, small_mm, large_mm):
    if diameter > large_mm:
        sentence = f"{axis} is {typed} mm, over {float(large_mm):g} mm."
        return [(WARN, f"{sentence} Measure again or keep it.")]
    if diameter < small_mm:
        sentence = f"{axis} is {typed} mm, under {float(small_mm):g} mm."
        return [(WARN, f"{sentence} Does the caliper read inches?")]
    return []


def _shape_doubts(length, width, lowest_ratio):
    ratio = min(length, width) / max(length, width)
    if ratio >= lowest_ratio:
        return []
    sentence = f"The shorter diameter is {ratio:.0%} of the longer"
    return [(WARN, f"{sentence}. Measure again or keep it.")]


def _order(length, width):
    if width[1] <= length[1]:
        return []
    sizes = f"{length[2]} × {width[2]} mm"
    rule = "the volume uses the larger as length"
    return [(NOTICE, f"W is larger than L. {sizes}; {rule}.")]
