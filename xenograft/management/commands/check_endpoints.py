from django.core.management.base import BaseCommand

from xenograft.analysis import endpoints
from xenograft.endpoint import actions
from xenograft.endpoint.lines import REASONS
from xenograft.implantation.models import Mouse
from xenograft.study.models import Study

STUDIES_AT_ONCE = 50


class Command(BaseCommand):
    help = (
        "Look at every mouse on study: tell people of limits that are reached, remind "
        "and escalate, and list what was not measured when due."
    )

    def handle(self, **options):
        studies = list(Study.objects.filter(locked_at__isnull=True).order_by("code"))
        counts = {"mice": 0, "reached": 0, "unknown": 0, "messages": 0}
        for start in range(0, len(studies), STUDIES_AT_ONCE):
            some = studies[start : start + STUDIES_AT_ONCE]
            found, sent = actions.check(mice=Mouse.objects.filter(study__in=some))
            self._say_late({study.pk: study.code for study in some}, found)
            worst = endpoints.worst_per_mouse(found.states)
            counts["mice"] += len(found.known)
            counts["reached"] += int((worst == endpoints.REACHED).sum())
            counts["unknown"] += int((worst == endpoints.UNKNOWN).sum())
            counts["messages"] += len(sent)
        self.stdout.write(", ".join(f"{n:,} {what}" for what, n in counts.items()))

    def _say_late(self, codes, found):
        missing = found.states[found.states["why"] != ""]
        numbers = found.known["number"]
        for (study, why), rows in missing.groupby(["study", "why"]):
            mice = sorted({int(numbers[mouse]) for mouse in rows["mouse"]})
            said = ", ".join(map(str, mice))
            self.stdout.write(f"{codes[study]}: {REASONS[why]}: {said}")
