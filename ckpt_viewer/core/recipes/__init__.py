"""Operations that fit many files, and recipes of them: what `ckpt save` can be asked for and a recipe file says."""

from ckpt_viewer.core.recipes.counters import Counter, Reset, check_count, counters
from ckpt_viewer.core.recipes.operations import (
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
    single_kind,
)
from ckpt_viewer.core.recipes.places import tensors_below
from ckpt_viewer.core.recipes.recipe import Operation, Recipe, parse_recipe, read_recipe, recipe_text
from ckpt_viewer.core.recipes.recording import recorded
from ckpt_viewer.core.recipes.renaming import NewName, RenameMatching, Renaming, Strip, refused
from ckpt_viewer.core.recipes.replaying import has_metadata, perform, removed, replay, replayed
from ckpt_viewer.core.recipes.training_mode import Mode
