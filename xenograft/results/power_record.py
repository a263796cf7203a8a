"""What is kept of a computed number of mice: inputs, results, program, who and when."""

from importlib.metadata import version

from django.utils import timezone

from xenograft.results.spreads import spreads

TEST = (
    "Difference of growth rates of a model through the baseline, noncentral t with "
    "mice as units"
)
INPUTS = (
    *("comparison", "effect", "alpha", "power", "slope_sd", "residual_sd"),
    *("dropout_pct", "no_take_pct"),
)
RESULTS = ("mice", "arms", "randomized", "implanted", "total", "closed_form")


def record(answer, typed, source, person):
    """The record of `study.sample_size` of an answer of the page.

    The spreads are said to be of the study `source` only where both are its own.
    """
    return {
        "test": TEST,
        **{name: typed[name] for name in INPUTS},
        "days": list(typed["days"]),
        "spreads_from": _source_of(typed, source),
        **{name: answer[name] for name in RESULTS},
        "simulated": answer["simulated"],
        "program": f"Xenograft {version('xenograft')}",
        "by": str(person),
        "at": timezone.localtime().isoformat(timespec="seconds"),
    }


def _source_of(typed, source):
    known = spreads(source) if source else {}
    names = ("slope_sd", "residual_sd")
    is_own = known and all(typed[name] == known[name] for name in names)
    return source.code if is_own else ""
