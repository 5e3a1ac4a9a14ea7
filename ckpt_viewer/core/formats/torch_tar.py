"""The tar of torch.save before 0.1.10 (early 2017): members sys_info, pickle, tensors, storages.

Layout from `legacy_load` within `_legacy_load` in torch/serialization.py: the object's pickle names each tensor by a
number as its persistent id; `tensors` says which storage a number looks into and how, `storages` holds the bytes.
Other programs write tars without `tensors`, whose pickle names storages as later files do.
"""

from __future__ import annotations

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.errors import CheckpointError, Damaged, NotACheckpoint, Unsupported
from ckpt_viewer.core.formats.arrival import cut_text
from ckpt_viewer.core.formats.base import Format, Peek
from ckpt_viewer.core.formats.tar_members import BLOCK, TarMember, bytes_of, is_header, member_name, read_members
from ckpt_viewer.core.formats.tar_storages import TarStorages, run_small
from ckpt_viewer.core.formats.tar_tensors import read_tensors, resolve_ids
from ckpt_viewer.core.pickles.operands import OutOfData
from ckpt_viewer.core.pickles.reader import Machined, build_graph, run_pickle
from ckpt_viewer.core.pickles.sequence import together
from ckpt_viewer.core.pickles.storages import PersistentIds
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task

MEMBERS = ("sys_info", "pickle", "tensors", "storages")
MAX_PICKLE = 512 << 20


class TorchTar(Format):
    """`.pt` and `.pth` of PyTorch 0.1.0 to 0.1.9. Read, never written."""

    name = "torch_tar"
    title = "PyTorch tar checkpoint from before 0.1.10"

    def probe(self, peek: Peek) -> int:
        blocks = [peek.head[at : at + BLOCK] for at in range(0, len(peek.head), BLOCK)]
        own = any(is_header(block) and member_name(block) in MEMBERS for block in blocks if block[:1] in b"spt")
        return 90 if own and is_header(blocks[0]) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        members, notes = _members(source, task)
        body = _run(source, members["pickle"], task)
        storages = TarStorages(source, members.get("storages"), task)
        tensors = read_tensors(source, members.get("tensors"), storages, task)
        if "tensors" not in members and any(_is_lost(record.pid, storages) for record in body.persistent):
            raise Damaged("the file is cut short: its list of tensors is missing", source.name)
        top = resolve_ids(body.top, tensors, storages, task)
        graph = build_graph(top, PersistentIds(storages.locate), task)
        sys_info, doubt = _sys_info(source, members.get("sys_info"), task)
        looked_at = (body, *storages.ran, *tensors.ran, *sys_info)
        uses = together(use for ran in looked_at for use in ran.globals)
        said = [note for ran in looked_at for note in ran.notes]
        notes += [*dict.fromkeys(said), *storages.notes, *doubt]
        damage = cut_text(source.size) if storages.cut else ""
        return Checkpoint(graph, source, self.name, tuple(notes), uses, {"protocol": body.protocol}, damage)


def _members(source: Source, task: Task) -> tuple[dict[str, TarMember], list[Note]]:
    """The members by name. Of two that are called the same, Python's tarfile and so torch takes the last."""
    rows = read_members(source, task)
    found = {row.name: row for row in rows}
    if "pickle" not in found:
        if any(row.name in MEMBERS for row in rows):
            raise Damaged("the file is cut short before its pickle", source.name)
        raise NotACheckpoint("this is a tar without a pickle, so no checkpoint", source.name,
                             "If it is a bundle, unpack it and open what is inside.")
    names = [row.name for row in rows]
    doubles = [name for name in found if names.count(name) > 1][:10]
    others = [row.name for row in rows if row.name not in MEMBERS]
    notes = [Note("danger", f"The tar holds {name!r} twice; PyTorch reads the last") for name in doubles]
    if others:
        notes.append(Note("info", f"The tar also holds {', '.join(name[:80] for name in others[:5])}"))
    return found, notes


def _run(source: Source, member: TarMember, task: Task) -> Machined:
    if member.nbytes > MAX_PICKLE:
        raise Unsupported(f"its pickle has {member.nbytes:,} bytes, more than {MAX_PICKLE:,}", source.name,
                          "Load it with the program that wrote it.")
    try:
        return run_pickle(bytes_of(source, member), task, where="pickle")
    except OutOfData as error:
        raise Damaged(f"the file is cut short: {error.what}", source.name).because_of(error) from None


def _is_lost(pid: object, storages: TarStorages) -> bool:
    """A number that only the list of tensors could explain."""
    return isinstance(pid, int | str) and storages.persistent(str(pid)) is None


def _sys_info(source: Source, member: TarMember | None, task: Task) -> tuple[tuple[Machined, ...], list[Note]]:
    """What PyTorch does not read, but what may name things all the same."""
    if member is None:
        return (), []
    try:
        return (run_small(source, member.offset, member.offset + member.nbytes, task, "sys_info")[0],), []
    except CheckpointError as error:
        return (), [Note("warning", f"sys_info cannot be read: {error.what}")]
