"""What a persistent id of a torch pickle refers to: a storage, or a module class with its source.

The layout of the ids is that of `persistent_id` in torch/serialization.py: `('storage', class, key, location, numel)`
in zip files, with a sixth item `None | (view key, offset, numel)` in legacy ones, and `('module', class, file, source)`
in legacy files alone. torch.package numbers its storages (`_persistent_id` in torch/package/package_exporter.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.graph import Global, SourcedGlobal
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.pickles.globals import STORAGE_MODULES, UNTYPED_STORAGES
from ckpt_viewer.core.pickles.records import GlobalRecord, PersistentRecord, TupleRecord, Value
from ckpt_viewer.core.tensor import DTYPE_OF_STORAGE, DTYPES, DType, Storage

if TYPE_CHECKING:
    from ckpt_viewer.core.tensor_columns import Ints, Records

_MAX_NUMBER = 1 << 63


@dataclass(frozen=True, slots=True)
class StorageId:
    """A storage as a persistent id names it. `numel` counts elements of `dtype`; `view_offset` too."""

    key: str
    dtype: DType
    device: str
    numel: int
    view_offset: int = 0
    written_as: str = ""

    @property
    def nbytes(self) -> int:
        return self.numel * self.dtype.itemsize


Locate = Callable[[StorageId], Storage]
"""Where a format says the bytes of a storage lie; gives a Storage with `problem` set where they are missing."""
Lacking = Callable[[str, int, str], str]
"""What a format says is wrong with the storage of this key, so many bytes and this device: the `problem` that `Locate`
would give it."""


Stored = Callable[["Ints", "Ints"], tuple["Ints", "Records"]]
"""The records of storages whose keys are these numbers and which have so many bytes; which of them a format can tell
of many at once."""
Lone = Callable[[StorageId], Storage | None]
"""As `Locate` where it does no harm that each who asks gets a storage of its own; else None."""


class PersistentIds:
    """Resolves the persistent ids of one pickle; each storage key gives one Storage object."""

    def __init__(self, locate: Locate, problem: Lacking | None = None, lone: Lone | None = None,
                 stored: Stored | None = None, *, little_endian: bool = True) -> None:
        self._locate, self._lone = locate, lone
        self.stored, self.little_endian = stored, little_endian
        self.problem: Lacking | None = problem  # None where only `located` can tell
        self._made = PartedDict[tuple[str, str], Storage]()

    def storage(self, record: Value) -> tuple[Storage, int] | None:
        """The storage and the element offset of a view into it, or None for anything else."""
        if type(record) is not PersistentRecord:
            return None
        found = storage_id(record.pid)
        if found is None:
            return None
        return self.located(found), found.view_offset

    def located(self, found: StorageId) -> Storage:
        """The storage that is named so, the same object each time."""
        made = self._made.get((found.key, found.dtype.name))
        if made is None:
            made = self._locate(found)
            if found.written_as:
                made = replace(made, written_as=found.written_as)
            made = self._made.setdefault((found.key, found.dtype.name), made)
        return made

    def passing(self, found: StorageId) -> Storage:
        """The same, not kept where the format lets it go; then each time another object."""
        made = self._made.get((found.key, found.dtype.name))
        if made is None and self._lone is not None and not found.written_as:
            made = self._lone(found)
        return self.located(found) if made is None else made


def storage_id(pid: Value) -> StorageId | None:
    """The storage that a persistent id names, or None where it is not of that shape."""
    items = pid.items if type(pid) is TupleRecord else []
    if len(items) not in (5, 6) or items[0] != "storage" or type(items[0]) is not str:
        return None
    dtype, key, device, numel = storage_dtype(items[1]), items[2], items[3], items[4]
    if type(key) is int and 0 <= key < _MAX_NUMBER:  # torch.package counts its storages
        key = str(key)
    named = type(key) is str and type(device) is str
    if dtype is None or not named or type(numel) is not int or not 0 <= numel < _MAX_NUMBER:
        return None
    view = _view_offset(items[5]) if len(items) == 6 else 0
    if view is None:
        return None
    return StorageId(key, dtype, device, numel, view, unusual_class(items[1].name, dtype))


def storages_of(records: Iterable[PersistentRecord]) -> list[StorageId]:
    """The storages among what these persistent ids name, in order, shared ones again and again."""
    return [found for found in (storage_id(record.pid) for record in records) if found is not None]


def _view_offset(view: Value) -> int | None:
    if view is None:
        return 0
    items = view.items if type(view) is TupleRecord else []
    valid = len(items) == 3 and type(items[1]) is int and 0 <= items[1] < _MAX_NUMBER
    return int(items[1]) if valid else None


def storage_dtype(record: Value) -> DType | None:
    """What the elements of a storage class are; None for anything else."""
    if type(record) is not GlobalRecord or record.name.module not in STORAGE_MODULES:
        return None
    if record.name.name in UNTYPED_STORAGES:
        return DTYPES["uint8"]
    return DTYPE_OF_STORAGE.get(record.name.name)


def unusual_class(cls: Global, dtype: DType) -> str:
    """The name of a storage class where it is not the one that torch gives this dtype today, for a save to repeat."""
    return "" if (cls.module, cls.name) == ("torch", dtype.storage_class) else str(cls)


def sourced_global(record: PersistentRecord) -> SourcedGlobal | None:
    """The module class of a legacy file that a persistent id names, or None."""
    items = record.pid.items if type(record.pid) is TupleRecord else []
    if len(items) != 4 or type(items[0]) is not str or items[0] != "module" or type(items[1]) is not GlobalRecord:
        return None
    file, source = items[2], items[3]
    if any(x is not None and type(x) is not str for x in (file, source)):
        return None
    return SourcedGlobal(items[1].name, file, source)
