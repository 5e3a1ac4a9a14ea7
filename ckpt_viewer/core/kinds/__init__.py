"""What a checkpoint is, where its parts are, and the facts for its card."""

from ckpt_viewer.core.kinds.about import About, about, common_prefixes, reachable, strippable
from ckpt_viewer.core.kinds.classify import (
    Kind,
    classify,
    is_called_copy,
    model_places,
    state_dicts,
    whole_models,
    zero_part,
)
from ckpt_viewer.core.kinds.parts import (
    Part,
    find_parts,
    is_decay,
    is_flattened,
    is_optimizer,
    is_scheduler,
    is_state_dict,
    key_words,
    listed_parts,
    named_children,
    optimizer_parts,
    path_words,
    stands_for_tensor,
)
from ckpt_viewer.core.kinds.writers import WrittenBy
