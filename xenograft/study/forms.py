from django import forms
from django.contrib.auth import get_user_model

from xenograft.analysis.endpoints.words import usual_basis
from xenograft.study.models import (
    Arm,
    EndingRule,
    Limit,
    Membership,
    Study,
    TumorModel,
)
from xenograft.study.models.study import CRITERIA
from xenograft.study.models.tumor_model import PDX_MI_REQUIRED
from xenograft.study.roles import Role
from xenograft.study.seen import SeenMixin

PROTOCOL_FIELDS = [
    "title",
    "objective",
    "ethics_licence",
    "planned_mice_count",
    "cells_per_implant_count",
    "matrix",
    "implant_site",
    "window_min_mm3",
    "window_max_mm3",
    "needs_growth",
    "weight_within_percent",
    "implanted_min_days",
    "implanted_max_days",
    "inclusion_criteria",
    "animal_exclusion_criteria",
    "data_exclusion_criteria",
    "primary_outcome",
    "sample_size_basis",
    "measure_every_min_days",
    "measure_every_max_days",
    "treatment_min_days",
    "treatment_max_days",
    "weight_fresh_days",
    "weight_usable_days",
    "volume_formula",
    "day_zero_anchor",
    "day_zero_on",
    "experimental_unit",
    "allows_recheck",
    "has_random_order",
]
TEXTS = {
    name: forms.Textarea({"rows": 3 if name == "objective" else 2})
    for name in ["objective", *CRITERIA, "primary_outcome", "sample_size_basis"]
}


class NewStudyForm(forms.ModelForm):
    agent_a = forms.CharField(label="Drug A", max_length=38, initial="Defactinib")
    agent_b = forms.CharField(
        label="Drug B, the partner",
        max_length=38,
        help_text="The protocol does not name it: enter your partner drug.",
    )
    mice_per_arm_count = forms.IntegerField(
        label="Mice per arm", min_value=1, max_value=500, initial=10
    )

    class Meta:
        model = Study
        fields = [
            "code",
            "is_training",
            *[name for name in PROTOCOL_FIELDS if name != "day_zero_on"],
        ]
        widgets = TEXTS

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("agent_a"), cleaned.get("agent_b")
        if first and second and first.casefold() == second.casefold():
            self.add_error("agent_b", f"Both drugs are called {first}. Name the other.")
        return cleaned

    @property
    def agents(self):
        return self.cleaned_data["agent_a"], self.cleaned_data["agent_b"]


class BlankStudyForm(forms.ModelForm):
    """A study without arms: they are added on its design page."""

    class Meta(NewStudyForm.Meta):
        pass


class ReasonMixin(forms.Form):
    """A change after randomization is an amendment and needs a reason."""

    reason = forms.CharField(label="Reason for the change", max_length=200)

    def __init__(self, *args, needs_reason, **kwargs):
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]


class ProtocolForm(SeenMixin, ReasonMixin, forms.ModelForm):
    class Meta:
        model = Study
        fields = PROTOCOL_FIELDS
        widgets = {
            **TEXTS,
            "day_zero_on": forms.DateInput({"type": "date"}),
        }

    def save(self, commit=True):
        self.instance.version += 1
        return super().save(commit)


class MaskingForm(SeenMixin, ReasonMixin, forms.ModelForm):
    """Who is masked. What the draw rests on is fixed with it; a date can move."""

    class Meta:
        model = Study
        fields = ["blinds_director", "arms_open_on", "bottle_coding"]
        widgets = {"arms_open_on": forms.DateInput({"type": "date"})}

    def __init__(self, *args, is_drawn, **kwargs):
        super().__init__(*args, needs_reason=is_drawn, **kwargs)
        if is_drawn:
            for name in ("blinds_director", "bottle_coding"):
                self.fields[name].disabled = True
                self.fields[name].help_text = "Fixed since the draw."

    def save(self, commit=True):
        # Only these columns: the protocol may be open in another window.
        self.instance.save(update_fields=self.Meta.fields)
        return self.instance


class TumorModelForm(SeenMixin, forms.ModelForm):
    class Meta:
        model = TumorModel
        exclude = ["study"]  # noqa: DJ006  every other field is the scientist's
        widgets = {
            "identity_tested_on": forms.DateInput({"type": "date"}),
            "mycoplasma_tested_on": forms.DateInput({"type": "date"}),
        }

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == TumorModel.Kind.PDX:
            for name in PDX_MI_REQUIRED:
                if cleaned.get(name) in ("", None) and name not in self.errors:
                    self.add_error(name, "PDX-MI asks for this of a PDX model.")
        return cleaned


class ArmForm(SeenMixin, forms.ModelForm):
    class Meta:
        model = Arm
        fields = [
            "name",
            "position",
            "planned_count",
            "satellite_count",
            "is_control",
            "has_agent_a",
            "has_agent_b",
        ]


ArmFormSet = forms.inlineformset_factory(
    Study, Arm, form=ArmForm, extra=2, can_delete=True
)


class LimitForm(SeenMixin, forms.ModelForm):
    class Meta:
        model = Limit
        fields = [
            "kind",
            "basis",
            "purpose",
            "warning_level",
            "hold_level",
            "action_level",
            "duration_hours",
        ]
        help_texts = {"basis": "Empty: the usual one of the sign."}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") and not cleaned.get("basis"):
            cleaned["basis"] = usual_basis(cleaned["kind"])
        if cleaned.get("basis") == "AGE" and not self.instance.study.normal_weights:
            self.add_error(
                "basis",
                "This study has no normal weights by age. Enter them first, on the "
                "page of the design.",
            )
        return cleaned


LimitFormSet = forms.inlineformset_factory(
    Study, Limit, form=LimitForm, extra=1, can_delete=True
)


class EndingRuleForm(SeenMixin, forms.ModelForm):
    class Meta:
        model = EndingRule
        fields = ["survival_is_event", "volume_is_event", "sensitivity_is_event"]


EndingRuleFormSet = forms.inlineformset_factory(
    Study,
    EndingRule,
    form=EndingRuleForm,
    extra=0,
    can_delete=False,
)


class MemberForm(forms.Form):
    """Give a person, by sign-in name, a role."""

    username = forms.CharField(label="Sign-in name", max_length=150)
    role = forms.ChoiceField(choices=Role)

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        self.study = study

    def clean_username(self):
        username = self.cleaned_data["username"].strip()
        people = get_user_model().objects.filter(is_active=True)
        self.person = people.filter(username__iexact=username).first()
        if self.person is None:
            raise forms.ValidationError(
                f"Nobody signs in as “{username}”. Check the name, or ask whoever "
                "runs this site to add the person."
            )
        return username

    def clean(self):
        cleaned = super().clean()
        if not self.errors and self.study.memberships.filter(
            person=self.person, role=cleaned["role"]
        ):
            raise forms.ValidationError(f"{self.person} has this role already.")
        return cleaned

    def save(self):
        return Membership.objects.create(
            study=self.study, person=self.person, role=self.cleaned_data["role"]
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=200)
