"""What `ckpt info` tells people: a line on the file, its modules, tensors, values, optimizers and names.

Contract: as for its data, no tensor is made that the file keeps packed, and a table as long as the file is made while
it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ckpt_viewer.core import modules
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.formats import format_named
from ckpt_viewer.core.graph import Graph, NodeId, Object, Path, Tensor
from ckpt_viewer.core.kinds import About, about, is_scheduler, whole_models
from ckpt_viewer.core.known_globals import is_allowed, meaning
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.wording import bytes_text, count_text, number_text, path_text, plain_text, shape_text
from ckpt_viewer.verbs.answer import Rows, Table
from ckpt_viewer.verbs.info_data import OfLooks, Seen, notes, plain, tensor_places
from ckpt_viewer.verbs.values import value_rows

if TYPE_CHECKING:
    from ckpt_viewer.core.optimizer import GroupView, OptimizerView, ParamView

_CELL = 200
_BROKEN = 20  # of a missing shard there are thousands, all for the same reason
_MODULES = 2_000  # of one model, in the text
_TITLES = {
    "state_dict": "a state_dict", "training_checkpoint": "a training checkpoint", "whole_model": "a whole model",
    "optimizer": "an optimizer", "torchscript": "a TorchScript program", "tensor": "a tensor",
    "other": "no checkpoint of a known kind",
}


def blocks(checkpoint: Checkpoint, optimizers: tuple[OptimizerView, ...]) -> Iterator[str | Table]:
    """Lines and tables, in order."""
    graph = checkpoint.graph
    facts = about(checkpoint)
    count = checkpoint.bundled
    title = f"a bundle with {count_text(count, 'checkpoint')}" if count else _TITLES[facts.kind]
    if facts.kind == "other" and isinstance(graph[graph.root], Object):
        title = _object_title(graph)
    elif facts.kind == "other" and is_scheduler(graph, graph.root):
        title = "a learning-rate scheduler"
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
    seen = Seen.of(graph)
    places = len(seen.tensors)
    if places:
        tensors = count_text(facts.tensors, "tensor")
        yield f"\n{tensors if places == facts.tensors else f'{places:,} places of {tensors}'}"
        yield _tensor_table(graph, optimizers)
    yield from _broken_blocks(seen.broken)
    values = list(value_rows(graph, [view.path for view in optimizers]))
    if values:
        yield f"\n{count_text(len(values), 'value')}"
        yield Table(("where", "type", "value"), tuple(values))
    for view in optimizers:
        yield f"\nOptimizer at {path_text(view.path)}: {plain_text(view.guess, 80)}{_guesses(view)}"
        for number, group in enumerate(view.groups):
            yield f"  group {number}: {_hyper_line(graph, group)}{'' if view.ungrouped else _params_line(group.params)}"
        if view.ungrouped:
            yield f"  in which of them each is, the file does not say{_params_line(view.ungrouped)}"
    yield from _name_blocks(checkpoint)
    for note in notes(checkpoint, optimizers, deep=seen.deep)[1 if checkpoint.damage else 0 :]:
        yield f"\n{note.severity}: {plain_text(note.text)}"


def _broken_blocks(broken: tuple[tuple[Path, str], ...]) -> Iterator[str | Table]:
    if broken:
        yield f"\n{count_text(len(broken), 'part')} that cannot be read"
        shown = broken[:_BROKEN]
        yield Table(("where", "why"), tuple((path_text(path), plain_text(reason, _CELL)) for path, reason in shown))
    if len(broken) > _BROKEN:
        yield f"  and {len(broken) - _BROKEN:,} more"


def _module_rows(graph: Graph, models: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    """Every module under its dotted name, as `print(model)` lists them."""
    for place in models:
        for name, view in islice(modules.named_modules(graph, graph.resolve(place)), _MODULES):
            mode = {True: " · training mode", False: " · evaluation mode", None: ""}[view.training] if not name else ""
            yield plain_text(name or "(model)", _CELL), plain_text(modules.constructor_text(graph, view), _CELL) + mode


def _size_line(facts: About) -> str:
    parts = [count_text(facts.tensors, "tensor"), count_text(facts.elements, "element"), bytes_text(facts.used_bytes)]
    if facts.stored_bytes > facts.used_bytes:
        parts.append(f"stored in {bytes_text(facts.stored_bytes)}")
    parts += [", ".join(part.name for part in counts) for counts in (facts.dtypes, facts.devices) if counts]
    return " · ".join(plain_text(part, _CELL) for part in parts)


def _tensor_table(graph: Graph, optimizers: tuple[OptimizerView, ...]) -> Table:
    """Where optimizers keep something, a last column names the parameter it is kept for."""
    names = {param.state_path: param.label for view in optimizers for param in view.params
             if param.state_path is not None and param.name is not None}
    titles = ("where", "dtype", "shape", "size", "device", "of")
    shown = len(titles) if names else len(titles) - 1
    spare = tuple(column for column in (4, 3, 1, 5) if column < shown)
    return Table(titles[:shown], Rows(lambda: _tensor_rows(graph, names)), frozenset({3}), spare)


def _tensor_rows(graph: Graph, names: dict[Path, str]) -> Iterator[tuple[str, ...]]:
    cells = OfLooks(_cells)
    for block in tensor_places(graph):
        problems = graph.problems([node for _, node, _ in block])
        for (path, _, look), problem in zip(block, problems, strict=True):
            row = (path_text(path), *cells(look))
            if problem:
                row = (*row[:-1], plain_text(f"{look.spec.device} ({problem})", _CELL))
            yield (*row, plain_text(names.get(path) or names.get(path[:-1]) or "", _CELL)) if names else row


def _cells(look: Tensor) -> tuple[str, ...]:
    spec = look.spec
    return spec.dtype.name, shape_text(spec.shape), bytes_text(spec.nbytes), plain_text(spec.device, _CELL)


def _object_title(graph: Graph) -> str:
    """Its class, or that of the object that makes it, as of a batch of PyTorch Geometric."""
    cls, held = modules.class_of(graph, graph.root), graph[graph.root]
    maker = held.made.callee if cls is None and isinstance(held, Object) else None
    made_by = modules.class_of(graph, maker) if isinstance(maker, int) else None
    how = "an object of class" if made_by is None else "an object made by"
    return f"{how} {plain_text(str(cls or made_by or 'unknown'), _CELL)}"


def _guesses(view: OptimizerView) -> str:
    sure = [param.sure for param in view.params]
    guessed = sure.count("guess")
    return f" ({guessed:,} of {count_text(len(sure), 'name')} are guesses, marked with ?)" if guessed else ""


def _hyper_line(graph: Graph, group: GroupView) -> str:
    return plain_text(", ".join(f"{name} {_hyper_text(graph, node)}" for name, node in group.hyper), 2000)


def _params_line(params: Sequence[ParamView]) -> str:
    named = [param.name for param in params if param.name is not None]
    first = ", ".join(named[:3]) + (" …" if len(named) > 3 else "")
    how = f" ({params[0].how})" if params else ""
    return plain_text(f"; {count_text(len(params), 'parameter')}: {first or 'names unknown'}{how}", 2000)


def _hyper_text(graph: Graph, node: NodeId) -> str:
    value, is_tensor = plain(graph, node), isinstance(graph[node], Tensor)
    return f"{number_text(value)} (a tensor)" if is_tensor and isinstance(value, float) else str(value)


def _name_blocks(checkpoint: Checkpoint) -> Iterator[str | Table]:
    others = [use for use in checkpoint.globals if not is_allowed(use.name)]
    if others:
        rows = tuple((plain_text(str(use.name), _CELL), str(use.count), meaning(use.name, use.taken) or "not known")
                     for use in others)
        yield "\nNames that loading it in Python would import beyond PyTorch's own list"
        yield Table(("name", "times", "what it is"), rows, frozenset({1}))
