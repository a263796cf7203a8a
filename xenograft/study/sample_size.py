"""The calculation of the number of mice that a protocol keeps, and its words.

A record has: test (words), comparison (pair or bliss), arms, effect (per day), alpha,
power (shares), days, slope_sd (per day), residual_sd (ln volume), spreads_from (code of
the study that they are of, or empty), dropout_pct, no_take_pct; mice, randomized and
implanted (per arm), total; closed_form (mice by the normal formula), simulated
(studies, share_pct, error_pct, or None); program, by and at (ISO).
"""

import datetime as dt

COMPARED = {"pair": "two arms", "bliss": "Bliss over four arms"}


def told(record):
    """A record in sentences; empty without one."""
    return " ".join(_sentences(record)) if record else ""


def _sentences(record):
    share, days = 100 * record["power"], ", ".join(f"{d:g}" for d in record["days"])
    yield (
        f"{record['mice']} mice per arm that stay to the end find a difference of "
        f"{record['effect']:g} per day ({COMPARED[record['comparison']]}) with a power "
        f"of {share:g}% at {record['alpha']:g}, two-sided."
    )
    yield (
        f"Randomized {record['randomized']}, implanted {record['implanted']} per arm, "
        f"{record['total']} mice in all, for {record['dropout_pct']:g}% that leave "
        f"early and {record['no_take_pct']:g}% implants without a usable tumor."
    )
    yield (
        f"{_assumed(record)}: growth rates differ between mice by SD "
        f"{record['slope_sd']:g} a day, values scatter by SD "
        f"{record['residual_sd']:g} of ln volume, measured on days {days}."
    )
    yield f"{record['test']}."
    if record["simulated"]:
        yield _simulated(record["simulated"])
    at = dt.datetime.fromisoformat(record["at"])
    yield (
        f"{record['program']}, computed by {record['by']} on "
        f"{at.day} {at:%b %Y, %H:%M}."
    )


def _assumed(record):
    source = record["spreads_from"]
    return f"From the study {source}" if source else "Assumed"


def _simulated(found):
    return (
        f"By simulation of {found['studies']} studies: "
        f"{found['share_pct']:.1f}% ± {found['error_pct']:.1f}."
    )
