"""What a person types for the number of mice; the choice is in the address."""

from django import forms

from xenograft.analysis import power

COMPARISONS = [("pair", "two arms"), ("bliss", "Bliss, the four arms of a 2 × 2")]
WEIGHTS = {"pair": power.PAIR, "bliss": power.BLISS}
MOST_DAYS = 60


class PowerForm(forms.Form):
    days = forms.CharField(
        label="Days measured after day 0",
        help_text="As in 3, 7, 10, 14.",
        max_length=300,
    )
    slope_sd = forms.FloatField(
        label="Spread of growth rates between mice (SD, per day)",
        min_value=0,
        widget=forms.NumberInput({"step": "any"}),
    )
    residual_sd = forms.FloatField(
        label="Scatter of one value (SD of ln volume)",
        help_text="0.1 is about 10 % of the volume.",
        min_value=0,
        widget=forms.NumberInput({"step": "any"}),
    )
    effect = forms.FloatField(
        label="Difference of growth rates to find (per day)",
        widget=forms.NumberInput({"step": "any"}),
    )
    comparison = forms.ChoiceField(label="Compare", choices=COMPARISONS)
    alpha = forms.FloatField(
        label="Level, two-sided",
        min_value=0.0001,
        max_value=0.5,
        widget=forms.NumberInput({"step": "any"}),
    )
    power = forms.FloatField(
        label="Power",
        min_value=0.05,
        max_value=0.999,
        widget=forms.NumberInput({"step": "any"}),
    )
    dropout_pct = forms.FloatField(
        label="Mice that leave early, %", min_value=0, max_value=95
    )
    no_take_pct = forms.FloatField(
        label="Implants without a usable tumor, %", min_value=0, max_value=95
    )

    def clean_days(self):
        typed = self.cleaned_data["days"]
        try:
            days = {float(part) for part in typed.replace(",", " ").split()}
        except ValueError:
            raise forms.ValidationError(
                f"“{typed}” is not a list of days. Type numbers, as in 3, 7, 10, 14."
            ) from None
        if not 0 < len(days) <= MOST_DAYS or not all(0 < day < 3650 for day in days):
            raise forms.ValidationError(
                f"“{typed}” has no days to use. Type up to {MOST_DAYS} days after "
                "day 0, as in 3, 7, 10, 14."
            )
        return tuple(sorted(days))

    @property
    def plan(self):
        """The typed numbers as a `power.Plan`."""
        own = self.cleaned_data
        names = ("days", "slope_sd", "residual_sd", "effect", "alpha", "power")
        weights = WEIGHTS[own["comparison"]]
        return power.Plan(**{name: own[name] for name in names}, weights=weights)
