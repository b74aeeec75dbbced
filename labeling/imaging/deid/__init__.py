"""De-identification of DICOM files by PS3.15 Annex E; runs in the disposable child."""
