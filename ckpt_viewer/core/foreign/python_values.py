"""Objects of Python's own library that are really plain values, and devices of torch: dates, paths, numbers as text.

Each is read from the arguments or attributes that its class pickles itself with (Lib/datetime.py, Lib/pathlib.py, …);
where Python's versions differ, every spelling is known. None of the classes is imported on a file's behalf: what is
made here are dates and the like from numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from ckpt_viewer.core.foreign.reading import arguments, attributes_of, leaf, leaves, raw_bytes
from ckpt_viewer.core.foreign.sights import Sight
from ckpt_viewer.core.graph import Global, Graph, NodeId, Object, ScalarValue


def python_value(graph: Graph, held: Object, cls: Global) -> ScalarValue:
    """The plain value that an object amounts to, such as the text of a path or date; None for anything else."""
    reader = _VALUES.get(f"{cls.module}.{cls.name}")
    return reader(graph, held) if reader else None


def python_sight(graph: Graph, held: Object, cls: Global) -> Sight | None:
    value = python_value(graph, held, cls)
    if value is None:
        return None
    name = cls.name.removesuffix("._unpickle")
    text = str(dt.timedelta(seconds=value)) if isinstance(value, float) else str(value)
    return Sight({"_compile": "Pattern", "_get_layout": "layout"}.get(name, name), text, value, ())


def device_text(graph: Graph, node: NodeId) -> str:
    """`cuda:0` of a device, or of its name as text."""
    held = graph[node]
    found = _device(graph, held) if isinstance(held, Object) else leaf(graph, node)
    return found if isinstance(found, str) else ""


def _device(graph: Graph, held: Object) -> ScalarValue:
    """`device('cuda', 0)` or `device('cuda:0')`"""
    parts = leaves(graph, arguments(graph, held))
    if not parts or type(parts[0]) is not str or any(type(n) is not int for n in parts[1:]):
        return None
    return ":".join(map(str, parts))


def _posix_path(graph: Graph, held: Object) -> ScalarValue:
    return _path(graph, held, "/")


def _windows_path(graph: Graph, held: Object) -> ScalarValue:
    path = _path(graph, held, "\\")
    return path.replace("/", "\\") if isinstance(path, str) else path  # Python 3.13 keeps what it was made of


def _path(graph: Graph, held: Object, separator: str) -> ScalarValue:
    """The parts, the first with the root in it; a single one is the whole path (since Python 3.13)."""
    parts = leaves(graph, arguments(graph, held))
    words = [part for part in parts if type(part) is str]
    if len(words) != len(parts):
        return None
    if not words:
        return "."
    return words[0] + separator.join(words[1:]) if words[0].endswith(separator) else separator.join(words)


def _date(graph: Graph, held: Object) -> ScalarValue:
    """Year (2 bytes), month, day"""
    data = _bytes(graph, held, 4)
    try:
        return dt.date(data[0] * 256 + data[1], data[2], data[3]).isoformat() if data else None
    except ValueError:
        return None


def _datetime(graph: Graph, held: Object) -> ScalarValue:
    """Year (2 bytes), month (its highest bit: the second of two such hours), day, h, min, s, µs (3 bytes); a zone"""
    data = _bytes(graph, held, 10)
    if not data:
        return None
    try:
        year, part = data[0] * 256 + data[1], int.from_bytes(data[7:], "big")
        day, clock = dt.date(year, data[2] & 0x7F, data[3]), dt.time(data[4], data[5], data[6], part)
    except ValueError:
        return None
    return f"{day.isoformat()}T{clock.isoformat()}{_zone_of(graph, held)}"


def _time(graph: Graph, held: Object) -> ScalarValue:
    """h (its highest bit as for a datetime), min, s, µs (3 bytes); a zone"""
    data = _bytes(graph, held, 6)
    try:
        moment = dt.time(data[0] & 0x7F, data[1], data[2], int.from_bytes(data[3:], "big")) if data else None
    except ValueError:
        return None
    return None if moment is None else moment.isoformat() + _zone_of(graph, held)


def _bytes(graph: Graph, held: Object, count: int) -> bytes:
    """The first argument, which Python 2 wrote as text; empty where it is of another length."""
    given = arguments(graph, held)
    data = raw_bytes(graph, given[0]) if given else None
    return data if data is not None and len(data) == count else b""


def _zone_of(graph: Graph, held: Object) -> str:
    given = arguments(graph, held)
    zone = graph[given[1]] if len(given) > 1 else None
    if not isinstance(zone, Object):
        return ""
    span = _span_of(graph, zone)
    if span is not None:
        return _offset(span)
    words = [word for word in leaves(graph, arguments(graph, zone)) if isinstance(word, str)]
    return f" {words[0]}" if words else " (time zone not read)"


def _timedelta(graph: Graph, held: Object) -> ScalarValue:
    """Days, seconds, microseconds; as seconds"""
    parts = [part for part in leaves(graph, arguments(graph, held)) if type(part) is int]
    try:
        return dt.timedelta(*parts).total_seconds() if len(parts) == 3 else None
    except OverflowError:
        return None


def _timezone(graph: Graph, held: Object) -> ScalarValue:
    """A timedelta, and a name or none"""
    span = _span_of(graph, held)
    names = [name for name in leaves(graph, arguments(graph, held)[1:]) if isinstance(name, str)]
    return None if span is None else f"UTC{_offset(span)}{f' ({names[0]})' if names else ''}"


def _span_of(graph: Graph, zone: Object) -> float | None:
    given = arguments(graph, zone) if zone.made.cls == Global("datetime", "timezone") else ()
    span = graph[given[0]] if given else None
    seconds = _timedelta(graph, span) if isinstance(span, Object) else None
    return seconds if isinstance(seconds, float) and abs(seconds) < 86_400 else None


def _offset(seconds: float) -> str:
    """`+02:00`"""
    minutes = round(abs(seconds) / 60)
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _first_text(graph: Graph, held: Object) -> ScalarValue:
    """What is pickled by its text alone, and the name of a time zone or layout."""
    given = arguments(graph, held)
    word = leaf(graph, given[0]) if given and held.state is None else None
    return word if isinstance(word, str) else None


def _address(graph: Graph, held: Object) -> ScalarValue:
    """Its text, or its number"""
    import ipaddress  # takes time that hardly any file needs

    given = arguments(graph, held)
    word = leaf(graph, given[0]) if given else None
    if type(word) is int and 0 <= word < 1 << 128:
        return str(ipaddress.ip_address(word) if word >> 32 else ipaddress.IPv4Address(word))
    return word if isinstance(word, str) else None


def _pattern(graph: Graph, held: Object) -> ScalarValue:
    """A regular expression and its flags"""
    given = arguments(graph, held)
    word = leaf(graph, given[0]) if given else None
    return word if isinstance(word, str) else None


def _fraction(graph: Graph, held: Object) -> ScalarValue:
    """`Fraction('1/3')`, since Python 3.12 `Fraction(1, 3)`"""
    parts = leaves(graph, arguments(graph, held))
    return "/".join(map(str, parts)) if parts and all(type(p) in (int, str) for p in parts) else None


def _uuid(graph: Graph, held: Object) -> ScalarValue:
    import uuid  # takes time that hardly any file needs

    number = (attributes_of(graph, held) or {}).get("int")
    value = None if number is None else leaf(graph, number)
    return str(uuid.UUID(int=value)) if type(value) is int and 0 <= value < 1 << 128 else None


_POSIX = ("PosixPath", "PurePosixPath")
_WINDOWS = ("WindowsPath", "PureWindowsPath")
_ADDRESSES = ("IPv4Address", "IPv6Address", "IPv4Network", "IPv6Network", "IPv4Interface", "IPv6Interface")
_VALUES: dict[str, Callable[[Graph, Object], ScalarValue]] = {
    "torch.device": _device,
    **{f"{module}.{name}": _posix_path for module in ("pathlib", "pathlib._local") for name in _POSIX},
    **{f"{module}.{name}": _windows_path for module in ("pathlib", "pathlib._local") for name in _WINDOWS},
    "datetime.date": _date, "datetime.datetime": _datetime, "datetime.time": _time, "datetime.timedelta": _timedelta,
    "datetime.timezone": _timezone, "zoneinfo.ZoneInfo._unpickle": _first_text,
    "decimal.Decimal": _first_text, "_decimal.Decimal": _first_text, "fractions.Fraction": _fraction,
    **{f"ipaddress.{name}": _address for name in _ADDRESSES}, "uuid.UUID": _uuid, "re._compile": _pattern,
    "torch.serialization._get_layout": _first_text,
}
