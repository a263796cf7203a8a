from xenograft.dosing.forms.correction import CorrectionForm
from xenograft.dosing.forms.day import (
    ClosedDayForm,
    HoldForm,
    PreparationForm,
    ReasonForm,
)
from xenograft.dosing.forms.regimen import AgentForm, RegimenForm

__all__ = [
    "AgentForm",
    "ClosedDayForm",
    "CorrectionForm",
    "HoldForm",
    "PreparationForm",
    "ReasonForm",
    "RegimenForm",
]
