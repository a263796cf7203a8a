"""The people: one of each role in one study, and an outsider."""

from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from tests import builders
from xenograft.history.models import Change
from xenograft.randomization import looks
from xenograft.results.frames import states
from xenograft.study.roles import Role

# How long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("here")

# The test runner empties tables between browser tests, the history among them.
settings.HISTORY_IS_APPEND_ONLY = False
# Each client of a test would list all static files before its first request.
settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_modifyitems(items):
    """What takes long first, or one processor ends with it while others wait."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@receiver(post_migrate)
def forget_the_emptying(sender, using, **_):
    """Emptying the tables is itself kept: the next test starts without it."""
    if sender.label == "xenograft":
        Change.objects.using(using).all().delete()


SHARED = Path(settings.BASE_DIR).parent / "shared"


@pytest.fixture
def shared():
    """The folder of real studies and reference results, where there is one."""
    if not SHARED.exists():
        pytest.skip("The real studies are not beside this checkout (../shared).")
    return SHARED


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nothing_kept():
    """A test's data are rolled back and its keys come again."""
    states.forget()
    looks.forget()


@pytest.fixture
def study(db):
    return builders.study("OVX-014")


@pytest.fixture
def people(study):
    """role -> person, each a member of `study` with that role."""
    return {role.value: builders.member(study, role, role.value) for role in Role}


@pytest.fixture
def outsider(db):
    return builders.person("outsider")


@pytest.fixture
def as_role(client, people):
    """Sign the test client in as a role of `study`."""

    def sign_in(role):
        client.force_login(people[role])
        return client

    return sign_in


@pytest.fixture
def director(as_role):
    return as_role("director")


@pytest.fixture
def measurer(as_role):
    return as_role("measurer")
