"""What the tests of the command line share: the samples, and a way to run a verb."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ckpt_viewer.cli import main

SAMPLES = Path(__file__).resolve().parent.parent.parent / "resources" / "samples"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the command line left: its exit status and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


Ckpt = Callable[..., Ran]


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def ckpt(capfd: pytest.CaptureFixture[str]) -> Ckpt:
    def run(*arguments: object) -> Ran:
        status = main([str(argument) for argument in arguments])
        return Ran(status, *capfd.readouterr())

    return run
