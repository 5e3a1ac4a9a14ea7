"""Comparing checkpoints: torch writes both files and says what really differs."""

from __future__ import annotations

import math
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.diffing import diff as diffing
from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.diff import Diff, compare_structure, measure, moved_most, sentence
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Comparison, LatePairs
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Attr, Graph, Mapping, Node, Scalar, Sequence, Tensor
from ckpt_viewer.core.task import Cancelled, Task

SAMPLES = Path(__file__).resolve().parents[3] / "resources" / "samples"
Receive = Callable[[Comparison | CheckpointError], object]
Compare = Callable[[Any, Any], tuple[Diff, tuple[Comparison | None, ...]]]


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Any], Graph]:
    """The graph of a value that torch.save wrote."""
    count = 0

    def write_and_read(value: Any) -> Graph:
        nonlocal count
        count += 1
        file = tmp_path / f"{count}.pt"
        torch.save(value, file)
        return open_checkpoint(file).graph

    return write_and_read


@pytest.fixture
def compare(read: Callable[[Any], Graph]) -> Compare:
    def both(a: Any, b: Any) -> tuple[Diff, tuple[Comparison | None, ...]]:
        diff = compare_structure(read(a), read(b))
        return diff, measure(diff, CpuEngine(), Task())

    return both


def rows(diff: Diff, *statuses: str) -> list[tuple[object, ...]]:
    return [(entry.status, entry.path_a, entry.path_b, entry.text) for entry in diff.entries
            if entry.status != "tensor" or "tensor" in statuses]


def sample(name: str) -> Graph:
    return open_checkpoint(SAMPLES / name).graph


def test_a_file_equals_itself() -> None:
    diff = compare_structure(sample("linear_checkpoint.pth"), sample("linear_checkpoint.pth"))
    assert sentence(diff, measure(diff, CpuEngine(), Task())) == "Identical: 4 tensors and 14 values are equal."
    assert diff.notes == ()
    assert diff.complete


def test_two_epochs_differ_as_torch_says() -> None:
    early, late = (torch.load(SAMPLES / f"convnet_epoch_{n}.pth", weights_only=True) for n in ("01", "10"))
    diff = compare_structure(sample("convnet_epoch_01.pth"), sample("convnet_epoch_10.pth"))
    measured = measure(diff, CpuEngine(), Task())
    seen = 0
    for entry, result in zip(diff.entries, measured, strict=True):
        if entry.path_a is None or entry.path_a[0] != "model_state":
            continue
        a, b = (file["model_state"][entry.path_a[1]].double() for file in (early, late))
        assert result is not None
        assert result.max_abs == pytest.approx((b - a).abs().max().item(), rel=1e-12)
        assert result.rel_l2 == pytest.approx(((b - a).norm() / a.norm()).item(), rel=1e-12)
        assert result.changed == int((a != b).sum())
        seen += 1
    assert seen == len(early["model_state"])
    values = {entry.path_a: entry.text for entry in diff.entries if entry.status == "value"}
    assert values["epoch",] == "1 → 10"
    assert values["optimizer_state", "param_groups", 0, "lr"] == "0.01 → 0.001"
    assert sentence(diff, measured).startswith(
        "46 tensors changed, 2 identical, 6 values changed (lr 0.01 → 0.001); ")


def test_what_moved_most_is_the_models_and_not_an_average(compare: Compare) -> None:
    def file(weight: float, bias: float, average: float, mean: float) -> Any:
        return {"model": {"fc.weight": torch.tensor([weight]), "fc.bias": torch.tensor([bias]),
                          "bn.running_mean": torch.tensor([mean])},
                "ema": {"fc.weight": torch.tensor([average]), "fc.bias": torch.tensor([1.0])},
                "optim": {"state": {0: {"exp_avg": torch.tensor([average])}}, "param_groups": []}}

    diff, measured = compare(file(1.0, 1.0, 1.0, 1.0), file(3.0, 1.5, 100.0, 50.0))
    assert sentence(diff, measured) == "5 tensors changed, 1 identical; fc.weight moved most"
    most = moved_most(diff, measured)
    assert most is not None
    assert most.path_a == ("model", "fc.weight")
    assert [entry.path_a for entry, _ in Compared(diff, measured, {}).moved()] == [
        ("model", "fc.weight"), ("model", "fc.bias"), ("ema", "fc.weight"), ("optim", "state", 0, "exp_avg"),
        ("model", "bn.running_mean")]


def test_what_was_zero_did_not_move_most(compare: Compare) -> None:
    """Every bias that begins at zero would."""
    zero = {"bias": torch.zeros(3), "w": torch.ones(3)}
    one = {"bias": torch.full((3,), 1e-6), "w": torch.full((3,), 2.0)}
    diff, measured = compare(zero, one)
    assert sentence(diff, measured) == "2 tensors changed; w moved most"
    assert [entry.path_a for entry, _ in Compared(diff, measured, {}).moved()] == [("w",), ("bias",)]
    alone = moved_most(*compare({"bias": zero["bias"]}, {"bias": one["bias"]}))
    assert alone is not None
    assert alone.path_a == ("bias",)


def test_added_removed_and_reshaped(compare: Compare) -> None:
    a = {"same": torch.ones(2), "gone": torch.ones(3), "old": 1, "shape": torch.ones(2, 3)}
    b = {"same": torch.ones(2), "new": torch.ones(4), "shape": torch.ones(3, 2), "now": "x"}
    diff, measured = compare(a, b)
    assert rows(diff) == [
        ("removed", ("gone",), None, "tensor float32 3"), ("removed", ("old",), None, "1 (int)"),
        ("reshaped", ("shape",), ("shape",), "2 × 3 → 3 × 2"),
        ("added", None, ("new",), "tensor float32 4"), ("added", None, ("now",), "x (str)"),
    ]
    text = "1 tensor identical, 1 added, 1 removed, 1 reshaped, 1 value added, 1 value removed"
    assert sentence(diff, measured) == text


def test_another_dtype_is_told_and_still_measured(compare: Compare) -> None:
    values = torch.tensor([1.0, 1 / 3])
    diff, measured = compare({"w": values}, {"w": values.half()})
    assert rows(diff) == [("retyped", ("w",), ("w",), "float32 → float16")]
    assert measured[0] is not None
    assert measured[0].max_abs == pytest.approx((values.double() - values.half().double()).abs().max().item())


def test_a_whole_subtree_that_is_gone_is_listed_leaf_by_leaf(compare: Compare) -> None:
    diff, _ = compare({"keep": 1, "deep": {"x": [torch.ones(1), 2], "y": {}}}, {"keep": 1})
    assert [(entry.status, entry.path_a) for entry in diff.entries] == [
        ("removed", ("deep", "x", 0)), ("removed", ("deep", "x", 1)), ("removed", ("deep", "y"))]


def test_a_value_in_place_of_a_container(compare: Compare) -> None:
    diff, _ = compare({"s": None}, {"s": {"w": torch.ones(1)}})
    assert [(e.status, e.path_a, e.path_b, e.text) for e in diff.entries] == [
        ("retyped", ("s",), ("s",), "None → dict"), ("added", None, ("s", "w"), "tensor float32 1")]


def test_the_sentence_names_who_holds_nan_or_infinity_where_it_differs(compare: Compare) -> None:
    def run(*broken: str) -> dict[str, Any]:
        model = {name: torch.tensor([1.0, math.nan if name in broken else 2.0 + len(broken)]) for name in "abc"}
        return {"model": {**model, "mask": torch.tensor([-math.inf, 0])}}

    def said(*broken: str) -> str:
        return sentence(*compare(run(), run(*broken)))

    assert said("b") == "NaN or infinite numbers in model/b; 3 tensors changed, 1 identical; model/a moved most"
    assert said("b", "c") == ("NaN or infinite numbers in model/b and 1 more; 3 tensors changed, 1 identical; model/a "
                              "moved most")
    assert "NaN" not in sentence(*compare(run("b"), run("b")))


def test_nan_equals_nan_and_int_differs_from_float(compare: Compare) -> None:
    diff, _ = compare({"n": math.nan, "i": 1, "t": True}, {"n": math.nan, "i": 1.0, "t": 1})
    assert rows(diff) == [("value", ("i",), ("i",), "1 (int) → 1.0 (float)"),
                          ("value", ("t",), ("t",), "True (bool) → 1 (int)")]
    assert diff.equal_values == 1


def test_keys_of_different_types_are_different_keys(compare: Compare) -> None:
    diff, _ = compare({1: "a"}, {"1": "a"})
    assert [entry.status for entry in diff.entries] == ["removed", "added"]


def test_keys_that_are_tuples_or_members_are_told_apart(compare: Compare) -> None:
    diff, _ = compare({(1, 2): "a", (1, "2"): "b"}, {(1, 3): "a", (1, "2"): "b"})
    assert [(entry.status, entry.text) for entry in diff.entries] == [("removed", "a (str)"), ("added", "a (str)")]
    diff, measured = compare({(1, 2): "a", (1, (2, 3)): "b"}, {(1, (2, 3)): "b", (1, 2): "a"})
    assert diffing.count(diff, measured).identical
    diff, _ = compare({torch.device("cpu"): 1}, {torch.device("cuda"): 1})
    assert [entry.status for entry in diff.entries] == ["removed", "added"]
    long = "x" * 10_000
    assert compare({(long, 1): 1}, {(long, 1): 1})[0].entries == ()


def test_the_factory_of_a_defaultdict_counts(compare: Compare) -> None:
    diff, _ = compare({"d": defaultdict(list, a=1)}, {"d": defaultdict(int, a=1)})
    assert rows(diff) == [("retyped", ("d",), ("d",), "collections.defaultdict made with other arguments")]
    assert compare({"d": defaultdict(list, a=1)}, {"d": defaultdict(list, a=1)})[0].entries == ()


def test_list_against_tuple_is_a_difference(compare: Compare) -> None:
    diff, _ = compare({"betas": [0.9, 0.999]}, {"betas": (0.9, 0.999)})
    assert rows(diff) == [("retyped", ("betas",), ("betas",), "list → tuple")]


def test_sets_have_no_order(compare: Compare) -> None:
    diff, measured = compare({"s": {"a", "b", "c"}}, {"s": {"c", "a", "b"}})
    assert diffing.count(diff, measured).identical
    diff, _ = compare({"s": {"a", "b"}}, {"s": {"a", "c"}})
    assert sorted(entry.status for entry in diff.entries) == ["added", "removed"]


def test_stripped_prefixes_are_renames(compare: Compare) -> None:
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Linear(4, 4), torch.nn.Linear(4, 4))
    plain = dict(net.state_dict())
    diff, measured = compare({f"module.{name}": value for name, value in plain.items()}, plain)
    assert {(entry.status, entry.path_a, entry.path_b) for entry in diff.entries} == {
        ("renamed", (f"module.{name}",), (name,)) for name in plain}
    assert sentence(diff, measured) == "6 renamed with equal values"


def test_a_renamed_layer_is_found_by_shape_and_last_word(compare: Compare) -> None:
    a = {"stem.weight": torch.ones(1), "fc.weight": torch.ones(5, 2), "fc.bias": torch.ones(5)}
    b = {"stem.weight": torch.ones(1), "head.weight": torch.zeros(5, 2), "head.bias": torch.ones(5)}
    diff, measured = compare(a, b)
    assert {(entry.path_a, entry.path_b) for entry in diff.entries if entry.status == "renamed"} == {
        (("fc.weight",), ("head.weight",)), (("fc.bias",), ("head.bias",))}
    assert sentence(diff, measured) == "1 tensor changed, 1 identical, 2 renamed"


def test_in_doubt_nothing_is_called_renamed(compare: Compare) -> None:
    a = {"a.weight": torch.ones(2), "b.bias": torch.ones(2)}
    b = {"c.bias": torch.ones(2), "d.weight": torch.ones(2), "e.weight": torch.ones(2)}
    statuses = {(entry.status, entry.path_a, entry.path_b) for entry in compare(a, b)[0].entries}
    assert statuses == {("removed", ("a.weight",), None), ("renamed", ("b.bias",), ("c.bias",)),
                        ("added", None, ("d.weight",)), ("added", None, ("e.weight",))}


def test_a_container_under_another_name_is_compared_inside(compare: Compare) -> None:
    a = {"model_state": {"w": torch.ones(2), "n": 1}, "epoch": 1}
    b = {"state_dict": {"w": torch.zeros(2), "n": 1}, "epoch": 1}
    diff, measured = compare(a, b)
    assert [(entry.status, entry.path_a, entry.path_b) for entry in diff.entries] == [
        ("renamed", ("model_state",), ("state_dict",)), ("tensor", ("model_state", "w"), ("state_dict", "w"))]
    assert sentence(diff, measured) == "1 tensor changed, 1 renamed"


@pytest.mark.parametrize("swap", [False, True])
def test_a_checkpoint_against_the_state_dict_it_holds(swap: bool) -> None:
    files = [sample("linear_checkpoint.pth"), sample("linear_state_dict.pth")]
    diff = compare_structure(*(reversed(files) if swap else files))
    tensors = [entry for entry in diff.entries if entry.status == "tensor"]
    assert [entry.path_b if swap else entry.path_a for entry in tensors] == [
        ("model_state", "linear.weight"), ("model_state", "linear.bias")]
    lone = "added" if swap else "removed"
    assert all(entry.status in ("tensor", "renamed", lone) for entry in diff.entries)
    tally = diffing.count(diff, measure(diff, CpuEngine(), Task()))
    assert (tally.equal, tally.changed) == (2, 0)


def test_a_whole_model_against_its_state_dict() -> None:
    diff = compare_structure(sample("linear_whole_model.pth"), sample("linear_state_dict.pth"))
    measured = measure(diff, CpuEngine(), Task())
    renamed = [(e.path_a, e.path_b, r.changed) for e, r in zip(diff.entries, measured, strict=True)
               if e.status == "renamed" and r is not None]
    assert renamed == [(("_modules", "linear", "_parameters", "weight"), ("linear.weight",), 0),
                       (("_modules", "linear", "_parameters", "bias"), ("linear.bias",), 0)]


def test_a_few_changed_values_are_named_in_the_sentence() -> None:
    graph = sample("linear_checkpoint.pth")
    node = graph.resolve(("optim_state", "param_groups", 0, "lr"))
    diff = compare_structure(graph, SetValue(node, 0.001, "lr").apply(graph).graph)
    assert sentence(diff, measure(diff, CpuEngine(), Task())) == "4 tensors identical, lr 0.01 → 0.001"


def test_metadata_of_a_state_dict_is_compared(compare: Compare) -> None:
    def state(version: int) -> Any:
        made: Any = OrderedDict(w=torch.ones(1))
        made._metadata = {"": {"version": version}}
        return made

    diff, _ = compare(state(1), state(2))
    assert rows(diff) == [("value", (Attr("_metadata"), "", "version"), (Attr("_metadata"), "", "version"), "1 → 2")]


def test_the_order_asked_for_comes_first_and_all_are_measured(compare: Compare) -> None:
    diff, _ = compare({"a": torch.ones(1), "b": torch.ones(1), "c": torch.ones(1)},
                      {"a": torch.ones(1), "b": torch.zeros(1), "c": torch.ones(1)})
    seen: list[int] = []
    measured = measure(diff, CpuEngine(), Task(), 0.0, lambda number, _: seen.append(number), order=(2, 1))
    assert seen == [2, 1, 0]
    assert [result is not None and result.changed for result in measured] == [0, 1, 0]


def test_a_difference_within_the_tolerance_is_none(read: Callable[[Any], Graph]) -> None:
    diff = compare_structure(read({"w": torch.zeros(4)}), read({"w": torch.full((4,), 1e-4)}))
    loose, strict = (measure(diff, CpuEngine(), Task(), tolerance) for tolerance in (1e-3, 1e-5))
    assert diffing.count(diff, loose).identical
    assert not diffing.count(diff, strict).identical


def test_a_tensor_whose_bytes_cannot_be_had_does_not_stop_the_others(compare: Compare) -> None:
    class Lame(CpuEngine):
        def compare_all(self, pairs: LatePairs, task: Task, receive: Receive, *, tolerance: float = 0.0) -> None:
            for a, b in pairs:
                receive(Damaged("gone", "record 1") if a.shape == (1,) else self.compare(a, b, task))

    diff, _ = compare({"a": torch.ones(1), "b": torch.ones(2)}, {"a": torch.ones(1), "b": torch.ones(2)})
    failures: dict[int, CheckpointError] = {}
    measured = measure(diff, Lame(), Task(), on_failure=failures.__setitem__)
    assert str(failures[0]) == "record 1: gone. Copy or download the file again."
    assert not diffing.count(diff, measured).identical
    assert sentence(diff, measured) == "1 tensor identical, 1 not compared"


def test_a_tensor_in_several_places_is_compared_once(read: Callable[[Any], Graph]) -> None:
    class Counting(CpuEngine):
        calls = 0

        def compare_all(self, pairs: LatePairs, task: Task, receive: Receive, *, tolerance: float = 0.0) -> None:
            self.calls += len(pairs)
            super().compare_all(pairs, task, receive, tolerance=tolerance)

    one, other = torch.ones(10), torch.zeros(10)
    diff = compare_structure(read({"x": one, "y": one}), read({"x": other, "y": other}))
    engine, task = Counting(), Task()
    assert [result is not None and result.changed for result in measure(diff, engine, task)] == [10, 10]
    assert (engine.calls, task.done, task.total) == (1, 80, 80)


def test_a_cancelled_comparison_stops(compare: Compare) -> None:
    diff, _ = compare({"a": torch.ones(1)}, {"a": torch.ones(1)})
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        measure(diff, CpuEngine(), task)


def test_progress_counts_the_bytes_of_both_sides(compare: Compare) -> None:
    diff, _ = compare({"a": torch.ones(100)}, {"a": torch.zeros(100)})
    task = Task()
    measure(diff, CpuEngine(), task)
    assert (task.done, task.total) == (800, 800)


def test_cycles_of_different_lengths_end() -> None:
    one = Graph([Sequence("list", (1,)), Sequence("list", (0,))], 0)
    other = Graph([Sequence("list", (1,)), Sequence("list", (2,)), Sequence("list", (0,))], 0)
    diff = compare_structure(one, other)
    assert diff.entries == ()


def ladder(depth: int, last: int, step: int = 1) -> Graph:
    """A list that holds the next one twice, and so on: 2**depth paths. `step` numbers the nodes backwards at -1."""
    number = list(range(depth + 1))[::step]
    nodes: list[Node] = [Scalar(last)] * (depth + 1)
    for n in range(depth):
        nodes[number[n]] = Sequence("list", (number[n + 1], number[n + 1]))
    return Graph(nodes, number[0])


def test_endless_paths_end_and_are_still_judged() -> None:
    same, other = (compare_structure(ladder(60, 1), ladder(60, last, -1)) for last in (1, 2))
    assert same.complete
    assert diffing.count(same, ()).identical
    assert {entry.text for entry in other.entries} == {"1 → 2"}


def test_what_was_not_followed_is_never_called_identical() -> None:
    """Rings of 997 and 1009 lists: over a million pairs, each of which could hold a difference."""
    def ring(length: int) -> Graph:
        return Graph([Sequence("list", ((n + 1) % length,)) for n in range(length)], 0)

    diff = compare_structure(ring(997), ring(1009))
    assert not diff.complete
    assert not diffing.count(diff, ()).identical
    assert "were not compared" in sentence(diff, ())


def test_deep_nesting_does_not_recurse() -> None:
    def chain(end: int) -> Graph:
        return Graph([*(Sequence("list", (n + 1,)) for n in range(50_000)), Scalar(end)], 0)

    diff = compare_structure(chain(1), chain(2))
    assert [entry.text for entry in diff.entries] == ["1 → 2"]


def test_a_key_that_stands_twice_is_paired_in_turn() -> None:
    def twice(first: int, last: int) -> Graph:
        return Graph([Mapping(("k", "k"), (1, 2)), Scalar(first), Scalar(last)], 0)

    diff = compare_structure(twice(1, 2), twice(1, 3))
    assert [entry.text for entry in diff.entries] == ["2 → 3"]


def test_text_of_a_file_cannot_reorder_a_sentence(compare: Compare) -> None:
    diff, measured = compare({"ep\u202eoch": "a\x1b[2J"}, {"ep\u202eoch": "b"})
    text = sentence(diff, measured)
    assert text == "Ep\\u202eoch a\\x1b[2J → b"


def test_titles_are_what_a_person_calls_it(compare: Compare) -> None:
    tree = {"model_state": {"fc.weight": torch.ones(1)}, "optim": {"state": {3: {"exp_avg": torch.ones(1)}}},
            "epoch": torch.ones(1)}
    diff, _ = compare(tree, tree)
    assert [diffing.title(entry) for entry in diff.entries] == ["fc.weight", "state/3/exp_avg", "epoch"]
    module = Graph([Tensor(diff.specs(diff.entries[0])[0])], 0)  # type: ignore[index]
    assert diffing.title(compare_structure(module, module).entries[0]) == "whole file"
