"""Whether the model that the worker saved holds the state_dict that it was given: names, shapes, every byte.

Contract: reads the worker's file with our own reader only. Raises ModelError at the first difference, with its name;
otherwise gives what was proved, in sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping as AbstractMapping

from ckpt_viewer.core.diffing.fitting import Fit
from ckpt_viewer.core.errors import ModelError
from ckpt_viewer.core.graph import Graph, Mapping, NodeId, Tensor
from ckpt_viewer.core.modules import is_module, state_dict_entries
from ckpt_viewer.core.saving.reach import names_in, reachable
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.cast import CastSource
from ckpt_viewer.core.sources.gather import GatherSource
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Chunk, DType, Storage, TensorSpec
from ckpt_viewer.core.wording import bytes_text, count_text, plain_text, some_text

_BLOCK = 4 << 20
_NOBODYS = ("__main__", "__mp_main__")
_HINT = "Nothing was saved. The class does not keep what it is given, or changes it."

Tensors = dict[str, TensorSpec]


def check(model: Graph, state: Graph, report: Fit, task: Task) -> tuple[str, ...]:
    """Compare the whole model in one graph with the state_dict at the root of another. `report` says which names the
    model has beside those it was given, and which it was given in vain."""
    _refuse_other_things(model)
    given, others = _given(state)
    kept = _specs(model, dict(state_dict_entries(model, model.root)))
    own = {slot.name for slot in (*report.missing, *report.filled)}
    vain = {slot.name for slot in report.unexpected}
    _same_names([name for name in given if name not in vain], [name for name in kept if name not in own])
    names = [name for name in kept if name not in own]
    converted = _same_numbers({name: (given[name], kept[name]) for name in names}, task)
    in_order = names == [name for name in given if name in kept]
    return (
        f"{count_text(len(names), 'name')} of the state_dict, in {'the same' if in_order else 'the class’s own'} order",
        *_numbers_lines(kept, names, converted),
        *([f"the model keeps what its class makes for: {_listed(sorted(own))}"] if own else []),
        *([f"left out, because the model has no such names: {_listed(sorted(vain))}"] if vain else []),
        *([f"given to the class to keep in its own way, not compared: {_listed(others)}"] if others else []),
        *_sharing(given, kept, names),
    )


def _refuse_other_things(model: Graph) -> None:
    if not is_module(model, model.root):
        raise ModelError("what the class was saved as is not a model with parameters", hint=_HINT)
    for node in reachable(model):
        for name in names_in(model[node]):
            if name.module in _NOBODYS:
                raise ModelError(f"the model holds {plain_text(str(name), 100)}, which nobody else can import",
                                 hint="Define it in a module with a name of its own.")


def _given(state: Graph) -> tuple[Tensors, list[str]]:
    """Tensors by name, and the names of what is none."""
    held = state[state.root]
    named = dict(zip(held.keys, held.values, strict=True)) if isinstance(held, Mapping) else {}
    entries = {name: node for name, node in named.items() if isinstance(name, str)}
    return _specs(state, entries), [name for name in entries if not isinstance(state[entries[name]], Tensor)]


def _specs(graph: Graph, entries: AbstractMapping[str, NodeId]) -> Tensors:
    return {name: held.spec for name, node in entries.items() if isinstance(held := graph[node], Tensor)}


def _same_names(given: list[str], kept: list[str]) -> None:
    odd = sorted(set(given).symmetric_difference(kept))
    if odd:
        where = "the state_dict" if odd[0] in set(given) else "the saved model"
        raise ModelError(f"{plain_text(odd[0], 200)} is only in {where}", hint=_HINT)


def _same_numbers(pairs: AbstractMapping[str, tuple[TensorSpec, TensorSpec]], task: Task) -> dict[str, DType]:
    """Compare bytes; the names whose numbers were converted, with the type they had."""
    task.start(sum(kept.nbytes for _, kept in pairs.values()), "Comparing the model with the state_dict")
    converted: dict[str, DType] = {}
    for name, (given, kept) in pairs.items():
        if given.numel != kept.numel or (given.shape != kept.shape and kept.shape):
            raise ModelError(f"{plain_text(name, 200)} has another shape in the saved model", hint=_HINT)
        source: Source = GatherSource(given)
        if given.dtype != kept.dtype:
            converted[name] = given.dtype
            source = _converted(given, kept.dtype)
        if not _same_bytes(source, GatherSource(kept), task):
            raise ModelError(f"{plain_text(name, 200)} has other numbers in the saved model", hint=_HINT)
    return converted


def _converted(spec: TensorSpec, dtype: DType) -> Source:
    whole = Storage("given", spec.dtype, spec.nbytes, "cpu", (Chunk(GatherSource(spec), 0, spec.nbytes),))
    return CastSource(whole, spec.dtype, dtype)


def _same_bytes(a: Source, b: Source, task: Task) -> bool:
    if a.size != b.size:
        return False
    for start in range(0, a.size, _BLOCK):
        count = min(_BLOCK, a.size - start)
        if a.read_at(start, count) != b.read_at(start, count):
            return False
        task.advance(count)
    return True


def _numbers_lines(kept: Tensors, names: list[str], converted: AbstractMapping[str, DType]) -> list[str]:
    alike = [name for name in names if name not in converted]
    lines = []
    if alike or not converted:
        nbytes = sum(kept[name].nbytes for name in alike)
        lines.append(f"{count_text(len(alike), 'tensor')} of the opened file byte for byte ({bytes_text(nbytes)})")
    if converted:
        kinds = dict.fromkeys(f"{dtype} to {kept[name].dtype}" for name, dtype in converted.items())
        lines.append(f"{count_text(len(converted), 'tensor')} as converted from {', '.join(kinds)}: the class has "
                     "another type")
    return lines


def _sharing(given: Tensors, kept: Tensors, names: list[str]) -> list[str]:
    """Tied weights: which names share memory in the model, and whether they did before."""
    before, after = _tied(given, names), _tied(kept, names)
    said = [("tied as in the opened file", after & before), ("tied by the class, equal in the opened file",
                                                            after - before),
            ("shared memory in the opened file, are separate in the class", before - after)]
    return [f"{what}: {'; '.join(' = '.join(plain_text(n, 80) for n in group) for group in sorted(groups)[:4])}"
            for what, groups in said if groups]


def _tied(specs: Tensors, names: list[str]) -> frozenset[tuple[str, ...]]:
    groups: dict[object, list[str]] = defaultdict(list)
    for name in names:
        spec = specs[name]
        if spec.numel:
            groups[spec.storage.key, spec.storage_offset, spec.shape, spec.stride].append(name)
    return frozenset(tuple(sorted(group)) for group in groups.values() if len(group) > 1)


def _listed(names: list[str]) -> str:
    return some_text([plain_text(name, 80) for name in names[:6]], len(names))
