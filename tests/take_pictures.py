"""The pictures of editor and review in docs/screenshots, taken anew on phantoms in a stack of their own.

python tests/take_pictures.py [FOLDER [-g TEST]]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image

from tests.stack import ROOT, NotReady, serving


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0] if arguments else ROOT / "docs/screenshots").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*.png")}
    try:
        with serving("up", GYRE_SHOTS=str(folder)) as stack:
            status = stack.playwright("pictures", *arguments[1:])
    except NotReady as problem:
        sys.stdout.write(f"{problem}\n")
        return 1
    for path in sorted(folder.glob("*.png")):
        if before.get(path) != path.stat().st_mtime_ns:
            _pack(path)
            sys.stdout.write(f"{path.name}: {path.stat().st_size // 1000} kB\n")
    return status


def _pack(path: Path) -> None:
    """The same pixels in fewer bytes: a palette would change the labels' colours."""
    with Image.open(path) as image:
        packed = image.convert("RGB")
    packed.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
