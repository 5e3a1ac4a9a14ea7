"""Files of a distributed checkpoint, with torch.distributed.checkpoint as oracle."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import pytest
import torch
from torch.distributed import checkpoint as dcp

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.scanning import scan
from tests.oracles import assert_tensor
from tests.security.building import EVIL, INNOCENT, zipped
from tests.shards import distributed

STATE = {"w": torch.arange(6.0).reshape(2, 3), "b": torch.ones(4, dtype=torch.bfloat16), "n": torch.tensor(3)}


@pytest.fixture
def part(tmp_path: Path) -> Path:
    with warnings.catch_warnings(action="ignore"):
        dcp.save(  # type: ignore[attr-defined]
            {"model": STATE, "step": 7}, checkpoint_id=tmp_path / "saved")
    return tmp_path / "saved" / "__0_0.distcp"


def test_every_piece_stands_under_its_name(part: Path) -> None:
    with open_checkpoint(part) as checkpoint:
        graph = checkpoint.graph
        assert checkpoint.format == "distcp"
        for name, value in STATE.items():
            held = graph[graph.resolve((f"model.{name}",))]
            assert isinstance(held, Tensor)
            assert_tensor(held, value)
        assert [note.text for note in checkpoint.notes] == ["4 pieces of tensors, named by .metadata beside it"]
        report = scan(checkpoint)
        assert (report.verdict, report.clean) == ("known_only", True)


def test_without_the_metadata_the_place_is_the_name(part: Path, tmp_path: Path) -> None:
    shutil.copy(part, tmp_path / "x.distcp")
    with open_checkpoint(tmp_path / "x.distcp") as checkpoint:
        assert len(checkpoint.members) == 4
        assert all(str(path[0]).startswith("piece at byte ") for path, _ in checkpoint.members)
        assert "without names" in checkpoint.notes[0].text


@pytest.mark.parametrize(("gone", "text"), [
    (1, "__0_1.distcp, which .metadata names, is not beside it"),
    (2, "2 files that .metadata names are not beside it (__0_1.distcp, __0_2.distcp)"),
])
def test_that_another_part_is_missing_is_told(gone: int, text: str, tmp_path: Path) -> None:
    distributed(tmp_path, 3)
    with open_checkpoint(tmp_path / "__0_0.distcp") as checkpoint:
        assert [note.severity for note in checkpoint.notes] == ["info"]
    for number in range(1, 1 + gone):
        (tmp_path / f"__0_{number}.distcp").unlink()
    with open_checkpoint(tmp_path / "__0_0.distcp") as checkpoint:
        first = checkpoint.notes[0]
        assert (first.severity, first.text.partition(":")[0]) == ("warning", text)


def test_a_part_cut_short_keeps_the_pieces_that_arrived(part: Path) -> None:
    data = part.read_bytes()
    for sixteenths in range(8, 16):
        part.write_bytes(data[: len(data) * sixteenths // 16])
        with open_checkpoint(part) as checkpoint:
            assert "cut short" in checkpoint.damage
            assert not any("undo" in note.text for note in checkpoint.notes)
            graph = checkpoint.graph
            there = [name for name in STATE if (f"model.{name}",) in {path for path, _ in graph.walk()}]
            for name in there[:-1]:
                held = graph[graph.resolve((f"model.{name}",))]
                assert isinstance(held, Tensor)
                assert_tensor(held, STATE[name])


def test_under_another_name_zips_behind_one_another_mislead(part: Path, tmp_path: Path) -> None:
    shutil.copy(part, tmp_path / "x.pt")
    with open_checkpoint(tmp_path / "x.pt") as checkpoint:
        assert scan(checkpoint).verdict == "dangerous"


@pytest.mark.parametrize("data", [zipped(EVIL) + zipped(INNOCENT), zipped(INNOCENT) + zipped(EVIL),
                                  zipped(INNOCENT) + b"junk" + zipped(EVIL)])
def test_names_in_any_piece_are_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.distcp").write_bytes(data)
    with open_checkpoint(tmp_path / "x.distcp") as checkpoint:
        assert scan(checkpoint).verdict == "dangerous"
        assert any(found.name == "system" for found in scan(checkpoint).globals)
