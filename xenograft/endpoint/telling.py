"""Who has to know of a limit or an emergency is told at once, not in the next round."""

from xenograft.endpoint import actions
from xenograft.measurement.signals import limit_reached
from xenograft.randomization.signals import unmasked


def install():
    """Called once when Django is ready."""
    limit_reached.connect(_tell, dispatch_uid="endpoint.telling")
    unmasked.connect(_tell_of_emergencies, dispatch_uid="endpoint.emergencies")


def _tell(sender, mice, **_):
    # An alert that is open was told of; the check says nothing twice.
    actions.check(mice=mice)


def _tell_of_emergencies(sender, look, **_):
    actions.tell_waiting()
