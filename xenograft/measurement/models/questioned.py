from django.conf import settings
from django.db import models
from django.db.models import Q


class Questioned(models.Model):
    """A value that may look wrong: the question about it, and its answer.

    A question never keeps a value from being saved. It is open until somebody
    answers; the answer of a corrected value stands beside the question about the
    value before.
    """

    class Answer(models.TextChoices):
        KEPT = "KEPT", "kept as typed"
        CORRECTED = "CORRECTED", "corrected"
        AGAIN = "AGAIN", "measured again"

    question = models.CharField(max_length=600, blank=True, editable=False)
    answer = models.CharField(max_length=10, choices=Answer, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )

    class Meta:
        abstract = True

    @property
    def is_asked(self):
        return self.question != "" and self.answer == ""


ASKED = ~Q(question="") & Q(answer="")


def answers_have_questions(name):
    """Only a value that was asked about has an answer, and then a time."""
    return models.CheckConstraint(
        condition=Q(answer="", answered_at__isnull=True)
        | (~Q(question="") & ~Q(answer="") & Q(answered_at__isnull=False)),
        name=f"{name}_answer_has_a_question_and_a_time",
    )
