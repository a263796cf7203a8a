"""A study with everything in it that could tell an arm, for the test of masking."""

import datetime as dt
from dataclasses import dataclass

from tests import builders
from xenograft import models
from xenograft.study.roles import Role

DOSES_MG_PER_KG = {"Defactinib": 25, "Avutometinib": 3, "Solvent D": 0, "Solvent A": 0}
# What names an arm: an answer to a masked person holds none of these words.
NAMES = ["Vehicle", "Defactinib", "vutometinib", "Solvent", "mg/kg"]


@dataclass
class Stocked:
    """The study and its people, in the order that `tests.test_permissions` unpacks."""

    study: models.Study
    people: dict
    outsider: object
    specimen: models.Specimen
    draft: models.StudyImport

    def __iter__(self):
        return iter(vars(self).values())

    @property
    def mice_to_ask(self):
        """One that was unmasked, one that left with a specimen, and another."""
        numbers = list(self.study.mice.values_list("number", flat=True))
        return [*numbers[:2], numbers[-1]]


def stocked(code, **fields):
    """Four arms, double dummy: every mouse gets two gavages of the same volume.

    So nothing but masking hides an arm: each arm has agents, doses in mg, bottles with
    lots, curves of its own, mice that left, and rows in every table.
    """
    study = builders.treated_study(code=code, title="A study", **fields)
    _double_dummy(study)
    _doses(study)
    _list_of_the_draw(study)
    people = {
        role.value: builders.member(study, role, f"{code}-{role}".lower())
        for role in Role
    }
    specimen = _samples(study)
    _welfare(study)
    _look(study, people)
    draft = builders.study_import(
        started_by=people["measurer"],
        code=f"{code}-I",
        content="mouse,arm,day,weight_g\n1,A,0,22.4\n",
    )
    return Stocked(study, people, builders.person(f"{code}-out"), specimen, draft)


def _double_dummy(study):
    """Two agents for each arm, and a filled bottle, before any dose."""
    models.Dose.objects.of_study(study)._raw_delete("default")
    models.Regimen.objects.of_study(study)._raw_delete("default")
    agents = {
        name: builders.agent(study, name, is_vehicle=name.startswith("Solvent"))
        for name in DOSES_MG_PER_KG
    }
    for arm in study.arms.all():
        names = (
            "Defactinib" if arm.has_agent_a else "Solvent D",
            "Avutometinib" if arm.has_agent_b else "Solvent A",
        )
        for name in names:
            builders.regimen(arm, agents[name], DOSES_MG_PER_KG[name])
        builders.preparation(arm, f"{arm.bottle_code}-21")


def _doses(study):
    """Given, partial, missed, wrong, held and taken back, each by its arm."""
    for place, mouse in enumerate(study.mice.all()):
        regimens = mouse.assignment.arm.regimens.all()
        filled = mouse.assignment.arm.preparations.first()
        for regimen in regimens:
            own = {"preparation": filled, "weight_g": "22.4", "volume_ml": "0.22"}
            own["amount_mg"] = 0.0224 * float(regimen.dose_mg_per_kg)
            builders.dose(mouse, regimen, 0, 1, **own)
            builders.dose(mouse, regimen, 0, 2, **own)
            if place % 5 == 0:
                builders.dose(mouse, regimen, 1, 1, status="MISSED", volume_ml=0)
            elif place % 5 == 1:
                said = {"status": "PARTIAL", "reason": "reflux"}
                builders.dose(mouse, regimen, 1, 1, **own | said)
    first = study.mice.first()
    first.doses.filter(slot_number=2).update(
        taken_back_at=builders.at(1), taken_back_reason="Another mouse was dosed"
    )
    builders.hold(study.mice.all()[3])
    builders.closed_day(study)


def _list_of_the_draw(study):
    """Every mouse as it was when the list was frozen, and one that was left out."""
    rows = [
        {"mouse": mouse.number, "unit": str(mouse.number), "volume_mm3": "120.5000000"}
        | {"weight_g": "22.40", "age_d": "49", "cage": "", "sex": mouse.sex}
        for mouse in study.mice.all()
    ]
    left_out = {**rows.pop(), "reason": "TOO_LARGE", "note": ""}
    coded = [{"code": arm.code, "name": arm.name} for arm in study.arms.all()]
    inputs = {"mice": rows, "excluded": [left_out], "arms": coded, "document": {}}
    builders.frozen_list(study, session=study.sessions.first(), inputs=inputs)


def _samples(study):
    left = study.mice.all()[1]
    builders.disposition(left)
    builders.excised_tumor(left)
    last = left.doses.order_by("slot_on", "pk").last()
    specimen = builders.specimen(left, last_dose=last)
    builders.aliquot(specimen, parent=builders.aliquot(specimen))
    run = builders.assay_run(study)
    builders.readout(specimen, run=run, assay="WESTERN", value=0.4, unit="ratio")
    builders.collection_plan(study, mice=[study.mice.last()], mice_per_arm=2)
    builders.photo(study.mice.last())
    return specimen


def _welfare(study):
    mouse = study.mice.first()
    builders.ending_rules(study)
    builders.alert(mouse, study.limits.first())
    builders.recheck(mouse)
    builders.welfare_note(mouse)
    builders.endpoint_draft(study.mice.last())
    builders.eligibility_decision(mouse)
    builders.sign(study.sessions.last(), mouse)
    builders.sign(study.sessions.last(), study.mice.last(), "ULCERATION", 2)
    builders.awareness(study)
    builders.analysis_result(study)
    day = (dt.date.today() - builders.DAY_ZERO).days
    builders.session(study, day, is_closed=False)
    late = builders.session(study, day - 1)
    big = study.mice.all()[4]
    builders.measurement(late, big.tumors.get(), "16", "15.5")
    builders.weight(late, big)


def _look(study, people):
    """The first mouse was unmasked in an emergency; the director opened the key."""
    officer, director = people["welfare_officer"], people["director"]
    mouse = study.mice.first()
    builders.arm_view(study, "Seizure", mouse=mouse, seen="MOUSE", viewed_by=officer)
    builders.arm_view(study, "Bottles", seen="KEY", viewed_by=director)
    builders.draw_entry(study, director, asked="draw", said="Not frozen.")
