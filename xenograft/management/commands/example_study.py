import datetime as dt

from django.core.management.base import BaseCommand
from django.utils import timezone

from xenograft.export.example.actions import analyze, make_example


class Command(BaseCommand):
    help = "Write the example study (simulated data), at treatment day 19."

    def add_arguments(self, parser):
        parser.add_argument(
            "--today",
            type=dt.date.fromisoformat,
            help="Date of treatment day 19, as 2026-11-22. Default: today.",
        )

    def handle(self, *args, today, **options):
        study, is_new = make_example(today=today or timezone.localdate())
        if is_new:
            analyze(study)
            self.stdout.write(f"Wrote the example study {study.code}.")
        else:
            self.stdout.write(f"{study.code} is there already; it was left as it is.")
