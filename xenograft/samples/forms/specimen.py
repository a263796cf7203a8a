from django import forms

from xenograft.endpoint.forms import CollectForm, collection_problem, moment_input
from xenograft.implantation.models import Mouse
from xenograft.samples.models import Aliquot, CollectionPlan, Specimen
from xenograft.study.seen import SeenMixin, digest_of

# What a further step adds to a label at most, as ".1204".
LABEL_STEP = 5


def why(required):
    return forms.CharField(max_length=200, error_messages={"required": required})


class SpecimenForm(forms.ModelForm):
    """A specimen of any mouse of the study, also of one that is still alive."""

    class Meta(CollectForm.Meta):
        model = Specimen
        fields = [
            "mouse",
            "tissue",
            "handling",
            "collected_at",
            "preserved_at",
            "tumor",
            "region",
            "weight_mg",
            "position",
            "storage_c",
            "fixed_until",
            "lysis_buffer",
            "inhibitors",
            "viable_pct",
            "necrosis_pct",
            "exclusion_reason",
            "note",
        ]
        widgets = {
            "collected_at": moment_input(),
            "preserved_at": moment_input(),
            "fixed_until": moment_input(),
        }

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        mice = Mouse.objects.of_study(study).select_related("study", "disposition")
        self.fields["mouse"].queryset = mice
        self.fields["mouse"].error_messages["invalid_choice"] = (
            "This mouse is not in the study. Choose one of the list."
        )
        tumors = self.fields["tumor"]
        tumors.queryset = tumors.queryset.filter(mouse__study=study).select_related(
            "mouse"
        )
        tumors.help_text = "Only when the mouse carries two."

    def clean(self):
        cleaned = super().clean()
        mouse = cleaned.get("mouse") or getattr(self.instance, "mouse", None)
        collected_at = cleaned.get("collected_at")
        if mouse and collected_at:
            left = getattr(mouse, "disposition", None)
            problem = collection_problem(mouse, collected_at, left and left.left_on)
            if problem:
                self.add_error("collected_at", problem)
        if mouse and cleaned.get("tumor") and cleaned["tumor"].mouse_id != mouse.pk:
            self.add_error("tumor", f"This tumor is not one of {mouse}.")
        return cleaned


class CorrectSpecimenForm(SeenMixin, SpecimenForm):
    """What was written of a specimen wrongly; its mouse and its label stay."""

    reason = why("Say why it is corrected.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["mouse"]
        tumors = self.fields["tumor"]
        tumors.queryset = tumors.queryset.filter(mouse=self.instance.mouse)


class AliquotForm(forms.ModelForm):
    """A portion of a specimen, or of one of its portions."""

    class Meta:
        model = Aliquot
        fields = [
            "parent",
            "kind",
            "quantity",
            "unit",
            "position",
            "freeze_thaw_count",
            "note",
        ]

    def __init__(self, *args, specimen, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.specimen = specimen
        parent = self.fields["parent"]
        parent.queryset = specimen.aliquots.all()
        parent.empty_label = f"the specimen, {specimen.label}"
        parent.error_messages["invalid_choice"] = (
            f"This is not an aliquot of {specimen.label}. Choose one of the list."
        )

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        longest = Aliquot._meta.get_field("label").max_length
        if parent and len(parent.label) > longest - LABEL_STEP:
            raise forms.ValidationError(
                f"{parent.label} is too many steps from its specimen for a label. "
                "Choose an earlier one, and say the rest in the note."
            )
        return parent


class PlanForm(forms.ModelForm):
    """One planned collection. Its study is set before the constraints are asked."""

    class Meta:
        model = CollectionPlan
        fields = [
            "tissue",
            "handling",
            "hours_after_last_dose",
            "final_day",
            "window_minutes",
            "mice_per_arm",
        ]

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.study = study

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"study"}


class MiceForm(SeenMixin, forms.Form):
    """Numbers of mice for a plan, as 3, 7, 12; asks where it was changed meanwhile."""

    numbers = forms.CharField(
        max_length=400,
        help_text="As 3, 7, 12.",
        error_messages={"required": "Type the numbers of the mice, as 3, 7, 12."},
    )

    def __init__(self, *args, study, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.study, self.plan = study, plan

    def digest(self):
        return digest_of(self._planned())

    def _planned(self):
        found = self.plan.mice.order_by("mouse__number")
        return list(found.values_list("mouse__number", flat=True))

    def _others(self):
        numbers = ", ".join(map(str, self._planned()))
        return [f"the plan has {f'mice {numbers}' if numbers else 'no mice'}"]

    def clean_numbers(self):
        typed = self.cleaned_data["numbers"].replace(",", " ").split()
        known = {str(mouse.number): mouse for mouse in self.study.mice.all()}
        strange = [part for part in typed if part.lstrip("0") not in known]
        if strange:
            raise forms.ValidationError(
                f"“{strange[0][:20]}” is not the number of a mouse of "
                f"{self.study.code}. Nothing was added."
            )
        return [known[part.lstrip("0")] for part in dict.fromkeys(typed)]


class WhyForm(forms.Form):
    reason = why("Say why it changes.")
