"""Training or evaluation mode of whole pickled models: the flag `training` that each of their modules keeps.

`Module.train()` and `Module.eval()` set it in every module (torch/nn/modules/module.py); a model that is loaded whole
is in the mode in which it was saved.
"""

from __future__ import annotations

from typing import ClassVar

from ckpt_viewer.core.edits import Change, SetValue
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import Graph, NodeId, Path, Scalar
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.modules import is_module, state_of
from ckpt_viewer.core.recipes.places import composed, node_at
from ckpt_viewer.core.wording import count_text, path_text


@dataclass(frozen=True, slots=True)
class ModuleMode:
    """The flag of one module."""

    path: Path
    flag: NodeId
    training: bool


def module_modes(graph: Graph, at: str = "") -> tuple[ModuleMode, ...]:
    """Every module at or below a place that says in which mode it is; each once. Raises InvalidPath."""
    node, path = node_at(graph, at)
    found = []
    for place, held in graph.survey(node, path):
        flag = (state_of(graph, held) or {}).get("training") if is_module(graph, held) else None
        value = graph[flag] if flag is not None else None
        if flag is not None and isinstance(value, Scalar) and isinstance(value.value, bool):
            found.append(ModuleMode(place, flag, value.value))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Mode:
    """Put every module at or below `at` into training or evaluation mode."""

    WORD: ClassVar[str] = "mode"
    training: bool
    at: str = ""

    def apply(self, graph: Graph) -> Change:
        modes = module_modes(graph, self.at)
        if not modes:
            raise InvalidEdit("there is no whole model here, and only its modules have a mode", self.at,
                              "A state_dict has none: call model.eval() or model.train() in Python.")
        hits = [mode for mode in modes if mode.training != self.training]
        change = composed(graph, [SetValue(mode.flag, self.training, path_text(mode.path)) for mode in hits])
        word = "training" if self.training else "evaluation"
        modules = count_text(len(modes), "module")
        text = (f"{word} mode in {modules}" if len(hits) == len(modes) else
                f"{word} mode in {len(hits):,} of {modules}")
        return Change(change.graph, change.touched, text)
