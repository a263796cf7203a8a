from django.conf import settings
from django.db import models

from xenograft.study.querysets import StudyQuerySet
from xenograft.study.roles import Role


class Membership(models.Model):
    """One role of one person in one study."""

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="memberships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["study", "role", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "person", "role"],
                name="membership_role_is_given_once",
                violation_error_message="This person has this role already.",
            ),
        ]

    def __str__(self):
        return f"{self.person} as {self.get_role_display().lower()}"
