"""What is in a part of the file, or in all of it: how many tensors of which type, how many bytes, what else.

Contract: as of every panel, see base.py. Accepts every selection, so that there is always something to see.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.checkpoint import Checkpoint, Note
from ckpt_viewer.core.formats import format_named
from ckpt_viewer.core.graph import Broken, Graph, NodeId, Path, StorageNode, Tensor
from ckpt_viewer.core.kinds import About, about, is_scheduler, strippable
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer import find_optimizers, lr_places, number_at, training_notes
from ckpt_viewer.core.scanning import glance, summary
from ckpt_viewer.core.tally import Share, Tally, tally
from ckpt_viewer.core.task import Task, stoppable
from ckpt_viewer.core.wording import (
    bytes_text,
    count_text,
    exact_bytes_text,
    label_text,
    number_text,
    path_text,
    plain_text,
    value_text,
)
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.panels.briefly import in_brief, place
from ckpt_viewer.gui.panels.spare_map import SpareMap
from ckpt_viewer.gui.parts.facts import Fact, FactGrid, FactGroup
from ckpt_viewer.gui.parts.fingerprint_line import FingerprintLine
from ckpt_viewer.gui.parts.labels import push_button
from ckpt_viewer.gui.parts.laying import fill, lay_row, scrolling_column
from ckpt_viewer.gui.parts.notice import Mood, Notice
from ckpt_viewer.gui.parts.plain_table import PlainTable, Row
from ckpt_viewer.gui.parts.text_size import scaled

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.views.tensor_search import Odd

_KEY = "overview"
_KINDS = {
    "state_dict": later("a state_dict: names and tensors of a model"),
    "training_checkpoint": later("a training checkpoint"), "whole_model": later("a whole model, saved as an object"),
    "optimizer": later("the state of an optimizer"), "torchscript": later("a TorchScript program"),
    "tensor": later("a single tensor"), "other": later("data of another kind: no model and no optimizer was found"),
}
_MOODS: dict[str, Mood] = {"info": "info", "warning": "warning", "danger": "danger"}
_MOST_NOTES = 6
_LONG_PLACE = 28  # characters that stand beside a value without taking its room
_WIDEST = 900  # pixels of the table: in a wider one its numbers are too far from their names
_MOST_RATES, _MOST_FACTS = 4, 12
_MOST_DIGITS = 10  # letters of a number; one with more would break in the middle of a narrow column
_RUN_MOODS: dict[str, Mood] = {"known_only": "info", "unknown_code": "warning", "dangerous": "danger"}
_EVERYWHERE = ("cpu", "meta")  # devices that every computer has
_KEPT = "\u00a0"  # a space at which no line ends
_SHARES = (later("Dtype"), later("Tensors"), later("Elements"), later("Bytes"))


@dataclass(frozen=True, slots=True)
class _Told:
    """What a job has counted."""

    tally: Tally
    about: About | None
    training: tuple[Fact, ...] = ()
    doubts: tuple[Note, ...] = ()  # whether it can go on
    prefix: str = ""  # that can be taken off names


class OverviewPanel(Panel):
    """Counts below the selection; for the whole file also what it is and what loading it in Python would import."""

    title = "Overview"
    hint = "What is in here, counted"
    keys = (_KEY,)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen: tuple[Graph, tuple[NodeId, ...], tuple[Note, ...]] | None = None
        self.notes = [Notice(self) for _ in range(_MOST_NOTES)]
        self.odd = Notice(self)
        self.facts = FactGrid(self)
        self.types = PlainTable(_SHARES, _SHARES[1:], parent=self)
        self.types.setAccessibleName(tr("Dtypes"))
        self.fingerprint = FingerprintLine(self)
        self.runs = RunsLine(self)
        self.map = SpareMap(self)
        self.map.opened.connect(self.reveal)
        self.runs.asked.connect(lambda: self.action_requested.emit("what-would-run"))
        self.strip = push_button("", self, lambda: self.action_requested.emit("strip-prefix"))
        self.retag = push_button(tr("Make it load without a GPU…"), self,
                                 lambda: self.action_requested.emit("device-marks"))
        self._lay_out()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        return 70 if _is_whole(context) or not isinstance(context.only, Tensor) else 5

    def present(self, context: PanelContext) -> None:
        nodes = context.nodes or (context.graph.root,)
        notes = context.document.checkpoint.notes
        if self._seen is not None and self._seen[0] is context.graph and self._seen[1:] == (nodes, notes):
            self._context = context
            return
        self._context, self._seen = context, (context.graph, nodes, notes)
        self._show_notes(context, ())
        graph, checkpoint = context.graph, context.document.snapshot() if _is_whole(context) else None
        context.jobs.submit(_KEY, lambda task: _count(graph, nodes, checkpoint, task), self._on_told,
                            self.notes[0].show_error, title=tr("Counting"), quiet=True)

    def picture(self) -> QWidget | None:
        return self.map.picture()

    def tell_odd(self, odd: Odd | None) -> None:
        """What the list of all tensors knows of them; of a million tensors this page reads none."""
        context = self._context
        if odd is None or context is None or odd.graph is not context.graph or odd.nodes != context.scope[0]:
            self.odd.clear()
            return
        counts = ((odd.nan, later("{tensors} with NaN")), (odd.inf, later("{tensors} with infinite values")))
        words = tr(", ").join(tr(what, tensors=told(count_text(count, "tensor"))) for count, what in counts if count)
        words = words if odd.exact else tr("{words}, of what is measured so far", words=words)
        if words != self.odd.text:
            self.odd.say("warning", words, (tr("Show the first"), lambda: self.reveal(odd.first)))

    def clear(self) -> None:
        super().clear()
        self.odd.clear()
        self.map.clear()
        self._seen = None

    def _on_told(self, found: _Told) -> None:
        context = self._context
        if context is None:
            return
        if found.doubts:
            self._show_notes(context, found.doubts)
        inside = context.document.checkpoint.bundled
        training = [FactGroup(tr("Training"), found.training)] if found.training else []
        graph = context.document.graph
        alone = found.about is not None and found.about.kind == "other" and is_scheduler(graph, graph.root)
        groups = [_whole_group(found.about, inside, alone)] if found.about is not None else [_part_group(context)]
        self.facts.show_groups([*groups, _tensor_group(found.tally, found.about), *training])
        self._offer_changes(found)
        shares = found.tally.by_dtype
        self.types.setVisible(bool(shares))
        self.types.show_rows([_share_row(share) for share in shares])
        self.types.fit_height(8)
        self.fingerprint.setVisible(found.about is not None and found.tally.tensors > 0)
        if found.about is not None:
            self.fingerprint.present(context.document.snapshot(), context.jobs)
        self._show_runs(context if found.about is not None else None)
        self.map.present(context.graph, *context.scope, context.jobs, found.tally.tensors)

    def _offer_changes(self, found: _Told) -> None:
        """What a wrapper has put before all names is seldom what the model that is to load them has, and torch.load
        fails where a tensor's device is missing."""
        self.strip.setVisible(bool(found.prefix))
        self.strip.setText(tr("Take “{prefix}” off the names…", prefix=plain_text(found.prefix, 40)))
        self.retag.setVisible(found.about is not None and
                              any(device.name not in _EVERYWHERE for device in found.about.devices))

    def _show_notes(self, context: PanelContext, doubts: tuple[Note, ...]) -> None:
        """What reading noticed and what looks wrong for a training to go on, the worst first, or why the selected thing
        cannot be read. Damage stands above all panels."""
        found: list[Note] = []
        if _is_whole(context):
            order = {"danger": 0, "warning": 1, "info": 2}
            checkpoint = context.document.checkpoint
            found = sorted((*doubts, *(note for note in checkpoint.notes if note.text != checkpoint.damage_told)),
                           key=lambda note: order[note.severity])
        found += [Note("danger", held.reason) for n in context.nodes if isinstance(held := context.graph[n], Broken)]
        shown = [(_MOODS[note.severity], plain_text(note.text, 1000, lines=True)) for note in found[:_MOST_NOTES]]
        if len(found) > _MOST_NOTES:
            shown[-1] = ("info", tr("… and {count:,} more notes.", count=len(found) - _MOST_NOTES + 1))
        for notice, (mood, text) in zip(self.notes, shown, strict=False):
            notice.say(mood, text)
        for notice in self.notes[len(shown):]:
            notice.clear()

    def _show_runs(self, context: PanelContext | None) -> None:
        """One sentence, which leads to the panel that says it all."""
        self.runs.setVisible(context is not None)
        if context is not None:
            report = glance(context.document.checkpoint)
            self.runs.say(_RUN_MOODS[report.verdict], summary(report))
            # What is ordinary stands below what a person came to see, the rest above it.
            self._column.removeWidget(self.runs)
            last = self._column.count() - 1  # above what takes the room that is left
            self._column.insertWidget(last if report.clean else len(self.notes) + 1, self.runs)

    def _lay_out(self) -> None:
        column = self._column = scrolling_column(self, 10)
        shares = lay_row((self.types, 1))
        shares.addStretch()
        self.types.setMaximumWidth(scaled(_WIDEST))
        fill(column, *self.notes, self.odd, self.facts, (self.strip, 0, Qt.AlignmentFlag.AlignLeft),
             (self.retag, 0, Qt.AlignmentFlag.AlignLeft), shares, self.fingerprint, self.runs, (self.map, 1))
        for late in (self.strip, self.retag, self.types, self.fingerprint, self.runs):
            late.hide()


class RunsLine(Notice):
    """What loading would import in one sentence, and a button for more."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.more = push_button(tr("What would run…"), self, self.asked)
        self.add(self.more)


def _is_whole(context: PanelContext) -> bool:
    return not context.nodes or context.nodes == (context.graph.root,)


def _count(graph: Graph, nodes: tuple[NodeId, ...], checkpoint: Checkpoint | None, task: Task) -> _Told:
    """Several selected nodes are counted together, what they share once."""
    with undisturbed(), stoppable(task):
        if checkpoint is None:
            return _Told(tally(graph, nodes, task), None)
        card = about(checkpoint)
        prefix = next(iter(strippable(graph)), "") if card.prefixes else ""
        training = (*_rates(graph), *_kept(graph, card))
        return _Told(tally(graph, nodes, task), card, training, training_notes(graph), prefix)


def _rates(graph: Graph) -> Iterator[Fact]:
    """The learning rate of every optimizer, those of its groups where they differ."""
    optimizers = find_optimizers(graph, named=False)
    stored = [found for found in lr_places(graph, optimizers) if found.role == "lr"]
    for optimizer in optimizers[:_MOST_RATES]:
        rates = dict.fromkeys(found.value for found in stored if found.optimizer == optimizer.path)
        if rates:
            shown = ", ".join(number_text(rate) for rate in list(rates)[:4]) + (" …" if len(rates) > 4 else "")
            where = place(optimizer.path, 60)
            yield Fact(tr("Learning rate") if len(optimizers) == 1 else tr("Learning rate in {where}", where=where),
                       tr("{rate} ({optimizer})", rate=shown,
                          optimizer=told(plain_text(optimizer.guess, 40) or "optimizer")), tip=where)


def _whole_group(found: About, inside: int, scheduler: bool) -> FactGroup:
    """`inside` is the number of checkpoints that a bundle holds, 0 for any other file; `scheduler` says that it is one.
    """
    bundle = tr("a bundle with {checkpoints}", checkpoints=told(count_text(inside, "checkpoint")))
    alone = tr("the state of a learning-rate scheduler") if scheduler else tr(_KINDS[found.kind])
    facts = [Fact(tr("It is"), bundle if inside else alone)]
    facts.append(Fact(tr("Written as"), _container(found)))
    if found.written_by is not None:
        facts.append(Fact(tr("Written by"), tr("likely {writer}", writer=told(found.written_by.text)),
                          tip="\n".join(tr("{sentence}.", sentence=told(sign)) for sign in found.written_by.evidence)))
    if found.classes:
        facts.append(Fact(tr("Model class"), ", ".join(plain_text(name, 120) for name in found.classes[:4])))
    devices = [tr("{device} ({tensors})", device=plain_text(device.name, 40),
                  tensors=told(count_text(device.tensors, "tensor"))) for device in found.devices[:6]]
    facts.append(Fact(tr("On devices"), _listed(devices)))
    if found.prefixes:
        facts.append(Fact(tr("Names begin with"), ", ".join(plain_text(p.name, 60) for p in found.prefixes[:4])))
    return FactGroup(tr("About this file"), tuple(facts))


def _container(found: About) -> str:
    """The format, and what the file says of its version."""
    words = [told(format_named(found.format).title)]
    if "version" in found.details:
        words.append(tr("version {version}", version=found.details["version"]).replace(" ", _KEPT))
    if "protocol" in found.details:
        words.append(tr("pickle protocol {protocol}", protocol=found.details["protocol"]).replace(" ", _KEPT))
    if found.details.get("byteorder") == "big":
        words.append(tr("big-endian"))
    return tr(", ").join(words)


def _part_group(context: PanelContext) -> FactGroup:
    if len(context.nodes) > 1:
        return FactGroup(tr("Selection"), (Fact(tr("Selected"), told(count_text(len(context.nodes), "row"))),))
    node, graph = context.nodes[0], context.graph
    held = graph[node]
    facts = [Fact(tr("It is"), in_brief(graph, node))]
    if isinstance(held, StorageNode):
        facts.append(Fact(tr("Size"), told(exact_bytes_text(held.storage.nbytes))))
        facts.append(Fact(tr("Device tag"), plain_text(held.storage.device, 80)))
    return FactGroup(tr("This part"), tuple(facts))


def _tensor_group(found: Tally, whole: About | None) -> FactGroup:
    used = whole.used_bytes if whole is not None else found.nbytes
    counted = [
        Fact(tr("Tensors"), tr("{count:,}, {parameters:,} of them parameters", count=found.tensors,
                               parameters=found.parameters) if found.parameters else f"{found.tensors:,}"),
        Fact(tr("Elements"), f"{found.elements:,}"),
        Fact(tr("Used"), told(bytes_text(used)), tip=told(count_text(used, "byte"))),
        Fact(tr("Stored"), tr("{size} in {storages}", size=told(bytes_text(found.stored)),
                              storages=told(count_text(found.storages, "storage"))),
             strong=found.stored > 2 * used,
             tip=tr("{bytes}. Storages are the blocks that tensors look into; each counts once",
                    bytes=told(count_text(found.stored, "byte")))),
        Fact(tr("Sharing a storage"), told(count_text(found.sharing, "tensor")) if found.sharing else tr("none")),
    ]
    facts = [
        *(counted if found.tensors or not found.scalars else []),
        Fact(tr("Values"), _listed([_of_type(n, kind) for kind, n in found.scalars[:6]])),
    ]
    if found.trainable:
        facts.append(Fact(tr("Gradient required"), told(count_text(found.trainable, "tensor"))))
    if found.objects:
        facts.append(Fact(tr("Objects"), f"{found.objects:,}"))
    if found.broken:
        facts.append(Fact(tr("Cannot be read"), f"{found.broken:,}", strong=True))
    return FactGroup(tr("Contents"), tuple(facts))


def _listed(texts: list[str]) -> str:
    return tr(", ").join(texts) or tr("none")


def _kept(graph: Graph, found: About) -> Iterator[Fact]:
    """Epoch, step, loss and the like, also where one is kept as a tensor."""
    for fact in found.facts[:_MOST_FACTS]:
        value = number_at(graph, fact.node) if fact.value is None else fact.value
        exact = tr("a tensor") if value is None else value_text(value, 120)
        shown = f"≈ {number_text(value)}" if isinstance(value, float) and len(exact) > _MOST_DIGITS else exact
        yield Fact(_short_place(fact.path), shown, tip=path_text(fact.path) + (f"\n{exact}" if shown != exact else ""))


def _short_place(path: Path) -> str:
    """The whole path, or of a long one its last key: what a thing is called stands there."""
    whole = path_text(path, 60).lstrip("/")
    return whole if len(whole) <= _LONG_PLACE or len(path) < 2 else f"…/{label_text(path, 60)}"


def _share_row(share: Share) -> Row:
    return Row((share.name, f"{share.tensors:,}", f"{share.elements:,}", told(bytes_text(share.nbytes))),
               told(exact_bytes_text(share.nbytes)))


def _of_type(count: int, kind: str) -> str:
    """So many values of a type of Python; the name of a class or function is called so."""
    return told(count_text(count, "name")) if kind == "global" else f"{count:,} {kind}"
