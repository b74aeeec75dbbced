"""Who the server runs as. PostgreSQL refuses root, so root starts it as an unprivileged user."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labeling.core.postgres.errors import PostgresProblem


@dataclass(frozen=True)
class ServerUser:
    uid: int
    gid: int

    @classmethod
    def choose(cls) -> "ServerUser":
        """Ourselves; when we are root, `postgres` if there is one, else `nobody`."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            if entry.pw_uid != 0:
                return cls(entry.pw_uid, entry.pw_gid)
        raise PostgresProblem(
            "PostgreSQL refuses to run as root and this system has no user 'postgres' or 'nobody'. "
            "Start Gyre as an ordinary user, or set DATABASE_URL."
        )

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()

    def process_options(self) -> dict[str, Any]:
        """Arguments of subprocess.Popen that drop every privilege."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Whether this user may reach files in the folder through all of its parents."""
        if not self.is_other:
            return True
        answer = subprocess.run(  # noqa: S603
            ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            **self.process_options(),
        )
        return answer.returncode == 0

    def own(self, folder: Path) -> None:
        """Make the folder, private to this user."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.is_other:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)

    def let_in(self, folder: Path) -> None:
        """Let this user's group pass through a folder of ours; nothing in it becomes readable."""
        if self.is_other and folder.stat().st_uid == os.geteuid():
            os.chown(folder, -1, self.gid)
            folder.chmod(folder.stat().st_mode | 0o010)
