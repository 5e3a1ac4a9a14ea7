"""What leaves a checkpoint for other programs: a tensor as `.npy`, a comparison, values as JSON, any text or picture.

Contract: files come into being whole or not at all, and what was there before stays where they do not. `write_npy`
reads in constant memory. `json_text` reads no byte of a tensor and is bounded. A comparison is never written over one
of the files it tells of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Sequence as Many
from contextlib import suppress
from pathlib import Path

from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.export import ENGLISH, Kind, Tongue, as_text
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.errors import Damaged, SaveFailed, Unsupported
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Object, Scalar, Sequence, Tensor, key_text
from ckpt_viewer.core.plain_data import json_value
from ckpt_viewer.core.saving.replacing import Replacement, save_failed
from ckpt_viewer.core.sources.gather import GatherSource
from ckpt_viewer.core.sources.local import is_file_at
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec, invalid_geometry
from ckpt_viewer.core.wording import count_text

MOST_VALUES = 100_000
LONGEST = 32_000_000  # characters
_DEEPEST = 100
_BLOCK = 1 << 20  # elements
# What numpy has under torch's name; the others become float32, which holds each of their values.
_AS_THEY_ARE = frozenset({"float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16",
                          "uint32", "uint64", "bool", "complex64", "complex128"})
_AS_FLOAT32 = frozenset({"bfloat16", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz",
                         "float8_e8m0fnu"})


def npy_type(spec: TensorSpec) -> str:
    """The numpy type that `write_npy` writes. Raises Unsupported where numpy has none."""
    name = spec.dtype.name
    if spec.quantization is not None or name not in _AS_THEY_ARE | _AS_FLOAT32:
        raise Unsupported(f"numpy has no type for {spec.dtype}", hint="Convert the tensor to float32 first.")
    return name if name in _AS_THEY_ARE else "float32"


def write_npy(tensor: Tensor, target: Path, task: Task) -> int:
    """Write a tensor's elements, in the order of its indices, as a numpy file; how many bytes were written.

    Format 1.0 of numpy/lib/format.py. Raises Unsupported, Damaged, SaveFailed, what reading raises, Cancelled.
    """
    import numpy as np

    from ckpt_viewer.core.elements import decode

    spec = tensor.spec
    kind = np.dtype(npy_type(spec)).newbyteorder("<")
    if problem := tensor.problem or spec.storage.problem or invalid_geometry(spec):
        raise Damaged(f"the tensor cannot be read ({problem})")
    source = GatherSource(spec)
    step = _BLOCK * spec.dtype.itemsize
    task.start(source.size, f"writing {target.name}")
    with Replacement(target, overwrite=True) as new:
        try:
            header = {"descr": kind.str, "fortran_order": False, "shape": spec.shape}
            np.lib.format.write_array_header_1_0(new.out, header)
            for offset in range(0, source.size, step):
                block = source.read_at(offset, min(step, source.size - offset))
                values = decode(block, spec.dtype)
                values = values.conj() if spec.conjugated else values
                new.out.write((-values if spec.negated else values).astype(kind).tobytes())
                task.advance(len(block))
        except OSError as error:
            raise save_failed(error, target) from None
        nbytes = new.finish_writing(task)
        new.put_in_place()
    return nbytes


def write_npy_files(tensors: Many[tuple[str, Tensor]], folder: Path, task: Task) -> list[Path]:
    """Write each tensor into `folder`, which need not exist, as a numpy file with its name; one that is there already
    gets a number. Raises what `write_npy` raises, SaveFailed where the folder cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise save_failed(error, folder) from None
    made: list[Path] = []
    for name, tensor in tensors:
        stem = "".join(c if c.isalnum() or c in "._-" else "_" for c in name)[:80].lstrip(".") or "tensor"
        path, number = folder / f"{stem}.npy", 2
        while path in made:
            path, number = folder / f"{stem} ({number}).npy", number + 1
        write_npy(tensor, path, task)
        made.append(path)
    return made


def write_comparison(found: Compared, target: Path, kind: Kind, engine: Engine, task: Task, *, overwrite: bool,
                     compared: Many[str] = (), tongue: Tongue = ENGLISH) -> None:
    """Write a comparison as a page in this language, a table or data; `compared` are the files that it compares.

    Raises SaveFailed, Cancelled.
    """
    check_target(target, overwrite=overwrite, compared=compared)
    write_text(as_text(found, kind, engine, task, tongue), target, task, overwrite=overwrite)


def check_target(target: Path, *, overwrite: bool, compared: Many[str] = ()) -> None:
    """Raises SaveFailed where a comparison is not to be written there."""
    for name in compared:
        with suppress(OSError):
            if Path(name).samefile(target):
                raise SaveFailed("this is one of the files that are compared", str(target), "Choose another name.")
    if not overwrite and is_file_at(target):
        raise SaveFailed("this file exists", str(target), "Allow replacing it, or choose another name.")


def write_text(text: str, target: Path, task: Task, *, overwrite: bool = True) -> None:
    """Write a text as UTF-8, its line ends as they are. Raises SaveFailed, Cancelled."""
    # A name in a file may be half of a character.
    write_bytes(text.encode(errors="backslashreplace"), target, task, overwrite=overwrite)


def write_bytes(data: bytes, target: Path, task: Task, *, overwrite: bool = True) -> None:
    """Write what another program reads. Raises SaveFailed, Cancelled."""
    with Replacement(target, overwrite=overwrite) as new:
        try:
            new.out.write(data)
        except OSError as error:
            raise save_failed(error, target) from None
        new.finish_writing(task)
        task.check()
        new.put_in_place()


def for_clipboard(text: str) -> str:
    """The same text. Raises Unsupported for more than what a clipboard takes in a blink."""
    if len(text) > LONGEST:
        raise Unsupported("this is too much for the clipboard", hint="Select a part of it.")
    return text


def json_text(graph: Graph, nodes: tuple[NodeId, ...]) -> str:
    """These nodes as JSON, one as itself, several as a list: tensors by dtype and shape, objects by class and state.

    Raises Unsupported for more than MOST_VALUES values, or values too deep.
    """
    left = iter(range(MOST_VALUES))
    made = [_json(graph, node, left, 0) for node in nodes]
    return json.dumps(made[0] if len(made) == 1 else made, ensure_ascii=False, indent=2)


def _json(graph: Graph, node: NodeId, left: Iterator[int], depth: int) -> object:
    if next(left, None) is None or depth > _DEEPEST:
        raise Unsupported(f"this is more than {count_text(MOST_VALUES, 'value')} or nested too deep for JSON",
                          hint="Select a part of it.")
    held = graph[node]
    match held:
        case Scalar(value):
            return json_value(value)
        case Tensor(spec):
            return {"dtype": str(spec.dtype), "shape": list(spec.shape), "device": spec.device}
        case Sequence():
            return [_json(graph, item, left, depth + 1) for item in held.items]
        case Mapping():
            return {key_text(key): _json(graph, value, left, depth + 1)
                    for key, value in zip(held.keys, held.values, strict=True)}
        case _:
            inner = {str(key) if not isinstance(key, str) else key: _json(graph, child, left, depth + 1)
                     for key, child in graph.children(node)}
            cls = held.made.cls if isinstance(held, Object) else None
            return {"class": str(cls) if cls is not None else held.kind, **inner}
