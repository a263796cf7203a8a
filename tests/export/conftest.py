"""A person who imports a list."""

import pytest

from tests import builders


@pytest.fixture
def importer(client, db):
    client.force_login(builders.person("importer"))
    return client
