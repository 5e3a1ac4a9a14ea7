"""The table of everything that people save: one row each, from which the contract tests draw."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.zoo import tensors


@dataclass(frozen=True, slots=True)
class Specimen:
    """`make` gives it anew each time. `whole`: torch loads it, classes and all. `legacy`: the old container, too."""

    make: Callable[[], Any]
    whole: bool = True
    legacy: bool = True

    def __call__(self) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch finds some of these types experimental or old
            return self.make()


# What torch itself cannot read back from the container of before 1.6: types without a storage class, and tensors whose
# making looks at values (indices of a sparse tensor), which are read last there.
NEW_ONLY = (tensors.every_code, tensors.extremes, tensors.sparse, tensors.nested)

ZOO: dict[str, Specimen] = {
    make.__name__: Specimen(make, legacy=make not in NEW_ONLY)
    for make in (
        tensors.every_code,
        tensors.extremes,
        tensors.per_tensor,
        tensors.per_channel,
        tensors.packed,
        tensors.sparse,
        tensors.nested,
        tensors.jagged,
        tensors.meta,
        tensors.parameters,
        tensors.subclasses,
        tensors.views,
    )
}
