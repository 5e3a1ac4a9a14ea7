"""Words for values and sizes, and what is typed read back."""

from __future__ import annotations

import math

import pytest

from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.wording import (
    age_text,
    brief_text,
    bytes_text,
    distinct_names,
    exact_bytes_text,
    is_plain,
    meant,
    number_text,
    path_text,
    percent_text,
    plain_text,
    read_value,
    shape_text,
    value_text,
)


@pytest.mark.parametrize(("raw", "shown"), [
    ("layer.weight", "layer.weight"),
    ("a\x1b[31mred", "a\\x1b[31mred"),
    ("abc\u202egnp.exe", "abc\\u202egnp.exe"),
    ("two\nlines", "two\\nlines"),
    ("模型 é", "模型 é"),
    ("nul\x00", "nul\\x00"),
    ("half \ud800", "half \\ud800"),
    ("zero\u200bwidth", "zero\\u200bwidth"),
])
def test_text_of_a_file_cannot_hide_or_reorder(raw: str, shown: str) -> None:
    assert plain_text(raw) == shown


def test_lines_stay_where_they_are_wanted() -> None:
    assert plain_text("a\n\tb\r", lines=True) == "a\n\tb\\r"
    assert is_plain("a\n\tb")
    assert not is_plain("a\u202eb")


def test_long_text_is_cut_and_says_so() -> None:
    assert plain_text("x" * 45, 10) == "x" * 10 + " … (35 more characters)"
    assert plain_text("x" * 30, 10) == "x" * 30  # the note would be longer than what it hides


@pytest.mark.parametrize(("count", "words"), [
    (0, "0 bytes"), (1, "1 byte"), (1023, "1,023 bytes"), (1024, "1.0 KiB"), (1024**2 - 1, "1.0 MiB"),
    (46_830_571, "44.7 MiB"), (3 * 1024**4, "3.0 TiB"), (5000 * 1024**6, "5,000.0 EiB"),
])
def test_sizes(count: int, words: str) -> None:
    assert bytes_text(count) == words


@pytest.mark.parametrize(("value", "shown"), [
    (0.1 * 0.1 * 0.01, "≈ 0.0001"), (0.03 * 0.1, "0.003"), (0.0029999999999999996, "≈ 0.003"), (3e-5 * 0.1, "3e-06"),
    (-0.1 - 0.2, "≈ -0.3"), (0.9 * 0.1 * 1e-7, "≈ 9e-09"), (0.0023816778784387102, "0.0023816778784387102"),
    (1 / 3, "0.3333333333333333"), (0.1, "0.1"), (1e300, "1e+300"), (100.0, "100.0"), (math.nan, "nan"),
    (math.inf, "inf"), (0.0, "0.0"), (7, "7"), (True, "True"), ("0.1", "0.1")])
def test_in_a_list_the_remains_of_a_calculation_are_left_out_and_that_is_marked(value: object, shown: str) -> None:
    assert brief_text(value) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "number"), [
    (0.0029999999999999996, 0.003), (0.1 + 0.2, 0.3), (1 / 3, 1 / 3), (0.0029999, 0.0029999),
    (123456789.5, 123456789.5), (0.003000001, 0.003000001), (math.inf, math.inf), (0.0, 0.0), (5e-324, 5e-324)])
def test_a_number_is_meant_where_only_rounding_kept_from_it(value: float, number: float) -> None:
    assert meant(value) == number


def test_numbers_and_shares() -> None:
    assert [number_text(x) for x in (math.nan, math.inf, -math.inf, 0.1, 1e-30, 90, 1 - 2j)] == [
        "NaN", "Inf", "-Inf", "0.1", "1e-30", "90", "1 - 2j"]
    assert [percent_text(*p) for p in ((0, 9), (9, 9), (1, 10**6), (10**6 - 1, 10**6), (1, 8), (0, 0))] == [
        "0 %", "100 %", "< 0.01 %", "> 99.99 %", "12.5 %", "0 %"]
    assert shape_text((64, 3, 7)) == "64 × 3 × 7"
    assert path_text(("a", 0)) == "/a/0"


@pytest.mark.parametrize(("text", "kind", "value"), [
    ("91", "int", 91), (" -3 ", "int", -3), ("1,000", "int", 1000), ("0x10", "int", 16), ("007", "int", 7),
    ("1e-3", "float", 1e-3), ("5", "float", 5.0), ("-inf", "float", -math.inf), ("true", "bool", True),
    ("False", "bool", False), (" as is ", "str", " as is "), ("1 + 2j", "complex", 1 + 2j), ("None", "None", None),
])
def test_typed_values(text: str, kind: str, value: object) -> None:
    read = read_value(text, kind)
    assert read == value
    assert type(read) is type(value)


def test_a_typed_nan_is_one() -> None:
    read = read_value("nan", "float")
    assert isinstance(read, float)
    assert math.isnan(read)


@pytest.mark.parametrize(("text", "kind", "words"), [
    ("1.5", "int", "not a whole number"), ("", "int", "an empty field"), ("0,5", "float", "Write a decimal point"),
    ("fast", "float", "is not a number"), ("yes", "bool", "neither True nor False"), ("9" * 5000, "int", "at most"),
    ("x", "bytes", "cannot be typed"),
])
def test_what_cannot_be_read_is_said_in_words(text: str, kind: str, words: str) -> None:
    with pytest.raises(InvalidEdit, match=words):
        read_value(text, kind)


@pytest.mark.parametrize("value", [0.1, 1e-3, math.inf, -5, True, None, "text", 2 - 3j])
def test_a_value_reads_back_as_it_is_written(value: bool | float | complex | str | None) -> None:
    assert read_value(value_text(value), "None" if value is None else type(value).__name__) == value


def test_integers_too_long_to_write_are_described() -> None:
    assert value_text(1 << 20_000) == "integer of 20,001 bits"


@pytest.mark.parametrize(("paths", "names"), [
    ([("model", "layer1.0.conv1.weight"), ("model", "layer1.0.conv2.weight")], ["conv1.weight", "conv2.weight"]),
    ([("a", "weight"), ("b", "weight")], ["a/weight", "b/weight"]),
    ([("model", "fc.weight")], ["model/fc.weight"]),
    ([("x",), ("x",)], ["x", "x"]),
    ([()], ["whole file"]),
    ([("",), ("b",)], ['""', "b"]),
])
def test_names_keep_what_tells_them_apart(paths: list[tuple[str, ...]], names: list[str]) -> None:
    assert distinct_names(paths) == names


@pytest.mark.parametrize(("seconds", "text"), [
    (-5, "just now"), (59, "just now"), (60, "1 minute ago"), (3599, "59 minutes ago"), (7200, "2 hours ago"),
    (86_400 * 29, "29 days ago"), (86_400 * 31, "1 month ago"), (86_400 * 366, "1 year ago"),
    (2**40, "34,841 years ago"),
])
def test_how_long_ago(seconds: float, text: str) -> None:
    assert age_text(seconds) == text


def test_a_size_that_nothing_has_is_told_without_its_digits() -> None:
    for claimed in (1 << 80, 10**400, 10**6000):
        assert bytes_text(claimed).startswith("more than 1,0")
        assert exact_bytes_text(claimed) == bytes_text(claimed)
        assert len(bytes_text(claimed)) < 40
    assert not bytes_text((1 << 80) - 1).startswith("more")
