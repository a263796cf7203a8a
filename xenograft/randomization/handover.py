"""What a draw balanced, and what of it the models of an analysis take up."""

from xenograft.randomization.models import Randomization
from xenograft.randomization.report import NAMES

# The level of each mouse, and volumes relative to its own of day 0.
BY_VOLUME = {"volume_mm3"}
# Name in a record -> the word of a model's random term.
AS_TERMS = {"cage": "cage", "block": "block", "batch": "block"}


def adjusted(study, terms=()):
    """What the models take of what was balanced, and a warning of the rest.

    (sentence, warning), "" where there is nothing to say. `terms` are the random terms
    of the growth model, as "level per cage".
    """
    balanced = _balanced(study)
    words = " ".join(terms)
    used = [one for one in balanced if one in BY_VOLUME or _is_term(one, words)]
    left = [one for one in balanced if one not in used]
    said = f"Of what the draw balanced, the models take up {_words(used)}."
    return said if used else "", _warning(left) if left else ""


def _balanced(study):
    """Names of the covariates and factors of the draws that stand, each once."""
    drawn = Randomization.objects.of_study(study).standing().order_by("batch")
    asked = [one or {} for one in drawn.values_list("result__analysis", flat=True)]
    names = [each.get(part, []) for each in asked for part in ("adjust_for", "factors")]
    return list(dict.fromkeys(name for some in names for name in some))


def _is_term(name, words):
    return name in AS_TERMS and f"per {AS_TERMS[name]}" in words


def _warning(left):
    return (
        f"The draw balanced {_words(left)} too, which the models of this page do not "
        "adjust for: their tests are then too cautious. The randomization test redraws "
        "with the same restrictions and is not; beside it the arms are compared "
        "adjusted for all that was balanced."
    )


def _words(names):
    said = [NAMES.get(name, name) for name in names]
    return " and ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)
