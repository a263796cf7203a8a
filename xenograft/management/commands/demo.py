from django.core.management import call_command
from django.core.management.base import BaseCommand

from xenograft.export.example.sign_ins import open_sign_ins


class Command(BaseCommand):
    help = "Make the tables and the example study, print sign-ins, and serve."
    # The tables that the checks look at may not be there yet.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true")

    def handle(self, *, port, no_serve, **options):
        call_command("migrate", verbosity=0)
        call_command("example_study", stdout=self.stdout)
        self.stdout.write(
            f"\nhttp://127.0.0.1:{port}/ opens with one of these sign-ins:"
        )
        for role, username, passphrase in open_sign_ins():
            self.stdout.write(f"  {role:<24}{username:<12}{passphrase}")
        self.stdout.write("Their passwords are public: for trying out only.\n")
        if not no_serve:
            call_command("serve", port=port, stdout=self.stdout)
