"""The machine code of the engine, compiled once and kept between runs as far as it fits the code."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from ckpt_viewer.core.engine.readiness import import_kernels


@pytest.fixture(scope="session")
def compiled_kernels(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    pytest.importorskip("numba", reason="numba, which is optional, is not installed")
    cache: pytest.Cache | None = getattr(pytestconfig, "cache", None)  # pytest may run without it
    folder = cache.mkdir("kernels") if cache is not None else tmp_path_factory.mktemp("kernels")
    folder.chmod(0o700)
    return import_kernels(folder)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whichever test comes first compiles: half a minute of processor time, of which a busy machine gives little."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.timeout(600))
