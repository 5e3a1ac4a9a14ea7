"""Everything a person can ask the window to do, menu by menu. A new action is named in its menu's file."""

from ckpt_viewer.gui.actions import change, device, edit, file, help, view  # noqa: A004
from ckpt_viewer.gui.actions.base import Action, Menu

MENUS: tuple[Menu, ...] = (file.MENU, edit.MENU, change.MENU, view.MENU, device.MENU, help.MENU)
ACTIONS: tuple[Action, ...] = tuple(entry for menu in MENUS for entry in menu.entries if isinstance(entry, Action))
# What stands on the tool bar, None between groups.
TOOLS: tuple[Action | None, ...] = (
    file.OPEN, file.SAVE_AS, None, edit.UNDO, edit.REDO, None, file.COMPARE_FILE, edit.RATE, device.CHOOSE, None,
    help.LEARN,
)
