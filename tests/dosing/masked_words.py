"""The words that would tell a masked person the arms."""


def secrets_of(study):
    """Words that tell the arms: names, agents and doses."""
    arms = set(study.arms.values_list("name", flat=True))
    agents = set(study.agents.values_list("name", flat=True))
    return arms | agents | {"mg/kg", "mg/mL", "DF-21", "Vehicle", "2.5"}
