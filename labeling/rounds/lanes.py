"""The two ways in which a training runs. Plain words: the machine half knows them too."""

from django.db.models import TextChoices


class Lane(TextChoices):
    """A challenger takes its time and is judged; a quick training is done in a minute and is not.

    The database and the API call the second by what it is for.
    """

    FULL = "full", "a challenger, judged for promotion"
    QUICK = "prefill", "the champion, trained on for a short while to pre-fill the open batch"
