"""One include per room, in protocol order."""

from django.urls import include, path

# The address of an import, /studies/import/, stands before those of a study's pages.
ROOMS = [
    "export",
    "study",
    "implantation",
    "measurement",
    "growth",
    "randomization",
    "dosing",
    "endpoint",
    "samples",
    "bench",
    "results",
]

urlpatterns = [path("", include(f"xenograft.{room}.urls")) for room in ROOMS]
handler500 = "xenograft.study.failing.server_error"
