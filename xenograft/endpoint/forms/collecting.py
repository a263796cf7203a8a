"""Specimens that are collected when a mouse leaves."""

from django import forms
from django.utils import timezone

from xenograft.implantation.models import Mouse

# Reached through the mouse: the room of the samples stands to the right.
Specimen = Mouse.specimens.rel.related_model

SPECIMEN_ROWS = 6
SPECIMEN_FIELDS = [
    "tissue",
    "handling",
    "collected_at",
    "preserved_at",
    "tumor",
    "position",
]


def moment_input():
    return forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def photo_field(help_text):
    accepted = {"accept": "image/jpeg,image/png,image/webp"}
    return forms.FileField(
        label="Add a photo",
        required=False,
        help_text=help_text,
        widget=forms.FileInput(accepted),
    )


def said(instant):
    return f"{timezone.localtime(instant):%H:%M on %-d %b}"


class CollectForm(forms.ModelForm):
    """One specimen of a mouse that is known already."""

    class Meta:
        model = Specimen
        fields = SPECIMEN_FIELDS
        labels = {"collected_at": "Collected at", "tumor": "Which tumor"}
        widgets = {"collected_at": moment_input(), "preserved_at": moment_input()}
        help_texts = {"preserved_at": ""}
        error_messages = {
            "handling": {"required": "Choose how the specimen was kept."},
            "collected_at": {
                "required": "Enter when the specimen was collected.",
                "invalid": "This is not a date and time. Enter it as 2026-11-22 10:22.",
            },
        }

    def __init__(self, *args, mouse, left_on=None, plan=None, **kwargs):
        if plan is not None and not kwargs.get("initial"):
            kwargs["initial"] = {"tissue": plan.tissue, "handling": plan.handling}
        super().__init__(*args, **kwargs)
        self.mouse, self.left_on, self.plan = mouse, left_on, plan
        self.instance.mouse = mouse
        tumors = list(mouse.tumors.all())
        self.fields["tumor"].queryset = mouse.tumors.all()
        if len(tumors) < 2:
            del self.fields["tumor"]

    def clean_collected_at(self):
        collected_at = self.cleaned_data["collected_at"]
        problem = collection_problem(self.mouse, collected_at, self.left_on)
        if problem:
            raise forms.ValidationError(problem)
        return collected_at


class PlannedFormSet(forms.BaseModelFormSet):
    """Rows for specimens; the first ones are those planned of the mouse."""

    def __init__(self, *args, plans=(), **kwargs):
        self.plans = plans
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index):
        kwargs = super().get_form_kwargs(index)
        is_planned = index is not None and index < len(self.plans)
        return kwargs | ({"plan": self.plans[index]} if is_planned else {})


SpecimenFormSet = forms.modelformset_factory(
    Specimen,
    form=CollectForm,
    formset=PlannedFormSet,
    extra=SPECIMEN_ROWS,
    max_num=SPECIMEN_ROWS,
)


def collection_problem(mouse, collected_at, left_on=None):
    """Why nothing can have been collected then, in one sentence; else None."""
    if collected_at > timezone.now():
        return f"{said(collected_at)} is in the future. Check the date and time."
    if left_on and timezone.localdate(collected_at) > left_on:
        return (
            f"{mouse} left the study on {left_on:%-d %b}; a specimen cannot be "
            "collected after it."
        )
    return None
