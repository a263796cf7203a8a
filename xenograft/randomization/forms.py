from django import forms
from django.contrib.auth import authenticate

from xenograft.randomization.models import DrawPlan
from xenograft.study.seen import SeenMixin
from xenograft.study.signing import SignedForm

WITH_DEFAULTS = [
    "replacement_rule",
    "waiting_days",
    "volume_sd_mm3",
    "weight_center_g",
    "weight_sd_g",
]


def said_by(form):
    """What is wrong with a form, in sentences."""
    return " ".join(text for texts in form.errors.values() for text in texts)


class PlanForm(SeenMixin, forms.ModelForm):
    """How the study will be drawn; the seed is made when it is saved."""

    class Meta:
        model = DrawPlan
        fields = [
            "method",
            "balances_weight",
            "balances_sex",
            "balances_cage",
            "balances_age",
            "balances_batch",
            "balances_bilateral",
            "reserve_rule",
            "replacement_rule",
            "needs_two_to_freeze",
            "waiting_days",
            "volume_sd_mm3",
            "weight_center_g",
            "weight_sd_g",
        ]

    reason = forms.CharField(
        required=False,
        max_length=200,
        label="Why the plan is fixed once more",
        error_messages={"required": "Say why the plan is fixed once more."},
    )

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.study = study
        if self.instance.pk:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]
        for name in WITH_DEFAULTS:
            self.fields[name].required = False

    def clean(self):
        """What is left empty is as planned by default."""
        cleaned = super().clean()
        for name in WITH_DEFAULTS:
            if cleaned.get(name) in (None, "") and name not in self.errors:
                cleaned[name] = DrawPlan._meta.get_field(name).get_default()
        return cleaned


class ConfirmForm(SignedForm):
    """Signed by who draws, on the list that they saw: the draw happens once."""

    nothing_done = "Nothing was drawn."

    based_on = forms.CharField(required=False, widget=forms.HiddenInput)


class LookForm(forms.Form):
    """Why somebody looks at arms."""

    reason = forms.CharField(
        label="Why you look",
        max_length=200,
        error_messages={"required": "Say why you look. It is kept with your name."},
    )


class ReasonForm(forms.Form):
    """Why a list is unfrozen, or a mouse replaced."""

    reason = forms.CharField(
        max_length=200,
        error_messages={"required": "Say why. It stays in every report."},
    )


class SecondForm(forms.Form):
    """A second member of the study signs."""

    witness = forms.CharField(
        label="Sign-in name of the second person",
        max_length=150,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    witness_password = forms.CharField(
        label="Their password",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )

    def __init__(self, *args, study, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.study, self.request = study, request

    def clean(self):
        """The second person, a member of the study, as `signed_by`."""
        cleaned = super().clean()
        name, typed = cleaned.get("witness"), cleaned.get("witness_password")
        if name and typed:
            person = authenticate(self.request, username=name, password=typed)
            if person is None or not self.study.roles_of(person):
                self.add_error(
                    "witness_password",
                    f"“{name}” with this password is no member of {self.study.code}.",
                )
            cleaned["signed_by"] = person
        return cleaned


class VoidForm(SecondForm, ReasonForm):
    """Two people sign that a draw is not used."""

    password = forms.CharField(
        label="Your password",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ["reason", "password", "witness", "witness_password"]

    def clean_password(self):
        if not self.request.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError("This is not your password. Nothing changed.")
        return ""
