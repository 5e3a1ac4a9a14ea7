"""What a comparison says where it has no rows to show."""

from __future__ import annotations

from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.gui.theme import active_theme

IDENTICAL = "Identical"


def calm_text(table: DiffRows | None) -> str:
    noted = table is not None and bool(table.diff.unlike)
    return (f"<p style='font-size:36pt; margin:0; color:{active_theme().good}'>✓</p>"
            f"<p style='font-size:15pt'><b>{'Equal values' if noted else IDENTICAL}</b></p>"
            "<p>Every tensor and every value that was compared is the same on both sides."
            f"{' What else differs is named above.' if noted else ''}</p>")
