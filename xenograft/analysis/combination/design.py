"""Which arms make a 2 x 2 of two drugs, and what forbids reading a combination."""

import re
from dataclasses import dataclass

# The clock times in the words of a plan: " at 08:00 and 17:00".
CLOCK = re.compile(r" at \d\d:\d\d(?: and \d\d:\d\d)*")
NO_COMBINATION = "No arm gets two agents, so there is no combination to look at."
MORE_THAN_TWO = "{both} gets {count} agents; only combinations of two are read."
NO_SINGLE = "No arm gets {agent} alone, so what {both} adds cannot be told."
NO_CONTROL = "No arm is untreated or gets vehicle only, so nothing can be expected."
OTHER_DOSE = (
    "{agent} is given at {alone} mg/kg in {single} and {together} mg/kg in {both}, so "
    "the two arms cannot be compared."
)
OTHER_PLAN = (
    "{agent} is given {alone} in {single} and {together} in {both}, so the two arms "
    "cannot be compared."
)
NO_GROWTH = (
    "The control does not grow ({rate:.3f} per day), so no effect of a drug on growth "
    "can be read."
)
NO_VALUES = "{arm} has no values after the baseline."


@dataclass(frozen=True)
class Design:
    """Four arms by name and the two agents; `refusal` says why they are not read."""

    control: str = ""
    a: str = ""
    b: str = ""
    both: str = ""
    agent_a: str = ""
    agent_b: str = ""
    refusal: str = ""

    @property
    def arms(self):
        return [self.control, self.a, self.b, self.both]


def designs(doses, plans=None):
    """The designs of a study, one for each arm with two agents or more.

    `doses` is arm -> (agent -> mg/kg or None), without vehicles, so a control has
    none; `plans`, the same with the route and schedule in words. An agent alone and
    together must have the same dose, a number, and the same plan, clock times where
    both name them. A study without such an arm gives one refused design.
    """
    plans = plans or {arm: {} for arm in doses}
    several = [arm for arm, agents in doses.items() if len(agents) > 1]
    found = [_design(arm, doses, plans) for arm in several]
    return found or [Design(refusal=NO_COMBINATION)]


def _design(both, doses, plans):
    agents = sorted(doses[both])
    if len(agents) > 2:
        said = MORE_THAN_TWO.format(both=both, count=len(agents))
        return Design(both=both, refusal=said)
    singles = [_single(agent, both, doses, plans) for agent in agents]
    control = next((arm for arm, own in doses.items() if not own), "")
    refusals = [said for _, said in singles if said]
    refusals += [] if control else [NO_CONTROL]
    return Design(
        control, singles[0][0], singles[1][0], both, *agents, " ".join(refusals)
    )


def _single(agent, both, doses, plans):
    """The arm with the agent alone as in the combination, if any, and a refusal."""
    alone = [arm for arm, own in doses.items() if set(own) == {agent}]
    if not alone:
        return "", NO_SINGLE.format(agent=agent, both=both)
    same_dose = [arm for arm in alone if doses[arm][agent] == doses[both][agent]]
    plan = plans[both].get(agent)
    same = [arm for arm in same_dose if _agree(plans[arm].get(agent), plan)]
    if same:
        return same[0], ""
    said, of = (OTHER_PLAN, plans) if same_dose else (OTHER_DOSE, doses)
    single = (same_dose or alone)[0]
    alone, together = of[single].get(agent), of[both].get(agent)
    return single, said.format(
        agent=agent, alone=alone, together=together, single=single, both=both
    )


def _agree(one, other):
    """Whether two plans are one; clock times that one does not name are not another."""
    if not one or not other:
        return one == other
    times = [CLOCK.search(plan) for plan in (one, other)]
    if not all(times):
        one, other = (CLOCK.sub("", plan) for plan in (one, other))
    return one == other


def refusal(design, values, fits=None):
    """Why the four arms of `design` cannot be read, one sentence; empty if they can.

    `values` has arm and day; `fits`, as from `slopes.fits_by_day`, tells whether
    the control grows at its last day.
    """
    if design.refusal:
        return design.refusal
    seen = set(values.loc[values["day"] > 0, "arm"])
    for arm in design.arms:
        if arm not in seen:
            return NO_VALUES.format(arm=arm)
    if fits is not None and len(fits.days):
        rate = fits.rate[-1][fits.arms.index(design.control)]
        if rate <= 0:
            return NO_GROWTH.format(rate=rate)
    return ""
