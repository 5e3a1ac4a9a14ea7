"""A file in a bundle that finds the others beside it: the index of a sharded checkpoint, and its shards.

Contract: names lead to files of the same folder of the same bundle, never out of it. Where a name appears twice, the
last file has it, which is the one that Python takes.
"""

from __future__ import annotations

from collections.abc import Mapping

from ckpt_viewer.core.errors import CheckpointError, SourceError
from ckpt_viewer.core.formats.shard_index import looks_like_index
from ckpt_viewer.core.sources.base import Source, check_bare
from ckpt_viewer.core.sources.inner import Window, allowance_of
from ckpt_viewer.core.sources.several import SeveralFiles

_ENOUGH = 4096


class BundleFile(Window):
    """The bytes of one file. `place` is its name in the bundle; `files` are all of them, or why they cannot be had."""

    def __init__(self, held: Source, place: str, files: Mapping[str, Source | CheckpointError]) -> None:
        super().__init__(held, 0, held.size, held.name, allowance_of(held))
        self.place = place
        self._files = files

    @property
    def real_name(self) -> str:
        """Empty: it is no file of its own, and no link."""
        return ""

    def beside(self, name: str) -> Source:
        check_bare(name)
        place = self._folder + name
        held = self._files.get(place)
        if held is None:
            raise SourceError("no such file", name, "Check the name and the folder.")
        if isinstance(held, CheckpointError):
            raise held
        return BundleFile(held, place, self._files)

    def names_beside(self, limit: int) -> tuple[str, ...]:
        names = [place.removeprefix(self._folder) for place in self._files if place.startswith(self._folder)]
        found = sorted(name for name in names if "/" not in name)
        return tuple(found) if len(found) <= limit else ()

    @property
    def _folder(self) -> str:
        return self.place[: self.place.rfind("/") + 1]


def is_index(held: Source) -> bool:
    """Whether a file in a bundle is the index of others. Raises SourceError."""
    count = min(_ENOUGH, held.size)
    return looks_like_index(held.read_at(0, count), held.read_at(held.size - count, count))


def shards_of(opened: Source) -> dict[str, Source]:
    """The other files, by their names in the bundle, that were read with an index whose source this is."""
    others = opened.others if isinstance(opened, SeveralFiles) else ()
    return {other.place: other for other in others if isinstance(other, BundleFile)}
