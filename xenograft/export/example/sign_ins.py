"""Sign-ins of the example's people, for a demonstration on one machine."""

from django.contrib.auth import get_user_model

from xenograft.export.example.protocol import PEOPLE, email_of

WORDS = "{}-counts-40-mice"


def open_sign_ins():
    """(role, username, passphrase) of each person; passphrases are set where needed.

    A person of the same name who is not of the example keeps the password there is,
    and is left out.
    """
    found = []
    for role, (username, *_) in PEOPLE.items():
        mine = {"username": username, "email": email_of(username)}
        person = get_user_model().objects.filter(**mine).first()
        if person is not None:
            found.append((role.label, username, _open(person)))
    return found


def _open(person):
    passphrase = WORDS.format(person.username)
    if not person.check_password(passphrase):
        person.set_password(passphrase)
        person.save(update_fields=["password"])
    return passphrase
