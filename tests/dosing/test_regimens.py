import pytest
from django.urls import reverse

from tests import builders
from xenograft.dosing.models import Agent, Regimen
from xenograft.study.models import Membership, Study


@pytest.fixture
def arms(study):
    return builders.four_arms(study)


@pytest.fixture
def drug(study):
    return builders.agent(study)


@pytest.fixture
def vehicle(study):
    return builders.agent(study, "0.5% MC", is_vehicle=True)


def url(study, name, *args):
    return reverse(f"dosing:{name}", args=[study.code, *args])


def typed(arm, agent, **fields):
    return {
        "arm": arm.pk,
        "agent": agent.pk,
        "dose_mg_per_kg": "25",
        "volume_ml_per_kg": "10",
        "concentration_mg_per_ml": "",
        "route": "PO",
        "frequency": "BID",
        "start_day": "0",
    } | fields


def answer(client, study, *given, **fields):
    return client.post(url(study, "new-regimen"), typed(*given, **fields), follow=True)


def test_an_agent_keeps_its_human_dose_as_text(director, study):
    director.post(
        url(study, "new-agent"),
        {"name": "Defactinib", "clinical_reference": "400 mg twice daily in people"},
    )
    agent = Agent.objects.get()
    assert agent.clinical_reference == "400 mg twice daily in people"
    assert "400 mg twice daily" in director.get(url(study, "regimens")).content.decode()


def test_an_agent_named_twice_is_refused(director, study, drug):
    page = director.post(url(study, "new-agent"), {"name": "Defactinib"})
    assert "An agent with this name is in the study." in page.content.decode()


@pytest.mark.parametrize("dose", ["25", " 25 mg/kg", "25mg/kg", "25,0", "25 MG/KG"])
def test_a_dose_is_in_mg_per_kg(director, study, arms, drug, dose):
    answer(director, study, arms[1], drug, dose_mg_per_kg=dose)
    regimen = Regimen.objects.get()
    assert regimen.dose_mg_per_kg == 25
    assert regimen.concentration_mg_per_ml == 2.5


@pytest.mark.parametrize(
    ("dose", "sentence"),
    [
        (
            "400 mg",
            "400 mg is the human dose; at 25 g this is 16,000 mg/kg. Enter mg/kg.",
        ),
        ("400mg BID", "400 mg is the human dose; at 25 g this is 16,000 mg/kg."),
        ("600", "600 mg is like a human dose; at 25 g this is 24,000 mg/kg."),
        ("0.5 mg", "0.5 mg is a dose per mouse; at 25 g this is 20 mg/kg."),
        ("plenty", "“plenty” is not a dose. Enter mg/kg as a number, as 25."),
        ("25 g", "“g” is not mg/kg."),
        ("-25", "“-25” is not a dose."),
        ("1e9", "“e9” is not mg/kg."),
        ("0.00001", "Enter at most three decimals."),
    ],
)
def test_a_dose_that_is_none_is_refused_with_the_reason(
    director, study, arms, drug, dose, sentence
):
    page = answer(director, study, arms[1], drug, dose_mg_per_kg=dose).content.decode()
    assert sentence in page
    assert f'value="{dose}"' in page
    assert not Regimen.objects.exists()


def test_the_dose_may_wait_for_the_scientist(director, study, arms, drug):
    page = answer(director, study, arms[1], drug, dose_mg_per_kg="").content.decode()
    assert Regimen.objects.get().dose_mg_per_kg is None
    assert "not entered" in page


def test_the_published_dose_is_a_hint_and_not_filled_in(director, study, arms, drug):
    page = director.get(url(study, "new-regimen")).content.decode()
    assert "25 mg/kg PO BID (literature, verify)" in page
    assert 'name="dose_mg_per_kg" value' not in page


def test_a_high_dose_warns_and_is_kept(director, study, arms, drug):
    page = answer(director, study, arms[1], drug, dose_mg_per_kg="250")
    assert "250 mg/kg is above 200 mg/kg. Check the dose." in page.content.decode()
    assert Regimen.objects.get().dose_mg_per_kg == 250


def test_a_vehicle_has_dose_0(director, study, arms, vehicle):
    page = answer(director, study, arms[0], vehicle).content.decode()
    assert "0.5% MC is a vehicle: its dose is 0." in page
    answer(director, study, arms[0], vehicle, dose_mg_per_kg="")
    assert Regimen.objects.get().dose_mg_per_kg == 0


def test_a_drug_has_no_dose_of_0(director, study, arms, drug):
    page = answer(director, study, arms[1], drug, dose_mg_per_kg="0").content.decode()
    assert "0 mg/kg is for a vehicle, and Defactinib is not one." in page


@pytest.mark.parametrize(
    ("route", "volume", "sentence", "is_kept"),
    [
        ("PO", "20", "20 mL/kg PO is above the good practice of 10 mL/kg.", True),
        ("PO", "51", "51 mL/kg PO is above the maximum of 50 mL/kg.", False),
        ("IV", "26", "26 mL/kg IV is above the maximum of 25 mL/kg.", False),
        ("PO", "0", "Enter a volume above 0 mL/kg.", False),
    ],
)
def test_a_volume_is_held_to_its_route(
    director, study, arms, drug, route, volume, sentence, is_kept
):
    given = {"route": route, "volume_ml_per_kg": volume}
    page = answer(director, study, arms[1], drug, **given).content.decode()
    assert sentence in page
    assert Regimen.objects.exists() == is_kept


def test_volumes_of_one_route_add_up(director, study, arms, drug, vehicle):
    builders.regimen(arms[1], vehicle, 0, volume_ml_per_kg=30)
    page = answer(director, study, arms[1], drug, volume_ml_per_kg="25")
    assert "55 mL/kg PO is above the maximum of 50 mL/kg." in page.content.decode()
    assert "the sum of all that Defactinib gets" in page.content.decode()


def test_the_volume_of_a_day_by_mouth_is_said(director, study, arms, drug):
    page = answer(director, study, arms[1], drug, frequency="TID")
    assert "30 mL/kg a day by mouth is above 20 mL/kg" in page.content.decode()


def test_a_concentration_that_does_not_fit_is_refused(director, study, arms, drug):
    page = answer(director, study, arms[1], drug, concentration_mg_per_ml="2")
    assert (
        "2 mg/mL at 10 mL/kg gives 20 mg/kg, not 25. Change one of the three"
        in page.content.decode()
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"frequency": "QND"}, "Enter the n of every n days, 1 or more."),
        ({"frequency": "WEEKLY"}, "Choose the weekdays."),
        ({"days_on": "21"}, "A cycle needs both days on and days off."),
        ({"start_day": "5", "end_day": "2"}, "D2 is before the first day, D5."),
        ({"slot_times": "8 am"}, "Write times as 08:00,17:00."),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(
    director, study, arms, drug, fields, sentence
):
    page = answer(director, study, arms[1], drug, **fields).content.decode()
    assert sentence in page
    assert not Regimen.objects.exists()


def test_weekdays_are_kept_in_order(director, study, arms, drug):
    answer(director, study, arms[1], drug, frequency="WEEKLY", weekdays=["MON", "THU"])
    assert Regimen.objects.get().weekdays == "MON,THU"


def test_an_arm_of_another_study_is_refused(director, study, arms, drug):
    other = builders.arm(builders.study())
    answer(director, study, other, drug)
    assert not Regimen.objects.exists()


def test_an_agent_is_given_once_per_arm(director, study, arms, drug):
    builders.regimen(arms[1], drug)
    page = answer(director, study, arms[1], drug).content.decode()
    assert "This arm gets this agent already." in page


def test_arms_that_look_unlike_are_said(director, study, arms, drug, vehicle):
    builders.regimen(arms[0], vehicle, 0)
    regimen = builders.regimen(arms[1], drug)
    page = url(study, "regimens")
    assert "can tell some of them apart" not in director.get(page).content.decode()
    Regimen.objects.filter(pk=regimen.pk).update(volume_ml_per_kg=5)
    assert "can tell some of them apart" in director.get(page).content.decode()


def test_before_the_draw_a_regimen_can_be_removed(director, study, arms, drug):
    regimen = builders.regimen(arms[1], drug)
    director.post(url(study, "remove-regimen", regimen.pk))
    assert not Regimen.objects.exists()


def test_after_the_draw_arm_and_agent_are_fixed(director, study, arms, drug, vehicle):
    regimen = builders.regimen(arms[1], drug)
    builders.randomization(study)
    change = url(study, "regimen", regimen.pk)
    given = typed(arms[0], vehicle, dose_mg_per_kg="30")
    assert "This field is required." in director.post(change, given).content.decode()
    director.post(change, {**given, "reason": "new solubility"})
    regimen.refresh_from_db()
    assert (regimen.arm, regimen.agent) == (arms[1], drug)
    assert regimen.dose_mg_per_kg == 30
    answer = director.post(url(study, "remove-regimen", regimen.pk))
    assert answer.status_code == 403


def test_after_the_first_dose_no_regimen_is_added(director, study, arms, drug):
    regimen = builders.regimen(arms[1], drug)
    builders.dose(builders.mouse(study), regimen)
    page = answer(director, study, arms[2], drug).content.decode()
    assert "Doses are recorded: what an arm gets is fixed." in page
    assert Regimen.objects.get() == regimen


@pytest.mark.parametrize(
    "role", ["measurer", "doser", "statistician", "welfare_officer"]
)
def test_only_a_director_opens_the_regimens(as_role, study, arms, role):
    assert as_role(role).get(url(study, "regimens")).status_code == 403


def test_a_director_who_measures_does_not_see_the_regimens(
    director, people, study, arms
):
    Membership.objects.create(study=study, person=people["director"], role="measurer")
    assert director.get(url(study, "regimens")).status_code == 403


def test_a_locked_study_keeps_its_regimens(director, study, arms, drug):
    Study.objects.update(locked_at=builders.at(0))
    assert answer(director, study, arms[1], drug).status_code == 403
    assert director.get(url(study, "regimens")).status_code == 200


def test_the_page_takes_few_queries(
    director, study, arms, drug, vehicle, django_assert_max_num_queries
):
    for arm in arms:
        builders.regimen(arm, drug if arm.has_agent_a else vehicle, 0)
    with django_assert_max_num_queries(9):
        director.get(url(study, "regimens"))
