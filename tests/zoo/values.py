"""Values that are no tensors: numpy's, those of Python's own library, and of classes of people's own."""

from __future__ import annotations

import argparse
import collections
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import functools
import ipaddress
import logging
import operator
import pathlib
import random
import re
import types
import uuid
import zoneinfo
from typing import Any, NamedTuple

import numpy as np
import torch

from tests.zoo.stand_ins import Call, instance, stand_in


class Point(NamedTuple):
    x: int
    y: float


class Only(NamedTuple):
    value: int


class Mode(enum.Enum):
    FAST = "fast"
    SLOW = (1, 2)

    def __reduce_ex__(self, _protocol: object) -> tuple[type, tuple[object]]:
        """By value, as Pythons from 3.11.3 on do by themselves."""
        return type(self), (self.value,)


class Level(enum.IntEnum):
    LOW = 1


class Flags(enum.Flag):
    A = 1
    B = 2


class Name(str):
    """Text of its own class."""


class Count(int):
    """A number of its own class."""


class Ratio(float):
    """A number of its own class."""


class Stack(list[int]):
    """A list of its own class."""


class Box(dict[str, Any]):
    """A dict of its own class, with attributes."""


class Pair(tuple[int, ...]):
    """A tuple of its own class."""


@dataclasses.dataclass
class Config:
    lr: float = 0.1
    sizes: list[int] = dataclasses.field(default_factory=lambda: [1, 2])
    mode: Mode = Mode.FAST


@dataclasses.dataclass(frozen=True, slots=True)
class Frozen:
    depth: int = 3
    name: str = "net"


class Odd:
    """A class with a state that is not a dict."""

    def __init__(self) -> None:
        self.held = [1, 2]

    def __getstate__(self) -> object:
        return [self.held, "more"]

    def __setstate__(self, state: Any) -> None:
        self.held = state[0]


def numpy_numbers() -> Any:
    kinds = (np.float64, np.float32, np.float16, np.int64, np.int8, np.uint16, np.uint64, np.bool_)
    held: dict[str, Any] = {kind.__name__: kind(1) for kind in kinds}
    return held | {
        "nan": np.float32("nan"),
        "complex64": np.complex64(1 + 2j),
        "complex128": np.complex128(-3j),
        "str": np.str_("text"),
        "bytes": np.bytes_(b"raw"),
        "date": np.datetime64("2024-02-29"),
        "time": np.datetime64("2024-02-29T12:30:00.5"),
        "span": np.timedelta64(90, "s"),
        "nat": np.datetime64("NaT"),
        "big": np.array([1.5], ">f8")[0],
    }


def numpy_arrays() -> Any:
    record = np.dtype([("x", "<f4"), ("n", "<i8"), ("word", "S3"), ("pair", "<i2", (2,))])
    return {
        "c": np.arange(6, dtype=np.float32).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "big endian": np.arange(3, dtype=">i4"),
        "bool": np.array([True, False]),
        "scalar": np.array(2.5),
        "empty": np.zeros((0, 3), np.int8),
        "complex": np.array([1 + 2j], np.complex64),
        "objects": np.array([1, "two", None, [3]], dtype=object),
        "object matrix": np.array([[1, {}], ["x", 2.5]], dtype=object),
        "text": np.array([["one", "three"]]),
        "bytes": np.array([b"ab", b"c"]),
        "dates": np.array(["2024-01-01", "NaT"], "datetime64[D]"),
        "spans": np.array([1, 2], "timedelta64[ms]"),
        "records": np.array([(1.5, 2, b"abc", (1, 2)), (2.5, 3, b"d", (3, 4))], record),
        "record": np.array((1.5, 2, b"abc", (1, 2)), record)[()],
        "long": np.zeros(2, np.longdouble),
        "rec": np.rec.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
        "masked": np.ma.masked_array([1.0, 2.0], [False, True]),
        "matrix": np.matrix([[1, 2]]),
    }


def numpy_random() -> Any:
    return {
        "legacy": np.random.RandomState(1).get_state(),
        "dict": np.random.RandomState(1).get_state(legacy=False),
        "state": np.random.RandomState(2),
        "generator": np.random.default_rng(3),
        "bits": np.random.PCG64(4),
        "python": random.Random(5).getstate(),
        "dtype": np.dtype("float32"),
        "record type": np.dtype([("a", "f4")]),
    }


def containers() -> Any:
    ordered: Any = collections.OrderedDict(b=1, a=2)
    ordered._metadata = collections.OrderedDict([("", {"version": 1})])
    box = Box(a=1)
    box.note = "attribute"  # type: ignore[attr-defined]
    return {
        "ordered": ordered,
        "default": collections.defaultdict(list, {"x": [1]}),
        "counter": collections.Counter("hello"),
        "deque": collections.deque([1, 2], maxlen=5),
        "chain": collections.ChainMap({"a": 1}),
        "point": Point(1, 2.5),
        "only": Only(7),
        "set": {1, 2},
        "frozen": frozenset({3}),
        "stack": Stack([1, 2]),
        "box": box,
        "pair": Pair((1, 2)),
        "bytearray": bytearray(b"\x00array"),
        "user": collections.UserDict(a=1),
        "size": torch.Size([2, 3]),
        "nested default": collections.defaultdict(dict, {"x": collections.defaultdict(int)}),
    }


def enums() -> Any:
    by_name = Call(getattr, Mode, "SLOW")  # as Python 3.11.0 to 3.11.3 write it
    return {
        "value": Mode.FAST,
        "tuple": Mode.SLOW,
        "by name": by_name,
        "int": Level.LOW,
        "flag": Flags.A | Flags.B,
        "class": Mode,
    }


def times() -> Any:
    zone = dt.timezone(dt.timedelta(hours=2), "CEST")
    return {
        "date": dt.date(2024, 2, 29),
        "datetime": dt.datetime(2024, 2, 29, 12, 30, 1, 500),  # noqa: DTZ001
        "aware": dt.datetime(2024, 2, 29, 12, 30, tzinfo=zone),
        "utc": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        "fold": dt.datetime(2024, 10, 27, 2, 30, fold=1),  # noqa: DTZ001
        "time": dt.time(12, 30, 5),
        "span": dt.timedelta(days=1, seconds=30, microseconds=5),
        "negative": dt.timedelta(seconds=-1),
        "zone": zone,
        "zoneinfo": zoneinfo.ZoneInfo("UTC"),
        "unnamed": dt.timezone(dt.timedelta(hours=-3)),
    }


def plain_things() -> Any:
    return {
        "decimal": decimal.Decimal("1.50"),
        "fraction": fractions.Fraction(1, 3),
        "slice": slice(1, None, 2),
        "range": range(0, 10, 3),
        "complex": 1 - 2j,
        "uuid": uuid.UUID(int=5),
        "ip": ipaddress.ip_address("10.0.0.1"),
        "ip6": ipaddress.ip_address("::1"),
        "network": ipaddress.ip_network("10.0.0.0/8"),
        "regex": re.compile("a+", re.I),
        "path": pathlib.PurePosixPath("/data/x"),
        "pure": pathlib.PureWindowsPath("C:/data/x"),
        "here": pathlib.Path("runs/1"),
        "relative": pathlib.PurePosixPath("."),
        "name": Name("text"),
        "count": Count(3),
        "ratio": Ratio(0.5),
        "ellipsis": ...,
        "none type": type(None),
        "not implemented": NotImplemented,
        "device": torch.device("cuda:1"),
        "dtype": torch.bfloat16,
        "layout": torch.strided,
        "generator": torch.Generator().get_state(),
        "level": logging.getLogger("x"),
        "getter": operator.itemgetter(1, 2),
        "attrgetter": operator.attrgetter("a.b"),
    }


def paths_of_other_pythons() -> Any:
    """`pathlib._local` is where Python 3.13 says its classes are; 3.14 has them in `pathlib` again."""
    local = stand_in("pathlib._local", "PosixPath")
    windows = stand_in("pathlib._local", "WindowsPath")
    return {
        "3.13": Call(local, "/", "data", "x"),
        "windows": Call(windows, "C:\\", "data", "x"),
        "one": Call(local, "/data/x"),
        "windows one": Call(windows, "C:\\data\\x"),
        "windows slashes": Call(windows, "C:/data/x"),
        "parts": Call(local, "a", "b"),
        "none": Call(local),
    }


def bundles() -> Any:
    partial = functools.partial(torch.nn.functional.relu, inplace=True)
    return {
        "namespace": argparse.Namespace(lr=0.1, path=pathlib.PurePosixPath("/x"), n=np.int64(3)),
        "simple": types.SimpleNamespace(a=1, b=types.SimpleNamespace(c=[2])),
        "dataclass": Config(),
        "frozen": Frozen(),
        "partial": partial,
        "positional": functools.partial(torch.add, 1, alpha=2),
        "bare": functools.partial(len),
        "odd": Odd(),
        "function": torch.nn.functional.relu,
        "method": torch.Tensor.add,
        "class": argparse.ArgumentParser,
        "bound": torch.Size([1]).numel,
    }


def unknown() -> Any:
    slots = Call(stand_in("mylib.data", "Slotted"), state=(None, {"a": 1, "b": torch.ones(2)}))
    return {
        "empty": instance("mylib.data", "Empty"),
        "state": instance("mylib.data", "Thing", a=1, weights=torch.ones(3)),
        "arguments": Call(stand_in("mylib.data", "Made"), 1, "two", [3]),
        "one": Call(stand_in("mylib.data", "Made"), torch.ones(2)),
        "both": Call(stand_in("mylib.data", "Made"), 5, state={"x": 1}),
        "slots": slots,
        "inner": instance("mylib.data", "Outer.Inner", k=1),
        "list": Call(stand_in("mylib.data", "List", list), items=iter([1, 2]), state={"tag": 3}),
        "dict": Call(stand_in("mylib.data", "Dict", dict), pairs=iter([("a", 1)])),
        "main": instance("__main__", "Args", lr=0.1),
    }
