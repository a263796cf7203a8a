"""The forms of a page as a browser without scripts would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile

NOT_SENT = {"submit", "button", "reset", "image"}


@dataclass
class Form:
    """One form: its fields as they stand, and what else each of them offers."""

    method: str
    action: str
    values: dict = field(default_factory=dict)
    kinds: dict = field(default_factory=dict)
    choices: dict = field(default_factory=dict)
    buttons: list = field(default_factory=list)

    def add(self, name, value, is_sent=True):
        if is_sent:
            self.values.setdefault(name, []).append(value)

    def sent(self, **typed):
        """What goes to the server: the values, with what was typed over them."""
        data = {name: list(values) for name, values in self.values.items()}
        for name, value in typed.items():
            data[name] = value if isinstance(value, list) else [value]
        return data


class _Reader(HTMLParser):
    """Collects fields, also those that name their form by its id."""

    def __init__(self, url):
        super().__init__()
        self.url, self.forms, self.by_id = url, [], {}
        self.inside = self.select = self.area = self.option = None
        self.words = ""

    def handle_starttag(self, tag, pairs):
        named = dict(pairs)
        act = getattr(self, f"start_{tag}", None)
        if act:
            act(named)

    def handle_endtag(self, tag):
        act = getattr(self, f"end_{tag}", None)
        if act:
            act()

    def handle_data(self, text):
        self.words += text

    def form_of(self, named):
        return self.by_id.get(named["form"]) if "form" in named else self.inside

    def start_form(self, named):
        method = named.get("method", "get").lower()
        self.inside = Form(method, named.get("action") or self.url)
        self.forms.append(self.inside)
        self.by_id[named.get("id")] = self.inside

    def end_form(self):
        self.inside = None

    def start_input(self, named):
        form, name = self.form_of(named), named.get("name")
        kind = named.get("type", "text").lower()
        if form is None or not name or "disabled" in named:
            return
        if kind in NOT_SENT:
            form.buttons.append((name, named.get("value", "")))
        elif kind == "file":
            form.kinds[name] = kind
        else:
            self._take(form, name, kind, named)

    def _take(self, form, name, kind, named):
        is_choice = kind in ("checkbox", "radio")
        value = named.get("value", "on" if is_choice else "")
        if is_choice:
            form.choices.setdefault(name, []).append(value)
        form.kinds[name] = kind
        form.add(name, value or "", not is_choice or "checked" in named)

    def start_button(self, named):
        form = self.form_of(named)
        if form and named.get("type", "submit") == "submit" and "disabled" not in named:
            form.buttons.append((named.get("name"), named.get("value", "")))

    def start_select(self, named):
        self.select = None if "disabled" in named else named
        form = self.form_of(named)
        if form and self.select and named.get("name"):
            form.kinds[named["name"]] = "select"
            form.choices[named["name"]] = []

    def start_option(self, named):
        form = self.select and self.form_of(self.select)
        name = self.select and self.select.get("name")
        if not form or not name:
            return
        form.choices[name].append(named.get("value", ""))
        form.add(name, named.get("value", ""), "selected" in named)

    def end_select(self):
        form = self.select and self.form_of(self.select)
        name = self.select and self.select.get("name")
        is_empty = form and name and name not in form.values and form.choices[name]
        if is_empty and "multiple" not in self.select:
            form.add(name, form.choices[name][0])
        self.select = None

    def start_textarea(self, named):
        self.area, self.words = named, ""

    def end_textarea(self):
        named, self.area = self.area, None
        form = named and self.form_of(named)
        if form and named.get("name") and "disabled" not in named:
            form.kinds[named["name"]] = "textarea"
            form.add(named["name"], self.words.removeprefix("\n"))


def forms_in(answer, url):
    """Every form of an answer of Django's test client."""
    reader = _Reader(url)
    reader.feed(answer.content.decode())
    return reader.forms


def submit(client, form, button=None, follow=True, /, **typed):
    """Press a button of a form: the answer of the server."""
    data = form.sent(**typed)
    if button:
        data[button[0]] = [button[1]]
    if form.method == "get":
        return client.get(form.action, data, follow=follow)
    return client.post(form.action, data, follow=follow)


def file(name, content=b"mouse,day\n"):
    return SimpleUploadedFile(name, content)
