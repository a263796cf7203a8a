"""The numbers that the bench of a study goes by."""

from django import forms

from xenograft.study.forms import ReasonMixin
from xenograft.study.models import BenchRules
from xenograft.study.seen import SeenMixin


class BenchRulesForm(SeenMixin, ReasonMixin, forms.ModelForm):
    class Meta:
        model = BenchRules
        exclude = ["study", *BenchRules.VOLUMES]  # noqa: DJ006  the rest is the lab's


class DoseVolumesForm(SeenMixin, ReasonMixin, forms.ModelForm):
    class Meta:
        model = BenchRules
        fields = BenchRules.VOLUMES
