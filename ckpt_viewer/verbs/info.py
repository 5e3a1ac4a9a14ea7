"""`ckpt info`: everything in a file but the numbers of its tensors.

Contract: neither torch nor numpy is imported, and without --verify no tensor byte is read, so that it answers at once.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path as FilePath

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.foreign import MetaTensor, meta_tensor
from ckpt_viewer.core.formats import format_named, open_checkpoint
from ckpt_viewer.core.graph import WALK_DEPTH, Attr, Broken, Graph, NodeId, Object, Path, Scalar, Sequence, Tensor
from ckpt_viewer.core.kinds import About, about, classify, whole_models
from ckpt_viewer.core.known_globals import is_allowed, meaning
from ckpt_viewer.core.modules import class_of, constructor_text, named_modules
from ckpt_viewer.core.optimizer import GroupView, OptimizerView, find_optimizers, single_value
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES
from ckpt_viewer.core.wording import bytes_text, count_text, number_text, path_text, plain_text, shape_text
from ckpt_viewer.verbs.answer import Answer, Json, Table, json_number, json_path, json_value
from ckpt_viewer.verbs.terminal import progress_task
from ckpt_viewer.verbs.values import Walked, scalars, value_rows

SHARED_LIMIT = 16  # a storage with thousands of views would list each of them under each other
FAILED = 2
_DATA = (Attr("args"), 0)  # of a parameter: the tensor that it is
_CELL = 200
_BROKEN = 20  # of a missing shard there are thousands, all for the same reason
_MODULES = 2_000  # of one model, in the text
_TITLES = {
    "state_dict": "a state_dict", "training_checkpoint": "a training checkpoint", "whole_model": "a whole model",
    "optimizer": "an optimizer", "torchscript": "a TorchScript program", "tensor": "a tensor",
    "other": "no checkpoint of a known kind",
}


def answer(options: argparse.Namespace) -> Answer:
    """Of a folder that holds one checkpoint, that one; of any other, the list. Raises CheckpointError."""
    task = progress_task()
    file = FilePath(options.file)
    if file.is_dir():
        from ckpt_viewer.core.folders import search  # most files need neither
        from ckpt_viewer.verbs.folder import describe_folder

        listing = search(file, task)
        if listing.only is None:
            return describe_folder(listing)
        file = listing.only.path
    checkpoint = open_checkpoint(file, task)
    try:
        told = verified(checkpoint, task, as_json=options.json) if options.verify else \
            describe(checkpoint, as_json=options.json)
        return fingerprinted(told, checkpoint, task) if options.fingerprint else told
    finally:
        checkpoint.close()


def verified(checkpoint: Checkpoint, task: Task, *, as_json: bool) -> Answer:
    """The answer of `describe` with what reading every byte found; `FAILED` where bytes are wrong."""
    from ckpt_viewer.core.document import Document
    from ckpt_viewer.core.formats.checksums import check_bytes

    check = check_bytes(checkpoint.graph, checkpoint.source, task)
    document = Document(checkpoint)
    document.learn(check)
    told = describe(document.checkpoint, as_json=as_json)
    status = FAILED if check.mismatches else 0
    if isinstance(told.data, dict):
        wrong: list[Json] = [{"record": one.record, "reason": one.reason, "paths": [json_path(p) for p in one.paths]}
                             for one in check.mismatches]
        row: dict[str, Json] = {"records": check.checked, "nbytes": check.nbytes, "without": check.without,
                                "broken": check.broken, "mismatches": wrong, "sentence": check.sentence}
        return Answer({**told.data, "verified": row}, (), status)
    return Answer(None, (*told.blocks, f"\nChecked every byte: {check.sentence}"), status)


def fingerprinted(told: Answer, checkpoint: Checkpoint, task: Task) -> Answer:
    """An answer with the fingerprint of the weights. Raises Damaged where a tensor cannot be read."""
    from ckpt_viewer.core.diffing.fingerprint import fingerprint

    found = fingerprint(checkpoint, task)
    if isinstance(told.data, dict):
        row: Json = {"text": found.text, "of": found.of, "tensors": found.tensors, "nbytes": found.nbytes} \
            if found is not None else None
        return Answer({**told.data, "fingerprint": row}, (), told.status)
    line = "there are no tensors" if found is None else \
        f"{found.text} ({count_text(found.tensors, 'tensor')}{f' of {found.of}' if found.of else ''})"
    return Answer(None, (*told.blocks, f"\nFingerprint of the weights: {line}"), told.status)


def describe(checkpoint: Checkpoint, *, as_json: bool = False) -> Answer:
    """What is in an open checkpoint; only the half of the answer that is asked for is made."""
    with no_collection():
        optimizers = find_optimizers(checkpoint.graph)
        if as_json:
            return Answer(_data(checkpoint, optimizers), ())
        return Answer(None, tuple(_blocks(checkpoint, optimizers)))


def info(checkpoint: Checkpoint) -> dict[str, Json]:
    """The data of `ckpt info --json`."""
    return _data(checkpoint, find_optimizers(checkpoint.graph))


def _data(checkpoint: Checkpoint, optimizers: tuple[OptimizerView, ...]) -> dict[str, Json]:
    graph = checkpoint.graph
    walked = list(graph.walk(runs=False))
    return {
        "format": checkpoint.format,
        "kind": classify(checkpoint),
        "tensors": _tensors(graph, walked),
        "scalars": scalars(graph, walked),
        "optimizers": [_optimizer(graph, view) for view in optimizers],
        "globals": [{"name": str(use.name), "allowed": is_allowed(use.name), "count": use.count,
                     "called": use.called, "meaning": meaning(use.name, use.taken)} for use in checkpoint.globals],
        "notes": [{"severity": note.severity, "text": note.text} for note in _notes(checkpoint, walked)],
    }


def _notes(checkpoint: Checkpoint, walked: Walked) -> tuple[Note, ...]:
    if all(len(path) < WALK_DEPTH for path, _ in walked):
        return checkpoint.notes
    text = f"what lies deeper than {WALK_DEPTH:,} levels is not listed"
    return (*checkpoint.notes, Note("warning", text))


def _broken(graph: Graph, walked: Walked) -> list[tuple[Path, str]]:
    """What should be there and cannot be read, and why; a tensor whose bytes are missing is listed as a tensor."""
    return [(path, held.reason) for path, node in walked if isinstance(held := graph[node], Broken)]


def _tensors(graph: Graph, walked: Walked) -> list[Json]:
    found = [(path, held) for path, node in walked if isinstance(held := graph[node], Tensor)]
    without = [(path, meta) for path, node in walked if path[-2:] != _DATA
               and isinstance(held := graph[node], Object) and (meta := meta_tensor(graph, held)) is not None]
    by_storage: dict[str, list[Path]] = defaultdict(list)
    for path, held in found:
        by_storage[held.spec.storage.key].append(path)
    rows: list[Json] = [_tensor(path, held, by_storage[held.spec.storage.key]) for path, held in found]
    return [*rows, *(_meta_tensor(path, meta) for path, meta in without)]


def _meta_tensor(path: Path, meta: MetaTensor) -> dict[str, Json]:
    """As for any other; no byte of it is stored."""
    dtype = DTYPES.get(meta.dtype)
    return {
        "path": json_path(path), "shape": list(meta.shape), "dtype": meta.dtype, "stride": list(meta.stride),
        "device": "meta", "nbytes": math.prod(meta.shape) * dtype.itemsize if dtype else 0, "stored_nbytes": 0,
        "requires_grad": meta.requires_grad, "shared_with": [],
    }


def _tensor(path: Path, held: Tensor, sharing: list[Path]) -> dict[str, Json]:
    spec = held.spec
    others = [json_path(other) for other in sharing[: SHARED_LIMIT + 1] if other is not path]
    row: dict[str, Json] = {
        "path": json_path(path), "shape": list(spec.shape), "dtype": spec.dtype.name, "stride": list(spec.stride),
        "device": spec.device, "nbytes": spec.nbytes, "stored_nbytes": spec.storage.nbytes,
        "requires_grad": held.requires_grad, "shared_with": others[:SHARED_LIMIT],
    }
    problem = held.problem or spec.storage.problem
    return row | {"problem": problem} if problem else row


def _optimizer(graph: Graph, view: OptimizerView) -> Json:
    return {"path": json_path(view.path), "guess": view.guess, "param_groups": [_group(graph, g) for g in view.groups]}


def _group(graph: Graph, group: GroupView) -> dict[str, Json]:
    hyper: dict[str, Json] = {name: _plain(graph, node) for name, node in group.hyper}
    params: list[Json] = [{"index": param.index, "name": param.name, "how": param.how, "sure": param.sure}
              for param in group.params]
    return hyper | {"params": params}


def _plain(graph: Graph, node: NodeId) -> Json:
    """A hyper-parameter: a value, that of a tensor of one element, a list of values such as betas, or what it is."""
    match graph[node]:
        case Scalar(value):
            return json_value(value)
        case Sequence(items=items) if len(items) <= SHARED_LIMIT and all(isinstance(graph[i], Scalar) for i in items):
            return [_plain(graph, item) for item in items]
        case Tensor() as tensor if tensor.spec.numel == 1 and (number := single_value(tensor)) is not None:
            return json_number(number)
        case other:
            return other.kind


def _blocks(checkpoint: Checkpoint, optimizers: tuple[OptimizerView, ...]) -> Iterator[str | Table]:
    graph = checkpoint.graph
    facts = about(checkpoint)
    count = checkpoint.bundled
    title = f"a bundle with {count_text(count, 'checkpoint')}" if count else _TITLES[facts.kind]
    if facts.kind == "other" and isinstance(graph[graph.root], Object):
        title = f"an object of class {plain_text(str(class_of(graph, graph.root) or 'unknown'), _CELL)}"
    yield f"{plain_text(checkpoint.name, 500)}: {title} ({format_named(checkpoint.format).title})"
    if checkpoint.damage:
        yield f"{checkpoint.notes[0].severity}: {plain_text(checkpoint.notes[0].text)}"
    yield _size_line(facts)
    if facts.classes:
        yield f"Classes: {plain_text(', '.join(facts.classes), 500)}"
    models = whole_models(graph)
    if models:
        yield "\nModules"
        yield Table(("name", "module"), tuple(_module_rows(graph, models)))
    walked = list(graph.walk(runs=False))
    rows = [(path, held) for path, node in walked if isinstance(held := graph[node], Tensor)]
    if rows:
        tensors = count_text(facts.tensors, "tensor")
        yield f"\n{tensors if len(rows) == facts.tensors else f'{len(rows):,} places of {tensors}'}"
        yield _tensor_table(rows, optimizers)
    yield from _broken_blocks(_broken(graph, walked))
    values = list(value_rows(graph, [view.path for view in optimizers]))
    if values:
        yield f"\n{count_text(len(values), 'value')}"
        yield Table(("where", "type", "value"), tuple(values))
    for view in optimizers:
        yield f"\nOptimizer at {path_text(view.path)}: {plain_text(view.guess, 80)}"
        for number, group in enumerate(view.groups):
            yield f"  group {number}: {_group_line(graph, group)}"
    yield from _name_blocks(checkpoint)
    for note in _notes(checkpoint, walked)[1 if checkpoint.damage else 0 :]:
        yield f"\n{note.severity}: {plain_text(note.text)}"


def _broken_blocks(broken: list[tuple[Path, str]]) -> Iterator[str | Table]:
    if broken:
        yield f"\n{count_text(len(broken), 'part')} that cannot be read"
        shown = broken[:_BROKEN]
        yield Table(("where", "why"), tuple((path_text(path), plain_text(reason, _CELL)) for path, reason in shown))
    if len(broken) > _BROKEN:
        yield f"  and {len(broken) - _BROKEN:,} more"


def _module_rows(graph: Graph, models: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    """Every module under its dotted name, as `print(model)` lists them."""
    for place in models:
        for name, view in islice(named_modules(graph, graph.resolve(place)), _MODULES):
            mode = {True: " · training mode", False: " · evaluation mode", None: ""}[view.training] if not name else ""
            yield plain_text(name or "(model)", _CELL), plain_text(constructor_text(graph, view), _CELL) + mode


def _size_line(facts: About) -> str:
    parts = [count_text(facts.tensors, "tensor"), count_text(facts.elements, "element"), bytes_text(facts.used_bytes)]
    if facts.stored_bytes > facts.used_bytes:
        parts.append(f"stored in {bytes_text(facts.stored_bytes)}")
    parts += [", ".join(part.name for part in counts) for counts in (facts.dtypes, facts.devices) if counts]
    return " · ".join(plain_text(part, _CELL) for part in parts)


def _tensor_table(rows: list[tuple[Path, Tensor]], optimizers: tuple[OptimizerView, ...]) -> Table:
    """Where optimizers keep something, a last column names the parameter it is kept for."""
    names = {param.state_path: param.name for view in optimizers for group in view.groups for param in group.params
             if param.state_path is not None and param.name is not None}
    made = []
    for path, held in rows:
        spec = held.spec
        problem = held.problem or spec.storage.problem
        device = f"{spec.device} ({problem})" if problem else spec.device
        owner = names.get(path) or names.get(path[:-1]) or ""
        made.append((path_text(path), spec.dtype.name, _shape(spec.shape), bytes_text(spec.nbytes),
                     plain_text(device, _CELL), plain_text(owner, _CELL)))
    titles = ("where", "dtype", "shape", "size", "device", "of")
    shown = len(titles) if names else len(titles) - 1
    spare = tuple(column for column in (4, 3, 1, 5) if column < shown)
    return Table(titles[:shown], tuple(row[:shown] for row in made), frozenset({3}), spare)


def _shape(shape: tuple[int, ...]) -> str:
    return shape_text(shape) if shape else "scalar"


def _group_line(graph: Graph, group: GroupView) -> str:
    hyper = ", ".join(f"{name} {_hyper_text(graph, node)}" for name, node in group.hyper)
    named = [param.name for param in group.params if param.name is not None]
    first = ", ".join(named[:3]) + (" …" if len(named) > 3 else "")
    how = f" ({group.params[0].how})" if group.params else ""
    return plain_text(f"{hyper}; {count_text(len(group.params), 'parameter')}: {first or 'names unknown'}{how}", 2000)


def _hyper_text(graph: Graph, node: NodeId) -> str:
    value, is_tensor = _plain(graph, node), isinstance(graph[node], Tensor)
    return f"{number_text(value)} (a tensor)" if is_tensor and isinstance(value, float) else str(value)


def _name_blocks(checkpoint: Checkpoint) -> Iterator[str | Table]:
    others = [use for use in checkpoint.globals if not is_allowed(use.name)]
    if others:
        rows = tuple((plain_text(str(use.name), _CELL), str(use.count), meaning(use.name, use.taken) or "not known")
                     for use in others)
        yield "\nNames that loading it in Python would import beyond PyTorch's own list"
        yield Table(("name", "times", "what it is"), rows, frozenset({1}))

