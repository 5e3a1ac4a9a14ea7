"""The files that the pictures show: a training with all that belongs to it, its epochs, a whole model, broken ones."""

from __future__ import annotations

import math
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from ckpt_viewer.core.resources import resource

EPOCHS = 6
LONG = f"{'a_name_that_goes_on_' * 4}until_epoch=0099-val_loss=0.1234"  # as trainers write them, and longer
LONG_KEY = "model.transformer.encoder.layers.{}.self_attention.query_key_value_projection.weight"


@dataclass(frozen=True, slots=True)
class Files:
    """Where each of them lies."""

    training: Path
    later: Path
    model: Path
    state_dict: Path
    epochs: Path
    cut_short: Path
    page: Path
    odd: Path
    empty: Path
    long: Path
    long_page: Path


def write_files(folder: Path) -> Files:
    """Write them all into a folder: always the same bytes of numbers."""
    torch.manual_seed(3)
    epochs = folder / "run"
    epochs.mkdir(parents=True, exist_ok=True)
    written = _train(epochs)
    cut_short, page = folder / "cut short.pth", folder / "download.pth"
    whole = written[-1].read_bytes()
    cut_short.write_bytes(whole[: len(whole) * 2 // 3])
    page.write_text("<!DOCTYPE html><html><head><title>Sign in to continue</title></head></html>", encoding="utf-8")
    return Files(written[-1], written[0], resource("samples/linear_whole_model.pth"),
                 resource("samples/linear_state_dict.pth"), epochs, cut_short, page, _odd(folder), _empty(folder),
                 *_long(folder))


def _train(folder: Path) -> list[Path]:
    """A small net with AdamW and a cosine schedule; in the last epoch one number is NaN."""
    head = nn.Linear(128, 10)
    model = nn.Sequential(nn.Conv2d(3, 16, 5), nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 32, 3), nn.ReLU(),
                          nn.AdaptiveAvgPool2d(2), nn.Flatten(), head)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003, weight_decay=0.05)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20)
    arguments = Namespace(data="imagenet", batch_size=128, lr=0.003, amp=True, milestones=list(range(10, 85)))
    history: list[dict[str, float]] = []
    paths = []
    for epoch in range(EPOCHS):
        for _ in range(4):
            optimizer.zero_grad()
            loss: torch.Tensor = model(torch.randn(8, 3, 16, 16))
            torch.autograd.backward(loss.square().mean())
            optimizer.step()
        scheduler.step()
        history.append({"loss": math.exp(-epoch / 3), "accuracy": 1 - math.exp(-epoch / 2) / 2})
        if epoch == EPOCHS - 1:
            head.bias.data[3] = math.nan
        paths.append(folder / f"epoch_{epoch + 1:02}.pth")
        torch.save({"epoch": epoch + 1, "loss": history[-1]["loss"], "model_state": model.state_dict(),
                    "optim_state": optimizer.state_dict(), "scheduler": scheduler.state_dict(), "args": arguments,
                    "history": history}, paths[-1])
    return paths


def _odd(folder: Path) -> Path:
    """What few files have: values that are none, dtypes and names that want room or another direction."""
    path = folder / "odd.pth"
    torch.save({
        "scalar": torch.tensor(0.5), "empty": torch.empty(0, 16), "nan": torch.full((8, 8), math.nan),
        "complex": torch.randn(8, 8, dtype=torch.complex64), "int64": torch.randint(-(2**62), 2**62, (5, 5)),
        "meta": torch.empty(1024, 1024, device="meta"), "sparse": torch.eye(6).to_sparse(),
        "five": torch.randn(2, 3, 4, 5, 6), "x" * 300: torch.randn(2), "الطبقة.الأولى.وزن": torch.randn(3, 3),
        "": torch.randn(2), "line\nbreak": torch.randn(2), "number": 7 * 10**80,
    }, path)
    return path


def _long(folder: Path) -> tuple[Path, Path]:
    """Names that no line of a small window holds: of a checkpoint with such names in it, and of a file that is none."""
    path, page = folder / f"{LONG}.pth", folder / f"{LONG[-60:]}.html.pth"
    weights = {LONG_KEY.format(layer): torch.randn(4, 4) for layer in range(12)}
    torch.save({**weights, LONG: torch.randn(4), "nested": {LONG: {LONG: 1.5}}}, path)
    page.write_text("<!DOCTYPE html><html><head><title>Sign in to continue</title></head></html>", encoding="utf-8")
    return path, page


def _empty(folder: Path) -> Path:
    """A folder with nothing to open."""
    empty = folder / "logs"
    empty.mkdir(exist_ok=True)
    (empty / "train.log").write_text("epoch 1\n", encoding="utf-8")
    return empty
