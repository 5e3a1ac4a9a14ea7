"""The same sums whichever code is installed."""

from __future__ import annotations

import random
import sys
import zlib
from collections.abc import Iterator

import pytest

from ckpt_viewer.core import crc


@pytest.fixture(params=["installed", "without"])
def _code(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "without":
        monkeypatch.setitem(sys.modules, "isal.isal_zlib", None)
    crc._quickest.cache_clear()
    yield
    crc._quickest.cache_clear()


@pytest.mark.usefixtures("_code")
def test_it_is_that_of_zlib() -> None:
    generator, expected, found = random.Random(1), 0, 0
    for nbytes in (0, 1, 3, 63, 64, 65, 4096, 100_001):
        data = generator.randbytes(nbytes)
        assert crc.crc32(data) == zlib.crc32(data)
        expected, found = zlib.crc32(data, expected), crc.crc32(memoryview(data), found)
        assert found == expected
