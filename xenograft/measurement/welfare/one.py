"""One mouse against its limits without frames: a dose is ticked every few seconds."""

from django.db.models import BigAutoField
from django.utils import timezone

from xenograft.analysis import endpoints
from xenograft.implantation.days import day_zero_of
from xenograft.implantation.models import Tumor
from xenograft.measurement import loading
from xenograft.measurement.welfare import loaded
from xenograft.storage.prepared import Prepared
from xenograft.study.models.limit import current_limits

_IMPLANTS = Prepared(
    lambda mouse: (
        Tumor.objects.filter(mouse=mouse)
        .order_by()
        .values_list("implanted_on", flat=True)
    ),
    mouse=BigAutoField(),
)


def standings_of(study, mouse, at=None):
    """[Standing] of a mouse by its last values, now or at a moment, as `standing` has
    them, without what depends on when it is due. Six queries, composed once.
    """
    at = timezone.localtime(at)
    now = endpoints.moment(at)
    known = _known(study, mouse, at, now)
    rules = {study.pk: loaded.rules_of(current_limits(study))}
    return endpoints.judged_by_values([known], rules, now)[mouse.pk]


def _known(study, mouse, at, now):
    implants = filter(None, _IMPLANTS.rows(mouse=mouse.pk))
    readings = _rows(loading.READINGS, mouse, at, "measured_at")
    weights = _rows(loading.WEIGHTS, mouse, at, "weighed_at")
    # The last of a day counts.
    weights = {row["day"]: row for row in weights}.values()
    signs = [
        row | {"at": loaded.seen_at(row["observed_at"], row["held_on"])}
        for row in _rows(loading.SIGNS, mouse, at, "observed_at")
    ]
    return endpoints.Known(
        mouse.pk,
        study.pk,
        endpoints.day_number(day_zero_of(study, mouse)),
        endpoints.day_number(min(implants, default=None)),
        study.measure_every_max_days,
        is_watched=False,
        readings=[
            endpoints.reading(row["tumor_id"], row["day"], row["state"], *_sizes(row))
            for row in _in_time(readings, now)
        ],
        weights=[
            (row["day"], float(row["weight_g"])) for row in _in_time(weights, now)
        ],
        signs=[
            endpoints.Sign(row["day"], row["at"], row["sign"], float(row["grade"]))
            for row in _in_time(signs, now)
        ],
        normal=loaded.normal_of(study, mouse),
    )


def _sizes(row):
    return row["length_mm"], row["width_mm"], row["volume_mm3"]


def _rows(kind, mouse, at, seen):
    """The rows of a kind by the names of their fields, in order of time."""
    names = [*kind.names, "held_on"]
    read = kind.of_mouse.rows(mouse=mouse.pk, held_on=at.date())
    found = [dict(zip(names, row, strict=False)) for row in read]
    found.sort(key=lambda row: (row["held_on"], row[seen], row["id"]))
    for row in found:
        row["day"] = endpoints.day_number(row["held_on"])
        row["at"] = loaded.microseconds(row[seen])
    return found


def _in_time(rows, now):
    return [row for row in rows if row["day"] < now.day or row["at"] <= now.at]
