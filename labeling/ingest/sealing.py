"""The seal on the secrets that pseudonyms, replaced UIDs and shifted dates follow from."""

from labeling.core.sealing import Seal

SEAL = Seal(b"gyre/deidentification-secret/1")
