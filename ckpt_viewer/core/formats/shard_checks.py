"""What an index says against what its shards hold, as notes: nothing here reads a byte of a tensor."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from ckpt_viewer.core.checkpoint import GlobalUse, Note
from ckpt_viewer.core.formats.shard_index import Index, missing_numbers, numbered
from ckpt_viewer.core.graph import Graph, NodeId, Scalar, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.wording import count_text, plain_text, some_text

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of the set. `failure` says why it cannot be read and `advice` what to do; else `nodes` has those of
    `graph` by name.

    `data_bytes` is what all its tensors need, where that is known without looking at each.
    """

    name: str
    source: Source | None = None
    graph: Graph = field(default_factory=lambda: Graph([Scalar(None)], 0))
    nodes: dict[str, NodeId] = field(default_factory=dict)
    container: str = ""
    data_bytes: int | None = None
    failure: str = ""
    advice: str = ""
    notes: tuple[Note, ...] = ()
    globals: tuple[GlobalUse, ...] = ()


def check_shards(index: Index, shards: dict[str, Shard], neighbours: Iterable[str], index_file: str) -> Iterator[Note]:
    """Notes, the gravest first. `neighbours` are the names in the folder; `index_file` is where the index really is."""
    yield from _broken(index, shards)
    yield from _places(index, shards)
    yield from _numbers(shards, neighbours)
    yield from _size(index, shards)
    yield from _links(shards, index_file)
    yield from _shard_notes(shards)


def _broken(index: Index, shards: dict[str, Shard]) -> Iterator[Note]:
    broken = [shard for shard in shards.values() if shard.failure]
    if broken:
        names = {shard.name for shard in broken}
        lost = sum(name in names for name in index.weight_map.values())
        reasons = _some([f"{_short(shard.name)} ({shard.failure})" for shard in broken])
        advice = " ".join(list(dict.fromkeys(shard.advice for shard in broken))[:_SHOWN])
        yield Note("warning", f"{len(broken):,} of {count_text(len(shards), 'shard')} cannot be read, and with "
                              f"{'it' if len(broken) == 1 else 'them'} {lost:,} of {len(index.weight_map):,} tensors: "
                              f"{reasons}. {advice.removesuffix('.')}")


def _places(index: Index, shards: dict[str, Shard]) -> Iterator[Note]:
    """Tensors that the index names and no shard holds, that lie elsewhere, or that it does not name."""
    astray = [(name, shard) for name, shard in index.weight_map.items()
              if not shards[shard].failure and name not in shards[shard].nodes]
    held: dict[str, str] = {}
    unnamed = []
    named = len(index.weight_map) - len(astray)
    if astray or sum(len(shard.nodes) for shard in shards.values()) != named:
        held = {name: shard.name for shard in shards.values() for name in shard.nodes}
        unnamed = [name for name in held if name not in index.weight_map]
    missing = [name for name, _ in astray if name not in held]
    moved = [f"{_short(name)} (in {plain_text(held[name], 80)})" for name, _ in astray if name in held]
    if missing:
        yield Note("warning", f"{count_text(len(missing), 'tensor')} that the index names {_are(missing)} in no shard: "
                              f"{_some(list(map(_short, missing)))}")
    if moved:
        yield Note("info", f"{count_text(len(moved), 'tensor')} {_are(moved)} in another shard than the index says: "
                           f"{_some(moved)}")
    if unnamed:
        shown = _some([f"{_short(name)} (in {plain_text(held[name], 80)})" for name in unnamed])
        yield Note("info", f"{count_text(len(unnamed), 'tensor')} in the shards {_are(unnamed)} not in the index, and "
                           f"so not shown: {shown}")
    twice = _twice(shards)
    if twice:
        yield Note("info", f"{count_text(len(twice), 'tensor')} {_are(twice)} in more than one shard: "
                           f"{_some(list(map(_short, twice)))}")


def _twice(shards: dict[str, Shard]) -> list[str]:
    if sum(len(shard.nodes) for shard in shards.values()) == len(
            set().union(*(shard.nodes.keys() for shard in shards.values()))):
        return []
    seen: set[str] = set()
    again: dict[str, None] = {}
    for shard in shards.values():
        again.update((name, None) for name in shard.nodes if name in seen)
        seen.update(shard.nodes)
    return list(again)


def _numbers(shards: dict[str, Shard], neighbours: Iterable[str]) -> Iterator[Note]:
    """Shards whose number the index leaves out, and those of the same set that lie there without being named."""
    for part, missing in missing_numbers(shards):
        yield Note("warning", f"The shards are numbered to {part.count:,}, and the index does not name "
                              f"{_some([f'number {number}' for number in missing])}")
    sets = {(part.stem, part.ending) for part in map(numbered, shards) if part is not None}
    others = [_short(name) for name in neighbours if name not in shards and (found := numbered(name)) is not None
              and (found.stem, found.ending) in sets]
    if others:
        lie = "lies" if len(others) == 1 else "lie"
        yield Note("info", f"{count_text(len(others), 'shard')} of the same name {lie} here without being named in the "
                           f"index: {_some(others)}")


def _size(index: Index, shards: dict[str, Shard]) -> Iterator[Note]:
    """Writers count a memory that two tensors share once or twice; both are taken for right."""
    said = index.total_size
    if said is None or any(shard.failure or _doubtful(shard) for shard in shards.values()):
        return
    sizes = [_tensor_bytes(shard) for shard in shards.values()]
    each, once = sum(size for size, _ in sizes), sum(size for _, size in sizes)
    if said not in (each, once):
        yield Note("info", f"The index announces {said:,} bytes of tensors, and the shards hold {each:,}")


def _doubtful(shard: Shard) -> bool:
    return any(note.severity != "info" for note in shard.notes)


def _tensor_bytes(shard: Shard) -> tuple[int, int]:
    """Bytes of a shard's tensors, and the same with a memory that several share counted once."""
    if shard.data_bytes is not None:
        return shard.data_bytes, shard.data_bytes
    each = once = 0
    storages = set()
    for held in map(shard.graph.__getitem__, shard.nodes.values()):
        if isinstance(held, Tensor):
            each += held.spec.nbytes
            if held.spec.storage.key not in storages:
                storages.add(held.spec.storage.key)
                once += held.spec.nbytes
    return each, once


def _links(shards: dict[str, Shard], index_file: str) -> Iterator[Note]:
    """A cache of the Hugging Face hub consists of links into one folder, for the index as for the shards."""
    home = os.path.dirname(index_file)  # noqa: PTH120 (a name, not a place on the disk to look at)
    away = [shard for shard in shards.values() if shard.source is not None and shard.source.real_name
            and os.path.dirname(shard.source.real_name) != home]  # noqa: PTH120
    if away:
        places = [f"{plain_text(shard.name, 80)} ({plain_text(shard.source.real_name, 200)})"
                  for shard in away if shard.source is not None]
        yield Note("info", f"{count_text(len(away), 'shard')} {'is a link' if len(away) == 1 else 'are links'} to "
                           f"another folder than that of the index: {_some(places)}")


def _shard_notes(shards: dict[str, Shard]) -> Iterator[Note]:
    """What was noticed in the shards; the same sentence of many shards once."""
    found: dict[Note, list[str]] = {}
    for shard in shards.values():
        for note in shard.notes:
            found.setdefault(note, []).append(plain_text(shard.name, 80))
    for note, names in found.items():
        yield Note(note.severity, f"{_some(names)}: {note.text}")


def _some(words: list[str]) -> str:
    return some_text(words[:_SHOWN], len(words))


def _short(name: str) -> str:
    return plain_text(name, 80)


def _are(things: list[str]) -> str:
    return "is" if len(things) == 1 else "are"
