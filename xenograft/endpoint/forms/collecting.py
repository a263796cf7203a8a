"""Specimens that are collected when a mouse leaves."""

from django import forms
from django.utils import timezone

from xenograft.implantation.models import Mouse

# Reached through the mouse: the room of the samples stands to the right.
Specimen = Mouse.specimens.rel.related_model

SPECIMEN_ROWS = 6


def moment_input():
    return forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def said(instant):
    return f"{timezone.localtime(instant):%H:%M on %-d %b}"


class CollectForm(forms.ModelForm):
    """One specimen of a mouse that is known already."""

    class Meta:
        model = Specimen
        fields = ["tissue", "handling", "collected_at", "tumor", "position"]
        labels = {"collected_at": "Collected at", "tumor": "Which tumor"}
        widgets = {"collected_at": moment_input()}
        error_messages = {
            "handling": {"required": "Choose how the specimen was kept."},
            "collected_at": {
                "required": "Enter when the specimen was collected.",
                "invalid": "This is not a date and time. Enter it as 2026-11-22 10:22.",
            },
        }

    def __init__(self, *args, mouse, left_on=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.mouse, self.left_on = mouse, left_on
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


SpecimenFormSet = forms.modelformset_factory(
    Specimen, form=CollectForm, extra=SPECIMEN_ROWS, max_num=SPECIMEN_ROWS
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
