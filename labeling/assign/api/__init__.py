"""HTTP face of assignments."""
