"""What every container must do: the same suite for each, with torch (or the library of the format) as oracle."""

from __future__ import annotations

import importlib
import pickletools
import sys
import tarfile
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Tensor
from ckpt_viewer.core.task import Cancelled, Task
from tests.early_tar import save_tar
from tests.oracles import assert_same, save, storage_bytes
from tests.shards import loaded as shards_loaded
from tests.shards import shard

Make = Callable[[Any, Path], Path]

CONTAINERS: dict[str, Make] = {
    "torch_zip": lambda value, path: save(value, path),
    "torch_legacy": lambda value, path: save(value, path, legacy=True),
    "torch_tar": save_tar,
    "sharded": lambda value, path: shard({str(key): held for key, held in value.items()}, path.parent, 2, "bin"),
}


@pytest.fixture(params=sorted(CONTAINERS))
def make(request: pytest.FixtureRequest) -> Make:
    """Saves a mapping."""
    return CONTAINERS[request.param]


@pytest.fixture(params=sorted(CONTAINERS.keys() - {"sharded"}))
def make_any(request: pytest.FixtureRequest) -> Make:
    """Saves anything."""
    return CONTAINERS[request.param]


def sample() -> dict[Any, Any]:
    torch.manual_seed(0)
    base = torch.randn(6, 5)
    model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    return {
        "model": model.state_dict(), "view": base[1:4, ::2], "transposed": base.t(), "again": base,
        "scalar": torch.tensor(3.5), "empty": torch.empty(0, 3), "parameter": torch.nn.Parameter(torch.ones(3)),
        "frozen": torch.nn.Parameter(torch.ones(2), requires_grad=False), "leaf": torch.ones(2, requires_grad=True),
        "types": [torch.zeros(3, dtype=d) for d in (
            torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
            torch.uint8, torch.bool, torch.complex64, torch.complex128)],
        "epoch": 90, "loss": 0.25, "flag": True, "none": None, "name": "模型", "size": torch.Size([2, 3]),
        "dtype": torch.float16, "bytes": b"\x00\xff", "nested": OrderedDict(a=[1, (2, {"b": {3}})]),
        "lr": [1e-3, float("inf"), -0.0], "": "empty key", "a/b~c": 1, 7: "int key",
    }


def loaded(path: Path) -> Any:
    """What torch makes of it; of the oldest container it refuses to load weights alone."""
    if path.suffix == ".json":
        return shards_loaded(path)
    return torch.load(path, weights_only=not tarfile.is_tarfile(path))


def open_graph(path: Path) -> Graph:
    return open_checkpoint(path).graph


def test_values_types_order_and_geometry(make: Make, tmp_path: Path) -> None:
    path = make(sample(), tmp_path / "sample.pth")
    graph = open_graph(path)
    assert_same(graph, graph.root, loaded(path))


def test_shared_storages_are_one(make: Make, tmp_path: Path) -> None:
    graph = open_graph(make(sample(), tmp_path / "sample.pth"))
    specs = [graph[graph.resolve((key,))].spec for key in ("view", "transposed", "again")]  # type: ignore[union-attr]
    assert len({spec.storage.key for spec in specs}) == 1
    assert len({id(spec.storage) for spec in specs}) == 1


def test_aliases_of_containers_survive(make: Make, tmp_path: Path) -> None:
    shared: list[Any] = [1]
    graph = open_graph(make({"a": shared, "b": shared, "c": 1, "d": 2}, tmp_path / "shared.pth"))
    assert graph.resolve(("a",)) == graph.resolve(("b",))


def test_reading_touches_no_tensor_byte(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckpt_viewer.core.sources.local import LocalFile

    path = make({"w": torch.zeros(4_000_000)}, tmp_path / "big.pth")
    read = 0
    original = LocalFile.readinto_at

    def counted(self: LocalFile, offset: int, buffer: memoryview) -> None:
        nonlocal read
        read += buffer.nbytes
        original(self, offset, buffer)

    monkeypatch.setattr(LocalFile, "readinto_at", counted)
    open_checkpoint(path)
    assert read < 600_000


@pytest.mark.parametrize("sixteenth", range(1, 16))
def test_truncated_anywhere(make: Make, tmp_path: Path, sixteenth: int) -> None:
    """Behind its pickle every cut leaves a file that opens: what is not there says so, the rest has torch's values."""
    path = make(sample(), tmp_path / "whole.pth")
    whole, cut = path.read_bytes(), path.with_name("cut.pth")
    length = len(whole) * sixteenth // 16
    cut.write_bytes(whole[:length])
    original = open_graph(path)
    try:
        checkpoint = open_checkpoint(cut)
    except CheckpointError as error:
        assert "cut short" in str(error)
        assert "\n" not in str(error)
        assert length < end_of_the_names(path)
        return
    lost, kept = survivors(checkpoint.graph, original)
    note = checkpoint.notes[0]
    assert note.severity == "warning"
    assert note.text.startswith(f"The file is cut short at {length:,} bytes: ")
    assert note.text.endswith("arrived")
    assert ("all" in note.text) == (lost == 0)
    assert kept + lost == tensors_in(original)


def end_of_the_names(path: Path) -> int:
    """Where the part of a file ends that says which tensors there are; their bytes come behind it."""
    if path.suffix == ".json":  # an index, whose tensors lie in other files
        return path.stat().st_size
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return archive.infolist()[1].header_offset
    if tarfile.is_tarfile(path):
        with tarfile.open(path) as archive_of_old:
            return archive_of_old.getmember("storages").offset + 512
    with path.open("rb") as file:
        for _ in range(5):
            list(pickletools.genops(file))
        return file.tell()


def survivors(graph: Graph, original: Graph) -> tuple[int, int]:
    """How many tensors are lost, and how many have the bytes that they have in the whole file."""
    lost = kept = 0
    for path, node in graph.walk():
        held, whole = graph[node], original[original.resolve(path)]
        if isinstance(held, Tensor) and isinstance(whole, Tensor):
            if held.spec.storage.problem:
                lost += 1
            else:
                kept += 1
                assert storage_bytes(held.spec) == storage_bytes(whole.spec), path
    return lost, kept


def tensors_in(graph: Graph) -> int:
    return sum(isinstance(graph[node], Tensor) for _, node in graph.walk())


def test_deep_nesting(make_any: Make, tmp_path: Path) -> None:
    value: list[Any] = []
    for _ in range(300):
        value = [value]
    graph = open_graph(make_any(value, tmp_path / "deep.pth"))
    assert max(len(path) for path, _ in graph.walk()) == 300


def test_cancelled_before_it_begins(make: Make, tmp_path: Path) -> None:
    path = make(sample(), tmp_path / "sample.pth")
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        open_checkpoint(path, task)


def test_two_threads_read_one_checkpoint(make: Make, tmp_path: Path) -> None:
    path = make({f"w{i}": torch.full((1000,), float(i)) for i in range(50)}, tmp_path / "many.pth")
    graph = open_graph(path)
    expected = loaded(path)
    wrong: list[str] = []

    def check() -> None:
        for key, value in expected.items():
            held = graph[graph.resolve((key,))]
            if not isinstance(held, Tensor) or storage_bytes(held.spec) != bytes(value.untyped_storage()):
                wrong.append(key)

    threads = [threading.Thread(target=check) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_whole_model_without_its_class(make_any: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The class is known while saving only; reading neither imports nor calls anything."""
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "a_module_that_is_not_here.py").write_text(
        "import torch\nclass Model(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.fc = torch.nn.Linear(6, 1)\n")
    with monkeypatch.context() as while_saving:
        while_saving.syspath_prepend(folder)
        model = importlib.import_module("a_module_that_is_not_here").Model()
        path = make_any(model, tmp_path / "whole.pth")
    del sys.modules["a_module_that_is_not_here"]
    graph = open_graph(path)
    assert graph[graph.root].kind == "a_module_that_is_not_here.Model"
    weight = graph[graph.resolve(("_modules", "fc", "_parameters", "weight"))]
    assert isinstance(weight, Tensor)
    assert storage_bytes(weight.spec) == bytes(model.fc.weight.untyped_storage())
    assert weight.parameter
    assert weight.requires_grad
    assert "a_module_that_is_not_here" not in sys.modules


def test_device_tags_without_the_device(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.serialization, "location_tag", lambda storage: "cuda:3")
    graph = open_graph(make({"w": torch.arange(4)}, tmp_path / "cuda.pth"))
    held = graph[graph.resolve(("w",))]
    assert isinstance(held, Tensor)
    assert held.spec.device == "cuda:3"
    assert storage_bytes(held.spec) == bytes(torch.arange(4).untyped_storage())


def test_hostile_calls_run_nothing(make: Make, tmp_path: Path) -> None:
    """An audit hook sees everything that reading does."""
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            import os

            return os.system, ("touch never",)

    path = make({"w": torch.zeros(2), "evil": Evil()}, tmp_path / "evil.pth")
    seen: list[str] = []
    watching = True
    forbidden = ("import", "exec", "compile", "os.system", "subprocess.Popen", "socket.connect", "os.remove")

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if watching and (event in forbidden or (event == "open" and isinstance(args[1], str) and "w" in args[1])):
            seen.append(event)

    open_checkpoint(path)
    sys.addaudithook(hook)
    checkpoint = open_checkpoint(path)
    watching = False
    assert seen == []
    assert any(use.name.name == "system" and use.called == 1 for use in checkpoint.globals)
