from django.conf import settings
from django.db import models
from django.db.models import Q

from labeling.core.fields import BlobField
from labeling.projects.models import Project


class Patient(models.Model):
    """The unit of the train / holdout split. Belongs to one project, like all that hangs from it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="patients")
    patient_id = models.CharField(max_length=64, blank=True)
    patient_name = models.CharField(max_length=324, blank=True)
    patient_sex = models.CharField(max_length=16, blank=True)
    patient_birth_date = models.CharField(max_length=8, blank=True, help_text="DICOM DA.")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("project", "patient_id"),
                condition=~Q(patient_id=""),
                name="patient_id_is_unique_in_a_project",
            ),
        )

    def __str__(self) -> str:
        return f"patient {self.pk}"


class Study(models.Model):
    """A DICOM study as this project holds it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="studies")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="studies")
    study_instance_uid = models.CharField(max_length=64)
    study_date = models.CharField(max_length=8, blank=True)
    study_time = models.CharField(max_length=16, blank=True)
    study_id = models.CharField(max_length=16, blank=True)
    accession_number = models.CharField(max_length=16, blank=True)
    study_description = models.CharField(max_length=64, blank=True)
    referring_physician_name = models.CharField(max_length=324, blank=True)
    patient_age = models.CharField(max_length=4, blank=True, help_text="DICOM AS.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-study_date", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("study_instance_uid", "project"), name="study_uid_is_unique_in_a_project"
            ),
        )

    def __str__(self) -> str:
        return f"study {self.pk}"


class SeriesState(models.TextChoices):
    RECEIVING = "receiving"
    READY = "ready"
    UNUSABLE = "unusable"


class Series(models.Model):
    """A series with what was computed once, at ingest: order, geometry, metadata, thumbnail.

    A model of what is derived from it, and goes with it when it is deleted, says by which path in its
    `goes_with_series`; whatever else hangs from a series keeps it from being deleted.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="series")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="series")
    series_instance_uid = models.CharField(max_length=64)
    modality = models.CharField(max_length=16, blank=True)
    series_number = models.IntegerField(null=True)
    series_date = models.CharField(max_length=8, blank=True)
    series_time = models.CharField(max_length=16, blank=True)
    series_description = models.CharField(max_length=64, blank=True)
    body_part_examined = models.CharField(max_length=16, blank=True)
    manufacturer = models.CharField(max_length=64, blank=True)
    manufacturer_model_name = models.CharField(max_length=64, blank=True)
    institution_name = models.CharField(max_length=64, blank=True)
    slice_thickness = models.FloatField(null=True)
    attributes = models.JSONField(default=dict, help_text="Further searchable attributes.")

    state = models.CharField(max_length=16, choices=SeriesState, default=SeriesState.RECEIVING)
    problem_code = models.CharField(max_length=48, blank=True)
    problem = models.TextField(blank=True, help_text="Why it forms no volume: expected and came.")
    geometry = models.JSONField(null=True, help_text="labeling.imaging.geometry.Geometry.to_json")
    slices = models.JSONField(
        default=list, help_text="imaging.slices.slice_key of each, in z order; [] without a volume."
    )
    metadata_blob = BlobField(blank=True, help_text="gzip, DICOM JSON array.")
    thumbnail_blob = BlobField(blank=True)
    indexed_version = models.PositiveIntegerField(default=0)
    received_version = models.PositiveIntegerField(
        default=0, help_text="Rises with each stored instance; indexing catches up with it."
    )
    frozen_at = models.DateTimeField(
        null=True, help_text="Opened for annotation: order and geometry change no more."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("study", "series_number", "pk")
        verbose_name_plural = "series"
        constraints = (
            models.UniqueConstraint(
                fields=("series_instance_uid", "project"), name="series_uid_is_unique_in_a_project"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(geometry__isnull=False),
                name="series_ready_has_geometry",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(slices=[]), name="series_ready_has_slices"
            ),
            models.CheckConstraint(
                condition=~Q(state="unusable") | ~Q(problem_code=""),
                name="series_unusable_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"series {self.pk}"


class Instance(models.Model):
    """One stored DICOM file. Its bytes never change: the same UID with other bytes is refused."""

    goes_with_series = "series"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="instances")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="instances")
    sop_instance_uid = models.CharField(max_length=64)
    sop_class_uid = models.CharField(max_length=64)
    transfer_syntax_uid = models.CharField(max_length=64)
    instance_number = models.IntegerField(null=True)
    rows = models.PositiveIntegerField(null=True)
    columns = models.PositiveIntegerField(null=True)
    number_of_frames = models.PositiveIntegerField(default=1)
    blob = BlobField(help_text="SHA-256 of the stored Part 10 file.")
    size = models.PositiveBigIntegerField()
    source_sha256 = models.CharField(max_length=64, help_text="SHA-256 of the bytes as they came.")
    frames = models.JSONField(
        default=list, help_text="[[offset, length, ...], ...] in frames_blob, else in blob."
    )
    frames_blob = BlobField(
        blank=True,
        help_text="SHA-256 of native frames, made when browsers decode none of the stored ones.",
    )
    frames_syntax = models.CharField(
        max_length=64, help_text="Transfer syntax of the bytes that frames points at."
    )
    frames_problem_code = models.CharField(max_length=48, blank=True)
    frames_problem = models.TextField(
        blank=True, help_text="Why no native frames could be made: expected and came."
    )
    bulk = models.JSONField(default=dict, help_text="{path: [offset, length]} of large values.")
    headers = models.JSONField(default=list, help_text="[imaging.slices.SliceHeader.to_json, ...]")
    metadata = models.JSONField(default=dict, help_text="DICOM JSON model of this instance.")
    z = models.PositiveIntegerField(
        null=True, help_text="Index of its first slice in the volume, null outside it."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("series", "z", "instance_number", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("sop_instance_uid", "project"), name="instance_uid_is_unique_in_a_project"
            ),
            models.UniqueConstraint(
                fields=("series", "z"), name="instance_has_its_own_place_in_the_volume"
            ),
        )

    def __str__(self) -> str:
        return f"instance {self.pk}"

    @property
    def frames_source(self) -> str:
        """The blob that `frames` points into."""
        return self.frames_blob or self.blob


class UploadState(models.TextChoices):
    OPEN = "open"
    FINISHED = "finished"


class Upload(models.Model):
    """One act of bringing scans in: what came, what was stored, what was refused and why."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="uploads")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=16, help_text="browser, stow, command, pacs, dimse.")
    state = models.CharField(max_length=16, choices=UploadState, default=UploadState.OPEN)
    stored = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0, help_text="Came again, byte for byte.")
    refused = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0, help_text="Wait for a person's decision.")
    problems = models.JSONField(default=list, help_text='[{"file", "code", "message"}], first 100.')
    deidentification = models.JSONField(
        default=dict,
        help_text='{"files": count, "counts": {action: {keyword: count}}}: what was done, no values.',
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"upload {self.pk}"


class ProfileName(models.TextChoices):
    NONE = "none"
    BASIC = "basic"


class DeidentificationProfile(models.Model):
    """How a project de-identifies what comes in. The key never leaves the server in clear."""

    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, related_name="deidentification"
    )
    profile = models.CharField(max_length=16, choices=ProfileName, default=ProfileName.NONE)
    options = models.JSONField(default=list, help_text="labeling.imaging.deid.profile.Option.")
    date_shift_days = models.PositiveSmallIntegerField(default=365)
    sealed_key = models.CharField(
        max_length=400, help_text="32 secret bytes in hexadecimal, encrypted: see sealing."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(date_shift_days__gte=1), name="date_shift_moves_by_a_day_at_least"
            ),
        )

    def __str__(self) -> str:
        return f"profile of project {self.project_id}"


class HeldSeries(models.Model):
    """De-identified images that may show a name in their pixels; no case until a person decides."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="held_series")
    study_instance_uid = models.CharField(max_length=64)
    series_instance_uid = models.CharField(max_length=64)
    modality = models.CharField(max_length=16, blank=True)
    description = models.CharField(max_length=64, blank=True)
    reasons = models.JSONField(default=list, help_text="Codes of imaging.deid.suspects.Reason.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = "held series"
        constraints = (
            models.UniqueConstraint(
                fields=("series_instance_uid", "project"),
                name="held_series_uid_is_unique_in_a_project",
            ),
        )

    def __str__(self) -> str:
        return f"held series {self.pk}"


class HeldInstance(models.Model):
    """One de-identified file of a held series."""

    held = models.ForeignKey(HeldSeries, on_delete=models.CASCADE, related_name="instances")
    sop_instance_uid = models.CharField(max_length=64)
    blob = BlobField(help_text="SHA-256 of the de-identified Part 10 file.")
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("held", "sop_instance_uid"), name="held_instance_uid_is_unique_in_a_series"
            ),
        )

    def __str__(self) -> str:
        return f"held instance {self.pk}"


class HeldLook(models.Model):
    """A person was shown this image. A release says how many they had been shown."""

    instance = models.ForeignKey(HeldInstance, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("instance", "person"), name="held_look_is_noted_once"),
        )

    def __str__(self) -> str:
        return f"look of {self.person_id} at {self.instance_id}"
