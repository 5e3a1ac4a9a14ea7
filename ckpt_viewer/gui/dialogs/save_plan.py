"""What a save is going to do, before it does it: size, what is kept, what is lost, which changes go along.

Contract: shows one `SavePlan` after another; a long list of changes scrolls.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.saving import SavePlan
from ckpt_viewer.core.wording import bytes_text, count_text, plain_text
from ckpt_viewer.gui.parts.sections import Section, Sections

MAX_CHANGES = 200


class SavePlanView(Sections):
    """Headed lists of plain sentences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What will be saved", "Working out what will be written…", parent)

    def present(self, plan: SavePlan, changes: tuple[str, ...]) -> None:
        """Show this plan; `changes` are the edits since the file was read, in words."""
        shown = [plain_text(line, 300) for line in changes[:MAX_CHANGES]]
        if len(changes) > MAX_CHANGES:
            shown.append(f"… and {count_text(len(changes) - MAX_CHANGES, 'more change')}")
        title = "Your changes" if plan.form == "same" else "Your changes, as far as they concern what is saved"
        sections: list[Section] = [(title, shown or ["none"], "•")]
        if plan.needs_survivors:
            sections.insert(0, ("Cannot be kept", list(plan.loses), "−"))
        if not plan.refusal:
            size = f"about {bytes_text(plan.nbytes)}, {count_text(plan.tensors, 'tensor')}"
            if plan.sharded is not None:
                size += f", in {count_text(len(plan.sharded.names), 'file')}"
            where = plain_text(str(plan.target), 300)
            sections = [("What will be written", [size, where], "•"), ("Kept", list(plan.keeps), "✓"),
                        ("Left out", list(plan.loses), "−"), ("Worth knowing", list(plan.warnings), "⚠"), *sections]
        self.show_sections(sections)
