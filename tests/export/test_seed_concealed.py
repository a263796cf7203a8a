"""Before the draw no file of the export and no row of the history holds the seed.

The study has a committed seed that is known here, and its list is frozen: all that is
missing is the draw. The answers of every address are asked in `test_sealed_seed`.
"""

import base64
import io

import pytest
from django.db import transaction

from tests import builders
from tests.test_permissions import stock
from xenograft.dosing.models import Dose
from xenograft.export import writing
from xenograft.export.files import FILES
from xenograft.history.models import Change
from xenograft.randomization import sealing
from xenograft.randomization.models import Assignment, DrawPlan, Randomization

pytestmark = pytest.mark.django_db


def forms_of(seed):
    """The seed as it could be written: each of these is looked for."""
    plain, url_safe = base64.b64encode(seed), base64.urlsafe_b64encode(seed)
    return [
        seed,
        seed.hex().encode(),
        base64.b32encode(seed).rstrip(b"="),
        plain.rstrip(b"="),
        url_safe.rstrip(b"="),
        str(int.from_bytes(seed, "big")).encode(),
        str(int.from_bytes(seed, "little")).encode(),
        str(list(seed)).encode(),
    ]


def finds(seed, content):
    folded = content.lower()
    return [one for one in forms_of(seed) if one in content or one.lower() in folded]


@pytest.fixture(scope="module")
def ready(django_db_setup, django_db_blocker):
    """(the study, the seed that nobody may see)."""
    with django_db_blocker.unblock(), transaction.atomic():
        study, *_ = stock()
        # As of a draw that was taken back: nothing is dosed, nobody is in an arm.
        Dose.objects.update(taken_back_at=builders.at(0), taken_back_reason="Test")
        Assignment.objects.update(mouse=None)
        Randomization.objects.update(voided_at=builders.at(0), voided_reason="Test")
        plan = builders.draw_plan(study)
        builders.frozen_list(study, seed_commitment=plan.seed_commitment)
        yield study, sealing.opened(plan.seed_sealed_hex, plan.seed_commitment)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", FILES)
def test_no_file_of_the_export_holds_the_seed_before_the_draw(ready, name):
    study, seed = ready
    out = io.StringIO()
    writing.write(out, name, study)
    assert finds(seed, out.getvalue().encode()) == []


def test_no_row_of_the_history_holds_the_seed_before_the_draw(ready):
    _, seed = ready
    rows = repr(list(Change.objects.values_list())).encode()
    assert finds(seed, rows) == []


def test_the_seed_that_is_looked_for_is_the_one_of_the_study(ready):
    _, seed = ready
    assert len(seed) == 32
    plan = DrawPlan.objects.get()
    assert sealing.commitment(seed) == plan.seed_commitment
    assert seed.hex() != plan.seed_sealed_hex


@pytest.mark.parametrize("place", range(len(forms_of(bytes(range(32))))))
def test_each_way_to_write_the_seed_is_found(place):
    seed = bytes(range(32))
    written = forms_of(seed)[place]
    assert finds(seed, b"<p>" + written + b"</p>")
    assert not finds(bytes(range(1, 33)), b"<p>" + written + b"</p>")
