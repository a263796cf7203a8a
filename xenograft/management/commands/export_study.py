from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from xenograft.export import actions
from xenograft.export.files import ARMS, NAMED
from xenograft.study.models import Study


class Command(BaseCommand):
    help = "Write a study as CSV files with a data dictionary."

    def add_arguments(self, parser):
        parser.add_argument("code", help="code of the study")
        parser.add_argument("--out", type=Path, required=True, help="folder")
        parser.add_argument("--arms", choices=ARMS, default=NAMED)
        parser.add_argument(
            "--also-open", action="store_true", help="also sessions still open"
        )

    def handle(self, *, code, out, arms, also_open, **options):
        study = Study.objects.filter(code__iexact=code).first()
        if study is None:
            raise CommandError(f"There is no study {code}.")
        try:
            counts = actions.export_folder(
                study=study, folder=out, arms=arms, closed_only=not also_open
            )
        except OSError as problem:
            raise CommandError(f"{out} cannot be written: {problem}.") from problem
        for name, count in counts.items():
            self.stdout.write(f"{count:>10,}  {name}")
        self.stdout.write(f"Wrote {len(counts) + 1} files to {out}.")
