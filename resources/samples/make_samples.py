"""Makes the sample checkpoints that the demo opens: `python resources/samples/make_samples.py [FOLDER]`.

Contract: the same values on every run (fixed seed, one thread); needs torch and nothing else; writes into FOLDER,
by default the one this script lies in. The files follow the three ways of saving that PyTorch's tutorials teach:
the whole model, its state_dict, and a checkpoint to go on training from.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any
from unittest import mock

import torch
from torch import nn

SEED = 20
FEATURES = 6
CLASSES = 4


class LogisticRegression(nn.Module):
    """Six features in, a probability out. Saved under a module name that the viewer cannot import."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(FEATURES, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(x))


class SmallConvNet(nn.Module):
    """A frozen first layer, two blocks with batch norm, and a head."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 3, padding=1)
        self.block1 = nn.Sequential(nn.Conv2d(8, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.block2 = nn.Sequential(nn.Conv2d(16, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.pool = nn.MaxPool2d(2)
        self.head = nn.Sequential(nn.Linear(16 * 4 * 4, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, CLASSES))
        self.stem.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.pool(self.block1(torch.relu(self.stem(x))))
        x = self.pool(self.block2(x))
        scores: torch.Tensor = self.head(x.flatten(1))
        return scores


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    make_samples(folder)


def make_samples(folder: Path) -> None:
    """Write all six files into `folder`."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # sums in parallel come out differently from run to run
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(SEED)
            _make_linear(folder)
            _make_convnet(folder)
    finally:
        torch.set_num_threads(threads)


def _make_linear(folder: Path) -> None:
    model = LogisticRegression()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    inputs = torch.randn(256, FEATURES)
    wanted = torch.tensor([1.5, -2.0, 0.5, 0.0, 1.0, -0.5])
    labels = (inputs @ wanted > 0.3).float().unsqueeze(1)
    for _ in range(90):
        optimizer.zero_grad()
        torch.autograd.backward(nn.functional.binary_cross_entropy(model(inputs), labels))
        optimizer.step()
    optimizer.zero_grad()
    checkpoint = {"epoch": 90, "model_state": model.state_dict(), "optim_state": optimizer.state_dict()}
    _save_whole(model, folder / "linear_whole_model.pth")
    torch.save(model.state_dict(), folder / "linear_state_dict.pth")
    torch.save(checkpoint, folder / "linear_checkpoint.pth")
    _save_tagged(checkpoint, folder / "linear_checkpoint_cuda.pth", device="cuda:0")


def _make_convnet(folder: Path) -> None:
    model = SmallConvNet()
    optimizer = torch.optim.Adam(model.named_parameters(), lr=0.01, weight_decay=1e-4)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=8, gamma=0.1)
    images, labels = _pictures(256)
    args = {"arch": "small-conv-net", "batch_size": 64, "lr": 0.01, "weight_decay": 1e-4, "epochs": 10,
            "augment": False, "classes": ["horizontal", "vertical", "diagonal", "dots"], "resume": None, "seed": SEED}
    for epoch in range(1, 11):
        loss = _train_one_epoch(model, optimizer, images, labels)
        scheduler.step()
        if epoch in (1, 10):
            checkpoint = {"epoch": epoch, "model_state": model.state_dict(), "optimizer_state": optimizer.state_dict(),
                          "scheduler_state": scheduler.state_dict(), "loss": loss, "args": args}
            torch.save(checkpoint, folder / f"convnet_epoch_{epoch:02}.pth")


def _pictures(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """`count` noisy 16 x 16 pictures of stripes and dots, and which of the four kinds each is."""
    row, column = torch.meshgrid(torch.arange(16), torch.arange(16), indexing="ij")
    kinds = torch.stack([row % 4 < 2, column % 4 < 2, (row + column) % 4 < 2, (row % 4 < 2) & (column % 4 < 2)]).float()
    labels = torch.arange(count) % CLASSES
    return (kinds[labels] + 0.5 * torch.randn(count, 16, 16)).unsqueeze(1), labels


def _train_one_epoch(model: nn.Module, optimizer: torch.optim.Optimizer, images: torch.Tensor,
                     labels: torch.Tensor) -> float:
    """One pass in batches of 64; the mean loss."""
    losses = []
    for picks in torch.split(torch.randperm(len(images)), 64):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images[picks]), labels[picks])
        torch.autograd.backward(loss)
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


def _save_whole(model: LogisticRegression, file: Path) -> None:
    """torch.save(model): only the name of the class is written, here one of a module that nobody else has."""
    module: Any = types.ModuleType("logistic_regression")
    module.LogisticRegression = LogisticRegression
    with mock.patch.dict(sys.modules, {module.__name__: module}), \
            mock.patch.object(LogisticRegression, "__module__", module.__name__):
        torch.save(model, file)


def _save_tagged(checkpoint: object, file: Path, device: str) -> None:
    """What torch.save writes on a machine with that device: the same file with another location tag."""
    with mock.patch("torch.serialization.location_tag", return_value=device):
        torch.save(checkpoint, file)


if __name__ == "__main__":
    main(sys.argv[1:])
