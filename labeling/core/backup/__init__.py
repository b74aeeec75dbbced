"""A copy of everything that cannot be made again: the database as of one moment, and the blobs it names.

DIR/database.dump   pg_dump's custom format, of one snapshot
DIR/blobs.sha256    every blob that the snapshot names, as `sha256sum --check` reads it
DIR/blobs/ab/cd/..  their bytes
DIR/manifest.json   counts and hashes of all that; written last, so what has one is complete
"""
