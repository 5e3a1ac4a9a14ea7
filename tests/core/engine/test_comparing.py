"""Many pairs of tensors: read and compared together, each with exactly the answer that it has by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from safetensors.torch import save_file

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.engine import CpuEngine, blocks, bytes_to_read, comparing, cpu, pairs, turns
from ckpt_viewer.core.engine.arithmetic import NumpyArithmetic
from ckpt_viewer.core.engine.base import Comparison, LatePairs, SpecPair
from ckpt_viewer.core.engine.comparing import Answer
from ckpt_viewer.core.engine.compiled import CompiledArithmetic
from ckpt_viewer.core.engine.gathering import Gatherer
from ckpt_viewer.core.engine.measuring import Workspace
from ckpt_viewer.core.engine.readiness import Kernels
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import TensorSpec
from tests.core.engine.oracle import assert_comparison
from tests.core.engine.specs import CountedSource, spec_of
from tests.core.engine.test_cpu import DTYPES_OF_TORCH
from tests.core.engine.test_gathering import ARRAYS, DOUBLES, FLOATS, side_by_side, some

SETTINGS = settings(deadline=None, max_examples=25)


@pytest.fixture(params=["numpy", "compiled"], scope="module", autouse=True)
def _either(request: pytest.FixtureRequest) -> Iterator[None]:
    """Without and with machine code, however little there is to do; in several threads."""
    made = Kernels()
    made._begun = True
    if request.param == "compiled":
        made._loaded = request.getfixturevalue("compiled_kernels")
    with pytest.MonkeyPatch.context() as patch:
        for module in (comparing, cpu, pairs, turns):
            patch.setattr(module, "kernels", lambda: made)
        patch.setattr(comparing, "_TURN", 1 << 17)
        patch.setattr(turns, "_SMALL", 0)
        patch.setattr(turns, "usable_threads", lambda: 3)
        yield


def there(both: Sequence[SpecPair]) -> LatePairs:
    """Pairs that are not made anew."""
    return LatePairs(lambda places: list(both[places]), [bytes_to_read(a) + bytes_to_read(b) for a, b in both])


def together(both: Sequence[SpecPair], tolerance: float = 0.0, task: Task | None = None) -> list[Answer]:
    found: list[Answer] = []
    CpuEngine().compare_all(there(both), task or Task(), found.append, tolerance=tolerance)
    return found


def alone(a: TensorSpec, b: TensorSpec, tolerance: float = 0.0) -> Answer:
    try:
        return CpuEngine().compare(a, b, Task(), tolerance=tolerance)
    except CheckpointError as error:
        return error


def assert_all(both: Sequence[SpecPair], tolerance: float = 0.0) -> list[Answer]:
    """Exactly, to the last bit; NaN is NaN."""
    found = together(both, tolerance)
    for answer, pair in zip(found, both, strict=True):
        expected = alone(*pair, tolerance)
        assert (type(answer), repr(answer), str(answer)) == (type(expected), repr(expected), str(expected))
    return found


def turned(tensor: torch.Tensor) -> torch.Tensor:
    """From the last to the first, which torch does not do for every type."""
    octets = tensor.view(torch.uint8).reshape(-1, tensor.dtype.itemsize)
    return octets.flip(0).reshape(-1).view(tensor.dtype)


def taken_together(specs: Sequence[TensorSpec]) -> int:
    """How many can be."""
    return Gatherer().lay(dict(enumerate(specs)), Task())[1].places.size


@pytest.mark.parametrize("gap", [0, 1, 64, 40_000])
@pytest.mark.parametrize("little_endian", [True, False], ids=["little", "big"])
def test_every_dtype_with_its_like_and_with_others(gap: int, little_endian: bool) -> None:
    tensors = [some(dtype, count) for dtype in DTYPES_OF_TORCH for count in (1, 30, 777)]
    a = side_by_side(tensors, gap).specs
    others = side_by_side([turned(tensor) for tensor in tensors], gap, little_endian=little_endian).specs
    again = side_by_side(tensors, gap, little_endian=little_endian).specs
    crossed = list(zip(a, others[6:] + others[:6], strict=True))
    for tolerance in (0.0, 0.5):
        for both in (list(zip(a, others, strict=True)), list(zip(a, again, strict=True)), crossed):
            assert_all(both, tolerance)


def test_pair_after_pair_is_read_into_the_same_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those that are read by themselves, by one thread each."""
    made = 0

    def workspace() -> Workspace:
        nonlocal made
        made += 1
        return Workspace()

    monkeypatch.setattr(blocks, "Workspace", workspace)
    a, b = (spec_of(torch.arange(blocks.BLOCK_ELEMENTS + 1) + first) for first in (0.0, 1.0))
    answers = together([(a, b), (a, a)] * 15)
    assert {answer.max_abs for answer in answers if isinstance(answer, Comparison)} == {0.0, 1.0}
    assert not made


def test_numbers_of_any_size_integers_beyond_float64_and_a_tolerance_that_is_just_met() -> None:
    line = torch.linspace(-1, 1, 101, dtype=torch.float64)
    a = [line * scale for scale in (1e-300, 1e-170, 1e200, 1e307)]
    b = [1.01 * each for each in a]
    a += [line, line * 1e-300]  # sides that are far apart
    b += [line.square() * 1e-200 + line * 1e-201, line.square() + line]
    a += [torch.tensor([2**53, -(2**63), 7]), torch.tensor([2**63], dtype=torch.uint64), torch.arange(9.0)]
    b += [torch.tensor([2**53 + 1, 2**63 - 1, 7]), torch.tensor([2**63 + 1], dtype=torch.uint64), a[-1] + 0.5]
    both = list(zip(side_by_side(a, 8).specs, side_by_side(b, 8).specs, strict=True))
    for tolerance in (0.0, 0.5):
        found = assert_all(both, tolerance)
        for answer, one, other in zip(found, a, b, strict=True):
            assert isinstance(answer, Comparison)
            if one.is_floating_point() and one.abs().max() < 1e100:
                assert_comparison(answer, one, other, tolerance)
    assert [answer.changed for answer in found[-3:] if isinstance(answer, Comparison)] == [2, 1, 0]


def test_what_lies_between_tensors_of_another_type_is_not_cast(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[int]()
    for arithmetic in (NumpyArithmetic, CompiledArithmetic):
        def look(self: Any, a: np.ndarray, *rest: Any, plain: Any = arithmetic.comparisons) -> Any:
            seen.extend((a.size, rest[1].size))
            return plain(self, a, *rest)

        monkeypatch.setattr(arithmetic, "comparisons", look)
    one = side_by_side([torch.ones(10)] * 3, 4_000).specs
    other = side_by_side([torch.zeros(10, dtype=torch.float64)] * 3, 4_000).specs
    for both in (zip(one, other, strict=True), zip(other, one, strict=True)):
        together(list(both))
    assert seen == [30] * 4


def test_the_same_bytes_are_other_numbers_in_the_other_byte_order() -> None:
    tensors = [some(dtype, 30) for dtype in DTYPES_OF_TORCH]
    made = side_by_side([each for tensor in tensors for each in (tensor, turned(tensor))]).specs
    specs = made[::2]
    swapped = [replace(spec, storage=replace(spec.storage, little_endian=False)) for spec in specs]
    found = assert_all(list(zip(specs, swapped, strict=True)))
    assert_all([*zip(specs, swapped, strict=True), *zip(specs, made[1::2], strict=True),
                *zip(swapped, made[1::2], strict=True)])
    assert [isinstance(answer, Comparison) and answer.identical for answer in found
            ] == [spec.dtype.itemsize == 1 for spec in specs]


def test_the_answers_are_those_of_an_oracle() -> None:
    made = [(some(first, 300), turned(some(second, 300))) for first in DTYPES_OF_TORCH for second in DTYPES_OF_TORCH]
    both = zip(side_by_side([a for a, _ in made]).specs, side_by_side([b for _, b in made]).specs, strict=True)
    for answer, (a, b) in zip(together(list(both)), made, strict=True):
        assert isinstance(answer, Comparison)
        assert_comparison(answer, a, b)


def _changed(data: st.DataObject, array: np.ndarray) -> np.ndarray:
    """The same, some of it, or other numbers."""
    match data.draw(st.sampled_from(["same", "negative zeros", "some", "other type", "other"])):
        case "same":
            return array.copy()
        case "negative zeros" if array.dtype.kind == "f":
            return np.where(array == 0, -array, array).astype(array.dtype)
        case "other type":
            with np.errstate(all="ignore"):
                return array.astype(data.draw(st.sampled_from(["f4", "f8", "f2", "i4", "u1"])))
        case "some" if array.size:
            made = array.copy()
            made[data.draw(st.integers(0, array.size - 1))] = data.draw(st.sampled_from([0, 1]))
            return made
        case _:
            elements = {"float32": FLOATS, "float64": DOUBLES}.get(array.dtype.name)
            return data.draw(hnp.arrays(array.dtype, array.shape, elements=elements))


@SETTINGS
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(st.data(), st.lists(ARRAYS, min_size=2, max_size=9), st.sampled_from([0, 2, 8, 64]),
       st.sampled_from([0.0, 1e-3, 5.0]), st.randoms(use_true_random=False))
def test_any_numbers_in_any_order(data: st.DataObject, arrays: list[np.ndarray], gap: int, tolerance: float,
                                  mixed: random.Random) -> None:
    others = [_changed(data, array) for array in arrays]
    order = list(range(len(arrays)))
    mixed.shuffle(order)
    a = side_by_side([torch.from_numpy(array) for array in arrays], gap).specs
    moved = side_by_side([torch.from_numpy(others[place]) for place in order], gap, little_endian=mixed.random() < 0.8)
    b = dict(zip(order, moved.specs, strict=True))
    assert_all([(spec, b[place]) for place, spec in enumerate(a)], tolerance)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16, torch.int64, torch.int8])
def test_sums_of_longer_tensors_are_added_in_the_same_order(dtype: torch.dtype) -> None:
    counts = (5, 8, 127, 128, 129, 1_000, 2_048, 8_192, 8_193, 50_000, 131_071, 131_072)
    made = torch.Generator().manual_seed(1)
    a = [(9 * torch.randn(n, generator=made)).to(dtype) for n in counts]
    b = [(9 * torch.randn(n, generator=made)).to(dtype) for n in counts]
    assert_all(list(zip(side_by_side(a, 64).specs, side_by_side(b, 64).specs, strict=True)))


def test_views_tied_tensors_and_what_is_out_of_the_ordinary() -> None:
    base = some(torch.float32, 6_000)
    views = [base[10:600], base, base.reshape(60, 100).t(), base[::7], base[:0], base[5:6].expand(40), base[3_000:],
             base[:64].reshape(1, 64, 1), base.reshape(60, 100)[:, 3], base.reshape(20, 30, 10).permute(2, 0, 1)]
    a, b = side_by_side([base]).specs[0], side_by_side([base * torch.linspace(0.9, 1.1, 6_000)]).specs[0]
    seen = [tuple(replace(side, shape=tuple(view.shape), stride=tuple(view.stride()),
                          storage_offset=int(view.storage_offset())) for side in (a, b)) for view in views]
    both: list[SpecPair] = [(one, other) for one, other in seen]
    both += [(one, one) for one, _ in both]
    both.append((both[2][0], replace(both[2][1], stride=(60, 1))))  # the same shape in another layout
    both.append((both[0][0], both[6][1]))  # of another shape
    both.append((both[0][0], replace(both[0][1], negated=True)))
    found = assert_all(both)
    assert [place for place, answer in enumerate(found) if not isinstance(answer, Comparison)] == [len(both) - 2]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0, -0.0, 1e-45])
def test_equal_bytes_have_an_angle_where_a_number_is_finite_and_not_zero(value: float) -> None:
    for dtype in (torch.float32, torch.float64, torch.bfloat16, torch.complex64):
        tensors = [torch.full((n,), value).to(dtype) for n in (1, 9, 300)]
        tensors.append(torch.cat([tensors[-1], torch.ones(1, dtype=dtype)]))
        assert_all(list(zip(side_by_side(tensors).specs, side_by_side(tensors, 3).specs, strict=True)))


def test_neighbours_are_read_together_on_both_sides_in_whatever_order() -> None:
    tensors = [some(torch.float32, 1_000) for _ in range(15)]
    a, b = side_by_side(tensors, 100), side_by_side([tensor + 1 for tensor in tensors], 300)
    together(list(zip(a.specs, b.specs[::-1], strict=True)))
    assert (a.reads, b.reads) == (1, 1)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16, torch.int64])
def test_none_in_a_row_is_compared_by_itself(dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch) -> None:
    tensors = [torch.arange(1 + n, dtype=torch.float32).to(dtype) for n in range(60)]
    others = [tensor if n % 3 else tensor + 1 for n, tensor in enumerate(tensors)]
    both = list(zip(side_by_side(tensors, 64).specs, side_by_side(others, 3).specs, strict=True))
    expected = [alone(*pair) for pair in both]
    monkeypatch.setattr(comparing, "compare_pair", None)
    monkeypatch.setattr(comparing, "_one", None)
    assert repr(together(both)) == repr(expected)


def test_a_tensor_that_cannot_be_read_on_one_side_is_no_end() -> None:
    tensors = [torch.arange(100.0) + each for each in range(6)]
    a, b = side_by_side(tensors), side_by_side(tensors)
    b.source.data = b.source.data[:1_000]  # two tensors and a half are left
    wrong = replace(a.specs[1], storage=replace(a.specs[1].storage, problem="it is missing"))
    found = assert_all([(wrong if place == 1 else one, other)
                        for place, (one, other) in enumerate(zip(a.specs, b.specs, strict=True))])
    assert [isinstance(answer, Comparison) for answer in found] == [True, False, False, False, False, False]


def test_a_storage_in_several_pieces_is_compared_with_the_others() -> None:
    tensors = [torch.arange(100.0) + each for each in range(3)]
    a, b = [*side_by_side(tensors[:2]).specs, spec_of(tensors[2], pieces=3)], side_by_side(tensors[::-1]).specs[::-1]
    assert [answer.identical for answer in assert_all(list(zip(a, b, strict=True))) if isinstance(answer, Comparison)
            ] == [True] * 3
    assert taken_together(a) == 3


def _files(folder: Path, tensors: dict[str, torch.Tensor]) -> Iterator[Path]:
    for name in ("zip.pth", "legacy.pth", "other.safetensors"):
        path = folder / name
        if path.suffix == ".safetensors":
            save_file(tensors, path)
        else:
            torch.save(tensors, path, _use_new_zipfile_serialization=name == "zip.pth")
        yield path


def _specs(checkpoint: Checkpoint, names: Sequence[str]) -> list[TensorSpec]:
    nodes = [checkpoint.graph[checkpoint.graph.resolve((name,))] for name in names]
    return [node.spec for node in nodes if isinstance(node, Tensor)]


def test_other_containers(tmp_path: Path) -> None:
    tensors = {f"layer{i}": some(DTYPES_OF_TORCH[i % 4], 1 + 37 * i) for i in range(40)}
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
    for first in _files(tmp_path / "a", tensors):
        for second in _files(tmp_path / "b", tensors | {"layer7": turned(tensors["layer7"])}):
            with open_checkpoint(first) as one, open_checkpoint(second) as other:
                a, b = _specs(one, list(tensors)), _specs(other, list(tensors))
                found = assert_all(list(zip(a, b, strict=True)))
                assert taken_together(a) == taken_together(b) == 40
                assert [answer.changed > 0 for answer in found if isinstance(answer, Comparison)
                        ].count(True) == 1


def test_a_file_that_changes_meanwhile_says_so_of_each(tmp_path: Path) -> None:
    tensors = {f"layer{i}": torch.arange(50.0) + i for i in range(9)}
    paths = list(_files(tmp_path, tensors))
    with open_checkpoint(paths[0]) as one, open_checkpoint(paths[2]) as other:
        both = list(zip(_specs(one, list(tensors)), _specs(other, list(tensors)), strict=True))
        paths[2].write_bytes(paths[2].read_bytes() + b"more")
        found = assert_all(both)
    assert all("changed" in str(answer) for answer in found)


def test_a_task_is_advanced_by_what_was_read_and_stops_between_two_reads() -> None:
    specs, task = side_by_side([torch.arange(99.0)] * 4).specs, Task()
    task.start(8 * 396, "")
    together(list(zip(specs, specs[::-1], strict=True)), task=task)
    assert task.done == 8 * 396
    reads, task = list[int](), Task()

    class Slow(CountedSource):
        def readinto_at(self, offset: int, buffer: memoryview) -> None:
            reads.append(offset)
            if len(reads) == 5:
                task.cancel()
            super().readinto_at(offset, buffer)

    slow = []
    for spec in side_by_side([torch.arange(99.0)] * 200, 40_000).specs:
        chunk = spec.storage.chunks[0]
        source = Slow(chunk.source.read_at(0, chunk.source.size))
        slow.append(replace(spec, storage=replace(spec.storage, chunks=(replace(chunk, source=source),))))
    with pytest.raises(Cancelled):
        together([(spec, spec) for spec in slow], task=task)
    assert len(reads) < 12


def test_all_are_taken_at_once(compiled_kernels: ModuleType) -> None:
    a = torch.randn(3_000, generator=torch.Generator().manual_seed(1)).numpy()
    for arithmetic in (NumpyArithmetic(), CompiledArithmetic(compiled_kernels)):
        for numbers in (a, a.astype(np.float16), (9 * a).astype(np.int64)):
            assert None not in arithmetic.comparisons(numbers, [0, 1_000], numbers[::-1].copy(), [0, 900],
                                                      [1_000, 2_000], 0.0)


def test_each_byte_counts_wherever_stretches_lie(compiled_kernels: ModuleType) -> None:
    """Whole words and what is left of them, at the beginning of a word or not; what lies around is different."""
    rows = [(i, j, size, wrong) for i in (0, 3, 8) for j in (0, 5, 8) for size in (1, 7, 8, 9, 16, 23)
            for wrong in range(-1, size)]
    a, b = (np.random.default_rng(seed).integers(0, 256, 32 * len(rows), np.uint8) for seed in (1, 2))
    a_starts = [32 * at + row[0] for at, row in enumerate(rows)]
    b_starts = [32 * at + row[1] for at, row in enumerate(rows)]
    for (_, _, size, wrong), i, j in zip(rows, a_starts, b_starts, strict=True):
        b[j : j + size] = a[i : i + size]
        if wrong >= 0:
            b[j + wrong] ^= 128
    for arithmetic in (NumpyArithmetic(), CompiledArithmetic(compiled_kernels)):
        told = arithmetic.same_each(a, a_starts, b, b_starts, [row[2] for row in rows])
        assert told == [row[3] < 0 for row in rows]
