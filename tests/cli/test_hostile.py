"""Files made to hurt: every verb ends, with an answer or one line, and within bounds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Ckpt

DEEP = b"\x80\x02" + b"]" * 100_000 + b"a" * 99_999 + b"."
# A list that holds the list before twice, sixty times over: 2**60 paths. Each is memoized and got twice.
DOUBLED = b"\x80\x02]q\x00" + b"".join(b"](h%ch%ceq%c" % (n, n, n + 1) for n in range(60)) + b"."
CYCLE = b"\x80\x02}q\x00X\x01\x00\x00\x00ah\x00s."
SAME_HASH = (b"\x80\x02}(" + b"".join(b"\x8a\x0a%s%s" % ((n * (2**61 - 1)).to_bytes(10, "little"), b"K\x01")
                                      for n in range(1, 2000)) + b"u.")


def write(folder: Path, pickle: bytes) -> Path:
    file = folder / "x.pt"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a/data.pkl", pickle)
        archive.writestr("a/version", "3\n")
    return file


@pytest.mark.parametrize("verb", ["info", "stats", "scan", "diff", "save"])
@pytest.mark.parametrize("pickle", [DEEP, DOUBLED, CYCLE, SAME_HASH], ids=["deep", "doubled", "cycle", "same hash"])
def test_every_verb_ends(verb: str, pickle: bytes, ckpt: Ckpt, tmp_path: Path) -> None:
    file = write(tmp_path, pickle)
    more = {"diff": [file], "save": [tmp_path / "out.pt"]}.get(verb, [])
    for options in ([], ["--json"]):
        (tmp_path / "out.pt").unlink(missing_ok=True)
        ran = ckpt(verb, *options, file, *more)
        assert ran.status in (0, 1, 2)
        assert "fault of the program" not in ran.err
        assert len(ran.out) < 2_000_000
        assert ran.err.count("\n") == (1 if ran.status == 2 else 0)


def test_what_is_too_deep_to_list_is_said(ckpt: Ckpt, tmp_path: Path) -> None:
    file = write(tmp_path, DEEP)
    assert ckpt("info", "--json", file).data["notes"] == [
        {"severity": "warning", "text": "what lies deeper than 2,000 levels is not listed"}]
