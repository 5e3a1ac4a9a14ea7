"""The list of all tensors: names, folded blocks, strips and statistics, held against numpy."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.arithmetic import by_numpy
from ckpt_viewer.core.engine.base import Engine, Histogram
from ckpt_viewer.core.engine.cpu import QUICK_ABOVE
from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views import list_measuring
from ckpt_viewer.core.views.folding import fold_blocks, numbers_text
from ckpt_viewer.core.views.list_measuring import Agenda, Found, Turn, measure_list
from ckpt_viewer.core.views.strips import (
    BINS,
    SIDE,
    axis_for,
    levels,
    reaches,
    shares_of,
    shown_shares,
    strip_edges,
)
from ckpt_viewer.core.views.tensor_list import Listed, list_tensors
from ckpt_viewer.core.views.tensor_numbers import Figures
from ckpt_viewer.core.views.tensor_numbers import measured as measured_as_columns
from ckpt_viewer.core.views.tensor_table import Choice, Column, TensorTable
from tests.tensors import spec_of

Array = npt.NDArray[np.float32]
RANDOM = np.random.default_rng(11)


def listed(tensors: dict[str, Array], problem: str = "") -> list[Listed]:
    """As if they stood in a state_dict."""
    return [Listed((name,), node, (*(f"{part}." for part in name.split(".")[:-1]), name.split(".")[-1]),
                   Tensor(spec_of(array, key=name), problem=problem))
            for node, (name, array) in enumerate(tensors.items())]


def table_of(tensors: dict[str, Array]) -> TensorTable:
    return TensorTable(fold_blocks(listed(tensors), Task()))


def measured(tensors: dict[str, Array]) -> TensorTable:
    table = table_of(tensors)
    measure_list(CpuEngine(), table.folded.leaves, table.agenda(), Task(), table.put)
    table.refresh()
    return table


def normal(*shape: int, scale: float = 0.02) -> Array:
    return (RANDOM.normal(size=shape) * scale).astype(np.float32)


def blocks(count: int) -> dict[str, Array]:
    """A small transformer."""
    found = {"embed.weight": normal(20, 4)}
    for n in range(count):
        found[f"layers.{n}.attn.weight"] = normal(4, 4, scale=0.01 * (n + 1))
        found[f"layers.{n}.norm"] = np.ones(4, np.float32)
    return found | {"head.weight": normal(4, 20)}


def shown(table: TensorTable) -> list[str]:
    return [table.cell(int(row), Column.NAME) for row in table.rows]


def test_repeated_blocks_are_one_row_that_unfolds_twice() -> None:
    table = table_of(blocks(12))
    assert shown(table) == ["embed.weight", "layers.0–11", "head.weight"]
    assert table.cell(1, Column.SHAPE) == "24 tensors"
    table.toggle(1)
    assert shown(table) == ["embed.weight", "layers.0–11", "attn.weight", "norm", "head.weight"]
    assert table.cell(2, Column.SHAPE) == "4 × 4"
    table.toggle(2)
    assert shown(table)[3:15] == [f"layers.{n}.attn.weight" for n in range(12)]


def test_blocks_of_other_shapes_and_pairs_are_not_folded() -> None:
    shapes = {"f.0.w": (2, 3), "f.2.w": (3, 3), "f.4.w": (3, 5), "g.0.w": (2,), "g.1.w": (2,)}
    tensors = {name: normal(*shape) for name, shape in shapes.items()}
    assert shown(table_of(tensors)) == list(tensors)


def test_a_number_that_folds_nothing_lets_the_next_one_fold() -> None:
    tensors = {f"stage.{s}.block.{b}.w": normal(4 * (s + 1)) for s in range(2) for b in range(3)}
    assert shown(table_of(tensors)) == ["stage.0.block.0–2.w", "stage.1.block.0–2.w"]


def test_every_tensor_is_a_leaf_once_whatever_is_folded() -> None:
    tensors = blocks(5) | {"layers.7.norm": np.ones(4, np.float32)}
    folded = fold_blocks(listed(tensors), Task())
    assert sorted(leaf.name for leaf in folded.leaves) == sorted(tensors)
    for row in range(len(folded)):
        assert folded.first[row] < folded.last[row]
        assert int(folded.size[row : row + int(folded.size[row])].min()) == 1


def test_numbers_are_named_by_their_runs() -> None:
    assert numbers_text(["0", "1", "2"]) == "0–2"
    assert numbers_text(["10", "2", "3", "5"]) == "2–3, 5, 10"
    assert numbers_text([str(n) for n in range(0, 20, 2)]) == "0, 2, 4 …"


def test_statistics_are_those_of_numpy() -> None:
    odd = np.array([0, 0, -5, 3, np.nan, np.inf, 7, 1e-3], np.float32)
    figures = measured({"w": odd}).figures(0)
    finite = odd[np.isfinite(odd)].astype(np.float64)
    assert figures is not None
    assert (figures.minimum, figures.maximum, figures.max_abs) == (-5, 7, 7)
    assert figures.mean == pytest.approx(finite.mean())
    assert figures.std == pytest.approx(finite.std())
    assert (figures.zeros, figures.nan, figures.inf) == (2 / 8, 1 / 8, 1 / 8)


def test_a_folded_row_has_the_statistics_of_all_its_elements() -> None:
    tensors = blocks(6)
    tensors["layers.3.attn.weight"][0, 0] = np.nan
    figures = measured(tensors).figures(1)
    every = np.concatenate([a.ravel() for name, a in tensors.items() if name.startswith("layers")]).astype(np.float64)
    finite = every[np.isfinite(every)]
    assert figures is not None
    assert (figures.minimum, figures.maximum) == (finite.min(), finite.max())
    assert figures.mean == pytest.approx(finite.mean(), rel=1e-9)
    assert figures.std == pytest.approx(finite.std(), rel=1e-9)
    assert figures.nan == pytest.approx(1 / every.size)


def test_strips_are_numpys_histogram_and_the_axis_leaves_no_outlier_out() -> None:
    values = normal(5000)
    values[7] = 40.0
    table = measured({"w": values})
    counts, _ = np.histogram(values.astype(np.float64), strip_edges())
    strip = table.numbers.strip(0, 1)
    assert strip is not None
    assert np.allclose(strip * values.size, counts, atol=1e-3)
    shares = shown_shares(strip[None], table.axis)[0]
    assert shares.sum() == pytest.approx(1.0, abs=1e-5)
    last = int(np.flatnonzero(shares)[-1])
    low, high = table.axis.range_of((last + 0.5) / table.axis.bins)
    assert low <= 40 < high
    assert shares[table.axis.bins // 2] <= 0.01
    shades = levels(strip[None], table.axis)[0]
    assert ((shades > 0) == (shares > 0)).all()


def test_what_is_beyond_the_bins_counts_in_the_outermost() -> None:
    histogram = CpuEngine().histogram(spec_of(np.array([1e30, -1e30, 0.0, 1e-30])), Task(), edges=strip_edges())
    (shares,) = shares_of([histogram])
    assert (shares[0], shares[SIDE], shares[BINS - 1]) == (0.25, 0.5, 0.25)


def test_a_folded_strip_weighs_every_element_the_same() -> None:
    table = measured({f"l.{n}.w": np.full(8, 10.0**-n, np.float32) for n in range(4)})
    strip = table.numbers.strip(0, 4)
    assert strip is not None
    assert sorted(strip[strip > 0].tolist()) == [0.25] * 4


def test_an_axis_of_nothing_but_zeros_still_is_one() -> None:
    assert reaches(np.eye(1, BINS, SIDE, dtype=np.float32)) == (SIDE, 0)
    axis = axis_for(SIDE, 0)
    assert axis.bins > 1
    assert [sign for _, sign, _ in axis.ticks(5)].count(0) == 1


def test_large_tensors_come_by_a_sample_first_and_those_in_sight_before_others() -> None:
    big = np.zeros(QUICK_ABOVE + 8, np.float32)
    table = table_of({"a": normal(10), "big": big, "c": normal(10), "d": normal(10)})
    agenda, order = table.agenda(), list[tuple[int, bool]]()
    agenda.first = (3, 1)

    def keep(found: Found) -> None:
        assert found.numbers is not None
        order.extend(zip(found.numbers.places.tolist(), found.numbers.exact.tolist(), strict=True))
        table.put(found)

    measure_list(CpuEngine(), table.folded.leaves, agenda, Task(), keep)
    assert order == [(3, True), (1, False), (0, True), (2, True), (1, True)]
    assert table.agenda().left == 0


def test_what_cannot_be_read_says_so_and_the_rest_goes_on() -> None:
    good, bad = listed({"a": normal(4), "b": normal(4)}), listed({"c": normal(4)}, problem="its bytes are missing")
    table = TensorTable(fold_blocks([*good, *bad], Task()))
    measure_list(CpuEngine(), table.folded.leaves, table.agenda(), Task(), table.put)
    assert isinstance(table.failures[2], Damaged)
    assert table.cell(2, Column.STRIP) == "⚠ cannot be read"
    assert "its bytes are missing" in table.tip(2, Column.MEAN)
    assert table.agenda().left == 0


def test_a_folded_row_says_how_many_of_its_tensors_cannot_be_read() -> None:
    found = listed(blocks(5))
    before = TensorTable(fold_blocks(found, Task()))
    measure_list(CpuEngine(), before.folded.leaves, before.agenda(), Task(), before.put)
    found[3] = replace(found[3], tensor=replace(found[3].tensor, problem="its bytes are wrong"))  # layers.1.attn.weight
    table = TensorTable(fold_blocks(found, Task()))
    table.adopt(before, Task())  # its numbers are of before the bytes were checked
    measure_list(CpuEngine(), table.folded.leaves, table.agenda(), Task(), table.put)
    table.refresh()
    assert shown(table) == ["embed.weight", "⚠ layers.0–4", "head.weight"]
    assert table.tip(1, Column.NAME).endswith("⚠ 1 of 10 tensors cannot be read")
    assert not table.lost(0)


def test_measuring_can_be_stopped_and_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_measuring, "_AT_ONCE", 3)
    table, task = table_of(blocks(4)), Task()

    def keep(found: Found) -> None:
        assert not found.failures
        table.put(found)
        task.cancel()

    with pytest.raises(Cancelled):
        measure_list(CpuEngine(), table.folded.leaves, table.agenda(), task, keep)
    assert table.agenda().left == 7


def choose(table: TensorTable, choice: Choice) -> None:
    table.show(table.arrange(choice, Task()))


def test_sorting_ranks_tensors_by_a_statistic_and_keeps_unknown_ones_last() -> None:
    tensors = blocks(4)
    table = measured(tensors)
    choose(table, Choice(sorted_by=Column.MAX_ABS, descending=True))
    peaks = {name: float(np.abs(a).max()) for name, a in tensors.items()}
    assert [peaks[name] for name in shown(table)] == sorted(peaks.values(), reverse=True)
    fresh = table_of(tensors)
    fresh.numbers.copy(np.array([5]), table.numbers, np.array([5]))
    choose(fresh, Choice(sorted_by=Column.STD))
    assert int(fresh.rows[0]) == int(np.flatnonzero(fresh.folded.first == 5)[-1])


def test_a_filter_unfolds_what_it_finds() -> None:
    table = table_of(blocks(12))
    choose(table, Choice(("layers.7", "attn")))
    assert shown(table) == ["layers.0–11", "attn.weight", "layers.7.attn.weight"]
    choose(table, Choice(("embed", "float32")))
    assert shown(table) == ["embed.weight"]
    choose(table, Choice())
    assert len(shown(table)) == 3


def test_showing_a_tensor_unfolds_what_hides_it() -> None:
    table = table_of(blocks(5))
    place = [leaf.name for leaf in table.folded.leaves].index("layers.3.norm")
    at = table.bring(place)
    assert shown(table)[at] == "layers.3.norm"


def test_another_table_takes_over_what_is_known() -> None:
    tensors = blocks(5)
    table = measured(tensors)
    table.toggle(1)
    other = table_of(tensors)
    other.folded = table.folded
    other.adopt(table, Task())
    assert other.agenda().left == 0
    assert shown(other) == shown(table)
    assert other.axis == table.axis


def test_csv_has_every_tensor_in_full() -> None:
    tensors = blocks(3)
    rows = list(csv.DictReader(io.StringIO(measured(tensors).csv(Choice(), Task()))))
    by_path = {row["path"]: row for row in rows}
    assert len(rows) == len(tensors)
    for name, array in tensors.items():
        assert float(by_path[f"/{name}"]["mean"]) == pytest.approx(array.astype(np.float64).mean(), rel=1e-9)
        assert float(by_path[f"/{name}"]["max_abs"]) == float(np.abs(array).max())


def test_an_optimizers_state_is_listed_under_its_parameters_name(tmp_path: Path) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Linear(4, 2))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(3)).sum().backward()
    optimizer.step()
    torch.save({"model": model.state_dict(), "optim": optimizer.state_dict()}, tmp_path / "c.pth")
    with open_checkpoint(tmp_path / "c.pth") as checkpoint:
        graph = checkpoint.graph
        found = list_tensors(graph, (graph.root,), ((),), Task())
        below = list_tensors(graph, (graph.resolve(("model",)),), (("model",),), Task())
    names = {tensor.name: tensor.path for tensor in found}
    assert names["optim/state/0.weight/exp_avg"] == ("optim", "state", 0, "exp_avg")
    assert names["model/1.bias"] == ("model", "1.bias")
    assert [tensor.name for tensor in below] == ["0.weight", "0.bias", "1.weight", "1.bias"]


def test_parts_of_a_sparse_tensor_have_the_names_of_the_tree(tmp_path: Path) -> None:
    torch.save({"adj": torch.eye(3).to_sparse(), "list": [torch.eye(2).to_sparse()]}, tmp_path / "s.pth")
    with open_checkpoint(tmp_path / "s.pth") as checkpoint:
        graph = checkpoint.graph
        found = list_tensors(graph, (graph.root,), ((),), Task())
        alone = [list_tensors(graph, (tensor.node,), (tensor.path,), Task())[0].name for tensor in found[:2]]
    assert [tensor.name for tensor in found] == [
        "adj/indices", "adj/values", "list/0/indices", "list/0/values"]
    assert alone == ["indices", "values"]


class Inner(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
        self.scale = torch.nn.Parameter(torch.ones(4))
        self.register_buffer("seen", torch.zeros(2))


def test_what_is_in_a_pickled_module_has_the_names_of_its_state_dict(tmp_path: Path) -> None:
    net = torch.nn.Sequential(Inner(), torch.nn.Linear(4, 2))
    torch.save({"net": net, "other": {"_modules": {"x": torch.zeros(1)}}}, tmp_path / "whole.pth")
    graph = open_checkpoint(tmp_path / "whole.pth").graph
    found = list_tensors(graph, (graph.root,), ((),), Task())
    wanted = {f"net/{name}" for name in net.state_dict()} | {"other/_modules/x"}
    assert {tensor.name for tensor in found} == wanted
    assert found[0].pieces[:2] == ("net/", "0.")
    below = graph.resolve(("net", "_modules", "0"))
    inner = list_tensors(graph, (below,), (("net", "_modules", "0"),), Task())
    assert {tensor.name for tensor in inner} == set(net[0].state_dict())


def test_what_is_left_is_what_has_no_exact_numbers() -> None:
    order = np.array([2, 1, 0, 3], np.int32)
    agenda = Agenda(np.array([10.0, 5e6, 10.0, 6e6]), bytes([0, 0, 0, 1]), bytes([0, 0, 0, 1]), order)
    agenda.first = (3, 1)
    turns, left = list[Turn](), [agenda.left]
    while (turn := agenda.take()) is not None:
        turns.append(turn)
        left.append(agenda.left)
        assert agenda.left == sum(map(agenda.waits, range(4)))
    assert turns == [Turn((1,), quick=True), Turn((2, 0)), Turn((1,))]
    assert left == [3, 3, 1, 0]


@settings(deadline=None)
@given(st.data(), st.lists(st.sampled_from([0, 1, 5_000_000, 9_000_000]), min_size=1, max_size=30))
def test_an_agenda_comes_to_an_end_with_every_tensor_once_exactly(data: st.DataObject, elements: list[int]) -> None:
    places = range(len(elements))
    done = bytes(data.draw(st.booleans()) for _ in places)
    order = data.draw(st.permutations(list(places)))
    agenda = Agenda(np.array(elements, float), done, done, np.array(order, np.int32))
    exact, quick = list[int](), list[int]()
    while (turn := agenda.take()) is not None:
        assert not turn.quick or [elements[place] > QUICK_ABOVE for place in turn.places] == [True]
        assert len(turn.places) == 1 or sum(elements[place] for place in turn.places[:-1]) < 1 << 24
        (quick if turn.quick else exact).extend(turn.places)
        agenda.first = tuple(data.draw(st.lists(st.sampled_from(places), max_size=3)))
    assert sorted(exact) == [place for place in places if not done[place]]
    assert sorted(quick) == [place for place in places if not done[place] and elements[place] > QUICK_ABOVE]


def test_many_are_measured_at_once_with_the_numbers_of_each_by_itself() -> None:
    tensors = blocks(40) | {"odd": np.array([np.nan, np.inf, 0, 1e30, -1e-30], np.float32),
                            "none": np.zeros(0, np.float32), "zeros": np.zeros((3, 4), np.float32)}
    together, alone, edges = measured(tensors), table_of(tensors), strip_edges()
    for place, leaf in enumerate(alone.folded.leaves):
        one = CpuEngine(by_numpy).histogram(leaf.tensor.spec, Task(), edges=edges)
        alone.put(Found(measured_as_columns({place: one}), {}))
    alone.refresh()
    assert together.axis == alone.axis
    for place in range(len(tensors)):
        a, b = together.numbers.figures(place, place + 1), alone.numbers.figures(place, place + 1)
        assert a is not None
        assert b is not None
        assert [getattr(a, name) for name in Figures.__slots__] == pytest.approx(
            [getattr(b, name) for name in Figures.__slots__], rel=1e-12, nan_ok=True)
        strip, wanted = together.numbers.strip(place, place + 1), alone.numbers.strip(place, place + 1)
        assert strip is not None
        assert wanted is not None
        assert np.array_equal(strip, wanted)


class Elsewhere:
    """An engine that is not the CPU's."""

    device = "cuda:0"

    def __init__(self) -> None:
        self.asked = list[TensorSpec]()

    def histogram(self, spec: TensorSpec, task: Task, **more: Any) -> Histogram:
        self.asked.append(spec)
        return CpuEngine().histogram(spec, task, **more)


def test_a_device_measures_one_after_the_other() -> None:
    tensors, engine = blocks(3), Elsewhere()
    table, by_device = measured(tensors), table_of(tensors)
    measure_list(cast("Engine", engine), by_device.folded.leaves, by_device.agenda(), Task(), by_device.put)
    assert len(engine.asked) == len(tensors)
    assert np.array_equal(by_device.numbers.column("maximum"), table.numbers.column("maximum"))
