"""What each role may do, and who sees the arms. One table, read by everything."""

from django.db import models


class Role(models.TextChoices):
    DIRECTOR = "director", "Study director"
    MEASURER = "measurer", "Measurer"
    DOSER = "doser", "Doser"
    STATISTICIAN = "statistician", "Biostatistician"
    WELFARE_OFFICER = "welfare_officer", "Animal welfare officer"


MAY = {
    Role.DIRECTOR: {
        "see",
        "design",
        "handle_mice",
        "measure",
        "randomize",
        "unmask",
        "dose",
        "decide",
        "draft",
        "watch",
        "sample",
        "curves",
        "export",
        "history",
    },
    Role.MEASURER: {"see", "handle_mice", "measure", "draft", "sample", "history"},
    Role.DOSER: {"see", "dose", "history"},
    Role.STATISTICIAN: {"see", "curves", "export", "history"},
    Role.WELFARE_OFFICER: {"see", "watch", "agree", "unmask", "history"},
}
VERBS = set().union(*MAY.values())
SEES_ARMS = {Role.DIRECTOR, Role.STATISTICIAN}

# Words for the sentence that refuses: "Ask ... to <do this>."
DOING = {
    "design": "change the design",
    "handle_mice": "add mice and implants",
    "measure": "measure",
    "randomize": "see or make the randomization",
    "unmask": "unmask a mouse in an emergency",
    "dose": "open the dosing sheet",
    "decide": "record an endpoint",
    "draft": "record an endpoint",
    "watch": "answer for the welfare of a mouse",
    "agree": "agree to a recheck",
    "sample": "record specimens",
    "curves": "see curves by arm",
    "export": "export the study",
    "history": "see the history",
}


class Access:
    """What one person may do in one study."""

    def __init__(self, roles):
        self.roles = [Role(role) for role in roles]
        self.can = {
            verb: any(verb in MAY[role] for role in self.roles) for verb in VERBS
        }
        # Masking wins: whoever measures sees no arm, whatever else they do.
        self.sees_arms = (
            bool(SEES_ARMS & set(self.roles)) and Role.MEASURER not in self.roles
        )
        if not self.sees_arms:
            self.can["curves"] = self.can["randomize"] = self.can["export"] = False

    @property
    def sees_bottles(self):
        """A bottle code is one to one with an arm: only for those who dose."""
        return (self.can["dose"] and Role.MEASURER not in self.roles) or self.sees_arms

    @property
    def roles_text(self):
        return ", ".join(role.label for role in self.roles)
