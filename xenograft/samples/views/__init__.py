from xenograft.samples.views.correcting import correct, correct_readout, correct_run
from xenograft.samples.views.engagement import engagement, engagement_file
from xenograft.samples.views.plan import add_mice, leave_out, plan, plan_new
from xenograft.samples.views.runs import new_run, readout, run, runs
from xenograft.samples.views.specimens import (
    add,
    attach_last_doses,
    label_sheet,
    specimen,
    specimens,
)

__all__ = [
    "add",
    "add_mice",
    "attach_last_doses",
    "correct",
    "correct_readout",
    "correct_run",
    "engagement",
    "engagement_file",
    "label_sheet",
    "leave_out",
    "new_run",
    "plan",
    "plan_new",
    "readout",
    "run",
    "runs",
    "specimen",
    "specimens",
]
