"""Who has to know of a limit is told as the value is saved, not in the next round."""

from xenograft.endpoint import actions
from xenograft.measurement.signals import limit_reached


def install():
    """Called once when Django is ready."""
    limit_reached.connect(_tell, dispatch_uid="endpoint.telling")


def _tell(sender, mice, **_):
    # An alert that is open was told of; the check says nothing twice.
    actions.check(mice=mice)
