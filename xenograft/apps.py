from django.apps import AppConfig


class XenograftConfig(AppConfig):
    name = "xenograft"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from xenograft.endpoint.telling import install as install_telling
        from xenograft.history import install as install_history
        from xenograft.storage import install as install_storage
        from xenograft.study import checks  # noqa: F401

        install_storage()
        install_history()
        install_telling()
