from django.core.management.base import BaseCommand, CommandError

from xenograft.randomization import actions, chain
from xenograft.randomization.models import Randomization
from xenograft.study.models import Study


class Command(BaseCommand):
    help = (
        "Read the entries about every draw again, each against the hash of the one "
        "before, and compare the stored places with the draw repeated from its seed."
    )

    def add_arguments(self, parser):
        parser.add_argument("code", nargs="?", default="", help="one study only")
        parser.add_argument(
            "--quick", action="store_true", help="read the entries, repeat no draw"
        )

    def handle(self, *, code, quick, **options):
        studies = Study.objects.order_by("code")
        if code:
            studies = studies.filter(code__iexact=code)
            if not studies:
                raise CommandError(f"There is no study “{code}”.")
        found = [
            f"{study.code}: {said}"
            for study in studies
            for said in chain.problems(study) + ([] if quick else not_repeated(study))
        ]
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} things do not match.")
        self.stdout.write("Every entry and every draw is as it was.")


def not_repeated(study):
    """The standing draws that their seed and list do not give again."""
    draws = Randomization.objects.of_study(study).standing().exclude(seed_hex="")
    return [
        f"The draw of {made.randomized_at:%Y-%m-%d %H:%M} UTC is not what its seed and "
        "list give, or its places were changed."
        for made in draws
        if made.result.get("record") and not actions.repeats(made)
    ]
