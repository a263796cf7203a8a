"""One builder per table: builds what a fact needs, with names the bench would use."""

import datetime as dt
import io
import itertools
import uuid

from django.contrib.auth import get_user_model
from django.utils import timezone
from PIL import Image

from xenograft import models
from xenograft.randomization import chain, looks, sealing
from xenograft.study.access import study_for
from xenograft.study.models.ending_rule import usual_ending_rules
from xenograft.study.models.limit import default_limits
from xenograft.study.models.study import CRITERIA

DAY_ZERO = dt.date(2026, 11, 3)
_numbers = itertools.count(1)


def at(day, hour=9, minute=0):
    """An instant on study day `day` (days after DAY_ZERO)."""
    moment = dt.datetime.combine(
        DAY_ZERO + dt.timedelta(days=day), dt.time(hour, minute)
    )
    return timezone.make_aware(moment)


def person(username=None, **fields):
    username = username or f"person{next(_numbers)}"
    return get_user_model().objects.create_user(username, **fields)


def study(code=None, **fields):
    code = code or f"STUDY-{next(_numbers)}"
    fields.setdefault("title", "Defactinib and avutometinib in an LGSOC organoid")
    for name in CRITERIA:
        fields.setdefault(name, "None, stated.")
    fields.setdefault("arms_open_on", DAY_ZERO - dt.timedelta(days=60))
    return models.Study.objects.create(code=code, **fields)


def member(study, role, username=None):
    someone = person(username)
    models.Membership.objects.create(study=study, person=someone, role=role)
    return someone


def limits(study):
    return models.Limit.objects.bulk_create(default_limits(study))


def ending_rules(study):
    return models.EndingRule.objects.bulk_create(usual_ending_rules(study))


def tumor_model(study, **fields):
    fields.setdefault("name", "LGSOC-07")
    fields.setdefault("kind", "ORGANOID")
    return models.TumorModel.objects.create(study=study, **fields)


def arm(study, name="Vehicle", position=1, **fields):
    return models.Arm.objects.create(
        study=study, name=name, position=position, **fields
    )


def four_arms(study, planned_count=10):
    """Vehicle, A, B and A + B, in that order."""
    rows = [
        ("Vehicle", False, False),
        ("Defactinib", True, False),
        ("Avutometinib", False, True),
        ("Defactinib + avutometinib", True, True),
    ]
    return [
        arm(
            study,
            name,
            position,
            planned_count=planned_count,
            is_control=not (has_a or has_b),
            has_agent_a=has_a,
            has_agent_b=has_b,
        )
        for position, (name, has_a, has_b) in enumerate(rows, start=1)
    ]


def cage(study, name="C01", **fields):
    return models.Cage.objects.create(study=study, name=name, **fields)


def mouse(study, number=None, **fields):
    number = number or study.mice.count() + 1
    return models.Mouse.objects.create(study=study, number=number, **fields)


def tumor(mouse, side="R", **fields):
    fields.setdefault("implanted_on", DAY_ZERO - dt.timedelta(days=20))
    return models.Tumor.objects.create(mouse=mouse, side=side, **fields)


def session(study, day=0, is_closed=True, **fields):
    if is_closed:
        fields.setdefault("closed_at", at(day, 12))
    return models.Session.objects.create(
        study=study, held_on=DAY_ZERO + dt.timedelta(days=day), **fields
    )


def measurement(session, tumor, length_mm="6.0", width_mm="6.0", **fields):
    fields.setdefault(
        "measured_at",
        timezone.make_aware(dt.datetime.combine(session.held_on, dt.time(9))),
    )
    return models.CaliperMeasurement.objects.create(
        session=session, tumor=tumor, length_mm=length_mm, width_mm=width_mm, **fields
    )


def weight(session, mouse, weight_g="22.4", **fields):
    fields.setdefault(
        "weighed_at",
        timezone.make_aware(dt.datetime.combine(session.held_on, dt.time(9))),
    )
    return models.BodyWeight.objects.create(
        session=session, mouse=mouse, weight_g=weight_g, **fields
    )


def sign(session, mouse, sign="NORMAL", grade=0, **fields):
    return models.ClinicalSign.objects.create(
        session=session, mouse=mouse, sign=sign, grade=grade, **fields
    )


def sent_row(session, mouse, outcome="SAVED", **fields):
    fields.setdefault("parts", {"weight": {"g": "21.4", "base": ""}})
    fields.setdefault("sent_by", person())
    if outcome not in ("SAVED", "OPEN"):
        fields.setdefault("decided_at", at(0))
    return models.SentRow.objects.create(
        session=session, mouse=mouse, write_id=uuid.uuid4(), outcome=outcome, **fields
    )


def sent_dose(mouse, day=0, outcome="OPEN", **fields):
    fields.setdefault("parts", {"status": "MISSED", "reason": "refused"})
    fields.setdefault("sent_by", person())
    if outcome != "OPEN":
        fields.setdefault("decided_at", at(day))
    return models.SentDose.objects.create(
        mouse=mouse,
        slot_on=DAY_ZERO + dt.timedelta(days=day),
        outcome=outcome,
        **{"slot_number": 1, "route": "PO", "write_id": uuid.uuid4(), **fields},
    )


def bench_rules(study, **fields):
    return models.BenchRules.objects.create(study=study, **fields)


def draw_plan(study, method="RANK_BLOCK", **fields):
    """A plan with a committed seed; by blocks, which take no time to draw."""
    sealed, committed = sealing.new_seed()
    return models.DrawPlan.objects.create(
        study=study,
        method=method,
        seed_sealed_hex=sealed,
        seed_commitment=committed,
        **fields,
    )


def draw_entry(study, by=None, **about):
    """The next entry about the draw, as if something had been refused."""
    return chain.add(study=study, kind="REFUSED", by=by, **about)


def frozen_list(study, **fields):
    """The list of mice as it is now, frozen for the draw."""
    fields.setdefault("inputs", {"mice": [], "arms": [], "document": {}})
    fields.setdefault("session", study.sessions.last() or session(study))
    return models.FrozenList.objects.create(study=study, **fields)


def replacement(assignment, entering, reason="Fight wounds", **fields):
    fields.setdefault("leaving", assignment.mouse)
    return models.Replacement.objects.create(
        assignment=assignment, entering=entering, reason=reason, rule="RANDOM", **fields
    )


def arm_view(study, reason="audit", **fields):
    return models.ArmView.objects.create(study=study, reason=reason, **fields)


def look_kept(study, person, seen):
    """As if `person` had opened a page of this kind earlier today."""
    looks.keep([study_for(person, study.code)], by=person, seen=seen)


def awareness(study, role="measurer", stage="OUTCOME", state="BLINDED", **fields):
    return models.Awareness.objects.create(
        study=study, role=role, stage=stage, state=state, **fields
    )


def randomization(study, method="RANK_BLOCK", seed_hex="00" * 32, **fields):
    return models.Randomization.objects.create(
        study=study, method=method, seed_hex=seed_hex, **fields
    )


def assignment(randomization, mouse, arm, block=1):
    return models.Assignment.objects.create(
        randomization=randomization,
        mouse=mouse,
        drawn_mouse=mouse,
        arm=arm,
        block=block,
    )


def agent(study, name="Defactinib", **fields):
    return models.Agent.objects.create(study=study, name=name, **fields)


def regimen(arm, agent, dose_mg_per_kg=25, **fields):
    fields.setdefault("concentration_mg_per_ml", "2.5")
    return models.Regimen.objects.create(
        arm=arm, agent=agent, dose_mg_per_kg=dose_mg_per_kg, **fields
    )


def dose(mouse, regimen, day=0, slot_number=1, **fields):
    fields.setdefault("status", "GIVEN")
    if fields["status"] in ("MISSED", "WITHHELD"):
        fields = {"amount_mg": 0, "volume_ml": 0, "reason": "reflux", **fields}
    else:
        fields.setdefault("given_at", at(day, 8 if slot_number == 1 else 17))
        fields.setdefault("amount_mg", 0.56)
    return models.Dose.objects.create(
        mouse=mouse,
        regimen=regimen,
        slot_on=DAY_ZERO + dt.timedelta(days=day),
        slot_number=slot_number,
        **fields,
    )


def preparation(arm, label="K-21", day=0, good_days=7, **fields):
    made_on = DAY_ZERO + dt.timedelta(days=day)
    return models.Preparation.objects.create(
        arm=arm,
        label=label,
        made_on=made_on,
        use_by=made_on + dt.timedelta(days=good_days),
        **fields,
    )


def closed_day(study, day=5, reason="Holiday"):
    return models.ClosedDay.objects.create(
        study=study, closed_on=DAY_ZERO + dt.timedelta(days=day), reason=reason
    )


def hold(mouse, reason="Weight loss", **fields):
    fields.setdefault("held_at", at(0, 8))
    return models.Hold.objects.create(mouse=mouse, reason=reason, **fields)


def eligibility_decision(mouse, goes_in=True, reason="Enrolled late", **fields):
    fields.setdefault("session", mouse.study.sessions.order_by("held_on").last())
    return models.EnrollmentDecision.objects.create(
        mouse=mouse, goes_in=goes_in, reason=reason, **fields
    )


def disposition(mouse, day=10, reason="TUMOR_SIZE", **fields):
    return models.Disposition.objects.create(
        mouse=mouse, left_on=DAY_ZERO + dt.timedelta(days=day), reason=reason, **fields
    )


def excised_tumor(mouse, weight_mg=1462):
    """The weight of the first mass of a mouse that left."""
    return models.ExcisedTumor.objects.create(
        disposition=mouse.disposition,
        tumor=mouse.tumors.first() or tumor(mouse),
        weight_mg=weight_mg,
    )


def picture(kind="PNG", color="red"):
    """The bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (2, 2), color).save(out, kind)
    return out.getvalue()


def photo(mouse, **fields):
    fields.setdefault("content", picture())
    fields.setdefault("content_type", "image/png")
    return models.Photo.objects.create(mouse=mouse, **fields)


def endpoint_draft(mouse, **fields):
    fields.setdefault("saved_at", at(10, 9))
    return models.EndpointDraft.objects.create(mouse=mouse, **fields)


def alert(mouse, limit, day=10, **fields):
    """An alert and the message of it to the first member of the study."""
    fields.setdefault("value", float(limit.action_level))
    fields.setdefault("value_on", DAY_ZERO + dt.timedelta(days=day))
    made = models.Alert.objects.create(
        mouse=mouse, limit=limit, raised_at=at(day, 9), **fields
    )
    for member in mouse.study.memberships.all()[:1]:
        models.AlertMessage.objects.create(
            alert=made, person=member.person, occasion="TOLD", made_at=at(day, 9)
        )
    return made


def daily_check(cage, day=0, **fields):
    fields.setdefault("checked_at", at(day, 8))
    on = DAY_ZERO + dt.timedelta(days=day)
    return models.DailyCheck.objects.create(cage=cage, checked_on=on, **fields)


def overdue(mouse, day=10, **fields):
    fields.setdefault("why", "NOT_MEASURED")
    fields.setdefault("noticed_at", at(day, 9))
    due_on = DAY_ZERO + dt.timedelta(days=day - 1)
    return models.Overdue.objects.create(mouse=mouse, due_on=due_on, **fields)


def recheck(mouse, day=10, **fields):
    fields.setdefault("reason", "Read in haste")
    fields.setdefault("asked_at", at(day, 9))
    return models.Recheck.objects.create(mouse=mouse, **fields)


def welfare_note(mouse, text="Look at the left eye", **fields):
    return models.WelfareNote.objects.create(mouse=mouse, text=text, **fields)


def specimen(mouse, handling="SNAP_LN2", **fields):
    fields.setdefault("label", f"{mouse.number}-T{mouse.specimens.count() + 1}")
    fields.setdefault("collected_at", at(10, 11))
    return models.Specimen.objects.create(mouse=mouse, handling=handling, **fields)


def readout(specimen, value=200, **fields):
    fields.setdefault("assay", "IHC_H_SCORE")
    fields.setdefault("target", "p-FAK")
    fields.setdefault("phosphosite", "Y397")
    fields.setdefault("unit", "H-score")
    return models.Readout.objects.create(specimen=specimen, value=value, **fields)


def aliquot(specimen, **fields):
    return models.Aliquot.objects.create(specimen=specimen, **fields)


def assay_run(study, name="Blot 1", **fields):
    fields.setdefault("ran_on", DAY_ZERO + dt.timedelta(days=11))
    return models.AssayRun.objects.create(study=study, name=name, **fields)


def collection_plan(study, hours=4, mice=(), **fields):
    fields.setdefault("handling", "SNAP_LN2")
    plan = models.CollectionPlan.objects.create(
        study=study, hours_after_last_dose=hours, **fields
    )
    for one in mice:
        models.PlannedMouse.objects.create(plan=plan, mouse=one)
    return plan


def analysis_result(study, **fields):
    """A computed analysis of a study whose mice are in arms, as it is now."""
    from xenograft.results import actions, choices

    made = actions.computed(study, choices.read({}))
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made


def study_import(study=None, **fields):
    fields.setdefault("code", "IMP-1")
    fields.setdefault("file_name", "mice.csv")
    fields.setdefault("file_sha256", "0" * 64)
    fields.setdefault("content", "mouse,arm,day,weight_g\n1,Vehicle,0,22.4\n")
    headings = ["mouse", "arm", "day", "weight_g"]
    fields.setdefault("columns", {"fields": [[name, name] for name in headings]})
    return models.StudyImport.objects.create(study=study, **fields)


def treated_study(mice_per_arm=3, days=(0, 3, 7), **fields):
    """Four arms with mice, closed sessions, weights and a first dose each."""
    made = study(**fields)
    limits(made)
    arms = four_arms(made, planned_count=mice_per_arm)
    draw = randomization(made)
    vehicle = agent(made, "0.5% MC", is_vehicle=True)
    regimens = [regimen(arm, vehicle, 0, concentration_mg_per_ml=0) for arm in arms]
    sessions = [session(made, day) for day in days]
    for place in range(4 * mice_per_arm):
        arm_here = arms[place % 4]
        one = mouse(made, cage=None)
        mass = tumor(one)
        assignment(draw, one, arm_here, block=place // 4 + 1)
        dose(one, regimens[place % 4])
        for step, held in enumerate(sessions):
            size = 6 + step * (4 - place % 4) * 0.5 + (place // 4) * 0.1
            measurement(held, mass, f"{size:.1f}", f"{size - 0.2:.1f}")
            weight(held, one, f"{22 + place * 0.1:.1f}")
    return made
