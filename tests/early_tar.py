"""Writes the tar of torch.save before 0.1.10, from the layout that `legacy_load` in torch/serialization.py reads."""

from __future__ import annotations

import io
import pickle
import struct
import tarfile
from pathlib import Path
from typing import Any

import torch

from ckpt_viewer.core.tensor import DTYPES


class _Pickler(pickle.Pickler):
    """Names tensors by numbers, and module classes with their source."""

    def __init__(self, out: io.BytesIO) -> None:
        super().__init__(out, 2)
        self.tensors: dict[int, torch.Tensor] = {}
        self._named: set[type] = set()

    def persistent_id(self, obj: Any) -> Any:
        if type(obj) is torch.Tensor:
            self.tensors[id(obj)] = obj
            return str(id(obj))
        if isinstance(obj, type) and issubclass(obj, torch.nn.Module) and obj not in self._named:
            self._named.add(obj)
            return obj, None, None
        return None


def save_tar(value: Any, path: Path, *, leave_out: tuple[str, ...] = ()) -> Path:
    """Write `value` at `path`; without the two blocks of zeros at the end, so that nearly every byte counts."""
    body = io.BytesIO()
    pickler = _Pickler(body)
    pickler.dump(value)
    sys_info = pickle.dumps({"protocol_version": 1000, "little_endian": True, "type_sizes": {"int": 4}}, 2)
    members = {"sys_info": sys_info, "pickle": body.getvalue(), "tensors": _tensors(pickler.tensors),
               "storages": _storages(pickler.tensors)}
    write_members(path, {name: data for name, data in members.items() if name not in leave_out})
    return path


def write_members(path: Path, members: dict[str, bytes]) -> None:
    with path.open("wb") as out:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            out.write(info.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % 512))


def _key(tensor: torch.Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)


def _tensors(tensors: dict[int, torch.Tensor]) -> bytes:
    out = io.BytesIO()
    pickle.dump(len(tensors), out, 2)
    for key, tensor in tensors.items():
        pickle.dump((key, _key(tensor), _tensor_class(tensor)), out, 2)
        out.write(struct.pack("<ii", tensor.dim(), 0))
        out.write(struct.pack(f"<{2 * tensor.dim() + 1}q", *tensor.shape, *tensor.stride(), tensor.storage_offset()))
    return out.getvalue()


def _storages(tensors: dict[int, torch.Tensor]) -> bytes:
    roots = {_key(tensor): tensor for tensor in tensors.values()}
    out = io.BytesIO()
    pickle.dump(len(roots), out, 2)
    for key, tensor in roots.items():
        location = torch.serialization.location_tag(tensor.untyped_storage())
        pickle.dump((key, location, _storage_class(tensor)), out, 2)
        raw = torch.empty(0, dtype=torch.uint8).set_(tensor.untyped_storage()).numpy().tobytes()
        out.write(struct.pack("<q", len(raw) // tensor.element_size()) + raw)
    pickle.dump([], out, 2)
    return out.getvalue()


def _storage_class(tensor: torch.Tensor) -> Any:
    return getattr(torch, DTYPES[str(tensor.dtype).removeprefix("torch.")].storage_class)


def _tensor_class(tensor: torch.Tensor) -> Any:
    return getattr(torch, _storage_class(tensor).__name__.replace("Storage", "Tensor"), torch.FloatTensor)
