"""A module that tests copy to where a user's model would lie: convolutions, batch norm, tied weights, buffers."""

from __future__ import annotations

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, channels: int, *, classes: int = 2) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, channels, 3), nn.BatchNorm2d(channels), nn.ReLU())
        self.embed = nn.Embedding(5, 3)
        self.out = nn.Linear(3, 5, bias=False)
        self.out.weight = self.embed.weight
        self.head = nn.Linear(channels, classes)
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("scratch", torch.full((2,), 7.0), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y: torch.Tensor = self.head(self.stem(x).mean((2, 3)) - self.mean)
        return y


class Logistic(nn.Module):
    """As the tutorial writes it."""

    def __init__(self, n_input_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(n_input_features, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(x))
