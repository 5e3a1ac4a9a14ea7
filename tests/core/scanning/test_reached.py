"""What Python itself writes with getattr and its like is told from what reaches further."""

from __future__ import annotations

import enum
import functools
import io
import operator
import os
import pathlib
import typing
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.scanning import ScanReport, scan
from tests.security.building import call, named, text, zipped

GETATTR = named("builtins", "getattr")
OR = call(named("functools", "reduce"), named("_operator", "or_"), b"]" + named("os", "system") + b"a")


class Net(torch.nn.Linear):
    """With what people's classes have."""

    class Config:
        """A class in a class."""

    class Mode(enum.Enum):
        """An enumeration in a class."""

        red = 1

    def act(self, x: torch.Tensor) -> torch.Tensor:
        return x

    @classmethod
    def make(cls) -> Net:
        return cls(1, 1)


class Early(enum.Enum):
    """Pickled as Python 3.11.0 to 3.11.3 does."""

    A = 1

    def __reduce_ex__(self, _: Any) -> Any:
        return getattr, (Early, self._name_)


class Calls:
    """Pickles as a call."""

    def __init__(self, function: Callable[..., Any], *given: Any) -> None:
        self._made = (function, given)

    def __reduce__(self) -> Any:
        return self._made


ORDINARY: dict[str, Any] = {
    "type of None": type(None), "time zone": zoneinfo.ZoneInfo("UTC"), "method": Net(1, 1).act,
    "class method": Net.make, "method of torch": torch.nn.Linear(1, 1).forward,
    "class in class": Net.Config(), "enum in class": Net.Mode.red,
    "early enum": Early.A, "partial": functools.partial(torch.nn.LayerNorm, eps=1e-6), "iterator": iter([1, 2]),
    "text": io.StringIO("x"), "optional": typing.Optional[int],  # noqa: UP045
    "union": int | None, "list of": list[dict[str, int]],
    "typed dict": typing.Dict[str, typing.List[int]], "two methods": [Net(1, 1).act, Net.make],  # noqa: UP006
}

REACHING: dict[str, Any] = {
    "method of a path": pathlib.PosixPath("x").unlink, "class method of a path": Calls(getattr, Path, "unlink"),
    "method of an array": np.ones(2).tofile, "given to partial": functools.partial(getattr, Net(1, 1), "act"),
    "beside a bad one": [Net(1, 1).act, Calls(getattr, Net(1, 1), "__class__")],
    "beside itself": [Net(1, 1).act, getattr], "a module's name": Calls(getattr, os.path.join, "os"),
    "item of a dict": Calls(operator.getitem, {"a": 1}, "a"), "reduce": Calls(functools.reduce, max, [1, 2]),
    "three arguments": Calls(getattr, Net, "Config", None), "of a function": Calls(getattr, torch.nn.init.ones_, "fn"),
}

WRITTEN: dict[str, bytes] = {
    "thrown away": call(GETATTR, named("m", "Net"), text("act")) + call(
        GETATTR, named("m", "net"), text("os")) + b"0",
    "left below": call(GETATTR, named("m", "net"), text("os")) + call(GETATTR, named("m", "Net"), text("act")),
    "state twice": call(named("m", "Net")) + call(GETATTR, named("m", "net"), text("os")) + b"b" + b"}b" + call(
        GETATTR, named("m", "Net"), text("act")) + b"\x86",
    "through a module": call(GETATTR, call(GETATTR, named("m", "Net"), text("sys")), text("Modules")),
    "as a persistent id": call(GETATTR, named("m", "net"), text("os")) + b"Q" + call(
        GETATTR, named("m", "Net"), text("act")) + b"\x86",
    "joined": OR,
}


def report_on(path: Path) -> ScanReport:
    with open_checkpoint(path) as checkpoint:
        return scan(checkpoint)


@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize("value", ORDINARY.values(), ids=ORDINARY)
def test_what_python_writes_is_not_dangerous(value: Any, protocol: int, tmp_path: Path) -> None:
    torch.save({"it": value}, tmp_path / "it.pt", pickle_protocol=protocol)
    report = report_on(tmp_path / "it.pt")
    assert [(f.name, f.level) for f in report.globals if f.level == "dangerous"] == []
    assert report.verdict == "unknown_code"


@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize("value", REACHING.values(), ids=REACHING)
def test_what_reaches_further_is(value: Any, protocol: int, tmp_path: Path) -> None:
    torch.save({"it": value}, tmp_path / "it.pt", pickle_protocol=protocol)
    assert report_on(tmp_path / "it.pt").verdict == "dangerous"


@pytest.mark.parametrize("body", WRITTEN.values(), ids=WRITTEN)
def test_what_no_pickler_writes_is(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "it.pt").write_bytes(zipped(b"\x80\x04" + body + b"."))
    assert report_on(tmp_path / "it.pt").verdict == "dangerous"


def test_it_is_said_what_is_taken(tmp_path: Path) -> None:
    torch.save([Net(1, 1).act, Net.make], tmp_path / "it.pt")
    found = next(found for found in report_on(tmp_path / "it.pt").globals if found.name == "getattr")
    assert found.meaning == "takes what a class, an object or a type has: Net.act, Net.make"
