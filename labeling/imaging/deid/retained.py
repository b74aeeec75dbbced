"""Which attributes each option keeps: the option columns of PS3.15 Table E.1-1 (2024c).

Dates and UIDs are not listed: those columns follow from the VR and the action of the row.
"""

from pydicom.datadict import tag_for_keyword

from labeling.imaging.deid.profile import Option

_DEVICE = """
    BeamHoldTransitionDateTime CalibrationDate CalibrationDateTime CalibrationTime
    CassetteID DateOfInstallation DateOfLastCalibration DateOfLastDetectorCalibration
    DateOfManufacture DateTimeOfLastCalibration DestinationAE DetectorID DeviceDescription
    DeviceLabel DeviceSerialNumber DeviceUID GantryID GeneratorID LensMake LensModel
    LensSerialNumber LensSpecification ManufacturerDeviceClassUID
    ManufacturerDeviceIdentifier ModifyingDeviceID ModifyingSystem NetworkID Originator
    PerformedStationAETitle PerformedStationGeographicLocationCodeSequence
    PerformedStationName PerformedStationNameCodeSequence PlateID ReceivingAE RequestingAE
    RetrieveAETitle ScheduledProcedureStepLocation ScheduledStationAETitle
    ScheduledStationGeographicLocationCodeSequence ScheduledStationName
    ScheduledStationNameCodeSequence ScheduledStudyLocation ScheduledStudyLocationAETitle
    SelectorAEValue SourceManufacturer SourceSerialNumber StationAETitle StationName
    TimeOfLastCalibration TimeOfLastDetectorCalibration TransducerIdentificationSequence
    TreatmentMachineName UDISequence UniqueDeviceIdentifier XRayDetectorID XRayDetectorLabel
    XRaySourceID
"""
_INSTITUTION = """
    ClinicalTrialCoordinatingCenterName ClinicalTrialProtocolEthicsCommitteeName
    ClinicalTrialSiteID ClinicalTrialSiteName InstitutionAddress InstitutionCodeSequence
    InstitutionName InstitutionalDepartmentName InstitutionalDepartmentTypeCodeSequence
    SourceOfPreviousValues
"""
_PATIENT = """
    Allergies EthnicGroup EthnicGroupCodeSequence PatientAge PatientSex PatientSexNeutered
    PatientSize PatientState PatientWeight PreMedication PregnancyStatus SelectorASValue
    SmokingStatus SpecialNeeds
"""
_DESCRIPTORS = """
    AcquisitionComments AcquisitionDeviceProcessingDescription AcquisitionFieldOfViewLabel
    AcquisitionProtocolDescription AdditionalPatientHistory AdmittingDiagnosesCodeSequence
    AdmittingDiagnosesDescription Allergies AnnotationGroupDescription AnnotationGroupLabel
    BeamDescription BolusDescription ClinicalTrialSeriesDescription
    ClinicalTrialTimePointDescription CommentsOnRadiationDose
    CommentsOnThePerformedProcedureStep CompensatorDescription
    ConceptualVolumeCombinationDescription ConceptualVolumeDescription ContainerDescription
    ContrastBolusAgent ContributionDescription DecompositionDescription
    DerivationDescription DeviceSettingDescription DischargeDiagnosisDescription
    DisplacementReferenceLabel DoseReferenceDescription EntityDescription EntityLabel
    EntityLongLabel EntityName EquipmentFrameOfReferenceDescription
    FilterLookupTableDescription FixationDeviceDescription FractionGroupDescription
    FractionationNotes FrameComments IdentifyingComments ImageComments
    ImagingServiceRequestComments Impressions InterlockDescription
    InterlockOriginDescription InterpretationDiagnosisDescription InterpretationText
    LabelText LongDeviceDescription MakerNote MedicalAlerts
    MultienergyAcquisitionDescription Occupation PatientComments
    PatientSetupPhotoDescription PatientState PatientTreatmentPreparationMethodDescription
    PatientTreatmentPreparationProcedureParameterDescription
    PerformedProcedureStepDescription PositionAcquisitionTemplateDescription
    PositionAcquisitionTemplateName PrescriptionDescription PrescriptionNotes
    PrescriptionNotesSequence PriorTreatmentDoseDescription ProtocolName PyramidDescription
    PyramidLabel ROIDescription ROIGenerationDescription ROIName ROIObservationDescription
    ROIObservationLabel RTPhysicianIntentNarrative RTPlanDescription RTPlanLabel RTPlanName
    RTPrescriptionLabel RTToleranceSetLabel RTTreatmentApproachLabel
    RadiationDoseIdentificationLabel RadiationDoseInVivoMeasurementLabel
    RadiationGenerationModeDescription RadiationGenerationModeLabel
    ReasonForOmissionDescription ReasonForRequestedProcedureCodeSequence ReasonForStudy
    ReasonForSuperseding ReasonForTheAttributeModification ReasonForTheImagingServiceRequest
    ReasonForTheRequestedProcedure ReasonForVisit ReasonForVisitCodeSequence
    RequestAttributesSequence RequestedContrastAgent RequestedProcedureComments
    RequestedProcedureDescription RequestedSeriesDescription
    RespiratoryMotionCompensationTechniqueDescription ResultsComments
    ScheduledProcedureStepDescription SelectorLOValue SelectorLTValue SelectorSHValue
    SelectorSTValue SelectorUTValue SeriesDescription ServiceEpisodeDescription
    SetupTechniqueDescription ShieldingDeviceDescription SpecimenDetailedDescription
    SpecimenShortDescription StructureSetDescription StructureSetLabel StructureSetName
    StudyComments StudyDescription TreatmentPositionGroupLabel TreatmentSite TreatmentSites
    TreatmentTechniqueNotes TreatmentToleranceViolationDescription UserContentLabel
    UserContentLongLabel VisitComments WaveformFilterDescription
"""
_STRUCTURED = "AcquisitionContextSequence ContentSequence SpecimenPreparationSequence"
_GRAPHICS = "GraphicAnnotationSequence"
_CLEANED = """
    Allergies DestinationAE NetworkID Originator PatientState PerformedStationAETitle PreMedication
    ReceivingAE RequestingAE RetrieveAETitle ScheduledStationAETitle ScheduledStudyLocationAETitle
    SelectorAEValue SpecialNeeds StationAETitle
"""


def _tags(keywords: str) -> frozenset[int]:
    found = [tag_for_keyword(keyword) for keyword in keywords.split()]
    return frozenset(tag for tag in found if tag is not None)


RETAINED = {
    Option.RETAIN_DEVICE_IDENTITY: _tags(_DEVICE),
    Option.RETAIN_INSTITUTION_IDENTITY: _tags(_INSTITUTION),
    Option.RETAIN_PATIENT_CHARACTERISTICS: _tags(_PATIENT),
    Option.CLEAN_DESCRIPTORS: _tags(_DESCRIPTORS),
    Option.CLEAN_STRUCTURED_CONTENT: _tags(_STRUCTURED),
    Option.CLEAN_GRAPHICS: _tags(_GRAPHICS),
}
CLEANED = RETAINED[Option.CLEAN_DESCRIPTORS] | _tags(_CLEANED)
"""Retained with action C: the text is cleaned first."""

TIMESTAMPS = _tags("TimezoneOffsetFromUTC FrameOriginTimestamp CertifiedTimestamp")
"""Of the date columns, without a date's VR."""

NEVER_DATES = _tags(
    "PatientBirthDate PatientBirthTime GPSTimeStamp PatientBirthDateInAlternativeCalendar"
)
"""Dates that no option keeps."""

UIDS = _tags(
    """
    AffectedSOPInstanceUID AnnotationGroupUID ReferencedImageSequence ReferencedPatientSequence
    ReferencedPerformedProcedureStepSequence ReferencedStudySequence SourceImageSequence
    """
)
"""Of the column Retain UIDs, with another action than U in the Basic Profile."""
