"""A training checkpoint as PyTorch's tutorial has it: a dict of `model_state_dict`, `optimizer_state_dict`, `epoch`.

https://pytorch.org/tutorials/beginner/saving_loading_models.html. Whatever wrote the file: whole models, optimizers and
schedulers in it become their state_dicts, which load without a class; the one model, optimizer and scheduler at the top
get the tutorial's names, out of the list in which PyTorch Lightning keeps them; everything else stays as it is. Pure.
"""

from __future__ import annotations

from ckpt_viewer.core import kinds, modules
from ckpt_viewer.core.graph import Graph, Key, Mapping, Node, NodeId, Object, Path, Sequence, key_text
from ckpt_viewer.core.saving.remade import Remade
from ckpt_viewer.core.saving.state_forms import StateForms
from ckpt_viewer.core.wording import path_text, plain_text, some_text

MODEL, OPTIMIZER, SCHEDULER = "model_state_dict", "optimizer_state_dict", "scheduler_state_dict"
_FRESH = "There is no optimizer in what is saved: training would go on with a fresh one."
_SHOWN = 8


def training_form(graph: Graph) -> Remade:
    """The graph of the training checkpoint that a file amounts to."""
    places = kinds.model_places(graph)
    if not places:
        return Remade(graph, refusal="There is no model in this file: no set of tensors with names, and no whole "
                                     "model. Save it as the same kind.")
    if places[0] == ():
        return _around(graph)
    root = graph[graph.root]
    if not isinstance(root, Mapping):
        return Remade(graph, refusal=f"The file is not a dict but one {plain_text(root.kind, 80)}. Save its "
                                     "state_dict instead.")
    packed = why_packed(graph, graph.resolve(places[0]))
    return Remade(graph, refusal=packed) if packed else _Maker(graph, root, places[0]).form()


def why_packed(graph: Graph, model: NodeId) -> str:
    """Why the state_dict of a model would lack weights that are in the file."""
    layers = modules.packed_layers(graph, model)
    if not layers:
        return ""
    shown = some_text([plain_text(name or "the model itself", 60) for name in layers[:_SHOWN]], len(layers))
    return (f"The weights of {shown} are packed, as quantised layers do it, and only code that is not in the "
            "file unpacks them. Save it as the same kind, or save in Python what the model's state_dict() gives.")


def _around(graph: Graph) -> Remade:
    """The file is the model itself."""
    model, loses = graph.root, list[str]()
    if modules.is_module(graph, model):
        if packed := why_packed(graph, model):
            return Remade(graph, refusal=packed)
        loses = ["the model's class and its other attributes", *modules.state_dict_doubts(graph, model)]
        graph = modules.state_dict_graph(graph, model)
        model = graph.root
    made = graph.next_id
    graph = graph.replace({made: Mapping((MODEL,), (model,))}, made)
    return Remade(graph, (f"the model, under the name {MODEL}",), tuple(loses), (_FRESH,))


class _Maker:
    def __init__(self, graph: Graph, root: Mapping, model: Path) -> None:
        self._graph, self._root, self._model = graph, root, model
        self._parts = kinds.find_parts(graph)
        self._said: list[str] = []
        self._changes: dict[NodeId, Node] = {}

    def form(self) -> Remade:
        self._make_state_dicts()
        names = self._new_names()
        keys = tuple(names.get(i, (key, 0))[0] for i, key in enumerate(self._root.keys))
        values = tuple(names[i][1] if i in names else value for i, value in enumerate(self._root.values))
        if keys != self._root.keys or values != self._root.values:
            held = self._changes.get(self._graph.root, self._root)
            assert isinstance(held, Mapping)
            self._changes[self._graph.root] = Mapping(keys, values, held.made, held.state)
        graph = self._graph.replace(self._changes) if self._changes else self._graph
        doubts = [doubt for part in self._parts if part.kind == "module"
                  for doubt in modules.state_dict_doubts(self._graph, part.node)]
        optimizers = any(part.kind == "optimizer" for part in self._parts)
        return Remade(graph, (*self._renamed(names), *self._rest(names)), (*self._said, *doubts),
                            () if optimizers else (_FRESH,))

    def _make_state_dicts(self) -> None:
        forms = StateForms(self._graph, lambda _: None)
        for part in self._parts:
            if isinstance(self._graph[part.node], Object):
                name = path_text(part.path, 80)
                made = forms.state_dict_of(part.node, name)
                if made is not None:
                    self._said.append(f"the class of {name}, of which the state_dict is kept")
                    self._changes[part.node] = made
        self._changes.update(forms.new)

    def _new_names(self) -> dict[int, tuple[Key, NodeId]]:
        """By the position of an entry at the top, its new key and what stands there."""
        wanted: list[tuple[str, Path | None]] = [
            (MODEL, self._model), (OPTIMIZER, self._single("optimizer")), (SCHEDULER, self._single("scheduler"))]
        found: dict[int, tuple[Key, NodeId]] = {}
        for name, path in wanted:
            if path is None or not self._at_top(path) or name in self._root.keys:
                continue
            position = max(i for i, key in enumerate(self._root.keys) if type(key) is type(path[0]) and key == path[0])
            found[position] = (name, self._graph.resolve(path))
        return found

    def _single(self, kind: str) -> Path | None:
        paths = [part.path for part in self._parts if part.kind == kind]
        return paths[0] if len(paths) == 1 else None

    def _at_top(self, path: Path) -> bool:
        """An entry of the dict, or the only item of a list that is one."""
        if len(path) == 2:
            above = self._graph[self._graph.resolve(path[:1])]
            return isinstance(above, Sequence) and len(above.items) == 1
        return len(path) == 1

    def _renamed(self, names: dict[int, tuple[Key, NodeId]]) -> list[str]:
        lines = [f"{key_text(self._root.keys[i])} under the name {key_text(name)}"
                 for i, (name, _) in sorted(names.items())]
        return lines or ["the model and what belongs to it under the names that they have"]

    def _rest(self, names: dict[int, tuple[Key, NodeId]]) -> list[str]:
        others = [plain_text(key_text(key), 60) for i, key in enumerate(self._root.keys) if i not in names]
        return [f"as it is: {some_text(others[:_SHOWN], len(others))}"] if others else []

