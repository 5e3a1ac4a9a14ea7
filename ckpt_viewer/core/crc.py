"""CRC-32 as zip has it, by the quickest code that is installed: ISA-L's is eight times as fast as zlib's, which matters
where everything else is a copy of memory. Both give the same numbers and let go of the interpreter's lock.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache


def crc32(data: bytes | memoryview, before: int = 0) -> int:
    """The sum of `data` behind bytes whose sum is `before`."""
    return _quickest()(data, before)


@cache
def _quickest() -> Callable[[bytes | memoryview, int], int]:
    # Loaded with the first sum: it takes longer than what `ckpt info` does with a small file.
    try:
        from isal.isal_zlib import crc32 as quick
    except ImportError:
        from zlib import crc32 as quick
    return quick
