"""The device that tensors are marked with in the file: of all of them, or of those below a place.

Contract: as of every ChangeDialog. No bytes move and no device is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import Edit
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Path, StorageNode, Tensor
from ckpt_viewer.core.recipes import Device, tensors_below
from ckpt_viewer.core.wording import count_text, plain_text
from ckpt_viewer.gui.dialogs.change_dialog import ChangeDialog, ScopeBox
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.panels.base import Apply
from ckpt_viewer.gui.parts.text_size import open_at

EXPLAIN = later("torch.load puts each tensor on the device that the file names, and fails where there is no such "
                "device. Another mark changes that; the numbers stay.")
_USUAL = ("cpu", "cuda:0", "cuda:1", "mps", "xpu:0")


class TagDialog(ChangeDialog):
    """`selected` is the place that was selected, empty for none."""

    def __init__(self, document: Document, apply: Apply, selected: Path = (), parent: QWidget | None = None) -> None:
        super().__init__(tr("Device marks"), tr(EXPLAIN), tr("&Mark"), document, apply, parent)
        self.scope = ScopeBox(selected, tr("whole file"), self)
        self.device = QComboBox(self)
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

    def _refresh(self) -> None:
        """Say what is marked how now, and what would change."""
        graph = self.document.graph
        try:
            nodes = tensors_below(graph, self.scope.pointer)
            change = self.edits()[0][0].apply(graph)
        except CheckpointError as error:
            self.refuse(error)
            self.apply_button.setEnabled(False)
            return
        tags = Counter(_tag(graph[node]) for node in nodes)
        now = tr(", ").join(tr("{count} on {device}", count=told(count_text(count, "tensor")),
                               device=plain_text(tag, 40)) for tag, count in tags.most_common(4))
        marks, more = told(count_text(len(change.touched & nodes), "mark")), len(change.touched - nodes)
        if more:
            self.notice.say("info", tr("Now {now}. {marks} would change. {others} that share their memory change too.",
                                       now=now, marks=marks, others=told(count_text(more, "other tensor"))))
        else:
            self.notice.say("info", tr("Now {now}. {marks} would change.", now=now, marks=marks))
        self.apply_button.setEnabled(bool(change.touched))


def _tag(held: object) -> str:
    if isinstance(held, Tensor):
        return held.spec.device
    assert isinstance(held, StorageNode)
    return held.storage.device
