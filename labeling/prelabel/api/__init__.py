"""HTTP face of drafts."""
