"""What the tests of the import pages share: loading a list, and pressing its button."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

IMPORT = reverse("export:import")


def upload(client, content, code="IMP-1", day_zero_on="2025-03-03", name="list.csv"):
    """Post a file to the first page; the answer after redirects."""
    content = content.encode() if isinstance(content, str) else content
    posted = {"code": code, "title": "", "day_zero_on": day_zero_on}
    posted["file"] = SimpleUploadedFile(name, content, "text/csv")
    return client.post(IMPORT, posted, follow=True)


def answers(response, **said):
    """What the check page would post, with some answers changed."""
    form = response.context["form"]
    posted = {name: form[name].value() for name in form.fields}
    posted = {
        name: value for name, value in posted.items() if value not in (None, False)
    }
    return posted | said


def press(client, response, **said):
    path = response.request["PATH_INFO"]
    return client.post(path, answers(response, **said), follow=True)
