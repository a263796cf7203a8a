"""Labels, captions and headings of the figures."""

import math

from xenograft.analysis.arm_means import (
    AVAILABLE_CASE,
    LOCF,
    STOP_AT_FIRST_LOSS,
    STOP_AT_FRACTION,
)
from xenograft.analysis.error_rates import OF_CURVE, short
from xenograft.analysis.figures.canvas import WARNING
from xenograft.analysis.survival.curves import medians
from xenograft.analysis.volume import LOQ_MM3
from xenograft.templatetags.xenograft import day, implant_day

DAYS = {
    "FIRST_DOSE": "Days since first dose",
    "RANDOMIZATION": "Days since randomization",
    "IMPLANTATION": "Days since implantation",
}
EVENTS = {
    "4x": "4 × D0 volume",
    "2x": "2 × D0 volume",
    "death": "death of any cause",
}
ERROR_WORDS = {"sem": "SEM", "sd": "SD"}
OF_TUMOR = {
    "in": "The tumor's weight is not taken off.",
    "off": "The last tumor volume is taken off, 1 mm³ as 1 mg; D0 keeps it.",
}
LEAVING = {
    STOP_AT_FRACTION: (
        "A curve ends when fewer than half of its arm remain, and passes over days "
        "with fewer than half measured."
    ),
    STOP_AT_FIRST_LOSS: "A curve ends at the first mouse that leaves its arm.",
    LOCF: (
        "The last value of a mouse that left is carried forward. This is biased: use "
        "it only beside another rule."
    ),
    AVAILABLE_CASE: (
        "Means are of the mice that remain, which misleads when large tumors leave."
    ),
}


def volume_label(options):
    """The name of the y axis, with its unit."""
    quantity = {
        "linear": "Tumor volume (mm³)",
        "relative": "Tumor volume relative to D0",
        "log": "Tumor volume (mm³, log scale)",
    }[options.scale]
    if "err" not in options.controls:
        return quantity
    return f"{quantity}, {_statistic(options)} ± {ERROR_WORDS[options.err]}"


def weight_label(options):
    error = ERROR_WORDS[options.err]
    return f"{_weight(options)}, % change from D0, mean ± {error}"


def _weight(options):
    return "Body weight without the tumor" if options.tumor == "off" else "Body weight"


def _statistic(options):
    return "geometric mean" if options.scale == "log" else "mean"


def volume_lines(limit):
    """(level in mm3, name) of the line of a limit, and of its warning if it has one."""
    level = float(limit.action_level)
    name = "Humane limit" if limit.purpose == limit.Purpose.HUMANE else "Volume limit"
    yield level, f"{name} {level:,.0f} mm³"
    if limit.warning_level is not None:
        warned = float(limit.warning_level)
        yield warned, f"Warning {warned:,.0f} mm³", WARNING


def weight_lines(limit):
    """The same in percent of weight; a loss is below zero."""
    level = float(limit.action_level)
    yield -level, f"Body weight limit −{level:g}%"
    if limit.warning_level is not None:
        warned = float(limit.warning_level)
        yield -warned, f"Warning −{warned:g}%", WARNING


def heading(options):
    """The name of the figure on its page."""
    if options.fig == "weight":
        return f"{_weight(options)}, mean ± {ERROR_WORDS[options.err]}"
    if options.fig == "waterfall":
        return "Best response of each mouse"
    if options.fig == "survival":
        return f"Mice without the event: {EVENTS[options.event]}"
    if "err" not in options.controls:
        return f"Tumor volume, every mouse{' by arm' * (options.fig == 'arms')}"
    return f"Tumor volume, {_statistic(options)} ± {ERROR_WORDS[options.err]}"


def sessions(curves):
    """Which mice and sessions a figure shows: '40 mice, closed sessions to D16.'"""
    count = curves.values["mouse"].nunique()
    mice = f"{count:,} {'mouse' if count == 1 else 'mice'}"
    if not count:
        return "No values in closed sessions."
    return f"{mice}, closed sessions to {day_name(curves)(curves.values['day'].max())}."


def nothing(options, curves):
    """Why nothing is drawn."""
    if options.fig == "survival" and not curves.is_randomized:
        return "The mice are not in arms yet: times begin when they are randomized."
    if options.fig == "survival" and len(curves.values):
        return "No mouse has a volume at D0, from which the time is counted."
    if options.fig == "waterfall" and len(curves.values):
        return (
            "No mouse has a volume from D10 on. A best response needs one, and a "
            "volume at D0."
        )
    return (
        "No closed session has values. Curves begin when a measurement session is "
        "closed."
    )


def day_name(curves):
    """How days are written: D16 since day zero, I+24 since the implant."""
    return implant_day if curves.anchor == "IMPLANTATION" else day


def mean_caption(options, curves, points):
    """What a mean figure shows and leaves out, in sentences."""
    statistic = _statistic(options).capitalize()
    said = [
        f"{statistic} ± {ERROR_WORDS[options.err]} of mice measured on each day.",
        sessions(curves),
        LEAVING[options.leave],
        *_about_bars(points),
        *_about_volumes(options, curves),
    ]
    return " ".join(said)


def weight_caption(options, curves, points):
    """What the weight figure shows, and whether the tumor's weight is part of it."""
    said = [
        f"Mean ± {ERROR_WORDS[options.err]} of the change since D0.",
        OF_TUMOR[options.tumor],
        sessions(curves),
        LEAVING[options.leave],
        *_about_bars(points),
    ]
    return " ".join(said)


def mice_caption(options, curves):
    """What the lines of mice show."""
    said = [
        "One line per mouse, ending where the mouse left.",
        *(["Gray: all other mice."] if options.fig == "arms" else []),
        sessions(curves),
        *_about_volumes(options, curves),
    ]
    return " ".join(said)


def waterfall_caption(options, curves, points, left_out):
    """What the bars show, which are cut, and which mice have none."""
    said = [
        "Lowest change of volume from D0 in percent, of D10 or later, one bar per "
        "mouse; each bar ends in the mark of its arm.",
        sessions(curves),
    ]
    if options.lines == "on":
        said.append(
            "Dashed: +35% and −50%, where stable disease and partial response end."
        )
    if points["is_cut"].any():
        cut = int(points["is_cut"].sum())
        bars = "1 bar" if cut == 1 else f"{cut:,} bars"
        said.append(f"{bars} above +300% cut short, with a gap.")
    if left_out:
        missing = _mice(left_out)
        said.append(f"{missing} left out: no volume at D0, or none from D10 on.")
    return " ".join(said)


def event_label(options):
    """The name of the y axis of mice without an event."""
    return f"Mice without the event (%), event = {EVENTS[options.event]}"


def survival_caption(options, curves, times, arms):
    """What counts as the event, what a tick is, and the medians."""
    said = ["Kaplan and Meier's share of mice without the event, mice at risk below."]
    if options.event == "death":
        said.append("Endings count as the protocol says.")
    else:
        said.append(
            "Days are interpolated on ln V; endings that the protocol counts as the "
            "event count on their day."
        )
    said.append("Ticks: mice seen to that day without the event.")
    found = dict(medians(times)["median_days"]) if len(times) else {}
    each = [f"{arms[arm]} {_median(day)}" for arm, day in found.items()]
    if each:
        said.append(f"Median: {'; '.join(each)}.")
    said.append(f"The CSV has 95% limits by log(−log){_of_limits()}.")
    return " ".join([*said, sessions(curves)])


def _of_limits():
    brief = short(OF_CURVE)
    return f"; {brief}" if brief else ""


def _median(day):
    return "not reached" if math.isnan(day) else f"{day:.1f} days"


def _about_bars(points):
    if points["is_open"].any():
        yield "Open points: fewer than 80% of the arm were measured that day."
    if (points["n_left"] > 0).any():
        yield "Bold counts: mice have left the arm."
    if points["low"].isna().any():
        yield "Fewer than three mice have no error bar."


def _about_volumes(options, curves):
    values = curves.values
    bounds = int((values["is_lower_bound"] & values["volume_mm3"].notna()).sum())
    if bounds:
        yield f"{_values(bounds)} too small: a tumor of the mouse has no volume."
    if count := int(values["is_set_aside"].sum()):
        yield set_aside(count)
    if options.scale == "log":
        floored = int((values["volume_mm3"] < LOQ_MM3).sum())
        if floored:
            yield f"{_values(floored)} below {LOQ_MM3} mm³ and drawn there."
    if options.scale == "relative":
        known = values["relative_volume"].notna().groupby(values["mouse"]).any()
        if not known.all():
            missing = _mice(int((~known).sum()))
            yield f"{missing} left out: no volume within 3 days before D0."


def set_aside(count):
    """What is said of the volumes that an ulcer makes unreliable."""
    return (
        f"{_values(count)} set aside: ulceration grade 3, whose crust and cavity are "
        "measured with the tumor."
    )


def _values(count):
    return "1 value is" if count == 1 else f"{count:,} values are"


def _mice(count):
    return "1 mouse is" if count == 1 else f"{count:,} mice are"
