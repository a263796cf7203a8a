"""Sensitivity: does a conclusion depend on what is done with the mice that left."""

from xenograft.analysis import sensitivity
from xenograft.analysis.blocks.plain import plain, rows
from xenograft.analysis.combination import design as designs


def dropout(given, model):
    """Each arm against the control, and Bliss, by each rule for mice that left.

    `rows` is `sensitivity.by_rule` with the rule in words, `said` one sentence for
    each contrast (contrast, is_same, n_rules, said).
    """
    wanted = contrasts(given)
    if not wanted or model.values.empty:
        return {"problem": "There are no arms with values to compare."}
    found = sensitivity.by_rule(
        model.values, wanted, model.fit, given.counts, departures(given)
    )
    words = dict(sensitivity.RULES)
    shown = found.assign(rule_words=found["rule"].map(words))
    return {
        "problem": "",
        "rows": rows(shown),
        "said": [plain(row) for row in rows(sensitivity.dependence(found))],
    }


def contrasts(given):
    """name -> (arm -> weight) of what is compared: arms with the control, and Bliss."""
    found = {
        f"{arm} against {given.control}": {arm: 1, given.control: -1}
        for arm in given.treated
    }
    for design in designs.designs(given.doses, given.plans):
        if not design.refusal:
            weights = dict(zip(design.arms, (1, -1, -1, 1), strict=True))
            found[f"Bliss, {design.both}"] = weights
    return found


def departures(given):
    """mouse, arm and day of the mice that left, as `arm_means` asks for."""
    left = given.endings[given.endings["day"].notna()]
    return left[["arm", "day"]].rename_axis("mouse").reset_index()
