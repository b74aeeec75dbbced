"""The machine's jobs, by the names that `labeling` enqueues them under."""

from contextlib import suppress

from activelearning import loop
from activelearning.device import leaving_a_lost_device
from activelearning.errors import in_words
from activelearning.folders import remove_run_folder
from activelearning.prelabel.pool import draft_case
from activelearning.review import second_look
from activelearning.simulate.errors import SimulationProblem
from activelearning.simulate.project import simulate_project
from labeling.core.errors import GyreError
from labeling.core.jobs import Interrupted, Run, Superseded, job
from labeling.rounds import services as rounds
from labeling.rounds.errors import RunNotActive
from labeling.rounds.selectors import project_id_of
from labeling.simulations import services as simulations
from labeling.simulations.errors import SimulationOver
from models.errors import ModelProblem
from models.faults import device_faults

TURN_ATTEMPTS = 5


@job(name="activelearning.turn", queue="machine", max_attempts=TURN_ATTEMPTS)
@leaving_a_lost_device()
def turn(run: Run, *, training_run_id: int) -> None:
    """One turn of the loop. What stops it for good is written into its training run."""
    try:
        with device_faults():
            loop.take_turn(run, training_run_id)
    except (Interrupted, Superseded, RunNotActive):
        raise
    except Exception as error:
        problem = _in_words(error)
        if _is_over(run, problem):
            _fail(run, training_run_id, problem)
        raise problem from error


@job(name="activelearning.refresh", queue="machine")
@leaving_a_lost_device()
def refresh(run: Run, *, project_id: int) -> None:
    """After a person made another model live, or asked for a new batch."""
    loop.refresh(run, project_id)


@job(name="activelearning.prelabel_case", queue="machine")
@leaving_a_lost_device()
def prelabel_case(run: Run, *, case_id: int) -> None:
    """Draft and score a case that came in after the pool was drafted; nothing without a champion."""
    draft_case(run, project_id_of(case_id), case_id)


@job(name="activelearning.look_again", queue="machine")
@leaving_a_lost_device()
def look_again(run: Run, *, project_id: int) -> None:
    """After a model went live: which approved masks it contradicts."""
    second_look.look_again(run, project_id)


@job(name="activelearning.simulate", queue="machine", max_attempts=TURN_ATTEMPTS)
@leaving_a_lost_device()
def simulate(run: Run, *, simulation_id: int) -> None:
    """A simulation on a project's approved masks. What stops it for good is written into it."""
    try:
        simulate_project(run, simulation_id)
    except (Interrupted, Superseded):
        raise
    except Exception as error:
        problem = _in_words(error)
        if _is_over(run, problem):
            code, message = _said(problem)
            with suppress(SimulationOver), run.commit_results(last=False):
                simulations.fail_simulation(simulation_id=simulation_id, code=code, message=message)
        raise problem from error


def _in_words(error: Exception) -> Exception:
    """A problem of a network in the words of our errors; most would only repeat themselves."""
    if isinstance(error, ModelProblem | SimulationProblem):
        return in_words(error.message, code=error.code)
    return error


def _is_over(run: Run, problem: Exception) -> bool:
    """Whether another try would end the same way, or there is none left."""
    lasting = isinstance(problem, GyreError) and problem.status < 500
    return lasting or run.attempt + 1 >= TURN_ATTEMPTS


def _fail(run: Run, training_run_id: int, problem: Exception) -> None:
    code, message = _said(problem)
    with run.commit_results(last=False):
        rounds.fail_run(run_id=training_run_id, code=code, message=message)
    remove_run_folder(training_run_id)


def _said(problem: Exception) -> tuple[str, str]:
    """Code and words for the lead."""
    if isinstance(problem, GyreError):
        return problem.code, problem.message
    return "unexpected", f"It failed with an unexpected {type(problem).__name__}."
