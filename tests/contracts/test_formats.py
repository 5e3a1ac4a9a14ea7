"""What every container that holds whatever torch can save must do with all of it, with torch as oracle."""

from __future__ import annotations

import importlib
import io
import pickletools
import sys
import tarfile
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.package.package_importer import PackageImporter

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Broken, Graph, Tensor
from tests.contracts.containers import CONTAINERS, INSIDE
from tests.oracles import assert_same, storage_bytes
from tests.shards import loaded as shards_loaded
from tests.shards import shard

Make = Callable[[Any, Path], Path]
ANY = ("torch_zip", "torch_legacy", "torch_tar", "zip_bundle", "zip_bundle, deflated", "tar_bundle",
       "tar_bundle, compressed", "compressed", "torch_package")
"""Those of the containers that hold whatever torch can save."""
MAKERS: dict[str, Make] = {name: CONTAINERS[name].make for name in ANY} | {
    "sharded": lambda value, path: shard({str(key): held for key, held in value.items()}, path.parent, 2, "bin")}


@pytest.fixture(params=sorted(MAKERS))
def make(request: pytest.FixtureRequest) -> Make:
    """Saves a mapping."""
    return MAKERS[request.param]


@pytest.fixture(params=ANY)
def make_any(request: pytest.FixtureRequest) -> Make:
    """Saves anything."""
    return MAKERS[request.param]


OUTER = {*ANY} - {"torch_zip", "torch_legacy", "torch_tar"}
"""Containers with files in them: of one that is cut short, whole files arrive or none."""


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
    """What torch makes of it, or of the file within; of the oldest container it refuses to load weights alone."""
    if path.suffix == ".json":
        return shards_loaded(path)
    if path.with_suffix(".inner").exists():
        return torch.load(path.with_suffix(".inner"))
    with zipfile.ZipFile(path) if zipfile.is_zipfile(path) else io.BytesIO() as archive:
        packed = isinstance(archive, zipfile.ZipFile) and any(name.endswith(INSIDE) for name in archive.namelist())
    if packed:
        return PackageImporter(path).load_pickle(*INSIDE.split("/"))
    return torch.load(path, weights_only=not tarfile.is_tarfile(path))


def open_graph(path: Path) -> Graph:
    """With the file within a bundle as its root."""
    graph = open_checkpoint(path).graph
    inside = graph.child(graph.root, INSIDE)
    return graph if inside is None else graph.replace({}, inside)


def test_values_types_order_and_geometry(make: Make, tmp_path: Path) -> None:
    path = make(sample(), tmp_path / "sample.pth")
    graph = open_graph(path)
    assert_same(graph, graph.root, loaded(path))


def test_aliases_of_containers_survive(make: Make, tmp_path: Path) -> None:
    shared: list[Any] = [1]
    graph = open_graph(make({"a": shared, "b": shared, "c": 1, "d": 2}, tmp_path / "shared.pth"))
    assert graph.resolve(("a",)) == graph.resolve(("b",))


@pytest.mark.parametrize("sixteenth", range(1, 16))
@pytest.mark.parametrize("name", sorted(OUTER))
def test_files_in_a_file_truncated_anywhere(name: str, tmp_path: Path, sixteenth: int) -> None:
    """A clear error, or an open file whose missing parts say so; never wrong values."""
    path = MAKERS[name](sample(), tmp_path / "whole.pth")
    whole, cut = path.read_bytes(), path.with_name("cut.pth")
    cut.write_bytes(whole[: len(whole) * sixteenth // 16])
    original = open_graph(path)
    try:
        graph = open_graph(cut)
    except CheckpointError as error:
        assert any(word in str(error) for word in ("cut", "short", "missing"))
        assert "\n" not in str(error)
        return
    lost, kept = survivors(graph, original)
    broken = any(isinstance(graph[node], Broken) for _, node in graph.walk())
    assert broken or lost or kept == tensors_in(original)  # only the padding of a tar may be lost unsaid


@pytest.mark.parametrize("sixteenth", range(1, 16))
@pytest.mark.parametrize("name", sorted(set(MAKERS) - OUTER))
def test_truncated_anywhere(name: str, tmp_path: Path, sixteenth: int) -> None:
    """Behind its pickle every cut leaves a file that opens: what is not there says so, the rest has torch's values."""
    path = MAKERS[name](sample(), tmp_path / "whole.pth")
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
    assert note.text.startswith(f"The file is cut short at {length:,} bytes. ")
    assert note.text.endswith("arrived")
    assert ("All" in note.text) == (lost == 0)
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
    for module in (torch.serialization, torch.package.package_exporter):
        monkeypatch.setattr(module, "location_tag", lambda storage: "cuda:3")
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
