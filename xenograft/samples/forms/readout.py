import math
import re

from django import forms

from xenograft.samples import frames
from xenograft.samples.forms.specimen import why
from xenograft.samples.models import Assay, AssayRun, Readout
from xenograft.samples.models.readout import CELLS, DENSITIES, FIELDS, PERCENTS
from xenograft.study.seen import SeenMixin

UNITS = {
    "IHC_H_SCORE": "H-score",
    "IHC_PERCENT": "%",
    "IHC_INTENSITY": "intensity",
    "WESTERN": "ratio",
}
PHOSPHO = ("p-", "phospho")
# What each assay is made from, and what at least is needed of it.
PARTS = {
    Assay.IHC_H_SCORE: (PERCENTS, PERCENTS),
    Assay.IHC_PERCENT: (CELLS, CELLS),
    Assay.IHC_INTENSITY: (FIELDS, FIELDS),
    Assay.WESTERN: (DENSITIES, DENSITIES[:2]),
}
SCALES = {
    Assay.IHC_H_SCORE: "An H-score",
    Assay.IHC_PERCENT: "A percentage",
    Assay.IHC_INTENSITY: "An intensity",
}
CANNOT = {
    Assay.IHC_H_SCORE: (
        "The four percentages are 0 to 100 and add up to 100. Check them."
    ),
    Assay.IHC_PERCENT: (
        "Positive cells are at most all cells, and cells were counted. Check both."
    ),
    Assay.IHC_INTENSITY: "Each field has an intensity of 0 to 3. Check them.",
    Assay.WESTERN: (
        "The total protein and each loading control are above 0, the phosphoprotein "
        "0 or more, with the background taken off. Check the densities."
    ),
}


class ReadoutForm(forms.ModelForm):
    """A value, or what it is made from: percentages, cells or densities."""

    value = forms.FloatField(
        required=False,
        help_text="Empty when it follows from the numbers below.",
        error_messages={"invalid": "This is not a number. Enter the value, as 185."},
    )
    unit = forms.CharField(
        max_length=30,
        required=False,
        help_text="Empty: H-score, % or ratio, as the assay gives it.",
    )

    class Meta:
        model = Readout
        fields = [
            *("assay", "target", "phosphosite", "run", "aliquot", "value", "unit"),
            *PERCENTS,
            "h_weights",
            *CELLS,
            *FIELDS,
            *DENSITIES,
            *("is_saturated", "note"),
        ]
        error_messages = {"assay": {"required": "Choose the assay."}}

    def __init__(self, *args, specimen, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.specimen = specimen
        self.fields["aliquot"].queryset = specimen.aliquots.all()
        self.fields["run"].queryset = AssayRun.objects.filter(
            study=specimen.mouse.study_id
        )
        self.fields["h_weights"].required = False

    def clean_value(self):
        value = self.cleaned_data["value"]
        if value is not None and (not math.isfinite(value) or value < 0):
            raise forms.ValidationError(
                f"{value:g} is not a value that an assay gives. Enter 0 or more."
            )
        return value

    def clean_h_weights(self):
        typed = self.cleaned_data["h_weights"] or "0,1,2,3"
        parts = [part.strip() for part in typed.split(",")]
        if len(parts) != 4 or not all(part.isdecimal() for part in parts):
            raise forms.ValidationError(
                f"“{typed}” is not four weights. Enter them as 0,1,2,3."
            )
        return ",".join(parts)

    def clean_field_grades(self):
        typed = self.cleaned_data["field_grades"]
        parts = [part for part in re.split(r"[\s,;/]+", typed) if part]
        bad = next((one for one in parts if one not in ("0", "1", "2", "3")), None)
        if bad is not None:
            raise forms.ValidationError(
                f"“{bad[:20]}” is not an intensity of 0 to 3. Enter them as 2,3,2,1."
            )
        return ",".join(parts)

    def clean(self):
        cleaned = super().clean()
        assay, target = cleaned.get("assay"), cleaned.get("target") or ""
        if target.lower().startswith(PHOSPHO) and not cleaned.get("phosphosite"):
            self.add_error("phosphosite", f"Name the site of {target}, as Y397.")
        if assay and not self.errors:
            self._derive(assay, cleaned)
        if assay and not self.errors:
            self._check_scale(assay, cleaned)
            cleaned["unit"] = cleaned.get("unit") or UNITS.get(assay, "")
            if not cleaned["unit"]:
                self.add_error("unit", "Enter the unit of the value.")
        return cleaned

    def _derive(self, assay, cleaned):
        """The value from its parts; a value typed beside them must be the same."""
        parts, needed = PARTS.get(assay, ((), ()))
        given = [name for name in parts if cleaned.get(name) not in (None, "")]
        if not given:
            if cleaned.get("value") is None:
                self.add_error("value", "Enter the value, or what it is made from.")
            return
        missing = [name for name in needed if name not in given]
        if missing:
            label = self.fields[missing[0]].label
            self.add_error(missing[0], f"{label} is missing. Enter it too.")
            return
        found = frames.value_of(assay, cleaned, PARTS[assay][0])
        # A value that stood there before its parts were corrected follows them.
        typed = cleaned.get("value") if "value" in self.changed_data else None
        if math.isnan(found):
            self.add_error(given[0], CANNOT[assay])
        elif typed is not None and not math.isclose(typed, found, rel_tol=0.01):
            self.add_error(
                "value",
                f"{typed:g} is not what the numbers give, {found:g}. Check them, or "
                "leave the value empty.",
            )
        else:
            cleaned["value"] = found

    def _check_scale(self, assay, cleaned):
        value = cleaned["value"]
        weights = cleaned.get("h_weights") or "3"
        most = {
            Assay.IHC_H_SCORE: 100 * max(map(int, weights.split(","))),
            Assay.IHC_PERCENT: 100,
            Assay.IHC_INTENSITY: 3,
        }.get(assay)
        if most is not None and value > most:
            scale = SCALES[assay]
            self.add_error(
                "value", f"{value:g} is over {most}. {scale} is between 0 and {most}."
            )


class CorrectReadoutForm(SeenMixin, ReadoutForm):
    """What was read or typed wrongly; the history keeps what it was."""

    reason = why("Say why it is corrected.")
