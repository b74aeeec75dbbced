"""HTTP face of rounds, models and training runs."""
