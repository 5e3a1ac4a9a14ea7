"""Files of a distributed checkpoint, with torch.distributed.checkpoint as oracle."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.distributed import checkpoint as dcp
from torch.distributed.checkpoint.format_utils import dcp_to_torch_save
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_state_dict

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.formats.nesting import MAX_DEPTH, Nest, Way
from ckpt_viewer.core.graph import Attr, Graph, Scalar, Tensor
from ckpt_viewer.core.graph import Path as Place
from ckpt_viewer.core.joining import Joiner
from ckpt_viewer.core.kinds import classify
from ckpt_viewer.core.optimizer import find_optimizers
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
            held = graph[graph.resolve(("model", name))]
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
            there = [name for name in STATE if ("model", name) in {path for path, _ in graph.walk()}]
            for name in there[:-1]:
                held = graph[graph.resolve(("model", name))]
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


def leaves(graph: Graph) -> set[Place]:
    return {path for path, node in graph.walk() if isinstance(graph[node], Scalar | Tensor)
            and not any(isinstance(key, Attr) for key in path)}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize(("name", "kind"), [("optim", "training_checkpoint"), ("", "optimizer")])
def test_all_stand_where_torch_puts_them_and_the_optimizer_is_found(
    flat: bool, name: str, kind: str, tmp_path: Path,
) -> None:
    model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))
    adam = torch.optim.AdamW(model.parameters(), lr=0.25)
    model(torch.ones(1, 3)).sum().backward()
    adam.step()
    weights, states = get_state_dict(model, adam, options=StateDictOptions(flatten_optimizer_state_dict=flat))
    held = {"model": weights, name: states, "seen": [1, {"a": 2}]} if name else states
    dcp.save(held, checkpoint_id=tmp_path / "saved")  # type: ignore[attr-defined]
    dcp_to_torch_save(tmp_path / "saved", tmp_path / "whole.pth")
    with open_checkpoint(tmp_path / "saved" / "__0_0.distcp") as checkpoint:
        graph = checkpoint.graph
        with open_checkpoint(tmp_path / "whole.pth") as whole:
            assert leaves(graph) == leaves(whole.graph)
        (view,) = find_optimizers(graph)
        assert (view.guess, view.flattened, view.model) == ("AdamW", flat, ("model",) if name else None)
        assert [param.name for param in view.params] == ["0.weight", "0.bias", "1.weight", "1.bias"]
        assert classify(checkpoint) == kind
    with open_checkpoint(tmp_path / "saved" / ".metadata") as checkpoint:
        assert find_optimizers(checkpoint.graph) == ()  # its mappings have the keys of one, but no values


@pytest.mark.parametrize(("ways", "places"), [
    ([("a", 0), ("a", 1)], [("a", 0), ("a", 1)]),
    ([("a", "b"), ("a",), ("a", "b", "c")], [("a", "b"), ("label 1",), ("label 2",)]),
    ([("label 1",), ("label 1",), ("label 1", "x")], [("label 1",), ("label 1 (2)",), ("label 2",)]),
    ([("x",) * (MAX_DEPTH + 1), ()], [("label 0",), ("label 1",)]),
    ([("far", 1 << 60), ("far", 3)], [("far", 1 << 60), ("far", 3)]),
])
def test_an_entry_in_the_way_of_another_is_not_lost(ways: list[Way], places: list[Way]) -> None:
    nest, joiner = Nest(), Joiner()
    found = [nest.claim(way, f"label {number}") for number, way in enumerate(ways)]
    for number, place in enumerate(found):
        nest.put(place, joiner.add_node(Scalar(number)))
    graph = joiner.graph(nest.build(joiner))
    assert found == places
    assert [graph[graph.resolve(place)] for place in places] == [Scalar(number) for number in range(len(ways))]


@pytest.mark.timeout(20)  # of what takes a tenth of a second; with each number tried for each piece it takes minutes
def test_a_file_may_give_all_its_pieces_one_name() -> None:
    nest = Nest()
    places = [nest.claim(("w",), "w") for _ in range(30_000)]
    assert places[-1] == ("w (30000)",)
    assert len(set(places)) == len(places)
