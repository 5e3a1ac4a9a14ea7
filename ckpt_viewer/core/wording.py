"""How values and sizes are written for people, and how what a person types becomes a value again.

Text that comes from a file is shown as plain text, capped, with control and bidirectional characters escaped: it can
neither reorder nor hide what stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import BigInt, Global, Path, ScalarValue, SourcedGlobal, key_text, to_pointer
from ckpt_viewer.core.lazy_imports import re

TEXT_LIMIT = 10_000  # characters of a file's text shown in one place
_NOTE = 24  # characters of the note on how many are not shown; fewer than that are better shown
MAX_DIGITS = 4_000  # of an integer that a person types; beyond, Python's conversion is quadratic

# Control characters, line separators, bidirectional and zero-width marks, and halves of surrogate pairs.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_UNSAFE_BUT_LINES = _UNSAFE.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f")
_NUMBER = "([0-9]{1,18})"  # longer ones in pieces: a file may hold a million digits
_SIZE = r"(?ia)(\d{1,15}(?:\.\d{1,6})?) ?((?:[KMGT]i?)?B|)"
_UNITS = {"": 1, "B": 1, **{f"{letter}B": 1000**n for n, letter in enumerate("KMGT", 1)},
          **{f"{letter}IB": 1024**n for n, letter in enumerate("KMGT", 1)}}
_BYTE_UNITS = ("KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_MOST_BYTES = 1 << 80
_MEANT = 8  # digits that a person gives a number; the twelfth from the first is then a zero by no accident


def plain_text(text: str, limit: int = TEXT_LIMIT, *, lines: bool = False) -> str:
    """`text` fit to be shown: at most about `limit` characters; line breaks and tabs stay where `lines` is true."""
    shown = text if len(text) <= limit + _NOTE else text[:limit]
    if not (shown.isascii() and shown.isprintable()):  # most texts are, and then no pattern is needed
        shown = re.sub(_UNSAFE_BUT_LINES if lines else _UNSAFE, _escaped, shown)
    return shown if len(text) <= limit + _NOTE else f"{shown} … ({len(text) - limit:,} more characters)"


def is_plain(text: str) -> bool:
    """True where `plain_text(text, lines=True)` would change nothing but the length."""
    return re.search(_UNSAFE_BUT_LINES, text) is None


def is_utf8(text: str) -> bool:
    """Whether UTF-8 can hold it: not where a half of a character, a lone surrogate, stands in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def path_text(path: Path, limit: int = 300) -> str:
    """A path as a JSON Pointer for people; the root is "whole file"."""
    return plain_text(to_pointer(path), limit) if path else "whole file"


def label_text(path: Path, limit: int = 120) -> str:
    """The last key of a path, which is how a node is called."""
    return plain_text(key_text(path[-1]), limit) if path else "whole file"


def distinct_names(paths: Sequence[Path]) -> list[str]:
    """What tells these paths apart: their text without the leading parts that all of them share."""
    parts = [re.split(r"(?<=[./])", to_pointer(path)) for path in paths]
    shared = shared_lead(parts)
    named = ["".join(p[shared:]).lstrip("/") for p in parts]
    names = [name or ('""' if path else "whole file") for name, path in zip(named, paths, strict=True)]
    return [plain_text(name, 120) for name in names]


def shared_lead(names: Sequence[Sequence[str]]) -> int:
    """How many parts all names begin with alike, so that each keeps one of its own; 0 for a single name."""
    shared = 0
    while len(names) > 1 and all(len(name) > shared + 1 and name[shared] == names[0][shared] for name in names):
        shared += 1
    return shared


def bytes_text(count: int) -> str:
    """A number of bytes in the unit that suits it: `512 bytes`, `1.5 KiB`, `44.7 MiB`."""
    if count < 1024:
        return f"{count:,} byte{'' if count == 1 else 's'}"
    if count >= _MOST_BYTES:  # no file has so many: a claim, of which a float may not even be made
        return f"more than {bytes_text(_MOST_BYTES - 1)}"
    step = 0
    while step < len(_BYTE_UNITS) - 1 and count >= 1023.95 * 1024 ** (step + 1):
        step += 1
    return f"{count / 1024 ** (step + 1):,.1f} {_BYTE_UNITS[step]}"


def read_size(text: str) -> int:
    """Bytes of a size as the Hugging Face libraries write it: 5GB is 5·10⁹, 5GiB is 5·2³⁰, a bare number is bytes.

    Raises InvalidEdit.
    """
    found = re.fullmatch(_SIZE, text.strip())
    size = int(float(found[1]) * _UNITS[found[2].upper()]) if found else 0
    if not 0 < size < 1 << 62:
        raise InvalidEdit(f"{plain_text(text, 60)!r} is not a size", hint="For example 5GB, 500MB or 2GiB")
    return size


def exact_bytes_text(count: int) -> str:
    """As `bytes_text`, with the exact number where the unit rounds."""
    return f"{bytes_text(count)} ({count:,} bytes)" if 1024 <= count < _MOST_BYTES else bytes_text(count)


def shape_text(shape: tuple[int, ...]) -> str:
    """`64 × 3 × 7 × 7`; a tensor without dimensions is `scalar`."""
    return " × ".join(f"{n:,}" for n in shape) if shape else "scalar"


def count_text(count: int, one: str, many: str = "") -> str:
    """`1 tensor`, `1,234 tensors`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def some_text(shown: Sequence[str], total: int) -> str:
    """The first of `total` names, and how many there are besides: `fc.weight, fc.bias and 12 more`."""
    more = total - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more > 0 else "")


def number_text(value: float | complex, digits: int = 6) -> str:
    """A number with about `digits` significant digits, NaN and infinities by name."""
    if not isinstance(value, int | float):
        sign = "-" if value.imag < 0 else "+"
        return f"{number_text(value.real, digits)} {sign} {number_text(abs(value.imag), digits)}j"
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    return f"{value:.{digits}g}"


def natural(text: str) -> tuple[int | str, ...]:
    """What to sort by for `layer2` before `layer10`: words and numbers in turn, beginning with a word."""
    pieces = re.split(_NUMBER, text.lower())
    return tuple(int(piece) if at % 2 else piece for at, piece in enumerate(pieces))


def age_text(seconds: float) -> str:
    """How long ago something was, in the largest unit of which there is a whole one."""
    units = ((365.25 * 86400, "year"), (30.44 * 86400, "month"), (86400, "day"), (3600, "hour"), (60, "minute"))
    for length, unit in units:
        if seconds >= length:
            return f"{count_text(int(seconds // length), unit)} ago"
    return "just now"


def percent_text(part: int, whole: int) -> str:
    """A share that never rounds to 0 % or 100 % when it is neither."""
    if not whole:
        return "0 %"
    share = 100 * part / whole
    if 0 < share < 0.01:
        return "< 0.01 %"
    if share > 99.99 and part < whole:
        return "> 99.99 %"
    return f"{share:.2f}".rstrip("0").rstrip(".") + " %"


def value_text(value: ScalarValue, limit: int = TEXT_LIMIT) -> str:
    """A scalar on one line. Text stands as it is, without quotes; floats are exact."""
    match value:
        case str():
            return plain_text(value, limit)
        case bytes():
            shown = repr(value[: limit // 4])
            return shown if len(value) <= limit // 4 else f"{shown} … ({len(value):,} bytes)"
        case Global() | SourcedGlobal() | BigInt():
            return plain_text(str(value), limit)
        case int() if not isinstance(value, bool) and value.bit_length() > 13_000:
            return f"integer of {value.bit_length():,} bits"
        case _:
            return repr(value)


def brief_text(value: ScalarValue, limit: int = TEXT_LIMIT) -> str:
    """As `value_text`, for lists. A float whose last digits are what a calculation left, 0.00010000000000000002 of a
    rate that was divided by ten, stands as the number that was meant, marked as one that is not exact: `≈ 0.0001`."""
    if isinstance(value, float) and value == value and (number := meant(value)) != value:
        return f"≈ {number!r}"
    return value_text(value, limit)


def rounded_texts(value: float) -> Iterator[str]:
    """A float with fewer and fewer digits, for where there is not room for all: a text that is cut would lose the
    exponent, and 1.2071e-05 would stand there as 1.2071."""
    return (f"≈ {value:.{digits}g}" for digits in range(9, 0, -1))


def meant(value: float) -> float:
    """The number with few digits that a calculation with rounding missed by its last ones: 0.003 for
    0.0029999999999999996. Any other number is what it is."""
    rounded = f"{value:.12g}"
    digits = rounded.partition("e")[0].replace(".", "").lstrip("-0")
    return float(rounded) if len(digits) <= _MEANT else value


def read_value(text: str, kind: str) -> ScalarValue:
    """What a person typed, as a value of type `kind`: `int`, `float`, `bool`, `complex`, `str` or `None`.

    Raises InvalidEdit with words to be shown beside the field.
    """
    word = text.strip()
    match kind:
        case "str":
            return text
        case "bool" if word.lower() in ("true", "false"):
            return word.lower() == "true"
        case "bool":
            raise InvalidEdit(f"{_quoted(word)} is neither True nor False", hint="Write one of the two.")
        case "None" if word in ("None", ""):
            return None
        case "int":
            return _read_int(word)
        case "float":
            return _read_float(word)
        case "complex":
            return _read_complex(word)
        case _:
            raise InvalidEdit(f"a value of type {kind} cannot be typed in", hint="Set it in Python.")


def _escaped(found: re.Match[str]) -> str:
    code = ord(found.group())
    known = {9: "\\t", 10: "\\n", 13: "\\r"}.get(code)
    return known or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}")


def _quoted(word: str) -> str:
    return f"“{plain_text(word, 40)}”" if word else "an empty field"


def _read_int(word: str) -> int:
    if len(word) > MAX_DIGITS:
        raise InvalidEdit(f"a whole number of at most {MAX_DIGITS:,} digits can be typed in",
                          hint="Write a shorter one.")
    digits = word.replace(",", "") if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", word) else word
    try:
        return int(digits, 0) if re.fullmatch(r"[+-]?0[xXoObB].*", digits) else int(digits)
    except ValueError:
        advice = "This value is an int and stays one."
        raise InvalidEdit(f"{_quoted(word)} is not a whole number", hint=advice) from None


def _read_float(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        comma = re.fullmatch(r"[+-]?\d+,\d+", word)
        advice = "Write a decimal point, not a comma." if comma else "For example 0.01, 1e-3, nan or inf."
        raise InvalidEdit(f"{_quoted(word)} is not a number", hint=advice) from None


def _read_complex(word: str) -> complex:
    try:
        return complex(word.replace(" ", ""))
    except ValueError:
        raise InvalidEdit(f"{_quoted(word)} is not a complex number", hint="For example 1+2j.") from None
