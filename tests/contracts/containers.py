"""The same tensors in every container that can be opened: a row for each format and each of its ways."""

from __future__ import annotations

import gzip
import io
import pickle
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch
from torch.package.package_exporter import PackageExporter

from tests.archives import exported, old_script, old_tensor, payload, saved, tarred, zipped
from tests.core.formats.test_joblib import dumped
from tests.early_tar import save_tar
from tests.oracles import memory_of, save
from tests.shards import shard

Values = dict[str, torch.Tensor]
INSIDE = "model/model.pkl"


@dataclass(frozen=True, slots=True)
class Container:
    """`make` writes tensors, those that share memory so where the container can (`shares`). `deep` writes something
    that nests as deep as is asked. `in_place`: no byte of a tensor is read to open it. `only_one`: it holds the first
    tensor alone."""

    format: str
    make: Callable[[Values, Path], Path]
    deep: Callable[[int, Path], Path] | None = None
    shares: bool = True
    in_place: bool = True
    only_one: bool = False


def _nested(depth: int) -> Any:
    value: Any = torch.arange(3.0)
    for _ in range(depth):
        value = [value]
    return value


def _written(data: bytes, path: Path) -> Path:
    path.write_bytes(data)
    return path


def _distributed(values: Values, path: Path) -> Path:
    """One zip after another, as torch.distributed.checkpoint writes the pieces of tensors."""
    pieces = [saved({name: value.clone()}) for name, value in values.items()]
    return _written(b"".join(pieces), path.with_suffix(".distcp"))


def _packed_again(value: Any, path: Path) -> Path:
    """As `zip -r` packs the unpacked folder: deflated, the entries sorted, an entry for the folder, no alignment."""
    with zipfile.ZipFile(io.BytesIO(saved(value))) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.mkdir("archive")
        for name in sorted(whole.namelist()):
            out.writestr(name, whole.read(name))
    return path


def _without_checksums(value: Any, path: Path) -> Path:
    before = torch.serialization.get_crc32_options()
    torch.serialization.set_crc32_options(False)
    try:
        return save(value, path)
    finally:
        torch.serialization.set_crc32_options(before)


def _package(value: Any, path: Path) -> Path:
    with warnings.catch_warnings(action="ignore"), PackageExporter(path) as package:
        package.extern("**")
        package.save_pickle(*INSIDE.split("/"), value)
    return path


class _Holder(torch.nn.Module):
    def __init__(self, held: Values) -> None:
        super().__init__()
        for name, value in held.items():
            self.register_buffer(name, value)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


def _scripted(module: torch.nn.Module, path: Path, *, mobile: bool = False) -> Path:
    with warnings.catch_warnings(action="ignore"):
        script = torch.jit.script(module)
        if mobile:
            script._save_for_lite_interpreter(str(path))  # type: ignore[no-untyped-call]
        else:
            torch.jit.save(script, str(path))
    return path


def _deep_script(depth: int, path: Path) -> Path:
    module: torch.nn.Module = _Holder({"w": torch.arange(3.0)})
    for _ in range(depth // 2):  # a module stands in the `_modules` of the one around it
        module = torch.nn.Sequential(module)
    return _scripted(module, path)


def _records(values: Values) -> tuple[dict[str, str], list[tuple[str, bytes]]]:
    """The record of each tensor, one for those that share their memory, and their bytes."""
    names: dict[str, str] = {}
    first: dict[int, str] = {}
    for name, value in values.items():
        names[name] = first.setdefault(value.untyped_storage().data_ptr(), name)
    return names, [(name, memory_of(values[name])) for name in first.values()]


def _old_script(values: Values, path: Path) -> Path:
    names, records = _records(values)
    tensors = [old_tensor(f"tensors/{names[name]}", [*v.shape], [*v.stride()], int(v.storage_offset()))
               for name, v in values.items()]
    params = [{"isBuffer": True, "tensorId": str(i), "name": name} for i, name in enumerate(values)]
    module = {"name": "Net", "torchscriptArena": {"key": "code/net.py"}, "parameters": params}
    return _written(zipped(old_script(tensors, module, [(f"tensors/{name}", data) for name, data in records])), path)


def _deep_old_script(depth: int, path: Path) -> Path:
    module: dict[str, Any] = {"name": "m", "parameters": [{"isBuffer": True, "tensorId": "0", "name": "w"}]}
    for _ in range(depth // 2):
        module = {"name": "m", "submodules": [module]}
    record = ("tensors/0", bytes(torch.arange(3.0).untyped_storage()))
    return _written(zipped(old_script([old_tensor("tensors/0", [3], [1])], module, [record])), path)


def _exported(values: Values, path: Path) -> Path:
    names, records = _records(values)
    weights = {name: payload(names[name], [*v.shape], [*v.stride()], int(v.storage_offset()))
               for name, v in values.items()}
    return _written(zipped(exported(weights, records)), path)


def _arrays(values: Values) -> dict[str, Any]:
    return {name: value.numpy() for name, value in values.items()}


def _npz(values: Values, path: Path) -> Path:
    with path.open("wb") as file:
        np.savez(file, **_arrays(values))
    return path


def _npy(values: Values, path: Path) -> Path:
    with path.open("wb") as file:
        np.save(file, next(iter(values.values())).numpy())
    return path


def _bare_deep(depth: int, path: Path) -> Path:
    value: Any = np.arange(3.0)
    for _ in range(depth):
        value = [value]
    return _written(pickle.dumps(value), path)


def _shards_in_a_zip(values: Values, path: Path) -> Path:
    folder = path.with_suffix(".shards")
    folder.mkdir()
    shard(dict(values), folder, 2)
    return _written(zipped((f"hub/{part.name}", part.read_bytes()) for part in folder.iterdir()), path)


def _tar_gz(data: bytes, path: Path) -> Path:
    return _written(gzip.compress(data, mtime=0), path)


def _in_zip(value: Any, path: Path, method: int = zipfile.ZIP_STORED) -> Path:
    return _written(zipped([("data", b'{"verbose": 1}'), (INSIDE, _inner(value, path))], method), path)


def _in_tar(value: Any, path: Path) -> bytes:
    return tarred([(INSIDE, _inner(value, path))])


def _inner(value: Any, path: Path, *, legacy: bool = False) -> bytes:
    """The file within, which is also left beside the outer one for torch to load."""
    return save(value, path.with_suffix(".inner"), legacy=legacy).read_bytes()


CONTAINERS: dict[str, Container] = {
    "torch_zip": Container("torch_zip", save, lambda n, path: save(_nested(n), path)),
    "torch_zip, packed again": Container("torch_zip", _packed_again, lambda n, path: _packed_again(_nested(n), path)),
    "torch_zip, no checksums": Container("torch_zip", _without_checksums),
    "torch_legacy": Container("torch_legacy", lambda values, path: save(values, path, legacy=True),
                              lambda n, path: save(_nested(n), path, legacy=True)),
    "torch_tar": Container("torch_tar", save_tar, lambda n, path: save_tar(_nested(n), path)),
    "torchscript": Container("torchscript", lambda values, path: _scripted(_Holder(values), path), _deep_script),
    "torchscript, mobile": Container("torchscript", lambda values, path: _scripted(_Holder(values), path, mobile=True)),
    "torchscript_json": Container("torchscript_json", _old_script, _deep_old_script),
    "safetensors": Container("safetensors", lambda values, path: _written(safetensors.torch.save(values), path),
                             shares=False),
    "npy": Container("npy", _npy, shares=False, only_one=True),
    "npz": Container("npz", _npz, shares=False),
    "bare_pickle": Container("bare_pickle", lambda values, path: _written(pickle.dumps(_arrays(values)), path),
                             _bare_deep, shares=False, in_place=False),
    "bare_pickle, joblib": Container("bare_pickle", lambda values, path: _written(dumped(_arrays(values)), path),
                                     shares=False, in_place=False),
    "sharded, safetensors": Container("sharded", lambda values, path: shard(dict(values), path.parent, 2),
                                      shares=False),
    "sharded, bin": Container("sharded", lambda values, path: shard(dict(values), path.parent, 1, "bin")),
    "export_archive": Container("export_archive", _exported),
    "torch_package": Container("torch_package", _package, lambda n, path: _package(_nested(n), path)),
    "zip_bundle": Container("zip_bundle", _in_zip, lambda n, path: _in_zip(_nested(n), path)),
    "zip_bundle, deflated": Container("zip_bundle", lambda values, path: _in_zip(values, path, zipfile.ZIP_DEFLATED),
                                      in_place=False),
    "zip_bundle of shards": Container("zip_bundle", _shards_in_a_zip, shares=False),
    "distcp": Container("distcp", _distributed, shares=False),
    "tar_bundle": Container("tar_bundle", lambda values, path: _written(_in_tar(values, path), path),
                            lambda n, path: _written(_in_tar(_nested(n), path), path)),
    "tar_bundle, compressed": Container("compressed", lambda values, path: _tar_gz(_in_tar(values, path), path),
                                        in_place=False),
    "zip in a tar.gz": Container("compressed", lambda values, path: _tar_gz(
        tarred([("inner.zip", zipped([(INSIDE, saved(values))]))]), path), in_place=False),
    "compressed": Container("compressed", lambda values, path: _tar_gz(_inner(values, path, legacy=True), path),
                            lambda n, path: _tar_gz(_inner(_nested(n), path), path), in_place=False),
}
