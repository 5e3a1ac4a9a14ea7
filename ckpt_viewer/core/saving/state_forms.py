"""What `state_dict()` of a pickled model, optimizer or scheduler would give, as nodes. Nothing is imported or run."""

from __future__ import annotations

from collections.abc import Callable

from ckpt_viewer.core.graph import Graph, Key, Mapping, Node, NodeId, NodeKey, Object, Scalar, Sequence, Tensor
from ckpt_viewer.core.kinds import is_scheduler, named_children, optimizer_parts
from ckpt_viewer.core.modules import is_module, state_dict_doubts, state_dict_nodes


class StateForms:
    """Makes the state_dicts of objects of one graph. `say` is told what became of what; `new` has the nodes that were
    added, beside those that are returned."""

    def __init__(self, graph: Graph, say: Callable[[str], None]) -> None:
        self._graph = graph
        self._say = say
        self._next = graph.next_id
        self.new: dict[NodeId, Node] = {}

    def add(self, node: Node) -> NodeId:
        self.new[self._next] = node
        self._next += 1
        return self._next - 1

    def state_dict_of(self, node: NodeId, name: str) -> Node | None:
        """The state_dict of an object, which people know by `name`; None where it has none."""
        if not isinstance(self._graph[node], Object):
            return None
        return self._model(node, name) or self._optimizer(node, name) or self._scheduler(node, name)

    def _model(self, node: NodeId, name: str) -> Node | None:
        if not is_module(self._graph, node):
            return None
        made, root = state_dict_nodes(self._graph, node, self._next)
        self.new.update(made)
        self._next += len(made)
        self._say(f"{name}, a whole model or layer, became its state_dict")
        for doubt in state_dict_doubts(self._graph, node):
            self._say(doubt)
        return self.new.pop(root)

    def _optimizer(self, node: NodeId, name: str) -> Node | None:
        """Parameters become their numbers (torch/optim/optimizer.py, `state_dict`)."""
        parts = optimizer_parts(self._graph, node)
        groups = self._graph[parts[1]] if parts else None
        states = self._graph[parts[0]] if parts else None
        if not isinstance(groups, Sequence) or not isinstance(states, Mapping):
            return None
        numbers: dict[NodeId, int] = {}
        made = tuple(self.add(self._group(group, numbers)) for group in groups.items)
        pairs = zip(states.keys, states.values, strict=True)
        state: dict[Key, NodeId] = {numbers.get(key.node) if isinstance(key, NodeKey) else key: value
                                    for key, value in pairs}
        state.pop(None, None)  # what is kept for a parameter that is in no group
        self._say(f"{name}, an optimizer, became its state_dict")
        kept = self.add(Mapping(tuple(state), tuple(state.values())))
        return Mapping(("state", "param_groups"), (kept, self.add(Sequence("list", made))))

    def _group(self, node: NodeId, numbers: dict[NodeId, int]) -> Node:
        held = named_children(self._graph, node)
        params = self._graph[held["params"]]
        for item in params.items if isinstance(params, Sequence) else ():
            if isinstance(self._graph[item], Tensor):
                numbers.setdefault(item, len(numbers))
        items = tuple(self.add(Scalar(numbers[item])) if item in numbers else item
                      for item in (params.items if isinstance(params, Sequence) else ()))
        told = {name: child for name, child in held.items() if name != "params"}
        told["params"] = self.add(Sequence("list", items))
        return Mapping(tuple(told), tuple(told.values()))

    def _scheduler(self, node: NodeId, name: str) -> Node | None:
        """Its attributes without the optimizer: torch/optim/lr_scheduler.py, `state_dict`."""
        if not is_scheduler(self._graph, node):
            return None
        kept = {key: child for key, child in named_children(self._graph, node).items() if key != "optimizer"}
        self._say(f"{name}, a scheduler, became its state_dict")
        return Mapping(tuple(kept), tuple(kept.values()))
