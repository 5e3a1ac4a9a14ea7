"""Names from another file, for what a file has only numbers for."""

from __future__ import annotations

from ckpt_viewer.core.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelBeside:
    """The names and shapes of the parameters of a model, as `file` beside this one has them.

    `ordered` says that they stand in the model's own order; safetensors and indexes keep them by the alphabet.
    """

    file: str
    names: tuple[tuple[str, tuple[int, ...]], ...]
    ordered: bool
