import pytest
from django.urls import reverse

from tests import builders
from xenograft.bench.find import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(study):
    return builders.member(study, "measurer")


@pytest.fixture
def mouse(study):
    cage = builders.cage(study, "C07")
    marks = {"ear_mark": "2R", "rfid": "985112000123456", "lab_id": "M-12"}
    return builders.mouse(study, 12, cage=cage, **marks)


@pytest.mark.parametrize(
    "typed", ["12", "#12", "mouse 12", "Mouse 12", "2r", "985112000123456", " m-12 "]
)
def test_a_mouse_is_found_by_its_number_name_mark_or_tag(person, mouse, typed):
    (row,) = found(person, typed)
    assert row["link"] == reverse("bench:mouse", args=[mouse.study.code, 12])


def test_a_cage_leads_to_its_mice(person, mouse):
    (row,) = found(person, "c07")
    assert row["link"].endswith(f"/mice/?cage={mouse.cage.pk}")


def test_a_specimen_leads_to_its_mouse(person, mouse):
    builders.specimen(mouse, label="S-014-12-T1")
    (row,) = found(person, "s-014-12")
    assert (row["kind"], row["name"]) == ("Specimen", "S-014-12-T1")
    assert row["link"] == reverse("bench:mouse", args=[mouse.study.code, 12])


def test_an_aliquot_leads_to_its_specimen(person, mouse):
    specimen = builders.specimen(mouse, label="S-014-12-T1")
    builders.aliquot(specimen, parent=builders.aliquot(specimen))
    (row,) = found(person, "s-014-12-t1.1.1")
    assert (row["kind"], row["name"]) == ("Aliquot", "S-014-12-T1.1.1")
    where = [mouse.study.code, specimen.pk]
    assert row["link"] == reverse("samples:specimen", args=where)


def test_the_exact_name_comes_first(person, study):
    other = builders.study("A-OVX-014")
    other.memberships.create(person=person, role="measurer")
    assert found(person, "ovx-014")[0]["name"] == "OVX-014"


def test_nothing_of_other_studies_is_found(outsider, mouse):
    builders.specimen(mouse, label="OVX-014-12-T1")
    for typed in ("12", "2R", "C07", "OVX"):
        assert found(outsider, typed) == []


def test_an_arm_cannot_be_looked_for(person, study):
    builders.four_arms(study)
    study.title = "A study"
    study.save()
    assert found(person, "Vehicle") == []


def test_one_hit_opens_at_once(client, person, mouse):
    client.force_login(person)
    answer = client.get(reverse("bench:find"), {"q": "#12"})
    assert answer.url == reverse("bench:mouse", args=[mouse.study.code, 12])


def test_several_hits_are_listed(client, person, mouse):
    other = builders.study("B-2")
    other.memberships.create(person=person, role="measurer")
    builders.mouse(other, 12)
    client.force_login(person)
    page = client.get(reverse("bench:find"), {"q": "12"}).text
    assert page.count("Mouse 12") + page.count("Mouse M-12") == 2


@pytest.mark.parametrize("typed", ["zzz", "12345678901234567890", "%", "<b>"])
def test_nothing_found_is_said(client, person, mouse, typed):
    client.force_login(person)
    page = client.get(reverse("bench:find"), {"q": typed}).text
    assert "Nothing matches in your studies." in page
    assert "<b>”" not in page


def test_an_empty_search_asks_what_for(client, person):
    client.force_login(person)
    assert "Type the number" in client.get(reverse("bench:find")).text


def test_looking_takes_a_few_queries(person, mouse, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        found(person, "12")
