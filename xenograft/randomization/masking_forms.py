from django import forms
from django.db import transaction

from xenograft.history.context import acting
from xenograft.randomization import awareness
from xenograft.randomization.models import Awareness
from xenograft.study.roles import Role
from xenograft.study.seen import SeenMixin


class AwarenessForm(SeenMixin, forms.Form):
    """For each role and stage: did they know the arms, and what is to be said of it.

    What the program enforced is filled in; saving makes it the statement of a person.
    """

    def __init__(self, *args, study, **kwargs):
        super().__init__(*args, **kwargs)
        self.study = study
        for role, cells in awareness.table(study):
            for stage, (state, comment, _) in zip(awareness.STAGES, cells, strict=True):
                self._add(role, stage, state, comment)

    def _add(self, role, stage, state, comment):
        name = f"{stage.label}, {role.label.lower()}"
        self.fields[f"{stage}-{role}"] = forms.ChoiceField(
            choices=Awareness.State, initial=state, label=name
        )
        self.fields[f"{stage}-{role}-comment"] = forms.CharField(
            initial=comment, required=False, max_length=200, label=f"{name}: comment"
        )

    def rows(self):
        """(role, [(stage, field of the state, field of the comment)])."""
        for role in Role:
            yield (
                role,
                [
                    (stage, self[f"{stage}-{role}"], self[f"{stage}-{role}-comment"])
                    for stage in awareness.STAGES
                ],
            )

    def save(self, by):
        with transaction.atomic(), acting(person=by):
            for role, cells in self.rows():
                for stage, state, comment in cells:
                    Awareness.objects.update_or_create(
                        study=self.study,
                        stage=stage,
                        role=role,
                        defaults={
                            "state": self.cleaned_data[state.name],
                            "comment": self.cleaned_data[comment.name],
                        },
                    )
