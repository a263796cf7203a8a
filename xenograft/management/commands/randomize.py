from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from xenograft.randomization import actions, chain, freezing
from xenograft.study.access import may
from xenograft.study.actions import Refused
from xenograft.study.models import Study


class Command(BaseCommand):
    help = (
        "Draw a study once from its frozen list, as the page does; where it is drawn "
        "already, print that draw."
    )

    def add_arguments(self, parser):
        parser.add_argument("code", help="code of the study")
        parser.add_argument("--by", required=True, help="sign-in name of who draws")
        parser.add_argument("--list", default="", help="SHA-256 of the frozen list")

    def handle(self, *, code, by, list, **options):
        study = Study.objects.with_state().filter(code__iexact=code).first()
        person = get_user_model().objects.filter(username=by).first()
        if study is None or person is None or not may(person, study, "randomize"):
            said = f"“{by}” may not randomize a study “{code}” here."
            self.keep(study, person, said)
            raise CommandError(said)
        frozen = freezing.waiting_list(study)
        based_on = list or (frozen.inputs_sha256 if frozen else "")
        try:
            made, is_new = self.drawn(study=study, by=person, based_on=based_on)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("drawn now" if is_new else "was drawn before")
        self.stdout.write(f"record sha256 {made.record_sha256}")
        self.stdout.write(f"list sha256 {made.inputs_sha256}")
        self.stdout.write(f"seed commitment {made.seed_commitment}")

    def keep(self, study, person, said):
        """A member without the right is entered; of others there is nothing to tell."""
        if study and person and study.roles_of(person):
            chain.refused(study=study, by=person, asked="draw", said=said)

    def drawn(self, **asked):
        """The draw, however long it takes, with its progress."""
        while True:
            try:
                return actions.randomize(**asked)
            except actions.StillDrawing as still:
                self.stderr.write(f"Drawing, for {still.seconds} s so far.")
