"""What is accepted in one go. Generous for scans, small against a disk."""

MAX_FILE = 4 << 30
MAX_NATIVE = 4 << 30  # bytes of native frames made of one file
MAX_ARCHIVE_MEMBERS = 50_000
MAX_UNPACKED = 64 << 30
UNPACKED_FLOOR = 256 << 20  # an archive may always unpack to this
MAX_RATIO = 200  # and to so many times its own size
KEPT_PROBLEMS = 100
