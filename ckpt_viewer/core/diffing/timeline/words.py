"""What a timeline says in sentences: where it broke, where it stood still, where the rate changed, what moved most.

Pure. The sentences come in the order of their weight: what is wrong before what is merely so.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ckpt_viewer.core.diffing.resuming import OPTIMIZER, SCHEDULER
from ckpt_viewer.core.diffing.timeline.ordering import Plan
from ckpt_viewer.core.diffing.timeline.passages import Passage, first_told, passage_sentence
from ckpt_viewer.core.diffing.timeline.steps import is_running
from ckpt_viewer.core.diffing.timeline.tracks import Timeline, Track
from ckpt_viewer.core.wording import count_text, number_text, plain_text, some_text

_NAMED = 3
_MOST_RATES = 4
_JUMP, _JUMP_FROM = 10.0, 0.05
"""A jump is so many times what a parameter moved in the three steps before, and at least this share of its norm."""
_SHARP = 0.51  # of the rate before: what is called a drop among rates that fall a little at every step
_EVEN = 1.05  # times the fall before: no larger, but for rounding
_REST = 0.001  # of the highest rate: what moves then is less than a float holds
_MOST_STOPS = 4
_TWICE = 2
_NO_POWERS = 1000  # percent: more would be told with a power of ten where it has five digits
_FAR = 1000  # times its norm: it began as next to nothing


def sentences(timeline: Timeline) -> tuple[str, ...]:
    """Each without a full stop; what a resume lost first."""
    lost = first_told(timeline.plan, resumes(timeline))
    return (*(passage_sentence(timeline.plan, passage) for passage in lost), *trends(timeline))


def trends(timeline: Timeline) -> tuple[str, ...]:
    """Those that need no comparison of two files."""
    plan = timeline.plan
    return (*_gaps(plan), *_broken(timeline), *_paces(plan), *_rates(plan), *_losses(plan), *_copied(timeline),
            *_still(timeline), *_jumps(timeline), *_most(timeline), *_partial(timeline))


def resumes(timeline: Timeline) -> tuple[Passage, ...]:
    """The passages at which something was lost. Two files of one count and other weights are of two trainings: nothing
    is lost between them, nor from either to the next."""
    steps, copies = timeline.plan.steps, _copies(timeline)
    counts = Counter((step.epoch, step.step) for place, step in enumerate(steps) if place not in copies)
    return tuple(passage for passage in timeline.passages if all(
        counts[steps[place].epoch, steps[place].step] < 2 for place in (passage.before, passage.after)))


def _gaps(plan: Plan) -> Iterator[str]:
    gaps = [step for step in plan.steps if step.problem]
    for step in gaps[:_NAMED]:
        yield f"{step.file.name} cannot be read: {step.problem}".rstrip(".")
    if len(gaps) > _NAMED:
        yield f"{count_text(len(gaps) - _NAMED, 'more file')} cannot be read"
    for step in [step for step in plan.steps if step.damage][:_NAMED]:
        yield f"{step.file.name} is damaged, and only a part of it is here: {step.damage}".rstrip(".")


def _broken(timeline: Timeline) -> Iterator[str]:
    """The first NaN and the first infinity."""
    for word, of in (("NaN", "nan"), ("infinity", "inf")):
        hits = [(place, track.name) for track in timeline.tracks for place, reading in enumerate(track.readings)
                if reading is not None and getattr(reading, of)]
        if hits:
            first = min(place for place, _ in hits)
            names = [name for place, name in hits if place == first]
            yield f"First {word} in {timeline.plan.label(first)}: {_names(names)}"
    yield from _lost(timeline)


def _lost(timeline: Timeline) -> Iterator[str]:
    """Where most parameters had no finite number any more, to the end."""
    since: dict[int, list[str]] = {}
    for track in timeline.tracks:
        there = [(place, r.lost) for place, r in enumerate(track.readings) if r is not None]
        alive = max((n for n, (_, lost) in enumerate(there) if not lost), default=-1)
        if alive < len(there) - 1:
            since.setdefault(there[alive + 1][0], []).append(track.name)
    if since:
        place = max(since, key=lambda n: len(since[n]))
        lost, label = _whose(since[place], len(timeline.tracks)), timeline.plan.label(place)
        yield f"{lost} {'is' if len(since[place]) == 1 else 'are'} nothing but NaN or infinity from {label} on"


def _paces(plan: Plan) -> Iterator[str]:
    """A scheduler that is stepped several times in each epoch, but not with every step of the optimizer."""
    there = [(step.epoch, {counter.what: counter.count for counter in step.counters})
             for step in plan.steps if step.epoch is not None]
    paces = [((later.get(SCHEDULER, 0) - held.get(SCHEDULER, 0)) / (new - old),
              (later.get(OPTIMIZER, 0) - held.get(OPTIMIZER, 0)) / (new - old))
             for (old, held), (new, later) in pairwise(there) if new > old]
    pace, updates = paces[0] if paces else (0.0, 0.0)
    if {scheduled for scheduled, _ in paces} != {pace} or pace < _TWICE or not pace.is_integer():
        return
    if pace == _TWICE and not updates:
        yield f"The scheduler was stepped {_TWICE:,.0f} times per epoch"
    elif pace < updates:
        yield (f"The scheduler was stepped {pace:,.0f} times per epoch, the optimizer {number_text(updates, 4)} times: "
               "neither once per epoch nor with every step")


def _rates(plan: Plan) -> Iterator[str]:
    """Where the rate of the first group went from one value to another."""
    there = [(place, step.rates[0]) for place, step in enumerate(plan.steps) if step.rates]
    pairs = [(at, old, new) for (_, old), (at, new) in pairwise(there)]
    changes, sharp = [pair for pair in pairs if pair[1] != pair[2]], list(_sharp(pairs))
    sharp.sort(key=lambda change: change[2] < change[1])  # schedules let it fall; what makes a training diverge rises
    for at, old, new in sharp[:_MOST_RATES]:
        verb = "dropped" if new < old else "rose"
        yield f"lr {verb} at {plan.label(at)}, from {number_text(old)} to {number_text(new)}"
    if len(sharp) == _MOST_RATES + 1:
        yield "lr changed sharply once more"
    elif len(sharp) > _MOST_RATES:
        yield f"lr changed sharply {len(sharp) - _MOST_RATES:,} more times"
    if changes and not sharp:
        yield f"lr went from {number_text(there[0][1])} to {number_text(there[-1][1])} in small steps"


def _sharp(pairs: Sequence[tuple[int, float, float]]) -> Iterator[tuple[int, float, float]]:
    """The rates that are far from the one before, but for the last ones of a slow fall: a cosine comes to nothing in
    steps that get smaller and still halve it."""
    slow, before = False, 0.0
    for at, old, new in pairs:
        fall, gradual = old - new, _is_gradual(old, new)
        slow = fall > 0 and (gradual or (slow and fall <= _EVEN * before))
        before = fall
        if old != new and not gradual and not slow:
            yield at, old, new


def _is_gradual(old: float, new: float) -> bool:
    """False from a rate to nearly none, and the other way."""
    small, large = sorted((abs(old), abs(new)))
    return large > 0 and small / large > _SHARP


def _losses(plan: Plan) -> Iterator[str]:
    there = [(place, step.loss) for place, step in enumerate(plan.steps)]
    known = [(place, loss) for place, loss in there if loss is not None]
    finite = [(loss, place) for place, loss in known if math.isfinite(loss)]
    odd = next((place for place, loss in known if not math.isfinite(loss)), None)
    if odd is not None:
        yield f"The loss is not a number from {plan.label(odd)} on" if math.isnan(dict(known)[odd]) else (
            f"The loss is infinite at {plan.label(odd)}")
    rise = next(((old, new, place) for (old, _), (new, place) in pairwise(finite) if 0 < _JUMP * old < new), None)
    if rise is not None:
        yield (f"The loss jumped at {plan.label(rise[2])}, from {number_text(rise[0], 4)} to "
               f"{number_text(rise[1], 4)}")
    if len(finite) > 1:
        best, at = min(finite)
        last, end = finite[-1]
        where, least = plan.label(at), number_text(best, 4)
        if end != at:
            yield f"The loss was lowest at {where} ({least}, and {number_text(last, 4)} at {plan.label(end)})"
        elif odd is not None and odd > end:
            yield f"The loss was lowest at {where} ({least})"
        else:
            yield f"The loss was lowest at {where} ({least}, the last)"


def _copied(timeline: Timeline) -> Iterator[str]:
    """Files such as `last.pth`, beside the one that they are a copy of."""
    names: dict[int, list[str]] = {}
    for copy, original in _copies(timeline).items():
        names.setdefault(original, []).append(timeline.plan.steps[copy].file.name)
    for original, copies in names.items():
        yield (f"{_names(copies)} {'holds' if len(copies) == 1 else 'hold'} the same parameters as "
               f"{timeline.plan.steps[original].file.name}")


def _copies(timeline: Timeline) -> dict[int, int]:
    """The places of files that hold what one before them holds, and do not say that they are a later step."""
    steps, found = timeline.plan.steps, dict[int, int]()
    there = [place for place, step in enumerate(steps) if not step.problem]
    for before, place in pairwise(there):
        counts = steps[place].epoch, steps[place].step
        original = found.get(before, before)
        held = [reading for track in timeline.tracks if (reading := track.readings[place]) is not None]
        same = held and all(reading.same for reading in held)
        if same and counts in ((None, None), (steps[original].epoch, steps[original].step)):
            found[place] = original
    return found


def _still(timeline: Timeline) -> Iterator[str]:
    """Parameters that never moved, and those that stopped, together where they stopped together."""
    frozen: list[str] = []
    stopped: dict[int, list[str]] = {}
    compared, copies = [track for track in timeline.tracks if track.compared], _copies(timeline)
    for track in compared:
        moves = [(place, not r.same) for place, r in enumerate(track.readings)
                 if r is not None and not math.isnan(r.relative) and place not in copies]
        last = max((n for n, (_, moved) in enumerate(moves) if moved), default=-1)
        if last < 0:
            frozen.append(track.name)
        elif last < len(moves) - 1:
            stopped.setdefault(moves[last][0], []).append(track.name)
    yield from _stops(timeline.plan, stopped, len(compared))
    if frozen:
        yield f"{_whose(frozen, len(compared))} never moved"


def _stops(plan: Plan, stopped: dict[int, list[str]], total: int) -> Iterator[str]:
    """Those that stopped as the rate had come to nothing are one sentence: that is how a training ends."""
    highest = max((max(step.rates) for step in plan.steps if step.rates), default=0.0)
    at_rest = [place for place in sorted(stopped) if max(plan.steps[place].rates, default=highest) < _REST * highest]
    awake = [place for place in sorted(stopped) if place not in at_rest]
    for place in awake[:_MOST_STOPS]:
        yield f"{_whose(stopped[place], total)} stopped moving at {plan.label(place)}"
    if later := [name for place in awake[_MOST_STOPS:] for name in stopped[place]]:
        yield f"{_names(later)} stopped moving later"
    if at_rest:
        names = [name for place in at_rest for name in stopped[place]]
        yield (f"{_whose(names, total)} stopped moving from {plan.label(at_rest[0])} on, where lr was under a "
               "thousandth of its highest")


def _jumps(timeline: Timeline) -> Iterator[str]:
    """The step at which most parameters moved far more than in the steps before."""
    at: dict[int, list[str]] = {}
    for track in timeline.tracks:
        moves = [(place, r.relative) for place, r in enumerate(track.readings)
                 if r is not None and math.isfinite(r.relative)]
        for n, (place, value) in enumerate(moves[2:], 2):
            usual = max(earlier for _, earlier in moves[max(0, n - 3) : n])
            if value > _JUMP_FROM and value > _JUMP * usual:
                at.setdefault(place, []).append(track.name)
    if at:
        place = max(at, key=lambda n: len(at[n]))
        yield f"{_names(at[place])} jumped at {timeline.plan.label(place)}: over {_JUMP:g} times the changes before"


def _most(timeline: Timeline) -> Iterator[str]:
    moved = [track for track in timeline.tracks if track.moved > 0 and not is_running(track.name)]
    if len(moved) > 1:
        most = max(moved, key=lambda track: track.moved)
        name, share = plain_text(most.name, 120), 100 * most.moved
        told = f"{share:.0f}" if share >= _NO_POWERS else number_text(share, 4)
        yield (f"{name} moved most ({told} % of its norm in all)" if most.moved < _FAR else
               f"{name} moved most (many times its norm, which was next to nothing at first)")


def _partial(timeline: Timeline) -> Iterator[str]:
    """Parameters that some readable files lack."""
    places = [place for place, step in enumerate(timeline.plan.steps) if not step.problem]
    lacking = [track.name for track in timeline.tracks if not _is_whole(track, places)]
    if lacking:
        yield f"{_names(lacking)} {'is' if len(lacking) == 1 else 'are'} not in every file"


def _is_whole(track: Track, places: Sequence[int]) -> bool:
    failed = {place for place, _ in track.problems}
    return all(track.readings[place] is not None or place in failed for place in places)


def _whose(names: list[str], total: int) -> str:
    return f"All {total:,} parameters" if len(names) == total > 1 else _names(names)


def _names(names: list[str]) -> str:
    """`fc.weight`, or `fc.weight, fc.bias and 12 more`."""
    shown = [plain_text(name, 80) for name in names[:_NAMED]]
    if len(names) > _NAMED:
        return some_text(shown, len(names))
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
