"""Sentences as the program makes them are told whole: none is left half in English, and names stay what they are."""

from __future__ import annotations

import errno
import os
import re
import xml.etree.ElementTree as ET

import pytest

from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.recipes.renaming import rewriting
from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.scanning import zip_layout
from ckpt_viewer.core.wording import percent_text, plain_text
from ckpt_viewer.gui.language import cut_told, told, tr, use_language
from ckpt_viewer.gui.language.catalogue import read_catalogue
from tests.screens.english import prose

PHRASES = read_catalogue(resource("translations/ckpt_viewer_zh_CN.ts")).phrases


@pytest.mark.parametrize(("english", "chinese"), [
    ("Did not move: stem (2 parameters), head and 12 more modules",
     "没有变化：stem（2 个参数）, head 等，另有 12 个模块"),
    ("Did not move: body (1,234 parameters)", "没有变化：body（1,234 个参数）"),
    ("Identical: 35 tensors and 131 values are equal.", "完全相同：35 个张量和 131 个值相等。"),
    ("3 tensors changed, 2 renamed with equal values, 3 values changed (lr 0.1 → 0.01), 2 values removed; w moved most",
     "3 个张量有变化，2 个已重命名且值相等，3 个值有变化（lr 0.1 → 0.01），2 个值已移除；w 变化最大"),
    ("the only one of this shape and type whose name ends with the same word",
     "唯一具有该形状和类型、且名称以相同的词结尾的一个"),
    ("+ only in B\ntensor float32 8 × 8", "+ 仅在 B 中\n张量 float32 8 × 8"),
    ("The original: The file is cut short at 65,175 bytes. model_state 11 of 11 tensors, optim_state 14 of 24 arrived.",
     "原文件：文件在 65,175 字节处被截断。完整的有 model_state 11/11 个张量，optim_state 14/24。"),
    ("Identical: 1 value is equal.", "完全相同：1 个值相等。"),
    ("The device tag differs: cpu → cuda:0 (at /a/fc.weight and 3 more)",
     "设备标记不同：cpu → cuda:0（在 /a/fc.weight 等，另有 3 项）"),
    ("The loss was lowest at epoch 2 (1, and 2 at epoch 3)", "loss 在 epoch 2 最低（1；在 epoch 3 为 2）"),
    ("the optimizer's step at /g falls from 10 to 2", "优化器的 step，位于 /g 从 10 降到 2"),
    ("an empty field is not a complex number. For example 1+2j.", "空字段不是复数。例如 1+2j。"),
    ("this is a 7z archive, not a checkpoint", "这是 7z 归档，不是检查点"),
    ("renamed 3 keys in whole file", "已重命名整个文件中的 3 个键"),
    ("renamed 3 keys in /a/b", "已重命名 /a/b 中的 3 个键"),
    ("2 tensors of it cannot be read (the first is /w6: only 100 of its 200 bytes are in the file, which is cut short)",
     "其中 2 个张量无法读取（第一个是 /w6：其 200 字节中只有 100 字节在文件中，文件被截断了）"),
    ("tied tensors are written once; the other names stand in the metadata: head.weight (same as embed.weight)",
     "共享的张量只写一次；其他名称放在元数据中：head.weight（同 embed.weight）"),
    ("functools.partial became a plain dict of what it holds (3×)",
     "functools.partial 变为由其内容组成的普通 dict（3 处）"),
    ("a sparse_coo tensor has no plain form and became None", "sparse_coo 张量没有普通形式，变为 None"),
    ("The folder optimizer is a TensorFlow SavedModel, which TensorFlow opens",
     "文件夹 optimizer 是 TensorFlow SavedModel，用 TensorFlow 打开"),
    ("This folder is a TensorFlow SavedModel, which TensorFlow opens",
     "此文件夹是 TensorFlow SavedModel，用 TensorFlow 打开"),
    ("calling Model(n=6) failed: TypeError: missing 1 required positional argument: 'x'",
     "调用 Model(n=6) 失败：TypeError: missing 1 required positional argument: 'x'"),
    ("In my_model.py, line 5, in __init__: “import json; self.w = json.loads('{')”",
     "在 my_model.py 第 5 行的 __init__ 中：“import json; self.w = json.loads('{')”"),
    ("25 bytes follow the end of the pickle in a/data.pkl, 1 more pickle among them, which PyTorch does not read",
     "a/data.pkl 中 pickle 的末尾之后还有 25 字节，其中有另外 1 个 pickle，PyTorch 不读取"),
    ("bytes within bytes within a value, byte 13", "值之内的字节之内的字节，字节 13"),
    ("The pickle in the file holds a global whose name is computed", "文件的 pickle 中有名称由计算得出的全局名称"),
    ("this is not a recipe: no JSON (Expecting value: line 1 column 1 (char 0))",
     "这不是配方：不是 JSON（此处应有一个值：第 1 行第 1 列（字符 0））"),
])
def test_a_sentence_made_of_parts_is_told_whole(english: str, chinese: str) -> None:
    assert PHRASES.told(english) == chinese


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EIO, errno.EISDIR,
                                    errno.ENOTDIR, errno.ENAMETOOLONG, errno.EMFILE, errno.EBUSY, errno.EPERM])
def test_what_the_system_says_is_told(number: int) -> None:
    said = PHRASES.told(f"reading failed ({os.strerror(number)})")
    assert said.startswith("读取失败（")
    assert not prose(said)


@pytest.mark.parametrize("pattern", ["(", "[a", "*", "a**", ")", "a\\", "(?P<n", "(?<=a+)b", "(?z)", "[b-a]", r"\8",
                                     "a{3,2}", "(?P=x)"])
def test_what_is_wrong_with_a_pattern_is_told(pattern: str) -> None:
    with pytest.raises(CheckpointError) as refused:
        rewriting(pattern, "")
    assert not prose(PHRASES.told(refused.value.what)), refused.value.what


@pytest.mark.parametrize("words", [words for _, words in zip_layout._WORDS.values()])
def test_a_zip_that_contradicts_itself_is_told_of(words: str) -> None:
    for names in (["a/data.pkl"], ["a/data.pkl", "b"], [f"a/data/{n}" for n in range(12)]):
        said = PHRASES.told(words.format(records=zip_layout._naming(names)))
        assert "a/data" in said
        assert not prose(said)


def test_a_share_needs_no_words() -> None:
    assert not any(char.isalpha() for part in (0, 1, 10**6 - 1, 10**6) for char in percent_text(part, 10**6))


@pytest.mark.usefixtures("qapp")
def test_how_much_is_cut_off_is_told_wherever_it_stands() -> None:
    use_language("zh_CN")
    try:
        name = plain_text("x" * 300, 20)
        assert cut_told(name) == f"{'x' * 20} …（另有 280 个字符）"
        assert tr("Saved {name}.", name=name).endswith(f"{'x' * 20} …（另有 280 个字符）。")
        assert "more" not in told(f"'{name}' is no regular expression (nothing to repeat at position 0)")
    finally:
        use_language("en")
    assert cut_told(name) == name
    assert name.endswith("(280 more characters)")


def test_a_sentence_is_told_the_same_with_a_stop_behind_it() -> None:
    """Else the stop is taken for a part of the last name, and stands in the middle of what is told."""
    texts = (re.sub(r"\{\d+(?::told)?\}", "7", text) for text in core_texts() if len(text) >= 20)
    known = [text for text in texts if text[-1] not in ".:;,!?"]
    assert len(known) > 1000
    unlike = {text: PHRASES.told(f"{text}.") for text in known
              if PHRASES.told(f"{text}.") not in (f"{PHRASES.told(text)}。", f"{PHRASES.told(text)}.")}
    assert not unlike


def core_texts() -> list[str]:
    """What the core says, as patterns."""
    tree = ET.fromstring(resource("translations/ckpt_viewer_zh_CN.ts").read_bytes())
    return [message.findtext("source") or "" for context in tree.iter("context")
            if (context.findtext("name") or "").startswith("core") for message in context.iter("message")]
