"""The device that tensors are tagged with in the file: of all of them, or of those below a place.

Contract: as of every ChangeDialog. No bytes move and no device is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, Path, StorageNode, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.recipes import Device, tensors_below
from ckpt_viewer.core.wording import count_text, plain_text
from ckpt_viewer.gui.asking import find_out
from ckpt_viewer.gui.dialogs.change_dialog import ChangeDialog, ScopeBox
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Apply
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.text_size import open_at

EXPLAIN = later("torch.load puts each tensor on the device that the file names, and fails where there is no such "
                "device. Another tag changes that; the numbers stay.")
_KEY = "device-marks"
_USUAL = ("cpu", "cuda:0", "cuda:1", "mps", "xpu:0")


class TagDialog(ChangeDialog):
    """`selected` is the place that was selected, empty for none."""

    def __init__(self, document: Document, apply: Apply, jobs: Jobs, selected: Path = (),
                 parent: QWidget | None = None) -> None:
        super().__init__(tr("Device tags"), tr(EXPLAIN), tr("&Tag"), document, apply, parent)
        self._jobs = jobs
        self.scope = ScopeBox(selected, tr("whole file"), self)
        self.device = ChoiceBox(self)
        self.device.setEditable(True)
        self.device.addItems(list(_USUAL))
        self.device.setAccessibleName(tr("Device"))
        self.form.addRow(tr("&Device:"), self.device)
        self.form.addRow(tr("&In:"), self.scope)
        self.form.setRowVisible(self.scope, self.scope.count() > 1)
        self.scope.currentIndexChanged.connect(self._refresh)
        self.device.currentTextChanged.connect(self._refresh)
        self._refresh()
        open_at(self, 480, 230)

    def edits(self) -> tuple[Sequence[Edit], str]:
        return [Device(self.device.currentText().strip(), self.scope.pointer)], ""

    def done(self, result: int) -> None:
        self._jobs.forget(_KEY)
        super().done(result)

    def _refresh(self) -> None:
        """Say what is tagged how now, and what would change."""
        graph, pointer, (edits, _) = self.document.graph, self.scope.pointer, self.edits()
        self.apply_button.setEnabled(False)
        find_out(self._jobs, _KEY, graph, lambda held: _tags(held, edits[0], pointer), self._show, self._refuse)

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, CheckpointError):
            self.notice.show_error(error)

    def _show(self, tags: _Tags) -> None:
        now = tr(", ").join(tr("{count} on {device}", count=told(count_text(count, "tensor")),
                               device=plain_text(tag, 40)) for tag, count in tags.now)
        changing, more = told(count_text(tags.changing, "tag")), tags.more
        if more:
            self.notice.say("info", tr("Now {now}. {tags} would change. {others} that share their memory change too.",
                                       now=now, tags=changing, others=told(count_text(more, "other tensor"))))
        elif tags.changing:
            self.notice.say("info", tr("Now {now}. {tags} would change.", now=now, tags=changing))
        else:
            self.notice.say("info", tr("Now {now}. Nothing would change.", now=now))
        self.apply_button.setEnabled(bool(tags.changing or more))


@dataclass(frozen=True, slots=True)
class _Tags:
    """The most frequent tags, how many of them would change, and how many more beyond the place."""

    now: tuple[tuple[str, int], ...]
    changing: int
    more: int


def _tags(graph: Graph, edit: Edit, pointer: str) -> _Tags:
    nodes = tensors_below(graph, pointer)
    touched = edit.apply(graph).touched
    tags = Counter(_tag(graph[node]) for node in nodes)
    return _Tags(tuple(tags.most_common(4)), len(touched & nodes), len(touched - nodes))


def _tag(held: object) -> str:
    if isinstance(held, Tensor):
        return held.spec.device
    assert isinstance(held, StorageNode)
    return held.storage.device
