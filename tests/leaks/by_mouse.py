"""Leaks of the arms of mice; most of them name no arm.

A leak is called by what gives the arm away: (question, what is done to the answer).
"""

import json
from functools import partial

from django.http import HttpResponse

from tests.leaks.making import (
    END,
    LIST,
    PAGE,
    cookie,
    end,
    file,
    header,
    instead,
    json_of,
    phrase,
    put,
    queries,
    status,
    swap,
    zip_of,
)

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
    "the reason phrase": (PAGE, partial(phrase, lambda a: f"OK {a.first}")),
    "the order of headers' values": (
        PAGE,
        partial(
            header, "Vary", lambda a: "Cookie, HX" if a.first == 1 else "HX, Cookie"
        ),
    ),
    "how long the server worked": (
        PAGE,
        partial(header, "Server-Timing", lambda a: f"db;dur={a.first}"),
    ),
    "when to come again": (
        PAGE,
        partial(header, "Retry-After", lambda a: f"{a.first}"),
    ),
    "the age of a cookie": (
        PAGE,
        partial(cookie, lambda _: "tab", lambda _: "1", lambda a: a.first),
    ),
    "a letter in capitals": (
        PAGE,
        partial(put, END, lambda a: "Mouse" if a.first % 2 else "mouse"),
    ),
    "a newline at the end": (PAGE, partial(end, lambda a: "\n" * a.first)),
    "what a select has chosen": (
        PAGE,
        partial(
            put, END, lambda a: f"<option{' selected' * (a.first == 1)}>x</option>"
        ),
    ),
    "a list to choose from while typing": (
        PAGE,
        partial(
            put, END, lambda a: f'<datalist><option value="{a.names[0]}"></datalist>'
        ),
    ),
    "the precision of a number in JSON": (
        PAGE,
        partial(instead, lambda a: HttpResponse(f'{{"v": {0.1:.{a.first + 1}f}}}')),
    ),
    "the order of files in a zip": (PAGE, partial(instead, zip_of)),
    "the last character of a mouse's name": (
        PAGE,
        partial(put, END, lambda a: "Mouse 1" + "\u200b" * (a.first == 1)),
    ),
    "a link that is there for one arm": (
        PAGE,
        partial(put, END, lambda a: '<a href="/">Act</a>' * (a.first == 1)),
    ),
    "an answer to a query": (
        ("GET with a query", "implantation:mice"),
        partial(put, END, lambda a: LIST("".join(map("<li>{}".format, a.by_arm)))),
    ),
    "an answer to PUT": (
        ("PUT of JSON", "measurement:session"),
        partial(instead, json_of),
    ),
    "an answer to DELETE": (
        ("DELETE", "bench:mouse"),
        partial(header, "Allow", lambda a: "GET" * a.first),
    ),
}
