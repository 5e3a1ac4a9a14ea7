"""What a save is going to do, before it does it: size, what is kept, what is lost, which changes go along.

Contract: shows one `SavePlan` after another; a long list of changes scrolls.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.saving import SavePlan
from ckpt_viewer.core.wording import bytes_text, count_text, plain_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.sections import Section, Sections

MAX_CHANGES = 200


class SavePlanView(Sections):
    """Headed lists of plain sentences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What will be saved"), tr("Working out what will be written…"), parent)

    def present(self, plan: SavePlan, changes: tuple[str, ...]) -> None:
        """Show this plan; `changes` are the edits since the file was read, in words."""
        shown = [plain_text(told(line), 300) for line in changes[:MAX_CHANGES]]
        if len(changes) > MAX_CHANGES:
            shown.append(tr("… and {changes}", changes=told(count_text(len(changes) - MAX_CHANGES, "more change"))))
        title = tr("Your changes") if plan.form == "same" else tr("Your changes, as far as they concern what is saved")
        sections: list[Section] = [(title, shown or [tr("none")], "•")]
        if plan.needs_survivors:
            sections.insert(0, (tr("Cannot be kept"), list(map(told, plan.loses)), "−"))
        if not plan.refusal:
            written = [_size(plan), plain_text(str(plan.target), 300)]
            sections = [(tr("What will be written"), written, "•"), (tr("Kept"), list(map(told, plan.keeps)), "✓"),
                        (tr("Left out"), list(map(told, plan.loses)), "−"),
                        (tr("Worth knowing"), list(map(told, plan.warnings)), "⚠"), *sections]
        self.show_sections(sections)


def _size(plan: SavePlan) -> str:
    size, tensors = told(bytes_text(plan.nbytes)), told(count_text(plan.tensors, "tensor"))
    if plan.sharded is None:
        return tr("about {size}, {tensors}", size=size, tensors=tensors)
    return tr("about {size}, {tensors}, in {files}", size=size, tensors=tensors,
              files=told(count_text(len(plan.sharded.names), "file")))
