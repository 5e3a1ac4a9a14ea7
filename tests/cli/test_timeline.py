"""`ckpt timeline`: exit status, the JSON contract, folders, gaps."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import torch

from tests.cli.conftest import Ckpt

FILES = ("convnet_epoch_01.pth", "convnet_epoch_10.pth")


@pytest.fixture
def run(samples: Path, tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(samples / name, tmp_path)
    return tmp_path


def test_a_folder_as_json(ckpt: Ckpt, run: Path) -> None:
    ran = ckpt("timeline", "--json", run, "--parameter", "stem.weight", "--bins", 5)
    assert (ran.status, ran.err) == (0, "")
    assert (ran.data["unit"], [step["epoch"] for step in ran.data["steps"]]) == ("epoch", [1, 10])
    early, late = (torch.load(run / name, weights_only=True)["model_state"] for name in FILES)
    rows = {row["name"]: row for row in ran.data["parameters"]}
    assert set(rows) == {name for name, value in early.items() if value.is_floating_point()}
    weight = rows["head.0.weight"]
    assert weight["norm"] == pytest.approx([early["head.0.weight"].norm().item(), late["head.0.weight"].norm().item()])
    assert weight["change"] == [None, pytest.approx((late["head.0.weight"] - early["head.0.weight"]).norm().item())]
    counts = rows["stem.weight"]["distribution"]["counts"]
    assert [sum(step) for step in counts] == [early["stem.weight"].numel()] * 2


def test_text_begins_with_what_matters(ckpt: Ckpt, run: Path) -> None:
    ran = ckpt("timeline", *(run / name for name in reversed(FILES)), "--parameter", "stem.bias")
    assert ran.out.startswith("lr dropped at epoch 10, from 0.01 to 0.001.\n")
    assert "stem.weight and stem.bias never moved." in ran.out
    assert "█" in ran.out


def test_what_a_resume_lost_is_told_with_the_files_between_which(ckpt: Ckpt, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.pth" for n in (1, 2, 3)]
    for n, file in enumerate(files):
        group = {"lr": 0.1, "weight_decay": 0.1 if n < 2 else 0.0, "params": [0]}
        torch.save({"epoch": n, "model": {"w": torch.ones(3) * n}, "optim": {"state": {}, "param_groups": [group]}},
                   file)
    remark = "Other settings of the optimizer: weight_decay 0.1 → 0.0"
    assert ckpt("timeline", tmp_path).out.startswith(f"Between 2.pth (A) and 3.pth (B): {remark}.\n")
    assert ckpt("timeline", "--json", tmp_path).data["resumes"] == [
        {"a": str(files[1]), "b": str(files[2]), "remarks": [remark]}]


def test_of_one_file_alone_what_is_wrong_with_it_comes_first(ckpt: Ckpt, run: Path) -> None:
    ran = ckpt("timeline", run / "none.pth")
    assert (ran.status, "none.pth: no such file." in ran.err) == (2, True)
    ran = ckpt("timeline", run / FILES[0])
    assert (ran.status, "a timeline needs two checkpoints or more" in ran.err) == (2, True)


@pytest.mark.parametrize("names", [FILES, ("linear_state_dict.pth", "linear_whole_model.pth")])
def test_each_column_stands_once(ckpt: Ckpt, samples: Path, names: tuple[str, ...]) -> None:
    out = ckpt("timeline", *(samples / name for name in names)).out
    table = next(part for part in out.split("\n\n") if names[0] in part and "mean change" in part)
    head, first = (re.split(r"\s{2,}", line.strip()) for line in table.splitlines()[:2])
    assert len(set(head)) == len(head)
    assert first[head.index("file")] == names[0]


def test_a_broken_file_is_a_gap_and_status_2(ckpt: Ckpt, run: Path) -> None:
    (run / "convnet_epoch_05.pth").write_bytes(b"\0" * 100)
    ran = ckpt("timeline", "--json", run)
    assert ran.status == 2
    assert [bool(step["problem"]) for step in ran.data["steps"]] == [False, True, False]
    assert ran.data["parameters"][0]["norm"][1] is None
    assert "convnet_epoch_05.pth cannot be read" in ran.data["sentences"][0]


def test_a_missing_file_is_a_gap_too(ckpt: Ckpt, run: Path) -> None:
    ran = ckpt("timeline", run, run / "gone.pth")
    assert ran.status == 2
    assert "gone.pth cannot be read: no such file" in ran.out


@pytest.mark.parametrize("arguments", [("one.pth",), (".", "--parameter", "nothing")])
def test_errors_are_one_line(ckpt: Ckpt, run: Path, arguments: tuple[str, ...]) -> None:
    ran = ckpt("timeline", *(run / word if word in (".", "one.pth") else word for word in arguments))
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
