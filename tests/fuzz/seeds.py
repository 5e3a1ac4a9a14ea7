"""Small whole files, one or more for each container: what the fuzzer breaks.

A new container is one function and its line in SEEDS; `test_fuzz.py` names a format that no seed is read by.
"""

from __future__ import annotations

import gzip
import io
import json
import pickle
import struct
import tarfile
import tempfile
import warnings
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.recipes import SetAt, SetElementAt
from ckpt_viewer.core.saving.in_place import update
from tests.archives import (
    allennlp,
    exported,
    old_script,
    old_tensor,
    package,
    payload,
    stable_baselines,
    tarred,
    zipped,
)
from tests.core.formats.test_joblib import dumped

Make = Callable[[], bytes]


def _value() -> dict[Any, Any]:
    weight = torch.arange(6, dtype=torch.float32).reshape(2, 3)
    return {
        "model": OrderedDict(w=weight, view=weight[:, 1:], b=torch.nn.Parameter(torch.ones(2))), "epoch": 3,
        "lr": [1e-3, 10**30], "size": torch.Size([2, 3]), "raw": b"\x00\xff", 7: (None, True, {"a"}),
    }


def torch_file(value: Any, *, legacy: bool = False, protocol: int = 2) -> bytes:
    out = io.BytesIO()
    torch.save(value, out, _use_new_zipfile_serialization=not legacy, pickle_protocol=protocol)
    return out.getvalue()


def torch_zip() -> bytes:
    return torch_file(_value())


def torch_zip_framed() -> bytes:
    return torch_file(_value(), protocol=5)


def torch_zip_deflated() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(torch_zip())) as whole, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in whole.namelist():
            packed.writestr(name, whole.read(name))
    return out.getvalue()


def torch_zip_marked() -> bytes:
    """Begins with a mark of its own in place of `PK`, as GPT-SoVITS writes it."""
    return b"05" + torch_zip()[2:]


def torch_zip_updated() -> bytes:
    """Changed in place: new records, marks and a new directory stand behind the old ones."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "updated.pth"
        path.write_bytes(torch_zip())
        with open_checkpoint(path) as checkpoint:
            document = Document(checkpoint)
            document.apply(SetAt("/epoch", 7), SetElementAt("/model/b", (1,), 5.0))
            update(document.snapshot())
        return path.read_bytes()


def torch_legacy() -> bytes:
    return torch_file(_value(), legacy=True)


def torch_legacy_framed() -> bytes:
    return torch_file(_value(), legacy=True, protocol=4)


def torch_module() -> bytes:
    return torch_file(torch.nn.Linear(2, 1))


def torchscript() -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"):  # torch would rather have it exported
        traced: Any = torch.jit.trace(torch.nn.Linear(2, 1), torch.ones(1, 2))  # type: ignore[no-untyped-call]
        torch.jit.save(traced, out)
    return out.getvalue()


def mobile() -> bytes:
    """As `_save_for_lite_interpreter` writes it, with instructions beside the model."""
    with warnings.catch_warnings(action="ignore"):
        traced: Any = torch.jit.trace(torch.nn.Linear(2, 1), torch.ones(1, 2))  # type: ignore[no-untyped-call]
        return bytes(traced._save_to_buffer_for_lite_interpreter())


def torch_contents() -> bytes:
    """What a tensor can be beside dense floats, and what stands beside tensors."""
    shared = torch.ones(4, dtype=torch.bfloat16)
    with warnings.catch_warnings(action="ignore"):  # torch finds quantised and sparse tensors old-fashioned
        quantized = torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)
        sparse = torch.eye(2).to_sparse_csr()
    marked = torch.nn.Parameter(torch.ones(2))
    marked.note = "a"  # type: ignore[attr-defined]
    value = {"q": quantized, "coo": torch.eye(2).to_sparse(), "csr": sparse, "a": shared, "b": shared[1:],
             "8": torch.zeros(3, dtype=torch.float8_e4m3fn), "c": torch.ones(1, dtype=torch.complex64),
             "0d": torch.tensor(1),
             "marked": marked, "np": np.float64(1), "array": np.arange(3), "cls": torch.nn.Linear,
             "optimizer": {"state": {0: {"step": torch.tensor(1.0), "exp_avg": torch.ones(2)}},
                           "param_groups": [{"lr": torch.tensor(0.1), "betas": (0.9, 0.999), "params": [0]}]}}
    return torch_file(value)


def torch_tar() -> bytes:
    """The layout of before 0.1.10 (`legacy_load` in torch/serialization.py)."""
    storages = pickle.dumps(1, 2) + pickle.dumps(("0", "cpu", None), 2)[:0]
    storages += b"\x80\x02(X\x01\x00\x00\x000X\x03\x00\x00\x00cpuctorch\nFloatStorage\nt."
    storages += struct.pack("<q6f", 6, *range(6)) + pickle.dumps([], 2)
    tensors = pickle.dumps(1, 2) + b"\x80\x02(X\x01\x00\x00\x001X\x01\x00\x00\x000ctorch\nFloatTensor\nt."
    tensors += struct.pack("<i4x2q2qq", 2, 2, 3, 3, 1, 0)
    members = {"sys_info": pickle.dumps({"little_endian": True}, 2), "storages": storages, "tensors": tensors,
               "pickle": b"\x80\x02}X\x01\x00\x00\x00wX\x01\x00\x00\x001Qs."}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            row = tarfile.TarInfo(name)
            row.size = len(data)
            archive.addfile(row, io.BytesIO(data))
    return out.getvalue()[:8192]


def safetensors_file() -> bytes:
    tensors = {"w": torch.ones(2, 3), "b": torch.ones(2, dtype=torch.bfloat16)}
    return bytes(safetensors.torch.save(tensors, {"format": "pt"}))


def bare_pickle() -> bytes:
    return pickle.dumps({"w": np.arange(6, dtype=np.float32), "n": np.float64(2), "epoch": 3, "s": {1, (2,)}}, 4)


def bare_pickle_old() -> bytes:
    return pickle.dumps({"w": np.arange(6), "n": [1.5, "x", None, -(10**20)]}, 0)


def bare_pickle_of_tensors() -> bytes:
    """Python's own pickle has each storage in a file of torch.save within."""
    weight = torch.arange(6.0).view(2, 3)
    return pickle.dumps({"w": weight, "turned": weight.t(), "n": torch.nn.Parameter(torch.ones(2))}, 4)


def npy() -> bytes:
    out = io.BytesIO()
    np.save(out, np.arange(6, dtype=np.float32).reshape(2, 3))
    return out.getvalue()


def npy_objects() -> bytes:
    out = io.BytesIO()
    np.save(out, np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    return out.getvalue()


def npz() -> bytes:
    out = io.BytesIO()
    np.savez(out, w=np.ones((2, 3)), b=np.arange(2))
    return out.getvalue()


def shard_index() -> bytes:
    """Its shards are not there: each is a file of another seed."""
    files = {f"layers.{n}.\u00e4": f"model-0000{1 + n // 2}-of-00003.safetensors" for n in range(6)}
    return json.dumps({"metadata": {"total_size": 96, "more": [None, {}]}, "weight_map": files}, indent=1).encode()


def zip_bundle() -> bytes:
    return zipped(stable_baselines(OrderedDict(w=torch.ones(2, 3)), {"state": {}, "param_groups": []}))


def zip_bundle_deflated() -> bytes:
    return zipped([("a.pth", torch_legacy()), ("b.json", b'{"a": [1, null]}')], zipfile.ZIP_DEFLATED)


def tar_bundle() -> bytes:
    return tarred(allennlp(OrderedDict(w=torch.ones(2, 3))))[:8192]


def compressed() -> bytes:
    return gzip.compress(torch_legacy(), 1)


def compressed_bundle() -> bytes:
    return gzip.compress(tar_bundle(), 0)


def export_archive() -> bytes:
    weights = {"w": payload("weight_0", [2, 3], [3, 1]), "view": payload("weight_0", [2], [3], 1),
               "odd": payload("weight_1", [2], [1]) | {"use_pickle": True}}
    return zipped(exported(weights, [("weight_0", bytes(24)), ("weight_1", torch_module())]))


def distributed_part() -> bytes:
    return b"".join(torch_file(torch.arange(count)) for count in (1, 2)) + torch_file(_value())


def joblib_file() -> bytes:
    return dumped({"w": np.ones((2, 3)), "names": np.array(["a", None], dtype=object), "epoch": 3})


def joblib_packed() -> bytes:
    return zlib.compress(dumped([np.arange(3)], protocol=2, padded=False))


def torchscript_json() -> bytes:
    module = {"name": "Net", "parameters": [{"isBuffer": False, "tensorId": "0", "name": "w"}],
              "attributes": [{"type": "int", "name": "k", "id": "0"}], "submodules": [{"name": "inner"}]}
    rows = [("tensors/0", bytes(24)), ("attributes.pkl", b"\x80\x02(K\x07t.")]
    return zipped(old_script([old_tensor("tensors/0", [2, 3], [3, 1])], module, rows))


def torch_package() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        texts = {"notes/a.json": '{"a": 1}'}
        made = package(Path(folder) / "made.pt", {"model/model.pkl": _value()}, {"mod": "X = 1\n"}, texts)
        return made.read_bytes()


SEEDS: tuple[Make, ...] = (
    torch_zip, torch_zip_framed, torch_zip_deflated, torch_module, torch_contents, torchscript, mobile,
    torch_zip_marked, torch_zip_updated, torch_legacy, torch_legacy_framed, bare_pickle_of_tensors,
    torch_tar, safetensors_file, bare_pickle, bare_pickle_old, npy, npy_objects, npz, shard_index,
    zip_bundle, zip_bundle_deflated, tar_bundle, compressed, compressed_bundle, export_archive, torch_package,
    torchscript_json, distributed_part, joblib_file, joblib_packed,
)


def all_seeds() -> dict[str, bytes]:
    return {make.__name__: make() for make in SEEDS}
