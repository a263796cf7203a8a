import json

from django.core.management.base import BaseCommand, CommandError

from xenograft.results import actions, choices
from xenograft.results.summary import summary
from xenograft.study.actions import Refused
from xenograft.study.models import Study


class Command(BaseCommand):
    help = "Print the analysis of a study, as its page shows it."

    def add_arguments(self, parser):
        parser.add_argument("code", help="code of the study")
        parser.add_argument(
            "--json", action="store_true", help="everything, as docs/analysis-json.md"
        )
        parser.add_argument(
            "--day", help="compare volumes on this day (blocks 1 and 4)"
        )
        parser.add_argument("--times-baseline", help="time to this many times V0")
        parser.add_argument("--min-day", help="first day of a best response")

    def handle(self, *, code, **options):
        study = Study.objects.filter(code__iexact=code).first()
        if study is None:
            raise CommandError(f"There is no study {code}.")
        try:
            found = actions.of_now(study, _asked(options))
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), indent=1))
        else:
            self.stdout.write(summary(found))


def _asked(options):
    names = ("day", "times_baseline", "min_day")
    typed = {name: options[name] for name in names if options[name] is not None}
    asked = choices.read(typed)
    if not asked.form.is_valid():
        name, problems = next(iter(asked.form.errors.items()))
        raise CommandError(f"--{name.replace('_', '-')}: {problems[0]}")
    return asked
