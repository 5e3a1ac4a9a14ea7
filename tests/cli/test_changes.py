"""The changes that `ckpt save` makes, as torch reads them, for one file and for many; and what it says beforehand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.cli.conftest import Ckpt


@pytest.fixture
def file(samples: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(samples / "convnet_epoch_10.pth", tmp_path / "in.pth"))


def loaded(path: Path) -> Any:
    return torch.load(path, weights_only=True)


def recipe(folder: Path, *operations: dict[str, Any]) -> Path:
    path = folder / "recipe.json"
    path.write_text(json.dumps({"ckpt_viewer_recipe": 1, "operations": operations}), encoding="utf-8")
    return path


def test_changes_of_every_kind(ckpt: Ckpt, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.pth"
    ran = ckpt("save", file, out, "--reset", "2", "--reset-at", "/epoch", "--insert", '/note="5"',
               "--insert", "/seed=7", "--element", "/model_state/head.0.bias[3]=-1.5",
               "--rename-regex", r"^block(\d)\.=>stage\1.",
               "--add-prefix", "net.", "--device-of", "/optimizer_state=cpu", "--json")
    assert (ran.status, ran.err) == (0, "")
    before, after = loaded(file), loaded(out)
    assert (after["epoch"], after["note"], after["seed"]) == (2, "5", 7)
    assert after["scheduler_state"]["last_epoch"] == before["scheduler_state"]["last_epoch"]
    assert list(after["model_state"]) == ["net." + n.replace("block", "stage") for n in before["model_state"]]
    assert after["model_state"]["net.head.0.bias"][3] == -1.5
    assert after["optimizer_state"]["param_groups"][0]["param_names"][2] == "net.stage1.0.weight"
    assert any(line.startswith("/model_state/head.0.bias[3]: ") for line in ran.data["changes"])


@pytest.mark.parametrize("prefixes", [("_orig_mod.", "module."), ("_orig_mod.module.",)])
def test_prefixes_are_taken_off_one_after_another(ckpt: Ckpt, tmp_path: Path, prefixes: tuple[str, ...]) -> None:
    """As torch.compile around DataParallel leaves them."""
    state = torch.nn.Linear(3, 2).state_dict()
    torch.save({f"_orig_mod.module.{name}": value for name, value in state.items()}, tmp_path / "in.pth")
    ran = ckpt("save", tmp_path / "in.pth", tmp_path / "out.pth", *(f"--strip={prefix}" for prefix in prefixes))
    assert (ran.status, ran.err) == (0, "")
    assert list(loaded(tmp_path / "out.pth")) == list(state)


def test_prefixes_are_put_before_one_after_another(ckpt: Ckpt, tmp_path: Path) -> None:
    state = torch.nn.Linear(3, 2).state_dict()
    torch.save(state, tmp_path / "in.pth")
    ran = ckpt("save", tmp_path / "in.pth", tmp_path / "out.pth", "--add-prefix", "module.", "--add-prefix", "net.")
    assert (ran.status, ran.err) == (0, "")
    assert list(loaded(tmp_path / "out.pth")) == [f"net.module.{name}" for name in state]


@pytest.mark.parametrize(("flags", "words"), [
    (["--rename-regex", r"^block\d\.=>b."], "2 keys would have this name"), (["--rename-regex", "x"], "has no '=>'"),
    (["--rename-regex", "(=>"], "no regular expression"), (["--element", "/epoch=3"], "names no element"),
    (["--element", "/model_state/head.0.bias[99]=0"], "no such element"),
    (["--element", "/epoch[0]=3"], "this int has no elements to set"),
    (["--element", "/model_state/head.0.bias[0]=x"], "is not a number"), (["--insert", "/epoch=3"], "already a key"),
    (["--insert", "note=3"], "--insert /note=text"), (["--metadata", "a=b"], "only a safetensors file"),
    (["--set", "/model_state/head.0.bias=3"], "--element '/model_state/head.0.bias[0,0]=0'"),
    (["--eval"], "no whole model"), (["--device-of", "/epoch=cpu"], "no tensor"),
    (["--recipe", "no.json"], "cannot be read"),
    (["--reset", "x"], "whole number"), (["--eval", "--train"], "not allowed with"),
    (["--reset-at", "/best"], "there is no")])
def test_what_cannot_be_is_one_line_and_nothing_is_written(
        ckpt: Ckpt, file: Path, tmp_path: Path, flags: list[str], words: str) -> None:
    ran = ckpt("save", file, tmp_path / "out.pth", *flags)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert words in ran.err
    assert not (tmp_path / "out.pth").exists()


def test_the_loss_of_a_cast_is_told(ckpt: Ckpt, tmp_path: Path) -> None:
    value = {"a": torch.tensor([0.1, 70000.0, 1e-9]), "b": torch.tensor([1.0, 2.0])}
    torch.save(value, tmp_path / "in.pth")
    ran = ckpt("save", tmp_path / "in.pth", tmp_path / "o.pth", "--dtype", "float16", "--dry-run", "--json")
    (cast,) = ran.data["casts"]
    assert not (tmp_path / "o.pth").exists()
    assert {key: cast["total"][key] for key in ("count", "changed", "overflowed", "underflowed")} == {
        "count": 5, "changed": 3, "overflowed": 1, "underflowed": 1}
    exact = abs(float(value["a"][0].half()) - float(value["a"][0]))
    assert cast["tensors"][0]["max_abs"] == pytest.approx(exact, rel=1e-9)
    assert [row["path"] for row in cast["tensors"]] == [["a"], ["b"]]
    text = ckpt("save", tmp_path / "in.pth", tmp_path / "o.pth", "--dtype", "float16").out
    assert "conversion: 2 tensors → float16: 3 of 5 numbers change" in text
    assert "conversion: /a: 3 of 3 numbers change" in text
    assert loaded(tmp_path / "o.pth")["a"][1].isinf()


def test_a_dry_run_writes_nothing_and_says_what_would_be_refused(ckpt: Ckpt, file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    ran = ckpt("save", file, tmp_path / "o.pth", "--set", "/epoch=3", "--dry-run")
    assert ran.status == 0
    assert "nothing was written" in ran.out
    assert "would change: /epoch: 10 → 3" in ran.out
    refused = ckpt("save", file, file, "--set", "/epoch=3", "--dry-run")
    assert "Would not save" in refused.out
    assert refused.status == 2
    assert "Would update" in ckpt("save", file, "--in-place", "--set", "/epoch=3", "--dry-run").out
    unchanged = ckpt("save", file, "--in-place", "--dry-run")
    assert "Nothing was changed" in unchanged.out
    assert unchanged.status == 2
    assert (file.read_bytes(), sorted(path.name for path in tmp_path.iterdir())) == (before, ["in.pth"])


def test_an_element_in_place_and_back(ckpt: Ckpt, file: Path) -> None:
    before = file.read_bytes()
    assert ckpt("save", file, "--in-place", "--element", "/model_state/head.0.bias[0]=9").status == 0
    assert loaded(file)["model_state"]["head.0.bias"][0] == 9
    assert ckpt("undo", file).status == 0
    assert file.read_bytes() == before


def test_modes_of_a_whole_model(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save(torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout()), tmp_path / "m.pth")
    ran = ckpt("save", tmp_path / "m.pth", tmp_path / "o.pth", "--eval")
    assert "changed: evaluation mode in 3 modules" in ran.out
    assert not torch.load(tmp_path / "o.pth", weights_only=False)[1].training


def test_metadata_of_safetensors(ckpt: Ckpt, tmp_path: Path) -> None:
    from safetensors import safe_open
    from safetensors.torch import save_file

    save_file({"w": torch.ones(2)}, tmp_path / "in.safetensors")
    assert ckpt("save", tmp_path / "in.safetensors", tmp_path / "o.safetensors", "--metadata", "a=b=c").status == 0
    with safe_open(tmp_path / "o.safetensors", "pt") as read:
        assert read.metadata() == {"a": "b=c"}


@pytest.mark.parametrize("more", [[], ["--only", "/w"], ["--max-shard-size", "8"], ["--slim", "optimizer"]])
def test_metadata_of_safetensors_made_of_another_file(ckpt: Ckpt, tmp_path: Path, more: list[str]) -> None:
    from safetensors import safe_open

    state = {"w": torch.ones(2), "v": torch.ones(3)}
    optimizer = torch.optim.Adam([torch.ones(3, requires_grad=True)])
    whole = {"state_dict": state, "optimizer": optimizer.state_dict()} if "--slim" in more else state
    torch.save(whole, tmp_path / "in.pth")
    if "--slim" in more:
        more = []
    name = "o.safetensors"
    ran = ckpt("save", tmp_path / "in.pth", "--as", "safetensors", "--metadata", "a=b=c", "--metadata", "d=e", *more,
               tmp_path / name)
    assert (ran.status, ran.err) == (0, "")
    assert "kept: metadata: a, d" in ran.out
    index = tmp_path / f"{name}.index.json"
    if index.exists():
        assert json.loads(index.read_text())["metadata"] == {"total_size": 20, "a": "b=c", "d": "e"}
        return
    with safe_open(tmp_path / name, "pt") as read:
        assert read.metadata() == {"format": "pt", "a": "b=c", "d": "e"}


def test_options_and_names_come_in_any_order(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"epoch": 3, "w": torch.ones(2)}, tmp_path / "in.pth")
    change = ("--set", "/epoch=4")
    for number, words in enumerate(((0, *change, 1), (*change, 0, 1), (0, 1, *change), (*change, 0, "--json", 1))):
        names = tmp_path / "in.pth", tmp_path / f"{number}.pth"
        ran = ckpt("save", *(names[word] if isinstance(word, int) else word for word in words))
        assert (ran.status, ran.err) == (0, "")
        assert torch.load(names[1])["epoch"] == 4
    assert ckpt("stats", "--bins", "3", tmp_path / "in.pth", "--json", "/w").data[0]["path"] == ["w"]
    assert "there is no option --nothing. See" in ckpt("save", tmp_path / "in.pth", "--nothing", tmp_path / "o").err
    assert "IN is missing" in ckpt("save", "--lr", "0.1").err


def test_recipes_are_done_one_after_another(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"a": torch.ones(1)}, tmp_path / "in.pth")
    first = recipe(tmp_path, {"op": "rename", "at": "/a", "to": "b"}).rename(tmp_path / "first.json")
    second = recipe(tmp_path, {"op": "rename", "at": "/b", "to": "c"})
    out = tmp_path / "out.pth"
    ran = ckpt("save", tmp_path / "in.pth", out, "--recipe", first, "--recipe", second)
    assert (ran.status, ran.err) == (0, "")
    assert list(loaded(out)) == ["c"]


def test_a_recipe_for_many_files_goes_on_past_the_one_that_fails(ckpt: Ckpt, tmp_path: Path) -> None:
    for number in range(3):
        value = {"epoch": number, "model": {"module.w": torch.full((2, 2), float(number))}}
        torch.save(value if number != 1 else {"other": 5}, tmp_path / f"{number}.pth")
    files = [tmp_path / f"{number}.pth" for number in range(3)]
    path = recipe(tmp_path, {"op": "strip", "prefix": "module."}, {"op": "set", "at": "/epoch", "value": 0})
    ran = ckpt("save", *files, "--recipe", path, "--out-dir", tmp_path / "new" / "er", "--json")
    assert ran.status == 2
    assert [entry["saved"] for entry in ran.data["files"]] == [True, False, True]
    assert (ran.data["done"], ran.data["failed"]) == (2, 1)
    assert f"{files[1]}: {path}, operation 1 " in ran.data["files"][1]["error"]
    assert sorted(written.name for written in (tmp_path / "new" / "er").iterdir()) == ["0.pth", "2.pth"]
    after = loaded(tmp_path / "new" / "er" / "2.pth")
    assert (after["epoch"], float(after["model"]["w"][0, 0])) == (0, 2.0)
    text = ckpt("save", files[0], files[2], "--recipe", path, "--out-dir", tmp_path / "text")
    assert (text.status, text.out.splitlines()[-1]) == (0, "2 files saved")
    assert ckpt("save", files[0], tmp_path / "one.pth", "--recipe", path).status == 0
    assert ckpt("save", files[0], "--in-place", "--recipe", path, "--lr", "1").status == 2
    assert loaded(tmp_path / "one.pth")["epoch"] == 0


@pytest.mark.parametrize("more", [(), ("--as", "safetensors", "--max-shard-size", "1GB")], ids=["files", "shards"])
def test_a_dry_run_for_many_files_tells_what_the_run_will_do(more: tuple[str, ...], ckpt: Ckpt, tmp_path: Path) -> None:
    """The run makes the folder that is not there yet; a file that is there already it leaves alone."""
    for name in ("a.pth", "b.pth"):
        torch.save({"w": torch.ones(2)}, tmp_path / name)
    given = ("save", tmp_path / "a.pth", tmp_path / "b.pth", *more, "--out-dir", tmp_path / "new" / "er")
    ran = ckpt(*given, "--dry-run")
    assert (ran.status, ran.out.splitlines()[-1]) == (0, "2 files would be saved")
    assert "Would not" not in ran.out
    assert not (tmp_path / "new").exists()
    assert ckpt(*given).status == 0
    ran = ckpt(*given, "--dry-run")
    assert (ran.status, ran.out.splitlines()[-1]) == (2, "0 files would be saved, 2 not")


def test_many_files_of_one_name_and_other_forms(ckpt: Ckpt, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for folder in (tmp_path, tmp_path / "sub"):
        torch.save({"w": torch.ones(2)}, folder / "w.pth")
    out = tmp_path / "out"
    ran = ckpt("save", tmp_path / "w.pth", tmp_path / "sub" / "w.pth", tmp_path / "missing.pth", "--as", "safetensors",
               "--out-dir", out, "--json")
    assert ran.status == 2
    errors = [entry.get("error", "") for entry in ran.data["files"]]
    assert errors[0] == ""
    assert "same name" in errors[1]
    assert "no such file" in errors[2]
    assert [path.name for path in out.iterdir()] == ["w.safetensors"]
    assert ckpt("save", tmp_path / "w.pth", "--as", "npz", "--out-dir", out).status == 0
    shards = ("--as", "safetensors", "--max-shard-size", "1GB")
    assert ckpt("save", tmp_path / "w.pth", *shards, "--out-dir", out).status == 0
    assert sorted(path.name for path in out.iterdir()) == ["w", "w.npz", "w.safetensors"]
    assert "more than one name" in ckpt("save", tmp_path / "w.pth", "a", "b").err
    assert "standard output" in ckpt("save", tmp_path / "w.pth", "-").err
    assert "does not go with" in ckpt("save", tmp_path / "w.pth", "--in-place", "--out-dir", out).err
    (tmp_path / "blocked").write_text("a file")
    assert "cannot be made" in ckpt("save", tmp_path / "w.pth", "--out-dir", tmp_path / "blocked").err
    broken = recipe(tmp_path, {"op": "explode"})
    assert "no operation 'explode'" in ckpt("save", tmp_path / "w.pth", "--recipe", broken, "--out-dir", out).err


@pytest.mark.parametrize(("option", "values"), [
    ("--lr", ("0.1", "0.2")), ("--dtype", ("float16", "float32")), ("--device", ("cpu", "cuda:1")),
    ("--device", ("keep", "keep")), ("--reset", ("0", "1")), ("--as", ("state_dict", "same")), ("--part", ("/a", "/b")),
])
def test_what_holds_for_the_whole_file_is_said_once(ckpt: Ckpt, file: Path, tmp_path: Path, option: str,
                                                    values: tuple[str, str]) -> None:
    """Else the first one would be forgotten without a word."""
    ran = ckpt("save", file, option, values[0], tmp_path / "out.pth", f"{option}={values[1]}")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"ckpt save: argument {option}: is there twice; write it once. See `ckpt save --help`.\n"
    assert not (tmp_path / "out.pth").exists()


@pytest.mark.filterwarnings("ignore:torch.quantize_per_tensor", "ignore:TypedStorage")
@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_another_type_leaves_the_scales_of_quantised_tensors_alone(ckpt: Ckpt, tmp_path: Path, dtype: str,
                                                                   zipped: bool) -> None:
    """As `model.half()` does; torch would take the new bytes for float64."""
    scales, zeros = torch.tensor([0.1, 0.3], dtype=torch.float64), torch.tensor([0, 1])
    quantised = torch.quantize_per_channel(torch.randn(2, 3), scales, zeros, 0, torch.qint8)
    torch.save({"q": quantised, "w": torch.ones(2, dtype=torch.float64)}, tmp_path / "in.pth",
               _use_new_zipfile_serialization=zipped)
    ran = ckpt("save", tmp_path / "in.pth", tmp_path / "out.pth", "--dtype", dtype, "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.data["changes"] == [f"1 tensor → {dtype}"]
    assert [one["path"] for one in ran.data["casts"][0]["tensors"]] == [["w"]]
    saved = loaded(tmp_path / "out.pth")
    assert saved["w"].dtype == getattr(torch, dtype)
    assert torch.equal(saved["q"].dequantize(), quantised.dequantize())
    assert saved["q"].q_per_channel_scales().tolist() == scales.tolist()
