"""The statistical methods of a computed analysis, as text to paste."""

from xenograft.analysis.day_value import MEAN
from xenograft.analysis.units import CAGE, MEANING, said_of
from xenograft.randomization.handover import adjusted
from xenograft.randomization.report import replaced
from xenograft.study import training
from xenograft.study.models.bench_rules import rules_of

WEEKLY = "every {low} to {high} days"


def methods(study, document):
    """Paragraphs (heading, text) that say how the numbers of `document` came about."""
    parts = [
        ("Growth inhibition", _inhibition(document)),
        ("Growth rates", _growth(document)),
        ("Response", _responses(document)),
        *[("Combination", _combination(one)) for one in document["combinations"]],
        ("Time to event", _times(document)),
        ("Mice that left", _left(document)),
        ("Software", _software(document)),
    ]
    notice = [("Training", training.SAID)] if study.is_training else []
    return [
        *notice,
        *_plan(study),
        *([("Allocation", told)] if (told := replaced(study)) else []),
        *_taken_up(study, document),
        ("Tumor volume", f"{_volumes(study)} {_unit(document)}"),
        *((heading, said_of(text, document)) for heading, text in parts),
    ]


def _taken_up(study, document):
    """What the models take of what the draw balanced, and what they leave."""
    terms = document["growth_rates"].get("group_terms", [])
    if told := " ".join(one for one in adjusted(study, terms) if one):
        yield "Balanced covariates", told


def _plan(study):
    """What the protocol declared before: nothing is said where it did not."""
    if study.primary_outcome:
        yield "Primary outcome", study.primary_outcome
    if study.sample_size_said:
        yield "Number of mice", study.sample_size_said


def _volumes(study):
    low, high = study.measure_every_min_days, study.measure_every_max_days
    return (
        f"Two diameters were read with a caliper every {low} to {high} days; tumor "
        "volume was L × W² ÷ 2, L the longer, summed over the masses of a mouse. "
        f"{_several(study)}The "
        "baseline V0 was the last measured volume on or before day 0, at most 3 days "
        "old. On a log scale volumes below 13.5 mm³ counted as 13.5 mm³. Only closed "
        "measurement sessions count."
    )


def _several(study):
    if rules_of(study).day_value != MEAN:
        return ""
    return "Of several readings a day L and W were the means. "


def _unit(document):
    if document["data"].get("unit") == CAGE:
        return MEANING
    return "The mouse was the unit of analysis."


def _inhibition(document):
    block = document["inhibition"]
    if block["problem"]:
        return block["problem"]
    return (
        f"On day {block['day']:g} each arm was compared with {block['control']}, of "
        "the mice measured that day. Growth inhibition was 100 × (1 − ΔT ÷ ΔC), Δ the "
        "change of the mean volume from day 0, with a 95% interval by bootstrap over "
        f"mice within arms ({block['n_draws']:,} draws, seed {block['seed']}, expanded "
        "percentiles). Arms were compared by Welch's t test on ln(V/V0), two-sided, "
        "adjusted by Holm over the arms."
    )


def _growth(document):
    block = document["growth_rates"]
    if block["problem"]:
        return block["problem"]
    notes = " ".join(block["notes"])
    terms = "".join(f", a random {one}" for one in block.get("group_terms", []))
    return (
        "Growth rates are those of a linear mixed model of ln V on day and arm, with a "
        "level and a rate for each arm and a random level and rate for each mouse"
        f"{terms}, by restricted maximum likelihood, of all values from day 0 until a "
        f"mouse left ({block['n_values']} values of {block['n_mice']} mice); nothing "
        "was filled in. Tests and intervals use Student's t with Satterthwaite's "
        "degrees of freedom; p-values of the differences from "
        f"{block['control']} are adjusted by Holm. {notes}"
    ).strip()


def _responses(document):
    block = document["responses"]
    if block["problem"]:
        return block["problem"]
    return (
        "Responses were classified from the best and the best average change of "
        f"volume from day {block['min_day']:g} on (mCR < −95 and −40%, mPR < −50 and "
        "−20%, mSD < 35 and 30%, else mPD), of mice with at least "
        f"{block['fewest_points']} measurements there; others count as failures. Rates "
        "have Wilson's 95% intervals."
    )


def _combination(block):
    if block["problem"]:
        return block["problem"]
    terms = "".join(f" and each {one}" for one in block.get("groups", []))
    return (
        f"{block['both']} was compared with {block['a']}, {block['b']} and "
        f"{block['control']} on growth rates of a model through the baseline, ln(V/V0) "
        f"= rate × day, with a random rate for each mouse{terms}. Bliss independence "
        "expects the sum of the two rates less the control's, the highest single agent "
        "(HSA) the slower of the two. The difference observed − expected has a 95% "
        "interval by Student's t; p-values are two-sided and not adjusted."
    )


def _times(document):
    block = document["time_to_volume"]
    if block["problem"]:
        return block["problem"]
    firth = block.get("hazard_method") == "FIRTH"
    hazards = "Firth's penalized likelihood" if firth else "Cox's, ties by Efron"
    return (
        f"The event was {block['times_baseline']:g} times the day-0 volume, or leaving "
        "for a reason that the protocol counts as the event; other mice were censored "
        "at their last reading. Medians are Kaplan and Meier's, of days interpolated "
        f"on ln V. Arms were compared with {block['control']} by log-rank tests on the "
        f"days of the readings, adjusted by Holm; hazard ratios are {hazards}."
    )


def _left(document):
    data, found = document["data"], document["sensitivity"]
    said = f"{data['n_left']} of {data['n_mice']} mice had left the study."
    parts = [said, *data["left_out"]]
    parts += [f"{one['contrast']}: {one['said']}" for one in found.get("said", [])]
    return " ".join(parts)


def _software(document):
    names = {"xenograft": "Xenograft", "python": "Python", "numpy": "NumPy"}
    names |= {"scipy": "SciPy"}
    listed = [
        f"{names.get(name, name)} {version}"
        for name, version in document["versions"].items()
    ]
    return f"{', '.join(listed)}."
