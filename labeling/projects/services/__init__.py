"""Acts on projects, their members and their labels."""

from labeling.projects.services.findings import FindingValues, replace_findings
from labeling.projects.services.labels import LabelValues, replace_labels
from labeling.projects.services.members import add_member, remove_member
from labeling.projects.services.projects import change_project, create_project

__all__ = [
    "FindingValues",
    "LabelValues",
    "add_member",
    "change_project",
    "create_project",
    "remove_member",
    "replace_findings",
    "replace_labels",
]
