"""What lies in a person's folder before a journey: files as trainings leave them, made by torch."""

from __future__ import annotations

from pathlib import Path

import torch

EPOCHS = 6
RESUMED = 5  # the first epoch after the resume that lost what it should have gone on with


def stranger(folder: Path) -> None:
    """A whole model of somebody else."""
    model = torch.nn.Sequential(torch.nn.Linear(6, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
    torch.save(model, folder / "stranger.pth")


def training(folder: Path) -> None:
    """A checkpoint of every epoch, with optimizer and schedule."""
    _train(folder, lost_at=0)


def diverged(folder: Path) -> None:
    """The same, resumed before epoch 5 with the model alone: learning rate, momentum and schedule began anew."""
    _train(folder, lost_at=RESUMED)


def poisoned(folder: Path) -> None:
    """A state_dict of twelve layers in which one weight has three NaN."""
    torch.manual_seed(6)
    layers = {f"layers.{n}.{name}": torch.randn(shape) for n in range(12)
              for name, shape in (("proj.weight", (8, 8)), ("proj.bias", (8,)))}
    layers["layers.7.proj.weight"][2, 3:6] = torch.nan
    torch.save(layers, folder / "poisoned.pth")


def whole(folder: Path) -> None:
    """A whole model as one saves it at first."""
    torch.manual_seed(7)
    torch.save(torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2)), folder / "whole.pth")


def parallel(folder: Path) -> None:
    """The state_dict of a model that was wrapped for several GPUs."""
    torch.manual_seed(8)
    torch.save(torch.nn.DataParallel(torch.nn.Linear(3, 2)).state_dict(), folder / "parallel.pth")


def truncated(folder: Path) -> None:
    """A checkpoint of which a full disk has kept four fifths."""
    torch.manual_seed(10)
    path = folder / "cut.pth"
    torch.save({"model": {f"layer{n}.weight": torch.randn(64, 64) for n in range(10)}}, path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 4 // 5)


def _train(folder: Path, lost_at: int) -> None:
    torch.manual_seed(4)
    model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
    inputs = torch.randn(64, 8)
    wanted = inputs.sum(1, keepdim=True)
    optimizer, schedule = _fresh(model)
    for epoch in range(1, EPOCHS + 1):
        if epoch == lost_at:
            optimizer, schedule = _fresh(model)
        for _ in range(8):
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(model(inputs), wanted)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        schedule.step()
        torch.save({"epoch": epoch, "model_state_dict": model.state_dict(),
                    "optimizer_state_dict": optimizer.state_dict(), "scheduler_state_dict": schedule.state_dict(),
                    "loss": loss.item()}, folder / f"epoch_{epoch:02}.pth")


def _fresh(model: torch.nn.Module) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.StepLR]:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    return optimizer, torch.optim.lr_scheduler.StepLR(optimizer, 2, 0.1)
