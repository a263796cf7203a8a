"""One builder per table: builds what a fact needs, with names the bench would use.

A module has the name of its room, unless a builder has it: studies,
measurements, draws.
"""

from tests.builders.days import DAY_ZERO, at, date_of
from tests.builders.dosing import (
    agent,
    closed_day,
    dose,
    hold,
    preparation,
    regimen,
    sent_dose,
)
from tests.builders.draws import (
    arm_view,
    assignment,
    awareness,
    draw_entry,
    draw_plan,
    frozen_list,
    look_kept,
    randomization,
    replacement,
)
from tests.builders.endpoint import (
    alert,
    disposition,
    endpoint_draft,
    excised_tumor,
    overdue,
    photo,
    picture,
    recheck,
    welfare_note,
)
from tests.builders.export import study_import
from tests.builders.growth import eligibility_decision
from tests.builders.implantation import cage, mouse, tumor, tumor_model
from tests.builders.measurements import (
    daily_check,
    measurement,
    sent_row,
    session,
    sign,
    weight,
)
from tests.builders.results import analysis_result
from tests.builders.samples import (
    aliquot,
    assay_run,
    collection_plan,
    readout,
    specimen,
)
from tests.builders.studies import (
    arm,
    bench_rules,
    ending_rules,
    four_arms,
    limits,
    member,
    person,
    study,
)
from tests.builders.treated import treated_study
from xenograft import models

__all__ = [
    "DAY_ZERO",
    "agent",
    "alert",
    "aliquot",
    "analysis_result",
    "arm",
    "arm_view",
    "assay_run",
    "assignment",
    "at",
    "awareness",
    "bench_rules",
    "cage",
    "closed_day",
    "collection_plan",
    "daily_check",
    "date_of",
    "disposition",
    "dose",
    "draw_entry",
    "draw_plan",
    "eligibility_decision",
    "ending_rules",
    "endpoint_draft",
    "excised_tumor",
    "four_arms",
    "frozen_list",
    "hold",
    "limits",
    "look_kept",
    "measurement",
    "member",
    "models",
    "mouse",
    "overdue",
    "person",
    "photo",
    "picture",
    "preparation",
    "randomization",
    "readout",
    "recheck",
    "regimen",
    "replacement",
    "sent_dose",
    "sent_row",
    "session",
    "sign",
    "specimen",
    "study",
    "study_import",
    "treated_study",
    "tumor",
    "tumor_model",
    "weight",
    "welfare_note",
]
