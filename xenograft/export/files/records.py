"""The CSV files of the randomization, analyses, imports and the history."""

from xenograft.export.files.column import ChangedAt, Column, File, choices, mouse_name
from xenograft.export.models import StudyImport
from xenograft.growth.models import FrozenList
from xenograft.history.models import Change, EarlierChange
from xenograft.randomization.models import (
    ArmView,
    Assignment,
    Awareness,
    DrawEntry,
    DrawPlan,
    Randomization,
    Replacement,
)
from xenograft.results.models import AnalysisResult
from xenograft.study.roles import Role

RANDOMIZATION = {
    "batch": Column("batch of a rolling enrollment, else 1", "batch"),
    "method": Column(
        "method of the draw", "method", values=choices(Randomization.Method.choices)
    ),
    "engine_version": Column("version of the draw", "engine_version"),
    "seed_hex": Column("seed", "seed_hex"),
    "seed_commitment": Column("SHA-256 of the seed, kept before", "seed_commitment"),
    "committed_at": Column("when the seed was committed, UTC", "committed_at"),
    "inputs": Column("what was drawn from, JSON", "inputs"),
    "inputs_sha256": Column("SHA-256 of the inputs", "inputs_sha256"),
    "result": Column("what was drawn, JSON", "result"),
    "randomized_by": Column("who randomized", "randomized_by__username"),
    "randomized_at": Column("when, UTC", "randomized_at"),
    "voided_at": Column("when it was voided, UTC; empty: it stands", "voided_at"),
    "voided_by": Column("who voided it", "voided_by__username"),
    "voided_with": Column("second signature of the void", "voided_with__username"),
    "voided_reason": Column("why it was voided", "voided_reason"),
}

FROZEN_LISTS = {
    "batch": Column("batch of a rolling enrollment, else 1", "batch"),
    "session_on": Column("day of the session of its values", "session__held_on"),
    "inputs": Column("the mice, the arms and the method, JSON", "inputs"),
    "inputs_sha256": Column("SHA-256 of the inputs", "inputs_sha256"),
    "seed_commitment": Column("SHA-256 of the seed fixed before", "seed_commitment"),
    "frozen_by": Column("who froze it", "frozen_by__username"),
    "frozen_with": Column("the second who signed", "frozen_with__username"),
    "frozen_at": Column("when, UTC", "frozen_at"),
    "unfrozen_by": Column("who opened it again", "unfrozen_by__username"),
    "unfrozen_at": Column("when, UTC; empty: it stands", "unfrozen_at"),
    "unfrozen_reason": Column("why", "unfrozen_reason"),
}

ASSIGNMENTS = {
    "batch": Column("batch of a rolling enrollment, else 1", "randomization__batch"),
    "randomized_at": Column("when it was drawn, UTC", "randomization__randomized_at"),
    "arm": Column("arm", arm="arm"),
    "drawn_mouse": Column("mouse that was drawn for it", mouse_name("drawn_mouse__")),
    "mouse": Column(
        "mouse that has the place now; empty where the draw is void",
        mouse_name("mouse__"),
    ),
    "block": Column("block or batch of the draw", "block"),
    "is_satellite": Column(
        "for samples, in no analysis", "is_satellite", values="True, False"
    ),
    "own_bottle_code": Column("bottle of the place alone", "own_bottle_code"),
}

REPLACEMENTS = {
    "randomized_at": Column(
        "when the place was drawn, UTC", "assignment__randomization__randomized_at"
    ),
    "drawn_mouse": Column(
        "mouse that the place was drawn for", mouse_name("assignment__drawn_mouse__")
    ),
    "leaving": Column("mouse that gave up its place", mouse_name("leaving__")),
    "entering": Column("mouse of the reserve that took it", mouse_name("entering__")),
    "rule": Column(
        "how it was picked", "rule", values=choices(DrawPlan.ReplacementRule.choices)
    ),
    "reason": Column("why", "reason"),
    "replaced_by": Column("who", "replaced_by__username"),
    "replaced_at": Column("when, UTC", "replaced_at"),
}

DRAW_PLAN = {
    "method": Column("method", "method", values=choices(DrawPlan.Method.choices)),
    "balances_weight": Column("body weight is balanced", "balances_weight"),
    "balances_sex": Column("sex is balanced", "balances_sex"),
    "balances_cage": Column("cage mates are spread", "balances_cage"),
    "balances_age": Column("age is balanced", "balances_age"),
    "balances_batch": Column("the day of the implant is balanced", "balances_batch"),
    "balances_bilateral": Column(
        "mice with one mass and with two are balanced", "balances_bilateral"
    ),
    "reserve_rule": Column(
        "which mice above the places stay out",
        "reserve_rule",
        values=choices(DrawPlan.ReserveRule.choices),
    ),
    "replacement_rule": Column(
        "who replaces a mouse before its first dose",
        "replacement_rule",
        values=choices(DrawPlan.ReplacementRule.choices),
    ),
    "needs_two_to_freeze": Column(
        "the list is frozen by two people",
        "needs_two_to_freeze",
        values="True, False",
    ),
    "waiting_days": Column(
        "longest wait of a mouse in the window, rolling enrollment",
        "waiting_days",
        "days",
    ),
    "volume_sd_mm3": Column(
        "planned SD of the volume, rolling enrollment", "volume_sd_mm3", "mm³"
    ),
    "weight_center_g": Column(
        "planned mean weight, rolling enrollment", "weight_center_g", "g"
    ),
    "weight_sd_g": Column(
        "planned SD of the weight, rolling enrollment", "weight_sd_g", "g"
    ),
    "seed_commitment": Column("SHA-256 of the seed", "seed_commitment"),
    "committed_by": Column("who committed it", "committed_by__username"),
    "committed_at": Column("when, UTC", "committed_at"),
}

DRAW_ENTRIES = {
    "number": Column("number of the entry, from 1", "number"),
    "kind": Column("what happened", "kind", values=choices(DrawEntry.Kind.choices)),
    "told": Column(
        "what the hash covers, that of the entry before in it, JSON", "told"
    ),
    "sha256": Column("SHA-256 of the canonical JSON of what is told", "sha256"),
    "entered_by": Column("who", "entered_by__username"),
    "entered_at": Column("when, UTC", "entered_at"),
}

ARM_VIEWS = {
    "seen": Column("what was seen", "seen", values=choices(ArmView.Seen.choices)),
    "mouse": Column("mouse; empty: all mice", mouse_name("mouse__")),
    "reason": Column("why", "reason"),
    "viewed_by": Column("who looked", "viewed_by__username"),
    "viewed_at": Column("when, UTC", "viewed_at"),
    "told_to": Column("who was told of an emergency", "told_to"),
    "told_at": Column("when they were told, UTC; empty: not yet", "told_at"),
}

AWARENESS = {
    "stage": Column(
        "stage of ARRIVE 2.0, item 5", "stage", values=choices(Awareness.Stage.choices)
    ),
    "role": Column("role in the study", "role", values=choices(Role.choices)),
    "state": Column(
        "whether they knew the arms", "state", values=choices(Awareness.State.choices)
    ),
    "comment": Column("comment", "comment"),
}

IMPORTS = {
    "file_name": Column("name of the file", "file_name"),
    "file_sha256": Column("SHA-256 of the file", "file_sha256"),
    "columns": Column("how its columns were read, JSON", "columns"),
    "rows_count": Column("rows imported", "rows_count"),
    "left_out": Column("cells of rows that were left out, JSON", "left_out"),
    "started_by": Column("who imported", "started_by__username"),
    "finished_at": Column("when, UTC", "finished_at"),
}

HISTORY = {
    "at": Column("when, UTC", ChangedAt("at"), field="at"),
    "person": Column("who", "person_name"),
    "reason": Column("why", "reason"),
    "table": Column("table of the database", "table_name"),
    "row": Column("key of the row", "row_pk"),
    "operation": Column("insert, update or delete", "operation"),
    "old": Column("values before, JSON", "old"),
    "new": Column("values after, JSON", "new"),
}

EARLIER_HISTORY = {
    "database": Column("the database it was made in, 1 the oldest", "database"),
    **HISTORY,
}

ANALYSIS_RESULTS = {
    "kind": Column("kind", "kind", values=choices(AnalysisResult.Kind.choices)),
    "choices": Column("what was chosen, as in the address of the page", "choices"),
    "data_sha256": Column("SHA-256 of the input.csv that was analyzed", "data_sha256"),
    "sessions": Column("closed sessions at that time", "session_count"),
    "computed_at": Column("when, UTC", "computed_at"),
    "computed_by": Column("who; of a locked one who signed", "computed_by__username"),
    "document": Column("every number, JSON as in docs/analysis-json.md", "document"),
}

FILES = {
    "randomization.csv": File(
        "the draw: method, seed, inputs, result",
        Randomization,
        ("pk",),
        RANDOMIZATION,
        names_arms=True,
    ),
    "draw_plan.csv": File(
        "how the draw was planned, with the hash of its seed",
        DrawPlan,
        ("pk",),
        DRAW_PLAN,
    ),
    "frozen_lists.csv": File(
        "lists of mice that were frozen for a draw, and opened again",
        FrozenList,
        ("frozen_at", "pk"),
        FROZEN_LISTS,
        names_arms=True,
    ),
    "assignments.csv": File(
        "places in the arms: who was drawn for each, and who has it",
        Assignment,
        ("randomization__randomized_at", "drawn_mouse__number", "pk"),
        ASSIGNMENTS,
        names_arms=True,
    ),
    "replacements.csv": File(
        "mice that were replaced from the reserve before their first dose",
        Replacement,
        ("replaced_at", "pk"),
        REPLACEMENTS,
    ),
    "draw_entries.csv": File(
        "what happened about the draw, each entry chained to the one before",
        DrawEntry,
        ("number",),
        DRAW_ENTRIES,
        names_arms=True,
    ),
    "arm_views.csv": File(
        "who looked at the arms of mice, and why",
        ArmView,
        ("viewed_at", "pk"),
        ARM_VIEWS,
    ),
    "awareness.csv": File(
        "who knew the arms at the four stages of ARRIVE 2.0",
        Awareness,
        ("pk",),
        AWARENESS,
    ),
    "analysis_results.csv": File(
        "the analyses that were computed and kept",
        AnalysisResult,
        ("computed_at", "pk"),
        ANALYSIS_RESULTS,
        names_arms=True,
    ),
    "imports.csv": File(
        "the list that the study was imported from",
        StudyImport,
        ("pk",),
        IMPORTS,
        names_arms=True,
    ),
    "earlier_history.csv": File(
        "every change before the study came here; keys of rows are those of then",
        EarlierChange,
        ("database", "pk"),
        EARLIER_HISTORY,
        names_arms=True,
    ),
    "history.csv": File(
        "every change: who, when, old, new, why",
        Change,
        ("pk",),
        HISTORY,
        names_arms=True,
    ),
}
