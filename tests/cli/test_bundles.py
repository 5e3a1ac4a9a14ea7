"""What each verb does with a bundle of checkpoints."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch

from tests.archives import allennlp, saved, stable_baselines, tarred, zipped
from tests.cli.conftest import Ckpt
from tests.shards import shard


@pytest.fixture
def weights() -> dict[str, torch.Tensor]:
    return {"fc.weight": torch.arange(6.0).reshape(2, 3), "fc.bias": torch.zeros(2)}


@pytest.fixture
def bundle(weights: dict[str, Any], tmp_path: Path) -> Path:
    optimizer = torch.optim.SGD([torch.nn.Parameter(value) for value in weights.values()], lr=0.1)
    path = tmp_path / "model.zip"
    path.write_bytes(zipped(stable_baselines(weights, optimizer.state_dict())))
    return path


def test_one_file_is_saved_as_it_is(ckpt: Ckpt, bundle: Path, weights: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path / "policy.pth"
    ran = ckpt("save", bundle, out, "--part", "/policy.pth")
    assert ran.status == 0
    assert out.read_bytes() == saved(weights)
    assert "left out: everything else in the file: /data" in ran.out


def test_with_a_change(ckpt: Ckpt, bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "optimizer.pth"
    assert ckpt("save", bundle, out, "--part", "/policy.optimizer.pth", "--lr", "0.5").status == 0
    assert torch.load(out)["param_groups"][0]["lr"] == 0.5


@pytest.mark.parametrize("form", ["state_dict", "safetensors"])
def test_the_state_dict_of_one_file(ckpt: Ckpt, bundle: Path, weights: dict[str, Any], tmp_path: Path,
                                    form: str) -> None:
    out = tmp_path / "out"
    assert ckpt("save", bundle, out, "--part", "/policy.pth", "--as", form).status == 0
    found = torch.load(out) if form == "state_dict" else safetensors.torch.load_file(out)
    assert list(found) == list(weights)
    assert all(torch.equal(found[name], value) for name, value in weights.items())


@pytest.mark.parametrize("arguments", [(), ("--part", "/data")])
def test_the_whole_is_refused_with_what_to_choose(ckpt: Ckpt, bundle: Path, tmp_path: Path,
                                                  arguments: tuple[str, ...]) -> None:
    ran = ckpt("save", bundle, tmp_path / "out.zip", *arguments)
    assert ran.status == 2
    assert "/policy.pth" in ran.err
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "out.zip").exists()


def test_a_compressed_checkpoint_is_saved_without_the_compression(ckpt: Ckpt, weights: dict[str, Any],
                                                                  tmp_path: Path) -> None:
    (tmp_path / "m.pth.gz").write_bytes(gzip.compress(saved(weights)))
    ran = ckpt("save", tmp_path / "m.pth.gz", tmp_path / "m.pth")
    assert ran.status == 0
    assert "the compression around it" in ran.out
    assert (tmp_path / "m.pth").read_bytes() == saved(weights)


def test_shards_become_one_file(ckpt: Ckpt, weights: dict[str, torch.Tensor], tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    shard(weights, tmp_path / "hub", 2)
    bundle, out = tmp_path / "hub.zip", tmp_path / "one.safetensors"
    bundle.write_bytes(zipped((f"hub/{path.name}", path.read_bytes()) for path in (tmp_path / "hub").iterdir()))
    assert ckpt("save", bundle, out, "--as", "safetensors").status == 0
    found = safetensors.torch.load_file(out)
    assert list(found) == list(weights)
    assert all(torch.equal(found[name], value) for name, value in weights.items())


@pytest.mark.parametrize(("files", "kind"), [
    ([("weights.th", saved({"w": torch.ones(2)})), ("config.json", b"{}")], "state_dict"),
    ([("a.pth", saved({"w": torch.ones(2)})), ("args.bin", saved({"lr": 0.1}))], "state_dict"),
    ([("a.pth", saved({"w": torch.ones(2)})), ("t.pth", saved(torch.ones(2)))], "other"),
    ([("args.bin", saved({"lr": 0.1}))], "other"),
])
def test_a_bundle_is_of_the_kind_that_all_its_checkpoints_are(ckpt: Ckpt, tmp_path: Path, files: Any,
                                                              kind: str) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped(files))
    assert ckpt("info", path, "--json").data["kind"] == kind
    assert "a bundle with" in ckpt("info", path).out


def test_stats_diff_and_scan(ckpt: Ckpt, weights: dict[str, Any], tmp_path: Path) -> None:
    first, second = tmp_path / "a.tar.gz", tmp_path / "b.tar.gz"
    first.write_bytes(gzip.compress(tarred(allennlp(weights))))
    second.write_bytes(gzip.compress(tarred(allennlp({**weights, "fc.bias": torch.ones(2)}))))
    (row,) = ckpt("stats", first, "/weights.th/fc.weight", "--json").data
    assert (row["min"], row["max"], row["count"]) == (0, 5, 6)
    assert ckpt("diff", first, first).status == 0
    changed = ckpt("diff", first, second, "--json").data["changed"]
    assert [row["path"] for row in changed] == [["weights.th", "fc.bias"]]
    report = ckpt("scan", first, "--json").data
    assert report["verdict"] == "known_only"
    assert all(row["where"].startswith("weights.th: ") for row in report["globals"])


def test_a_package_and_a_bundle_of_none_are_one_line(ckpt: Ckpt, tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(tarred([("readme", b"hello")]))
    ran = ckpt("info", tmp_path / "x.tar")
    assert (ran.status, ran.err.count("\n")) == (2, 1)
