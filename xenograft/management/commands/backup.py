from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from xenograft.storage.backup import BackupError, backup


class Command(BaseCommand):
    help = "Copy the whole database into a new, verified file, also while it is in use."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", help="new file; by default a dated one in data/backups"
        )

    def handle(self, *, file, **options):
        try:
            file, rows = backup(connection, file)
        except (BackupError, OSError) as problem:
            raise CommandError(problem) from problem
        for table, count in rows.items():
            self.stdout.write(f"{count:>10,}  {table}")
        self.stdout.write(f"Wrote and verified {file}.")
