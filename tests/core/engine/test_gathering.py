"""Small tensors that lie side by side: read together, with the numbers that each has by itself."""

from __future__ import annotations

import math
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from safetensors.torch import save_file

from ckpt_viewer.core.engine import CpuEngine, cpu, sweeping, turns
from ckpt_viewer.core.engine.arithmetic import by_numpy
from ckpt_viewer.core.engine.base import Floats, Histogram, Summary
from ckpt_viewer.core.engine.binning import choose_bins, with_table
from ckpt_viewer.core.engine.gathering import Gatherer
from ckpt_viewer.core.engine.readiness import Kernels
from ckpt_viewer.core.engine.sweeping import Wanted, sweep
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import Chunk, Storage, TensorSpec
from ckpt_viewer.core.views.strips import strip_edges
from tests.core.engine.oracle import assert_histogram, numbers_of
from tests.core.engine.specs import CountedSource, dtype_of, spec_of, storage_bytes
from tests.core.engine.test_cpu import DTYPES_OF_TORCH
from tests.core.engine.test_cpu import some as some_of_many

SETTINGS = settings(deadline=None)


@pytest.fixture(params=["numpy", "compiled"], scope="module", autouse=True)
def _either(request: pytest.FixtureRequest) -> object:
    """Without and with machine code, however little there is to do."""
    made = Kernels()
    made._begun = True
    if request.param == "compiled":
        made._loaded = request.getfixturevalue("compiled_kernels")
    with pytest.MonkeyPatch.context() as patch:
        for module in (sweeping, turns, cpu):
            patch.setattr(module, "kernels", lambda: made)
        patch.setattr(sweeping, "_TURN", 1 << 17)
        yield


def some(dtype: torch.dtype, count: int) -> torch.Tensor:
    return some_of_many(dtype, max(count, 10))[:count].clone()


@dataclass(frozen=True)
class File:
    """Tensors in one file in memory."""

    source: CountedSource
    specs: list[TensorSpec]

    @property
    def reads(self) -> int:
        return len(self.source.reads)


def side_by_side(tensors: Sequence[torch.Tensor], gap: int = 0, *, little_endian: bool = True) -> File:
    """The tensors one behind the other, with so many bytes between them."""
    data, begins = bytearray(b"#" * gap), list[int]()
    for tensor in tensors:
        begins.append(len(data))
        whole = spec_of(tensor, little_endian=little_endian).storage.chunks[0]
        data += whole.source.read_at(whole.offset, whole.nbytes) + b"#" * gap
    source = CountedSource(bytes(data))
    specs = [_within(source, tensor, begin, little_endian) for tensor, begin in zip(tensors, begins, strict=True)]
    return File(source, specs)


def _within(source: CountedSource, tensor: torch.Tensor, begin: int, little_endian: bool) -> TensorSpec:
    nbytes = len(storage_bytes(tensor))
    storage = Storage(str(begin), dtype_of(tensor), nbytes, "cpu", (Chunk(source, begin, nbytes),), little_endian)
    return TensorSpec(dtype_of(tensor), tuple(tensor.shape), tuple(tensor.stride()), 0, storage)


def answers(specs: list[TensorSpec], bins: int = 16, edges: Floats | None = None
            ) -> list[Histogram | CheckpointError]:
    found: list[Histogram | CheckpointError] = []
    wanted = Wanted(bins, edges)
    sweep(specs, specs.__getitem__, wanted, Task(), found.append)
    return found


def assert_all(specs: list[TensorSpec], tensors: Sequence[torch.Tensor], bins: int = 16) -> None:
    """Over the range of each, and in the bins that strips have."""
    for edges in (None, strip_edges()):
        for found, tensor in zip(answers(specs, bins, edges), tensors, strict=True):
            assert isinstance(found, Histogram), found
            assert edges is None or found.edges is edges
            assert_histogram(found, numbers_of(tensor))


@pytest.mark.parametrize("gap", [0, 1, 3, 64, 40_000])
@pytest.mark.parametrize("little_endian", [True, False], ids=["little", "big"])
def test_every_dtype_at_any_place(gap: int, little_endian: bool) -> None:
    tensors = [some(dtype, count) for dtype in DTYPES_OF_TORCH for count in (1, 30, 777)]
    assert_all(side_by_side(tensors, gap, little_endian=little_endian).specs, tensors)


FLOATS = st.floats(width=32) | st.integers(-9, 9).map(float) | st.sampled_from(
    [0.0, -0.0, 1e-45, -1e-40, 3.4028234663852886e38, float("inf"), float("-inf"), float("nan")])
DOUBLES = st.floats() | st.integers(-9, 9).map(float) | st.sampled_from(
    [5e-324, -1e-310, 1.7976931348623157e308, -1.7976931348623157e308, 1e200, 1e-200, float("inf"), float("nan")])
WHOLE = st.sampled_from([0, 1, -1, 2**63 - 1, -(2**63), 2**53 + 1]) | st.integers(-(2**63), 2**63 - 1)
ARRAYS = (hnp.arrays(np.float32, st.integers(0, 90), elements=FLOATS)
          | hnp.arrays(np.float64, st.integers(0, 90), elements=DOUBLES)
          | hnp.arrays(np.int64, st.integers(0, 90), elements=WHOLE)
          | hnp.arrays(np.bool_, st.integers(0, 90)))


@SETTINGS
@given(st.lists(ARRAYS, min_size=1, max_size=12), st.integers(1, 300), st.sampled_from([0, 2, 8, 64]))
def test_any_numbers(arrays: list[np.ndarray], bins: int, gap: int) -> None:
    tensors = [torch.from_numpy(array) for array in arrays]
    assert_all(side_by_side(tensors, gap).specs, tensors, bins)


@SETTINGS
@given(st.lists(hnp.arrays(np.float32, st.integers(1, 200), elements=st.floats(-1e3, 1e3, width=32)), min_size=2,
                max_size=8), st.integers(1, 300))
def test_counts_and_edges_are_numpys(arrays: list[np.ndarray], bins: int) -> None:
    file = side_by_side([torch.from_numpy(array) for array in arrays])
    for found, array in zip(answers(file.specs, bins), arrays, strict=True):
        assert isinstance(found, Histogram)
        try:
            counts, edges = np.histogram(array.astype(np.float64), bins)
        except ValueError:  # too narrow a range for numpy: there the edges are ours
            continue
        assert np.array_equal(found.edges, edges)
        assert np.array_equal(found.counts, counts)


EDGES = st.lists(DOUBLES.filter(math.isfinite), min_size=2, max_size=40, unique=True).map(sorted).map(np.array)


@SETTINGS
@given(st.lists(ARRAYS, min_size=2, max_size=8), EDGES)
def test_bins_of_any_widths_have_the_counts_of_each_by_itself(arrays: list[np.ndarray], edges: np.ndarray) -> None:
    file = side_by_side([torch.from_numpy(array) for array in arrays])
    for found, spec in zip(answers(file.specs, edges=edges), file.specs, strict=True):
        alone = CpuEngine(by_numpy).histogram(spec, Task(), edges=edges)
        assert isinstance(found, Histogram)
        assert np.array_equal(found.edges, alone.edges)
        assert np.array_equal(found.counts, alone.counts)
        assert (found.below, found.above) == (alone.below, alone.above)
        assert _exact_part(found.summary) == _exact_part(alone.summary)


def _exact_part(found: Summary) -> tuple[str, ...]:
    """What does not depend on the order of adding; of 0 and -0 numpy takes either for the larger."""
    return tuple(map(repr, (found.count, found.minimum + 0.0, found.maximum + 0.0, found.zeros, found.nan, found.posinf,
                            found.neginf, found.exact)))


@pytest.mark.parametrize("bins", [1, 2049, 4096, 4097])
def test_few_and_many_bins(bins: int) -> None:
    tensors = [some(torch.float32, 5_000), some(torch.float64, 3_000), torch.full((70,), 3.5), torch.zeros(4)]
    assert_all(side_by_side(tensors).specs, tensors, bins)


def test_views_of_one_storage_and_views_that_are_not_in_a_row() -> None:
    base = some(torch.float32, 6_000)
    views = [base[10:600], base, base.reshape(60, 100).t(), base[::7], base[:0], base[5:6].expand(40), base[3_000:],
             base[:64].reshape(1, 64, 1), base.reshape(60, 100)[:, 3]]
    file = side_by_side([base])
    specs = [replace(file.specs[0], shape=tuple(view.shape), stride=tuple(view.stride()),
                     storage_offset=int(view.storage_offset())) for view in views]
    assert_all(specs, views)


@SETTINGS
@given(st.data(), st.lists(st.lists(st.integers(1, 7), min_size=2, max_size=4), min_size=2, max_size=5))
def test_views_whose_dimensions_change_places_are_read_with_their_neighbours(data: st.DataObject,
                                                                            shapes: list[list[int]]) -> None:
    tensors = [some(torch.float32, math.prod(shape)).reshape(shape) for shape in shapes]
    views = [tensor.permute(data.draw(st.permutations(range(tensor.dim())))) for tensor in tensors]
    file = side_by_side(tensors)
    specs = [replace(spec, shape=tuple(view.shape), stride=tuple(view.stride()))
             for spec, view in zip(file.specs, views, strict=True)]
    answers(specs)
    assert file.reads == 1
    assert_all(specs, views)


@pytest.mark.parametrize("pieces", [1, 3])
def test_a_task_stops_between_two_reads(pieces: int) -> None:
    task, reads = Task(), list[int]()

    class Slow(CountedSource):
        def readinto_at(self, offset: int, buffer: memoryview) -> None:
            reads.append(offset)
            if len(reads) == 4 * pieces:
                task.cancel()
            super().readinto_at(offset, buffer)

    spec = spec_of(torch.arange(99.0), pieces=pieces)
    chunks = spec.storage.chunks
    specs = [replace(spec, storage=replace(spec.storage, chunks=tuple(
        replace(chunk, source=Slow(chunk.source.read_at(0, chunk.source.size))) for chunk in chunks)))
        for _ in range(200)]
    with pytest.raises(Cancelled):
        Gatherer().gather(dict(enumerate(specs)), task)
    assert len(reads) == 4 * pieces


def test_neighbours_are_read_together() -> None:
    tensors = [some(torch.float32, 1_000) for _ in range(25)]
    near, far = side_by_side(tensors, 100), side_by_side(tensors, 100_000)
    answers(near.specs)
    answers(far.specs)
    assert near.reads == 1
    assert far.reads == 25
    spread = side_by_side([torch.arange(8.0)] * 200, 30_000)
    answers(spread.specs)
    assert 1 < spread.reads < 100, "over 4 MiB between them nothing is read"
    few = side_by_side(tensors[:2])
    answers(few.specs)
    assert few.reads == 1


@pytest.mark.parametrize("wrong", [
    {"shape": (-1,)}, {"shape": (True,)}, {"stride": (True,)}, {"stride": (-1,)}, {"shape": (1 << 62,)},
    {"storage_offset": -1}, {"storage_offset": 2}, {"stride": (0.5,)}, {"shape": (2**64,)}])
def test_a_view_that_is_wrong_is_refused_and_its_neighbours_are_not(wrong: dict[str, object]) -> None:
    tensors = [torch.arange(100.0) + each for each in range(5)]
    specs = side_by_side(tensors).specs
    specs[2] = replace(specs[2], **wrong)  # type: ignore[arg-type]
    found: list[Histogram | CheckpointError] = []
    sweep(side_by_side(tensors).specs, specs.__getitem__, Wanted(8), Task(), found.append)
    assert isinstance(found[2], CheckpointError)
    for place in (0, 1, 3, 4):
        answer = found[place]
        assert isinstance(answer, Histogram)
        assert_histogram(answer, numbers_of(tensors[place]))


def test_where_a_read_fails_each_tensor_says_what_is_wrong_with_it() -> None:
    tensors = [torch.arange(100.0)] * 5
    file = side_by_side(tensors)
    file.source.data = file.source.data[:1_000]  # two tensors and a half are left
    found = answers(file.specs)
    assert [isinstance(answer, Histogram) for answer in found] == [True, True, False, False, False]


def test_a_storage_in_several_pieces_and_one_with_a_problem() -> None:
    tensors = [torch.arange(100.0)] * 3
    specs = [*side_by_side(tensors[:2]).specs, spec_of(tensors[2], pieces=3)]
    assert_all(specs, tensors)
    specs[0] = replace(specs[0], storage=replace(specs[0].storage, problem="it is missing"))
    found = answers(specs)
    assert "it is missing" in str(found[0])
    assert isinstance(found[1], Histogram)


def test_a_storage_of_which_the_beginning_is_nowhere_is_not_taken_from_elsewhere() -> None:
    specs = side_by_side([torch.arange(100.0)] * 3).specs
    storage = specs[1].storage
    late = tuple(replace(chunk, start=chunk.start + 8) for chunk in storage.chunks)
    specs[1] = replace(specs[1], storage=replace(storage, chunks=late))
    found = answers(specs)
    assert [isinstance(answer, Histogram) for answer in found] == [True, False, True]
    assert "has 392 of the 400 bytes asked for" in str(found[1])


@pytest.mark.parametrize("how", ["zip", "unaligned zip", "compressed", "safetensors", "legacy"])
def test_files(how: str, tmp_path: Path) -> None:
    tensors = {f"layer{i}": some(DTYPES_OF_TORCH[i % 4], 1 + 37 * i) for i in range(40)}
    path = tmp_path / "many.pth"
    match how:
        case "safetensors":
            save_file(tensors, path)
        case "legacy":
            torch.save(tensors, path, _use_new_zipfile_serialization=False)
        case _:
            torch.save(tensors, path)
    if how in ("unaligned zip", "compressed"):
        _packed_again(path, zipfile.ZIP_DEFLATED if how == "compressed" else zipfile.ZIP_STORED)
    with open_checkpoint(path) as checkpoint:
        graph = checkpoint.graph
        held = {name: graph[graph.resolve((name,))] for name in tensors}
        specs = [tensor.spec for tensor in held.values() if isinstance(tensor, Tensor)]
        assert_all(specs, list(tensors.values()))
        together = Gatherer().gather(dict(enumerate(specs)), Task())
        assert sorted(place for group in together for place in group.places) == list(range(40))


def _packed_again(path: Path, method: int) -> None:
    """The same records as another program packs them: nothing is aligned."""
    with zipfile.ZipFile(path) as old:
        records = [(name, old.read(name)) for name in old.namelist()]
    with zipfile.ZipFile(path, "w", method) as new:
        for name, data in records:
            new.writestr(name, data)


def test_a_record_whose_header_is_damaged_says_so_and_its_neighbours_do_not(tmp_path: Path) -> None:
    path = tmp_path / "many.pth"
    torch.save({f"layer{i}": torch.arange(50.0) + i for i in range(9)}, path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("many/data/4").header_offset
    data[at : at + 4] = b"oops"
    path.write_bytes(data)
    with open_checkpoint(path) as checkpoint:
        graph = checkpoint.graph
        nodes = [graph[graph.resolve((f"layer{i}",))] for i in range(9)]
        found = answers([node.spec for node in nodes if isinstance(node, Tensor)])
    assert [isinstance(answer, CheckpointError) for answer in found] == [place == 4 for place in range(9)]
    assert "header of this record" in str(found[4])


def test_machine_code_takes_them_all_at_once(compiled_kernels: ModuleType) -> None:
    from ckpt_viewer.core.engine.compiled import CompiledArithmetic

    values = torch.randn(3_000, generator=torch.Generator().manual_seed(1)).numpy()
    arithmetic = CompiledArithmetic(compiled_kernels)
    for bins in (64, with_table(choose_bins(0, None, strip_edges(), 0.0, 1.0))):
        assert None not in arithmetic.histograms(values, [0, 1_000], [1_000, 2_000], bins)


def test_a_record_behind_a_long_header_is_not_taken_from_beyond_what_was_read(tmp_path: Path) -> None:
    """What aligns it takes more than torch ever does; it is read by itself, with its own numbers."""
    torch.save({"w": torch.arange(300.0)}, tmp_path / "in.pth")
    with zipfile.ZipFile(tmp_path / "in.pth") as whole, zipfile.ZipFile(tmp_path / "long.pth", "w") as out:
        for name in sorted(whole.namelist(), key=lambda name: name.endswith("data/0")):
            row = zipfile.ZipInfo(name)
            row.extra = struct.pack("<2H", 0x4246, 1500) + bytes(1500) if name.endswith("data/0") else b""
            out.writestr(row, whole.read(name))
    with open_checkpoint(tmp_path / "long.pth") as checkpoint:
        held = checkpoint.graph[checkpoint.graph.resolve(("w",))]
        assert isinstance(held, Tensor)
        (found,) = Gatherer().gather({0: held.spec}, Task())
        start = found.starts[0]
        assert found.values[start : start + 300].tolist() == list(range(300))
