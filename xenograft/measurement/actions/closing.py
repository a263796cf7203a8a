"""Closing a session: what is answered on the way, all in one transaction."""

from django.db import transaction

from xenograft.measurement.actions import asking
from xenograft.measurement.actions.deciding import decide_entry
from xenograft.measurement.actions.session import close_session


@transaction.atomic
def answer_and_close(*, study, session, reasons, kept, choices, by):
    """Keep the doubted values `kept`, settle two entries, and close the session.

    `choices` is {write_id: "taken" or "aside"}; nothing is kept of it when closing
    is refused.
    """
    for write_id, choice in choices.items():
        decide_entry(
            study=study, session=session, write_id=write_id, choice=choice, by=by
        )
    for value in kept:
        asking.answer_and_save(value, asking.Answer.KEPT, by, "Kept when closing")
    return close_session(study=study, session=session, reasons=reasons, by=by)
