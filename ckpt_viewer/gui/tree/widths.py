"""Which columns of the tree stand first, and how wide they are: as their texts need, shared out where there is not room
for all of them.

Contract: pure; pixels in, pixels out. Columns that a person has drawn keep their width, the others share what is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ckpt_viewer.core.outline.cells import Column
from ckpt_viewer.core.outline.tree import Outline
from ckpt_viewer.gui.parts.text_size import scaled

# Where there is room each column is as wide as its texts, first up to WIDEST; where there is not, up to COMPACT.
NARROWEST = (160, 56, 60, 56, 64, 56, 50)
COMPACT = (204, 110, 128, 84, 92, 76, 92)
WIDEST = (460, 240, 200, 110, 110, 110, 560)
MODULE_KIND = 230  # the constructor text of a module is worth more than the word "dict"
PARAMETER = 76  # that word, in a narrow table: how a module is made runs on over the empty cells behind it
GROWS_FIRST = (Column.NAME, Column.SHAPE, Column.BYTES, Column.DTYPE, Column.KIND, Column.VALUE, Column.DEVICE)
# From left to right: a kind is told by the icon beside the name too, but for how a module is made.
IN_ORDER = (Column.NAME, Column.VALUE, Column.SHAPE, Column.DTYPE, Column.BYTES, Column.KIND, Column.DEVICE)
OF_MODULES = (Column.NAME, Column.KIND, *(column for column in IN_ORDER[1:] if column != Column.KIND))
OF_TENSORS = (Column.NAME, Column.SHAPE, Column.DTYPE, Column.BYTES, Column.DEVICE, Column.KIND, Column.VALUE)
# Which a name is worth more than: block1.1.running_mean is not …1.running_mean. The value only where it stands last.
BESIDE = (Column.KIND, Column.DEVICE, Column.VALUE)


def order(outline: Outline, *, remarks: bool) -> tuple[Column, ...]:
    """The columns from left to right. In a state_dict, where most that stands at the top are tensors and nothing is a
    single value, values are last, unless a tensor was seen that has one: what it shares memory with, or why it has no
    numbers."""
    if outline.captions.modules:
        return OF_MODULES
    top = outline.parent < 0
    ends, tensors = outline.size[top] == 1, outline.tensors[top] > 0
    alone = ends & tensors
    return OF_TENSORS if not remarks and 2 * alone.sum() > len(alone) and alone.sum() == ends.sum() else IN_ORDER


def shared(needs: Sequence[int], usual: Sequence[int], room: int, drawn: Mapping[int, int],
           columns: Sequence[Column] = IN_ORDER) -> list[int]:
    """The width of each of the columns, which are given from left to right: first as most rows need it, but compact;
    what is left makes room for all texts. Where not even that is enough, what stands first shares what is in sight, and
    as much of it as leaves most names whole. `needs` has 0 for a hidden column."""
    has_modules = columns is OF_MODULES
    widths = [drawn.get(column, min(need, scaled(most))) for column, (need, most) in enumerate(
        zip(needs, COMPACT, strict=True))]
    for column in {Column.VALUE, Column.KIND} - drawn.keys():
        widths[column] = min(widths[column], max(usual[column], scaled(NARROWEST[column])))
    if has_modules and Column.KIND not in drawn:
        widths[Column.KIND] = min(needs[Column.KIND], scaled(MODULE_KIND))
    gives = _gives(widths, usual, drawn, has_modules=has_modules)
    least = [width - gives.get(Column(column), 0) for column, width in enumerate(widths)]
    told = _told(least, room, columns)
    if not has_modules and Column.NAME not in drawn:
        whole = [max(least[Column.NAME], min(needs[Column.NAME], 2 * usual[Column.NAME])), *least[1:]]
        first = columns.index(Column.SHAPE) + 1
        while len(told) > first and told[-1] in BESIDE and sum(whole[column] for column in told) > room:
            told = told[:-1]
    for column in [column for column in gives if column in told]:
        widths[column] -= min(gives[column], max(0, sum(widths[at] for at in told) - room))
    spare = max(0, room - sum(widths[column] for column in told))
    growing = [column for column in GROWS_FIRST if column in told and column not in drawn]
    # What most rows need comes first; then one long text takes no room from shorter ones, nor those of other columns.
    for limit in (usual, [scaled(pixels) for pixels in WIDEST], needs):
        lack = {column: max(0, min(needs[column], limit[column]) - widths[column]) for column in growing}
        for column in growing if limit is usual else sorted(growing, key=lack.__getitem__):
            more = min(spare, lack[column])
            widths[column] += more
            spare -= more
    if len(told) < len(widths) and Column.NAME not in drawn:
        widths[Column.NAME] += spare  # what stands next begins behind the edge, rather than being cut by it
    return widths


def _gives(widths: Sequence[int], usual: Sequence[int], drawn: Mapping[int, int], *,
           has_modules: bool) -> dict[Column, int]:
    """Pixels that columns can do without where there is little room: of a kind, then of the longest names."""
    kind = scaled(PARAMETER if has_modules else NARROWEST[Column.KIND])
    name = max(usual[Column.NAME] * (17 if has_modules else 19) // 20, scaled(NARROWEST[Column.NAME]))
    return {column: max(0, widths[column] - least) for column, least in ((Column.KIND, kind), (Column.NAME, name))
            if column not in drawn}


def _told(wanted: Sequence[int], room: int, columns: Sequence[Column]) -> Sequence[Column]:
    """As many of the first columns as there is room for: the beginning of a shape or a number is another one."""
    most = len(columns)
    while most > 1 and sum(wanted[column] for column in columns[:most]) > room:
        most -= 1
    return columns[:most]


def usual_width(widths: Sequence[int]) -> int:
    """What nine of ten cells can do with."""
    return sorted(widths)[len(widths) * 9 // 10] if widths else 0
