"""Networks: planning, training, inference, uncertainty and evaluation. No Django, no labeling."""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
"""Read by OpenMP when torch is loaded, so it must be set before: a waiting thread sleeps, it does not
spin. On two cores shared with a database and a web server a training step took 7.7 s spinning and
1.1 s sleeping (docs/benchmarks.md); on idle cores there is no difference worth having."""
