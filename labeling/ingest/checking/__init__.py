"""Is the archive what it says? Every byte against its hash, every row against its file.

`archive.check_archive` goes through blobs, instances and series; each of the other modules looks at one
of these and makes anew what is derived. Originals are never written to.
"""
