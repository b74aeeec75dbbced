"""HTTP face of reviews, comments, the reader's work and the project's overview."""
