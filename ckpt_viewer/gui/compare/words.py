"""What a comparison says where it has no rows to show."""

from __future__ import annotations

from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.theme import active_theme


def calm_text(table: DiffRows | None) -> str:
    """That nothing differs, as rich text."""
    if table is not None and table.diff.unlike:
        title = tr("Equal values")
        text = tr("Every tensor and every value that was compared is the same on both sides. What else differs is "
                  "named above.")
    else:
        title = tr("Identical")
        text = tr("Every tensor and every value that was compared is the same on both sides.")
    return (f"<p style='font-size:36pt; margin:0; color:{active_theme().good}'>✓</p>"
            f"<p style='font-size:15pt'><b>{title}</b></p><p>{text}</p>")
