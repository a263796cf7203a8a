import re

from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.bench.frames import looks_due
from xenograft.endpoint.board import board

LIST = reverse("bench:studies")


def text(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def page_of(client):
    return client.get(LIST).content.decode()


def test_the_list_shows_only_my_studies(director, study):
    builders.study("OTHER-1")
    page = page_of(director)
    assert study.code in page and "OTHER-1" not in page


def test_a_study_says_its_phase_what_is_due_and_its_alerts(director, treated):
    held = builders.session(treated, 9, is_closed=False)
    builders.measurement(held, treated.mice.get(number=2).tumors.get(), "15", "15")
    page = text(page_of(director))
    line = r"On treatment Treat D\d+ 12 / 12 Endpoint, act today, measure"
    assert re.search(line, page)
    assert "1 reached" in page


def test_a_mouse_that_reached_a_limit_does_not_also_approach_one(director, treated):
    held = builders.session(treated, 9, is_closed=False)
    builders.measurement(held, treated.mice.get(number=2).tumors.get(), "19", "19")
    assert "1 reached" in text(page_of(director))
    assert "approaching" not in text(page_of(director))


def test_the_study_with_alerts_stands_first(director, people, treated, on_day_nine):
    quiet = builders.treated_study(code="AAA-1", days=(0, 3, 7, 9))
    builders.models.Membership.objects.create(
        study=quiet, person=people["director"], role="director"
    )
    held = builders.session(treated, 9, is_closed=False)
    builders.measurement(held, treated.mice.get(number=2).tumors.get(), "15", "15")
    page = page_of(director)
    assert page.index(f'">{treated.code}</a> {treated.title}') < page.index(
        f'">AAA-1</a> {quiet.title}'
    )


def test_the_first_block_is_what_is_due(director, treated):
    page = page_of(director)
    due = page.index('id="due"')
    assert due < page.index("Weigh") < page.index("My studies")


def test_a_new_study_is_at_its_implants_and_has_no_alerts(director, study):
    assert "Planned Implant — — — none" in text(page_of(director))


def test_who_has_no_study_is_told_what_to_do(client, db):
    client.force_login(builders.person("new"))
    assert "No studies yet" in page_of(client)


def test_a_filter_that_finds_nothing_says_so(director, study):
    page = director.get(LIST, {"q": "nothing such"}).content.decode()
    assert "Nothing matches. Clear the filters." in page


def test_nobody_masked_reads_an_arm_in_the_list(measurer, treated, names_no_arm):
    names_no_arm(page_of(measurer))


def test_the_number_of_queries_does_not_grow_with_the_studies(
    director, people, treated, django_assert_max_num_queries
):
    for code in ("OVX-L1", "OVX-L2", "OVX-L3"):
        other = builders.treated_study(code=code)
        builders.models.Membership.objects.create(
            study=other, person=people["director"], role="director"
        )
    with django_assert_max_num_queries(42):
        page_of(director)


def test_the_list_counts_mice_as_the_board_shows_them(director, study):
    """A mouse near a limit that was not measured when due stands in both counts."""
    mouse = builders.mouse(study, 3)
    builders.limits(study)
    held = builders.session(study, 4)
    builders.measurement(held, builders.tumor(mouse), "15", "13.2")
    found = board([study])
    assert [card.mouse for card in found.approaching] == [mouse] and found.late
    counts = looks_due([study], timezone.localdate())[study.pk]
    assert (counts["approaching_count"], counts["late_count"]) == (1, 1)
