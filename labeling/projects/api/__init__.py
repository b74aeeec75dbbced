"""HTTP face of projects."""
