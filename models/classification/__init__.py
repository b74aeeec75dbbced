"""Findings of a 2D image: networks that answer yes or no per finding, calibrated and judged."""
