"""Which program drew: its version, its commit, and the hash of every engine file."""

import hashlib
import os
import subprocess
import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

from xenograft.analysis import allocation


@cache
def version():
    """The version of the program, as its project file says it."""
    project = Path(settings.BASE_DIR) / "pyproject.toml"
    return tomllib.loads(project.read_text("utf-8"))["project"]["version"]


@cache
def commit():
    """The commit that runs here; "" where nobody can tell."""
    if told := os.environ.get("XENOGRAFT_COMMIT"):
        return told
    asked = ["git", "-C", str(settings.BASE_DIR), "rev-parse", "HEAD"]
    try:
        answer = subprocess.run(asked, capture_output=True, timeout=5, text=True)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


@cache
def engine_sha256():
    """{name of the file: SHA-256} of the engine and of its verifier."""
    folder = Path(allocation.__file__).parent
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.glob("*.py"))
    }


def told():
    """What an entry about a draw says of the program."""
    return {
        "version": version(),
        "commit": commit(),
        "engine_sha256": engine_sha256(),
    }
