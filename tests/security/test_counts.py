"""A name is counted as often as the file says it, however deep the pickle lies and whoever looks there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.scanning import scan, scan_unreadable
from ckpt_viewer.core.task import Task
from tests.security.building import CARRIERS, EVIL, LEGACY_HEAD, OS, RUN, named, raw_bytes, text, zipped

NESTED = b"\x80\x04}" + text("state") + raw_bytes(EVIL) + b"s."
TWICE = b"\x80\x04}" + text("state") + raw_bytes(NESTED) + b"s."
AS_TEXT = b"\x80\x02" + named("_codecs", "encode") + text(EVIL.decode("latin-1")) + text("latin1") + b"\x86R."


def counted(data: bytes, path: Path) -> dict[str, tuple[int, int]]:
    path.write_bytes(data)
    try:
        with open_checkpoint(path) as checkpoint:
            report = scan(checkpoint)
    except CheckpointError as error:
        report = scan_unreadable(error, path, Task())
    return {f"{found.module}.{found.name}": (found.count, found.called) for found in report.globals}


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("pickle", [EVIL, NESTED, TWICE, AS_TEXT], ids=["plain", "nested", "nested twice", "as text"])
def test_once_is_once_wherever_it_lies(pickle: bytes, carrier: str, tmp_path: Path) -> None:
    assert counted(CARRIERS[carrier](pickle), tmp_path / "a.pth")["os.system"] == (1, 1)


BROKEN = EVIL[:-1] + b"\xff"


@pytest.mark.parametrize("data", [BROKEN, zipped(BROKEN), LEGACY_HEAD + BROKEN], ids=["plain", "zip", "legacy"])
def test_what_cannot_be_read_is_counted_once_too(data: bytes, tmp_path: Path) -> None:
    assert counted(data, tmp_path / "a.pth")["os.system"] == (1, 1)


COUNTED = {
    "three names, three calls": (b"\x80\x02(" + RUN * 3 + b"l.", (3, 3)),
    "one name, two calls": (b"\x80\x02" + OS + b"q\0" + text("x") + b"\x85R0h\0" + text("x") + b"\x85R.", (2, 2)),
    "named, not called": (b"\x80\x02(" + OS * 2 + b"l.", (2, 0)),
    "one value in two places": (b"\x80\x04(" + raw_bytes(EVIL) + b"\x94h\0l.", (1, 1)),
    "two values": (b"\x80\x04(" + raw_bytes(EVIL) * 2 + b"l.", (2, 2)),
}


@pytest.mark.parametrize(("pickle", "expected"), COUNTED.values(), ids=COUNTED)
def test_as_often_as_the_file_says_it(pickle: bytes, expected: tuple[int, int], tmp_path: Path) -> None:
    for data in (pickle, zipped(pickle)):
        assert counted(data, tmp_path / "a.pth")["os.system"] == expected
