"""HTTP face of working copies and revisions."""
