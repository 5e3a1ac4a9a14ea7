"""A training checkpoint that torch wrote, and what torch reads after operations were done to it and it was saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

from ckpt_viewer.core import saving
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.recipes import Operation, perform
from ckpt_viewer.core.saving import SaveOptions
from ckpt_viewer.core.task import Task


class Net(nn.Module):
    """Two layers and a buffer under `encoder` and `head`."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))
        self.head = nn.Linear(3, 2)


def training() -> dict[str, Any]:
    """An epoch and a step, the model, AdamW made of named parameters, and a scheduler, after two steps."""
    torch.manual_seed(0)
    model = Net()
    optimizer = torch.optim.AdamW(model.named_parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 5)
    for _ in range(2):
        model.head(model.encoder(torch.randn(8, 4))).sum().backward()
        optimizer.step()
        scheduler.step()
    return {"epoch": 7, "global_step": 1400, "model": model.state_dict(), "optimizer": optimizer.state_dict(),
            "scheduler": scheduler.state_dict(), "args": {"epoch": 90, "name": "run"}}


def document_of(value: Any, folder: Path, name: str = "in.pth") -> Document:
    torch.save(value, folder / name)
    return Document(open_checkpoint(folder / name))


def saved(document: Document, folder: Path, **options: Any) -> Any:
    """What torch reads of the document, saved."""
    target = folder / "out.pth"
    saving.save(saving.plan(document.snapshot(), target, SaveOptions(overwrite=True)), Task())
    return torch.load(target, **{"weights_only": True, **options})


def done(value: Any, folder: Path, *operations: Operation, **options: Any) -> Any:
    """What torch reads after these operations."""
    document = document_of(value, folder)
    for operation in operations:
        perform(document, operation)
    return saved(document, folder, **options)
