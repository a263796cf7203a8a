from django import forms

from xenograft.endpoint.forms.collecting import photo_field
from xenograft.endpoint.words import SIGN


class UndoForm(forms.Form):
    reason = forms.CharField(
        label="Reason",
        max_length=200,
        error_messages={"required": "Say why the endpoint is taken back."},
    )


class RecheckForm(forms.Form):
    reason = forms.CharField(
        label="Why the value is doubted",
        max_length=200,
        error_messages={"required": "Say why the value is to be measured again."},
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Note",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Write the note, or leave without saving."},
    )
    asks_daily = forms.BooleanField(label="Check this mouse every day", required=False)
    photo = photo_field("JPEG, PNG or WebP, 8 MB at most, as of an ulcer.")


class BoardFilter(forms.Form):
    """Which mice the board shows; what is not a choice of it is left out."""

    study = forms.ChoiceField(label="Study", required=False)
    kind = forms.ChoiceField(
        label="Limit",
        required=False,
        choices=[
            ("", "Any limit"),
            *((code, words) for code, (words, _) in SIGN.items()),
        ],
    )
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, studies):
        super().__init__(data)
        codes = [(study.code, study.code) for study in studies]
        self.fields["study"].choices = [("", "All studies"), *codes]
        if len(studies) < 2:
            del self.fields["study"]
        self.full_clean()

    @property
    def chosen_kind(self):
        return self.cleaned_data.get("kind", "")

    def studies_of(self, studies):
        code = self.cleaned_data.get("study")
        return [study for study in studies if not code or study.code == code]
