"""Volumes of all mice on one line, with the window behind them."""

from dataclasses import dataclass, field

WIDTH, MARGIN = 600, 14
STEPS_MM3 = (25, 50, 100, 250, 500, 1000, 2500)


@dataclass
class Strip:
    """Places in a drawing `WIDTH` wide: volumes in mm³ from 0 to `end_mm3`.

    Mice in `out` are not eligible: their dots are open.
    """

    volumes_mm3: dict
    window_mm3: tuple
    out: set = field(default_factory=set)

    @property
    def end_mm3(self):
        return 1.1 * max([*self.volumes_mm3.values(), self.window_mm3[1]])

    def _x(self, volume_mm3):
        return round(MARGIN + (WIDTH - 2 * MARGIN) * volume_mm3 / self.end_mm3, 1)

    @property
    def window(self):
        start, end = (self._x(edge) for edge in self.window_mm3)
        return {"x": start, "width": round(end - start, 1)}

    @property
    def dots(self):
        """(name, place, whether it is open) of each mouse."""
        return [
            (name, self._x(volume), name in self.out)
            for name, volume in self.volumes_mm3.items()
        ]

    @property
    def ticks(self):
        step = next((s for s in STEPS_MM3 if self.end_mm3 / s <= 8), STEPS_MM3[-1])
        count = int(self.end_mm3 // step) + 1
        return [(f"{step * place:,}", self._x(step * place)) for place in range(count)]


def strip_of(study, candidates):
    """The strip of the candidates that have a volume."""
    measured = [one for one in candidates if one.volume_mm3 is not None]
    return Strip(
        {one.mouse.name: float(one.volume_mm3) for one in measured},
        (study.window_min_mm3, study.window_max_mm3),
        {one.mouse.name for one in measured if one.exclusion},
    )
