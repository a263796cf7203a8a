"""What the records of a study say for a paper, each as a sentence or empty."""

from collections import Counter

from xenograft.dosing.models import Regimen
from xenograft.endpoint.models import Disposition
from xenograft.randomization.frames import cages_drawn
from xenograft.study.models import Limit, TumorModel


def listed(counts):
    return ", ".join(f"{name} {count}" for name, count in counts)


def groups(study):
    arms = study.arms.order_by("position")
    named = [f"{arm.name}{' (control)' if arm.is_control else ''}" for arm in arms]
    return f"{len(named)} arms: {', '.join(named)}." if named else ""


def unit(study):
    """What counts as one, and how many mice stand for it."""
    if study.experimental_unit != "CAGE":
        return "The mouse."
    held = Counter(cages_drawn(study).values())
    if not held:
        return "The cage."
    fewest, most = min(held.values()), max(held.values())
    return f"The cage: {len(held)} cages of {fewest} to {most} mice were drawn."


def randomized(study):
    own = study.mice.filter(assignment__isnull=False)
    names = own.order_by("assignment__arm__position", "number")
    found = Counter(names.values_list("assignment__arm__name", flat=True))
    if not found:
        return ""
    mice = f"{listed(found.items())}; {sum(found.values())} mice in all."
    return f"{_cages(study)}{mice}"


def _cages(study):
    """Where the cage is the unit, the cages of each arm before their mice."""
    if study.experimental_unit != "CAGE":
        return ""
    cages, held = cages_drawn(study), {}
    own = study.mice.filter(pk__in=cages).order_by("assignment__arm__position")
    for mouse, arm in own.values_list("pk", "assignment__arm__name"):
        held.setdefault(arm, set()).add(cages[mouse])
    counts = [(arm, len(names)) for arm, names in held.items()]
    return f"Cages: {listed(counts)}; {len(set(cages.values()))} in all. Mice: "


def exclusions(study):
    """Mice that were implanted and not randomized, and those that left, by reason."""
    outside = study.mice.filter(assignment__isnull=True).count()
    labels = dict(Disposition.Reason.choices)
    left = Counter(
        Disposition.objects.of_study(study)
        .standing()
        .order_by("reason")
        .values_list("reason", flat=True)
    )
    parts = [f"{outside} of {study.mice.count()} mice were not randomized."]
    if left:
        named = listed((labels[reason], count) for reason, count in left.items())
        parts.append(f"Left the study: {named}.")
    return " ".join(parts)


def animals(study):
    sexes = Counter(mouse.get_sex_display().lower() for mouse in study.mice.all())
    model = TumorModel.objects.of_study(study).first()
    strain = model and (model.host_strain_nomenclature or model.host_strain)
    parts = [f"Mice of strain {strain}." if strain else ""]
    if sexes:
        parts.append(f"Sex: {listed(sorted(sexes.items()))}.")
    return " ".join(part for part in parts if part)


def ages(study):
    born = study.mice.exclude(born_on=None).order_by("born_on")
    first, last = born.first(), born.last()
    if first is None:
        return ""
    span = f"{first.born_on:%-d %b %Y} to {last.born_on:%-d %b %Y}"
    return f"Born {span} ({born.count()} of {study.mice.count()} mice recorded)."


def sources(study):
    found = study.mice.exclude(source="").values_list("source", flat=True)
    return f"Source: {', '.join(sorted(set(found)))}." if found else ""


def implants(study):
    model = TumorModel.objects.of_study(study).first()
    name = f"{model.name} ({model.get_kind_display()})" if model else "The tumor"
    matrix = f" in {study.matrix}" if study.matrix else ""
    return (
        f"{name}, {study.cells_per_implant_count:,} cells{matrix} per implant, "
        f"{study.implant_site}."
    )


def doses(study):
    rows = Regimen.objects.filter(arm__study=study).select_related("arm", "agent")
    said = []
    for row in rows.order_by("arm__position", "pk"):
        amount = "dose not entered" if row.dose_mg_per_kg is None else ""
        amount = amount or f"{row.dose_mg_per_kg.normalize():f} mg/kg"
        how = f"{row.get_route_display()}, {row.get_frequency_display()}"
        said.append(f"{row.arm.name}: {row.agent.name} {amount}, {how}")
    return f"{'; '.join(said)}." if said else ""


def schedule(study):
    return (
        f"Measured every {study.measure_every_min_days} to "
        f"{study.measure_every_max_days} days, treated for "
        f"{study.treatment_min_days} to {study.treatment_max_days} days."
    )


def cages(study):
    held = Counter(study.mice.exclude(cage=None).values_list("cage", flat=True))
    if not held:
        return ""
    fewest, most = min(held.values()), max(held.values())
    return f"{len(held)} cages of {fewest} to {most} mice."


def limits(study):
    """Humane and study endpoints of the version in force."""
    found = list(Limit.objects.of_study(study).current())
    if not found:
        return ""
    each = "; ".join(map(str, found))
    return f"Endpoints (version {study.limits_version} of the limits): {each}."
