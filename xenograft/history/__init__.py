"""Every insert, update and delete, by any path, kept by database triggers."""


def install():
    """Called once when Django is ready."""
    from django.core.checks import register
    from django.db.backends.signals import connection_created
    from django.db.models.signals import post_migrate, pre_migrate

    from xenograft.history import checks, stamp, triggers

    connection_created.connect(stamp.watch, dispatch_uid="history.stamp")
    pre_migrate.connect(triggers.drop_before_migrating, dispatch_uid="history.drop")
    post_migrate.connect(triggers.build_after_migrating, dispatch_uid="history.build")
    register(checks.every_table_has_its_triggers, "database")
