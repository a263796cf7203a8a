"""How a leak is made: a piece of an answer depends on who is in which arm."""

import hashlib
import io
import zipfile
from dataclasses import dataclass

from django.http import FileResponse, HttpResponse, JsonResponse

from xenograft.implantation.models import Mouse
from xenograft.randomization.models import Assignment

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


def cookie(name, value, *rest):
    *age, answer, arms = rest
    seconds = age[0](arms) if age else None
    answer.set_cookie(name(arms), value(arms), max_age=seconds)
    return answer


def phrase(text, answer, arms):
    answer.reason_phrase = text(arms)
    return answer


def end(text, answer, arms):
    answer.content += text(arms).encode()
    return answer


def zip_of(arms):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as bundle:
        for mouse in arms.by_arm:
            bundle.writestr(zipfile.ZipInfo(f"{mouse}.csv"), "1")
    return HttpResponse(held.getvalue(), content_type="application/zip")


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
