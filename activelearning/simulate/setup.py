"""Before the first round: the cases are brought in, the protocol fits them and the folder is its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from activelearning.simulate.cases import Source, bring_in, brought_in, describe
from activelearning.simulate.errors import BadProtocol, SimulationProblem
from activelearning.simulate.folder import Folder
from activelearning.simulate.kept import digest_of, keep, kept
from activelearning.simulate.protocol import GROWS, Protocol, refuse_other
from activelearning.simulate.round import Table
from activelearning.version import training_code_version


def set_up(
    root: Path,
    protocol: Protocol,
    *,
    name: str,
    source: Callable[[], Source],
    holdout_share: float = 0.25,
) -> Table:
    """The table of a new simulation, or of one that was begun in this folder.

    Args:
        root: the folder of the simulation.
        protocol: what to play.
        name: says which data it is; another name in the same folder is refused.
        source: gives the cases, and is asked only when they are not in yet.
        holdout_share: of the patients, where the source names no holdout.

    Raises:
        BadProtocol: it does not fit, or
        OtherProtocol: the folder holds a simulation with other parameters.
    """
    protocol.check()
    if not 0 < holdout_share < 1:
        raise BadProtocol(
            "holdout_share cannot be so.", expected="between 0 and 1", got=holdout_share
        )
    folder = Folder(root)
    record = {
        "protocol": protocol.to_json(),
        "dataset": name,
        "holdout_share": holdout_share,
        "code": training_code_version(),
    }
    found = kept(folder.protocol)
    if found is not None:
        refuse_other(_flat(record), _flat(found))
    root.mkdir(parents=True, exist_ok=True)
    data = bring_in(folder.data, source(), holdout_share=holdout_share, anew=found is None)
    protocol.check(pool=len(data.pool))
    keep(folder.protocol, record)
    return opened(root)


def opened(root: Path) -> Table:
    """The table of a folder that was set up; raises SimulationProblem when it was not."""
    folder = Folder(root)
    data, record = brought_in(folder.data), kept(folder.protocol)
    if data is None or record is None:
        raise SimulationProblem(f"{root} holds no simulation.")
    rules = {name: value for name, value in _flat(record).items() if name not in GROWS}
    identity = digest_of([rules, describe(data)])
    return Table(folder, Protocol.from_json(record["protocol"]), data, identity)


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in record.items() if key != "protocol"}
    return {**rest, **record["protocol"]}
