"""Mail about mice that were unmasked in an emergency. It never tells the arm."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from xenograft.endpoint.actions import mail
from xenograft.history.context import acting
from xenograft.randomization import emergency
from xenograft.randomization.models import ArmView
from xenograft.study import training


def tell_waiting():
    """Send what is not sent yet; what fails waits for the next round.

    Returns the looks that were told of. Who has no address reads it in the app.
    """
    waiting = ArmView.objects.filter(seen="MOUSE", told_at=None).exclude(told_to="")
    waiting = waiting.select_related("study", "mouse", "viewed_by")
    with acting(person=None, reason="Telling of an emergency"):
        return [look for look in waiting if _tell_once(look)]


def _tell_once(look):
    """Two rounds at the same time do not send it twice: one of them takes it."""
    to = [person.email for person in emergency.people_to_tell(look) if person.email]
    row = ArmView.objects.filter(pk=look.pk)
    if not row.filter(told_at=None).update(told_at=timezone.now()):
        return False
    is_sent = not to or mail.sent(message(look, to), about=look)
    if not is_sent:
        row.update(told_at=None)
    return is_sent


def message(look, to):
    page = reverse("randomization:masking", args=[look.study.code])
    mouse = str(look.mouse).lower()
    said = f"{look.study.code} {mouse}: unmasked in an emergency"
    return EmailMessage(
        subject=training.subject(look.study, said),
        body="\n".join(
            [
                emergency.sentence(look),
                "All other mice stay masked. The arm is not in this message.",
                "",
                "See who looked:",
                f"{settings.SITE_URL}{page}",
            ]
        ),
        to=to,
    )
