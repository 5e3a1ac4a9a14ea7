"""Tensors that nobody has made, of which a file has as many as it likes: the first two that look alike are written step
by step, all others by the bytes of the second, with another key and other memo numbers.

Contract: the bytes are those of `tensor_steps`, and no tensor is made.
"""

from __future__ import annotations

from collections import deque

from ckpt_viewer.core.graph import NodeId, Tensor, Unmade
from ckpt_viewer.core.pickles.emitter import Emitter, Form
from ckpt_viewer.core.pickles.tensor_writer import StorageKeys, tensor_steps


class AlikeTensors:
    """Writes them with an emitter."""

    def __init__(self, emitter: Emitter, keys: StorageKeys) -> None:
        self._emitter, self._keys = emitter, keys
        self._forms: dict[int, Form | None] = {}  # by the `id` of how they look, which lives as long as the graph

    def write(self, node: NodeId, tensor: Unmade) -> int:
        """The memo number of the tensor."""
        look = tensor.look
        key = self._keys.key_of_unmade(node, tensor)
        form = self._forms.get(id(look))
        if form is None or not self._emitter.repeat(form, key):
            self._write_step_by_step(look, key)
        return self._emitter.last_put

    def _write_step_by_step(self, look: Tensor, key: str) -> None:
        """Names are spelled out in the first one; not before the second is one like all that follow."""
        noting = self._emitter.noting()
        deque(tensor_steps(noting, _OneKey(self._keys, key), look), 0)
        self._emitter.take(noting)
        self._forms[id(look)] = noting.form(key) if id(look) in self._forms else None


class _OneKey(StorageKeys):
    """Calls the storage that is asked for so, whichever it is."""

    def __init__(self, others: StorageKeys, key: str) -> None:
        super().__init__(others.graph, others.persistence)
        self._key = key

    def key(self, *_: object) -> str:
        return self._key
