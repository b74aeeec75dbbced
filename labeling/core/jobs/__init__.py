"""Jobs: names, queues and what Procrastinate lacks (recovery, attempts cap, fence, progress)."""

from labeling.core.jobs.drain import drain
from labeling.core.jobs.errors import Interrupted, JobFailed, QueueFull, Superseded
from labeling.core.jobs.queueing import Queue, enqueue
from labeling.core.jobs.recovery import recover
from labeling.core.jobs.registry import job
from labeling.core.jobs.run import Run
from labeling.core.jobs.states import (
    JobProgress,
    given_up,
    progress_of,
    something_more_urgent_waits,
    waiting_keys,
)
from labeling.core.jobs.worker import run_worker

__all__ = [
    "Interrupted",
    "JobFailed",
    "JobProgress",
    "Queue",
    "QueueFull",
    "Run",
    "Superseded",
    "drain",
    "enqueue",
    "given_up",
    "job",
    "progress_of",
    "recover",
    "run_worker",
    "something_more_urgent_waits",
    "waiting_keys",
]
