from labeling.projects.permissions import Act
from labeling.simulations.models import Simulation
from labeling.simulations.parameters import suggested
from tests.labeling.who_may import Row, Side

P = "api/projects/<slug:slug>"
BODY = suggested(40).to_json()
ROWS = [
    Row("GET", f"{P}/simulations", Act.VIEW),
    Row("POST", f"{P}/simulations", Act.TRAIN, body=BODY),
    Row("GET", f"{P}/simulations/forecast", Act.VIEW),
    Row("POST", f"{P}/simulations/forecast", Act.TRAIN, body=BODY),
    Row("GET", "api/simulations/<int:simulation_id>", Act.VIEW),
    Row("POST", "api/simulations/<int:simulation_id>/cancel", Act.TRAIN),
]


def _simulation(side: Side) -> int:
    return Simulation.objects.create(project=side.project, parameters=BODY, state="cancelled").pk


MAKERS = {"simulation_id": _simulation}
