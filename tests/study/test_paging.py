"""A list shows the page that the address asks for, and any nonsense the first one."""

import pytest
from django.urls import reverse

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(director, study):
    for number in range(1, 61):
        builders.mouse(study, number)

    def rows(**query):
        page = director.get(reverse("implantation:mice", args=[study.code]), query)
        assert page.status_code == 200
        return len(page.context["table"].paginated_rows)

    return rows


@pytest.mark.parametrize(
    ("typed", "count"), [("60", 60), ("7", 7), ("1000", 60), ("", 50), ("1001", 50)]
)
def test_so_many_rows_as_were_asked_for(listed, typed, count):
    assert listed(per_page=typed) == count


@pytest.mark.parametrize("typed", ["0", "-1", "9" * 40, "9" * 5000, "x", "٣", "1e3"])
def test_a_number_of_rows_that_is_none_is_the_usual_one(listed, typed):
    assert listed(per_page=typed) == 50


@pytest.mark.parametrize(
    ("typed", "count"),
    [("2", 10), ("99", 10), ("9" * 40, 10), ("0", 10), ("x", 50), ("9" * 5000, 50)],
)
def test_a_page_that_is_not_there_is_the_last_or_the_first(listed, typed, count):
    assert listed(page=typed) == count
