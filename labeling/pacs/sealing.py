"""The seal on passwords and tokens of archives."""

from labeling.core.sealing import Seal

SEAL = Seal(b"gyre/pacs-secret/1")
