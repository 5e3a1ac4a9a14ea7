"""The edits a person can make. Each is a frozen value; applying one is pure and gives a new graph.

An edit of a tensor never changes bytes of a file: it changes where the bytes are read from or how they are tagged.
Applying raises InvalidEdit when the edit makes no sense for the node it names.
"""

from ckpt_viewer.core.edits.base import Change, Edit, refuse_making
from ckpt_viewer.core.edits.keys import Insert, Remove, RemoveKeys, Rename, RenameKeys, SetMetadata
from ckpt_viewer.core.edits.storages import Cast, Compact, RetagDevice, castable
from ckpt_viewer.core.edits.values import SetElement, SetValue, setting_text, why_not_writable
