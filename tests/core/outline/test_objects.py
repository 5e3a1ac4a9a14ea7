"""What the tree says of objects: one readable value, or entries under the names that a person knows."""

from __future__ import annotations

from functools import cache

import pytest

from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.outline.cells import Column, cell_text
from ckpt_viewer.core.outline.tree import Outline
from ckpt_viewer.core.task import Task
from tests.core.oracle import opened, saved
from tests.zoo.table import ZOO

COLUMNS = (Column.KIND, Column.SHAPE, Column.DTYPE, Column.DEVICE, Column.VALUE)
ROWS = [
    ("sparse", "coo", "sparse_coo tensor", "4 × 4", "float32", "cpu", "nnz 5", ["indices", "values"]),
    ("sparse", "csr", "sparse_csr tensor", "4 × 4", "float32", "cpu", "nnz 5",
     ["crow_indices", "col_indices", "values"]),
    ("sparse", "bsr", "sparse_bsr tensor", "4 × 4", "float32", "cpu", "nnz 4 blocks",
     ["crow_indices", "col_indices", "values"]),
    ("sparse", "not coalesced", "sparse_coo tensor", "2 × 2", "float32", "cpu", "nnz 2, not coalesced", None),
    ("nested", "nested", "nested tensor", "", "float32", "cpu", "2 tensors of different sizes in one",
     ["values", "sizes", "strides", "offsets"]),
    ("meta", "meta", "tensor", "3 × 2", "float16", "meta", "no values: it was on the meta device", []),
    ("meta", "p", "parameter", "2", "float32", "meta", "no values: it was on the meta device", []),
    ("parameters", "lazy", "uninitialized parameter", "", "", "", "no shape yet", []),
    ("distributed", "dtensor", "DTensor", "4 × 3", "float32", "cpu", "1 tensor", ["_local_tensor", "_spec"]),
    ("other_devices", "bf16", "tensor", "2 × 3", "bfloat16", "cpu", "1 tensor", ["values"]),
    ("numpy_numbers", "complex64", "complex64", "", "", "", "(1+2j) (numpy complex64)", []),
    ("numpy_numbers", "date", "datetime64[D]", "", "", "", "2024-02-29 (numpy datetime64[D])", []),
    ("numpy_arrays", "fortran", "ndarray", "2 × 3", "float64", "", "numpy float64 2 × 3: 0, 3, 1, 4, 2, 5", []),
    ("numpy_arrays", "text", "ndarray", "1 × 2", "str", "", "numpy str 1 × 2: one, three", []),
    ("numpy_arrays", "dates", "ndarray", "2", "datetime64[D]", "", "numpy datetime64[D] 2: 2024-01-01, NaT", []),
    ("numpy_arrays", "object matrix", "ndarray", "2 × 2", "object", "", "numpy object 2 × 2",
     ["[0, 0]", "[0, 1]", "[1, 0]", "[1, 1]"]),
    ("numpy_arrays", "record", "record", "", "", "", "numpy record: x 1.5, n 2, word b'abc'", []),
    ("numpy_random", "bits", "PCG64", "", "", "", "4 items", ["bit_generator", "state", "has_uint32", "uinteger"]),
    ("containers", "point", "Point", "", "", "", "Point(1, 2.5)", None),
    ("enums", "value", "Mode", "", "", "", "Mode('fast')", None),
    ("enums", "by name", "Mode", "", "", "", "Mode.SLOW", []),
    ("times", "aware", "datetime", "", "", "", "2024-02-29T12:30:00+02:00", []),
    ("times", "negative", "timedelta", "", "", "", "-1 day, 23:59:59", []),
    ("times", "zoneinfo", "ZoneInfo", "", "", "", "UTC", []),
    ("plain_things", "decimal", "Decimal", "", "", "", "1.50", []),
    ("plain_things", "uuid", "UUID", "", "", "", "00000000-0000-0000-0000-000000000005", []),
    ("plain_things", "ip", "IPv4Address", "", "", "", "10.0.0.1", []),
    ("plain_things", "pure", "PureWindowsPath", "", "", "", "C:\\data\\x", []),
    ("paths_of_other_pythons", "windows slashes", "WindowsPath", "", "", "", "C:\\data\\x", []),
    ("plain_things", "range", "range", "", "", "", "range(0, 10, 3)", None),
    ("bundles", "partial", "partial", "", "", "", "partial(torch.nn.functional.relu, inplace=True)",
     ["function", "inplace"]),
    ("unknown", "slots", "Slotted", "", "", "", "1 tensor", ["a", "b"]),
    ("unknown", "inner", "Inner", "", "", "", "1 attribute", None),
    ("unknown", "arguments", "Made", "", "", "", "Made(1, 'two', [3])", ["args"]),
    ("omegaconf", "cfg", "DictConfig", "", "", "", "6 items", ["lr", "sizes", "name", "ref", "none", "inner"]),
    ("geometric", "data", "Data", "", "", "", "2 tensors", ["x", "edge_index", "y"]),
]


@cache
def outline(name: str) -> Outline:
    return build_outline(opened(saved(ZOO[name]())).graph, Task())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_an_object_is_told_in_its_row(row: tuple[str, str, str, str, str, str, str, list[str] | None]) -> None:
    name, key, *texts, below = row
    rows = outline(name)
    at = rows.find((key,))
    assert [cell_text(rows, at, column) for column in COLUMNS] == texts
    if below is not None:
        assert [rows.labels[child] for child in rows.children(at)] == below


def test_entries_have_the_path_of_their_node() -> None:
    rows = outline("omegaconf")
    deep = rows.find(("cfg", "_content", "inner", "_content", "deep", "_content", 0, "_content", "a"))
    assert rows.labels[deep] == "a"
    assert cell_text(rows, deep, Column.VALUE) == "1"
    for row in range(len(rows)):
        assert rows.graph.resolve(rows.path(row)) == rows.node[row]
