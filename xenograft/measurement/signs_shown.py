"""The signs that have a place of their own in the row of a mouse."""

OWN_SIGNS = {
    "ulceration": "ULCERATION",
    "condition": "BODY_CONDITION",
    "posture": "HUNCHED",
}


def shown_signs(signs):
    """{ulceration, condition, posture, note: text} of the signs of a mouse, in order.

    The last of each; "" where there is none.
    """
    signs = list(signs)
    grades = {sign.sign: f"{float(sign.grade):g}" for sign in signs}
    notes = [one.note for one in signs if one.sign == "OTHER" and not one.grade]
    shown = {name: grades.get(sign, "") for name, sign in OWN_SIGNS.items()}
    return shown | {"note": notes[-1] if notes else ""}
