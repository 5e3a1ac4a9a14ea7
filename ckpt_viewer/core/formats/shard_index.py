"""The index of a sharded checkpoint: JSON with a `weight_map` from the names of tensors to those of files.

Written by transformers, diffusers and accelerate (huggingface_hub/serialization/_torch.py, `save_torch_state_dict`;
transformers/modeling_utils.py, `save_pretrained`). Contract: `Damaged` or `NotACheckpoint` for what is not exactly such
a text, in bounded time and memory: the map is read pair by pair, every other value must be short.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NoReturn

from ckpt_viewer.core.errors import Damaged, NotACheckpoint, Unsupported
from ckpt_viewer.core.formats.json_values import without_doubles
from ckpt_viewer.core.graph import ScalarValue
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task

MAX_INDEX = 128 << 20
"""Bytes of text; 1.3 million tensors need about as much."""
MAX_TENSORS = 2_000_000
MAX_SHARDS = 4_096
_MAX_VALUE = 1 << 20  # characters of a value other than the map
_MAX_KEYS = 1_000
_CHECK_EVERY = 8192
_ONE_BY_ONE = "Open its shards one by one."
_WEIGHT_MAP = "weight_map"
_PAIR = re.compile(r'"([^"\\\x00-\x1f]*)"[ \t\n\r]*:[ \t\n\r]*"([^"\\\x00-\x1f]*)"[ \t\n\r]*([,}])[ \t\n\r]*')
"""An entry as every writer writes it; one with escapes takes the slower way."""
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBERED = re.compile(r"(.{1,200})-(\d{1,6})-of-(\d{1,6})((?:\.[A-Za-z0-9_]{1,20}){1,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Index:
    """`weight_map` in the order of the file; of `metadata` what is no plain value stands there as its JSON text."""

    weight_map: dict[str, str]
    metadata: dict[str, ScalarValue]

    @property
    def shards(self) -> tuple[str, ...]:
        """The files it names, in order of their first tensor."""
        return tuple(dict.fromkeys(self.weight_map.values()))

    @property
    def total_size(self) -> int | None:
        """The bytes of all tensors, where the index says so."""
        size = self.metadata.get("total_size")
        return int(size) if type(size) in (int, float) and 0 <= size < 2**63 else None  # type: ignore[operator,arg-type]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A file's name as one of a numbered set: `model-00001-of-00003.safetensors`."""

    stem: str
    number: int
    count: int
    ending: str

    @property
    def index_names(self) -> tuple[str, str]:
        """What the index of the set is called; the second is diffusers' way with a variant such as `model.fp16`."""
        stem, _, variant = self.stem.rpartition(".")
        return f"{self.stem}{self.ending}.index.json", f"{stem}{self.ending}.index.{variant}.json"


def numbered(name: str) -> Numbered | None:
    """The parts of a shard's name; None where it is not one of a numbered set."""
    found = _NUMBERED.fullmatch(name)
    if found is None or not 1 <= int(found[2]) <= int(found[3]) <= MAX_SHARDS:
        return None
    return Numbered(found[1], int(found[2]), int(found[3]), found[4])


def missing_numbers(names: Iterable[str]) -> list[tuple[Numbered, list[int]]]:
    """For each numbered set among the names of which some are missing: one that is there, and the missing numbers."""
    sets: dict[tuple[str, int, str], dict[int, Numbered]] = defaultdict(dict)
    for name in names:
        part = numbered(name)
        if part is not None:
            sets[part.stem, part.count, part.ending][part.number] = part
    found = []
    for (_, count, _), held in sets.items():
        missing = [number for number in range(1, count + 1) if number not in held]
        if missing:
            found.append((next(iter(held.values())), missing))
    return found


def looks_like_index(head: bytes, tail: bytes) -> bool:
    """Whether a file that begins and ends so is JSON with a map from tensors to files."""
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    return b'"weight_map"' in head or (tail.rstrip().endswith(b"}") and b'"weight_map"' in tail)


def read_index(source: Source, task: Task) -> Index:
    """The index that `source` holds. Raises Damaged, NotACheckpoint, Unsupported, Cancelled."""
    if source.size > MAX_INDEX:
        raise Unsupported(f"this index has {source.size:,} bytes, more than {MAX_INDEX:,}", source.name, _ONE_BY_ONE)
    try:
        text = source.read_at(0, source.size).decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise Damaged("the index is not UTF-8 text", source.name) from None
    if not text.rstrip().endswith("}"):
        raise Damaged("the index is cut short: its last brace is missing", source.name)
    return _Reader(text, source.name).index(task)


class _Reader:
    def __init__(self, text: str, where: str) -> None:
        self._text, self._where = text, where
        self._decode = json.JSONDecoder(object_pairs_hook=without_doubles).raw_decode

    def fail(self, what: str) -> NoReturn:
        raise Damaged(f"the index is malformed: {what}", self._where)

    def index(self, task: Task) -> Index:
        at = self._after("{", self._skip(0))
        seen: set[str] = set()
        weight_map: dict[str, str] | None = None
        metadata: dict[str, ScalarValue] = {}
        empty = self._text[at : at + 1] == "}"
        while not empty:
            key, at = self._string(at)
            at = self._after(":", at)
            if key in seen or len(seen) == _MAX_KEYS:
                self.fail(f"{key[:80]!r} appears twice" if key in seen else "it has too many keys")
            seen.add(key)
            if key == _WEIGHT_MAP:
                weight_map, at = self._weight_map(at, task)
            else:
                value, at = self._value(at)
                metadata = self._metadata(value) if key == "metadata" else metadata
            mark, at = self._text[at : at + 1], self._skip(at + 1)
            if mark == "}":
                break
            if mark != ",":
                self.fail(f"a comma is missing at character {at}")
        if weight_map is not None and at != len(self._text):
            self.fail("there is text behind its end")
        if weight_map is None:
            raise NotACheckpoint("this is JSON text without a weight_map", self._where, "Choose the checkpoint itself.")
        return Index(weight_map, metadata)

    def _weight_map(self, at: int, task: Task) -> tuple[dict[str, str], int]:
        at = self._after("{", at)
        found: dict[str, str] = {}
        words: dict[str, str] = {}
        if self._text[at : at + 1] == "}":
            return found, self._skip(at + 1)
        for entry in itertools.count(1):
            usual = _PAIR.match(self._text, at)
            if usual:
                name, shard, mark = usual.groups()
                at = usual.end()
            else:
                name, at = self._string(at)
                shard, at = self._string(self._after(":", at))
                mark, at = self._text[at : at + 1], self._skip(at + 1)
            found[name] = words.setdefault(shard, shard)
            if len(found) != entry:
                self.fail(f"{name[:80]!r} appears twice")
            self._check_counts(found, words, task)
            if mark == "}":
                break
            if mark != ",":
                self.fail(f"a comma is missing behind the entry of {name[:80]!r}")
        return found, at

    def _check_counts(self, found: dict[str, str], words: dict[str, str], task: Task) -> None:
        if len(found) > MAX_TENSORS:
            raise Unsupported(f"the index names more than {MAX_TENSORS:,} tensors", self._where, _ONE_BY_ONE)
        if len(words) > MAX_SHARDS:
            raise Unsupported(f"the index names more than {MAX_SHARDS:,} files", self._where, _ONE_BY_ONE)
        if len(found) % _CHECK_EVERY == 0:
            task.check()

    def _metadata(self, value: object) -> dict[str, ScalarValue]:
        if type(value) is not dict:
            self.fail("its metadata are no mapping")
        return {key: held if held is None or type(held) in (bool, int, float, str) else _text_of(held)
                for key, held in value.items()}

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _after(self, mark: str, at: int) -> int:
        if self._text[at : at + 1] != mark:
            self.fail(f"{mark!r} is missing at character {at}")
        return self._skip(at + 1)

    def _string(self, at: int) -> tuple[str, int]:
        if self._text[at : at + 1] != '"':
            self.fail(f"a text is missing at character {at}")
        try:
            found, end = self._decode(self._text, at)
        except ValueError:
            self.fail(f"the text at character {at} is malformed")
        return found, self._skip(end)

    def _value(self, at: int) -> tuple[object, int]:
        """A value other than the map."""
        try:
            value, end = self._decode(self._text[at : at + _MAX_VALUE])
        except (ValueError, RecursionError):
            self.fail(f"no JSON value of sensible length at character {at}")
        return value, self._skip(at + end)


def _text_of(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return "(nested too deeply)"
