"""Runs of plain values: kept as such, and everything says the same of them as of the values one by one."""

from __future__ import annotations

import io
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.cli import main
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, Scalar, Sequence, Tensor
from ckpt_viewer.core.graph import Path as Keys
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.outline.searching import Searcher
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.machine import PickleMachine
from ckpt_viewer.core.pickles.reader import build_graph, run_pickle
from ckpt_viewer.core.pickles.storages import PersistentIds
from ckpt_viewer.core.pickles.writer import write_pickle
from ckpt_viewer.core.task import Cancelled, Task

MANY = 12_000
LONG: dict[str, Any] = {
    "floats": [i / 7 for i in range(MANY)],
    "mixed": [None, True, 2, 0.5, "x", -3] * (MANY // 6),
    "pairs": [[i, i + 1] for i in range(MANY)],
    "tuples": [(i, str(i)) for i in range(MANY)],
    "dict": {f"token{i}": i for i in range(MANY)},
    "numbered": {i: float(i) for i in range(MANY)},
}


def read(value: object, protocol: int = 2) -> Graph:
    data = pickle.dumps(value, protocol)
    return build_graph(run_pickle(data, Task()).top, PersistentIds(lambda _: pytest.fail("no storage")), Task())


def value_at(graph: Graph, node: int) -> Any:
    match graph[node]:
        case Scalar(value):
            return value
        case Sequence(kind, items):
            values = [value_at(graph, item) for item in items]
            return tuple(values) if kind == "tuple" else values
        case Mapping(keys, values=items):
            return dict(zip(keys, (value_at(graph, item) for item in items), strict=True))
        case other:
            raise AssertionError(other)


@pytest.mark.parametrize("name", LONG)
def test_a_run_says_what_the_file_says(name: str) -> None:
    graph = read(LONG[name])
    held = graph[graph.root]
    assert isinstance(held, Mapping | Sequence)
    assert isinstance(held.values if isinstance(held, Mapping) else held.items, range)
    assert value_at(graph, graph.root) == LONG[name]
    assert [node for _, node in graph.walk(runs=False)] == [graph.root]


@pytest.mark.parametrize("name", LONG)
def test_a_run_is_written_as_it_was_read(name: str) -> None:
    written = write_pickle(read(LONG[name]), Task()).data
    again = pickle.loads(written)
    assert again == LONG[name]
    assert list(map(type, again)) == list(map(type, LONG[name]))


def test_a_list_of_a_run_that_stands_elsewhere_too_is_one_object() -> None:
    rows = [[i] for i in range(100)]
    graph = read({"rows": rows, "best": rows[7]})
    assert graph.resolve(("best",)) == graph.resolve(("rows", 7))
    again = pickle.loads(write_pickle(graph, Task()).data)
    assert again["best"] is again["rows"][7]


def test_a_changed_value_of_a_run_is_told_and_written() -> None:
    for path, value in ((("pairs", 3, 1), 99), (("floats", 5), 2.5), (("dict", "token9"), -1)):
        keys: Keys = path
        graph = read(LONG)
        changed = graph.replace({graph.resolve(keys): Scalar(value)})
        held: Any = pickle.loads(write_pickle(changed, Task()).data)
        for key in path:
            held = held[key]
        assert held == value


def test_rows_of_runs_have_the_paths_and_labels_of_their_values() -> None:
    outline = build_outline(read(LONG), Task())
    for path in (("floats", MANY - 1), ("pairs", 77, 1), ("dict", "token500"), ("numbered", 3), ("tuples", 9, 0)):
        keys: Keys = path
        row = outline.find(keys)
        assert outline.path(row) == keys
        assert outline.graph.resolve(keys) == int(outline.node[row])
        assert outline.labels[row] == str(path[-1])
    values = sum(len(v) * (3 if name in ("pairs", "tuples") else 1) for name, v in LONG.items())
    assert len(outline) == values + len(LONG)
    found = Searcher(outline).search("token11999", Task())
    assert found is not None
    assert found.matches == 1


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    torch.save({**LONG, "set": set(range(MANY)), "w": torch.zeros(2), "betas": (0.9, 0.999)}, tmp_path / "long.pt")
    return tmp_path / "long.pt"


def test_info_tells_a_long_list_by_its_length_and_a_short_one_in_full(
        file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(file), "--json"]) == 0
    told = {tuple(row["path"]): row for row in json.loads(capsys.readouterr().out)["scalars"]}
    assert told["floats",] == {"path": ["floats"], "type": "list", "length": MANY, "value": LONG["floats"][:8]}
    assert told["pairs",]["value"][1] == [1, 2]
    assert told["dict",]["value"]["token7"] == 7
    assert told["betas", 1]["value"] == 0.999
    assert ("floats", 0) not in told


def test_diff_counts_long_runs_and_lists_what_differs(
        file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = dict(LONG, floats=[*LONG["floats"][:-1], -1.0], mixed=[0] * MANY)
    torch.save({**other, "set": set(range(MANY)), "w": torch.zeros(2), "betas": (0.9, 0.999)}, tmp_path / "b.pt")
    assert main(["diff", str(file), str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["equal_values"] == MANY * 9 + 2
    assert main(["diff", str(file), str(tmp_path / "b.pt"), "--json"]) == 1
    told = {tuple(row["path"]): row["text"] for row in json.loads(capsys.readouterr().out)["scalars"]}
    assert set(told) == {("floats", MANY - 1), ("mixed",)}
    assert told["mixed",].startswith("12,000 of 12,000 items differ")


@pytest.mark.parametrize("value", [[0.5], [[1, 2]]])
def test_no_walk_costs_a_step_for_each_value_of_a_run(value: list[Any]) -> None:
    steps = []
    for count in (1_000, 2_000, 4_000):
        graph = read({"run": value * count if type(value[0]) is float else [[i, i] for i in range(count)]})
        steps.append(sum(1 for _ in graph.walk(runs=False)) + sum(1 for _ in graph.survey(runs=False)))
    assert steps[0] == steps[1] == steps[2]


def test_a_tensor_among_many_values_is_found(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    torch.save({"many": [*range(MANY), torch.ones(3)]}, buffer)
    (tmp_path / "m.pt").write_bytes(buffer.getvalue())
    with open_checkpoint(tmp_path / "m.pt", Task()) as checkpoint:
        graph = checkpoint.graph
        found = [path for path, node in graph.walk(runs=False) if isinstance(graph[node], Tensor)]
        assert found == [("many", MANY)]
        assert build_outline(graph, Task()).tensors.max() == 1


TEXTS: dict[str, Any] = {
    "many": [f"word {i}" for i in range(10_000)],
    "one that is not ascii": [f"wörd {i}" if i == 5_000 else f"word {i}" for i in range(10_000)],
    "long ones": [str(i) * (70_000 if i == 300 else 1) for i in range(600)],
    "the same again": [f"word {i % 300}" for i in range(600)],
    "dict": {f"key {i}": f"value {i}" for i in range(5_000)},
    "keys of lists": {f"key {i}": [f"value {i}", i] for i in range(5_000)},
}


@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize("name", TEXTS)
def test_texts_in_a_row_are_read_as_one_by_one(name: str, protocol: int) -> None:
    graph = read([TEXTS[name], 1], protocol)
    assert value_at(graph, graph.root) == [TEXTS[name], 1]


def test_texts_in_a_row_cost_as_many_steps_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    data, spent = pickle.dumps(TEXTS["many"], 2), []
    for _ in range(2):
        one = Spending(len(data))
        run_pickle(data, Task(), spent=one)
        spent.append((one.steps, one.texts))
        monkeypatch.setattr(PickleMachine, "_take_texts", lambda _: 0)
    assert spent[0] == spent[1]


def test_reading_many_texts_can_be_cancelled() -> None:
    class Late(Task):
        """Cancelled once the machine has begun."""

        asked = 0

        def check(self) -> None:
            self.asked += 1
            if self.asked == 3:
                self.cancel()
            super().check()

    with pytest.raises(Cancelled):
        run_pickle(pickle.dumps([f"word {i}" for i in range(150_000)], 2), Late())
