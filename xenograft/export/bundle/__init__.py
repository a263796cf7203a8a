"""The files of an export, and the rows of the database that they become again."""

from xenograft.export.bundle.building import Built, build
from xenograft.export.bundle.reading import Files, is_export, of_folder, of_zip

__all__ = ["Built", "Files", "build", "is_export", "of_folder", "of_zip"]
