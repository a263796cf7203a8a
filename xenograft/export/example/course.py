"""The simulated biology of the example: true volumes, what a caliper reads, weights.

Exponential growth with a rate of its own for each mouse, around the rate of its
arm; calipers read each diameter with an error and to 0.1 mm.
"""

import math
from dataclasses import dataclass
from decimal import Decimal

WINDOW_MM3 = (101, 149)
UNTREATED_RATE = (0.125, 0.012)
# Growth per day under treatment: mean, standard deviation between mice.
RATES = {
    (False, False): (0.146, 0.020),
    (True, False): (0.104, 0.015),
    (False, True): (0.062, 0.014),
    (True, True): (-0.004, 0.018),
}
# Change of body weight per day, percent: mean, standard deviation between mice.
WEIGHT_RATES = {
    (False, False): (0.30, 0.10),
    (True, False): (0.08, 0.12),
    (False, True): (-0.15, 0.15),
    (True, True): (-0.50, 0.36),
}
CALIPER_ERROR = 0.02
WEIGHT_ERROR_G = 0.15
SHORTEST_MM, PALPABLE_MM3 = 3, 6


@dataclass
class Course:
    """One mouse: what it would show if nobody erred."""

    number: int
    volume_mm3: float
    aspect: float
    weight_g: float
    untreated_rate: float
    rate: float = 0.0
    weight_rate: float = 0.0
    takes: bool = True

    def true_volume(self, day):
        """mm3 on a day counted from the first dose; the draw was on day -1."""
        if day <= 0:
            return self.volume_mm3 * math.exp(self.untreated_rate * (day + 1))
        return self.true_volume(0) * math.exp(self.rate * day)

    def true_weight(self, day):
        """Grams on a day; before treatment the mouse still gains a little."""
        if day <= 0:
            return self.weight_g * (1 + 0.002 * day)
        return self.weight_g * (1 + self.weight_rate * day / 100)

    def treat(self, contains, rng):
        """Draw the rates under treatment, given what the arm contains."""
        self.rate = rng.normal(*RATES[contains])
        self.weight_rate = rng.normal(*WEIGHT_RATES[contains])


def cohort(count, ineligible, rng):
    """`count` courses; `ineligible` maps number -> true volume (mm3, 0: no take)."""
    courses = []
    for number in range(1, count + 1):
        volume = ineligible.get(number, rng.uniform(104, 146))
        courses.append(
            Course(
                number=number,
                volume_mm3=volume,
                aspect=rng.uniform(1.04, 1.22),
                weight_g=rng.normal(21.8, 1.1),
                untreated_rate=rng.normal(*UNTREATED_RATE),
                takes=volume > 0,
            )
        )
    return courses


def reading(course, day, rng):
    """State, length and width (Decimal mm, one decimal) as a caliper gives them."""
    volume = course.true_volume(day) if course.takes else 0
    if volume < PALPABLE_MM3:
        return "NOT_PALPABLE", None, None
    width = (2 * volume / course.aspect) ** (1 / 3)
    length = course.aspect * width
    first, second = (_tenths(side * _error(rng)) for side in (length, width))
    if min(first, second) < SHORTEST_MM:
        return "PALPABLE_BELOW_LOQ", None, None
    return "MEASURED", max(first, second), min(first, second)


def reading_at_the_draw(course, is_wanted, rng):
    """A reading of day -1, taken again until it is inside, or outside, the window."""
    while True:
        state, length, width = reading(course, -1, rng)
        low, high = WINDOW_MM3
        volume = 0 if length is None else length * width * width / 2
        if (low <= volume <= high) is is_wanted:
            return state, length, width


def weighing(course, day, rng):
    """Body weight as the balance gives it: tumor included, to 0.1 g."""
    tumor_g = course.true_volume(day) / 1000 if course.takes else 0
    return _tenths(course.true_weight(day) + tumor_g + rng.normal(0, WEIGHT_ERROR_G))


def _error(rng):
    return math.exp(rng.normal(0, CALIPER_ERROR))


def _tenths(number):
    return Decimal(f"{number:.1f}")
