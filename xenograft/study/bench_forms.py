"""The numbers that the bench of a study goes by."""

from django import forms

from xenograft.study import normal_weights
from xenograft.study.forms import ReasonMixin
from xenograft.study.models import BenchRules, Study
from xenograft.study.seen import SeenMixin


class BenchRulesForm(SeenMixin, ReasonMixin, forms.ModelForm):
    class Meta:
        model = BenchRules
        exclude = ["study", *BenchRules.VOLUMES]  # noqa: DJ006  the rest is the lab's


class DoseVolumesForm(SeenMixin, ReasonMixin, forms.ModelForm):
    class Meta:
        model = BenchRules
        fields = BenchRules.VOLUMES


class NormalWeightsForm(SeenMixin, ReasonMixin, forms.ModelForm):
    """Usual weights of mice by sex and age, for limits that go by them."""

    rows = forms.CharField(
        label="Sex, age in weeks, grams",
        required=False,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        help_text="A row for each, as F, 8, 18.2. Between two ages in proportion.",
    )

    class Meta:
        model = Study
        fields = []

    def __init__(self, *args, instance, **kwargs):
        initial = {"rows": normal_weights.written(instance.normal_weights)}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)

    def clean_rows(self):
        try:
            table = normal_weights.read(self.cleaned_data["rows"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem
        if not table and self.instance.limits.current().filter(basis="AGE"):
            raise forms.ValidationError(
                "A limit goes by these weights. Change the limit first."
            )
        self.instance.normal_weights = table
        return self.cleaned_data["rows"]

    def save(self):
        self.instance.save(update_fields=["normal_weights"])
        return self.instance
