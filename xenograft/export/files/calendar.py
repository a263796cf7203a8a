"""Which day of a mouse a session is, and which days a baseline may be from."""

from xenograft.analysis.growth import OLDEST_BASELINE_DAYS


class Calendar:
    """The sessions of a study, in order of date, and the day 0 of its mice.

    `zeros` is {mouse: date or None}, as from `day_zeros`.
    """

    def __init__(self, sessions, zeros):
        found = sessions.order_by("held_on").values_list("pk", "held_on")
        self.dates = {key: (on.toordinal(), on.isoformat()) for key, on in found}
        self.zeros = {mouse: on.toordinal() for mouse, on in zeros.items() if on}
        self.place = {key: place for place, key in enumerate(self.dates)}
        self.days, self.windows = {}, {}

    def of_mouse(self, mouse):
        """({session: day and date}, sessions of the baseline) of one mouse."""
        zero = self.zeros.get(mouse)
        if zero not in self.days:
            self.days[zero] = {
                key: f"{'' if zero is None else on - zero},{date},"
                for key, (on, date) in self.dates.items()
            }
            self.windows[zero] = frozenset(
                key
                for key, (on, _) in self.dates.items()
                if zero is not None and zero - OLDEST_BASELINE_DAYS <= on <= zero
            )
        return self.days[zero], self.windows[zero]
