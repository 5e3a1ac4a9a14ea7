"""What every source of bytes must do: the same suite for each, with plain bytes as oracle. A new one is one line."""

from __future__ import annotations

import os
import threading
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.sources.base import Source, WindowSource
from ckpt_viewer.core.sources.cast import CastSource
from ckpt_viewer.core.sources.gather import GatherSource
from ckpt_viewer.core.sources.inner import Allowance, Unpacked, Window, allowance_of
from ckpt_viewer.core.sources.local import LocalFile, MemorySource, ReopenedFile
from ckpt_viewer.core.sources.paged import PagedSource
from ckpt_viewer.core.sources.patched import PatchedSource
from ckpt_viewer.core.sources.several import SeveralFiles
from ckpt_viewer.core.sources.unpacked import UnpackedSource
from ckpt_viewer.core.tensor import DTYPES, Chunk, Storage, TensorSpec

Make = Callable[[Path], tuple[Source, bytes]]
DATA = np.random.default_rng(0).integers(0, 256, 4096, np.uint8).tobytes()


def local_file(folder: Path) -> tuple[Source, bytes]:
    path = folder / "bytes.bin"
    path.write_bytes(DATA)
    return LocalFile(path), DATA


def memory(_: Path) -> tuple[Source, bytes]:
    return MemorySource(DATA, "here"), DATA


def storage(dtype: str, data: bytes, source: Source) -> Storage:
    return Storage("0", DTYPES[dtype], len(data), "cpu", (Chunk(source, 0, len(data)),))


def cast(folder: Path) -> tuple[Source, bytes]:
    source, data = local_file(folder)
    wide = np.frombuffer(data, np.int16).astype(np.float32)
    return CastSource(storage("int16", data, source), DTYPES["int16"], DTYPES["float32"]), wide.tobytes()


def gathered(folder: Path) -> tuple[Source, bytes]:
    source, data = local_file(folder)
    turned = np.frombuffer(data, np.int32).reshape(32, 32).T
    spec = TensorSpec(DTYPES["int32"], (32, 32), (1, 32), 0, storage("int32", data, source))
    return GatherSource(spec), turned.tobytes()


def patched(folder: Path) -> tuple[Source, bytes]:
    source, data = local_file(folder)
    edited = bytearray(data)
    edited[7], edited[4000] = 1, 2
    return PatchedSource(storage("uint8", data, source), {4000: 2, 7: 1}), bytes(edited)


def one_to_a_byte(folder: Path) -> tuple[Source, bytes]:
    source, data = local_file(folder)
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little").reshape(-1, 4, 2)
    return UnpackedSource(storage("quint2x4", data, source), 4), (bits[..., 0] + 2 * bits[..., 1]).tobytes()


def reopened(folder: Path) -> tuple[Source, bytes]:
    path = folder / "bytes.bin"
    path.write_bytes(DATA)
    return ReopenedFile(path), DATA


def several(folder: Path) -> tuple[Source, bytes]:
    source, data = local_file(folder)
    (folder / "more.bin").write_bytes(b"more")
    return SeveralFiles(source, (ReopenedFile(folder / "more.bin"),)), data


def paged(folder: Path) -> tuple[Source, bytes]:
    source, data = local_file(folder)
    return PagedSource(source), data


def window(folder: Path) -> tuple[Source, bytes]:
    source, data = local_file(folder)
    return WindowSource(source, 100, 3000), data[100:3000]


def within(folder: Path) -> tuple[Source, bytes]:
    source, data = local_file(folder)
    return Window(source, 100, 3000, "a file within", allowance_of(source)), data[100:3100]


def unpacked(folder: Path) -> tuple[Source, bytes]:
    source, data = local_file(folder)
    out = Unpacked(source, "unpacked", allowance_of(source))
    for start in range(0, len(data), 1000):
        out.append(data[start : start + 1000])
    return out, data


def unpacked_to_disk(folder: Path) -> tuple[Source, bytes]:
    """Inner files are held in memory only while they are small."""
    source, data = local_file(folder)
    out = Unpacked(Window(source, 0, source.size, "inner", Allowance(1 << 30)), "unpacked", Allowance(1 << 30))
    out.append(data)
    out.append(bytes(1 << 18))
    assert "temporary" in out.place
    return out, data + bytes(1 << 18)


SOURCES: dict[str, Make] = {"local_file": local_file, "memory": memory, "cast": cast, "patched": patched,
                            "gathered": gathered, "reopened": reopened, "several": several, "window": window,
                            "paged": paged, "within": within, "one_to_a_byte": one_to_a_byte, "unpacked": unpacked,
                            "unpacked_to_disk": unpacked_to_disk}


@pytest.fixture(params=[*sorted(SOURCES), "local_file on Windows"])
def made(request: pytest.FixtureRequest, tmp_path: Path,
         monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Source, bytes]]:
    name, _, windows = request.param.partition(" on ")
    if windows:
        monkeypatch.delattr(os, "preadv")
    source, data = SOURCES[name](tmp_path)
    with closing(source):
        yield source, data


def test_whole(made: tuple[Source, bytes]) -> None:
    source, data = made
    assert source.size == len(data)
    assert source.read_at(0, source.size) == data
    assert source.name


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ends=st.tuples(st.integers(0, 1 << 20), st.integers(0, 1 << 20)))
def test_any_part(made: tuple[Source, bytes], ends: tuple[int, int]) -> None:
    source, data = made
    low, high = sorted(end % (len(data) + 1) for end in ends)
    assert source.read_at(low, high - low) == data[low:high]


@pytest.mark.parametrize("place", ["before", "across", "behind"])
def test_outside_is_refused_and_nothing_is_filled(made: tuple[Source, bytes], place: str) -> None:
    source, data = made
    offset = {"before": -1, "across": len(data) - 2, "behind": len(data) + 1}[place]
    buffer = bytearray(b"????")
    with pytest.raises(CheckpointError) as caught:
        source.readinto_at(offset, memoryview(buffer))
    assert "\n" not in str(caught.value)
    assert buffer == b"????"


def test_fills_memory_of_any_element_type(made: tuple[Source, bytes]) -> None:
    source, data = made
    numbers = array("d", [0.0] * 8)
    source.readinto_at(8, memoryview(numbers))
    assert numbers.tobytes() == data[8:72]


def test_identity_tells_two_apart_and_stays(made: tuple[Source, bytes], tmp_path: Path) -> None:
    source, _ = made
    assert source.identity() == source.identity()
    assert not source.changed()
    other = tmp_path / "other"
    other.write_bytes(b"other")
    with closing(LocalFile(other)) as stranger:
        assert stranger.identity() != source.identity()


def test_many_threads(made: tuple[Source, bytes]) -> None:
    source, data = made
    wrong: list[int] = []

    def read(seed: int) -> None:
        lows = np.random.default_rng(seed).integers(0, len(data) - 300, 200).tolist()
        wrong.extend(low for low in lows if source.read_at(low, 300) != data[low : low + 300])

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_closing_twice_is_no_mistake(made: tuple[Source, bytes]) -> None:
    source, _ = made
    source.close()
    source.close()


@pytest.mark.parametrize("name", sorted(set(SOURCES) - {"memory", "unpacked", "unpacked_to_disk"}))
def test_a_changed_file_is_noticed(name: str, tmp_path: Path) -> None:
    source, _ = SOURCES[name](tmp_path)
    (tmp_path / "bytes.bin").write_bytes(DATA[:100])
    assert source.changed()
    with pytest.raises(CheckpointError, match="changed on disk"):
        source.read_at(source.size - 8, 8)
