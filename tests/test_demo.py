"""The demonstration without a screen does its whole job and leaves one picture behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from ckpt_viewer import demo
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.recipes import LearningRate

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    folder = tmp_path_factory.mktemp("demo")
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "QT_QPA_PLATFORM")}
    command = [sys.executable, "-m", "ckpt_viewer", "--demo", "--headless", "--theme", "dark", "--size", "900x600"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False,
                          env={**environment, "PYTHONPATH": str(ROOT)})
    return done, folder


def test_every_part_is_shown(ran: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, _ = ran
    assert (done.returncode, done.stderr) == (0, "")
    for part in ("linear.weight: tensor float32", "lr: 0.01", "logistic_regression.LogisticRegression", "histogram",
                 "/model_state/head.0.weight", "46 tensors changed, 2 identical", "/epoch", "1 → 10",
                 "/optim_state/param_groups/0/lr: 0.01 → 0.001", "byte for byte by checksum",
                 "4 tensors identical, lr 0.01 → 0.001", demo.PICTURE):
        assert part in done.stdout, part


def test_the_picture_is_all_that_is_left(ran: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    _, folder = ran
    assert [file.name for file in folder.iterdir()] == [demo.PICTURE]
    picture = (folder / demo.PICTURE).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 30_000, "an empty window would be small"
    drawn = QImage.fromData(picture)
    assert (drawn.width(), drawn.height()) == (900, 600)
    assert drawn.pixelColor(2, 300).lightness() < 80, "dark, as was asked for"


def test_an_edit_that_was_not_saved_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo, "LearningRate", lambda value: LearningRate(0.01))  # as it is already
    with pytest.raises(CheckpointError, match="learning rate alone"):
        demo._show_edit(tmp_path)


def test_a_missing_sample_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                      capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(demo, "resource", lambda name: tmp_path / name)
    assert demo.main(demo.Picture(tmp_path / "x.png")) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
