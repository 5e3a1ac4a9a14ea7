"""Checkpoints in several files as the Hugging Face libraries and torch.distributed lay them out, made here with torch
and safetensors."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors.torch import load_file, save_file

from tests.oracles import save

Container = Literal["safetensors", "bin"]
STEMS: dict[Container, str] = {"safetensors": "model", "bin": "pytorch_model"}


def shard(values: dict[str, Any], folder: Path, count: int = 3, container: Container = "safetensors",
          **metadata: Any) -> Path:
    """Write `values` as `count` shards, whose index is returned: neighbours go into one shard, a shard may be empty."""
    stem, names = STEMS[container], list(values)
    weight_map: dict[str, str] = {}
    for number in range(count):
        part = names[len(names) * number // count : len(names) * (number + 1) // count]
        path = folder / f"{stem}-{number + 1:05d}-of-{count:05d}.{container}"
        if container == "safetensors":
            save_file({name: values[name] for name in part}, path, metadata={"format": "pt"})
        else:
            save({name: values[name] for name in part}, path)
        weight_map |= dict.fromkeys(part, path.name)
    tensors = [value for value in values.values() if isinstance(value, torch.Tensor)]
    metadata = {"total_size": sum(tensor.nbytes for tensor in tensors), **metadata}
    return write_index(folder / f"{stem}.{container}.index.json", weight_map, metadata)


def write_index(path: Path, weight_map: dict[str, str], metadata: dict[str, Any] | None = None) -> Path:
    held = {"weight_map": weight_map} if metadata is None else {"metadata": metadata, "weight_map": weight_map}
    path.write_text(json.dumps(held, indent=2) + "\n", encoding="utf-8")
    return path


def loaded(index: Path) -> dict[str, Any]:
    """What the libraries make of it, in the order of the index."""
    weight_map = json.loads(index.read_text(encoding="utf-8"))["weight_map"]
    found: dict[str, Any] = {}
    for name in dict.fromkeys(weight_map.values()):
        path = index.parent / name
        found |= load_file(path) if path.suffix == ".safetensors" else torch.load(path, weights_only=True)
    return {name: found[name] for name in weight_map}


def distributed(folder: Path, files: int) -> None:
    """A distributed checkpoint of so many files with two tensors each."""
    from torch.distributed import checkpoint as dcp  # takes a while to import

    with warnings.catch_warnings(action="ignore"):
        dcp.save(  # type: ignore[attr-defined]
            {f"w{n}": torch.ones(3) for n in range(2 * files)},
            storage_writer=dcp.FileSystemWriter(folder, thread_count=files))  # type: ignore[attr-defined]
