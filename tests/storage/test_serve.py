import socket

import pytest
from django.core.management import CommandError, call_command


def test_a_number_that_is_no_port_is_refused(db):
    with pytest.raises(CommandError, match="89510 is not a port"):
        call_command("serve", port=89510)


def test_a_port_in_use_is_named_with_a_free_one(db):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use"):
            call_command("serve", port=port)


def test_pending_migrations_are_asked_for(manage):
    manage("migrate", "sessions", "zero", "--verbosity=0")
    assert "Run python manage.py migrate" in manage("serve", expect=1)
