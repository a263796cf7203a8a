import pytest
from django.db import IntegrityError
from django.utils import timezone

from tests import builders
from xenograft.endpoint.models import Disposition
from xenograft.implantation.models import Mouse

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(study):
    return builders.disposition(builders.mouse(study, 4), 9)


def taken_back(left):
    left.taken_back_at, left.taken_back_reason = timezone.now(), "Wrong mouse"
    left.save()
    return left


def test_a_mouse_has_one_standing_disposition(left):
    with pytest.raises(IntegrityError):
        builders.disposition(left.mouse, 10)


def test_a_disposition_taken_back_makes_room_for_another(left):
    taken_back(left)
    again = builders.disposition(left.mouse, 10)
    assert list(Disposition.objects.standing()) == [again]
    assert list(Disposition.objects.taken_back()) == [left]
    assert Mouse.objects.get().disposition == again


def test_a_mouse_whose_disposition_is_taken_back_has_none(left):
    taken_back(left)
    assert not hasattr(Mouse.objects.get(), "disposition")
    assert list(Mouse.objects.on_study()) == [left.mouse]


@pytest.mark.parametrize(
    "wrong",
    [
        {"stands_for": None},
        {"taken_back_at": timezone.now(), "taken_back_reason": "Wrong mouse"},
        {"taken_back_at": timezone.now(), "stands_for": None},
    ],
    ids=["stands for nobody", "taken back and standing", "taken back without why"],
)
def test_a_disposition_stands_or_was_taken_back_with_a_reason(left, wrong):
    with pytest.raises(IntegrityError):
        Disposition.objects.filter(pk=left.pk).update(**wrong)


def test_a_disposition_does_not_stand_for_another_mouse(study, left):
    other = builders.mouse(study, 5)
    with pytest.raises(IntegrityError):
        Disposition.objects.filter(pk=left.pk).update(stands_for=other)
