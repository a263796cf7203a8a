"""What the tests of the pages of a draw share: the pages, and the draw itself."""

from django.urls import reverse


def confirm(client, study, typed=None, password="director"):
    url = reverse("randomization:randomize", args=[study.code])
    form = client.get(url).context
    based_on = form["based_on"] if form else ""
    freeze = reverse("randomization:freeze", args=[study.code])
    client.post(freeze, {"based_on": based_on})
    sent = {"study_code": typed or study.code, "password": password}
    return client.post(url, {**sent, "based_on": based_on})


def record_url(study):
    return reverse("randomization:record", args=[study.code])


def page_of(client, study, name="randomize"):
    return client.get(reverse(f"randomization:{name}", args=[study.code]))
