"""Why a question got no answer."""


class Stopped(Exception):
    """A later question about the same case took this one's place."""
