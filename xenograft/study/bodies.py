"""What a device sends in the body of a request."""

import json

NUL = b"\\u0000"


def sent_json(request):
    """The JSON of a request.

    ValueError where it is none, or holds a NUL, for which PostgreSQL has no place.
    """
    if NUL in request.body:
        raise ValueError("The text holds a NUL.")
    return json.loads(request.body)
