"""One mouse is unmasked in an emergency: who is to know of it, and what they are told.

They are told of the mouse, who, when and why, and never of the arm.
"""

import datetime as dt
import logging
import re

from django.db.models import Exists, OuterRef
from django.utils import timezone

from xenograft.history.context import acting
from xenograft.randomization import actions
from xenograft.randomization.models import ArmView
from xenograft.randomization.signals import unmasked
from xenograft.study.models import Membership
from xenograft.study.roles import Role

TOLD_ROLES = [Role.DIRECTOR, Role.WELFARE_OFFICER, Role.KEY_HOLDER]
SHOWN_FOR = dt.timedelta(days=7)
KEPT_IN_THE_APP = "kept in the app, as it names an arm"
log = logging.getLogger(__name__)


def unmask(*, study, by, mouse, reason):
    """Keep that the arm of a mouse is shown in an emergency, and have others told.

    The arm is shown though nobody can be told at once: the next round tells.
    """
    look = actions.look(study=study, by=by, mouse=mouse, reason=reason)
    names = ", ".join(map(_name, people_to_tell(look)))
    look.told_to = names[:300]
    with acting(person=by, reason=reason):
        look.save(update_fields=["told_to"])
    for _, answer in unmasked.send_robust(sender=unmask, look=look):
        if isinstance(answer, Exception):
            log.error("Nobody could be told of an unmasked mouse.", exc_info=answer)
    return look


def people_to_tell(look):
    """Director, welfare officer and key holder, but for the person who looked."""
    members = Membership.objects.filter(study=look.study, role__in=TOLD_ROLES)
    members = members.exclude(person=look.viewed_by).filter(person__is_active=True)
    found = {one.person for one in members.select_related("person")}
    return sorted(found, key=lambda person: person.get_username())


def lately(person):
    """The emergencies of a week in the studies where `person` is to know of them."""
    own = Membership.objects.filter(
        study=OuterRef("study"), person=person, role__in=TOLD_ROLES
    )
    since = timezone.now() - SHOWN_FOR
    looks = ArmView.objects.filter(Exists(own), seen="MOUSE", viewed_at__gte=since)
    return looks.select_related("study", "mouse", "viewed_by").order_by("-viewed_at")


def sentence(look):
    """Mouse, study, who, when and why, as everybody who is told may read it."""
    at = timezone.localtime(look.viewed_at)
    return (
        f"{look.mouse} of study {look.study.code} was unmasked in an emergency by "
        f"{_name(look.viewed_by)}, {at:%-d %b %Y, %H:%M %Z}. "
        f"Reason: {_reason_without_arm(look).rstrip('.')}."
    )


def _reason_without_arm(look):
    """Why, as it was typed; not where it names an arm, a code or an agent."""
    names = [*look.study.agents.values_list("name", flat=True)]
    for arm in look.study.arms.all():
        names += [arm.name, arm.code, arm.bottle_code]
    words = "|".join(re.escape(name) for name in names if name)
    told = words and re.search(rf"(?<!\w)(?:{words})(?!\w)", look.reason, re.IGNORECASE)
    return KEPT_IN_THE_APP if told else look.reason


def _name(person):
    return (person.get_full_name() or person.get_username()) if person else "not known"
