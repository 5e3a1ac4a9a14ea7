"""The snippets for files in files run as they are shown, and give what is in them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save as safetensors_bytes
from torch import nn

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.snippets import Snippet, snippets
from tests.archives import allennlp, package, saved, stable_baselines, tarred, zipped
from tests.shards import distributed

AWKWARD = "it's \"the\" \\ mödel.pth"


class Net(nn.Module):
    """What a user's own class may be."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(3, 2)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(data: bytes, folder: Path, name: str) -> tuple[Snippet, ...]:
    (folder / name).write_bytes(data)
    return snippets(open_checkpoint(folder / name), name)


def run(snippet: Snippet) -> dict[str, Any]:
    left: dict[str, Any] = {"MyModel": Net}
    exec(compile(snippet.code, snippet.title, "exec"), left)
    return left


def parts() -> tuple[Net, dict[str, Any]]:
    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), lr=3e-4)
    net.fc(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    return net, optimizer.state_dict()


def assert_weights(found: nn.Module, expected: nn.Module) -> None:
    assert all(torch.equal(value, found.state_dict()[name]) for name, value in expected.state_dict().items())


PACKINGS: dict[str, Any] = {
    "bundle.zip": zipped, "bundle.tar": tarred, "bundle.tar.gz": lambda files: gzip.compress(tarred(files)),
    "bundle.tar.xz": lambda files: lzma.compress(tarred(files)),
    "bundle.zip.bz2": lambda files: bz2.compress(zipped(files)),
}


@pytest.mark.parametrize("name", sorted(PACKINGS))
def test_the_model_in_a_bundle(name: str, folder: Path) -> None:
    net = Net()
    found = shown(PACKINGS[name](allennlp(net.state_dict())), folder, name)
    assert [snippet.title for snippet in found] == ["Use the model", "CPU → GPU"]
    assert_weights(run(found[0])["model"], net)
    assert '"weights.th"' in found[0].code


def test_a_model_of_stable_baselines(folder: Path) -> None:
    net, optimizer = parts()
    found = shown(zipped(stable_baselines(net.state_dict(), optimizer)), folder, "sb3.zip")
    assert_weights(run(found[0])["model"], net)


@pytest.mark.parametrize(("name", "pack"), [("m.pth.gz", gzip.compress), ("m.pth.bz2", bz2.compress),
                                            ("m.pth.xz", lzma.compress)])
def test_a_compressed_checkpoint(name: str, pack: Any, folder: Path) -> None:
    net, optimizer = parts()
    found = shown(pack(saved({"epoch": 3, "model": net.state_dict(), "optimizer": optimizer})), folder, name)
    assert [snippet.title for snippet in found] == ["Use the model", "Go on with the training"]
    assert_weights(run(found[0])["model"], net)
    assert run(found[1])["epoch"] == 3


def test_other_kinds_of_files_in_a_bundle(folder: Path) -> None:
    net, array = Net(), io.BytesIO()
    np.save(array, np.arange(3))
    tensors = {name: value.clone() for name, value in net.state_dict().items()}
    (safe,) = {snippet.code for snippet in shown(zipped([(AWKWARD, safetensors_bytes(tensors))]), folder, "a.zip")[:1]}
    assert_weights(run(Snippet("", "", safe))["model"], net)
    (plain,) = shown(zipped([("a.npy", array.getvalue()), ("readme", b"text")]), folder, "b.zip")
    assert run(plain)["tensor"].tolist() == [0, 1, 2]
    (bare,) = shown(tarred([("a.pkl", pickle.dumps({"w": np.arange(2)}))]), folder, "c.tar")
    assert run(bare)["data"]["w"].tolist() == [0, 1]


def test_archives_in_archives_are_unpacked_first(folder: Path) -> None:
    inner = zipped([("inner.zip", zipped([("a.pth", saved({"w": torch.ones(2)}))]))])
    (unpack,) = shown(inner, folder, "outer.zip")
    run(unpack)
    with zipfile.ZipFile(folder / "unpacked" / "inner.zip") as archive:
        assert archive.namelist() == ["a.pth"]


def test_an_exported_program(folder: Path) -> None:
    net = nn.Linear(3, 2)
    torch.export.save(torch.export.export(net, (torch.ones(1, 3),)), folder / "net.pt2")
    (snippet,) = snippets(open_checkpoint(folder / "net.pt2"), "net.pt2")
    left = run(snippet)
    assert torch.equal(left["state_dict"]["weight"], net.weight)
    assert torch.equal(left["model"](torch.ones(1, 3)), net(torch.ones(1, 3)))


def test_a_package(folder: Path) -> None:
    package(folder / "net.pt", {"my/model/net.pkl": nn.Linear(3, 2)})
    (snippet,) = snippets(open_checkpoint(folder / "net.pt"), "net.pt")
    assert 'load_pickle("my.model", "net.pkl")' in snippet.code
    assert run(snippet)["model"].in_features == 3


@pytest.mark.filterwarnings("ignore")
def test_a_part_of_a_distributed_checkpoint_is_put_together_with_the_others(folder: Path) -> None:
    distributed(folder / "dcp", 2)
    for name in ("dcp/__0_0.distcp", "dcp/__0_1.distcp"):
        with open_checkpoint(folder / name) as checkpoint:
            (snippet,) = snippets(checkpoint, name)
            own = {str(path[0]) for path, _ in checkpoint.members}
        assert own < {str(key) for key in run(snippet)["checkpoint"]}
