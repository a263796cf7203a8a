from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from xenograft.analysis import endpoints
from xenograft.endpoint.forms.collecting import moment_input, said
from xenograft.endpoint.models import Disposition

Reason = Disposition.Reason
WITHOUT_METHOD = [Reason.FOUND_DEAD, Reason.ACCIDENT, Reason.REMOVED]
SIGNS_OF_REASON = {
    Reason.TUMOR_SIZE: ["VOLUME", "DIAMETER", "BURDEN"],
    Reason.ULCERATION: ["ULCERATION"],
    Reason.HUMANE_TUMOR: ["BODY_CONDITION", "SIGNS"],
    Reason.HUMANE_TOXICITY: ["WEIGHT_LOSS"],
    Reason.STUDY_END: ["DURATION"],
}
METHODS = [
    "CO₂, then cervical dislocation",
    "CO₂",
    "cervical dislocation",
    "isoflurane overdose, then cervical dislocation",
    "pentobarbital overdose",
]
NOT_MG = "This is not a number. Enter the weight in mg, as 1462."
DATE = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput({"type": "time"}, format="%H:%M")


class DispositionForm(forms.ModelForm):
    """How a mouse left: the date is checked against all that is known of it."""

    # Whether the tumor weighs too much or too little for its last volume.
    asks_weight = False
    keeps_weight = forms.BooleanField(
        label="The tumor weight is right as typed", required=False
    )

    class Meta:
        model = Disposition
        fields = [
            "reason",
            "other_reasons",
            "cause",
            "reason_note",
            "left_on",
            "left_at",
            "last_seen_alive_at",
            "method",
            "tumor_weight_mg",
            "weight_g",
            "findings",
            "necropsy_note",
        ]
        labels = {
            "left_on": "Date",
            "left_at": "Time of death, or found at",
            "last_seen_alive_at": "Last seen alive",
            "method": "Method",
            "reason_note": "More about the reason",
            "tumor_weight_mg": "Tumor weight, mg",
        }
        widgets = {
            "reason": forms.RadioSelect,
            "left_on": DATE,
            "left_at": TIME,
            "last_seen_alive_at": moment_input(),
            "method": forms.TextInput({"list": "methods"}),
            "necropsy_note": forms.Textarea({"rows": 3}),
        }
        error_messages = {"tumor_weight_mg": {"invalid": NOT_MG}}

    other_reasons = forms.MultipleChoiceField(
        label="Reached as well",
        required=False,
        choices=[(code, Reason(code).label) for code in SIGNS_OF_REASON],
        widget=forms.CheckboxSelectMultiple,
    )
    findings = forms.MultipleChoiceField(
        label="Findings",
        required=False,
        choices=Disposition.Finding.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    photo = forms.FileField(
        label="Add a photo",
        required=False,
        help_text="JPEG, PNG or WebP, 8 MB at most. It is kept at once.",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args, known, may_decide=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known
        self.instance.mouse = known.mouse
        self.instance.judged = [line.as_data() for line in known.lines]
        # Whoever measures may only say that a mouse was found dead.
        offered = Reason.choices if may_decide else [(Reason.FOUND_DEAD, "found dead")]
        self.fields["reason"].choices = [
            (code, self._labelled(code, label)) for code, label in offered
        ]
        self.masses = _mass_fields(known.mouse)
        self.fields.update(self.masses)
        if self.masses:
            del self.fields["tumor_weight_mg"]
        reached = self._reached_reasons()
        self.initial.setdefault("left_on", timezone.localdate())
        self.initial.setdefault("reason", self._first_reason(reached, may_decide))
        self.initial.setdefault("other_reasons", reached[1:])

    def _first_reason(self, reached, may_decide):
        """A limit before a plan: an interim group and satellites leave by the plan."""
        if reached or not may_decide:
            return reached[0] if reached else None
        return Reason.SCHEDULED_PD if self.known.is_sampled_by_now else None

    @property
    def mass_rows(self):
        return [self[name] for name in self.masses]

    @property
    def weights_mg(self):
        """{tumor: mg} of the masses that were weighed."""
        tumors = list(self.known.mouse.tumors.all())
        names = [_mass_name(tumor) for tumor in tumors]
        if not self.masses:
            names = ["tumor_weight_mg"] * len(tumors)
        weights = map(self.cleaned_data.get, names)
        found = zip(tumors, weights, strict=True)
        return {tumor: mg for tumor, mg in found if mg is not None}

    def _lines(self, code):
        lines = (self.known.line(kind) for kind in SIGNS_OF_REASON.get(code, []))
        return [line for line in lines if line]

    def _labelled(self, code, label):
        values = [
            format_html(
                '<span class="{}">{} {}, {}</span>',
                "txt-danger" if line.is_reached else "muted",
                line.label.lower(),
                line.text,
                f"{line.date:%-d %b}",
            )
            for line in self._lines(code)
        ]
        start = f"{label[0].upper()}{label[1:]}"
        told = format_html_join(" · ", "{}", [(value,) for value in values])
        return format_html("<span>{} {}</span>", start, told)

    def _reached_reasons(self):
        return [
            code
            for code in SIGNS_OF_REASON
            if any(line.is_reached for line in self._lines(code))
        ]

    def clean_left_on(self):
        day = self.cleaned_data["left_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                f"{day:%-d %b %Y} is in the future. Enter the day the mouse left."
            )
        self._check_after("implanted", self.known.implanted_on, day)
        for what, last in self.known.dates():
            self._check_after(what, last, day)
        return day

    def _check_after(self, what, last, day):
        if last and day < last:
            raise forms.ValidationError(
                f"{self.known.mouse} was {what} on {last:%-d %b}; the date of leaving "
                "cannot be before it."
            )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason") == Reason.FOUND_DEAD:
            cleaned["cause"] = cleaned.get("cause") or Disposition.Cause.UNKNOWN
            self._check_found_dead(cleaned)
        elif cleaned.get("reason") and not cleaned.get("method"):
            self._check_method(cleaned["reason"])
        if cleaned.get("left_on") and cleaned.get("left_at"):
            self._check_time(_instant(cleaned["left_on"], cleaned["left_at"]))
        cleaned["other_reasons"] = [
            code
            for code in cleaned.get("other_reasons", [])
            if code != cleaned.get("reason")
        ]
        if cleaned.get("reason") != Reason.FOUND_DEAD:
            cleaned["cause"] = ""
        self._check_weights(cleaned)
        return cleaned

    def _check_weights(self, cleaned):
        for tumor, weight_mg in self.weights_mg.items():
            name = _mass_name(tumor) if self.masses else "tumor_weight_mg"
            reading = self.known.newest_of(tumor)
            if _is_unlikely(weight_mg, reading):
                self.asks_weight = True
                if not cleaned.get("keeps_weight"):
                    self.add_error(name, _weight_question(weight_mg, reading))
        if self.masses and self.weights_mg:
            self.instance.tumor_weight_mg = sum(self.weights_mg.values())

    def _check_method(self, reason):
        if reason not in WITHOUT_METHOD:
            self.add_error("method", "Enter how the mouse was euthanized.")

    def _check_found_dead(self, cleaned):
        # A method belongs to a euthanasia: the field is hidden for this reason.
        cleaned["method"] = ""
        seen = cleaned.get("last_seen_alive_at")
        if "last_seen_alive_at" in self.errors or "left_on" in self.errors:
            return
        if not seen:
            self.add_error("last_seen_alive_at", "Enter when it was last seen alive.")
        elif seen > timezone.now() or timezone.localdate(seen) > cleaned["left_on"]:
            self.add_error(
                "last_seen_alive_at",
                f"{said(seen)} is after the mouse was found. Enter when it was last "
                "seen alive.",
            )

    def _check_time(self, left):
        dose = self.known.dose
        if left > timezone.now():
            self.add_error("left_at", f"{said(left)} is in the future. Check the time.")
        elif dose and dose.given_at > left:
            self.add_error(
                "left_at",
                f"{self.known.mouse} was dosed at {said(dose.given_at)}; it cannot "
                "have died before it.",
            )


def _mass_name(tumor):
    return f"tumor_mg_{tumor.side}"


def _mass_fields(mouse):
    """A field of weight for each mass of a mouse that has several."""
    tumors = list(mouse.tumors.all())
    if len(tumors) < 2:
        return {}
    return {_mass_name(tumor): _mass_field(tumor) for tumor in tumors}


def _mass_field(tumor):
    return forms.DecimalField(
        label=f"Tumor weight, {tumor.get_side_display()}, mg",
        min_value=0,
        max_value=20_000,
        max_digits=8,
        decimal_places=1,
        required=False,
        error_messages={"invalid": NOT_MG},
    )


def _is_unlikely(weight_mg, reading):
    volume_mm3 = reading and reading.volume_mm3
    ratio = endpoints.tumor_mg_per_mm3(weight_mg, volume_mm3)
    least, most = endpoints.TUMOR_MG_PER_MM3
    return ratio is not None and not least <= ratio <= most


def _weight_question(weight_mg, reading):
    ratio = float(weight_mg) / reading.volume_mm3
    return (
        f"{weight_mg:,.0f} mg is {ratio:.1f} mg per mm³ of the last caliper volume "
        f"({reading.volume_mm3:,.0f} mm³ on {reading.session.held_on:%-d %b}); "
        "usual is 0.5 to 2. Weigh again, or tick that it is right."
    )


def _instant(day, time):
    return timezone.make_aware(timezone.datetime.combine(day, time))
