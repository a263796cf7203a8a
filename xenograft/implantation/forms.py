import re

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone

from xenograft.implantation.lists import (
    LARGEST_NUMBER,
    MOST_AT_ONCE,
    mice_in,
    mice_numbered,
    numbers_in,
)
from xenograft.implantation.models import Cage, Mouse, Tumor
from xenograft.study.seen import SeenMixin, digest_of

DATE = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def past_date(date, what):
    if date and date > timezone.localdate():
        raise forms.ValidationError(
            f"{date:%-d %b %Y} is in the future. Enter the date of {what}."
        )
    return date


class AddMiceForm(forms.Form):
    """Many mice at once: numbered from-to, or a pasted list."""

    first_number = forms.IntegerField(
        label="Numbers from", min_value=1, max_value=LARGEST_NUMBER, required=False
    )
    last_number = forms.IntegerField(
        label="to", min_value=1, max_value=LARGEST_NUMBER, required=False
    )
    first_cage = forms.CharField(
        label="First cage",
        max_length=36,
        required=False,
        help_text="The next cages count on from it: C01, C02, …",
    )
    mice_per_cage_count = forms.IntegerField(
        label="Mice per cage", min_value=1, max_value=100, initial=4
    )
    ear_marks = forms.CharField(
        label="Ear marks, in turn in each cage",
        max_length=100,
        required=False,
        initial="none, L, R, LR",
    )
    sex = forms.ChoiceField(choices=Mouse.Sex, initial=Mouse.Sex.FEMALE)
    born_on = forms.DateField(label="Date of birth", required=False, widget=DATE)
    strain = forms.CharField(max_length=60, required=False)
    source = forms.CharField(label="Source or breeder", max_length=80, required=False)
    lines = forms.CharField(
        label="Or paste a list",
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=(
            "One mouse per line: number, cage, ear mark, RFID tag. The last three may "
            "be left out. With a list here, the numbers, cages and marks above are not "
            "used."
        ),
    )

    def clean_born_on(self):
        return past_date(self.cleaned_data["born_on"], "birth")

    def clean_lines(self):
        try:
            return mice_in(self.cleaned_data["lines"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["lines"]:
            self._check_range(cleaned["first_number"], cleaned["last_number"])
        return cleaned

    def _check_range(self, first, last):
        if first is None or last is None:
            name = "first_number" if first is None else "last_number"
            self.add_error(name, "Enter both numbers, or paste a list below.")
        elif last < first:
            self.add_error("last_number", f"{last} is below {first}. Enter both again.")
        elif last - first >= MOST_AT_ONCE:
            sentence = f"At most {MOST_AT_ONCE:,} mice can be added at once."
            self.add_error("last_number", sentence)

    @property
    def mice(self):
        typed = self.cleaned_data
        return typed["lines"] or mice_numbered(
            typed["first_number"],
            typed["last_number"],
            typed["first_cage"],
            typed["mice_per_cage_count"],
            [mark for mark in re.split(r"[,;\s]+", typed["ear_marks"]) if mark],
        )

    @property
    def shared(self):
        names = ["sex", "born_on", "strain", "source"]
        return {name: self.cleaned_data[name] for name in names}


class CageForm(forms.ModelForm):
    class Meta:
        model = Cage
        fields = ["name", "rack_position"]

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        self.study = study

    def clean_name(self):
        name = self.cleaned_data["name"]
        if self.study.cages.filter(name=name).exists():
            raise forms.ValidationError(f"Cage {name} is in {self.study.code} already.")
        return name


class MoveForm(SeenMixin, forms.Form):
    """Mice and their new cage; asks where somebody moved mice since it was opened."""

    numbers = forms.CharField(
        label="Mice", max_length=400, help_text="Their numbers, such as 3, 5-8."
    )
    cage = forms.ModelChoiceField(Cage.objects.none(), label="To cage")

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        self.study = study
        self.fields["cage"].queryset = study.cages.all()

    def digest(self):
        homes = self.study.mice.order_by("number").values_list("number", "cage")
        return digest_of(list(homes))

    def _others(self):
        chosen = self.study.mice.filter(pk__in=self.cleaned_data.get("numbers", []))
        mice = chosen.select_related("cage").order_by("number")
        return [f"{mouse} is in {mouse.cage or 'no cage'}" for mouse in mice]

    def clean_numbers(self):
        try:
            wanted = numbers_in(self.cleaned_data["numbers"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem
        mice = self.study.mice.filter(number__in=wanted)
        found = dict(mice.values_list("number", "pk"))
        missing = [number for number in wanted if number not in found]
        if missing:
            raise forms.ValidationError(
                f"Mouse {missing[0]} is not in {self.study.code}."
            )
        return [found[number] for number in wanted]


class ImplantForm(forms.Form):
    """One implant for many mice; the mice are ticked in a list of their own."""

    implanted_on = forms.DateField(label="Date of implant", widget=DATE)
    sides = forms.ChoiceField(
        label="Side",
        choices=[("R", "right"), ("L", "left"), ("RL", "both"), ("O", "other")],
        initial="R",
    )
    site = forms.CharField(max_length=60, required=False)
    cells_count = forms.IntegerField(
        label="Cells per implant", min_value=1, max_value=10**12, required=False
    )
    matrix_lot = forms.CharField(label="Matrix lot", max_length=60, required=False)
    volume_ul = forms.DecimalField(
        label="Injected volume, µL",
        min_value=1,
        max_value=2000,
        max_digits=6,
        decimal_places=1,
        required=False,
    )
    passage_number = forms.IntegerField(
        label="Passage", min_value=0, max_value=999, required=False
    )
    implanted_by = forms.ModelChoiceField(
        get_user_model().objects.none(), label="Implanted by"
    )
    mice = forms.ModelMultipleChoiceField(
        Mouse.objects.none(),
        error_messages={
            "required": "No mouse is ticked. Tick the mice that were implanted.",
            "invalid_choice": (
                "A ticked mouse carries a tumor already, or has left the study. "
                "Check the list and record the implants again."
            ),
        },
    )

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mice"].queryset = (
            Mouse.objects.of_study(study)
            .on_study()
            .filter(tumors__isnull=True)
            .by_cage()
        )
        self.fields["implanted_by"].queryset = (
            get_user_model().objects.filter(memberships__study=study).distinct()
        )

    def clean_implanted_on(self):
        return past_date(self.cleaned_data["implanted_on"], "the implant")

    def clean(self):
        cleaned = super().clean()
        day = cleaned.get("implanted_on")
        for mouse in cleaned.get("mice", []):
            if day and mouse.born_on and mouse.born_on > day:
                self.add_error(
                    "implanted_on",
                    f"{mouse} was born on {mouse.born_on:%-d %b %Y}, after this date.",
                )
                break
        return cleaned

    @property
    def ticked(self):
        """Keys of the ticked mice as text; all of them before the first try."""
        if self.is_bound:
            return set(self.data.getlist("mice"))
        return {str(mouse.pk) for mouse in self.fields["mice"].queryset}

    @property
    def shared(self):
        names = [name for name in self.cleaned_data if hasattr(Tumor, name)]
        return {name: self.cleaned_data[name] for name in names}
