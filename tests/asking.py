"""Who asks what of a study, and how the answers are compared."""

from dataclasses import dataclass

from django.urls import reverse

from tests import builders, masked_study
from tests.masking import METHODS, ask
from tests.permission_table import ROLES
from tests.test_permissions import address, addresses

# The record of a figure is asked for in each of its formats, by who may have one.
FORMATS = ["svg", "png", "pdf", "csv", "inline"]
FIGURES = ["mean", "mice", "arms", "weight", "waterfall"]


@dataclass(frozen=True)
class Viewer:
    """Who asks: of which study, in which roles, and what is not asked and why."""

    name: str
    study: str
    roles: tuple
    methods: tuple = ("GET", *METHODS)
    # (address, why an answer there may tell the person something)
    exceptions: tuple = ()

    def __str__(self):
        return self.name


TELLS_BOTTLES = (
    ("dosing:sheet", "without the bottle of each mouse no mouse could be dosed"),
    ("dosing:api-sheet", "the same sheet, as it is drawn again on the device"),
)
# In an emergency one mouse is unmasked by a POST with a reason, which is kept; what
# it may tell is tested on its own. Before that, the page tells no more than any other.
UNMASKS_BY_POST = "randomization:unmask"
ENDS_THE_SESSION = "study:sign-out"
BY_ARM, BY_MOUSE = "MASK-1", "MASK-2"
MASKED = [
    # A site administrator too: that must not open anything.
    Viewer("measurer", BY_ARM, ("measurer",)),
    Viewer("doser", BY_ARM, ("doser",), exceptions=TELLS_BOTTLES),
    Viewer("welfare officer", BY_ARM, ("welfare_officer",)),
    Viewer("director who measures", BY_ARM, ("director", "measurer"), ("GET",)),
    Viewer("outsider", BY_ARM, (), ("GET",)),
    Viewer("blinded director", BY_MOUSE, ("director",)),
    Viewer("doser of single bottles", BY_MOUSE, ("doser",), ("GET", "POST")),
    Viewer("one who measures and doses", BY_MOUSE, ("measurer", "doser")),
]
# Codes tell them which mice are mates, and must not tell what the mates get.
CODED = [
    Viewer("biostatistician before the day", BY_ARM, ("statistician",)),
    Viewer("doser", BY_ARM, ("doser",), ("GET", "POST with errors")),
]


def person_of(there, viewer):
    if not viewer.roles:
        return there.outsider
    if len(viewer.roles) > 1:
        person = builders.person()
        for role in viewer.roles:
            there.study.memberships.create(person=person, role=role)
    else:
        person = there.people[viewer.roles[0]]
    person.is_superuser = person.is_staff = viewer.roles == ("measurer",)
    person.save()
    return person


def urls(there, viewer, mice=None):
    """(name, url) of every address, of some mice where it is of a mouse."""
    for name, pattern in addresses().items():
        of_a_mouse = "number" in pattern.converters
        for number in (mice or there.mice_to_ask) if of_a_mouse else [None]:
            chosen = {"number": number} if of_a_mouse else {}
            yield name, address(name, there, **chosen)
    code = there.study.code
    for figure in FIGURES if viewer in CODED else []:
        for kind in FORMATS:
            yield "figure", reverse("results:figure", args=[code, figure, kind])
    for typed in ("Defactinib", "Vehicle", "1", *codes_of(there)):
        yield "find", f"{reverse('bench:find')}?q={typed}"
    yield "history", f"{reverse('bench:history', args=[code])}?corrections="
    yield "history CSV", f"{reverse('bench:history-csv', args=[code])}?corrections="
    yield "missing", f"/studies/{code}/mice/99999/"


def codes_of(there):
    """A code of an arm and one of a bottle, the first in their order."""
    arms = there.study.arms.all()
    return min(arm.code for arm in arms), min(arm.bottle_code for arm in arms)


def questions(there, viewer):
    """(method, url): GET of every address, the other methods of one mouse each.

    Where the role does not get in, a POST stands for the other methods.
    """
    asked, left_out = set(), dict(viewer.exceptions)
    for name, url in urls(there, viewer):
        if name in left_out:
            continue
        yield "GET", url
        methods = viewer.methods if name not in asked else ()
        if not is_let_in(name, viewer):
            methods = set(methods) & {"POST"}
        yield from ((m, url) for m in methods if m != "GET" and may_ask(name, m))
        asked.add(name)


def is_let_in(name, viewer):
    return name not in ROLES or set(viewer.roles) & ROLES[name]


def may_ask(name, method):
    return name not in (UNMASKS_BY_POST, ENDS_THE_SESSION) or method[:4] != "POST"


def answers(client, there, viewer, turn=0):
    """{question: answer}; after the first permutation of what is read only."""
    asked = questions(there, viewer)
    return {one: ask(client, *one) for one in asked if not turn or one[0] == "GET"}


def not_found(there, viewer, answers):
    """Names of addresses that a role gets into and that were not there to be read.

    A wrong key in an address would make the comparison one of two empty pages.
    """
    status = {}
    for name, url in urls(there, viewer):
        if name in ROLES and is_let_in(name, viewer) and ("GET", url) in answers:
            status.setdefault(name, set()).add(answers["GET", url].status[0])
    return [name for name, found in status.items() if found == {404}]


def differing(before, after):
    """What changed of which answer, one line each, to be read in a failure."""
    return [
        f"{method} {url}: {before[method, url].difference(after[method, url])}"
        for method, url in after
        if before[method, url] != after[method, url]
    ]


def names_in(answers):
    """{question: word} of the answers that name an arm or an agent."""
    return {
        (method, url): word
        for (method, url), answer in answers.items()
        for word in masked_study.NAMES
        if word.encode() in answer.body and url.split("?")[0] not in SPEAKS_OF_DRUGS
    }


# The forms for a new study speak of drugs in general, and a search says what was typed.
SPEAKS_OF_DRUGS = ["/studies/new/", "/studies/new/blank/", "/studies/import/", "/find/"]
