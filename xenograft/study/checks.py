"""Whether the settings of this site that studies start from can be true."""

from django.conf import settings
from django.core.checks import Error, register

from xenograft.study.models.bench_rules import BenchRules
from xenograft.study.models.dose_volumes import volumes_of


@register()
def dose_volumes_can_be_read(app_configs=None, **kwargs):
    """An error that names what is wrong in XENOGRAFT_DOSE_VOLUMES."""
    try:
        limits = BenchRules(**volumes_of(settings.DOSE_VOLUMES)).volume_limits
    except ValueError as problem:
        return [_error(str(problem))]
    return [
        _error(f"The good practice by {route} ({good}) is above the maximum ({most}).")
        for route, (good, most) in limits.items()
        if good > most
    ]


def _error(sentence):
    return Error(
        f"XENOGRAFT_DOSE_VOLUMES: {sentence}",
        hint="Write it as po_most_ml_per_kg=20,iv_good_ml_per_kg=4.",
        id="xenograft.study.E001",
    )
