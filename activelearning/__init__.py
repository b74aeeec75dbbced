"""The machine half of the loop: what it does between two approvals."""
