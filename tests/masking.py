"""All that a person gets from the server, so that two answers can be compared."""

import re
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

# What differs between any two answers: the form's token, the minute where a page says
# when it was made, and the hours that an ulcer has lasted by then. Other times stay,
# for a leak can lie in a time.
VOLATILE = re.compile(
    rb'name="(?:csrfmiddlewaretoken|write_id)" value="[^"]*"|"X-CSRFToken": "[^"]*"'
    rb'|data-now="\d\d:\d\d"|data-as-of="[0-9.]+"'
    rb"|, \d\d:\d\d(?= by | \xc2\xb7 |</span> by )"
    rb"|for \d+ h of \d+ h"
    rb'|As of \d\d:\d\d|"as_of": [0-9.]+|"server_time": "[^"]*"'
)
# Their values are new with every answer; that they are set is still compared.
NEW_EACH_TIME = {"csrftoken", "sessionid", "Expires"}
PERMUTATIONS = 2
METHODS = (
    "GET with a query",
    "HEAD",
    "OPTIONS",
    "POST",
    "POST with errors",
    "POST of JSON",
    "PUT of JSON",
    "DELETE",
)
NAMES = """number cage weight_g length_mm width_mm reason note study_code password
    state given_ml slot sign grade mouse tumor value unit on at method scope"""
# Every parameter that a page reads, and what reaches for an arm through the keys.
REACHING = "arm assignment__arm assignment__arm__position mouse__assignment__arm__name"
HOSTILE = {
    "sort": [*REACHING.split(), "-assignment__arm"],
    "order_by": REACHING.split(),
    **dict.fromkeys(
        ["arm", "arms", "group", "assignment__arm", "arm__name__startswith"], "1"
    ),
    **{"q": "a", "page": "2", "view": "table", "repeat": "yes", "of": "p-FAK"},
    **{"_export": "csv", "format": "csv", "fig": "mean", "least": "50", "code": "A"},
}
BAD_VALUES = dict.fromkeys(re.findall(r"\w+", NAMES), "<nothing such>")


@dataclass(frozen=True)
class Answer:
    status: tuple
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
    return answer_of(client, lambda: _sent(client, method, url))


def answer_of(client, send):
    # The log of queries is of a limited length: it is counted for each answer.
    connection.queries_log.clear()
    with undone(), CaptureQueriesContext(connection) as queries:
        answer = send()
        body = VOLATILE.sub(b"", _body(answer))
    headers = sorted(
        (name, _steady(name, value, body)) for name, value in answer.items()
    )
    cookies = sorted(
        (name, "" if name in NEW_EACH_TIME else unsigned(cookie.OutputString()))
        for name, cookie in answer.cookies.items()
    )
    client.cookies.pop("messages", None)
    status = answer.status_code, answer.reason_phrase
    parts = status, tuple(headers), tuple(cookies), body
    return Answer(*parts, len(queries))


def _steady(name, value, body):
    """The value of a header without what is new each time."""
    if name == "Content-Length":
        return str(len(body))
    return "" if name in NEW_EACH_TIME else value


def _sent(client, method, url):
    kind, _, how = method.partition(" ")
    if how == "of JSON":
        send = getattr(client, kind.lower())
        return send(url, {"rows": [BAD_VALUES], **BAD_VALUES}, "application/json")
    if how == "with errors":
        return client.post(url, BAD_VALUES)
    if how == "with a query":
        return client.get(url, HOSTILE)
    return getattr(client, kind.lower())(url)


def unsigned(cookie):
    """A cookie without the second and the signature that follow its value."""
    return re.sub(r":\w+:[\w-]+(?=;|$)", "", cookie)


def _body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
