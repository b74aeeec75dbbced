"""The card of a model: what made it, how it was judged, for whom it does worse. From records only.

After Mitchell et al. 2019, "Model Cards for Model Reporting" (arXiv:1810.03993).
"""

from labeling.rounds.card.document import Card, Section, Table
from labeling.rounds.card.markdown import as_markdown
from labeling.rounds.card.page import as_page
from labeling.rounds.card.sections import card_of

__all__ = ["Card", "Section", "Table", "as_markdown", "as_page", "card_of"]
