"""The weights of the masses of a mouse, each beside its last caliper volume."""

from django import forms

from xenograft.analysis import endpoints

NOT_MG = "This is not a number. Enter the weight in mg, as 1462."
OF_ALL = "tumor_weight_mg"


def mass_fields(tumors):
    """A field of weight for each mass of a mouse that has several."""
    if len(tumors) < 2:
        return {}
    return {mass_name(tumor): _mass_field(tumor) for tumor in tumors}


def mass_name(tumor):
    return f"tumor_mg_{tumor.side}"


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


def is_unlikely(weight_mg, reading):
    volume_mm3 = reading and reading.volume_mm3
    ratio = endpoints.tumor_mg_per_mm3(weight_mg, volume_mm3)
    least, most = endpoints.TUMOR_MG_PER_MM3
    return ratio is not None and not least <= ratio <= most


def weight_question(weight_mg, reading):
    ratio = float(weight_mg) / reading.volume_mm3
    return (
        f"{weight_mg:,.0f} mg is {ratio:.1f} mg per mm³ of the last caliper volume "
        f"({reading.volume_mm3:,.0f} mm³ on {reading.session.held_on:%-d %b}); "
        "usual is 0.5 to 2. Weigh again, or tick that it is right."
    )
