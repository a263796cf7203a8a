"""Nineteen days of treatment: doses, sessions, and mice that leave on the way."""

from xenograft.export.example import course, endings, sampling
from xenograft.export.example.gavage import Gavage
from xenograft.history.context import acting
from xenograft.study.roles import Role

VOLUME_LIMIT_MM3 = 1500
WEIGHT_LIMIT_PERCENT = 20
FOUND_DEAD_DAY = 5
MEASURED_TODAY = 17
ULCER_MM3 = 900
# One mouse loses weight past the limit.
LOSING_PERCENT_PER_DAY = -1.15
# (mouse, day) -> a state without diameters, and the reason.
NOT_READ = {
    (22, 9): ("NOT_DONE", None, None, "caliper battery empty"),
    (39, 14): ("NOT_MEASURABLE", None, None, "scab over the tumor"),
}


class Treatment:
    """The randomized mice, in order of cage and number, day by day."""

    def __init__(self, bench, people, mice, courses, arms, regimens):
        self.bench, self.people, self.mice = bench, people, mice
        self.arms, self.regimens = arms, regimens
        self.courses = {one.number: one for one in courses if one.number in arms}
        self.on_study = sorted(arms)
        self.place = {number: place for place, number in enumerate(self.on_study)}
        self.weight_g, self.start_g, self.left, self.biopsied = {}, {}, [], {}
        self.gavage = Gavage(bench.clock, people[Role.DOSER])
        for number in self.on_study:
            arm = arms[number]
            contains = (arm.has_agent_a, arm.has_agent_b)
            self.courses[number].treat(contains, bench.rng)
        self.courses[self._in_combination()[1]].weight_rate = LOSING_PERCENT_PER_DAY

    def run(self, closed_days, last_day):
        """All days; the first dose follows the session of day 0, later ones precede."""
        for day in range(last_day + 1):
            if day == FOUND_DEAD_DAY:
                self._found_dead(day)
            if day > 0:
                self._dose(day, 1)
            if day in closed_days:
                self._measure(self.bench.session(day), day, self.on_study)
            if day == 0:
                self._dose(day, 1)
            if day == sampling.BIOPSY_DAY:
                here = {number: self.arms[number] for number in self.on_study}
                self.biopsied = sampling.chosen(here)
            if day < last_day:
                self._dose(day, 2)
        today = self.bench.session(last_day, is_closed=False)
        self._measure(today, last_day, self.on_study[:MEASURED_TODAY])
        self._write()

    def _found_dead(self, day):
        """The first mouse of the combination dies overnight."""
        number = self._in_combination()[0]
        self.on_study.remove(number)
        self.left.append((number, day, "FOUND_DEAD", None))

    def _in_combination(self):
        return [n for n in self.on_study if self.arms[n].position == 4]

    def _measure(self, session, day, numbers):
        ending = []
        for place, number in enumerate(numbers):
            one = self.courses[number]
            read = NOT_READ.get((number, day)) or course.reading(
                one, day, self.bench.rng
            )
            weight_g = course.weighing(one, day, self.bench.rng)
            self.weight_g[number] = weight_g
            self.start_g.setdefault(number, weight_g)
            sign = self._sign(number, read)
            mouse = self.mice[number]
            self.bench.measure(session, day, mouse, read, weight_g, place, sign)
            reason = self._reached(number, read)
            # Today's are still to be decided.
            if reason and not session.is_open:
                ending.append((number, day, reason, _volume(read)))
        self.left += ending
        self.on_study = [n for n in self.on_study if n not in {e[0] for e in ending}]

    def _loss_percent(self, number):
        return 100 * (1 - self.weight_g[number] / self.start_g[number])

    def _reached(self, number, read):
        if _volume(read) >= VOLUME_LIMIT_MM3:
            return "TUMOR_SIZE"
        too_thin = self._loss_percent(number) >= WEIGHT_LIMIT_PERCENT
        return "HUMANE_TOXICITY" if too_thin else None

    def _sign(self, number, read):
        if self._loss_percent(number) >= 12:
            return {"sign": "BODY_CONDITION", "grade": 2.5, "note": "thin"}
        if _volume(read) > ULCER_MM3 and number % 3 == 0:
            return {"sign": "ULCERATION", "grade": 1, "note": "dry scab, 2 mm"}
        return None

    def _dose(self, day, slot):
        for number in self.on_study:
            self.gavage.give(
                day,
                slot,
                self.mice[number],
                self.place[number],
                self.regimens[self.arms[number].pk],
                self.weight_g[number],
                self.start_g[number],
            )

    def _write(self):
        with acting(person=self.people[Role.MEASURER]):
            self.bench.write()
        with acting(person=self.people[Role.DOSER]):
            self.gavage.write()
        with acting(person=self.people[Role.DIRECTOR]):
            for ending in self.left:
                self._end(*ending)
        with acting(person=self.people[Role.MEASURER]):
            for number, hours in self.biopsied.items():
                sampling.take(self, number, hours)

    def _end(self, number, day, reason, volume_mm3):
        by, mouse, clock = (
            self.people[Role.DIRECTOR],
            self.mice[number],
            self.bench.clock,
        )
        if reason == "FOUND_DEAD":
            endings.left(mouse, day, clock, reason, by, hour=7)
            return
        weight_mg = endings.tumor_weight_mg(volume_mm3, self.bench.rng)
        endings.left(mouse, day, clock, reason, by, tumor_weight_mg=weight_mg)
        endings.samples(
            mouse,
            self.bench.tumors[mouse.pk],
            day,
            clock,
            self.arms[number].has_agent_a,
            self.people[Role.MEASURER],
            self.bench.rng,
        )


def _volume(read):
    length_mm, width_mm = read[1:3]
    return 0 if length_mm is None else length_mm * width_mm * width_mm / 2
