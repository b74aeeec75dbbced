"""Child processes that compute: what they are given to know, and how they are ended."""

import os
import subprocess

KEPT_BACK = ("DATABASE_URL", "GYRE_SECRET_KEY", "PGPASSWORD", "PGPASSFILE")


def own_environment() -> dict[str, str]:
    """This process's environment without the database's address and without secrets."""
    return {name: value for name, value in os.environ.items() if name not in KEPT_BACK}


def end(process: subprocess.Popen[str], *, within: float) -> None:
    """End it, kindly first and after `within` seconds by force; does nothing when it has ended."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
