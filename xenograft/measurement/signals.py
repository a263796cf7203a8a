"""What later rooms may listen to: this room knows nothing of them."""

from django.dispatch import Signal

# Values of some mice were saved and committed: `mice` is a queryset of them. Sent for
# those whose values of the day reach a limit, so that people are told at once.
limit_reached = Signal()
