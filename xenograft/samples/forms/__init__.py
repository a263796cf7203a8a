from xenograft.samples.forms.paste import PasteForm
from xenograft.samples.forms.readout import (
    CorrectReadoutForm,
    ReadoutForm,
)
from xenograft.samples.forms.run import CorrectRunForm, RunForm
from xenograft.samples.forms.specimen import (
    AliquotForm,
    CorrectSpecimenForm,
    MiceForm,
    PlanForm,
    SpecimenForm,
    WhyForm,
)

__all__ = [
    "AliquotForm",
    "CorrectReadoutForm",
    "CorrectRunForm",
    "CorrectSpecimenForm",
    "MiceForm",
    "PasteForm",
    "PlanForm",
    "ReadoutForm",
    "RunForm",
    "SpecimenForm",
    "WhyForm",
]
