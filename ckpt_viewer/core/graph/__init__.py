"""What a file says, as an immutable graph of nodes with ids."""

from ckpt_viewer.core.graph.graph import Graph
from ckpt_viewer.core.graph.memories import maybe_shared
from ckpt_viewer.core.graph.node_lists import Kind, Unmade
from ckpt_viewer.core.graph.nodes import (
    Attr,
    BigInt,
    Broken,
    Global,
    How,
    Ids,
    Key,
    Made,
    Mapping,
    Node,
    NodeId,
    NodeKey,
    Object,
    Path,
    Row,
    Scalar,
    ScalarValue,
    Sequence,
    SourcedGlobal,
    StorageNode,
    Tensor,
    key_places,
    key_text,
    outermost,
    runs_of,
    same_values,
    to_pointer,
)
from ckpt_viewer.core.graph.stored import Stored, nbytes_in, storage_in
from ckpt_viewer.core.graph.walking import WALK_DEPTH, is_leaf, reach
