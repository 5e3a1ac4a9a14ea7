"""The table of everything that people save: one row each, from which the contract tests draw."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.core.specimens import SPECIMENS
from tests.zoo import libraries, tensors, training, values


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
_NEW_ONLY = (tensors.every_code, tensors.extremes, tensors.sparse, tensors.nested)
# Their classes here have the name and the state of the real ones but cannot be made from arguments; a jagged tensor is
# numbered anew whenever it is loaded.
_NOT_WHOLE = (tensors.jagged, values.paths_of_other_pythons, values.unknown, libraries.distributed)
_MAKERS = (
    tensors.every_code, tensors.extremes, tensors.per_tensor, tensors.per_channel, tensors.packed, tensors.sparse,
    tensors.nested, tensors.jagged, tensors.meta, tensors.parameters, tensors.subclasses, tensors.views,
    values.numpy_numbers, values.numpy_arrays, values.numpy_random, values.containers, values.enums, values.times,
    values.plain_things, values.paths_of_other_pythons, values.bundles, values.unknown,
    libraries.omegaconf, libraries.lightning, libraries.training_args, libraries.rng_state, libraries.scheduler_pt,
    libraries.fastai_export, libraries.fastai_old, libraries.geometric, libraries.distributed, libraries.other_devices,
    training.hooked, training.modules, training.parametrized, training.first_torch, training.optimizers,
    training.schedulers, training.alone,
)
ZOO: dict[str, Specimen] = {
    make.__name__: Specimen(make, make not in _NOT_WHOLE, make not in _NEW_ONLY) for make in _MAKERS
} | {f"plainly {name}": Specimen(make, legacy=name not in ("dtypes", "tensors")) for name, make in SPECIMENS.items()}
