"""Before a save: what it will write, keep and lose, how large it will be, and whether it can be done at all.

Contract: `plan` reads no byte of a tensor and writes nothing. It never raises for what a person may ask for: a plan
that cannot be carried out has a `refusal`, one or two sentences with what can be done instead.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.errors import CheckpointError, Unsupported
from ckpt_viewer.core.formats import format_named
from ckpt_viewer.core.formats.base import Writer
from ckpt_viewer.core.formats.zip_directory import BEGINS, read_directory
from ckpt_viewer.core.graph import Attr, Global, Graph, Tensor
from ckpt_viewer.core.known_globals import is_allowed
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.pickles.globals import BYTES
from ckpt_viewer.core.saving.conversion import Content, convert, left_out
from ckpt_viewer.core.saving.endings import misnamed
from ckpt_viewer.core.saving.forms import SaveOptions, SavePlan
from ckpt_viewer.core.saving.leftovers import unfinished
from ckpt_viewer.core.saving.reach import Held, names_in, reachable
from ckpt_viewer.core.saving.replacing import real_target
from ckpt_viewer.core.saving.sharding import Sharded, sharded, why_not_sharded
from ckpt_viewer.core.saving.sizes import expected_size, storages_of, stored_bytes, used_bytes, waste_text
from ckpt_viewer.core.saving.survivors import is_any_lost, leave_out, left_out_lines, lost_below, lost_text
from ckpt_viewer.core.saving.targets import why_not_there
from ckpt_viewer.core.saving.tensors_only import CONTAINERS
from ckpt_viewer.core.sources.local import identity_at
from ckpt_viewer.core.task import looking_up, present
from ckpt_viewer.core.tensor import Memory, Storage
from ckpt_viewer.core.wording import count_text, exact_bytes_text, path_text, plain_text, some_text

_OWN_RECORDS = ("data.pkl", "byteorder", "version", ".format_version", ".storage_alignment", ".data/serialization_id")
_PLAIN_OPTIONS = SaveOptions()
_METADATA = Attr("__metadata__")  # of safetensors; it goes into the index


def plan(checkpoint: Checkpoint, target: Path, options: SaveOptions = _PLAIN_OPTIONS) -> SavePlan:
    """What saving `checkpoint` at `target` would do."""
    target = Path(os.path.abspath(target))  # noqa: PTH100 (resolve would follow the link that we keep)
    if options.form == "same" and checkpoint.members:
        made = _planned_member(checkpoint, target, options)
    else:
        made = _planned(checkpoint, target, options, convert(checkpoint, options))
    if options.max_shard_size and not made.refusal:
        made = _in_shards(made, options.max_shard_size)
    why = made.refusal or why_not_there(made)
    if why:
        return replace(made, refusal=why)
    return replace(made, warnings=(*made.warnings, *misnamed(made), *_newer_file(made), *_other_names(made),
                                    *_broken_off(made)))


def _planned_member(checkpoint: Checkpoint, target: Path, options: SaveOptions) -> SavePlan:
    """The file of a bundle that `options.part` names, with the edits that were made to it, planned as if it lay alone:
    a bundle is not written as a whole. A compressed checkpoint is the only one in its file and needs no name."""
    members, graph = dict(checkpoint.members), checkpoint.graph
    choices = tuple(members)
    part = () if options.part is None and () in members else options.part
    if part is None or part not in members:
        names = ", ".join(path_text(path, 80) for path in choices[:6])
        refusal = format_named(checkpoint.format).not_written if part is None else (
            f"{path_text(part)} is not one of the files in it. Those are: {names}.")
        return SavePlan(checkpoint, target, options, checkpoint.format, graph, refusal=refusal, choices=choices)
    node = graph.resolve(part)
    inner, alone = replace(members[part], graph=graph.replace({}, node)), replace(options, part=None)
    made = _planned(inner, target, alone, convert(inner, alone))
    around = ["the compression around it"] if part == () else left_out(graph, node)
    return replace(made, options=options, part=part, choices=choices, loses=(*made.loses, *around))


def _planned(checkpoint: Checkpoint, target: Path, options: SaveOptions, content: Content) -> SavePlan:
    made = SavePlan(checkpoint, target, options, content.format, content.graph, keeps=content.keeps,
                    loses=content.loses, warnings=content.warnings, refusal=content.refusal, choices=content.choices,
                    part=content.part, details=content.details)
    if made.refusal:
        return made
    with no_collection():
        held = Held.of(made.graph, list(reachable(made.graph)))
    if not _can_be_copied(made) and is_any_lost(made.graph, held):
        return _without_lost(made)
    return _measured(made, held)


def _in_shards(made: SavePlan, limit: int) -> SavePlan:
    """The same in several files, where tensors by name are asked for."""
    container = made.format if made.form == "state_dict" or made.format == "safetensors" else ""
    if why := why_not_sharded(made.graph, container):
        return replace(made, refusal=why)
    files = sharded(made.graph, made.target, limit, container)
    nbytes = made.nbytes + sum(len(shard.name) for shard in files.shards) + len(files.index or b"")
    loses = (*made.loses, *_in_the_folder(files), *_lost_by_splitting(made.graph, files))
    made = replace(made, graph=files.graph, sharded=files, target=files.target, nbytes=nbytes, loses=loses)
    if files.index is None:
        return replace(made, keeps=(*made.keeps, f"one file, which is enough for shards of {exact_bytes_text(limit)}"))
    line = (f"{count_text(len(files.shards), 'shard')} of up to {exact_bytes_text(limit)}, "
            f"{files.shards[0].name} to {files.shards[-1].name}, and their index")
    return replace(made, format="sharded", keeps=(*made.keeps, line))


def _in_the_folder(files: Sharded) -> tuple[str, ...]:
    old = set(files.place.in_the_way()) - set(files.names)
    if not old:
        return ()
    return (f"{count_text(len(old), 'file')} of the old checkpoint in the folder, else taken for part of this one",)


def _lost_by_splitting(graph: Graph, files: Sharded) -> tuple[str, ...]:
    """Each shard is a plain dict."""
    attributes = [key.name for key, _ in graph.children(graph.root) if isinstance(key, Attr) and key != _METADATA]
    if files.index is None or not attributes:
        return ()
    names = ", ".join(plain_text(name, 60) for name in attributes[:4])
    return (f"what the dict itself has beside its tensors: {names}",)


def _without_lost(made: SavePlan) -> SavePlan:
    """The plan that leaves out what cannot be read, or the refusal where that is not asked for."""
    checkpoint, part = made.checkpoint, made.part or ()
    graph = checkpoint.graph
    lost = lost_below(graph, graph.resolve(part), part)
    if not made.options.survivors:
        return replace(made, refusal=f"{lost_text(lost)}.", lost=len(lost), needs_survivors=True,
                       loses=left_out_lines(lost, 0))
    left = leave_out(graph)
    if left.graph is None:
        why = "Nothing of it can be saved, because its one tensor cannot be read. Get the file again."
        return replace(made, refusal=why)
    content = convert(checkpoint.with_graph(left.graph), replace(made.options, part=made.part))
    content = content.lost(*left_out_lines(lost, left.entries))
    return replace(_planned(checkpoint, made.target, made.options, content), lost=len(lost))


def _measured(made: SavePlan, held: Held) -> SavePlan:
    """With sizes, and with what a look at every node tells."""
    storages = storages_of(held.stored)
    tensors = sum(isinstance(look, Tensor) for _, look in looking_up(held.stored))
    kept = _foreign(name for look in looking_up(held.looks) for name in names_in(look))
    made = replace(made, tensors=tensors, warnings=(*made.warnings, *_warnings(made, kept)))
    if not made.options.compact and made.format not in CONTAINERS:
        made = _with_spare(made, stored_bytes(held.stored), used_bytes(held.stored))
    if _can_be_copied(made):
        return replace(made, as_it_is=True, nbytes=made.checkpoint.source.size,
                       keeps=("everything: nothing was changed, so the file is copied byte for byte",))
    refusal, nbytes = _unwritable(made.format), 0
    if not refusal:
        try:
            nbytes = expected_size(made.graph, made.format, made.details, held.looks, storages.values())
        except Unsupported as error:
            refusal = f"This cannot be written: {error.what}. {error.hint}".strip()
    keeps = (*made.keeps, *_device_line(made, storages))
    storages.clear()
    loses = (*made.loses, *_other_records(made), *_thrown_away(made, kept))
    return replace(made, nbytes=nbytes, refusal=refusal, keeps=keeps, loses=loses)


def _can_be_copied(made: SavePlan) -> bool:
    """Nothing was edited and nothing is asked for: the bytes of the file are the best copy of it."""
    untouched = made.checkpoint.graph.as_read and made.graph is made.checkpoint.graph and not made.checkpoint.damage
    now, before = made.details, made.checkpoint.details
    same = made.format == made.checkpoint.format and (now.get("protocol", 2), now.get(BEGINS)) == (
        before.get("protocol", 2), before.get(BEGINS))
    whole = not made.options.max_shard_size
    return same and untouched and whole and isinstance(format_named(made.format), Writer)


def _device_line(made: SavePlan, storages: PartedDict[Memory, Storage]) -> tuple[str, ...]:
    devices = sorted({storage.device for storage in looking_up(storages.values())})
    if made.options.device != "keep" or devices in ([], ["cpu"]) or made.format in CONTAINERS:
        return ()
    return (f"the device tags {', '.join(plain_text(d, 40) for d in devices)}",)


def _other_records(made: SavePlan) -> tuple[str, ...]:
    """A zip may hold more than torch.save puts into it."""
    checkpoint = made.checkpoint
    if checkpoint.format != "torch_zip" or made.form != "same":
        return ()
    prefix = f"{checkpoint.details['folder']}/" if checkpoint.details.get("folder") else ""
    try:
        names = looking_up(read_directory(checkpoint.source, present()).names())
        others = [n for n in names if n.removeprefix(prefix) not in _OWN_RECORDS and not n.startswith(f"{prefix}data/")]
    except CheckpointError:
        return ()
    if not others:
        return ()
    shown = ", ".join(plain_text(name.removeprefix(prefix), 60) for name in others[:5])
    return (f"{count_text(len(others), 'record')} in the zip that PyTorch does not read: {shown}",)


def _foreign(names: Iterable[Global]) -> set[str]:
    return {str(name) for name in names if not is_allowed(name)}


def _with_spare(made: SavePlan, stored: int, used: int) -> SavePlan:
    waste = waste_text(stored, used)
    return replace(made, spare=stored - used, warnings=(*made.warnings, waste) if waste else made.warnings)


def _warnings(made: SavePlan, kept: set[str]) -> tuple[str, ...]:
    """What the new file has in common with the old one that a person should know; `kept` are the names that PyTorch
    does not allow."""
    lines = []
    if kept:
        was = ", as loading the original does" if made.form == "same" else ""
        lines.append(f"Loading the copy in Python imports {_listed(kept)}{was}.")
    if made.form == "same":
        lines += [f"The original: {note.text}." for note in made.checkpoint.notes if note.severity != "info"]
    return tuple(lines)


def _thrown_away(made: SavePlan, kept: set[str]) -> tuple[str, ...]:
    """Loading may call things and drop what they give; a new file has only what is left in the end."""
    if made.form != "same" or made.options.plain or made.options.legacy or made.options.leave_out:
        return ()
    dropped = _foreign(use.name for use in made.checkpoint.globals if use.name not in BYTES) - kept
    return (f"what the opened file imports and then throws away: {_listed(dropped)}",) if dropped else ()


def _listed(names: set[str]) -> str:
    return some_text([plain_text(name, 80) for name in sorted(names)[:4]], len(names))


def _unwritable(container: str) -> str:
    """Why the content cannot be written, whatever the target."""
    form = format_named(container)
    return "" if isinstance(form, Writer) else form.not_written


def _newer_file(made: SavePlan) -> tuple[str, ...]:
    """Saving over the opened file when something else stands there by now, perhaps a later step of the training."""
    source = made.checkpoint.source
    if real_target(made.target) != real_target(Path(source.name)) or not source.changed():
        return ()
    if identity_at(made.target) == made.options.known:
        return ()
    return ("The file on the disk is no longer the one that was opened. Saving replaces what is there now.",)


def _broken_off(made: SavePlan) -> tuple[str, ...]:
    """What a save that was killed left half done in the folder."""
    return ("A save in this folder was interrupted. What it left behind is put right first.",) if unfinished(
        made.target.parent) else ()


def _other_names(made: SavePlan) -> tuple[str, ...]:
    """A file that has several names gets a new one behind this name only."""
    try:
        found = real_target(made.target).stat()
        others = 0 if stat.S_ISDIR(found.st_mode) else found.st_nlink - 1
    except OSError:
        return ()
    if others < 1:
        return ()
    keep = "keeps" if others == 1 else "keep"
    return (f"The file there has {count_text(others, 'other name')} (hard links), which {keep} the old content.",)
