"""`manage.py simulate`: which strategy would need fewer labels on data whose labels are known?"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from django.core.management.base import CommandError, CommandParser

from activelearning.simulate.cases import Source
from activelearning.simulate.conduct import conduct
from activelearning.simulate.errors import SimulationProblem
from activelearning.simulate.protocol import Protocol, TimeModel
from activelearning.simulate.report import as_markdown, write_report
from activelearning.simulate.setup import set_up
from activelearning.simulate.sources import read_source
from activelearning.simulate.summary import summarise
from activelearning.simulate.terminal import Lines
from labeling.core.management.base import GyreCommand
from labeling.simulations.parameters import STRATEGIES
from models.errors import ModelProblem


class Command(GyreCommand):
    help = (
        "Replay annotation over labelled cases, once a strategy, with paired seeds and start sets, "
        "and compare the learning curves. Stopped or killed, the same command goes on."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--dataset", type=Path, required=True, metavar="DIR", help="labelled cases")
        add(
            "--strategies",
            required=True,
            help=f"separated by commas, of: {', '.join(STRATEGIES)}; "
            "with parameters as in power:beta=8:measure=margin",
        )
        add("--seeds", type=int, default=4, metavar="K")
        add("--seed-labels", type=int, default=8, metavar="N", help="size of the start set")
        add("--batch", type=int, default=8, metavar="B", help="cases a round")
        add("--rounds", type=int, default=4, metavar="R", help="batches after the start set")
        length = parser.add_mutually_exclusive_group(required=True)
        length.add_argument("--budget-seconds", type=float, metavar="S", help="of each training")
        length.add_argument("--steps", type=int, metavar="N", help="of each, whatever the load")
        add("--warm", action="store_true", help="train on from the arm's model before")
        add("--random-share", type=float, default=0.0, help="of each batch, drawn by chance")
        add("--no-full-data", action="store_true", help="without the training on the whole pool")
        add("--holdout-share", type=float, default=0.25, help="where the data names no holdout")
        add("--minutes-per-case", type=float, default=TimeModel.per_case)
        add("--minutes-per-1000-voxels", type=float, default=TimeModel.per_1000_voxels)
        add("--out", type=Path, metavar="DIR", help="kept results; without it nothing is kept")
        add("--workers", type=int, metavar="W", help="processes (one a CUDA device, else 1)")
        add("--threads", type=int, default=1, metavar="T", help="of each process")
        add("--json", action="store_true", help="the results as one line of JSON, last")

    def run(self, **options: Any) -> None:
        kept: Path | None = options["out"]
        root = kept or Path(tempfile.mkdtemp(prefix="gyre-simulation-"))
        try:
            self._simulate(root.resolve(), options)
        except (SimulationProblem, ModelProblem) as problem:
            raise CommandError(problem.message) from problem
        except OSError as problem:
            place = problem.filename or root
            raise CommandError(f"{place}: {problem.strerror or problem}.") from problem
        except KeyboardInterrupt as stop:
            raise CommandError("Stopped. The same command goes on from here.") from stop
        finally:
            if kept is None:
                shutil.rmtree(root, ignore_errors=True)

    def _simulate(self, root: Path, options: dict[str, Any]) -> None:
        dataset = options["dataset"].resolve()
        if dataset.is_relative_to(root):
            raise CommandError(f"--out {root} holds the dataset: cases would be written over it.")
        devices = [str(number) for number in range(torch.cuda.device_count())]
        table = set_up(
            root,
            _protocol(options, "cuda" if devices else "cpu"),
            name=str(dataset),
            source=lambda: self._read(dataset),
            holdout_share=options["holdout_share"],
        )
        conduct(
            table,
            workers=options["workers"] or len(devices) or 1,
            watch=Lines(table, self.stdout.write),
            cuda=devices,
        )
        results = summarise(table)
        if results is None:
            raise CommandError("No seed was played to its end.")
        write_report(root, results)
        self.stdout.write("\n" + as_markdown(results))
        if options["json"]:
            self.stdout.write(json.dumps(results))

    def _read(self, dataset: Path) -> Source:
        """Asked for a new simulation only; many cases take a while."""
        self.stdout.write(f"reading the cases of {dataset}")
        return read_source(dataset)


def _protocol(options: dict[str, Any], device: str) -> Protocol:
    return Protocol(
        strategies=tuple(name.strip() for name in options["strategies"].split(",")),
        seeds=options["seeds"],
        seed_labels=options["seed_labels"],
        batch=options["batch"],
        rounds=options["rounds"],
        steps=options["steps"],
        budget_seconds=options["budget_seconds"],
        start="warm" if options["warm"] else "fresh",
        random_share=options["random_share"],
        threads=options["threads"],
        full_data=not options["no_full_data"],
        device=device,
        time=TimeModel(options["minutes_per_case"], options["minutes_per_1000_voxels"]),
    )
