"""Who of a study's own people may not know the arms, and until when."""

import secrets

from django.db import models
from django.utils.timezone import localdate

# Letters and digits that are not taken for one another in handwriting.
LETTERS, DIGITS = "CEFHJKLMNPRTVWXY", "234679"
ARM_CODE = (LETTERS, DIGITS, LETTERS)
MOUSE_BOTTLE = (LETTERS, DIGITS, DIGITS, DIGITS)


class MaskingRules(models.Model):
    """The part of a protocol that says who is masked; `Access` reads it."""

    class Bottles(models.TextChoices):
        PER_ARM = "PER_ARM", "One code for each arm"
        PER_MOUSE = "PER_MOUSE", "One code for each mouse"

    blinds_director = models.BooleanField(
        "arms are hidden from the study director from the draw to the data lock",
        default=False,
        help_text="A key holder then fills the bottles and keeps the regimens.",
    )
    arms_open_on = models.DateField(
        "biostatistician sees arms from",
        null=True,
        blank=True,
        help_text="Before this day, or without one until the data lock: codes only.",
    )
    bottle_coding = models.CharField(
        "bottles",
        max_length=10,
        choices=Bottles,
        default=Bottles.PER_ARM,
        help_text="A code for each arm groups mice; one for each mouse does not.",
    )

    has_random_order = models.BooleanField(
        "sheets list cages and their mice in a random order, new each day",
        default=False,
        help_text="From the draw on. Else they are listed by cage and number.",
    )

    class Meta:
        abstract = True

    @property
    def masks_director(self):
        """Whether the arms are hidden from the director now."""
        return self.blinds_director and not self.locked_at and self.is_drawn

    @property
    def is_drawn(self):
        """Whether mice have arms: known from `with_state()`, else asked for."""
        if "has_randomization" in self.__dict__:
            return self.has_randomization
        own = type(self).objects.with_state().filter(pk=self.pk)
        return own.values_list("has_randomization", flat=True).get()

    @property
    def arms_are_open(self):
        """Whether the biostatistician sees arms by name now: a lock opens them."""
        opened = self.arms_open_on
        return bool(self.locked_at) or (opened is not None and opened <= localdate())

    @property
    def has_bottle_per_mouse(self):
        return self.bottle_coding == self.Bottles.PER_MOUSE


def new_code(pattern, taken):
    """A code at random of one character of each part, that `taken` does not hold.

    At random, so that neither a code nor the order of codes says what it stands for.
    """
    while (code := "".join(map(secrets.choice, pattern))) in taken:
        continue
    return code
