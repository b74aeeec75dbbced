from tests.benchmarks.editor import report


def test_growth_compares_the_last_cases_with_the_first_warm_ones() -> None:
    samples = {
        "memory_renderer_mb": [50, 100, 100, 100, 130, 150, 150, 150],
        "memory_gpu_mb": [0] * 8,
    }
    assert report.growth(samples) == 0.5


def test_a_median_over_its_mark_is_said_to_be_missed() -> None:
    samples = {"ready_s 512x512x300": [5.0, 6.5, 7.0], "next_case_s": [0.2, 0.3, 2.0]}
    rows = {line.split()[0]: line for line in report.table(samples).splitlines()[1:]}
    assert rows["ready_s"].endswith("6.00  MISSED")
    assert rows["next_case_s"].endswith("1.00")


def test_what_was_not_measured_is_null() -> None:
    found = report.results({"next_case_s": [0.25]})
    assert found["next_case_s"] == 0.25
    assert found["first_pixels_s"] is None
    assert found["memory_growth_20_cases"] is None
