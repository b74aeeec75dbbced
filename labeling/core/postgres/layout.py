"""Where the files of an embedded cluster lie."""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

ROLE = "gyre"
DATABASE = "gyre"
PORT = 5432
LONGEST_SOCKET_PATH = 103  # 107 on Linux, 103 on macOS (sun_path), without the final zero byte


@dataclass(frozen=True)
class Layout:
    """`root` is ours under the data folder; `home` is where the server's own files are.

    They differ only when we are root and the unprivileged server may not enter the data folder's
    parents (a clone in /root): then `root/elsewhere` names the home.
    """

    root: Path
    home: Path

    @classmethod
    def of(cls, data: Path) -> "Layout":
        root = data.expanduser().resolve() / "postgres"
        pointer = root / "elsewhere"
        home = Path(pointer.read_text().strip()) if pointer.is_file() else root
        return cls(root=root, home=home)

    @property
    def pointer(self) -> Path:
        return self.root / "elsewhere"

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def passfile(self) -> Path:
        return self.root / "passfile"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    @property
    def users_lock(self) -> Path:
        return self.root / "users.lock"

    @property
    def start_lock(self) -> Path:
        return self.root / "start.lock"

    @property
    def keeper_lock(self) -> Path:
        return self.root / "keeper.lock"

    @property
    def sockets(self) -> Path:
        """The socket's folder: in the home, or a short private one when that path is too long."""
        near = self.home / "run"
        if len(str(near / f".s.PGSQL.{PORT}").encode()) <= LONGEST_SOCKET_PATH:
            return near
        digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"gyre-{digest}"

    @property
    def url(self) -> str:
        options = urlencode({"host": str(self.sockets), "passfile": str(self.passfile)}, safe="/")
        return f"postgresql://{ROLE}@/{quote(DATABASE)}?{options}"
