from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from xenograft.storage.backup import BackupError, restore


class Command(BaseCommand):
    help = "Put a backup in place of the database, keeping a copy of what it replaces."

    def add_arguments(self, parser):
        parser.add_argument("file", help="a file written by the command backup")
        parser.add_argument(
            "--replace", action="store_true", help="even when the database has studies"
        )

    def handle(self, *, file, replace, **options):
        try:
            rows, kept = restore(connection, file, replace=replace)
        except (BackupError, OSError) as problem:
            raise CommandError(problem) from problem
        for table, count in rows.items():
            self.stdout.write(f"{count:>10,}  {table}")
        if kept:
            self.stdout.write(f"What was replaced is kept in {kept}.")
        self.stdout.write(
            f"Restored {file}. Run migrate if it comes from an older version."
        )
