"""What a checkpoint is, where its parts are, and the facts for its card."""

from ckpt_viewer.core.kinds.about import About, Count, Fact, about, common_prefixes, reachable, strippable
from ckpt_viewer.core.kinds.classify import (
    Kind,
    classify,
    is_called_copy,
    model_places,
    scripted_class,
    state_dicts,
    whole_models,
)
from ckpt_viewer.core.kinds.parts import (
    Part,
    find_parts,
    is_flattened,
    is_optimizer,
    is_scheduler,
    is_state_dict,
    key_words,
    named_children,
    optimizer_parts,
    path_words,
    stands_for_tensor,
)
from ckpt_viewer.core.kinds.writers import WrittenBy

__all__ = [
    "About",
    "Count",
    "Fact",
    "Kind",
    "Part",
    "WrittenBy",
    "about",
    "classify",
    "common_prefixes",
    "find_parts",
    "is_called_copy",
    "is_flattened",
    "is_optimizer",
    "is_scheduler",
    "is_state_dict",
    "key_words",
    "model_places",
    "named_children",
    "optimizer_parts",
    "path_words",
    "reachable",
    "scripted_class",
    "stands_for_tensor",
    "state_dicts",
    "strippable",
    "whole_models",
]
