import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from labeling.core.management.base import GyreCommand
from labeling.imaging.deid.profile import OPTION_TEXTS, Option, Profile
from labeling.imaging.deid.rewriting import Rewritten
from labeling.imaging.deid.suspects import SENTENCES, Reason
from labeling.imaging.problems import DicomProblem
from labeling.ingest import services
from labeling.ingest.sandboxes import borrowed
from labeling.projects.errors import NotHere
from labeling.projects.models import Project


class Command(GyreCommand):
    help = (
        "Tell what de-identification by PS3.15 would leave in the files of a folder; store nothing."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", type=Path, metavar="DIR", required=True)
        parser.add_argument(
            "--profile",
            choices=["basic", "project"],
            default="basic",
            help="basic with the options named here, or that of --project.",
        )
        parser.add_argument(
            "--option",
            action="append",
            default=[],
            choices=[option.value for option in Option],
            help="; ".join(f"{name.value}: {text.title}" for name, text in OPTION_TEXTS.items()),
        )
        parser.add_argument(
            "--project", metavar="SLUG", help="Take its secret, so that UIDs agree."
        )
        parser.add_argument(
            "--values", action="store_true", help="Show values too: keep them safe."
        )
        parser.add_argument("--out", type=Path, metavar="DIR", help="Write the new files there.")

    def run(self, **options: Any) -> None:
        folder: Path = options["check"]
        if not folder.is_dir():
            raise CommandError(f"Expected a folder, {folder} is none.")
        profile = _profile(options)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        refused = waiting = 0
        for number, path in enumerate(files, start=1):
            self.stdout.write(f"{path.relative_to(folder)}")
            try:
                found, payload = _rewritten(path, profile)
            except DicomProblem as problem:
                refused += 1
                self.stdout.write(f"  refused: {problem.message} ({problem.code})")
                continue
            waiting += bool(found.suspicions)
            self._tell(found, options["values"])
            if options["out"]:
                _write(options["out"] / f"{number:06d}.dcm", path, found, payload)
        self.stdout.write(
            f"{len(files)} files, {len(files) - refused} de-identified, "
            f"{waiting} of them for a person to look at, {refused} refused"
        )

    def _tell(self, found: Rewritten, with_values: bool) -> None:
        for action, keywords in sorted(found.counts.items()):
            self.stdout.write(f"  {action}: {', '.join(_counted(keywords))}")
        for code in found.suspicions:
            self.stdout.write(f"  a person should look: {SENTENCES[Reason(code)]}")
        left = Counter(
            f"{name} {vr}" + (f" {value!r}" if with_values else "")
            for name, vr, value in found.left
        )
        for line, count in left.items():
            self.stdout.write(f"  left: {line}" + (f" x {count}" if count > 1 else ""))


def _profile(options: dict[str, Any]) -> Profile:
    slug = options["project"]
    project = Project.objects.filter(slug=slug).first() if slug else None
    if slug and project is None:
        raise NotHere(f"There is no project {slug!r}.")
    if options["profile"] == "project":
        profile = services.profile_of(project) if project else None
        if profile is None:
            raise CommandError("Expected --project with a project that de-identifies.")
        return profile
    key = services.key_of(project) if project else secrets.token_bytes(32)
    return Profile(frozenset(Option(name) for name in options["option"]), key)


def _rewritten(path: Path, profile: Profile) -> tuple[Rewritten, bytes]:
    with borrowed() as sandbox:
        return sandbox.deidentify(path, profile, check=True)


def _counted(keywords: dict[str, int]) -> Iterator[str]:
    for keyword, count in sorted(keywords.items()):
        yield f"{keyword} x {count}" if count > 1 else keyword


def _write(target: Path, source: Path, found: Rewritten, payload: bytes) -> None:
    """Under a number: the source's name may be the patient's."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        for piece in services.spliced(source, found, payload):
            file.write(piece)
