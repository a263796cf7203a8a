import errno
import gc
import socket

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from xenograft.endpoint.actions import start_watch
from xenograft.history import triggers
from xenograft.measurement.ahead import start_drawing

LAST_PORT = 65535


class Command(BaseCommand):
    help = "Serve the application with waitress: one process, several threads."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument(
            "--check-minutes",
            type=float,
            default=5,
            help="Look at the limits of all mice this often; 0 leaves it to cron.",
        )

    def handle(self, *, host, port, threads, check_minutes=5, **options):
        self.check(databases=["default"])
        _require_migrated()
        listener = _listen(host, port)
        connection.close()
        self.stdout.write(f"Serving http://{host}:{port} (stop with Ctrl-C)")
        if check_minutes > 0:
            start_watch(check_minutes)
        start_drawing()
        without_garbage()
        _server(listener, threads).run()


def without_garbage():
    """What the application is made of stays: nobody looks through it for garbage."""
    gc.collect()
    gc.freeze()


def _require_migrated():
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(
            "The tables are not up to date. Run python manage.py migrate."
        )
    if triggers.missing(connection):
        raise CommandError(
            "The history would miss changes. Run python manage.py migrate."
        )


def _listen(host, port):
    if not 0 <= port <= LAST_PORT:
        raise CommandError(f"{port} is not a port. Use one up to {LAST_PORT}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as problem:
        raise CommandError(_why_not(problem, host, port)) from problem


def _server(listener, threads):
    import waitress

    proxy = {}
    if settings.HTTPS:
        # The proxy on this machine that ends the encryption says so in a header.
        trusted = {"x-forwarded-proto", "x-forwarded-for"}
        proxy = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": trusted}
    return waitress.create_server(
        get_wsgi_application(), sockets=[listener], threads=threads, **proxy
    )


def _why_not(problem, host, port):
    if getattr(problem, "errno", None) == errno.EADDRINUSE:
        return f"Port {port} is in use. Choose another, as in --port {port + 1}."
    return f"Cannot listen on {host}, port {port}: {problem}."
