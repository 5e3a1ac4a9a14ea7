"""Operations that fit many files, and recipes of them: what `ckpt save` can be asked for and a recipe file says."""

from ckpt_viewer.core.recipes.counters import Counter, Reset, check_count, counters
from ckpt_viewer.core.recipes.operations import (
    FLOATING,
    CastTo,
    Device,
    Drop,
    InsertAt,
    LearningRate,
    Metadata,
    RenameAt,
    RenameEverywhere,
    SetAt,
    SetElementAt,
    as_kind,
    key_holders,
    kind_of,
)
from ckpt_viewer.core.recipes.places import key_at, model_tensors, node_at, tensors_below
from ckpt_viewer.core.recipes.recipe import Operation, Recipe, parse_recipe, read_recipe, recipe_text
from ckpt_viewer.core.recipes.recording import recorded
from ckpt_viewer.core.recipes.removing import removed
from ckpt_viewer.core.recipes.renaming import NewName, RenameMatching, Renaming, Strip, refused
from ckpt_viewer.core.recipes.replaying import has_metadata, perform, replay, replayed
from ckpt_viewer.core.recipes.training_mode import Mode, ModuleMode, module_modes

__all__ = [
    "FLOATING",
    "CastTo",
    "Counter",
    "Device",
    "Drop",
    "InsertAt",
    "LearningRate",
    "Metadata",
    "Mode",
    "ModuleMode",
    "NewName",
    "Operation",
    "Recipe",
    "RenameAt",
    "RenameEverywhere",
    "RenameMatching",
    "Renaming",
    "Reset",
    "SetAt",
    "SetElementAt",
    "Strip",
    "as_kind",
    "check_count",
    "counters",
    "has_metadata",
    "key_at",
    "key_holders",
    "kind_of",
    "model_tensors",
    "module_modes",
    "node_at",
    "parse_recipe",
    "perform",
    "read_recipe",
    "recipe_text",
    "recorded",
    "refused",
    "removed",
    "replay",
    "replayed",
    "tensors_below",
]
