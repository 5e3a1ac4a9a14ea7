"""A comparison as text for others: a page to open in a browser, a table for a spreadsheet, data for programs."""

from __future__ import annotations

import json
from typing import Literal, assert_never

from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.export.data import as_data
from ckpt_viewer.core.diffing.export.page import ENGLISH, Tongue, as_page
from ckpt_viewer.core.diffing.export.table import as_table
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.task import Task, looking_up, stoppable

Kind = Literal["html", "csv", "json"]


def as_text(found: Compared, kind: Kind, engine: Engine, task: Task, tongue: Tongue = ENGLISH) -> str:
    """What a file of this kind holds; a page in this language, what programs read in English. Raises Cancelled."""
    with stoppable(task):
        match kind:
            case "html":
                return as_page(found, engine, task, tongue)
            case "csv":
                return as_table(found)
            case "json":
                written = json.JSONEncoder(ensure_ascii=True, allow_nan=False, indent=1).iterencode(as_data(found))
                return "".join(looking_up(written)) + "\n"
            case _ as never:
                assert_never(never)
