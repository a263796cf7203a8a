"""One figure of a study: its points, its drawing and the words beside it."""

from dataclasses import dataclass, replace
from functools import partial

from xenograft.analysis import response, units
from xenograft.analysis.figures import (
    arm_panels,
    event_free,
    growth_curves,
    mouse_curves,
    waterfall,
)
from xenograft.results import frames, words
from xenograft.results.frames import states
from xenograft.results.frames.analysis_input import event_times
from xenograft.study.access import places_seen
from xenograft.study.models import Limit

VALUES = {
    "linear": "volume_mm3",
    "relative": "relative_volume",
    "log": "log_volume_mm3",
}
WEIGHTS = {
    "in": (frames.weight_curves, "change_pct"),
    "off": (frames.net_weight_curves, "net_change_pct"),
}
# What a row of the points is: a mean of an arm, a value of a mouse, or a mouse.
MEANS, VALUES_OF_MICE, BARS, STEPS = "means", "values", "bars", "steps"


@dataclass(frozen=True)
class Drawing:
    """`points` are exactly what `draw(width_mm=...)` draws, one row each."""

    points: object
    draw: object
    curves: object
    arms: dict
    caption: str
    heading: str
    value: str
    kind: str = MEANS
    # A row for each mouse that is drawn, where the points are not those of mice.
    mice: object = None

    @property
    def about(self):
        """Which mice and sessions, in one sentence."""
        return units.worded(words.sessions(self.curves), self.curves.unit)

    @property
    def is_empty(self):
        return not len(self.points)


def drawing(study, options, arms):
    """The drawing of a study for a choice of options; `arms` is position -> name."""
    with states.one_state():
        made = MAKERS[options.fig](study, options, arms)
    return _of_cages(made) if made.curves.unit == units.CAGE else made


def _of_cages(made):
    """The words of a drawing where whole cages were drawn: they say what counts."""
    names, cage = list(made.arms.values()), units.CAGE
    caption = f"{units.worded(made.caption, cage, names)} {units.MEANING}"
    return replace(made, heading=units.worded(made.heading, cage), caption=caption)


def _mean(study, options, arms):
    seen = _as_seen(frames.tumor_curves(study), study, options)
    curves, arms = _chosen(seen, options, arms)
    means = frames.means(curves, VALUES[options.scale], options.leave)
    means = _with_error(means, options.err)
    scale = "log" if options.scale == "log" else "linear"
    draw = partial(
        growth_curves.mean_curves,
        means,
        arms,
        scale=scale,
        limits=_volume_limits(study, options),
        y_label=words.volume_label(options),
        x_label=words.DAYS[curves.anchor],
    )
    points = _points(means, scale)
    caption = words.mean_caption(options, curves, points)
    heading = words.heading(options)
    return Drawing(points, draw, curves, arms, caption, heading, VALUES[options.scale])


def _weight(study, options, arms):
    found, value = WEIGHTS[options.tumor]
    curves, arms = _chosen(_as_seen(found(study), study, options), options, arms)
    means = frames.means(curves, value, options.leave)
    means = _with_error(means, options.err)
    draw = partial(
        growth_curves.weight_curves,
        means,
        arms,
        limits=_weight_limits(study, options),
        y_label=words.weight_label(options),
        x_label=words.DAYS[curves.anchor],
    )
    points = _points(means)
    caption = words.weight_caption(options, curves, points)
    heading = words.heading(options)
    return Drawing(points, draw, curves, arms, caption, heading, value)


def _mice(study, options, arms):
    seen = _as_seen(frames.tumor_curves(study), study, options)
    curves, arms = _chosen(seen, options, arms)
    value = VALUES[options.scale]
    draw = partial(
        DRAWN[options.fig],
        curves.values,
        arms,
        endings=frames.endings(curves),
        scale="log" if options.scale == "log" else "linear",
        limits=_volume_limits(study, options),
        y_label=words.volume_label(options),
        x_label=words.DAYS[curves.anchor],
        value=value,
    )
    points = curves.values.dropna(subset=value).sort_values(["mouse", "day"])
    caption = words.mice_caption(options, curves)
    heading = words.heading(options)
    return Drawing(points, draw, curves, arms, caption, heading, value, VALUES_OF_MICE)


def _waterfall(study, options, arms):
    curves, arms = _chosen(_as_seen(frames.tumor_curves(study), study), options, arms)
    found = frames.responses(curves)
    points = waterfall.bars(found)
    lines = response.CUTOFF_LINES if options.lines == "on" else ()
    draw = partial(waterfall.waterfall, found, arms, cutoffs=lines)
    caption = words.waterfall_caption(options, curves, points, len(found) - len(points))
    heading = words.heading(options)
    return Drawing(
        points, draw, curves, arms, caption, heading, waterfall.RESPONSE, BARS
    )


def _survival(study, options, arms):
    curves, arms = _chosen(_as_seen(frames.tumor_curves(study), study), options, arms)
    times = event_times(study, options.event)
    if not study.access.sees_arms:
        times = times.assign(arm=times["arm"].map(places_seen(study)))
    if options.arms:
        times = times[times["arm"].isin(options.arms)]
    points = event_free.steps(times) if len(times) else times
    draw = partial(
        event_free.event_free,
        times,
        arms,
        y_label=units.worded(words.event_label(options), curves.unit),
        x_label=words.DAYS[curves.anchor],
    )
    caption = words.survival_caption(options, curves, times, arms)
    heading, value = words.heading(options), "event_free_pct"
    return Drawing(points, draw, curves, arms, caption, heading, value, STEPS, times)


DRAWN = {"mice": mouse_curves.mouse_curves, "arms": arm_panels.arm_panels}
MAKERS = {
    "mean": _mean,
    "mice": _mice,
    "arms": _mice,
    "waterfall": _waterfall,
    "survival": _survival,
    "weight": _weight,
}


def _as_seen(curves, study, options=None):
    """The curves with arms where the person may see them, on the days asked for."""
    if options and options.x == "implant" and curves.anchor != "IMPLANTATION":
        curves = curves.since(frames.implant_dates(study))
    return curves if study.access.sees_arms else curves.at_places(places_seen(study))


def _chosen(curves, options, arms):
    """The curves of the chosen arms, and the names of all; before the draw one."""
    if not curves.is_randomized:
        return curves, {frames.POOLED: "All mice"}
    return curves.of_arms(options.arms) if options.arms else curves, arms


def _points(means, scale="linear"):
    """The drawn points with the length of their error bar (on a log scale a factor)."""
    points = growth_curves.drawn_points(means, scale)
    if scale == "log":
        return points.assign(error=points["high"] / points["value"])
    return points.assign(error=points["high"] - points["value"])


def _with_error(means, error):
    """The standard deviation in the place of its standard error, where chosen."""
    if error == "sem":
        return means
    log_sd = means["log_sem"] * means["n"] ** 0.5
    return means.assign(sem=means["sd"], log_sem=log_sd)


def _volume_limits(study, options):
    if options.scale == "relative" or options.lines == "off":
        return []
    limits = Limit.objects.of_study(study).current().filter(kind=Limit.Kind.VOLUME)
    own = sorted(limits, key=lambda limit: limit.action_level)
    # The lower of the study's and the humane limit ends a curve.
    return [line for limit in own[:1] for line in words.volume_lines(limit)]


def _weight_limits(study, options):
    if options.lines == "off":
        return []
    limits = Limit.objects.of_study(study).current().filter(kind=Limit.Kind.WEIGHT_LOSS)
    return [line for limit in limits for line in words.weight_lines(limit)]
