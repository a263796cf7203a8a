def install():
    """Register the start-up checks; called once Django's apps are ready."""
    from xenograft.storage import checks  # noqa: F401
