"""All that a person gets from the server, so that two answers can be compared."""

import itertools
import random
import re
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from xenograft.history.models import Change
from xenograft.results import frames

# What differs between any two answers: the form's token, and the minute where a page
# says when it was made. Other times stay, for a leak can lie in a time.
VOLATILE = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"'
    rb'|data-now="\d\d:\d\d"|, \d\d:\d\d(?= by | \xc2\xb7 )'
    rb'|As of \d\d:\d\d|"as_of": [0-9.]+|"server_time": "[^"]*"'
)
# Their values are new with every answer; that they are set is still compared.
NEW_EACH_TIME = {"csrftoken", "sessionid"}
PERMUTATIONS = 2
METHODS = ("HEAD", "OPTIONS", "POST", "POST with errors", "POST of JSON")
NAMES = """number cage weight_g length_mm width_mm reason note study_code password
    state given_ml slot sign grade mouse tumor value unit on at method scope"""
BAD_VALUES = dict.fromkeys(re.findall(r"\w+", NAMES), "<nothing such>")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple
    cookies: tuple
    body: bytes
    query_count: int

    def difference(self, other):
        """{part: what it is here and there} of the parts that are not the same."""
        pairs = {part: (one, vars(other)[part]) for part, one in vars(self).items()}
        different = {part: pair for part, pair in pairs.items() if pair[0] != pair[1]}
        if "body" in different:
            different["body"] = _around_the_first(*different["body"])
        return different


def _around_the_first(one, other):
    """Some bytes of both around the first that differs."""
    pairs = enumerate(zip(one, other, strict=False))
    start = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    window = slice(max(0, start - 60), start + 60)
    return one[window], other[window]


@contextmanager
def undone():
    """What is written inside is taken back, as if nobody had asked."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client, method, url):
    # The log of queries is of a limited length: it is counted for each answer.
    connection.queries_log.clear()
    with undone(), CaptureQueriesContext(connection) as queries:
        answer = _sent(client, method, url)
        body = VOLATILE.sub(b"", _body(answer))
    headers = sorted(
        (name, str(len(body)) if name == "Content-Length" else value)
        for name, value in answer.items()
    )
    cookies = sorted(
        (name, "" if name in NEW_EACH_TIME else unsigned(cookie.OutputString()))
        for name, cookie in answer.cookies.items()
    )
    client.cookies.pop("messages", None)
    parts = answer.status_code, tuple(headers), tuple(cookies), body
    return Answer(*parts, len(queries))


def _sent(client, method, url):
    if method == "POST with errors":
        return client.post(url, BAD_VALUES)
    if method == "POST of JSON":
        return client.post(url, {"rows": [BAD_VALUES]}, "application/json")
    return getattr(client, method.lower())(url)


def unsigned(cookie):
    """A cookie without the second and the signature that follow its value."""
    return re.sub(r":\w+:[\w-]+(?=;|$)", "", cookie)


def _body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def permute(study, turn):
    """Move the mice between the arms, with all that hangs on it; unseen by history.

    In turn 0 every mouse leaves its arm and its mates for another; in later turns
    mice are dealt at random, for a leak may lie in what one permutation leaves as it
    was. Arms stay as large as they were.
    """
    before = Change.objects.aggregate(last=Max("id"))["last"]
    arms = list(study.arms.order_by("position"))
    regimens = {arm.pk: arm.regimens.get() for arm in arms}
    rows = [list(arm.assignments.order_by("mouse__number")) for arm in arms]
    for row, arm in _moved(rows, arms) if turn == 0 else _dealt(rows, turn):
        row.arm = arm
        row.save()
        row.mouse.doses.update(regimen=regimens[arm.pk])
    Change.objects.filter(id__gt=before).delete()
    frames.forget()


def _moved(rows, arms):
    for number, mates in enumerate(rows):
        for place, row in enumerate(mates):
            yield row, arms[(number + 1 + place % (len(arms) - 1)) % len(arms)]


def _dealt(rows, turn):
    together = sorted(itertools.chain(*rows), key=lambda row: row.mouse.number)
    arms = [row.arm for row in together]
    random.Random(turn).shuffle(arms)
    return zip(together, arms, strict=True)
