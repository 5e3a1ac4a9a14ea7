"""From an English sentence that was put together to the same in another language: whole texts, patterns, parts."""

from __future__ import annotations

import time

import pytest

from ckpt_viewer.gui.language.phrases import MOST_TEXT, Phrases

SAID = {
    "whole file": "整个文件", "first": "第一个", "tensors": "张量",
    "the file ends too early": "文件过早结束",
    "{0} holds {1}": "{0} 含有 {1:told}",
    "{0} holds {1} and nothing else that counts": "{0} 只含有 {1:told}",
    "{0} was replaced by {1}": "{1} 取代了 {0}",
    "{n} tensors": "{n} 个张量",
    "{n} entries": "{n} 个条目",
    "{n} entry": "{n} 个条目",
    "{0} of {1}": "{1} 中的 {0:told}",
    "Save it elsewhere": "请另存到别处",
    "a state_dict": "一个 state_dict",
}


@pytest.fixture
def phrases() -> Phrases:
    return Phrases(SAID)


@pytest.mark.parametrize(("english", "chinese"), [
    ("whole file", "整个文件"),
    ("model.pth holds 3 tensors", "model.pth 含有 3 个张量"),
    ("model.pth holds 1 tensor", "model.pth 含有 1 个张量"),
    ("1,234 entries", "1,234 个条目"),
    ("1 entry", "1 个条目"),
    ("a.pth holds 2 tensors and nothing else that counts", "a.pth 只含有 2 个张量"),
    ("epoch was replaced by step", "step 取代了 epoch"),
    ("The file ends too early.", "文件过早结束。"),
    ("The file ends too early. Save it elsewhere.", "文件过早结束。请另存到别处。"),
    ("A state_dict. Save it elsewhere.", "一个 state_dict。请另存到别处。"),
    ("2 tensors, 1 entry", "2 个张量，1 个条目"),
    ("2 tensors → float16", "2 个张量 → float16"),
    ("2 tensors · 1 entry", "2 个张量 · 1 个条目"),
    ("the file ends too early\nSave it elsewhere", "文件过早结束\n请另存到别处"),
    ("x.pth: the file ends too early", "x.pth：文件过早结束"),
    ("3 of 7", "7 中的 3"),
    ("a holds 8 and first, and epoch was replaced by step", "a 含有 8 和第一个，step 取代了 epoch"),
])
def test_what_was_put_together_is_translated(phrases: Phrases, english: str, chinese: str) -> None:
    assert phrases.told(english) == chinese


@pytest.mark.parametrize("text", ["", "unheard of", "state of the model", "nothing, really", "1,5 tensorses"])
def test_what_fits_nothing_stays(phrases: Phrases, text: str) -> None:
    assert phrases.told(text) == text


def test_names_are_not_translated(phrases: Phrases) -> None:
    """A key that happens to be called like something the program says."""
    assert phrases.told("first was replaced by tensors") == "tensors 取代了 first"


def test_what_is_quoted_may_be_any_words() -> None:
    made = Phrases({"this is a page{0}, not a file": "网页{0:told}，不是文件", " that says “{0}”": "，内容为“{0}”"})
    english = "this is a page that says “Sign in to go on”, not a file"
    assert made.told(english) == "网页，内容为“Sign in to go on”，不是文件"


def test_a_sentence_may_hold_the_mark_at_which_a_text_is_cut() -> None:
    made = Phrases({"{0} of {1} change": "{1} 个中有 {0} 个改变",
                    "by {0} at most, {1} % of the number": "最多 {0}，即 {1} %"})
    assert made.told("3 of 7 change, by 0.5 at most, 2 % of the number.") == "7 个中有 3 个改变，最多 0.5，即 2 %。"


def test_braces_of_a_pattern_are_its_own(phrases: Phrases) -> None:
    made = Phrases({"a set {{{0}}} of keys": "键的集合 {{{0}}}"})
    assert made.told("a set {x} of keys") == "键的集合 {x}"


def test_a_hostile_name_costs_linear_time() -> None:
    many = Phrases({f"{{0}} and {{1}} and {{2}} and {{3}} and {{4}} and {word}": "x" for word in ("a", "b", "c")})
    name = " and " * (MOST_TEXT // 5 - 1)
    begin = time.process_time()
    assert many.told(name) == name
    once = time.process_time() - begin
    begin = time.process_time()
    assert many.told(f"{name[: len(name) // 4]}") == name[: len(name) // 4]
    assert once < 60 * (time.process_time() - begin) + 0.5
