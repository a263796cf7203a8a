"""Every page that tells arms to who may see them is one whose opening is kept."""

import pytest
from django.db import transaction

from tests import masked_study
from tests.asking import BY_ARM, Viewer, answers, person_of, urls
from tests.permuting import permute, relabel
from xenograft.randomization.looks import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Each of these leaves a row of its own, with a reason.
KEPT_OTHERWISE = {"randomization:file", "export:download", "randomization:key"}


@pytest.mark.parametrize("role", ["director", "key_holder"])
def test_a_page_that_tells_arms_is_in_the_table(client, role):
    with transaction.atomic():
        there = masked_study.stocked(BY_ARM)
        viewer = Viewer(role, BY_ARM, (role,), ("GET",))
        client.force_login(person_of(there, viewer))
        names = {("GET", url): name for name, url in urls(there, viewer)}
        found = set()
        for change in (permute, relabel):
            before = answers(client, there, viewer)
            change(there.study, 0)
            after = answers(client, there, viewer)
            found |= {names[one] for one in after if after[one] != before[one]}
        transaction.set_rollback(True)
    assert "results:curves" in found
    assert found - set(PAGES) - KEPT_OTHERWISE == set()
