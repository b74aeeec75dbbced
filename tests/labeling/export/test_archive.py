import hashlib
import zipfile
from pathlib import Path

from labeling.export.archive import HashedZip


def write(path: Path) -> bytes:
    with HashedZip(path) as archive:
        archive.add("b.txt", b"two")
        archive.add("a.txt", b"one", compress=True)
    return path.read_bytes()


def test_each_member_is_listed_with_its_hash(tmp_path: Path) -> None:
    write(tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        sums = archive.read("SHA256SUMS").decode()
        assert archive.testzip() is None
    one, two = (hashlib.sha256(word).hexdigest() for word in (b"one", b"two"))
    assert sums == f"{one}  a.txt\n{two}  b.txt\n"


def test_the_same_members_give_the_same_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "first.zip") == write(tmp_path / "second.zip")
