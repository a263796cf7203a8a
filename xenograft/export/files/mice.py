"""The CSV files of cages, mice, tumors, and how mice left."""

from xenograft.endpoint.models import (
    Alert,
    AlertMessage,
    Disposition,
    EndpointDraft,
    ExcisedTumor,
    Overdue,
    Photo,
    Recheck,
    WelfareNote,
)
from xenograft.export.files.column import Column, File, choices, mouse_name
from xenograft.export.files.pictures import ENDINGS, PATH
from xenograft.export.files.send import SEND
from xenograft.growth.models import EnrollmentDecision
from xenograft.implantation.models import Cage, Mouse, Tumor
from xenograft.measurement.models import DailyCheck

SIDES = choices(Tumor.Side.choices)

CAGES = {
    "cage": Column("name of the cage", "name"),
    "rack_position": Column("place on the rack", "rack_position"),
}

MICE = {
    "mouse": Column("name in the lab's own list, else the number", mouse_name()),
    "number": Column("number in the study", "number"),
    "arm": Column(
        "arm; empty for a mouse that was not randomized", arm="assignment__arm"
    ),
    "is_satellite": Column(
        "for samples only, in no analysis of the arms; empty without an arm",
        "assignment__is_satellite",
        values="True, False",
    ),
    "cage": Column("cage", "cage__name"),
    "ear_mark": Column("ear mark; repeats between cages", "ear_mark"),
    "rfid": Column("RFID tag (ISO 11784), 15 digits", "rfid"),
    "sex": Column("sex", "sex", values=choices(Mouse.Sex.choices)),
    "born_on": Column("date of birth", "born_on"),
    "strain": Column("strain", "strain"),
    "source": Column("where the mouse came from", "source"),
}

TUMORS = {
    "mouse": Column("mouse", mouse_name("mouse__")),
    "tumor": Column("side of the tumor", "side", values=SIDES),
    "site": Column("site of the implant", "site"),
    "implanted_on": Column("date of the implant", "implanted_on"),
    "cells_count": Column("cells implanted", "cells_count"),
    "matrix_lot": Column("lot of the matrix", "matrix_lot"),
    "volume_ul": Column("injected volume", "volume_ul", "µL"),
    "passage_number": Column("passage", "passage_number"),
    "implanted_by": Column("who implanted", "implanted_by__username"),
}

DISPOSITIONS = {
    "mouse": Column("mouse", mouse_name("mouse__")),
    "left_on": Column("last day on study", "left_on"),
    "left_at": Column("time of death", "left_at"),
    "last_seen_alive_at": Column("last seen alive, UTC", "last_seen_alive_at"),
    "reason": Column(
        "why it left", "reason", values=choices(Disposition.Reason.choices)
    ),
    **SEND,
    "cause": Column(
        "cause of death of a mouse found dead",
        "cause",
        values=choices(Disposition.Cause.choices),
    ),
    "reason_note": Column("remark on the reason", "reason_note"),
    "other_reasons": Column("what else was reached, JSON", "other_reasons"),
    "judged": Column("values against the limits of that day, JSON", "judged"),
    "method": Column("method of euthanasia", "method"),
    "done_by": Column("who did it, or found the mouse", "done_by__username"),
    "weight_g": Column("body weight at the necropsy", "weight_g", "g"),
    "findings": Column("findings from the list, JSON", "findings"),
    "tumor_weight_mg": Column("excised tumor weight", "tumor_weight_mg", "mg"),
    "necropsy_note": Column("findings of the necropsy", "necropsy_note"),
    "decided_by": Column("who decided", "decided_by__username"),
    "recorded_at": Column("when it was recorded, UTC", "recorded_at"),
    "taken_back_at": Column(
        "when it was taken back, UTC; empty while it stands", "taken_back_at"
    ),
    "taken_back_by": Column("who took it back", "taken_back_by__username"),
    "taken_back_reason": Column("why it was taken back", "taken_back_reason"),
}

EXCISED = {
    "mouse": Column("mouse", mouse_name("disposition__mouse__")),
    "tumor": Column("side of the tumor", "tumor__side", values=SIDES),
    "weight_mg": Column("weight of the mass", "weight_mg", "mg"),
    "taken_back_at": Column(
        "when the endpoint was taken back, UTC", "disposition__taken_back_at"
    ),
}

ALERTS = {
    "mouse": Column("mouse", mouse_name("mouse__")),
    "kind": Column("what was limited", "limit__kind"),
    "purpose": Column("kind of endpoint", "limit__purpose"),
    "limits_version": Column("version of the limits", "limit__version"),
    "level": Column(
        "which level was reached: that of the action, or from which nothing is dosed",
        "level",
        values=choices(Alert.Level.choices),
    ),
    "action_level": Column("action level of the limit", "limit__action_level"),
    "value": Column("value that reached it, unit as the kind", "value"),
    "value_on": Column("date of the value", "value_on"),
    "raised_at": Column("when it was noticed, UTC", "raised_at"),
    "acknowledged_at": Column("when it was seen first, UTC", "acknowledged_at"),
    "acknowledged_by": Column("who saw it first", "acknowledged_by__username"),
    "reminded_at": Column("when people were reminded, UTC", "reminded_at"),
    "escalated_at": Column("when it was escalated, UTC", "escalated_at"),
    "closed_at": Column("when something was done, UTC", "closed_at"),
    "outcome": Column("what", "outcome", values=choices(Alert.Outcome.choices)),
}

OVERDUE = {
    "mouse": Column("mouse", mouse_name("mouse__")),
    "why": Column(
        "what was not done when due", "why", values=choices(Overdue.why.field.choices)
    ),
    "due_on": Column("date on which it was due", "due_on"),
    "noticed_at": Column("when that was noticed, UTC", "noticed_at"),
    "measurers_told_at": Column(
        "when those who measure were told, UTC", "measurers_told_at"
    ),
    "directors_told_at": Column(
        "when the study director was told, UTC", "directors_told_at"
    ),
    "officers_told_at": Column(
        "when the welfare officer was told, UTC", "officers_told_at"
    ),
    "closed_at": Column("when it was made good, UTC; empty while late", "closed_at"),
}

DAILY_CHECKS = {
    "cage": Column("cage", "cage__name"),
    "checked_on": Column("date", "checked_on"),
    "checked_at": Column("when, UTC", "checked_at"),
    "checked_by": Column("who looked", "checked_by__username"),
    "all_alive": Column("all mice were seen alive", "all_alive", values="True, False"),
    "concern": Column("concern; empty: none", "concern"),
}

MESSAGES = {
    "mouse": Column("mouse", mouse_name("alert__mouse__")),
    "kind": Column("what was limited", "alert__limit__kind"),
    "purpose": Column("kind of endpoint", "alert__limit__purpose"),
    "raised_at": Column("when the alert was noticed, UTC", "alert__raised_at"),
    "occasion": Column(
        "told, reminded, escalated or asked to agree to a recheck",
        "occasion",
        values=choices(AlertMessage.Occasion.choices),
    ),
    "person": Column("to whom", "person__username"),
    "made_at": Column("when it was made, UTC", "made_at"),
    "sent_at": Column("when it was sent by e-mail, UTC", "sent_at"),
}

PHOTOS = {
    "mouse": Column("mouse", mouse_name("mouse__")),
    "file": Column("the picture, beside the tables", PATH),
    "content_type": Column(
        "kind of picture", "content_type", values=", ".join(ENDINGS)
    ),
    "sha256": Column("SHA-256 of the picture", "sha256"),
    "note": Column("note", "note"),
    "added_by": Column("who added it", "added_by__username"),
    "added_at": Column("when, UTC", "added_at"),
}

DRAFTS = {
    "mouse": Column("mouse", mouse_name("mouse__")),
    "typed": Column("what was typed, JSON", "typed"),
    "saved_by": Column("who typed it", "saved_by__username"),
    "saved_at": Column("when, UTC", "saved_at"),
    "recorded_at": Column("when it became an endpoint, UTC", "recorded_at"),
}

RECHECKS = {
    "mouse": Column("mouse", mouse_name("mouse__")),
    "reason": Column("why", "reason"),
    "asked_by": Column("who asked", "asked_by__username"),
    "asked_at": Column("when, UTC", "asked_at"),
    "until": Column("until when it may be measured again, UTC", "until"),
    "agreed_by": Column("who agreed", "agreed_by__username"),
    "agreed_at": Column("when, UTC", "agreed_at"),
}

NOTES = {
    "mouse": Column("mouse", mouse_name("mouse__")),
    "text": Column("note", "text"),
    "asks_daily": Column("daily checks asked for", "asks_daily", values="True, False"),
    "written_by": Column("who", "written_by__username"),
    "written_at": Column("when, UTC", "written_at"),
}

ELIGIBILITY = {
    "mouse": Column("mouse", mouse_name("mouse__")),
    "goes_in": Column("goes in against the rule; else it was taken out", "goes_in"),
    "code": Column(
        "kind of the reason", "code", values=choices(EnrollmentDecision.Code.choices)
    ),
    "reason": Column("why", "reason"),
    "session_on": Column("session that was looked at", "session__held_on"),
    "decided_at": Column("when it was decided, UTC", "decided_at"),
    "decided_by": Column("who decided", "decided_by__username"),
    "taken_back_at": Column(
        "when it was taken back, UTC; empty while it stands", "taken_back_at"
    ),
    "taken_back_by": Column("who took it back", "taken_back_by__username"),
    "taken_back_reason": Column("why it was taken back", "taken_back_reason"),
}

FILES = {
    "cages.csv": File("one row per cage", Cage, ("name",), CAGES),
    "mice.csv": File("one row per mouse: cage, marks, arm", Mouse, ("number",), MICE),
    "tumors.csv": File(
        "one row per implanted tumor",
        Tumor,
        ("mouse__number", "side"),
        TUMORS,
    ),
    "eligibility_decisions.csv": File(
        "one row per mouse put in against the rule or taken out before the draw",
        EnrollmentDecision,
        ("mouse__number", "pk"),
        ELIGIBILITY,
    ),
    "dispositions.csv": File(
        "one row per mouse that left: reason, tumor weight, necropsy; and those taken "
        "back",
        Disposition,
        ("mouse__number", "pk"),
        DISPOSITIONS,
    ),
    "excised_tumors.csv": File(
        "one row per mass that was weighed",
        ExcisedTumor,
        ("disposition__mouse__number", "tumor__side", "pk"),
        EXCISED,
    ),
    "alerts.csv": File(
        "one row per mouse and limit that it reached",
        Alert,
        ("mouse__number", "pk"),
        ALERTS,
    ),
    "alert_messages.csv": File(
        "one row per message about an alert",
        AlertMessage,
        ("alert__mouse__number", "pk"),
        MESSAGES,
    ),
    "overdue.csv": File(
        "one row per time that a mouse was not looked at when due",
        Overdue,
        ("mouse__number", "noticed_at", "pk"),
        OVERDUE,
    ),
    "daily_checks.csv": File(
        "one row per daily look into a cage; of several of a day the last counts",
        DailyCheck,
        ("checked_on", "cage__name", "checked_at", "pk"),
        DAILY_CHECKS,
    ),
    "photos.csv": File(
        "one row per photo of a mouse, and the pictures",
        Photo,
        ("mouse__number", "pk"),
        PHOTOS,
    ),
    "endpoint_drafts.csv": File(
        "one row per draft of an endpoint",
        EndpointDraft,
        ("mouse__number", "pk"),
        DRAFTS,
    ),
    "rechecks.csv": File(
        "one row per recheck that was asked for",
        Recheck,
        ("mouse__number", "pk"),
        RECHECKS,
    ),
    "welfare_notes.csv": File(
        "one row per note on the welfare of a mouse",
        WelfareNote,
        ("mouse__number", "pk"),
        NOTES,
    ),
}
