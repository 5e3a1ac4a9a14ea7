"""Files with files in them, as other programs write them: for tests and for the fuzzer."""

from __future__ import annotations

import base64
import io
import json
import pickle
import tarfile
import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from torch.package.package_exporter import PackageExporter

Files = Iterable[tuple[str, bytes]]


def saved(value: Any, **options: Any) -> bytes:
    out = io.BytesIO()
    torch.save(value, out, **options)
    return out.getvalue()


def zipped(files: Files, method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def tarred(files: Files, mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files:
            row = tarfile.TarInfo(name)
            row.size = len(data)
            archive.addfile(row, io.BytesIO(data))
    return out.getvalue()


def stable_baselines(policy: Any, optimizer: Any) -> list[tuple[str, bytes]]:
    """The files of a model of Stable-Baselines3 (stable_baselines3/common/save_util.py, save_to_zip_file)."""
    serialized = base64.b64encode(pickle.dumps(torch.nn.ReLU)).decode()
    data = {"policy_class": {":type:": "<class 'type'>", ":serialized:": serialized}, "gamma": 0.99, "n": [5, None]}
    return [
        ("data", json.dumps(data, indent=4).encode()), ("pytorch_variables.pth", saved(None)),
        ("policy.pth", saved(policy)), ("policy.optimizer.pth", saved(optimizer)),
        ("_stable_baselines3_version", b"2.1.0"), ("system_info.txt", b"- OS: Linux\n- Python: 3.11\n"),
    ]


def allennlp(weights: Any) -> list[tuple[str, bytes]]:
    """The files of a model.tar.gz of AllenNLP (allennlp/models/archival.py, archive_model)."""
    return [("config.json", b'{"model": {"type": "basic", "layers": [1, 2]}}'), ("weights.th", saved(weights)),
            ("vocabulary/labels.txt", b"neg\npos\n"), ("vocabulary/.lock", b"")]


def package(path: Path, pickles: dict[str, Any], sources: dict[str, str] | None = None,
            texts: dict[str, str] | None = None) -> Path:
    """A torch.package archive with pickles, code and texts by their paths."""
    with warnings.catch_warnings(action="ignore"), PackageExporter(path) as out:
        for module, source in (sources or {}).items():
            out.save_source_string(module, source)
        out.extern("**")
        for name, value in pickles.items():
            out.save_pickle(name.rpartition("/")[0].replace("/", "."), name.rpartition("/")[2], value)
        for name, text in (texts or {}).items():
            out.save_text(name.rpartition("/")[0].replace("/", "."), name.rpartition("/")[2], text)
    return path


def payload(record: str, shape: list[int], stride: list[int], offset: int = 0, **more: Any) -> dict[str, Any]:
    """An entry of a config in a `.pt2` archive, of float32 where nothing else is said."""
    meta = {"dtype": 7, "sizes": [{"as_int": n} for n in shape], "requires_grad": True,
            "device": {"type": "cpu", "index": None}, "strides": [{"as_int": n} for n in stride],
            "storage_offset": {"as_int": offset}, "layout": 7}
    return {"path_name": record, "is_param": True, "use_pickle": False, "tensor_meta": meta | more}


def exported(weights: dict[str, Any], records: Files, folder: str = "made/") -> list[tuple[str, bytes]]:
    """The records of a `.pt2` archive with these entries in its config of weights."""
    program = {"graph_module": {"graph": {"nodes": []}, "signature": {"input_specs": [], "output_specs": []}},
               "schema_version": {"major": 8, "minor": 1}, "torch_version": "2.9"}
    rows = {**{f"data/weights/{name}": data for name, data in records},
            "data/weights/model_weights_config.json": json.dumps({"config": weights}).encode(),
            "data/constants/model_constants_config.json": b'{"config": {}}',
            "models/model.json": json.dumps(program).encode(), "data/sample_inputs/model.pt": saved(((), {})),
            "archive_format": b"pt2", "archive_version": b"0", "byteorder": b"little"}
    return [(folder + name, data) for name, data in rows.items()]


def old_script(tensors: Iterable[dict[str, Any]], module: dict[str, Any], records: Files) -> list[tuple[str, bytes]]:
    """The records of a TorchScript archive of PyTorch 1.0 to 1.3, whose JSON is that of caffe2/proto/torch.proto."""
    model = {"protoVersion": "4", "mainModule": module, "producerName": "pytorch", "tensors": [*tensors]}
    return [("net/version", b"1\n"), ("net/model.json", json.dumps(model).encode()),
            ("net/code/net.py", b"op_version_set = 1\n"), *((f"net/{name}", data) for name, data in records)]


def old_tensor(record: str, shape: list[int], stride: list[int], offset: int = 0, **more: Any) -> dict[str, Any]:
    """A TensorDef of float32 where nothing else is said."""
    said = {"dims": [*map(str, shape)], "offset": str(offset), "strides": [*map(str, stride)], "requiresGrad": False,
            "dataType": "FLOAT", "data": {"key": record}, "device": "cpu"}
    return said | more
