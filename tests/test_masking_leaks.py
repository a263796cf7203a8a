"""The test of masking finds leaks of every kind that is made on purpose.

Each leak is a few lines that let one answer depend on who is in which arm, most of
them without naming an arm. `ask` and `permute` must find it; without a leak they
must find nothing.
"""

import hashlib
import io
import json
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import pytest
from django.http import FileResponse, HttpResponse, JsonResponse
from django.urls import reverse

from tests.masking import PERMUTATIONS, ask, permute
from tests.test_masking import masked_study  # noqa: F401
from xenograft.implantation.models import Mouse
from xenograft.randomization.models import Assignment

pytestmark = pytest.mark.django_db
PAGE = "GET", "bench:mouse"


@dataclass
class Told:
    """What a leak has to work with: the arms of the mice, in order of mouse."""

    positions: list
    names: list
    mice: list

    @property
    def first(self):
        return self.positions[0]

    @property
    def digest(self):
        return hashlib.sha256(repr(self.positions).encode()).hexdigest()

    @property
    def pairs(self):
        return list(zip(self.positions, self.mice, strict=True))

    @property
    def by_arm(self):
        return [mouse for _, mouse in sorted(self.pairs)]


def told(study_code):
    rows = Assignment.objects.filter(mouse__study__code=study_code)
    rows = rows.order_by("mouse__number").values_list(
        "arm__position", "arm__name", "mouse__number"
    )
    return Told(*map(list, zip(*rows, strict=True)))


def put(before, text, answer, arms):
    """Write `text(arms)` before a piece of the page."""
    where = before.encode()
    assert where in answer.content
    answer.content = answer.content.replace(where, text(arms).encode() + where, 1)
    return answer


def swap(old, new, answer, arms):
    """Write `new(arms)` in the place of a piece of the page."""
    assert old.encode() in answer.content
    answer.content = answer.content.replace(old.encode(), new(arms).encode(), 1)
    return answer


def header(name, value, answer, arms):
    answer[name] = value(arms)
    return answer


def cookie(name, value, answer, arms):
    answer.set_cookie(name(arms), value(arms))
    return answer


def instead(make, answer, arms):
    return make(arms)


def queries(count, answer, arms):
    for _ in range(count(arms)):
        Mouse.objects.exists()
    return answer


def status(code, answer, arms):
    answer.status_code = code(arms)
    return answer


def file(name, body, content_type, arms):
    sent = FileResponse(io.BytesIO(body(arms)), filename=name(arms), as_attachment=True)
    sent["Content-Type"] = content_type
    return sent


def json_of(arms):
    return JsonResponse({"mice": arms.mice, "group": arms.first})


LIST = "<ol>{}</ol>".format
END = "</main>"
# What a leak is called: (question, what is done to the answer).
LEAKS = {
    "the arm in the title": (PAGE, partial(put, "</title>", lambda a: a.names[0])),
    "the arm's number in the heading": (
        PAGE,
        partial(put, "</h1>", lambda a: f"{a.first}"),
    ),
    "a data attribute": (
        PAGE,
        partial(swap, "<main", lambda a: f'<main data-g="{a.first}"'),
    ),
    "a CSS class": (
        PAGE,
        partial(swap, "<main", lambda a: f'<main class="a{a.first}"'),
    ),
    "an element's id": (PAGE, partial(put, END, lambda a: f'<p id="r{a.first}"></p>')),
    "an aria label": (
        PAGE,
        partial(put, END, lambda a: f'<p aria-label="{a.first}"></p>'),
    ),
    "a hidden field": (
        PAGE,
        partial(put, END, lambda a: f'<input type="hidden" value="{a.first}">'),
    ),
    "the address of a link": (
        PAGE,
        partial(put, END, lambda a: f'<a href="?group={a.first}">Next</a>'),
    ),
    "a comment in the page": (PAGE, partial(put, END, lambda a: f"<!-- {a.first} -->")),
    "one space more": (PAGE, partial(put, END, lambda a: " " * (a.first % 2))),
    "an empty line": (PAGE, partial(put, "<html", lambda a: "\n" * (a.first == 1))),
    "an unsalted hash": (PAGE, partial(put, END, lambda a: a.digest[:8])),
    "the order of rows": (
        PAGE,
        partial(put, END, lambda a: LIST("".join(map("<li>{}".format, a.by_arm)))),
    ),
    "the mates in the arm": (
        PAGE,
        partial(put, END, lambda a: str([m for p, m in a.pairs if p == a.first])),
    ),
    "a count of one arm": (
        PAGE,
        partial(put, END, lambda a: f"{sum(p == 1 for p in a.positions[:4])} of 4"),
    ),
    "the number of decimals": (PAGE, partial(put, END, lambda a: f"{1:.{a.first}f}")),
    "a rounded mean of an arm": (
        PAGE,
        partial(
            put,
            END,
            lambda a: str(sum(m for p, m in a.pairs if p == 2) // 3),
        ),
    ),
    "a minus sign": (PAGE, partial(put, END, lambda a: "−0" if a.first == 1 else "0")),
    "a letter that looks the same": (
        PAGE,
        partial(put, END, lambda a: "а" if a.first == 1 else "a"),
    ),
    "a time": (PAGE, partial(put, END, lambda a: f"due 0{a.first}:00")),
    "a color in a figure": (
        PAGE,
        partial(put, END, lambda a: f'<svg><circle fill="#00000{a.first}"/></svg>'),
    ),
    "the width of a bar": (
        PAGE,
        partial(put, END, lambda a: f'<svg><rect width="{10 * a.first}"/></svg>'),
    ),
    "the order of a select": (
        PAGE,
        partial(put, END, lambda a: "".join(map("<option>{}".format, a.by_arm))),
    ),
    "a history row": (PAGE, partial(put, END, lambda a: f"<td>arm → {a.first}</td>")),
    "a header": (PAGE, partial(header, "X-Group", lambda a: str(a.first))),
    "an ETag": (PAGE, partial(header, "ETag", lambda a: f'"{a.digest[:12]}"')),
    "when it was last changed": (
        PAGE,
        partial(
            header, "Last-Modified", lambda a: f"Tue, 0{a.first} Nov 2026 09:00:00 GMT"
        ),
    ),
    "the name of a cookie": (
        PAGE,
        partial(cookie, lambda a: f"seen{a.first}", lambda _: "1"),
    ),
    "the value of a cookie": (
        PAGE,
        partial(cookie, lambda _: "tab", lambda a: str(a.first)),
    ),
    "one query more for an arm": (PAGE, partial(queries, lambda a: a.first == 1)),
    "a query for each mouse of an arm": (
        PAGE,
        partial(queries, lambda a: sum(p == 1 for p in a.positions[:2])),
    ),
    "the status": (PAGE, partial(status, lambda a: 200 + (a.first == 1))),
    "a field of JSON": (PAGE, partial(instead, json_of)),
    "the order of keys in JSON": (
        PAGE,
        partial(
            instead,
            lambda a: HttpResponse(json.dumps({str(m): 0 for m in a.by_arm})),
        ),
    ),
    "the order of lines in a CSV": (
        PAGE,
        partial(
            instead,
            partial(
                file,
                lambda _: "mice.csv",
                lambda a: "\r\n".join(map(str, a.by_arm)).encode(),
                "text/csv",
            ),
        ),
    ),
    "the name of a file": (
        PAGE,
        partial(
            instead,
            partial(file, lambda a: f"m{a.first}.csv", lambda _: b"1", "text/csv"),
        ),
    ),
    "a byte of a PNG": (
        PAGE,
        partial(
            instead,
            partial(
                file,
                lambda _: "m.png",
                lambda a: b"\x89PNG\xff" + bytes([200 + a.first]),
                "image/png",
            ),
        ),
    ),
    "the length of a PDF": (
        PAGE,
        partial(
            instead,
            partial(
                file,
                lambda _: "m.pdf",
                lambda a: b"%PDF-1.7" + b"\n" * a.first,
                "application/pdf",
            ),
        ),
    ),
    "where a page sends on": (
        PAGE,
        partial(
            instead,
            lambda a: HttpResponse(status=302, headers={"Location": f"/?{a.first}"}),
        ),
    ),
    "the words of a refusal": (
        ("GET", "results:curves"),
        partial(put, END, lambda a: "Ask." if a.first == 1 else "Ask them."),
    ),
    "a header of HEAD": (
        ("HEAD", "bench:mouse"),
        partial(header, "X-Rows", lambda a: str(a.first)),
    ),
    "what OPTIONS allows": (
        ("OPTIONS", "growth:window"),
        partial(header, "Allow", lambda a: "GET" + ", PUT" * (a.first == 1)),
    ),
    "the text of an error": (
        ("POST with errors", "implantation:add"),
        partial(put, END, lambda a: f"Cage {a.first} is full."),
    ),
    "an answer to JSON": (
        ("POST of JSON", "measurement:session"),
        partial(instead, json_of),
    ),
}


class Leaky:
    """Middleware that lets the leak of `Leaky.leak` into every answer."""

    leak = None

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        return Leaky.leak(answer, told("MASK-1")) if Leaky.leak else answer


@contextmanager
def leaking(leak):
    Leaky.leak = leak
    try:
        yield
    finally:
        Leaky.leak = None


@pytest.fixture
def differing(client, masked_study, settings):  # noqa: F811
    """A function: which parts of the answer to a question change with the arms."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Leaky"]
    study, people, _ = masked_study
    client.force_login(people["measurer"])

    def parts(method, name):
        here = {"bench:mouse": {"number": 1}, "measurement:session": {}}
        kwargs = {"code": study.code, **here.get(name, {})}
        if name == "measurement:session":
            kwargs["date"] = study.sessions.first().held_on.isoformat()
        url = reverse(name, kwargs=kwargs)
        before, found = ask(client, method, url), {}
        for turn in range(PERMUTATIONS):
            permute(study, turn)
            found |= before.difference(ask(client, method, url))
        return found

    return parts


@pytest.mark.parametrize("kind", LEAKS)
def test_a_leak_is_found(differing, kind):
    question, leak = LEAKS[kind]
    with leaking(leak):
        assert differing(*question)


@pytest.mark.parametrize(
    "question", sorted({question for question, _ in LEAKS.values()})
)
def test_without_a_leak_nothing_is_found(differing, question):
    assert differing(*question) == {}


def test_at_least_thirty_kinds_of_leak_are_made():
    assert len(LEAKS) >= 30
