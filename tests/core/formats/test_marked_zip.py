"""Zips whose first two bytes are a program's own mark, as GPT-SoVITS writes them; torch as the oracle."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.cli import main
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.scanning import scan
from ckpt_viewer.core.snippets import snippets
from tests.archives import zipped
from tests.oracles import assert_same
from tests.security.building import EVIL

VOICE: dict[str, Any] = {"weight": {"w": torch.arange(6.0).half().reshape(2, 3)}, "config": {"lr": 0.5}, "info": "e8"}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    packed = io.BytesIO()
    torch.save(VOICE, packed)
    return marked(packed.getvalue(), tmp_path)


def marked(data: bytes, folder: Path, mark: bytes = b"05") -> Path:
    path = folder / "voice.pth"
    path.write_bytes(mark + data[len(mark) :])
    return path


def test_it_is_read_and_said_to_be_no_plain_zip(file: Path) -> None:
    checkpoint = open_checkpoint(file)
    assert_same(checkpoint.graph, checkpoint.graph.root, VOICE)
    (note,) = checkpoint.notes
    assert (note.severity, note.text[:31]) == ("warning", "The file begins with “05” in pl")
    with pytest.raises(Exception, match="Weights only load failed"):
        torch.load(file, weights_only=True)


def test_other_damage_to_the_first_record_is_damage(file: Path, tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        open_checkpoint(marked(file.read_bytes(), tmp_path, b"051"))


def test_the_snippets_give_it_back_what_a_zip_has(file: Path) -> None:
    names: dict[str, Any] = {"MyModel": lambda: torch.nn.ParameterDict({"w": torch.zeros(2, 3).half()})}
    for shown in snippets(open_checkpoint(file), file.name):
        exec(compile(shown.code, shown.title, "exec"), names)
    assert torch.equal(names["model"]["w"], VOICE["weight"]["w"])


def test_a_save_of_the_same_kind_and_one_in_place_keep_the_mark(file: Path) -> None:
    before = file.read_bytes()
    assert main(["save", str(file), "out.pth", "--set", "/config/lr=0.25"]) == 0
    written = Path("out.pth").read_bytes()
    assert written[:4] == b"05\x03\x04"
    assert torch.load(io.BytesIO(b"PK" + written[2:]), weights_only=True)["config"] == {"lr": 0.25}
    assert main(["save", str(file), "--in-place", "--set", "/config/lr=0.25"]) == 0
    assert file.read_bytes()[:4] == b"05\x03\x04"
    assert torch.load(io.BytesIO(b"PK" + file.read_bytes()[2:]), weights_only=True)["config"] == {"lr": 0.25}
    assert main(["undo", str(file)]) == 0
    assert file.read_bytes() == before


@pytest.mark.parametrize("options", [["--as", "state_dict"], ["--as", "training_checkpoint"], ["--plain"]])
def test_any_other_save_makes_a_zip_that_torch_reads(options: list[str], file: Path) -> None:
    assert main(["save", str(file), "out.pth", *options]) == 0
    assert torch.load("out.pth", weights_only=True)


def test_a_scan_sees_what_is_in_it(file: Path, tmp_path: Path) -> None:
    report = scan(open_checkpoint(file))
    assert report.verdict == "known_only"
    assert not report.clean
    hidden = marked(zipped([("a/data.pkl", b"\x80\x02}."), ("a/other.pkl", EVIL)]), tmp_path)
    names = [found.name for found in scan(open_checkpoint(hidden)).globals]
    assert "system" in names
