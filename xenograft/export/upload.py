"""Stops reading a request that carries too large a file."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from xenograft.export.reading import LARGEST_BYTES


class SizeLimit(FileUploadHandler):
    """The first of the upload handlers: Django itself has no limit for files.

    A file whose request is announced as larger than the limit is not read at all;
    one without an announced size is read up to the limit. The fields that came
    before it in the form are kept, so that the page can say what happened.
    """

    def __init__(self, request=None):
        super().__init__(request)
        self.read_bytes = 0

    def handle_raw_input(self, input_data, META, content_length, *args, **kwargs):
        self.announced_bytes = content_length

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        # The other fields of the form take up little beside such a file.
        if self.announced_bytes > LARGEST_BYTES + (1 << 20):
            self._stop(self.announced_bytes)

    def receive_data_chunk(self, raw_data, start):
        self.read_bytes += len(raw_data)
        if self.read_bytes > LARGEST_BYTES:
            self._stop(max(self.read_bytes, self.announced_bytes))
        return raw_data

    def file_complete(self, file_size):
        return None

    def _stop(self, size_bytes):
        self.request.too_large_bytes = size_bytes
        raise StopUpload(connection_reset=True)
