"""A form that was left open while another person saved the same row."""

import hashlib
import json

from django import forms
from django.core.serializers.json import DjangoJSONEncoder

AT_MOST = 4


def digest_of(values):
    """A short hash of what is saved, to be compared with that of what was shown."""
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class SeenField(forms.CharField):
    """What the person saw when the form was opened: a hash of its values."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data):
        return False


class SeenMixin(forms.Form):
    """Asks before a value that the person has not seen is written over.

    The first answer names what is saved by now, and what was typed stays in the
    form; sent once more it counts. A form without the hash was not left open.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"] = SeenField(required=False, initial=self.digest)

    def digest(self):
        """A hash of what is saved now, of the fields that the form can change."""
        values = {
            name: self.get_initial_for_field(field, name)
            for name, field in self.fields.items()
            if not isinstance(field, SeenField)
        }
        return digest_of(values)

    def clean(self):
        cleaned = super().clean()
        seen, now = self["seen"].data, self.digest()
        if seen and seen != now:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = now
            self.add_error(None, self._sentence())
        return cleaned

    def _sentence(self):
        saved = "; ".join(self._others()[:AT_MOST])
        return (
            "Somebody else saved this while the form was open. "
            f"{f'Saved by now: {saved}. ' if saved else ''}"
            "What you typed is still here: save again to put it in its place."
        )

    def _others(self):
        """Each field whose saved value is not the one in the form, in words."""
        return [
            f"{self[name].label} is {_in_words(self[name])}"
            for name in self.changed_data
            if name in self.fields
        ]


def _in_words(field):
    names = {str(key): name for key, name in getattr(field.field, "choices", ())}
    values = field.initial if isinstance(field.initial, list) else [field.initial]
    words = [str(names.get(str(each), each)) for each in values if each is not None]
    text = ", ".join(words)
    return f"“{text[:60]}”" if text else "empty"
