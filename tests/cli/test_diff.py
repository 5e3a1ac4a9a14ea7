"""`ckpt diff`: exit status, the JSON contract, and numbers against torch."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from ckpt_viewer.verbs.answer import Table, first_rows
from tests.cli.conftest import Ckpt
from tests.security.building import zipped

KEYS = {"identical", "sentence", "equal", "changed", "added", "removed", "reshaped", "retyped", "renamed", "scalars"}
METRICS = {"path", "max_abs", "mean_abs", "rel_l2", "cosine", "changed_fraction"}


def test_two_epochs(ckpt: Ckpt, samples: Path) -> None:
    files = [samples / f"convnet_epoch_{n}.pth" for n in ("01", "10")]
    ran = ckpt("diff", "--json", *files)
    assert (ran.status, ran.err) == (1, "")
    assert set(ran.data) >= KEYS
    assert ran.data["identical"] is False
    assert ran.data["equal"] == 2
    assert ran.data["sentence"].startswith("46 tensors changed, 2 identical")
    early, late = (torch.load(file, weights_only=True)["model_state"] for file in files)
    rows = {row["path"][1]: row for row in ran.data["changed"] if row["path"][0] == "model_state"}
    assert set(rows) == {name for name in early if not torch.equal(early[name], late[name])}
    for name, row in rows.items():
        a, b = early[name].double().flatten(), late[name].double().flatten()
        assert set(row) == METRICS
        assert row["max_abs"] == pytest.approx((a - b).abs().max().item(), rel=1e-12)
        assert row["mean_abs"] == pytest.approx((a - b).abs().mean().item(), rel=1e-12)
        assert row["rel_l2"] == pytest.approx(((a - b).norm() / a.norm()).item(), rel=1e-9)
        assert row["cosine"] == pytest.approx((a @ b / (a.norm() * b.norm())).item(), rel=1e-9)
        assert row["changed_fraction"] == (a != b).double().mean().item()
    lr = next(row for row in ran.data["scalars"] if row["path"] == ["optimizer_state", "param_groups", 0, "lr"])
    assert (lr["a"], lr["b"], lr["text"]) == (0.01, 0.001, "0.01 → 0.001")


def test_the_same_file_is_identical(ckpt: Ckpt, samples: Path) -> None:
    for name in ("linear_whole_model.pth", "linear_checkpoint_cuda.pth", "convnet_epoch_01.pth"):
        ran = ckpt("diff", "--json", samples / name, samples / name)
        assert (ran.status, ran.data["identical"], ran.data["changed"], ran.data["notes"]) == (0, True, [], [])


def test_the_same_values_in_another_container_are_identical(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    value = torch.load(samples / "convnet_epoch_01.pth", weights_only=True)
    torch.save(value, tmp_path / "legacy.pth", _use_new_zipfile_serialization=False)
    assert ckpt("diff", samples / "convnet_epoch_01.pth", tmp_path / "legacy.pth").status == 0


def test_each_kind_of_difference_has_its_list(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"gone": torch.ones(1, 9), "shape": torch.ones(2, 3), "type": torch.ones(2), "old.w": torch.ones(7),
                "n": 1}, tmp_path / "a.pt")
    torch.save({"new": torch.ones(8, 1), "shape": torch.ones(3, 2), "type": torch.ones(2).half(),
                "young.w": torch.ones(7), "n": 2}, tmp_path / "b.pt")
    data = ckpt("diff", "--json", tmp_path / "a.pt", tmp_path / "b.pt").data
    listed = {key: [row["path"] for row in data[key]] for key in ("added", "removed", "reshaped", "retyped", "scalars")}
    assert listed == {"added": [["new"]], "removed": [["gone"]], "reshaped": [["shape"]], "retyped": [["type"]],
                      "scalars": [["n"]]}
    assert [(row["path"], row["to"]) for row in data["renamed"]] == [(["old.w"], ["young.w"])]


def test_nan_in_the_same_places_is_equal(ckpt: Ckpt, tmp_path: Path) -> None:
    odd = torch.tensor([math.nan, 1.0])
    torch.save({"w": odd, "loss": math.nan}, tmp_path / "a.pt")
    torch.save({"loss": math.nan, "w": odd.clone()}, tmp_path / "b.pt")
    ran = ckpt("diff", "--json", tmp_path / "a.pt", tmp_path / "b.pt")
    assert (ran.status, len(ran.data["notes"])) == (0, 1)


def test_metrics_that_are_no_numbers_are_words(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"w": torch.zeros(2)}, tmp_path / "a.pt")
    torch.save({"w": torch.ones(2)}, tmp_path / "b.pt")
    row = ckpt("diff", "--json", tmp_path / "a.pt", tmp_path / "b.pt").data["changed"][0]
    assert (row["rel_l2"], row["cosine"]) == ("inf", "nan")


def test_the_tolerance(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"w": torch.zeros(2)}, tmp_path / "a.pt")
    torch.save({"w": torch.full((2,), 1e-5)}, tmp_path / "b.pt")
    files = (tmp_path / "a.pt", tmp_path / "b.pt")
    assert ckpt("diff", *files).status == 1
    assert ckpt("diff", *files, "--tolerance", "1e-4").status == 0
    assert ckpt("diff", *files, "--tolerance", "1e-6").status == 1
    refused = ckpt("diff", *files, "--tolerance", "-1")
    assert (refused.status, refused.err.count("\n")) == (2, 1)


def test_the_text(ckpt: Ckpt, samples: Path) -> None:
    text = ckpt("diff", samples / "convnet_epoch_01.pth", samples / "convnet_epoch_10.pth").out
    lines = text.splitlines()
    assert lines[0].startswith("46 tensors changed, 2 identical, 6 values changed (lr 0.01 → 0.001); ")
    assert lines[3].split()[0].startswith("/model_state/"), "what is learnt comes before the optimizer's averages"
    assert any(line.split() == ["/epoch", "1", "→", "10"] for line in lines)


def test_a_file_that_is_missing(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    ran = ckpt("diff", samples / "linear_checkpoint.pth", tmp_path / "none.pth")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"ckpt: {tmp_path / 'none.pth'}: no such file. Check the name and the folder.\n"


@pytest.mark.parametrize("verb", ["info", "stats", "scan", "diff", "fits", "save"])
def test_of_two_files_the_broken_one_is_named(verb: str, ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    """And not only the record in it, which is called the same in every file of torch.save."""
    broken = tmp_path / "broken.pth"
    broken.write_bytes(zipped(b"\x80\x02((0."))
    whole = {"diff": [samples / "linear_checkpoint.pth"], "fits": [samples / "linear_checkpoint.pth"]}.get(verb, [])
    ran = ckpt(verb, *whole, broken, *([tmp_path / "out.pth"] if verb == "save" else []))
    assert ran.status == 2
    assert ran.err.startswith(f"ckpt: {broken}: archive/data.pkl: ")


def test_equal_values_are_not_called_identical_where_loading_differs(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"w": torch.ones(2)}, tmp_path / "a.pt")
    torch.save({"w": torch.ones(2, requires_grad=True)}, tmp_path / "b.pt")
    ran = ckpt("diff", "--json", tmp_path / "a.pt", tmp_path / "b.pt")
    assert (ran.status, ran.data["identical"], ran.data["equal"]) == (1, False, 1)
    assert ran.data["sentence"] == "Equal: 1 tensor. Not the same: requires_grad."


def test_the_tolerance_is_said(ckpt: Ckpt, samples: Path) -> None:
    files = (samples / "convnet_epoch_01.pth", samples / "convnet_epoch_10.pth")
    assert ckpt("diff", *files, "--tolerance", "0.5").out.splitlines()[1] == (
        "Elements that differ by no more than 0.5 count as equal.")


def test_a_page_and_a_table_beside_the_answer(ckpt: Ckpt, samples: Path, tmp_path: Path) -> None:
    files = [samples / f"convnet_epoch_{n}.pth" for n in ("01", "10")]
    page, table = tmp_path / "out.html", tmp_path / "out.csv"
    ran = ckpt("diff", *files, "--html", page, "--csv", table)
    assert ran.status == 1
    assert ran.out.endswith(f"Wrote {page}\n\nWrote {table}\n")
    assert "46 tensors changed" in page.read_text("utf-8")
    assert len(table.read_text("utf-8").splitlines()) == 1 + 48 + 6
    again = ckpt("diff", *files, "--html", page)
    assert (again.status, again.out) == (2, "")
    assert "this file exists. Allow replacing it (--overwrite), or choose another name." in again.err
    assert ckpt("diff", *files, "--html", page, "--overwrite").status == 1
    assert "one of the files that are compared" in ckpt("diff", *files, "--html", files[0], "--overwrite").err


def test_a_resume_that_lost_the_optimizer_is_told(ckpt: Ckpt, tmp_path: Path) -> None:
    for name, epoch, steps in (("a.pth", 4, 100.0), ("b.pth", 5, 20.0)):
        state = {0: {"step": torch.tensor(steps), "exp_avg": torch.ones(2)}}
        optimizer = {"state": state, "param_groups": [{"lr": 0.1, "params": [0]}]}
        torch.save({"epoch": epoch, "model": {"w": torch.ones(2)}, "optimizer": optimizer}, tmp_path / name)
    said = ("From A to B epoch rises from 4 to 5, but the optimizer's step falls from 100 to 20, as if a resume had "
            "not loaded it")
    files = (tmp_path / "a.pth", tmp_path / "b.pth")
    data = ckpt("diff", "--json", *files).data
    assert (data["resumed"], data["remarks"]) == (said, [said])
    assert ckpt("diff", *files).out.splitlines()[1:3] == ["", f"warning: {said}"]
    ckpt("diff", "--html", tmp_path / "page.html", *files)
    assert "falls from 100 to 20" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_what_was_all_zeros_is_explained(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"w": torch.zeros(2)}, tmp_path / "a.pt")
    torch.save({"w": torch.ones(2)}, tmp_path / "b.pt")
    text = ckpt("diff", tmp_path / "a.pt", tmp_path / "b.pt").out
    assert "NaN" not in text
    assert "Inf: the first file has nothing but zeros there" in text
    assert "Inf:" not in ckpt("diff", tmp_path / "b.pt", tmp_path / "a.pt").out


def test_what_has_another_type_has_its_numbers(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"w": torch.tensor([1.0, 2.0])}, tmp_path / "a.pt")
    torch.save({"w": torch.tensor([1.0, 2.5]).half()}, tmp_path / "b.pt")
    lines = ckpt("diff", tmp_path / "a.pt", tmp_path / "b.pt").out.splitlines()
    assert next(line for line in lines if line.startswith("  /w")).split() == [
        "/w", "float32", "→", "float16", "0.5", "0.25", "0.2236", "0.9965", "50", "%"]


def test_modules_are_told_of_where_one_asks(ckpt: Ckpt, samples: Path) -> None:
    files = [samples / f"convnet_epoch_{n}.pth" for n in ("01", "10")]
    assert "modules" not in ckpt("diff", "--json", *files).data
    rows = ckpt("diff", "--json", "--by-module", *files).data["modules"]
    row = next(row for row in rows if row["path"] == ["model_state", "block1", "1"])
    sides = [torch.load(file, weights_only=True)["model_state"] for file in files]
    a, b = (torch.cat([value.double().flatten() for name, value in side.items()
                       if name.startswith("block1.1.") and value.is_floating_point()]) for side in sides)
    assert (row["differ"], row["entries"]) == (5, 5)
    assert row["max_abs"] == pytest.approx((a - b).abs().max().item(), rel=1e-12)
    assert row["rel_l2"] == pytest.approx(((a - b).norm() / a.norm()).item(), rel=1e-9)
    lines = ckpt("diff", "--by-module", *files).out.splitlines()
    assert lines[lines.index(next(line for line in lines if line.startswith("  modules"))) + 1].split()[:4] == [
        "/model_state", "16", "of", "18"]


def test_a_long_table_is_cut_and_tells_how_much_is_left() -> None:
    table = Table(("name", "size"), (("a", "1"), ("b", "2")))
    assert list(first_rows(table, 2, 1_005)) == ["", table, "  … and 1,003 more; --json lists them all"]
    assert list(first_rows(table, 2, 2)) == ["", table]
    assert not list(first_rows(table, 2, 0))
