"""To the extremes of the tensor that the panel in front shows, and to what is not finite."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ckpt_viewer.gui.actions.base import Action, Context
from ckpt_viewer.gui.language import later
from ckpt_viewer.gui.values.jumping import JUMPS

if TYPE_CHECKING:
    from ckpt_viewer.core.views.finding import Wanted

_TITLES = {"largest": later("Go to the &largest value"), "smallest": later("Go to the s&mallest value"),
           "next-odd": later("Go to the &next NaN or infinity"),
           "previous-odd": later("Go to the NaN or infinity &before")}


def _finder(context: Context) -> Callable[[Wanted], None] | None:
    panel = context.document_tab.panels.front if context.document_tab is not None else None
    return panel.finder() if panel is not None else None


def _can(context: Context) -> bool:
    return _finder(context) is not None


def _go(context: Context, wanted: Wanted) -> None:
    find = _finder(context)
    if find is not None:
        find(wanted)


JUMP_ACTIONS = tuple(
    Action(f"go-{wanted}", _TITLES[wanted], partial(_go, wanted=wanted), _can, (keys,),
           tip="In the picture or the values of the selected tensor")
    for wanted, _, keys in JUMPS)
