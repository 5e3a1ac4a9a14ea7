"""What a checkpoint needs on a device, without torch."""

from __future__ import annotations

import subprocess
import sys

from ckpt_viewer.core.engine.base import Device, DeviceList
from ckpt_viewer.core.engine.placement import plan_placement, unique_storages
from ckpt_viewer.core.graph import Graph, Mapping, Node, Sequence, StorageNode, Tensor
from ckpt_viewer.core.tensor import DTYPES, Storage, TensorSpec

FLOAT = DTYPES["float32"]
GIB = 1 << 30
HERE = DeviceList((Device("cpu", "CPU", 64 * GIB, 32 * GIB), Device("cuda:0", "Big", 80 * GIB, 10 * GIB),
                   Device("cuda:1", "Small", 8 * GIB, 1 * GIB)),
                  ("No Apple GPU (mps): only Apple's computers have one.",))


def tensor(key: str, nbytes: int, device: str = "cpu", problem: str = "", shape: tuple[int, ...] = (1,)) -> TensorSpec:
    return TensorSpec(FLOAT, shape, (1,) * len(shape), 0, Storage(key, FLOAT, nbytes, device, (), problem=problem))


def test_a_storage_counts_once_with_all_its_bytes() -> None:
    found = plan_placement([tensor("a", GIB), tensor("a", GIB), tensor("b", GIB // 2)], HERE.devices[1])
    assert (found.bytes_needed, found.bytes_free, found.fits, found.storages) == (3 * GIB // 2, 10 * GIB, True, 2)
    assert found.sentence == "Needs 1.5 GiB; cuda:0 has 10.0 GiB free."


def test_what_does_not_fit_says_how_much_is_lacking() -> None:
    found = plan_placement([tensor("a", 3 * GIB)], HERE.devices[2])
    assert not found.fits
    assert found.sentence == "Needs 3.0 GiB; cuda:1 has 1.0 GiB free. 2.0 GiB are lacking."
    assert plan_placement([tensor("a", GIB)], HERE.devices[2]).fits


def test_unknown_free_memory_is_said_and_does_not_forbid() -> None:
    found = plan_placement([tensor("a", 3 * GIB)], Device("mps", "Apple"))
    assert found.fits
    assert found.sentence == "Needs 3.0 GiB; how much memory mps has free is not known."


def test_storages_without_bytes_are_left_out() -> None:
    specs = [tensor("a", 1024), tensor("b", GIB, "meta"), tensor("c", GIB, problem="the record is missing")]
    found = plan_placement(specs, HERE.devices[0])
    assert (found.bytes_needed, found.left_out) == (1024, 2)
    assert found.sentence.endswith("Left out, because the file does not hold their bytes: 2 storages.")


def test_a_graph_is_searched_where_it_can_be_reached() -> None:
    shared, unreachable = tensor("a", 100), tensor("gone", GIB)
    nodes: list[Node] = [Mapping(("x", "y", "self"), (1, 2, 0)), Tensor(shared), Sequence("list", (1, 3)),
             StorageNode(tensor("s", 50).storage), Tensor(unreachable)]
    assert [storage.key for storage in unique_storages(Graph(nodes, 0))] == ["a", "s"]
    assert plan_placement(Graph(nodes, 0), HERE.devices[0]).bytes_needed == 150


def test_a_million_deep_nesting_is_no_trouble() -> None:
    depth = 300_000
    nodes: list[Node] = [Sequence("list", (n + 1,)) for n in range(depth)]
    nodes.append(Tensor(tensor("deep", 8)))
    graph = Graph(nodes, 0)
    assert plan_placement(graph, HERE.devices[0]).bytes_needed == 8


def test_planning_and_the_engines_do_not_import_torch() -> None:
    code = ("import sys, ckpt_viewer.core.engine.placement, ckpt_viewer.core.engine.torch_engine; "
            "sys.exit('torch' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
