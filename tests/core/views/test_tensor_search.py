"""From tensor to tensor: who has the extremes and what is not finite, in the order that a person sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.views.finding import Wanted
from ckpt_viewer.core.views.folding import fold_blocks
from ckpt_viewer.core.views.list_measuring import measure_list
from ckpt_viewer.core.views.tensor_list import Listed
from ckpt_viewer.core.views.tensor_search import count_odd, find_tensor, place_before
from ckpt_viewer.core.views.tensor_table import Choice, Column, TensorTable
from tests.tensors import spec_of

NAN, INF = np.nan, np.inf
VALUES: dict[str, list[float]] = {
    "embed": [1, 2], "layers.0.w": [0, NAN], "layers.1.w": [3, 4], "layers.2.w": [INF, NAN], "layers.3.w": [5, 6],
    "head": [-7, 1], "last": [-INF, 2], "empty": [NAN, NAN]}
NAMES = list(VALUES)


def table_of(values: dict[str, list[float]], *, measured: bool = True, nodes: Sequence[int] = ()) -> TensorTable:
    arrays: dict[str, npt.NDArray[np.float32]] = {name: np.array(found, np.float32) for name, found in values.items()}
    leaves = [Listed((name,), node, (*(f"{part}." for part in name.split(".")[:-1]), name.split(".")[-1]),
                     Tensor(spec_of(array, key=name)))
              for node, (name, array) in zip(nodes or range(len(arrays)), arrays.items(), strict=True)]
    table = TensorTable(fold_blocks(leaves, Task()))
    if measured:
        measure_list(CpuEngine(), table.folded.leaves, table.agenda(), Task(), table.put)
    return table


def walk(table: TensorTable, wanted: Wanted, steps: int, at: int = -1) -> list[str]:
    """The names that one comes to, one after the other."""
    found = []
    for _ in range(steps):
        at = find_tensor(table, wanted, at)
        found.append(table.folded.leaves[at].path[0] if at >= 0 else None)
    return [str(name) for name in found]


def arrange(table: TensorTable, choice: Choice) -> None:
    table.show(table.arrange(choice, Task()))


def test_what_is_not_finite_is_met_also_in_folded_rows_and_round() -> None:
    table = table_of(VALUES)
    assert len(table.rows) < len(VALUES)
    assert count_odd(table) == 4
    assert walk(table, "next-odd", 5) == ["layers.0.w", "layers.2.w", "last", "empty", "layers.0.w"]
    assert walk(table, "previous-odd", 3, NAMES.index("layers.2.w")) == ["layers.0.w", "empty", "last"]


def test_extremes_are_those_of_finite_values() -> None:
    table = table_of(VALUES)
    assert walk(table, "largest", 1) == ["layers.3.w"]
    assert walk(table, "smallest", 1) == ["head"]
    assert find_tensor(table_of({"w": [NAN]}), "largest", -1) == -1


def test_a_sorted_list_is_gone_through_as_it_is_sorted() -> None:
    table = table_of(VALUES)
    arrange(table, Choice(sorted_by=Column.ODD, descending=True))
    assert walk(table, "next-odd", 4) == ["layers.2.w", "empty", "layers.0.w", "last"]


def test_what_the_filter_hides_is_passed_over() -> None:
    table = table_of(VALUES)
    arrange(table, Choice(words=("layers",)))
    assert walk(table, "next-odd", 3, NAMES.index("last")) == ["layers.0.w", "layers.2.w", "layers.0.w"]
    arrange(table, replace(table.choice, words=("head",)))
    assert find_tensor(table, "next-odd", -1) == -1
    assert count_odd(table) == 4


def test_what_is_not_measured_is_not_known() -> None:
    table = table_of(VALUES, measured=False)
    assert count_odd(table) == 0
    assert find_tensor(table, "next-odd", -1) == find_tensor(table, "largest", -1) == -1


def test_the_first_layer_that_is_not_finite_is_met_first() -> None:
    """Folded rows put the same parameter of all layers together; the file goes layer by layer."""
    names = [f"layers.{layer}.{part}" for layer in range(4) for part in ("norm", "mlp")]
    table = table_of({name: [NAN if name in ("layers.2.mlp", "layers.3.norm") else 1, 2] for name in names})
    assert [leaf.path[0] for leaf in table.folded.leaves] != names
    assert walk(table, "next-odd", 3) == ["layers.2.mlp", "layers.3.norm", "layers.2.mlp"]
    assert walk(table, "previous-odd", 2, place_before(table, 0)) == ["layers.2.mlp", "layers.3.norm"]
    arrange(table, Choice(words=("layers",)))
    assert walk(table, "next-odd", 2) == ["layers.2.mlp", "layers.3.norm"]


def test_the_model_comes_before_its_optimizer_whatever_the_numbers_of_their_nodes() -> None:
    """As in a file whose nodes are numbered from the end: those of the model's tensors come last."""
    names = ["model.w", "model.b", "state.w", "state.b"]
    table = table_of({name: [NAN] for name in names}, nodes=[9, 8, 3, 2])
    assert walk(table, "next-odd", 4) == names
    assert [table.place_of(node) for node in (9, 8, 3, 2, 4)] == [0, 1, 2, 3, -1]


def test_a_search_from_a_folded_row_begins_with_its_first_tensor() -> None:
    table = table_of(VALUES)
    row = int(np.flatnonzero(table.folded.size > 1)[0])
    assert walk(table, "next-odd", 1, place_before(table, row)) == ["layers.0.w"]
    assert place_before(table, 0) == -1
