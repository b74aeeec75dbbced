"""Loads the package before any test module loads torch, so that its threads wait asleep."""

import models

__all__ = ["models"]
