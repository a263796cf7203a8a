"""A table of readouts pasted from a spreadsheet: one row per lane or slide."""

import csv
import io

from django import forms
from django.utils.functional import cached_property

from xenograft.samples.forms.readout import PARTS, ReadoutForm
from xenograft.samples.models import Specimen
from xenograft.samples.models.readout import FIELDS

MOST_ROWS = 400
# Other names of the columns that plate readers and blot programs write.
NAMES = {
    "sample": "specimen",
    "label": "specimen",
    "lane": "specimen",
    "p-fak": "phospho_density",
    "pfak": "phospho_density",
    "fak": "total_density",
    "0": "pct_0",
    "1+": "pct_1",
    "2+": "pct_2",
    "3+": "pct_3",
    "positive": "positive_cells_count",
    "positive cells": "positive_cells_count",
    "cells": "cells_count",
    "total cells": "cells_count",
    "fields": "field_grades",
    "intensities": "field_grades",
    "h-score": "value",
    "ratio": "value",
    "saturated": "is_saturated",
}
OTHERS = ("specimen", "value", "is_saturated", "note")
NO = ("", "no", "0", "false")


class PasteForm(forms.Form):
    """`readouts` holds the unsaved rows once the form is valid."""

    pasted = forms.CharField(
        label="Rows",
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        strip=False,
        error_messages={"required": "Paste the rows, headings first."},
    )

    def __init__(self, *args, run, **kwargs):
        super().__init__(*args, **kwargs)
        self.run, self.readouts = run, []
        parts = PARTS.get(run.assay, ((), ()))[0]
        self.known = [*OTHERS, *parts]
        self.fields["pasted"].help_text = (
            f"Headings first, then a row for each: {', '.join(self.known)}. Columns "
            "may be apart by tabs, commas or semicolons."
        )

    def clean_pasted(self):
        typed = self.cleaned_data["pasted"]
        rows = [row for row in _cells(typed) if any(cell.strip() for cell in row)]
        if len(rows) < 2:
            raise forms.ValidationError("There are headings only. Paste the rows too.")
        if len(rows) > MOST_ROWS + 1:
            raise forms.ValidationError(
                f"These are {len(rows) - 1} rows. Paste at most {MOST_ROWS} at once."
            )
        columns = self._columns(rows[0])
        problems = [
            problem
            for number, row in enumerate(rows[1:], 2)
            for problem in self._read(number, dict(zip(columns, row, strict=False)))
        ]
        if problems:
            raise forms.ValidationError(problems)
        return typed

    def _columns(self, headings):
        found = [
            NAMES.get(name.strip().lower(), name.strip().lower()) for name in headings
        ]
        for name, typed in zip(found, headings, strict=True):
            if name not in self.known:
                raise forms.ValidationError(
                    f"“{typed.strip()[:30]}” is not a column of this assay. Use "
                    f"{', '.join(self.known)}."
                )
            if found.count(name) > 1:
                raise forms.ValidationError(f"The column {name} is there twice.")
        if "specimen" not in found:
            raise forms.ValidationError("There is no column specimen. Add its labels.")
        return found

    def _read(self, number, row):
        """Keep the readout of a row; yield a sentence for each bad cell."""
        label = row.pop("specimen", "").strip()
        specimen, aliquot = self._labeled.get(label.lower(), (None, None))
        if specimen is None:
            yield f"Row {number}: no specimen has the label “{label[:30]}”. Check it."
            return
        form = ReadoutForm(self._posted(row), specimen=specimen)
        form.instance.run, form.instance.aliquot = self.run, aliquot
        del form.fields["run"], form.fields["aliquot"]
        if form.is_valid():
            self.readouts.append(form.save(commit=False))
            return
        for name, errors in form.errors.items():
            yield from (f"Row {number}, {name}: {error}" for error in errors)

    def _posted(self, row):
        cells = {
            # Intensities of fields stand beside one another; all else are numbers.
            name: cell.strip() if name in FIELDS else cell.strip().replace(",", ".")
            for name, cell in row.items()
        }
        if cells.pop("is_saturated", "").lower() not in NO:
            cells["is_saturated"] = "on"
        run = self.run
        about = {"target": run.target, "phosphosite": run.phosphosite}
        return {**cells, **about, "assay": run.assay, "note": row.get("note", "")}

    @cached_property
    def _labeled(self):
        """{label on a tube: (specimen, aliquot or None)}."""
        of_study = Specimen.objects.of_study(self.run.study).select_related("mouse")
        found = {}
        for one in of_study.prefetch_related("aliquots"):
            found[one.label.lower()] = one, None
            for aliquot in one.aliquots.all():
                found.setdefault(aliquot.label.lower(), (one, aliquot))
        return found


def _cells(typed):
    first = typed.lstrip().splitlines()[0] if typed.strip() else ""
    delimiter = next((mark for mark in "\t;" if mark in first), ",")
    return list(csv.reader(io.StringIO(typed.strip("\r\n")), delimiter=delimiter))
