"""Block 4: does a combination do more than its drugs alone."""

from dataclasses import asdict

import numpy as np

from xenograft.analysis.blocks.inhibition import weight_change_at_end
from xenograft.analysis.blocks.plain import plain, rows
from xenograft.analysis.combination import design as designs
from xenograft.analysis.combination import rates, volumes, words
from xenograft.analysis.endpoints.endings import AT_A_LIMIT
from xenograft.analysis.mixed import grouped_slopes, slopes
from xenograft.analysis.mixed.fit import differences
from xenograft.analysis.mixed.values import GROUPS, recorded_groups

# Days left out to see whether the conclusion rests on the first week.
EARLY_DAYS = 5


def combinations(given, model, day=None):
    """One dict per arm with two agents: the results, in words too, or the refusal.

    both, a, b, control (arms), agent_a, agent_b, problem; then `groups` (of cage and
    block those with a random rate in the models, whose SD per day is cage_sd and
    block_sd) and `groups_left_out` (those whose rates did not differ), `by_day` (Bliss
    and HSA, `rates.over_time`), `additivity`, `volumes` (of volumes_day: `day`, or the
    last one where an arm has fewer than two mice then), `early`
    (Bliss without the first days, or None), `words` (seen, expected, sure, alone,
    cannot) and `checks` (is_fine, word, said).
    """
    return [
        _about(design) | _combination(design, given, model, day)
        for design in designs.designs(given.doses, given.plans)
    ]


def _about(design):
    names = ("both", "a", "b", "control", "agent_a", "agent_b")
    return {name: getattr(design, name) for name in names}


def _combination(design, given, model, day):
    refusal = designs.refusal(design, model.relative)
    if refusal or model.fit is None or not model.tells_mice_apart:
        return {"problem": refusal or slopes.TOO_FEW}
    own = model.relative[model.relative["arm"].isin(design.arms)]
    groups, whole = grouped_slopes.differing(own, recorded_groups(own))
    try:
        fits = rates.fits_of(own, design, groups)
    except ValueError as refused:
        return {"problem": str(refused)}
    refusal = designs.refusal(design, own, fits)
    if refusal:
        return {"problem": refusal}
    whole = slopes.fit(own) if whole is None else whole
    terms = _terms(own, groups, whole)
    found = _read(design, own, fits, whole, groups, given, model)
    found |= _of_volumes(own, design, day)
    found["checks"] += [
        _told(one)
        for one in (
            *words.about_additivity(found["additivity"][-1], found["volumes"]),
            *words.about_groups(terms),
        )
    ]
    return {"problem": ""} | terms | found


def _terms(own, groups, whole):
    """Cage and block with a random rate, with their SD per day; those without any."""
    left_out = [name for name in recorded_groups(own) if name not in groups]
    spreads = {f"{name}_sd": whole.variances.get(name) for name in GROUPS}
    known = {name: None if v is None else v**0.5 for name, v in spreads.items()}
    return plain({"groups": groups, "groups_left_out": left_out} | known)


def _read(design, own, fits, whole, groups, given, model):
    by_day = rates.over_time(own, design, fits=fits)
    bliss = by_day[by_day["reference"] == rates.BLISS].iloc[-1].to_dict()
    early = without_first_days(own, design, groups)
    without = rates.without_each_mouse(own, design, groups=groups)
    added = rates.additivity(own, design, fits=fits)
    singles = [(design.both, arm) for arm in (design.a, design.b)]
    alone = differences(whole, singles).rename(columns={"second": "arm"})
    said = words.plain_words(
        bliss,
        alone.to_dict("records"),
        design,
        weight_change_at_end(given, design.both),
    )
    return {
        "by_day": rows(_with_days(by_day, own)),
        "additivity": rows(_with_days(added, own)),
        "early": plain(early),
        "words": plain(asdict(said)),
        "without_each_mouse": rows(without.assign(n_days=own["day"].nunique())),
        "checks": _checks(given, model.fit, bliss, early, without),
    }


def _with_days(found, own):
    """With the number of days after the baseline whose values each row rests on."""
    days = np.sort(own["day"].unique())
    return found.assign(n_days=np.searchsorted(days, found["day"], side="right"))


def _checks(given, fit, bliss, early, without):
    left = given.mice[given.mice["ending"] != ""]
    at_limit = int(left["ending"].isin(AT_A_LIMIT).sum())
    found = words.rests_on(fit, bliss, len(left), at_limit, early, without)
    return [_told(one) for one in found]


def _told(check):
    return {**asdict(check), "word": check.word}


def _of_volumes(own, design, day):
    """The comparison on `day`, or on the last day with two mice in each arm."""
    counts = own.groupby(["day", "arm"])["mouse"].nunique().unstack(fill_value=0)
    enough = counts.index[(counts[design.arms] > 1).all(axis=1)]
    if not len(enough):
        return {"volumes_day": None, "volumes": []}
    day = day if day in enough else enough[-1]
    found = volumes.at_day(own, design, day)
    return {"volumes_day": plain(day), "volumes": rows(found)}


def without_first_days(own, design, groups=()):
    """Bliss at the last day, counted from each mouse's first value at day 5 or on.

    `groups` as for `rates.fits_of`. A dict as a row of `rates.over_time`, or None with
    too few values.
    """
    late = own[own["day"] >= EARLY_DAYS].sort_values("day", kind="stable")
    first = late.drop_duplicates("mouse").set_index("mouse")
    start, begun = late["mouse"].map(first["y"]), late["mouse"].map(first["day"])
    moved = late.assign(y=late["y"] - start, day=late["day"] - begun)
    moved = moved[moved["day"] > 0]
    if not set(design.arms) <= set(moved["arm"]):
        return None
    try:
        fits = rates.fits_of(moved, design, groups, days=[moved["day"].max()])
        found = rates.over_time(moved, design, fits=fits)
    except ValueError:
        return None
    return found[found["reference"] == rates.BLISS].iloc[-1].to_dict()
