"""The machine code of the engine, compiled once and kept between runs as far as it fits the code."""

from __future__ import annotations

from types import ModuleType

import pytest

from ckpt_viewer.core.engine.readiness import import_kernels


@pytest.fixture(scope="session")
def compiled_kernels(pytestconfig: pytest.Config) -> ModuleType:
    pytest.importorskip("numba", reason="numba, which is optional, is not installed")
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("kernels")
    folder.chmod(0o700)
    return import_kernels(folder)
