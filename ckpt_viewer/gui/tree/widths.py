"""How wide the columns of the tree are: as their texts need, shared out where there is not room for all of them.

Contract: pure; pixels in, pixels out. Columns that a person has drawn keep their width, the others share what is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ckpt_viewer.core.outline.cells import Column
from ckpt_viewer.gui.parts.text_size import scaled

# Where there is room each column is as wide as its texts, first up to WIDEST; where there is not, up to COMPACT.
NARROWEST = (140, 60, 60, 56, 64, 56, 60)
COMPACT = (204, 110, 128, 84, 92, 76, 92)
WIDEST = (460, 240, 200, 110, 110, 110, 560)
MODULE_KIND = 230  # the constructor text of a module is worth more than the word "dict"
GROWS_FIRST = (Column.NAME, Column.SHAPE, Column.BYTES, Column.DTYPE, Column.KIND, Column.VALUE, Column.DEVICE)
TOLD_FIRST = (Column.NAME, Column.KIND, Column.VALUE, Column.SHAPE)  # what one looks for, seen without scrolling


def shared(needs: Sequence[int], usual: Sequence[int], room: int, drawn: Mapping[int, int], *,
           has_modules: bool) -> list[int]:
    """The width of each column: first as most rows need it, but compact; what is left makes room for all texts. Where
    not even that is enough, what is told first shares what is in sight. `needs` has 0 for a hidden column."""
    widths = [drawn.get(column, min(need, scaled(most))) for column, (need, most) in enumerate(
        zip(needs, COMPACT, strict=True))]
    for column in {Column.VALUE, Column.KIND} - drawn.keys():
        widths[column] = min(widths[column], max(usual[column], scaled(NARROWEST[column])))
    if has_modules and Column.KIND not in drawn:
        widths[Column.KIND] = min(needs[Column.KIND], scaled(MODULE_KIND))
    least = scaled((COMPACT if has_modules else NARROWEST)[Column.KIND])
    gives = 0 if Column.KIND in drawn else max(0, widths[Column.KIND] - least)  # the icon beside a name tells it too
    told = Column if sum(widths) - gives <= room else TOLD_FIRST
    spare = room - sum(widths[column] for column in told)
    widths[Column.KIND] -= min(gives, max(0, -spare))
    spare = max(0, spare)
    # What most rows need comes first; then one long text takes no room from shorter ones.
    for most in (usual, [scaled(pixels) for pixels in WIDEST], needs):
        for column in GROWS_FIRST:
            if column in told and column not in drawn:
                more = max(0, min(spare, min(needs[column], most[column]) - widths[column]))
                widths[column] += more
                spare -= more
    return widths


def usual_width(widths: Sequence[int]) -> int:
    """What nine of ten cells can do with."""
    return sorted(widths)[len(widths) * 9 // 10] if widths else 0
