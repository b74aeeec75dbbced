"""Would active learning pay here? Replays annotation over cases whose truth is known already."""
