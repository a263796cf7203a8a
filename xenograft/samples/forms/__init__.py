from xenograft.samples.forms.paste import PasteForm
from xenograft.samples.forms.readout import (
    CorrectReadoutForm,
    ReadoutForm,
    RunForm,
)
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
    "CorrectSpecimenForm",
    "MiceForm",
    "PasteForm",
    "PlanForm",
    "ReadoutForm",
    "RunForm",
    "SpecimenForm",
    "WhyForm",
]
