"""Before Django's settings load: choose the data folder, the database and the secret key.

Every command takes `--data DIR` (default `.gyre` in the repository). With no DATABASE_URL it starts the
embedded PostgreSQL of that folder, or joins it if another process of ours already runs it.
"""

import os
import secrets
from pathlib import Path

from labeling.core.logs import log
from labeling.core.postgres.embedded import Embedded
from labeling.core.postgres.errors import PostgresProblem
from labeling.core.postgres.layout import Layout

_REPOSITORY = Path(__file__).resolve().parents[2]
_WITHOUT_DATABASE = {
    "help",
    "version",
    "check",
    "makemigrations",
    "spectacular",
    "diffsettings",
    "simulate",
}

_held: list[Embedded] = []


def prepare(argv: list[str]) -> list[str]:
    """Set the environment that the settings read, and hold the embedded server if one is needed.

    Returns:
        The arguments without `--data`.

    Raises:
        PostgresProblem: when the embedded server cannot run.
    """
    arguments, chosen = _take_data(argv)
    data = Path(chosen or os.environ.get("GYRE_DATA") or _REPOSITORY / ".gyre")
    data = data.expanduser().resolve()
    os.environ["GYRE_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labeling.settings.development")
    offline = _needs_no_database(arguments)
    if not offline:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if "GYRE_SECRET_KEY" not in os.environ:
        os.environ["GYRE_SECRET_KEY"] = secrets.token_hex() if offline else _stored_key(data)
    if os.environ.get("DATABASE_URL"):
        return arguments
    if offline:
        os.environ["DATABASE_URL"] = Layout.of(data).url
        return arguments
    hold = Embedded.hold(data)
    _held.append(hold)
    os.environ["DATABASE_URL"] = hold.url
    return arguments


def release() -> None:
    """Let go of the embedded server, and wait for it to stop unless somebody else uses it."""
    while _held:
        _held.pop().release_and_wait()


def keep_database() -> None:
    """Bring the embedded server back if it and its keeper were killed; cheap to call often."""
    for hold in _held:
        try:
            if hold.revive():
                log.warning("database.revived")
        except PostgresProblem:
            log.error("database.not_revived", exc_info=True)


def describe_database() -> str:
    """For people: which database this process uses, without a password."""
    if not _held:
        return "PostgreSQL of DATABASE_URL"
    note = f" ({_held[0].note})" if _held[0].note else ""
    return f"embedded PostgreSQL in {_held[0].layout.root}{note}"


def _take_data(argv: list[str]) -> tuple[list[str], str | None]:
    """Split `--data DIR` and `--data=DIR` from the rest."""
    rest: list[str] = []
    chosen = None
    words = iter(argv)
    for word in words:
        if word == "--data":
            chosen = next(words, None)
            if chosen is None:
                raise SystemExit("--data: expected a folder, got nothing")
        elif word.startswith("--data="):
            chosen = word.removeprefix("--data=")
        else:
            rest.append(word)
    return rest, chosen


def _needs_no_database(arguments: list[str]) -> bool:
    if len(arguments) < 2 or {"-h", "--help", "--version"} & set(arguments):
        return True
    return arguments[1] in _WITHOUT_DATABASE


def _stored_key(data: Path) -> str:
    """The signing key of this data folder, made on first use, readable by its owner only."""
    path = data / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as stream:
        key = secrets.token_hex()
        stream.write(key)
    return key
