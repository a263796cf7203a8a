"""The example's protocol: people, study, tumor model, arms, agents, regimens, limits.

People, patient, lots and numbers are made up.
"""

import datetime as dt

from django.contrib.auth import get_user_model

from xenograft.dosing.models import Agent, Regimen
from xenograft.study.models import Arm, EndingRule, Limit, Membership, Study, TumorModel
from xenograft.study.models.ending_rule import usual_ending_rules
from xenograft.study.models.limit import default_limits
from xenograft.study.roles import Role

CODE = "OVX-014"
PEOPLE = {
    Role.DIRECTOR: ("okafor", "Maya", "Okafor"),
    Role.MEASURER: ("novak", "Anton", "Novak"),
    Role.DOSER: ("lindqvist", "Karin", "Lindqvist"),
    Role.STATISTICIAN: ("haddad", "Rami", "Haddad"),
    Role.WELFARE_OFFICER: ("brandt", "Silke", "Brandt"),
    Role.KEY_HOLDER: ("ferreira", "Ines", "Ferreira"),
}
# Name, contains A, contains B, bottle, code. The letters enter the draw and the same
# day gives the same example, so both are fixed.
ARMS = [
    ("Vehicle", False, False, "K", "R7X"),
    ("Defactinib", True, False, "T", "C4M"),
    ("Avutometinib", False, True, "F", "W9E"),
    ("Defactinib + avutometinib", True, True, "W", "H2P"),
]
A, B = "Defactinib", "Avutometinib"
VEHICLE_A, VEHICLE_B = "Vehicle of defactinib", "Vehicle of avutometinib"
AGENTS = [
    (A, "DEF-2291", "400 mg twice a day in people"),
    (B, "AVU-0417", "3.2 mg twice a week in people"),
    (VEHICLE_A, "VEH-1180", ""),
    (VEHICLE_B, "VEH-1181", ""),
]
# Illustrative only: an example needs numbers, and they are no advice.
DOSES_MG_PER_KG = {A: "50", B: "0.15", VEHICLE_A: "0", VEHICLE_B: "0"}
VOLUME_ML_PER_KG = 5
PLANNED_PER_ARM = 10
NSG = "NOD.Cg-Prkdc<scid> Il2rg<tm1Wjl>/SzJ"


def email_of(username):
    """The address that marks a person of the example."""
    return f"{username}@example.org"


def people():
    """role -> person, made where missing, without a password."""
    return {role: _person(*names) for role, names in PEOPLE.items()}


def _person(username, first_name, last_name):
    model = get_user_model()
    found = model.objects.filter(username=username).first()
    if found:
        return found
    return model.objects.create_user(
        username, email_of(username), first_name=first_name, last_name=last_name
    )


def study(members, arms_open_on):
    """The study with its members and limits."""
    made = Study.objects.create(
        code=CODE,
        title="Defactinib and avutometinib in LGSOC-07 organoids",
        inclusion_criteria=(
            "Tumor volume 100 to 150 mm³ at the last session before the draw."
        ),
        animal_exclusion_criteria="No take, ulceration, or a sign of grade 2 or more.",
        data_exclusion_criteria="None, stated.",
        primary_outcome=(
            "Growth rate of the combination against the rate that Bliss expects, all "
            "values from day 0 until a mouse leaves."
        ),
        objective=(
            "Does adding avutometinib to defactinib slow tumor growth more than "
            "either alone? Example study with simulated data."
        ),
        ethics_licence="Example, no license",
        planned_mice_count=48,
        arms_open_on=arms_open_on,
    )
    Membership.objects.bulk_create(
        Membership(study=made, person=person, role=role)
        for role, person in members.items()
    )
    Limit.objects.bulk_create(default_limits(made))
    EndingRule.objects.bulk_create(usual_ending_rules(made))
    return made


def tumor_model(study, implanted_on):
    """The organoid model, with every field that PDX-MI requires."""
    return TumorModel.objects.create(
        study=study,
        name="LGSOC-07",
        kind=TumorModel.Kind.ORGANOID,
        passage_number=6,
        passage_scheme=TumorModel.PassageScheme.FROM_P0,
        host_strain="NSG",
        host_strain_nomenclature=NSG,
        identity_tested_on=implanted_on - dt.timedelta(days=40),
        mycoplasma_tested_on=implanted_on - dt.timedelta(days=12),
        patient_id="EX-P07",
        patient_sex="female",
        sample_id="EX-P07-T2",
        age_at_collection_years="45-49",
        diagnosis="Low-grade serous ovarian carcinoma",
        tumor_type=TumorModel.TumorType.RECURRENT,
        primary_site="ovary",
        collection_site="omentum",
        is_sharable=True,
        is_treatment_naive=False,
        engraftment_site="right flank, subcutaneous",
        engraftment_type=TumorModel.EngraftmentType.HETEROTOPIC,
        sample_type="organoid suspension",
        validation_technique="STR profile and histology",
        validation_description="Matches the patient's blood; PAX8 and WT1 positive.",
        validation_passages_tested="P2, P5",
        validation_host_strain_nomenclature=NSG,
        accessibility="academia and industry",
        contact_name="Maya Okafor",
        contact_email=email_of("okafor"),
    )


def arms(study):
    """The four cells of the 2 x 2, in the order of the protocol."""
    return [
        Arm.objects.create(
            study=study,
            name=name,
            position=position,
            planned_count=PLANNED_PER_ARM,
            is_control=not (has_a or has_b),
            has_agent_a=has_a,
            has_agent_b=has_b,
            bottle_code=bottle,
            code=code,
        )
        for position, (name, has_a, has_b, bottle, code) in enumerate(ARMS, start=1)
    ]


def regimens(study, arms):
    """arm key -> its two regimens; double dummy, so every arm gets two gavages."""
    agents = {
        name: Agent.objects.create(
            study=study,
            name=name,
            lot=lot,
            clinical_reference=reference,
            is_vehicle=name in (VEHICLE_A, VEHICLE_B),
        )
        for name, lot, reference in AGENTS
    }
    return {
        arm.pk: [
            _regimen(arm, agents[A if arm.has_agent_a else VEHICLE_A]),
            _regimen(arm, agents[B if arm.has_agent_b else VEHICLE_B]),
        ]
        for arm in arms
    }


def _regimen(arm, agent):
    dose = DOSES_MG_PER_KG[agent.name]
    made = Regimen(
        arm=arm,
        agent=agent,
        dose_mg_per_kg=dose,
        frequency=Regimen.Frequency.BID,
        slot_times="08:00,17:00",
        end_day=20,
        volume_ml_per_kg=VOLUME_ML_PER_KG,
        concentration_mg_per_ml=float(dose) / VOLUME_ML_PER_KG,
        is_illustrative=True,
    )
    made.save()
    made.refresh_from_db()
    return made
