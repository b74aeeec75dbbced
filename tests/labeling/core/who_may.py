from tests.labeling.who_may import Open, Row

ROWS = [
    Row("GET", "livez", Open.TO_ALL),
    Row("GET", "readyz", Open.TO_ALL),
    # the browser's app itself holds nothing; it signs in through the API
    Row("GET", "^(?!api/|dicomweb(?:/|$)|auth/|static/)", Open.TO_ALL, path="projects"),
]
