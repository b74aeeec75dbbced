"""Sum up what `GYRE_FUZZ_REPORT` collected: `python -m tests.fuzz.report FILE` prints Markdown."""

import json
import sys
from collections import Counter
from pathlib import Path


def summary(lines: list[str]) -> str:
    """Markdown: outcomes of the uploads, answers when reading back, slowest answer, peak memory."""
    shards = [json.loads(line) for line in lines]
    outcomes: Counter[str] = Counter()
    reads: Counter[str] = Counter()
    for shard in shards:
        outcomes.update(shard["outcomes"])
        reads.update(shard["reads"])
    peaks = {name: max(s[name] for s in shards) for name in ("web_memory_grown", "child_memory")}
    return "\n".join(
        (
            f"{outcomes.total()} mutated files; slowest answer "
            f"{max(s['slowest'] for s in shards):.1f} s; the web process grew by at most "
            f"{peaks['web_memory_grown'] >> 20} MiB, the largest child held "
            f"{peaks['child_memory'] >> 20} MiB.",
            "",
            *_table("Outcome", outcomes),
            "",
            *_table("Read back", reads),
        )
    )


def _table(title: str, counts: Counter[str]) -> list[str]:
    rows = [f"| `{name}` | {count} |" for name, count in counts.most_common()]
    return [f"| {title} | Count |", "|---|---|", *rows]


if __name__ == "__main__":
    sys.stdout.write(summary(Path(sys.argv[1]).read_text().splitlines()) + "\n")
