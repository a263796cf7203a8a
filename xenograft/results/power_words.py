"""How the number of mice was decided, in words that the protocol keeps."""

from importlib.metadata import version

from django.utils import timezone

COMPARED = {"pair": "two arms", "bliss": "Bliss over four arms"}


def basis(answer, typed, person):
    """Result, every input, program with its version, who and when, as sentences."""
    now = timezone.localtime()
    days = ", ".join(f"{day:g}" for day in typed["days"])
    compared, share = COMPARED[typed["comparison"]], 100 * typed["power"]
    said = [
        f"{answer['mice']} mice per arm that stay to the end find a difference of "
        f"{typed['effect']:g} per day ({compared}) with a power of {share:g}% at "
        f"{typed['alpha']:g}, two-sided.",
        f"Randomized {answer['randomized']}, implanted {answer['implanted']} per arm, "
        f"{answer['total']} mice in all, for {typed['dropout_pct']:g}% that leave "
        f"early and {typed['no_take_pct']:g}% implants without a usable tumor.",
        f"Assumed: growth rates differ between mice by SD {typed['slope_sd']:g} a day, "
        f"values scatter by SD {typed['residual_sd']:g} of ln volume, measured on "
        f"days {days}.",
        "Noncentral t with mice as units.",
        *_simulated(answer["simulated"]),
        f"Xenograft {version('xenograft')}, computed by {person} on "
        f"{now:%-d %b %Y, %H:%M}.",
    ]
    return " ".join(said)


def _simulated(found):
    if found:
        yield (
            f"By simulation of {found['studies']} studies: "
            f"{found['share_pct']:.1f}% ± {found['error_pct']:.1f}."
        )
