from django.core.management.base import BaseCommand

from xenograft.export.dictionary import markdown


class Command(BaseCommand):
    help = "Print docs/data-dictionary.md: every column of every exported file."

    def handle(self, **options):
        self.stdout.write(markdown(), ending="")
