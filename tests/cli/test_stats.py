"""`ckpt stats` against torch and numpy."""

from __future__ import annotations

import json
import math
import weakref
from pathlib import Path

import numpy as np
import pytest
import torch

from ckpt_viewer.core.engine import sweeping
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.plain_data import Json
from ckpt_viewer.core.task import Task
from ckpt_viewer.verbs import stats
from ckpt_viewer.verbs.answer import bars
from tests.cli.conftest import Ckpt

KEYS = {"path", "count", "min", "max", "mean", "std", "zeros", "nan", "inf", "exact", "histogram"}


def test_numbers_and_histogram_are_numpys(ckpt: Ckpt, samples: Path) -> None:
    ran = ckpt("stats", "--json", samples / "convnet_epoch_10.pth", "--bins", 7)
    assert (ran.status, ran.err) == (0, "")
    state = torch.load(samples / "convnet_epoch_10.pth", weights_only=True)["model_state"]
    rows = {row["path"][1]: row for row in ran.data if row["path"][0] == "model_state"}
    assert list(rows) == list(state)
    for name, tensor in state.items():
        values = tensor.double().numpy().ravel()
        row = rows[name]
        assert set(row) == KEYS
        assert (row["count"], row["zeros"], row["nan"], row["inf"]) == (values.size, (values == 0).sum(), 0, 0)
        assert (row["min"], row["max"]) == (values.min(), values.max())
        assert row["mean"] == pytest.approx(values.mean(), rel=1e-12)
        assert row["std"] == pytest.approx(values.std(), rel=1e-12, abs=1e-15)
        counts, edges = np.histogram(values, bins=7)
        assert row["histogram"]["counts"] == counts.tolist(), name
        assert row["histogram"]["edges"] == pytest.approx(edges.tolist())


def test_arrays_of_numpy_are_measured_like_tensors(ckpt: Ckpt, tmp_path: Path) -> None:
    values = np.arange(6, dtype=">f4").reshape(2, 3)
    torch.save({"mean": values, "best": np.float64(0.5), "w": torch.ones(2)}, tmp_path / "x.pt")
    mean, tensor = ckpt("stats", "--json", tmp_path / "x.pt").data
    assert (mean["path"], tensor["path"]) == (["mean"], ["w"])
    assert (mean["count"], mean["max"], mean["zeros"]) == (6, 5, 1)
    assert mean["std"] == pytest.approx(values.astype("f8").std())
    (best,) = ckpt("stats", "--json", tmp_path / "x.pt", "/best").data
    assert (best["count"], best["min"], best["max"]) == (1, 0.5, 0.5)


@pytest.mark.parametrize(("value", "kind"), [
    (np.array(["a", "b"]), "str"), (np.array([1, "two", None], object), "Python objects"),
    (np.array(["2024-01-01"], "datetime64[D]"), "datetime64[D]"), (np.str_("word"), "str"),
    (np.zeros(2, [("x", "f4"), ("n", "i8")]), "records of x, n"), (np.zeros(2, np.longdouble), "float128"),
])
def test_an_array_without_numbers_says_what_it_holds(ckpt: Ckpt, tmp_path: Path, value: object, kind: str) -> None:
    torch.save({"array": value}, tmp_path / "x.pt")
    ran = ckpt("stats", tmp_path / "x.pt", "/array")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert f"elements of another kind than numbers ({kind})" in ran.err
    assert ckpt("stats", "--json", tmp_path / "x.pt").data == []


def test_nan_and_infinity_are_counted_apart(ckpt: Ckpt, tmp_path: Path) -> None:
    odd = torch.tensor([math.nan, math.inf, -math.inf, 0.0, 2.0])
    torch.save({"odd": odd, "none": torch.full((3,), math.nan), "empty": torch.empty(0)}, tmp_path / "x.pt")
    row, none, empty = ckpt("stats", "--json", tmp_path / "x.pt").data
    assert (row["count"], row["nan"], row["inf"], row["zeros"]) == (5, 1, 2, 1)
    assert (row["min"], row["max"], row["mean"]) == (0.0, 2.0, 1.0)
    assert (none["min"], none["mean"], sum(none["histogram"]["counts"])) == ("nan", "nan", 0)
    assert (empty["count"], empty["max"]) == (0, "nan")


def test_a_pointer_chooses_a_tensor_or_all_below(ckpt: Ckpt, samples: Path) -> None:
    file = samples / "linear_checkpoint.pth"
    paths = [row["path"] for row in ckpt("stats", "--json", file, "/optim_state", "/model_state/linear.bias").data]
    assert paths == [["optim_state", "state", 0, "momentum_buffer"], ["optim_state", "state", 1, "momentum_buffer"],
                     ["model_state", "linear.bias"]]


@pytest.mark.parametrize(("pointer", "says"), [
    ("/nowhere", "there is no '/nowhere' in this file"), ("/epoch", "there is no tensor here or below"),
    ("epoch", "a pointer begins with '/'"),
])
def test_a_pointer_that_leads_nowhere(pointer: str, says: str, ckpt: Ckpt, samples: Path) -> None:
    ran = ckpt("stats", samples / "linear_checkpoint.pth", pointer)
    assert (ran.status, ran.out) == (2, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_a_tensor_that_is_cut_off_does_not_hide_the_others(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"a": torch.ones(2), "b": torch.ones(1000)}, tmp_path / "x.pt", _use_new_zipfile_serialization=False)
    whole = (tmp_path / "x.pt").read_bytes()
    (tmp_path / "cut.pt").write_bytes(whole[:-4])
    ran = ckpt("stats", "--json", tmp_path / "cut.pt")
    assert ran.status == 2
    assert sorted(row.get("mean", 0) for row in ran.data) == [0, 1.0]
    assert [bool(row.get("problem")) for row in ran.data].count(True) == 1


def test_what_breaks_off_does_not_look_like_an_answer(ckpt: Ckpt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                                                      ) -> None:
    torch.save({f"w{n}": torch.full((3,), float(n)) for n in range(40)}, tmp_path / "x.pt")
    row = stats._json_row

    def stopped(found: stats.Measured) -> Json:
        if found.path == ("w7",):
            raise KeyboardInterrupt
        return row(found)

    monkeypatch.setattr(stats, "_json_row", stopped)
    ran = ckpt("stats", "--json", tmp_path / "x.pt")
    assert (ran.status, ran.err) == (130, "ckpt: stopped\n")
    assert ran.out.count('"path"') == 7
    with pytest.raises(json.JSONDecodeError):
        json.loads(ran.out)


def test_answers_are_written_while_tensors_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them together may be larger than the file."""
    monkeypatch.setattr(sweeping, "AT_ONCE", 10)
    torch.save({f"w{n}": torch.full((3,), float(n)) for n in range(2_000)}, tmp_path / "x.pt")
    held, most = set[int](), 0

    def given(found: stats.Measured) -> None:
        nonlocal most
        assert found.histogram is not None
        held.add(id(found.histogram))
        weakref.finalize(found.histogram.counts, held.discard, id(found.histogram))
        most = max(most, len(held))

    with open_checkpoint(tmp_path / "x.pt") as checkpoint:
        stats.measure(checkpoint, (), 20, Task(), given)
    assert most <= 20


def test_a_table_says_which_could_not_be_read_and_how_many_there_are(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"a": torch.ones(9), "b": torch.ones(9)}, tmp_path / "x.pt", _use_new_zipfile_serialization=False)
    (tmp_path / "cut.pt").write_bytes((tmp_path / "x.pt").read_bytes()[:-4])
    ran = ckpt("stats", tmp_path / "cut.pt")
    lines = ran.out.splitlines()
    assert (ran.status, lines[0], len(lines)) == (2, "2 tensors", 4)
    whole, cut = lines[2].split()[0], lines[3].split()[0]  # torch writes storages in the order of their addresses
    assert (lines[1].split()[0], {whole, cut}) in [("where", {"/a", "/b:"}), ("where", {"/b", "/a:"})]
    torch.save({"none": 1}, tmp_path / "none.pt")
    assert ckpt("stats", tmp_path / "none.pt").out == "0 tensors\n"


def test_the_text_draws_the_histogram(ckpt: Ckpt, tmp_path: Path) -> None:
    torch.save({"w": torch.tensor([0.0, 1.0, 1.0, 1.0, 1.0])}, tmp_path / "x.pt")
    line = ckpt("stats", tmp_path / "x.pt", "--bins", 4).out.splitlines()[-1]
    assert line.split() == ["/w", "5", "0", "1", "0.8", "0.4", "1", "0", "0", "▂", "█"]


def test_bars() -> None:
    assert bars([], 20) == ""
    assert bars([0, 0], 20) == ""
    assert bars([1000, 1, 0], 20) == "█▁ "
    assert len(bars([1] * 1001, 20)) <= 20


@pytest.mark.parametrize("bins", ["0", "-3", "many", "1e3"])
def test_bins_that_make_no_sense(bins: str, ckpt: Ckpt, samples: Path) -> None:
    ran = ckpt("stats", samples / "linear_checkpoint.pth", "--bins", bins)
    assert ran.status == 2
    assert "from 1 to 100000" in ran.err
