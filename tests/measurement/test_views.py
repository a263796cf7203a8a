from django.urls import reverse

from tests import builders


def test_the_list_of_sessions_can_be_narrowed_to_the_open_ones(measurer, study):
    builders.session(study, day=0)
    builders.session(study, day=3, is_closed=False)
    url = reverse("measurement:sessions", args=[study.code])
    table = measurer.get(url, {"state": "open"}).context["table"]
    assert [str(session.held_on) for session in table.data] == ["2026-11-06"]
