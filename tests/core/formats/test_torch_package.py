"""torch.package archives against torch's own importer: tensors, code, scripted modules, and what is hidden in them."""

from __future__ import annotations

import io
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.package import package_exporter
from torch.package.package_importer import PackageImporter

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.formats import open_checkpoint, read_checkpoint
from ckpt_viewer.core.graph import Broken, Node, Scalar, Tensor
from ckpt_viewer.core.kinds import whole_models
from ckpt_viewer.core.scanning import scan
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task
from tests.archives import package, saved, zipped
from tests.oracles import assert_tensor, storage_bytes

SOURCE = """
import torch
from packed_code.size import WIDTH

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(3, WIDTH)
        self.register_buffer("part", torch.arange(4.0)[1:3])

    def forward(self, x):
        return self.fc(x)
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A module whose class stands in the package alone, and another pickle that shares its weight."""
    folder = tmp_path_factory.mktemp("package")
    for name, text in (("__init__.py", ""), ("net.py", SOURCE), ("size.py", "WIDTH = 4\n")):
        (folder / "packed_code").mkdir(exist_ok=True)
        (folder / "packed_code" / name).write_text(text)
    sys.path.insert(0, str(folder))
    try:
        from packed_code.net import Net  # type: ignore[import-not-found]

        model = Net()
        made = folder / "made.pt"
        with warnings.catch_warnings(action="ignore"), package_exporter.PackageExporter(made) as out:
            out.intern("packed_code.**")
            out.extern("torch.**")
            out.save_pickle("model", "model.pkl", model)
            out.save_pickle("more.deep", "state", {"w": model.fc.weight, "lr": 0.1, "step": torch.arange(3)})
            out.save_text("notes", "read.txt", "hello")
            out.save_binary("notes", "inner.pth", saved({"x": torch.ones(2)}))
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == "packed_code"]:
            del sys.modules[name]
    return made


def at(checkpoint: Checkpoint, *keys: Any) -> Node:
    return checkpoint.graph[checkpoint.graph.resolve(keys)]


def test_tensors_are_those_of_the_importer(path: Path) -> None:
    checkpoint = open_checkpoint(path)
    importer = PackageImporter(path)
    model, state = importer.load_pickle("model", "model.pkl"), importer.load_pickle("more.deep", "state")
    expected = {("model/model.pkl", "_modules", "fc", "_parameters", "weight"): model.fc.weight,
                ("model/model.pkl", "_modules", "fc", "_parameters", "bias"): model.fc.bias,
                ("model/model.pkl", "_buffers", "part"): model.part,
                ("more/deep/state", "w"): state["w"], ("more/deep/state", "step"): state["step"]}
    for place, value in expected.items():
        held = at(checkpoint, *place)
        assert isinstance(held, Tensor)
        assert_tensor(held, value, str(place))
    assert at(checkpoint, "more/deep/state", "lr") == Scalar(0.1)
    assert at(checkpoint, "resources", "notes/read.txt") == Scalar("hello")
    assert isinstance(at(checkpoint, "resources", "notes/inner.pth", "x"), Tensor)
    assert whole_models(checkpoint.graph) == (("model/model.pkl",),)


def test_pickles_share_their_storages(path: Path) -> None:
    checkpoint = open_checkpoint(path)
    first = at(checkpoint, "model/model.pkl", "_modules", "fc", "_parameters", "weight")
    second = at(checkpoint, "more/deep/state", "w")
    assert isinstance(first, Tensor)
    assert isinstance(second, Tensor)
    assert first.spec.storage is second.spec.storage


def test_code_is_shown_and_its_classes_are_named(path: Path) -> None:
    checkpoint = open_checkpoint(path)
    assert at(checkpoint, "code", "packed_code/net.py") == Scalar(SOURCE)
    assert "torch" in str(at(checkpoint, "package", "extern_modules"))
    texts = [note.text for note in checkpoint.notes]
    assert any("<torch_package_0>.packed_code" in text for text in texts)
    assert any("come from the code in the package: packed_code.net.Net" in text for text in texts)
    assert scan(checkpoint).verdict == "unknown_code"
    assert "packed_code" not in sys.modules


def test_scripted_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_exporter, "_gate_torchscript_serialization", False)
    with warnings.catch_warnings(action="ignore"):
        scripted: Any = torch.jit.script(torch.nn.Linear(2, 3))
        path = package(tmp_path / "scripted.pt", {"m/m.pkl": {"net": scripted}})
    checkpoint = open_checkpoint(path)
    held = at(checkpoint, "scripted modules", "0", "_parameters", "weight")
    assert isinstance(held, Tensor)
    assert storage_bytes(held.spec) == bytes(scripted.weight.detach().untyped_storage())
    assert held.spec.shape == (3, 2)
    use = next(use for use in checkpoint.globals if use.name.name == "unpackage_script_module")
    assert use.called == 1


def test_code_that_poses_as_torch_is_dangerous(tmp_path: Path) -> None:
    sources = {"torch._utils": "def _rebuild_tensor_v2(*args): ..."}
    checkpoint = open_checkpoint(package(tmp_path / "posing.pt", {"m/m.pkl": torch.ones(2)}, sources))
    assert scan(checkpoint).verdict == "dangerous"
    assert any("in the place of torch._utils._rebuild_tensor_v2" in note.text for note in checkpoint.notes)


def read(files: list[tuple[str, bytes]]) -> Checkpoint:
    rows = [("p/.data/extern_modules", b"os\n"), *((f"p/{name}", data) for name, data in files)]
    return read_checkpoint(MemorySource(zipped(rows), "made.pt"), Task())


def test_a_function_that_the_importer_calls_counts_as_called() -> None:
    pid = b"(X\x0e\x00\x00\x00reduce_packageK\x00cos\nsystem\nX\x01\x00\x00\x00x\x85tQ."
    checkpoint = read([("m/data", b"\x80\x02" + pid)])
    use = next(use for use in checkpoint.globals if use.name.name == "system")
    assert use.called == 1
    assert scan(checkpoint).verdict == "dangerous"


def test_a_pickle_that_cannot_be_read_is_broken_and_reported() -> None:
    checkpoint = read([("m/a.pkl", b"\x80\x02cos\nsystem\n\xff."), ("m/b.pkl", b"\x80\x02K\x07.")])
    assert isinstance(at(checkpoint, "m/a.pkl"), Broken)
    assert at(checkpoint, "m/b.pkl") == Scalar(7)
    assert scan(checkpoint).verdict == "dangerous"


def test_a_storage_that_is_not_there(path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(out, "w") as cut:
        for name in whole.namelist():
            if not name.endswith(".data/0.storage"):
                cut.writestr(name, whole.read(name))
    checkpoint = read_checkpoint(MemorySource(out.getvalue(), "cut.pt"), Task())
    problems = [held.spec.storage.problem for _, node in checkpoint.graph.walk()
                if isinstance(held := checkpoint.graph[node], Tensor)]
    assert sum(bool(problem) for problem in problems) == 1
    assert any("0.storage is missing" in problem for problem in problems)
