"""A computed analysis."""


def analysis_result(study, **fields):
    """A computed analysis of a study whose mice are in arms, as it is now."""
    from xenograft.results import actions, choices

    made = actions.computed(study, choices.read({}))
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made
