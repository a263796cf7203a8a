"""What cannot be undone is signed: with the study's code typed, and a password."""

from django import forms


class SignedForm(forms.Form):
    """The study's code typed once more, and the password of who signs."""

    # Said behind a wrong password.
    nothing_done = "Nothing was done."

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
            raise forms.ValidationError(
                f"This is not your password. {self.nothing_done}"
            )
        return ""


class LockForm(SignedForm):
    nothing_done = "Nothing was locked."
