import pytest

from tests import builders
from xenograft.history.models import Change

pytestmark = pytest.mark.django_db


def test_a_change_that_is_committed_late_makes_another_stamp():
    study = builders.study()
    changes = Change.objects.of_study(study)
    Change.objects.create(id=10**6, study_id=study.pk, row_pk=1, operation="insert")
    before = changes.stamp()
    Change.objects.create(id=10**5, study_id=study.pk, row_pk=1, operation="insert")
    assert changes.stamp() != before


def test_a_study_without_changes_has_no_stamp():
    assert Change.objects.filter(study_id=-1).stamp() is None
