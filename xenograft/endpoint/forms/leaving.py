from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from xenograft.endpoint.forms.collecting import moment_input, photo_field, said
from xenograft.endpoint.forms.people import PersonField
from xenograft.endpoint.forms.weighing import (
    NOT_MG,
    OF_ALL,
    is_unlikely,
    mass_fields,
    mass_name,
    weight_question,
)
from xenograft.endpoint.models import Disposition

Reason, Finding = Disposition.Reason, Disposition.Finding
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
EUTHANIZED = "EUTHANIZED"
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
            "done_by",
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

    # What is no euthanasia is its own reason; of a euthanasia the reason is chosen.
    decision = forms.ChoiceField(
        label="What happened",
        required=False,
        choices=[(EUTHANIZED, "Euthanized")]
        + [(code, Reason(code).label.capitalize()) for code in WITHOUT_METHOD],
        widget=forms.RadioSelect,
    )
    other_reasons = forms.MultipleChoiceField(
        label="Reached as well",
        required=False,
        choices=[(code, Reason(code).label.capitalize()) for code in SIGNS_OF_REASON],
        widget=forms.CheckboxSelectMultiple,
    )
    findings = forms.MultipleChoiceField(
        label="Findings",
        required=False,
        choices=[(code, words.capitalize()) for code, words in Finding.choices],
        widget=forms.CheckboxSelectMultiple,
    )
    done_by = PersonField(label="Done by, or found by")
    photo = photo_field("JPEG, PNG or WebP, 8 MB at most. It is kept at once.")

    def __init__(self, *args, known, by=None, may_decide=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known
        self.instance.mouse = known.mouse
        self.instance.judged = [line.as_data() for line in known.lines]
        # Whoever measures may only say that a mouse was found dead.
        offered = Reason.choices if may_decide else [(Reason.FOUND_DEAD, "found dead")]
        self._offer([(code, self._labelled(code, label)) for code, label in offered])
        self.fields["done_by"].offer(known.mouse.study)
        self.initial.setdefault("done_by", by and by.pk)
        self.masses = mass_fields(known.tumors)
        self.fields.update(self.masses)
        if self.masses:
            del self.fields[OF_ALL]
        self._say_volumes()
        reached = self._reached_reasons()
        self.initial.setdefault("left_on", timezone.localdate())
        self.initial.setdefault("reason", self._first_reason(reached, may_decide))
        self.initial.setdefault("decision", self._first_decision(may_decide))
        self.initial.setdefault("other_reasons", reached[1:])

    def _offer(self, reasons):
        reason, decision = self.fields["reason"], self.fields["decision"]
        reason.required, reason.choices = False, reasons
        reason.widget.choices = [one for one in reasons if one[0] not in WITHOUT_METHOD]
        offered = {code for code, _ in reasons}
        decision.choices = [
            (code, label)
            for code, label in decision.choices
            if code in offered or (code == EUTHANIZED and reason.widget.choices)
        ]

    def _say_volumes(self):
        """Beside each weight the last volume, for the script that compares them."""
        for tumor, name in self._weighed():
            reading = self.known.newest_of(tumor)
            if reading:
                attrs = self.fields[name].widget.attrs
                attrs["data-last-mm3"] = f"{reading.volume_mm3:.1f}"

    def _first_decision(self, may_decide):
        if self.initial.get("reason") in WITHOUT_METHOD:
            return self.initial["reason"]
        return EUTHANIZED if may_decide else Reason.FOUND_DEAD

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
        found = {tumor: self.cleaned_data.get(name) for tumor, name in self._weighed()}
        return {tumor: mg for tumor, mg in found.items() if mg is not None}

    def _weighed(self):
        """[(tumor, name of the field of its weight)]."""
        return [
            (tumor, mass_name(tumor) if self.masses else OF_ALL)
            for tumor in self.known.tumors
        ]

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
                line.when,
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

    def clean_reason(self):
        decision = self.data.get(self.add_prefix("decision"), "")
        reason = self.cleaned_data["reason"]
        if decision in WITHOUT_METHOD:
            reason = decision
        if reason not in dict(self.fields["reason"].choices):
            raise forms.ValidationError("Choose what was reached, or what happened.")
        return reason

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
            name = mass_name(tumor) if self.masses else OF_ALL
            reading = self.known.newest_of(tumor)
            if is_unlikely(weight_mg, reading):
                self.asks_weight = True
                if not cleaned.get("keeps_weight"):
                    self.add_error(name, weight_question(weight_mg, reading))
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


def _instant(day, time):
    return timezone.make_aware(timezone.datetime.combine(day, time))
