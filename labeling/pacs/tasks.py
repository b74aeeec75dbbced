"""Jobs of pulls and sends."""

from labeling.core.errors import GyreError
from labeling.core.jobs import Run, job
from labeling.pacs import services
from labeling.pacs.errors import NOT_ASKED, WORTH_ANOTHER_TRY, Upstream
from labeling.pacs.models import Send, SendState
from labeling.pacs.services import sending

_SEND_TRIES = 8  # over about eight minutes


@job(name="pacs.pull_next", queue="web", max_attempts=5)
def pull_next(run: Run, *, pull_id: int) -> None:
    """Fetch the next series of a pull; the following one is a job of its own."""
    services.take_turn(pull_id=pull_id, stop_if_asked=run.stop_if_asked, commit=run.commit_results)


@job(name="pacs.send_results", queue="web", max_attempts=3)
def send_results(run: Run, *, revision_id: int) -> None:
    """After an approval: one send for each PACS that takes the project's results."""
    with run.commit_results():
        sending.request_sends(revision_id=revision_id)


@job(name="pacs.send_one", queue="web", max_attempts=_SEND_TRIES)
def send_one(run: Run, *, send_id: int) -> None:
    """Send one result; a PACS that is away is asked again."""
    sends = Send.objects.select_related("project", "pacs", "revision__case__series")
    send = sends.get(pk=send_id)
    if send.state != SendState.WAITING:
        return
    try:
        sent = sending.send_result(send=send)
    except WORTH_ANOTHER_TRY as error:
        if run.attempt + 1 < _SEND_TRIES:
            sending.keep_trouble(send=send, message=error.message)
            raise
        sent = _failed(error)
    except (Upstream, *NOT_ASKED) as error:
        sent = _failed(error)
    with run.commit_results():
        sending.keep_sent(send=send, sent=sent)


def _failed(error: GyreError) -> sending.Sent:
    return sending.Sent(SendState.FAILED, error.message)
