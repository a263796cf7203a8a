from functools import partial

from django import forms

from xenograft.analysis.volume import STATES
from xenograft.export import actions, bundle, columns
from xenograft.export.arms import ARMS_WERE, LONGEST_STATEMENT, SAY_HOW
from xenograft.export.checking.row import ZEROS
from xenograft.export.files import ARMS, CODED, FILES, NAMED
from xenograft.export.reading import Unreadable, too_large
from xenograft.export.writing import files_of

PASTED = "pasted list.csv"
CLOSED, ALSO_OPEN = "closed", "also-open"


class ImportForm(forms.Form):
    bring_back = None  # set when the file is the zip of an export
    code = forms.CharField(label="Code of the new study", max_length=40)
    title = forms.CharField(
        max_length=200, required=False, help_text="By default the name of the file."
    )
    day_zero_on = forms.DateField(
        label="Date of day 0",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Needed when the file has days instead of dates.",
    )
    # After the other fields: these are kept when a file is too large to be read.
    pasted = forms.CharField(
        label="Paste cells from a spreadsheet",
        required=False,
        widget=forms.Textarea({"rows": 7, "class": "mono", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        help_text="CSV UTF-8, or the zip of an export. At most 20 MB.",
    )

    def __init__(self, *args, by, too_large_bytes=0, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.too_large_bytes = by, too_large_bytes
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.zip,text/csv"

    def clean_code(self):
        code = self.cleaned_data["code"]
        if problem := actions.code_problem(code):
            raise forms.ValidationError(problem)
        return code

    def clean(self):
        cleaned = super().clean()
        if self.too_large_bytes:
            self.add_error("file", too_large(self.too_large_bytes))
        elif not cleaned.get("file") and not cleaned.get("pasted"):
            if "file" not in self.errors:
                self.add_error("file", "Choose a file, or paste the cells.")
        elif "code" in cleaned:
            self._prepare(cleaned)
        return cleaned

    def _prepare(self, cleaned):
        file = cleaned.get("file")
        content = file.read() if file else cleaned["pasted"].encode()
        said = {name: cleaned.get(name) for name in ("code", "title")}
        said |= {"content": content, "file_name": file.name if file else PASTED}
        try:
            if bundle.is_export(content):
                built = actions.read_export(files=bundle.of_zip(content))
                self.bring_back = partial(actions.bring_back, built=built, **said)
            else:
                said["day_zero_on"] = cleaned.get("day_zero_on")
                self.record = actions.prepare(by=self.by, **said)
        except Unreadable as problem:
            self.add_error("file" if file else "pasted", str(problem))

    def save(self):
        """The draft of a list, which is checked next, or the import of an export."""
        if self.bring_back:
            study = self.bring_back(by=self.by)
            return study.imports.latest("finished_at")
        self.record.save()
        return self.record


class CheckForm(forms.Form):
    """How the columns of a list are read; each can be changed."""

    code = forms.CharField(label="Code of the new study", max_length=40)
    title = forms.CharField(max_length=200, required=False)
    day_zero_on = forms.DateField(
        label="Date of day 0",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    zeros_are = forms.ChoiceField(
        label="Rows with 0 in both L and W",
        required=False,
        choices=[("", "Ask for the state of each")]
        + [choice for choice in STATES if choice[0] in ZEROS],
    )
    volumes_are_imported = forms.BooleanField(
        label="Take the volume where a row has no L and W",
        required=False,
        help_text="Marked as imported. Otherwise volumes are only compared.",
    )

    arms_were = forms.ChoiceField(
        label="How the mice came into their arms",
        required=False,
        choices=[("", "Not recorded"), *ARMS_WERE.items()],
    )
    arms_statement = forms.CharField(
        label="How exactly, as it is to stand in the report",
        required=False,
        max_length=LONGEST_STATEMENT,
    )

    def __init__(self, data=None, *, record):
        super().__init__(data, initial=_initial(record))
        self.record = record
        offered = [("", "Leave out")]
        offered += [(name, field.label) for name, field in columns.FIELDS.items()]
        for name, heading, field in _column_fields(record):
            self.fields[name] = forms.ChoiceField(
                label=heading, required=False, choices=offered, initial=field
            )

    def clean_code(self):
        if problem := actions.code_problem(self.cleaned_data["code"]):
            raise forms.ValidationError(problem)
        return self.cleaned_data["code"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("arms_were") and not cleaned.get("arms_statement"):
            self.add_error("arms_statement", SAY_HOW)
        chosen = [cleaned.get(name) for name, *_ in _column_fields(self.record)]
        for name, _, _ in _column_fields(self.record):
            field = cleaned.get(name)
            if field and chosen.count(field) > 1:
                label = columns.FIELDS[field].label
                self.add_error(name, f"Two columns are read as {label}. Choose one.")
        return cleaned

    def columns(self, sheet):
        """(bound field, first values) of each column, for the table."""
        for name, heading, _ in _column_fields(self.record):
            place = sheet.headings.index(heading)
            cells = [row[place] for _, row in sheet.rows[:50] if len(row) > place]
            firsts = list(dict.fromkeys(filter(None, cells)))
            yield self[name], ", ".join(firsts[:3])

    def save(self):
        said = self.cleaned_data
        record = self.record
        for name in ("code", "title", "day_zero_on"):
            setattr(record, name, said[name])
        record.columns = {
            "fields": [
                (heading, said[name]) for name, heading, _ in _column_fields(record)
            ],
            "volumes_are_imported": said["volumes_are_imported"],
            "zeros_are": said["zeros_are"],
            "arms_were": said["arms_were"],
            "arms_statement": said["arms_statement"],
            "edits": record.columns.get("edits", {}),
        }
        record.save(update_fields=["code", "title", "day_zero_on", "columns"])
        return record


def _column_fields(record):
    fields = enumerate(record.columns["fields"])
    return [(f"column_{place}", *pair) for place, pair in fields]


def _initial(record):
    return {
        "code": record.code,
        "title": record.title,
        "day_zero_on": record.day_zero_on,
        "zeros_are": record.columns.get("zeros_are", ""),
        "arms_were": record.columns.get("arms_were", ""),
        "arms_statement": record.columns.get("arms_statement", ""),
        "volumes_are_imported": record.columns.get("volumes_are_imported", False),
    }


class ExportForm(forms.Form):
    files = forms.MultipleChoiceField(
        choices=[(name, name) for name in FILES],
        initial=list(FILES),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one table."},
    )
    arms = forms.ChoiceField(
        choices=ARMS.items(), initial=NAMED, widget=forms.RadioSelect
    )
    sessions = forms.ChoiceField(
        choices=[(CLOSED, "Closed only"), (ALSO_OPEN, "Also open")],
        initial=CLOSED,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, names_arms=True, **kwargs):
        """Without `names_arms` arms are coded or left out, and so are some tables."""
        super().__init__(*args, **kwargs)
        if not names_arms:
            allowed = files_of(CODED)
            self.fields["arms"].choices = [
                one for one in ARMS.items() if one[0] != NAMED
            ]
            self.fields["arms"].initial = CODED
            self.fields["files"].choices = [(name, name) for name in allowed]
            self.fields["files"].initial = allowed

    @property
    def said(self):
        """What the actions want to know."""
        return {
            "names": self.cleaned_data["files"],
            "arms": self.cleaned_data["arms"],
            "closed_only": self.cleaned_data["sessions"] == CLOSED,
        }
