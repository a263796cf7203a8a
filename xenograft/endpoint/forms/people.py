"""Somebody of a study, chosen by name."""

from django import forms
from django.contrib.auth import get_user_model

from xenograft.measurement.corrections import name_of


class PersonField(forms.ModelChoiceField):
    """The people of a study; empty where nobody knows any more."""

    def __init__(self, **kwargs):
        people = get_user_model().objects.none()
        super().__init__(people, required=False, empty_label="not known", **kwargs)

    def offer(self, study):
        people = get_user_model().objects.filter(memberships__study=study)
        self.queryset = people.distinct().order_by("last_name", "username")

    def label_from_instance(self, person):
        return name_of(person)
