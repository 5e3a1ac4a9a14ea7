"""The Python that loads the file at hand the right way, with this file's own keys, classes and devices."""

from ckpt_viewer.core.snippets.recipes import snippets
from ckpt_viewer.core.snippets.writing import Snippet
