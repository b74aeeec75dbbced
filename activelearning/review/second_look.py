"""Hold the live model against what is approved: which masks deserve a second look."""

from activelearning.prelabel.predictors import load_predictor
from labeling.annotate.selectors import judged_mask
from labeling.cohorts.errors import ChannelProblem
from labeling.cohorts.selectors.images import load_channels
from labeling.core.blobs import BlobDamaged, BlobMissing
from labeling.core.jobs import Run
from labeling.core.logs import log
from labeling.ingest.selectors import geometry_of
from labeling.review.selectors import masks_to_compare
from labeling.review.services import FoundDispute, keep_dispute
from labeling.rounds.selectors import champion, project_by_id
from models.classification.spec import is_classifier
from models.errors import DeviceLost, ModelProblem
from models.evaluation.dispute import Dispute, dispute

SKIPPED = (ModelProblem, ChannelProblem, BlobDamaged, BlobMissing)


def look_again(run: Run, project_id: int) -> int:
    """Compare every approved mask that the champion was not held against; return how many.

    Each is a commit of its own, so a killed worker loses one at most. What the network cannot take
    is left out and logged. Training cases are among them: the record says what the model knew.
    Answers of a project of findings are compared where they are shown, not here.

    Raises:
        DeviceLost: no mask can be compared here.
        Superseded: the job belongs to another worker; nothing is stored.
    """
    version = champion(project_by_id(project_id))
    if version is None or is_classifier(version.spec):
        return 0
    done, rows = 0, list(masks_to_compare(version))
    for at, revision in enumerate(rows, start=1):
        run.stop_if_asked()
        try:
            predictor = load_predictor(version.weights_blob, version.spec)
            spacing = geometry_of(revision.case.series).spacing
            image = load_channels(revision.case, version.run.channels)
            prediction = predictor.predict(image, spacing)
            found = dispute(
                prediction.labels,
                prediction.probabilities,
                judged_mask(revision),
                spacing=spacing,
                label_values=predictor.spec.label_values,
            )
        except DeviceLost:
            raise
        except SKIPPED as problem:
            log.warning("second_look.skipped", case_id=revision.case_id, code=problem.code)
            continue
        with run.commit_results(last=False):
            keep_dispute(revision=revision, version=version, found=_found(found))
        done += 1
        run.progress(at / len(rows), f"Comparing approved masks: {at} of {len(rows)}")
    return done


def _found(one: Dispute) -> FoundDispute:
    return FoundDispute(
        belief=one.belief,
        dice=one.dice,
        hd95=one.hd95,
        label=one.worst,
        index=one.index,
        given=one.given,
        predicted=one.predicted,
        voxels=one.voxels,
    )
