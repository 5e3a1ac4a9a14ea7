"""What the ending of a file's name promises: other programs choose by it how they read the file, and so do people.

Contract: pure; nothing is asked of the disk.
"""

from __future__ import annotations

from pathlib import Path

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.formats import format_named
from ckpt_viewer.core.saving.forms import Form, SavePlan
from ckpt_viewer.core.saving.tensors_only import CONTAINERS

_TORCH = "torch"
_TORCH_SUFFIXES = (".pth", ".pt", ".ckpt", ".bin")
_INDEX = ".index.json"


def form_by_name(checkpoint: Checkpoint, target: Path) -> Form:
    """What to write where nobody said: the same kind, unless the name promises another one."""
    promised = _promised(target)
    lies_in = str(checkpoint.details.get("container", checkpoint.format))
    many = bool(checkpoint.details.get("shards"))
    match promised:
        case "safetensors" | "npz" if many or lies_in != promised:
            return promised
        case "torch" if many or lies_in in CONTAINERS:
            return "state_dict"
        case _:
            return "same"


def misnamed(made: SavePlan) -> tuple[str, ...]:
    """A warning where the name promises another format than the one that is written."""
    promised = _promised(made.target)
    if made.sharded is not None or promised in ("", made.format if made.format in CONTAINERS else _TORCH):
        return ()
    suffix, title = made.target.suffix.lower(), format_named(made.format).title
    return (f"The name ends in {suffix}, but {title} is written. Programs that go by the name cannot read it.",)


def _promised(target: Path) -> str:
    """A container of named tensors, `torch`, or nothing."""
    suffix = Path(target.name.removesuffix(_INDEX)).suffix.lower()
    container = suffix.removeprefix(".")
    return container if container in CONTAINERS else _TORCH if suffix in _TORCH_SUFFIXES else ""
