"""The tensors of a `.pt2` archive as its configs describe them: raw records with a type, sizes, strides and an offset.

Fields and numbers are those of PayloadMeta, TensorMeta and ScalarType in torch/_export/serde/schema.py.
"""

from __future__ import annotations

from ckpt_viewer.core.formats.json_values import Pairs, Value
from ckpt_viewer.core.formats.zip_archive import Archive
from ckpt_viewer.core.formats.zip_directory import ZipRecord
from ckpt_viewer.core.graph import Broken, Tensor
from ckpt_viewer.core.tensor import DTYPES, Chunk, DType, Storage, TensorSpec, invalid_geometry

_TYPES = {1: "uint8", 2: "int8", 3: "int16", 4: "int32", 5: "int64", 6: "float16", 7: "float32", 8: "float64",
          9: "complex32", 10: "complex64", 11: "complex128", 12: "bool", 13: "bfloat16", 28: "uint16",
          29: "float8_e4m3fn", 30: "float8_e5m2", 31: "float8_e4m3fnuz", 32: "float8_e5m2fnuz", 33: "float8_e8m0fnu",
          34: "uint32", 35: "uint64"}
_STRIDED = 7


class ExportedTensors:
    """The tensors whose records lie in one folder. Records that several of them look into are one storage."""

    def __init__(self, archive: Archive, folder: str) -> None:
        self._archive, self._folder = archive, folder
        self._storages: dict[tuple[str, str, str], Storage] = {}

    def pickled_record(self, payload: Value) -> str:
        """The name of the record where the payload is a file of torch.save or a pickle; else empty."""
        if not isinstance(payload, Pairs) or payload.get("use_pickle") is not True:
            return ""
        path = payload.get("path_name")
        return f"{self._folder}{path}" if isinstance(path, str) else ""

    def tensor(self, payload: Value) -> Tensor | Broken:
        """The tensor of one entry of a config."""
        meta = payload.get("tensor_meta") if isinstance(payload, Pairs) else None
        path = payload.get("path_name") if isinstance(payload, Pairs) else None
        if not isinstance(meta, Pairs) or not isinstance(path, str):
            return Broken("its description is malformed")
        dtype = DTYPES.get(type_name(_whole(meta.get("dtype"))))
        if dtype is None:
            return Broken(f"elements of type number {_whole(meta.get('dtype'))} are not known here")
        if meta.get("layout") not in (None, _STRIDED):
            return Broken("it is not laid out with strides")
        sizes, strides = _numbers(meta.get("sizes")), _numbers(meta.get("strides"))
        offset = _number(meta.get("storage_offset"))
        if sizes is None or strides is None or offset is None:
            return Broken("its size is not a number")
        storage = self._storage(path, dtype, _device(meta.get("device")))
        made = checked(TensorSpec(dtype, sizes, strides, offset, storage))
        if isinstance(made, Broken) or not isinstance(payload, Pairs):
            return made
        parameter = "_rebuild_parameter" if payload.get("is_param") is True else ""
        return Tensor(made.spec, meta.get("requires_grad") is True, parameter, problem=made.problem)

    def _storage(self, path: str, dtype: DType, device: str) -> Storage:
        facts = (path, dtype.name, device)
        if facts not in self._storages:
            self._storages[facts] = self._made(f"{self._folder}{path}", dtype, device)
        return self._storages[facts]

    def _made(self, record: str, dtype: DType, device: str) -> Storage:
        entry = self._archive.entries.get(record)
        if entry is None:
            return Storage(record, dtype, 0, device, (), problem=f"the record {record} is missing from the file")
        if entry.problem:
            return Storage(record, dtype, entry.size, device, (), problem=entry.problem)
        chunks = (Chunk(ZipRecord(self._archive.source, entry), 0, entry.size),) if entry.size else ()
        return Storage(record, dtype, entry.size, device, chunks, self._archive.little_endian)


def type_name(number: int) -> str:
    """The name of the type that the schema numbers so; empty where it is not known."""
    return _TYPES.get(number, "")


def checked(spec: TensorSpec) -> Tensor | Broken:
    """The tensor of a view; what is wrong with it is said in its place."""
    problem = "" if spec.storage.problem else invalid_geometry(spec)
    if problem and not spec.storage.nbytes:
        return Broken("its numbers were not saved")
    return Broken(f"it has {problem}") if problem else Tensor(spec)


def _numbers(values: Value) -> tuple[int, ...] | None:
    found = [_number(value) for value in values] if isinstance(values, list) else [None]
    numbers = tuple(n for n in found if n is not None)
    return numbers if len(numbers) == len(found) else None


def _number(value: Value) -> int | None:
    """A SymInt; None where it is an expression that only a run decides."""
    number = value.get("as_int") if isinstance(value, Pairs) else None
    return number if type(number) is int else None


def _whole(value: Value) -> int:
    return value if type(value) is int else -1


def _device(value: Value) -> str:
    kind = value.get("type") if isinstance(value, Pairs) else None
    index = value.get("index") if isinstance(value, Pairs) else None
    if not isinstance(kind, str):
        return "cpu"
    return f"{kind}:{index}" if type(index) is int else kind
