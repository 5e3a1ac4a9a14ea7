"""Which file of a bundle a save of the same kind means: a bundle is not written as a whole."""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.formats import format_named
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.saving.conversion import left_out
from ckpt_viewer.core.saving.forms import SaveOptions
from ckpt_viewer.core.wording import path_text


@dataclass(frozen=True, slots=True)
class Chosen:
    """The file as a checkpoint of its own, with the edits that were made to it; or a `refusal`. `loses` is what lies
    around it."""

    checkpoint: Checkpoint
    part: Path | None = None
    choices: tuple[Path, ...] = ()
    loses: tuple[str, ...] = ()
    refusal: str = ""


def choose_member(checkpoint: Checkpoint, options: SaveOptions) -> Chosen:
    """The file that `options.part` names; a compressed checkpoint is the only one in its file and needs no name."""
    members = dict(checkpoint.members)
    choices = tuple(members)
    part = () if options.part is None and () in members else options.part
    if part is None:
        return Chosen(checkpoint, choices=choices, refusal=format_named(checkpoint.format).not_written)
    if part not in members:
        names = ", ".join(path_text(path, 80) for path in choices[:6])
        refusal = f"{path_text(part)} is not one of the files in it. Those are: {names}."
        return Chosen(checkpoint, choices=choices, refusal=refusal)
    node = checkpoint.graph.resolve(part)
    inner = replace(members[part], graph=checkpoint.graph.replace({}, node))
    around = ["the compression around it"] if part == () else left_out(checkpoint.graph, node)
    return Chosen(inner, part, choices, tuple(around))
