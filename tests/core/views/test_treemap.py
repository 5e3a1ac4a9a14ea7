"""The treemap: areas in proportion, nothing over anything else, all of it covered; and the bytes it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.kinds import about
from ckpt_viewer.core.task import Cancelled, Task, stoppable
from ckpt_viewer.core.views.byte_map import Bytes, map_bytes, way_to
from ckpt_viewer.core.views.tensor_list import list_tensors
from ckpt_viewer.core.views.treemap import Rect, Room, lay_out, squarify

WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=60).filter(any)
LENGTHS = st.floats(1, 5000)


@dataclass(frozen=True)
class Thing:
    weight: int
    parts: Sequence[Thing] = ()


def overlap(a: Rect, b: Rect) -> float:
    wide = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
    high = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
    return max(0.0, wide) * max(0.0, high)


@given(WEIGHTS, LENGTHS, LENGTHS)
def test_areas_are_in_proportion_and_cover_the_rectangle(weights: list[int], wide: float, high: float) -> None:
    whole = Rect(3.0, 7.0, wide, high)
    rects, total = squarify(weights, whole), sum(weights)
    for weight, rect in zip(weights, rects, strict=True):
        assert rect.area == pytest.approx(whole.area * weight / total, rel=1e-6, abs=whole.area * 1e-9)
        assert whole.x - 1e-6 <= rect.x
        assert rect.x + rect.w <= whole.x + wide + 1e-6 * wide
        assert whole.y - 1e-6 <= rect.y
        assert rect.y + rect.h <= whole.y + high + 1e-6 * high
    for at, rect in enumerate(rects):
        for other in rects[at + 1:]:
            assert overlap(rect, other) <= 1e-6 * whole.area


def test_equal_things_are_nearly_square() -> None:
    for rect in squarify([1] * 64, Rect(0, 0, 800, 600)):
        assert max(rect.w / rect.h, rect.h / rect.w) < 2


def test_a_branch_without_room_is_a_cell_itself() -> None:
    thing = Thing(1000, [Thing(999, [Thing(500), Thing(499)]), Thing(1, [Thing(1)])])
    cells = lay_out(thing, Rect(0, 0, 100, 100), Room(strip=10, gap=1, least=20))
    opened = {cell.thing.weight: cell.opened for cell in cells}
    assert opened == {1000: True, 999: True, 500: False, 499: False, 1: False}
    assert [cell.depth for cell in cells] == [0, 1, 2, 2, 1]


def test_cells_are_bounded_by_the_area_not_by_the_file() -> None:
    thing = Thing(40_000, [Thing(200, [Thing(1)] * 200)] * 200)
    assert len(lay_out(thing, Rect(0, 0, 200, 200), Room(12, 2, 9))) <= 201


def test_specks_stay_in_the_ground_of_their_branch() -> None:
    small = [Thing(1)] * 100_000
    thing = Thing(300_000, [Thing(200_000, [Thing(100_000), *small]), Thing(100_000, small)])
    whole, speck = Rect(0, 0, 600, 400), 60.0
    cells = lay_out(thing, whole, Room(speck=speck))
    assert [(cell.thing.weight, cell.opened) for cell in cells] == [
        (300_000, True), (200_000, True), (100_000, False), (100_000, False)]
    for cell in cells:
        assert cell.rect.area == pytest.approx(whole.area * cell.thing.weight / 300_000)


def leaves(part: Bytes) -> list[Bytes]:
    return [part] if not part.parts else [leaf for below in part.parts for leaf in leaves(below)]


def mapped(path: Path, content: object) -> tuple[Bytes, int, int]:
    """The map, and the bytes stored and used as the card of the file has them."""
    torch.save(content, path)
    with open_checkpoint(path) as checkpoint:
        graph, card = checkpoint.graph, about(checkpoint)
        return map_bytes(graph, (graph.root,), ((),), Task()), card.stored_bytes, card.used_bytes


class Patient(Task):
    """Counts how often it is looked at, and is cancelled after some."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.left = looks

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            self.cancel()
        super().check()


def test_mapping_can_be_stopped_also_when_all_tensors_are_listed(tmp_path: Path) -> None:
    """Of a million tensors the rest takes ten seconds."""
    torch.save({f"layer{n}.weight": torch.ones(2) for n in range(600)}, tmp_path / "a.pth")
    with open_checkpoint(tmp_path / "a.pth") as checkpoint:
        graph, listing = checkpoint.graph, Patient(10_000)
        with stoppable(listing):
            list_tensors(graph, (graph.root,), ((),), listing)
        with pytest.raises(Cancelled):
            map_bytes(graph, (graph.root,), ((),), Patient(2 * (10_000 - listing.left)))
        map_bytes(graph, (graph.root,), ((),), Patient(10_000))


def test_every_byte_counts_once_and_parts_are_told_apart(tmp_path: Path) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(30, 40), torch.nn.Linear(40, 2))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(30)).sum().backward()
    optimizer.step()
    base = torch.ones(1000)
    content = {"model_state": model.state_dict(), "optim": optimizer.state_dict(), "ema": {
        k: v.clone() for k, v in model.state_dict().items()}, "cut": base[10:20], "again": base[15:40]}
    whole, stored, used = mapped(tmp_path / "c.pth", content)
    assert whole.weight == stored == sum(leaf.weight for leaf in leaves(whole))
    assert whole.wasted == stored - used == 4 * (1000 - 30)
    size = sum(4 * p.numel() for p in model.parameters())
    by_share = {part.share: part.weight for part in whole.parts}
    assert by_share == {"model": size, "copy": size, "optimizer": 2 * size + 4 * 4, "other": 4000}
    assert [part.weight for part in whole.parts] == sorted((p.weight for p in whole.parts), reverse=True)


def test_tied_weights_count_for_the_first_and_parts_add_up(tmp_path: Path) -> None:
    tied = torch.ones(5, 5)
    whole, stored, _ = mapped(tmp_path / "c.pth", {"a.w": tied, "b.w": tied.view(25), "c.0.w": torch.ones(3)})
    assert stored == 112
    assert {leaf.path: leaf.weight for leaf in leaves(whole)} == {("a.w",): 100, ("c.0.w",): 12}
    waiting = [whole]
    while waiting:
        part = waiting.pop()
        if part.parts:
            assert part.weight == sum(below.weight for below in part.parts)
            assert all(a.weight >= b.weight for a, b in pairwise(part.parts))
        waiting += part.parts


def test_very_deep_names_do_not_nest_without_end(tmp_path: Path) -> None:
    whole, _, _ = mapped(tmp_path / "c.pth", {"x." * 5000 + "w": torch.ones(2), "x.y": torch.ones(1)})
    assert sorted(leaf.weight for leaf in leaves(whole)) == [4, 8]


def test_the_way_to_a_tensor(tmp_path: Path) -> None:
    whole, _, _ = mapped(tmp_path / "x.pth", {"model": {f"l.{n}.w": torch.zeros(n + 1) for n in range(5)}, "epoch": 1})
    for leaf in leaves(whole):
        way = way_to(whole, leaf.path, Task())
        assert (way[0], way[-1]) == (whole, leaf)
        assert all(below in above.parts for above, below in pairwise(way))
    assert way_to(whole, ("nowhere",), Task()) == ()


def test_what_has_no_bytes_and_what_is_missing_is_counted(tmp_path: Path) -> None:
    weight = torch.ones(64)
    others = {"empty": torch.empty(0), "b": torch.ones(32), "c": torch.ones(32)}
    torch.save({"a": weight, "view": weight.view(8, 8), **others}, tmp_path / "w.pth")
    data = (tmp_path / "w.pth").read_bytes()
    (tmp_path / "cut.pth").write_bytes(data[: data.index(b"/data/2")])
    for name, missing in (("w.pth", 0), ("cut.pth", 2)):
        with open_checkpoint(tmp_path / name) as checkpoint:
            whole = map_bytes(checkpoint.graph, (checkpoint.graph.root,), ((),), Task())
        assert (whole.tensors, whole.bare, whole.missing) == (3, 2, missing)
        leaves = {part.label: part.missing for kind in whole.parts for part in kind.parts}
        assert leaves == {"a": 0, "b": missing // 2, "c": missing // 2}
