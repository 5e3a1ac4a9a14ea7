"""The ways in which the CPU engine may come to its numbers: everything has to hold in each of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import ModuleType

import pytest

from ckpt_viewer.core.engine import CpuEngine, blocks, walks
from ckpt_viewer.core.engine.arithmetic import by_numpy
from ckpt_viewer.core.engine.compiled import CompiledArithmetic


@dataclass(frozen=True)
class Way:
    """`compiled`: in machine code. `cut`: types of one or two bytes by their codes, and three threads share small
    pieces, of which some are kept for the second reading where there are gaps between elements."""

    compiled: bool
    cut: bool

    def __str__(self) -> str:
        return f"{'compiled' if self.compiled else 'numpy'}{', cut' if self.cut else ''}"

    def take(self, engine: CpuEngine, patch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
        """Let `engine` compute in this way."""
        choice = by_numpy
        if self.compiled:
            kernels: ModuleType = request.getfixturevalue("compiled_kernels")

            def choice():  # type: ignore[no-untyped-def]
                arithmetic = CompiledArithmetic(kernels)
                return lambda: arithmetic

        patch.setattr(engine, "_choice", choice)
        patch.setattr(walks, "FEW_CODES_FROM", 1 if self.cut else sys.maxsize)
        if self.cut:
            patch.setattr(walks, "CODE_BLOCK", 1001)
            patch.setattr(walks, "BLOCK_ELEMENTS", 1001)
            patch.setattr(blocks, "BLOCK_ELEMENTS", 0)  # nothing is so small that it is not walked over
            patch.setattr(walks, "KEPT_FROM", 2)
            patch.setattr(walks, "KEPT_BYTES", 1 << 15)
            patch.setattr(walks, "SHARED_FROM", 2000)
            patch.setattr(walks, "usable_threads", lambda: 3)


WAYS = [Way(compiled, cut) for compiled in (False, True) for cut in (False, True)]
