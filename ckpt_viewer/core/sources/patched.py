"""A storage of which a few bytes are others than in the file: edited elements. The rest is read from where it lies.

Reading raises what reading the first storage raises.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Mapping

from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.sources.base import Source
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


class PatchedSource(Source):
    """The bytes of a storage, those of `patches` replaced."""

    def __init__(self, storage: Storage, patches: Mapping[int, int]) -> None:
        """`patches` are bytes by their place in the storage."""
        self._storage = storage
        self._patches = dict(sorted(patches.items()))
        self._places = list(self._patches)

    @property
    def storage(self) -> Storage:
        """What is patched."""
        return self._storage

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
        return (self.size, int(self.digest, 16), *(n for source in self._sources() for n in source.identity()))

    def changed(self) -> bool:
        return any(source.changed() for source in self._sources())

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        view, end = buffer.cast("B"), offset + buffer.nbytes
        if offset < 0 or end > self.size:
            raise SourceError(f"asked for bytes {offset} to {end} of {self.size}", self.name)
        read_storage(self._storage, offset, view)
        for place in self._places[bisect_left(self._places, offset) : bisect_left(self._places, end)]:
            view[place - offset] = self._patches[place]

    def close(self) -> None:
        """Nothing to give back: the storage's own sources belong to the checkpoint."""

    def _sources(self) -> list[Source]:
        return [chunk.source for chunk in self._storage.chunks if isinstance(chunk.source, Source)]
