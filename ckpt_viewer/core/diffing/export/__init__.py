"""A comparison as a file for others: a page to open in a browser, a table for a spreadsheet, data for programs."""

from ckpt_viewer.core.diffing.export.data import as_data
from ckpt_viewer.core.diffing.export.page import as_page
from ckpt_viewer.core.diffing.export.table import as_table
from ckpt_viewer.core.diffing.export.writing import Kind, export

__all__ = ["Kind", "as_data", "as_page", "as_table", "export"]
