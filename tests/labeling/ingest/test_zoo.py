"""Each file of the zoo is kept as it came, or refused for the reason that is expected here."""

from pathlib import Path

import pytest

from labeling.imaging.decoding import decode_frame
from labeling.ingest.services.trials import Trial, try_file
from tests.zoo import ZOO, needs_zoo, zoo_index

REFUSED = {
    "missing_uid": (  # pixels sound, but no study, series or instance to be filed under
        "pydicom-data__HTJ2K_08_RGB pydicom-data__JLSL_08_07_0_1F pydicom-data__JLSL_16_15_1_1F "
        "dwv__sr-circle dwv__sr-ellipse dwv__sr-protractor dwv__sr-ruler "
        "dicom-test-files__empty_charset_LEI dicom-test-files__nested_priv_SQ "
        "dicom-test-files__no_meta_group_length dicom-test-files__priv_SQ dwv__dwv-test-anonymise "
        "dwv__dwv-test-sequence dwv__dwv-test_no-number-rows fo-dicom__GH487 "
        "orthanc-tests__Issue111 orthanc-tests__Issue195-bis orthanc-tests__Issue195 "
        "orthanc-tests__Issue196 pydicom__JPEGLSNearLossless_08 pydicom__JPEGLSNearLossless_16 "
        "pydicom__SC_rgb_jls_lossy_line pydicom__SC_rgb_jls_lossy_sample fo-dicom__chrSQEncoding1"
    ),
    "no_pixels": (  # of an image class: cut, or never whole
        "fo-dicom__GH178 orthanc-tests__2017-06-27-XSSInjection "
        "orthanc-tests__2020-09-12-ELSCINT1-PMSCT_RLE1 orthanc-tests__DummyCT-overwrite "
        "orthanc-tests__DummyCT orthanc-tests__DummyCTInvalidRows orthanc-tests__Issue146 "
        "orthanc-tests__Issue154-d1 orthanc-tests__Issue154-d2 fo-dicom__chrJapMulti "
        "fo-dicom__chrJapMultiExplicitIR6 fo-dicom__chrKoreanMulti "
        "orthanc-tests__charset-ascii orthanc-tests__charset-cyrillic orthanc-tests__charset-greek "
        "orthanc-tests__charset-hebrew orthanc-tests__charset-latin1 orthanc-tests__charset-latin2 "
        "orthanc-tests__charset-latin3 orthanc-tests__charset-latin4 orthanc-tests__charset-latin5 "
        "orthanc-tests__charset-shift-jis orthanc-tests__charset-tis-620"
    ),
    "truncated": (
        "dcm4che__3gb-bulk-data-truncated dicom-test-files__MR_truncated fo-dicom__GH626 "
        "fo-dicom__GH177_D_CLUNIE_CT1_IVRLE_BigEndian_undefined_length "
        "pydicom-data__emri_small_jpeg_2k_lossless_too_short"
    ),
    "no_transfer_syntax": (
        "dcm4che__no_preamble_dicm_in_data dicom-test-files__meta_missing_tsyntax"
    ),
    "bad_pixels": "dicom-test-files__badVR",  # 1A frames
    "bad_uid": "pydicom-data__bad_sequence",
    "too_large": "orthanc-tests__2026-05-26-oob-monochrome-46341",
}
CODES = {name: code for code, names in REFUSED.items() for name in names.split()}

UNDECODED = {  # stored, and the frames do not come out
    "fo-dicom__genFile": "wrong_codec",  # zeros for a JPEG
    "pydicom__JPEG2000-embedded-sequence-delimiter": "wrong_size",  # written over its header
    "orthanc-tests__MultiframeWindowing": "bad_pixels",  # does not say whether it is signed
}
NATIVE = {  # besides those of a transfer syntax that no browser decodes
    "cornerstone3D__CTImage.dcm_JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51": "12 bits",
    "dicom-test-files__XA1_JPLY": "12 bits",
    "cornerstone3D__US-YBR_FULL_422-EVRLE": "4:2:2",
    "dcmqi__23x38x3_seg_label.seg": "ends inside a byte",
    "highdicom__seg_image_sm_control": "ends inside a byte",
    "highdicom__seg_image_sm_dots": "ends inside a byte",
    "highdicom__seg_image_sm_dots_tiled_full": "ends inside a byte",
    "highdicom__seg_image_sm_numbers": "ends inside a byte",
    "pydicom-data__liver_nonbyte_aligned": "ends inside a byte",
    "pydicom-data__liver_j2k": "coded bits",
    "pydicom-data__liver_nonbyte_aligned_j2k": "coded bits",
    "pydicom-data__liver_nonbyte_aligned_rle": "coded bits",
    "pydicom-data__liver_rle": "coded bits",
}
NATIVE_SYNTAXES = {
    "1.2.840.10008.1.2.2",
    "1.2.840.10008.1.2.1.99",
    "1.2.840.10008.1.2.8.1",
    "1.2.840.10008.1.2.4.53",
    "1.2.840.10008.1.2.4.55",
    "1.2.840.10008.1.2.4.111",
}
DIFFERENT = {  # from the other decoder, at most by so much
    "cornerstone3D__TestPattern_JPEG-Baseline_YBR422": 1,  # rounding of colour
    "cornerstone3D__TestPattern_JPEG-Baseline_YBRFull": 1,
    "dcm4che__will-jxl": 9,  # colour is scaled up smoothly
    "fo-dicom__GH195": 148,  # says RGB, is JFIF; DCMTK believes the data set
    "dicom-test-files__rtdose_expb": 1 << 32,  # 32 bits, of which DCMTK swaps 16 at a time
}


def some_files(folder: str) -> list[dict[str, str]]:
    """All files of a folder of the zoo; of each series the first and the last."""
    rows = [row for row in zoo_index() if row["file"].startswith(folder + "/")]
    if folder != "04-series":
        return rows
    ends = {Path(row["file"]).parent: row for row in rows}
    starts = {Path(row["file"]).parent: row for row in reversed(rows)}
    return [*starts.values(), *ends.values()]


def stem(row: dict[str, str]) -> str:
    return Path(row["file"]).name.removesuffix(".dcm")


def expected_refusal(row: dict[str, str]) -> str:
    if row["has_preamble"] == "False":
        return "not_dicom"
    return "directory" if stem(row).startswith("DICOMDIR") else CODES.get(stem(row), "")


def tried(row: dict[str, str]) -> Trial:
    """Held against another decoder too, but for the largest: `manage.py try_dicom` does those."""
    return try_file(path=ZOO / row["file"], reference=int(row["bytes"]) < 1 << 20)


def faults(row: dict[str, str], trial: Trial) -> list[str]:
    """What is not as it should be."""
    name = stem(row)
    if trial.refused != expected_refusal(row):
        return [f"refused {trial.refused!r}, expected {expected_refusal(row)!r}"]
    if trial.refused:
        return [] if trial.message else ["refused without a reason"]
    found = [] if trial.identical else ["not as it came"]
    has_pixels = row["decodes"] != "no pixel data"
    if has_pixels != bool(trial.frames):
        found.append(f"{trial.frames} frames")
    if not has_pixels:
        return found
    native = name in NATIVE or row["transfer_syntax"] in NATIVE_SYNTAXES
    code = UNDECODED.get(name, "")
    if code not in {trial.decoded, trial.served} and code:
        found.append(f"{trial.served}, {trial.decoded}, expected {code}")
    if not code and not (trial.decoded.isdigit() and int(trial.decoded)):
        found.append(f"decoded {trial.decoded!r}")
    if code != "wrong_codec" and trial.served != ("native" if native else "as stored"):
        found.append(f"served {trial.served}")
    if (trial.difference or 0) > DIFFERENT.get(name, 0):
        found.append(f"differs from {trial.reference} by {trial.difference}")
    return found


@needs_zoo
@pytest.mark.django_db
@pytest.mark.parametrize(
    "folder",
    [
        "01-transfer-syntaxes",
        "02-multiframe-enhanced",
        "03-derived-objects",
        "04-series",
        "05-broken-edge",
        "06-charsets",
        "07-dicomdir",
    ],
)
def test_each_file_is_kept_as_it_came_or_refused_as_expected(folder: str) -> None:
    rows = some_files(folder)
    found = {row["file"]: faults(row, tried(row)) for row in rows}
    assert found
    assert {file: wrong for file, wrong in found.items() if wrong} == {}


@needs_zoo
def test_what_pydicom_decodes_is_refused_only_for_what_is_not_its_pixels() -> None:
    codes = {expected_refusal(row) for row in zoo_index() if row["decodes"] == "yes"}
    assert codes <= {"", "missing_uid", "bad_uid", "not_dicom"}


@needs_zoo
@pytest.mark.parametrize("shape", ["liver", "liver_nonbyte_aligned"])
@pytest.mark.parametrize("way", ["_rle", "_deflate", "_j2k", "_expb"])
def test_one_segmentation_is_the_same_in_every_encoding(shape: str, way: str) -> None:
    folder = ZOO / "03-derived-objects"
    other = folder / f"pydicom-data__{shape}{way}.dcm"
    if not other.is_file():
        pytest.skip(f"the zoo has no {other.name}")
    for number in (1, 2, 3):
        expected = decode_frame(folder / f"pydicom-data__{shape}.dcm", number)
        assert decode_frame(other, number) == expected


@needs_zoo
def test_one_picture_is_the_same_in_both_byte_orders() -> None:
    folder = ZOO / "05-broken-edge"
    little = decode_frame(folder / "pydicom__SC_rgb_small_odd.dcm", 1)
    assert decode_frame(folder / "pydicom__SC_rgb_small_odd_big_endian.dcm", 1) == little
