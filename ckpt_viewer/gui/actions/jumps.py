"""To the extremes of the tensor that the panel in front shows, and to what is not finite; without one from tensor to
tensor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ckpt_viewer.gui.actions.base import Action, Context, bring_panel, has_document
from ckpt_viewer.gui.language import later
from ckpt_viewer.gui.values.jumping import JUMPS

if TYPE_CHECKING:
    from ckpt_viewer.core.views.finding import Wanted

_TITLES = {"largest": later("Go to the largest value"), "smallest": later("Go to the smallest value"),
           "next-odd": later("Go to the next NaN or infinity"),
           "previous-odd": later("Go to the previous NaN or infinity")}
_VALUES, _LIST = later("Values"), later("All tensors")  # the titles of panels


def _finder(context: Context) -> Callable[[Wanted], None] | None:
    panel = context.document_tab.panels.front if context.document_tab is not None else None
    return panel.finder() if panel is not None else None


def _go(context: Context, wanted: Wanted) -> None:
    """Where the panel in front cannot, in the values of the tensor that is selected, or in the list of all."""
    tab = context.document_tab
    if tab is not None and _finder(context) is None:
        tab.present()
        bring_panel(context, _VALUES if _VALUES in tab.panels.titles else _LIST)
    find = _finder(context)
    if find is not None:
        find(wanted)


JUMP_ACTIONS = tuple(
    Action(f"go-{wanted}", _TITLES[wanted], partial(_go, wanted=wanted), has_document, (keys,),
           tip="In the picture or the values of the selected tensor, or else from tensor to tensor")
    for wanted, _, keys in JUMPS)
