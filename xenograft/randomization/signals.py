"""What later rooms may listen to: this room knows nothing of them."""

from django.dispatch import Signal

# One mouse was unmasked in an emergency, and that is kept: `look` is the row.
unmasked = Signal()
