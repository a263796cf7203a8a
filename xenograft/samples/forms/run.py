from django import forms

from xenograft.samples.forms.specimen import why
from xenograft.samples.models import AssayRun
from xenograft.samples.models.run import CONTROLS
from xenograft.study.seen import SeenMixin


class RunForm(forms.ModelForm):
    """A blot, plate or staining batch, and what it is checked by."""

    class Meta:
        model = AssayRun
        fields = [
            *("name", "assay", "ran_on", "target", "phosphosite", "antibody"),
            *CONTROLS,
            *("reference_lysate", "reference_ratio", "loading_control", "is_linear"),
            "note",
        ]
        widgets = {
            "ran_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "reference_ratio": forms.TextInput({"inputmode": "decimal"}),
        }
        help_texts = {
            "isotype_control": "The three controls are of a staining batch.",
            "loading_control": "Of a blot, as vinculin.",
        }
        error_messages = {
            "reference_ratio": {
                "invalid": "This is not a number. Enter the ratio, as 0.82."
            }
        }

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.study = study

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"study"}


class CorrectRunForm(SeenMixin, RunForm):
    """What was told of a run later, or wrongly; the history keeps what it was."""

    reason = why("Say why it is changed, as: the controls were read.")
