"""Acts around an upstream PACS: registering, searching, pulling.

Sending back is `services.sending`, for jobs alone: what writes a SEG would double the web's memory.
"""

from labeling.pacs.services.links import set_links
from labeling.pacs.services.pulls import SeriesAddress, resume_pull, start_pull, stop_pull
from labeling.pacs.services.registry import change_pacs, register_pacs, retire_pacs
from labeling.pacs.services.searching import FILTERS, Checked, check_pacs, search_series
from labeling.pacs.services.sends import retry_send
from labeling.pacs.services.turns import take_turn

__all__ = [
    "FILTERS",
    "Checked",
    "SeriesAddress",
    "change_pacs",
    "check_pacs",
    "register_pacs",
    "resume_pull",
    "retire_pacs",
    "retry_send",
    "search_series",
    "set_links",
    "start_pull",
    "stop_pull",
    "take_turn",
]
