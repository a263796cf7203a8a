"""A whole study in a few lines."""

from tests.builders.dosing import agent, dose, regimen
from tests.builders.draws import assignment, randomization
from tests.builders.implantation import mouse, tumor
from tests.builders.measurements import measurement, session, weight
from tests.builders.studies import four_arms, limits, study


def treated_study(mice_per_arm=3, days=(0, 3, 7), **fields):
    """Four arms with mice, closed sessions, weights and a first dose each."""
    made = study(**fields)
    limits(made)
    arms = four_arms(made, planned_count=mice_per_arm)
    draw = randomization(made)
    vehicle = agent(made, "0.5% MC", is_vehicle=True)
    regimens = [regimen(arm, vehicle, 0, concentration_mg_per_ml=0) for arm in arms]
    sessions = [session(made, day) for day in days]
    for place in range(4 * mice_per_arm):
        arm_here = arms[place % 4]
        one = mouse(made, cage=None)
        mass = tumor(one)
        assignment(draw, one, arm_here, block=place // 4 + 1)
        dose(one, regimens[place % 4])
        for step, held in enumerate(sessions):
            size = 6 + step * (4 - place % 4) * 0.5 + (place // 4) * 0.1
            measurement(held, mass, f"{size:.1f}", f"{size - 0.2:.1f}")
            weight(held, one, f"{22 + place * 0.1:.1f}")
    return made
