"""Storages that stand in a plain pickle as bytes: pickle.dump asks each tensor for a file of its own.

`__reduce__` of a storage (torch/storage.py) calls `_load_from_bytes` with what the old torch.save wrote of it, always
in protocol 2: only exactly these bytes are taken for a storage, with nothing before, between or behind them. Each call
makes a storage of its own, also where two tensors shared one before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ckpt_viewer.core.checkpoint import GlobalUse
from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.pickles.calls import as_latin1, leaf_call
from ckpt_viewer.core.pickles.globals import ENCODE, LOAD_FROM_BYTES
from ckpt_viewer.core.pickles.records import CallRecord, GlobalRecord, Value
from ckpt_viewer.core.pickles.storages import Locate, PersistentIds, storage_dtype, unusual_class
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.tensor import Chunk, Storage

_COUNT = 8  # bytes of the number of elements before them
_STREAM = re.compile(
    rb"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19\.\x80\x02M\xe9\x03\."
    rb"\x80\x02}q\0\(X\x10\0{3}protocol_versionq\x01M\xe9\x03X\r\0{3}little_endianq\x02[\x88\x89]"
    rb"X\n\0{3}type_sizesq\x03}q\x04\(X\x05\0{3}shortq\x05K\x02X\x03\0{3}intq\x06K\x04X\x04\0{3}longq\x07K[\x04\x08]uu\."
    rb"\x80\x02\(X\x07\0{3}storageq\0c(torch(?:\.\w+)?)\n(\w+)\nq\x01X(.)\0{3}(\d{1,20})q\x02X(.)\0{3}([a-z]+(?::\d+)?)q\x03"
    rb"(?:K(.)|M(..)|J(....)|\x8a[\x05-\x08](.{5,8}?))Ntq\x04Q\."
    rb"\x80\x02\]q\0X\3\0{3}\4q\x01a\.", re.DOTALL)


class StoredWithin(PersistentIds):
    """What a pickle refers to, and the storages whose bytes it brings along."""

    def __init__(self, locate: Locate) -> None:
        super().__init__(locate)
        self._within: dict[CallRecord, Storage] = {}
        self._classes: Counter[Global] = Counter()
        self._spelt: dict[int, tuple[str, bytes]] = {}

    def storage(self, record: Value) -> tuple[Storage, int] | None:
        if type(record) is not CallRecord:
            return super().storage(record)
        made = self._within.get(record) or self._read(self._given(record))
        if made is None:
            return None
        self._within[record] = made
        return made, 0

    def told(self, uses: Iterable[GlobalUse]) -> tuple[GlobalUse, ...]:
        """The names of the pickle and of these bytes; the one that reads them with what it takes there, where each time
        that it is called makes a storage."""
        known = [replace(use, taken=tuple(self._classes))
                 if use.name == LOAD_FROM_BYTES and use.called == self.count else use for use in uses]
        return (*known, *(GlobalUse(cls, count, 0, "bytes of tensors") for cls, count in self._classes.items()))

    @property
    def count(self) -> int:
        """How many storages were found so."""
        return len(self._within)

    def _given(self, record: CallRecord) -> bytes:
        """What such a call is given, which protocol 2 spells as text; nothing of any other."""
        called = leaf_call(record)
        if called is None or called[0] != LOAD_FROM_BYTES or len(called[1]) != 1:
            return b""
        (given,) = called[1]
        spelt = leaf_call(given) if type(given) is CallRecord else None
        if spelt is None:
            return given if type(given) is bytes else b""
        latin = spelt[0] == ENCODE and len(spelt[1]) == 2 and spelt[1][1] in ("latin1", "latin-1")
        return self._encoded(spelt[1][0]) if latin and type(spelt[1][0]) is str else b""

    def _encoded(self, text: str) -> bytes:
        """The bytes of a text, once: many calls can name the same long text."""
        known = self._spelt.get(id(text))
        if known is None:
            known = self._spelt[id(text)] = (text, as_latin1(text) or b"")
        return known[1]

    def _read(self, data: bytes) -> Storage | None:
        found = _STREAM.match(data)
        if found is None:
            return None
        module, name, key_length, key, device_length, device, *numbers = found.groups()
        if (key_length[0], device_length[0]) != (len(key), len(device)):
            return None  # what is left of a text would be opcodes
        cls = Global(module.decode(), name.decode())
        dtype, start = storage_dtype(GlobalRecord(cls)), found.end() + _COUNT
        numel = int.from_bytes(next(number for number in numbers if number is not None), "little")
        if dtype is None or len(data) != start + numel * dtype.itemsize:
            return None
        if data[found.end() : start] != numel.to_bytes(_COUNT, "little"):
            return None
        self._classes[cls] += 1
        nbytes = numel * dtype.itemsize
        chunks = (Chunk(MemorySource(data, "bytes of a tensor"), start, nbytes),) if nbytes else ()
        return Storage(f"pickled tensor {self.count}", dtype, nbytes, device.decode(), chunks,
                       written_as=unusual_class(cls, dtype))
