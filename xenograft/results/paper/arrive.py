"""The ARRIVE 2.0 checklist of a study: each item from the records, or a blank."""

from dataclasses import dataclass, replace

from xenograft.analysis.units import said_of
from xenograft.randomization import draws, frames, report
from xenograft.results import frames as curves
from xenograft.results.paper import records

NO_CALCULATION = "Keep a calculation on the page Number of mice."


@dataclass(frozen=True)
class Item:
    """One line: number and name of the item, what the records say, what is missing.

    A line may have both: what is there, and what the paper needs beside it.
    """

    number: str
    name: str
    text: str = ""
    missing: str = ""

    @property
    def is_blank(self):
        return not self.text


def checklist(study, document=None):
    """The essential ten and the recommended set (du Sert 2020), in order.

    `document` is that of a computed analysis; without it the items of results and
    methods are blanks.
    """
    draw = _draw(study)
    items = [
        *_design(study, draw, document),
        *_outcomes(study, document),
        *_animals(study),
        *_results(document),
        *_recommended(study, document),
    ]
    return [_of_units(one, document) for one in items] if document else items


def _of_units(item, document):
    """The lines that tell of the analysis say cages where they are what counts."""
    is_told = item.number in ("3c", "7b", "10a", "10b", "17")
    return replace(item, text=said_of(item.text, document)) if is_told else item


def _draw(study):
    """{4a, 4b, 5} as the record of the draw tells them."""
    made = draws.chosen(study, None)
    if made is None:
        return {}
    return dict(report.arrive(made, frames.balance_rows(*draws.together(made))))


def _design(study, draw, document):
    criteria = [study.inclusion_criteria, study.animal_exclusion_criteria]
    criteria.append(study.data_exclusion_criteria)
    not_drawn = "" if draw else "The mice are not randomized yet."
    names = ("Included", "Animals excluded", "Data excluded")
    said = [
        f"{name}: {text.strip().rstrip('.')}."
        for name, text in zip(names, criteria, strict=True)
        if text
    ]
    short = f"Not stated: {', '.join(study.criteria_missing)}."
    return [
        Item("1a", "Groups compared", records.groups(study)),
        Item("1b", "Experimental unit", records.unit(study), _unit_warning(study)),
        Item("2a", "Sample size", records.randomized(study), not_drawn),
        Item(
            "2b",
            "How it was decided",
            study.sample_size_said,
            "" if study.sample_size_said else NO_CALCULATION,
        ),
        Item(
            "3a",
            "Inclusion and exclusion criteria",
            " ".join(said),
            short if study.criteria_missing else "",
        ),
        Item("3b", "Exclusions", records.exclusions(study)),
        Item(
            "3c", "Number in each analysis", _numbers(document), _uncomputed(document)
        ),
        Item("4a", "Randomization", draw.get("4a", ""), not_drawn),
        Item(
            "4b",
            "Confounders",
            draw.get("4b", ""),
            not_drawn or ("" if "4b" in draw else "Not recorded for an import."),
        ),
        Item("5", "Blinding", draw.get("5", ""), not_drawn),
    ]


def _unit_warning(study):
    return curves.tumor_curves(study).warning


def _outcomes(study, document):
    measured = (
        f"Tumor volume (mm³), L × W² ÷ 2; body weight (g). {records.schedule(study)}"
    )
    how, checks = "", ""
    if document:
        how = "See the text of the methods; the analysis is kept with its data."
        checks = " ".join(one["said"] for one in document["checks"].get("said", []))
    missing = _uncomputed(document)
    return [
        Item("6a", "Outcome measures", measured),
        Item(
            "6b",
            "Primary outcome",
            study.primary_outcome,
            "" if study.primary_outcome else "Name it in the protocol.",
        ),
        Item("7a", "Statistical methods", how, missing),
        Item("7b", "Assumptions", checks, missing),
    ]


def _uncomputed(document):
    return "" if document else "Compute the analysis."


def _numbers(document):
    if not document:
        return ""
    first, second = document["inhibition"], document["growth_rates"]
    said = []
    if not first["problem"]:
        counts = [(row["arm"], row["n"]) for row in first["arms"]]
        said.append(f"Volumes on D{first['day']:g}: {records.listed(counts)}.")
    if not second["problem"]:
        counts = [(row["arm"], row["n"]) for row in second["arms"]]
        said.append(f"Growth rates: {records.listed(counts)}.")
    return " ".join(said)


def _animals(study):
    ages, sources = records.ages(study), records.sources(study)
    more = "Add health and immune status, genotype and prior procedures."
    where = "Say where and why (rationale)."
    return [
        Item(
            "8a",
            "Animals",
            f"{records.animals(study)} {ages}".strip(),
            "" if ages else "Dates of birth are not recorded.",
        ),
        Item("8b", "Provenance and health", sources, more),
        Item(
            "9a",
            "Procedures: what",
            f"{records.implants(study)} {records.doses(study)}",
        ),
        Item("9b", "When and how often", records.schedule(study)),
        Item("9c, 9d", "Where and why", "", where),
    ]


def _results(document):
    if not document or document["inhibition"]["problem"]:
        missing = "Compute the analysis."
        return [
            Item("10a", "Summary of each group", "", missing),
            Item("10b", "Effect size", "", missing),
        ]
    block = document["inhibition"]
    means = [
        f"{row['arm']}: {row['mean_mm3']:,.0f} ± {row['sd_mm3'] or 0:,.0f} mm³ "
        f"(mean ± SD, n {row['n']})"
        for row in block["arms"]
        if row["n"]
    ]
    effects = [
        f"{row['arm']}: TGI_DELTA {row['tgi_pct']:.0f}% "
        f"({row['tgi_low']:.0f} to {row['tgi_high']:.0f})"
        for row in block["arms"]
        if row.get("tgi_pct") is not None and row["tgi_low"] is not None
    ]
    return [
        Item(
            "10a", "Summary of each group", f"On D{block['day']:g}. {'; '.join(means)}."
        ),
        Item(
            "10b",
            "Effect size",
            f"{'; '.join(effects)}." if effects else "",
            "" if effects else "No effect could be computed.",
        ),
    ]


def _recommended(study, document):
    ethics, goal = study.ethics_licence, study.objective
    words = ""
    for one in (document or {}).get("combinations", []):
        words += "" if one["problem"] else f" {one['words']['sure']}"
    care = f"{records.limits(study)} {records.exclusions(study)}".strip()
    return [
        Item("11", "Abstract", "", "To be written."),
        Item("12", "Background", "", "To be written."),
        Item("13", "Objectives", goal, "" if goal else "State the objective."),
        Item(
            "14",
            "Ethical statement",
            f"License {ethics}." if ethics else "",
            "Name the committee." if ethics else "Enter the ethics license.",
        ),
        Item(
            "15",
            "Housing and husbandry",
            records.cages(study),
            "Add enrichment, light, temperature, food and water.",
        ),
        Item(
            "16",
            "Animal care and monitoring",
            care,
            "Add what was done against pain and distress.",
        ),
        Item("17", "Interpretation", words.strip(), "Discuss limitations."),
        Item("18", "Generalizability", "", "To be written."),
        Item("19", "Protocol registration", "", "Say where the protocol is, or none."),
        Item(
            "20",
            "Data access",
            "The export has every value, with a data dictionary.",
            "Say where it is deposited.",
        ),
        Item("21", "Interests and funding", "", "To be written."),
    ]
