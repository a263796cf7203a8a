"""What each role may do, and who sees the arms. One table, read by everything."""

from django.db import models


class Role(models.TextChoices):
    DIRECTOR = "director", "Study director"
    MEASURER = "measurer", "Measurer"
    DOSER = "doser", "Doser"
    STATISTICIAN = "statistician", "Biostatistician"
    WELFARE_OFFICER = "welfare_officer", "Animal welfare officer"
    KEY_HOLDER = "key_holder", "Key holder"


MAY = {
    Role.DIRECTOR: {
        "see",
        "design",
        "handle_mice",
        "measure",
        "check",
        "randomize",
        "key",
        "prepare",
        "unmask",
        "looks",
        "dose",
        "decide",
        "draft",
        "watch",
        "sample",
        "curves",
        "coded_curves",
        "export",
        "coded_export",
        "history",
    },
    Role.MEASURER: {
        "see",
        "handle_mice",
        "measure",
        "check",
        "draft",
        "sample",
        "history",
    },
    Role.DOSER: {"see", "check", "dose", "history"},
    Role.STATISTICIAN: {
        "see",
        "key",
        "looks",
        "curves",
        "coded_curves",
        "export",
        "coded_export",
        "history",
    },
    Role.WELFARE_OFFICER: {
        "see",
        "check",
        "watch",
        "agree",
        "unmask",
        "looks",
        "history",
    },
    Role.KEY_HOLDER: {
        "see",
        "key",
        "prepare",
        "looks",
        "curves",
        "coded_curves",
        "export",
        "coded_export",
        "history",
    },
}
VERBS = set().union(*MAY.values())
SEES_ARMS = {Role.DIRECTOR, Role.STATISTICIAN, Role.KEY_HOLDER}
# What nobody does without knowing arms by name, and what codes are enough for.
NEEDS_ARMS = {"randomize", "key", "prepare", "curves", "export"}
NEEDS_CODES = {"coded_curves", "coded_export"}

# Words for the sentence that refuses: "Ask ... to <do this>."
DOING = {
    "design": "change the design",
    "handle_mice": "add mice and implants",
    "measure": "measure",
    "check": "check the cages",
    "randomize": "see or make the randomization",
    "key": "open the key",
    "prepare": "fill bottles or see what is in them",
    "unmask": "unmask a mouse in an emergency",
    "looks": "see who looked at arms",
    "dose": "open the dosing sheet",
    "decide": "record an endpoint",
    "draft": "record an endpoint",
    "watch": "answer for the welfare of a mouse",
    "agree": "agree to a recheck",
    "sample": "record specimens",
    "curves": "see curves by arm",
    "coded_curves": "see curves by arm",
    "export": "export the study with its arms",
    "coded_export": "export the study",
    "history": "see the history",
}


class Access:
    """What one person may do in one study, and how much of its arms they know.

    Masking wins: whoever measures, and a director whom the study blinds, sees no arm,
    whatever other roles they have.
    """

    def __init__(self, roles, study):
        self.roles = [Role(role) for role in roles]
        self.is_masked = Role.MEASURER in self.roles or (
            Role.DIRECTOR in self.roles and study.masks_director
        )
        self.sees_arms = not self.is_masked and self._has_a_role_that_sees(study)
        # By code only: until the day that the director sets.
        self.sees_codes = (
            Role.STATISTICIAN in self.roles
            and not self.sees_arms
            and not self.is_masked
        )
        self._may = set().union(*(MAY[role] for role in self.roles))
        allowed = self._may - self._withheld(study)
        self.can = {verb: verb in allowed for verb in VERBS}

    def is_withheld(self, verb):
        """Whether a role would allow it and masking does not."""
        return verb in self._may and not self.can[verb]

    def _has_a_role_that_sees(self, study):
        seeing = SEES_ARMS & set(self.roles)
        if seeing == {Role.STATISTICIAN}:
            return study.arms_are_open
        return bool(seeing)

    def _withheld(self, study):
        """A bottle of an arm groups mice, so who is masked doses by mouse only."""
        withheld = set() if self.sees_arms else set(NEEDS_ARMS)
        if not (self.sees_arms or self.sees_codes):
            withheld |= NEEDS_CODES
        if self.is_masked and not study.has_bottle_per_mouse:
            withheld.add("dose")
        return withheld

    @property
    def sees_bottles(self):
        """A bottle code may be one to one with an arm: only for those who dose."""
        return self.can["dose"] or self.sees_arms

    @property
    def roles_text(self):
        return ", ".join(role.label for role in self.roles)

    @property
    def arms_text(self):
        """What the person knows of arms, in a few words."""
        if self.sees_arms:
            return "sees arms"
        if self.sees_codes:
            return "codes of arms"
        return "codes of bottles" if self.sees_bottles else "arms hidden"
