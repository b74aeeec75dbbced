"""One round of one arm: train on its labels, judge, pick, and have the picks labelled by the truth."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from activelearning.simulate.arms import Arm
from activelearning.simulate.cases import Known, SimulationData
from activelearning.simulate.errors import SimulationProblem
from activelearning.simulate.folder import FULL, Folder, Task
from activelearning.simulate.kept import keep, kept
from activelearning.simulate.proposals import looked_at_again, proposals
from activelearning.simulate.protocol import Protocol
from activelearning.simulate.query import Query, ask
from activelearning.simulate.start import start_set
from activelearning.simulate.training import Model, Wanted, learn
from models.training.report import Reporter


@dataclass(frozen=True)
class Table:
    """What every round of a simulation is played on; `identity` is a digest of rules and cases."""

    folder: Folder
    protocol: Protocol
    data: SimulationData
    identity: str

    def played(self, task: Task) -> dict[str, Any] | None:
        """What was kept of a round; None when it is still to be played, or was under other rules."""
        found: dict[str, Any] | None = kept(self.folder.round(task))
        return found if found and found.get("identity") == self.identity else None

    def wanted(self, task: Task) -> Wanted:
        """The training of a round whose predecessor has been played."""
        if task.strategy == FULL:
            return Wanted(tuple(case.id for case in self.data.pool), task.seed)
        if task.number == 0:
            labelled = start_set(self.data.pool, size=self.protocol.seed_labels, seed=task.seed)
            return Wanted(tuple(labelled), task.seed)
        before = self._before(task)
        labelled = [*before["labelled"], *(pick["case"] for pick in before["picks"])]
        after = before["training"] if self.protocol.start == "warm" else None
        return Wanted(tuple(labelled), task.seed, after)

    def spent(self, task: Task) -> tuple[int, float]:
        """Voxels mended and minutes taken until this round's labels were there.

        The start set is drawn from nothing; each later case is mended from its pre-label.
        """
        by_id = {case.id: case for case in self.data.pool}
        if task.strategy == FULL or task.number == 0:
            edits = [by_id[case].foreground for case in self.wanted(task).labelled]
            return sum(edits), sum(self.protocol.time.minutes(edit) for edit in edits)
        before = self._before(task)
        edits = [pick["edited"] for pick in before["picks"]]
        minutes = sum(self.protocol.time.minutes(edit) for edit in edits)
        return before["edited"] + sum(edits), before["minutes"] + minutes

    def _before(self, task: Task) -> dict[str, Any]:
        found = self.played(task.before)
        if found is None:
            raise SimulationProblem(f"Round {task.before} was to be played before its successor.")
        return found


def play(table: Table, task: Task, reporter: Reporter) -> None:
    """Play one round and keep it; one that is kept already is left as it is.

    Raises:
        ModelProblem: a training or a case is at fault.
    """
    if table.played(task) is not None:
        return
    wanted = table.wanted(task)
    model = learn(table.folder, table.data, table.protocol, wanted, reporter)
    began = time.monotonic()
    edited, minutes = table.spent(task)
    picks = _pick(table, task, wanted, model)
    keep(
        table.folder.round(task),
        {
            "identity": table.identity,
            "labels": len(wanted.labelled),
            "labelled": list(wanted.labelled),
            "training": model.key,
            **{name: value for name, value in model.value.items() if name != "seconds"},
            "edited": edited,
            "minutes": round(minutes, 3),
            "picks": picks,
            "seconds": {**model.value["seconds"], "pick": round(time.monotonic() - began, 2)},
        },
    )


def _pick(table: Table, task: Task, wanted: Wanted, model: Model) -> list[dict[str, Any]]:
    if task.strategy == FULL or task.number == table.protocol.rounds:
        return []
    labelled = set(wanted.labelled)
    pool = [case for case in table.data.pool if case.id not in labelled]
    query = Query(
        arm=Arm.read(task.strategy),
        number=task.number + 1,
        size=table.protocol.batch,
        random_share=table.protocol.random_share,
        seed=task.seed,
        label_values=table.data.grammar.label_values[1:],
    )
    seen = list(table.data.pool) if query.needs_embeddings else pool
    proposed = proposals(model, table.data, seen) if query.needs_scores else {}
    if query.needs_members:
        proposed = looked_at_again(model, table.data, pool, proposed, size=query.size)
    picked = ask(query, pool, proposed, wanted.labelled)
    mended = proposals(model, table.data, _of(pool, [one.case for one in picked]))
    return [{**vars(one), "edited": mended[one.case]["edited"]} for one in picked]


def _of(pool: list[Known], ids: list[str]) -> list[Known]:
    wanted = set(ids)
    return [case for case in pool if case.id in wanted]
