"""How the rows of an export point at one another, by what a person can read."""

from xenograft.export.files import FILES, joined

# What is not read back: a joined copy.
LEFT_OUT = {joined.NAME}
# What a study can be without. The history here is the earlier one of the next place.
OPTIONAL = {"history.csv", "earlier_history.csv"}
EARLIER = ("earlier_history.csv", "history.csv")

# In the order in which they are made: whatever is pointed at comes first.
ORDER = [
    "study.csv",
    "people.csv",
    "arms.csv",
    "limits.csv",
    "limit_amendments.csv",
    "ending_rules.csv",
    "tumor_model.csv",
    "cages.csv",
    "mice.csv",
    "tumors.csv",
    "sessions.csv",
    "caliper_measurements.csv",
    "body_weights.csv",
    "clinical_signs.csv",
    "eligibility_decisions.csv",
    "draw_plan.csv",
    "randomization.csv",
    "frozen_lists.csv",
    "assignments.csv",
    "replacements.csv",
    "draw_entries.csv",
    "arm_views.csv",
    "agents.csv",
    "regimens.csv",
    "preparations.csv",
    "closed_days.csv",
    "dose_holds.csv",
    "doses.csv",
    "dispositions.csv",
    "excised_tumors.csv",
    "alerts.csv",
    "alert_messages.csv",
    "rechecks.csv",
    "welfare_notes.csv",
    "endpoint_drafts.csv",
    "collection_plan.csv",
    "planned_mice.csv",
    "assay_runs.csv",
    "specimens.csv",
    "aliquots.csv",
    "readouts.csv",
    "imports.csv",
]
# Files that are not named here come last: a mouse and a date are links enough.
ORDER += [name for name in FILES if name not in {*ORDER, *LEFT_OUT}]

PLANNED = ("tissue", "handling", "final_day", "hours_after_last_dose")
# The headings by which other files know a row. Where the last cell is empty, there is
# no other row.
KEYS = {
    "arms.csv": ("arm",),
    "limits.csv": ("version", "kind", "purpose", "action_level"),
    "cages.csv": ("cage",),
    "mice.csv": ("mouse",),
    "tumors.csv": ("mouse", "tumor"),
    "sessions.csv": ("date",),
    "randomization.csv": ("batch", "randomized_at"),
    "assignments.csv": ("randomized_at", "drawn_mouse"),
    "agents.csv": ("agent",),
    "regimens.csv": ("arm", "agent"),
    "preparations.csv": ("arm", "label"),
    "doses.csv": ("mouse", "given_at"),
    "dispositions.csv": ("mouse", "taken_back_at"),
    "alerts.csv": ("mouse", "kind", "purpose", "raised_at"),
    "collection_plan.csv": PLANNED,
    "assay_runs.csv": ("name",),
    "specimens.csv": ("mouse", "label"),
    "aliquots.csv": ("mouse", "specimen", "label"),
}

MOUSE = ("mice.csv", ("mouse",))
TUMOR = ("tumors.csv", ("mouse", "tumor"))
SESSION = ("sessions.csv", ("date",))
LIMIT = ("limits.csv", ("limits_version", "kind", "purpose", "action_level"))
# File -> field -> the file it points into, and the own headings that say where.
LINKS = {
    "mice.csv": {"cage": ("cages.csv", ("cage",))},
    "caliper_measurements.csv": {"tumor": TUMOR},
    "daily_checks.csv": {"cage": ("cages.csv", ("cage",))},
    "eligibility_decisions.csv": {"session": ("sessions.csv", ("session_on",))},
    "frozen_lists.csv": {"session": ("sessions.csv", ("session_on",))},
    "assignments.csv": {
        "randomization": ("randomization.csv", ("batch", "randomized_at")),
        "arm": ("arms.csv", ("arm",)),
        "drawn_mouse": ("mice.csv", ("drawn_mouse",)),
    },
    "replacements.csv": {
        "assignment": ("assignments.csv", ("randomized_at", "drawn_mouse")),
        "leaving": ("mice.csv", ("leaving",)),
        "entering": ("mice.csv", ("entering",)),
    },
    "regimens.csv": {
        "arm": ("arms.csv", ("arm",)),
        "agent": ("agents.csv", ("agent",)),
    },
    "preparations.csv": {"arm": ("arms.csv", ("arm",))},
    "doses.csv": {
        "regimen": ("regimens.csv", ("arm", "agent")),
        "preparation": ("preparations.csv", ("arm", "lot")),
    },
    "excised_tumors.csv": {
        "disposition": ("dispositions.csv", ("mouse", "taken_back_at")),
        "tumor": TUMOR,
    },
    "alerts.csv": {"limit": LIMIT},
    "alert_messages.csv": {
        "alert": ("alerts.csv", ("mouse", "kind", "purpose", "raised_at"))
    },
    "planned_mice.csv": {"plan": ("collection_plan.csv", PLANNED)},
    "specimens.csv": {
        "tumor": TUMOR,
        "planned": (
            "collection_plan.csv",
            ("tissue", "handling", "planned_final_day", "planned_hours"),
        ),
        "last_dose": ("doses.csv", ("mouse", "last_dose_given_at")),
    },
    "aliquots.csv": {
        "specimen": ("specimens.csv", ("mouse", "specimen")),
        "parent": ("aliquots.csv", ("mouse", "specimen", "taken_from")),
    },
    "readouts.csv": {
        "specimen": ("specimens.csv", ("mouse", "label")),
        "run": ("assay_runs.csv", ("run",)),
        "aliquot": ("aliquots.csv", ("mouse", "label", "aliquot")),
    },
}


def links_of(name):
    """{field: (file, headings)} of a file; its mouse and its session are plain."""
    file = FILES[name]
    fields = {field.name for field in file.model._meta.concrete_fields}
    usual = {"mouse": MOUSE, "session": SESSION}
    found = {
        own: link
        for own, link in usual.items()
        if own in fields and link[1][0] in file.columns
    }
    return found | LINKS.get(name, {})
