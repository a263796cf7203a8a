from django.core.management.base import BaseCommand

from xenograft.analysis import endpoints
from xenograft.endpoint import actions
from xenograft.endpoint.lines import REASONS


class Command(BaseCommand):
    help = (
        "Look at every mouse on study: tell people of limits that are reached, remind "
        "and escalate, and list what was not measured when due."
    )

    def handle(self, **options):
        counts = {"mice": 0, "reached": 0, "unknown": 0, "messages": 0}
        for studies, found, sent in actions.check_all():
            self._say_late({study.pk: study.code for study in studies}, found)
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
