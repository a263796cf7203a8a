from xenograft.samples.forms.paste import PasteForm
from xenograft.samples.forms.readout import ReadoutForm, RunForm
from xenograft.samples.forms.specimen import (
    AliquotForm,
    MiceForm,
    PlanForm,
    SpecimenForm,
    WhyForm,
)

__all__ = [
    "AliquotForm",
    "MiceForm",
    "PasteForm",
    "PlanForm",
    "ReadoutForm",
    "RunForm",
    "SpecimenForm",
    "WhyForm",
]
