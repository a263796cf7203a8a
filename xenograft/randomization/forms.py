from django import forms

from xenograft.randomization.models import DrawPlan


class PlanForm(forms.ModelForm):
    """How the study will be drawn; the seed is made when it is saved."""

    class Meta:
        model = DrawPlan
        fields = [
            "method",
            "balances_weight",
            "balances_sex",
            "balances_cage",
            "balances_age",
            "reserve_rule",
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


class ConfirmForm(forms.Form):
    """The study's code and the password of who draws: the draw happens once."""

    study_code = forms.CharField(
        label="Type the study code",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Your password",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    based_on = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, study, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.study, self.person = study, person

    def clean_study_code(self):
        typed = self.cleaned_data["study_code"].strip()
        if typed.casefold() != self.study.code.casefold():
            raise forms.ValidationError(
                f"“{typed}” is not the code of this study. Type {self.study.code}."
            )
        return typed

    def clean_password(self):
        if not self.person.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError("This is not your password. Nothing was drawn.")
        return ""


class LookForm(forms.Form):
    """Why somebody looks at arms."""

    reason = forms.CharField(
        label="Why you look",
        max_length=200,
        error_messages={"required": "Say why you look. It is kept with your name."},
    )
