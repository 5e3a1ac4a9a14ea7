"""What a save is asked for, what it promises before, and what it has proved after. Values only.

A person reads `SavePlan.keeps`, `loses` and `refusal` and `SaveReport.verified` as they stand.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Literal

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.graph import Graph, Path
from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.saving.sharding import Sharded

Form = Literal["same", "state_dict", "training_checkpoint", "whole_model", "safetensors", "npz"]

FORM_TITLES: dict[Form, str] = {
    "same": "Same kind as the opened file",
    "state_dict": "state_dict: parameters and buffers by name",
    "training_checkpoint": "Training checkpoint: state_dicts of model and optimizer, epoch",
    "whole_model": "Whole model with its class",
    "safetensors": "safetensors",
    "npz": "numpy archive (.npz)",
}


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """`part` is the place of the state_dict or model to save where a file holds several (None: the best one).

    `device` is `keep` or the tag every tensor gets (`cpu`, `cuda:0`). `compact` drops the bytes of storages that no
    tensor uses. `plain` turns objects of other libraries into plain values, so that
    `torch.load(..., weights_only=True)` accepts the copy. `overwrite` allows replacing a file that exists. `known` is
    the identity of the file that we ourselves put in the place of the opened one: to replace it needs no warning.
    `survivors` leaves out the tensors that cannot be read; without it they make a save impossible. `only` are the
    places whose tensors alone go into a container of named tensors or a state_dict; all where empty. `leave_out` are
    places in dicts that are left out, whatever the form. `max_shard_size`, in bytes, splits safetensors into files of
    that size with an index. `legacy` writes what PyTorch before 1.6 reads. `widen` writes small floating types that a
    container lacks as float32. `metadata` are texts by key for the `__metadata__` of safetensors that are made of
    another kind of file; one of the same kind is edited instead (`edits.SetMetadata`). With `new_folder` the folder of
    the target will be made before the save, so a plan does not ask for it.
    """

    form: Form = "same"
    part: Path | None = None
    device: str = "keep"
    compact: bool = False
    plain: bool = False
    overwrite: bool = False
    known: tuple[int, ...] = ()
    survivors: bool = False
    only: tuple[Path, ...] = ()
    leave_out: tuple[Path, ...] = ()
    max_shard_size: int | None = None
    legacy: bool = False
    widen: bool = False
    metadata: tuple[tuple[str, str], ...] = ()
    new_folder: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SavePlan:
    """What saving would do. `refusal` is empty, or says in one sentence why it cannot be done and what can.

    `nbytes` is the size of the new file to within a few bytes per tensor. `choices` are the parts of this
    checkpoint that `SaveOptions.part` may name for this form; `part` is the one that was taken.
    `graph` is what will be written, `as_it_is` is True where the file can be copied byte for byte. `lost` counts the
    tensors of what is asked for whose bytes are missing; `needs_survivors` says that the plan is refused for these
    alone, so that `SaveOptions.survivors` helps. `sharded` has the files where several are asked for; `target` is then
    the one that opens them. `spare` are bytes of storages that no tensor uses, which `compact` would leave out; None
    where that is not to be asked.
    """

    checkpoint: Checkpoint
    target: FilePath
    options: SaveOptions
    format: str
    graph: Graph
    nbytes: int = 0
    tensors: int = 0
    keeps: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    files: tuple[SavedFile, ...] = ()
    refusal: str = ""
    choices: tuple[Path, ...] = ()
    part: Path | None = None
    details: dict[str, str | int] = field(default_factory=dict)
    as_it_is: bool = False
    lost: int = 0
    needs_survivors: bool = False
    sharded: Sharded | None = None
    spare: int | None = None

    @property
    def form(self) -> Form:
        return self.options.form


@dataclass(frozen=True, slots=True)
class SavedFile:
    """One of several files, and its size."""

    name: str
    nbytes: int


@dataclass(frozen=True, slots=True)
class SaveReport:
    """What was written and what was proved by reading it back; each entry of `verified` is a sentence.

    `nbytes` is the exact size of the file. Where several files were written `files` has each, `nbytes` is that of all,
    and `target` is the index.
    """

    target: FilePath
    form: Form
    format: str
    nbytes: int
    seconds: float
    tensors: int
    verified: tuple[str, ...]
    loses: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    files: tuple[SavedFile, ...] = ()


def refusal_error(refusal: str, where: str) -> SaveFailed:
    """The sentences of a refusal as an error: the first says what is wrong, the rest what can be done."""
    what, _, hint = refusal.partition(". ")
    return SaveFailed(what.rstrip("."), where, hint or "Save it in another form, or only a part of it.")
