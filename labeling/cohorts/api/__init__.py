"""HTTP face of cases and cohorts."""
