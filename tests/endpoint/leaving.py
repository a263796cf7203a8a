"""What the tests of endpoints share: a mouse at its limit, and what its page sends."""

from django.urls import reverse

from tests import builders
from xenograft.endpoint.models import Disposition


def mouse_at_its_limit(study):
    """Mouse 4, of 1,524 mm3 on day 9, one day before the clock."""
    builders.limits(study)
    mouse = builders.mouse(study, 4)
    held = builders.session(study, 9)
    builders.measurement(held, builders.tumor(mouse), "14.5", "14.5")
    return mouse


def typed(**fields):
    """What the page of an endpoint sends, with some fields changed."""
    return {
        "reason": "TUMOR_SIZE",
        "left_on": "2026-11-13",
        "left_at": "10:14",
        "method": "CO₂",
        "tumor_weight_mg": "1462",
        "specimen-TOTAL_FORMS": 6,
        "specimen-INITIAL_FORMS": 0,
        **{f"specimen-{row}-tissue": "TUMOR" for row in range(6)},
        **fields,
    }


def url(mouse, page="record"):
    return reverse(f"endpoint:{page}", args=[mouse.study.code, mouse.number])


def refused(client, mouse, **fields):
    """The page that answers, when nothing was recorded."""
    answer = client.post(url(mouse), typed(**fields))
    assert answer.status_code == 200
    assert not Disposition.objects.exists()
    return answer.content.decode()
