"""A storage of which a few bytes are others than in the file: edited elements. The rest is read from where it lies."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Mapping

from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.sources.derived import DerivedSource
from ckpt_viewer.core.tensor import Chunk, Storage, read_storage


def patched_storage(storage: Storage, at: int, data: bytes) -> Storage:
    """`storage` with `data` from byte `at` on. Its key is another one, and the same for the same patches."""
    first, patches = storage, {}  # type: Storage, dict[int, int]
    held = storage.chunks[0].source if len(storage.chunks) == 1 else None
    if isinstance(held, PatchedSource) and storage.chunks == (Chunk(held, 0, storage.nbytes),):
        first, patches = held.storage, dict(held.patches)
    patches |= {at + place: byte for place, byte in enumerate(data)}
    source = PatchedSource(first, patches)
    return replace(storage, key=f"{first.key}*{source.digest}", chunks=(Chunk(source, 0, source.size),))


class PatchedSource(DerivedSource):
    """The bytes of a storage, those of `patches` replaced."""

    def __init__(self, storage: Storage, patches: Mapping[int, int]) -> None:
        """`patches` are bytes by their place in the storage."""
        super().__init__(storage)
        self._patches = dict(sorted(patches.items()))
        self._places = list(self._patches)

    @property
    def patches(self) -> Mapping[int, int]:
        return self._patches

    @property
    def digest(self) -> str:
        """A short text that differs where the patches differ."""
        return hashlib.blake2s(repr(self._patches).encode(), digest_size=8).hexdigest()

    @property
    def size(self) -> int:
        return self._storage.nbytes

    @property
    def name(self) -> str:
        return f"storage {self._storage.key} with edited elements"

    def identity(self) -> tuple[int, ...]:
        return (int(self.digest, 16), *super().identity())

    def _fill(self, view: memoryview, offset: int) -> None:
        read_storage(self._storage, offset, view)
        end = offset + view.nbytes
        for place in self._places[bisect_left(self._places, offset) : bisect_left(self._places, end)]:
            view[place - offset] = self._patches[place]
