"""The project with one series that the tests of DICOMweb use."""

from tests.labeling.dicomweb.conftest import ours

__all__ = ["ours"]
