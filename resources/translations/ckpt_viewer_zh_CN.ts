<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!--
For translators. The file is brought up to date by `python3 packaging/dev.py translations`; edit it by hand or with Qt
Linguist.

Contexts are modules. In those of the core, {0}, {1} … are places in a sentence; <extracomment> says what the source
writes there. Places may change their order and may be left out. {0} stands as it is: a name, a number, a path.
{0:told} is prose itself and translated in turn. In {n} tensors, {n} is a number.
In those of the window, places have names: {count}.
A text that stays English has itself as translation, and a <translatorcomment> that says why.

Style: full-width punctuation (，。：；（）“”), a space between Chinese and Latin words or numbers, no full stop where
the English has none, 您/你 avoided where the sentence does without (else 你). Mnemonics as 打开(&O)…. Names of keys,
functions, types and files stay Latin: state_dict, lr, pickle, torch.load, dtype names, paths.

Glossary:
  tensor 张量 · checkpoint 检查点 · optimizer 优化器 · learning rate 学习率 · param group 参数组 · parameter 参数
  shape 形状 · stride 步长 · dtype 数据类型 · device 设备 · storage 存储 · scheduler 调度器 · epoch epoch（轮次数）
  training 训练 · whole model 完整模型 · module 模块 · buffer 缓冲区 · weight 权重 · scalar 标量 · key 键 · value 值
  dictionary 字典 · list 列表 · tuple 元组 · object 对象 · class 类 · global 全局名称 · code 代码 · archive 归档
  shard 分片 · sharded 分片的 · index 索引 · record 记录 · header 文件头 · checksum 校验和 · fingerprint 指纹
  byte 字节 · row 行 · column 列 · panel 面板 · tab 标签页 · tree 树 · view（张量的）视图 · folder 文件夹
  compare/comparison 比较 · difference 差异 · timeline 时间线 · histogram 直方图 · edit 修改 · undo 撤销 · redo 重做
  save 保存 · overwrite 覆盖 · damaged 损坏 · rescue 抢救 · recipe 配方 · step（训练）步 · moment 矩 · frozen 冻结的
-->
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>core/arrays</name>
    <message>
        <source>this array of numpy has elements of another kind than numbers ({0})</source>
        <extracomment>0 = plain_text(elements, 120)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} at {1}</source>
        <extracomment>0 = record · 1 = place</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy array {0}</source>
        <extracomment>0 = node</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy array</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/counted</name>
    <message>
        <source>{n} .distcp files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} Git LFS pointers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} Python modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} elements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} entries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} file or folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} files and folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} link or device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} links or devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} marks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} more changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} more elements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} more files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} more modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} more pickles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} name fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} names fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} numpy arrays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} operations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} other files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} other names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} other parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} other records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} other tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} pairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} param groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} pickles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} selected rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} selected tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} shards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} storages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} things</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} values</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/diff</name>
    <message>
        <source>Equal{0}. Not the same: {1}.</source>
        <extracomment>0 = f': {things}' if things else '' · 1 = ', '.join(diff.unlike)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; {0} moved most</source>
        <extracomment>0 = title(most)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}; some repeated parts were not compared</source>
        <extracomment>0 = text</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whole file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>renamed with equal values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identical: {0} {1} equal.</source>
        <extracomment>0 = things · 1 = verb</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identical: both are empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} changed</source>
        <extracomment>0 = count_text(tally.changed, 'tensor')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of another type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} identical</source>
        <extracomment>0 = tally.equal</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/export/writing</name>
    <message>
        <source>this file exists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another name, or allow to overwrite it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it could not be written ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is one of the files that are compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/fingerprint</name>
    <message>
        <source>Reading the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {0} cannot be read, so its file has no fingerprint</source>
        <extracomment>0 = plain_text(name, 80)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/fitting</name>
    <message>
        <source>; {0} would be converted from {1}</source>
        <extracomment>0 = count_text(len(retyped), 'tensor') · 1 = ', '.join(list(kinds)[:3])</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, wanted {1}</source>
        <extracomment>0 = self.found.text · 1 = self.wanted.text</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not load with strict=True: of the names {0}</source>
        <extracomment>0 = ', '.join(parts)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What can be: {0}</source>
        <extracomment>0 = ', '.join((path_text(part, 80) for part in parts[:6]))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not a tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loads with strict=True: {0}{1}</source>
        <extracomment>0 = fits · 1 = _types(self.retyped)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {0} {1}</source>
        <extracomment>0 = self.matched · 1 = 'fits' if self.matched == 1 else 'fit'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no state_dict in this file, nor a whole model that could give one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <extracomment>0 = pair.found.dtype · 1 = pair.wanted.dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has no names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} with the right shape</source>
        <extracomment>0 = count_text(self.matched, 'name')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>are missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is unexpected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>are unexpected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has another shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>have another shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is neither a state_dict nor a whole model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shape not known yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/frozen</name>
    <message>
        <source>Did not move: {0}{1}</source>
        <extracomment>0 = ', '.join(found[:most]) · 1 = more</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0}</source>
        <extracomment>0 = count_text(len(found) - most, 'more module')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more module</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/naming</name>
    <message>
        <source>value {0}</source>
        <extracomment>0 = text</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>str {0}</source>
        <extracomment>0 = key</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attribute {0}</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>node {0}</source>
        <extracomment>0 = position</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int {0}</source>
        <extracomment>0 = key</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/objects</name>
    <message>
        <source>{0}: they differ from element {1} on</source>
        <extracomment>0 = words[0] · 1 = place</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/outline</name>
    <message>
        <source>whole file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/pairing</name>
    <message>
        <source>tensor {0} {1}</source>
        <extracomment>0 = spec.dtype · 1 = shape_text(spec.shape)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>storage {0}, {1}</source>
        <extracomment>0 = storage.dtype · 1 = count_text(storage.nbytes, 'byte')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>which tensors share memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (at {1}{2})</source>
        <extracomment>0 = text · 1 = first · 2 = f' and {more:,} more' if more else ''</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the first file, not in the second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the second file, not in the first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The device tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the device tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what is a parameter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layout in memory (strides)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the layout in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} differs: {1} → {2}</source>
        <extracomment>0 = title · 1 = plain_text(str(one), 40) · 2 = plain_text(str(other), 40)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kind of mapping differs: {0}</source>
        <extracomment>0 = text</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the kind of a mapping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} made with other arguments</source>
        <extracomment>0 = plain_text(x.kind, VALUE_LIMIT)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same keys stand in another order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the order of keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>str state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>str param_groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} share memory {1}</source>
        <extracomment>0 = ' and '.join(places.values()) · 1 = where</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both sides cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another scale or zero point of the quantisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = more</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/renaming</name>
    <message>
        <source>the only one of this shape and type at this place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whole file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} words</source>
        <extracomment>0 = length</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the only one of this shape and type whose name ends with the same {0}</source>
        <extracomment>0 = words</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same shapes and types in the same order at this place</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/rows</name>
    <message>
        <source>❄ did not move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Max diff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean diff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rel. L2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where it stands in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What became of it from A to B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the first file has here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the second file has here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The largest difference of two elements, max |B − A|</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mean size of the differences, mean |B − A|</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The size of the difference relative to A: |B − A| / |A|, over all elements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far A and B point the same way: 1 is exactly the same direction, 0 none in common</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The share of elements that differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ only in B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>− only in A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⤢ other shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⇄ other type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… not compared yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ cannot be compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, values changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, same values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} differ</source>
        <extracomment>0 = differ · 1 = total</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one number  {0}</source>
        <extracomment>0 = spec.dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>
in B: </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/runs</name>
    <message>
        <source>{0} only in the {1} file</source>
        <extracomment>0 = count_text(len(lone), 'item') · 1 = which</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <extracomment>0 = plain_text(node.kind, _TEXT_LIMIT) · 1 = count_text(len(run), 'item')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} differ, the first is number {2}: {3}</source>
        <extracomment>0 = len(diff.changed) · 1 = count_text(len(left), 'item') · 2 = first[0] · 3 = words</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/scope</name>
    <message>
        <source>a training checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an optimizer's state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a TorchScript model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a single tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another kind of file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A is {0}, B is {1}. </source>
        <extracomment>0 = words[0] · 1 = words[1]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}Only their models' parameters and buffers are compared, by name</source>
        <extracomment>0 = what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}They are compared by path.</source>
        <extracomment>0 = what</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/suggesting</name>
    <message>
        <source>name fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>names fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>then it loads with strict=True</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>then {0}</source>
        <extracomment>0 = fitting</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strip the prefix {0} from its names: {1}</source>
        <extracomment>0 = shown · 1 = then</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the prefix {0} before its names: {1}</source>
        <extracomment>0 = shown · 1 = then</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename {0}{1} (same shape, like name): {2}</source>
        <extracomment>0 = ', '.join(pairs) · 1 = more · 2 = then</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = len(self.renames) - 3</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/timeline/ordering</name>
    <message>
        <source>The epochs and steps in the files do not tell them apart: they stand in the order of their names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some files have the same {0}: they stand beside one another, in the order of their names.</source>
        <extracomment>0 = unit</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files hold no epoch and no step: they stand in the order of their names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} {2} no epoch and no step: all stand in the order of their names.</source>
        <extracomment>0 = count_text(missing, 'file') · 1 = len(known) · 2 = 'holds' if missing == 1 else 'hold'</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/timeline/strips</name>
    <message>
        <source>Counting the distribution</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/timeline/telling</name>
    <message>
        <source>Looking at the files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a timeline needs two checkpoints or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name several files, or a folder that holds them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none of these {0} files can be read</source>
        <extracomment>0 = len(files)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/timeline/tracks</name>
    <message>
        <source>Measuring the timeline</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/diffing/timeline/words</name>
    <message>
        <source>All {0} parameters</source>
        <extracomment>0 = total</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <extracomment>0 = ', '.join(shown) · 1 = len(names) - _NAMED</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} and {1}</source>
        <extracomment>0 = ', '.join(shown[:-1]) · 1 = shown[-1]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be read</source>
        <extracomment>0 = count_text(len(gaps) - _NAMED, 'more file')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lr {0} at {1}, from {2} to {3}</source>
        <extracomment>0 = verb · 1 = plan.label(at) · 2 = number_text(old) · 3 = number_text(new)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lr changed sharply {0} more times</source>
        <extracomment>0 = len(sharp) - _MOST_RATES</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lr went from {0} to {1} in small steps</source>
        <extracomment>0 = number_text(there[0][1]) · 1 = number_text(there[-1][1])</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, and {0} at {1}</source>
        <extracomment>0 = number_text(last, 4) · 1 = plan.label(end)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, the last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss was lowest at {0} ({1}{2})</source>
        <extracomment>0 = plan.label(at) · 1 = number_text(best, 4) · 2 = later</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} stopped moving at {1}</source>
        <extracomment>0 = _whose(stopped[place], len(compared)) · 1 = timeline.plan.label(place)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} never moved</source>
        <extracomment>0 = _whose(frozen, len(compared))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} jumped at {1}: over {2} times the changes before</source>
        <extracomment>0 = _names(at[place]) · 1 = timeline.plan.label(place) · 2 = _JUMP</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} moved most ({1} % of its norm in all)</source>
        <extracomment>0 = plain_text(most.name, 120) · 1 = number_text(100 * most.moved, 3)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1} not in every file</source>
        <extracomment>0 = _names(lacking) · 1 = 'is' if len(lacking) == 1 else 'are'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First {0} in {1}: {2}</source>
        <extracomment>0 = word · 1 = timeline.plan.label(first) · 2 = _names(names)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss is not a number from {0} on</source>
        <extracomment>0 = plan.label(odd)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss is infinite at {0}</source>
        <extracomment>0 = plan.label(odd)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <extracomment>0 = step.file.name · 1 = step.problem</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is damaged, and only a part of it is here: {1}</source>
        <extracomment>0 = step.file.name · 1 = step.damage</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/document</name>
    <message>
        <source>taken back: {0}</source>
        <extracomment>0 = line</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/edits/base</name>
    <message>
        <source>a {0} has no keys to change</source>
        <extracomment>0 = held.kind</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/edits/keys</name>
    <message>
        <source>renamed {0} → {1}</source>
        <extracomment>0 = key_text(old) · 1 = key_text(self.name)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed {0}</source>
        <extracomment>0 = key_text(mapping_at(graph, self.mapping).keys[self.position])</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>added {0}: {1}</source>
        <extracomment>0 = self.where or key_text(self.key) · 1 = self.value</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1} {2} in {3}</source>
        <extracomment>0 = self.why · 1 = hits · 2 = noun · 3 = self.where</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed {0} keys</source>
        <extracomment>0 = len(self.positions)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>metadata {0}: {1}{2}</source>
        <extracomment>0 = self.key · 1 = was · 2 = self.value</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is already a key {0} beside {1}</source>
        <extracomment>0 = key_text(self.name) · 1 = key_text(old)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two keys would be called {0}</source>
        <extracomment>0 = twice</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is already a key {0}</source>
        <extracomment>0 = key_text(self.key)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the value that is there, or choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only a safetensors file has a place for metadata texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another name or remove the other key first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/edits/storages</name>
    <message>
        <source>device tag of {0} → {1}</source>
        <extracomment>0 = count_text(len(changes), 'tensor') · 1 = self.device</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compacted {0} storages, {1} bytes less</source>
        <extracomment>0 = len(before) · 1 = saved</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a device</source>
        <extracomment>0 = self.device</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write cpu, cuda:0, mps or xpu:0.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/edits/values</name>
    <message>
        <source> (and in {0} {1} its memory)</source>
        <extracomment>0 = others · 1 = 'tensor that shares' if others == 1 else 'tensors that share'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor cannot be read ({0})</source>
        <extracomment>0 = problem</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>elements of {0} cannot be set one by one</source>
        <extracomment>0 = spec.dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a conjugated or negated view cannot be written through; change the tensor that it is a view of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an index of {0} numbers is needed</source>
        <extracomment>0 = len(spec.shape)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such element</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sizes are {0}; indices begin with 0.</source>
        <extracomment>0 = sizes</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tensor holds numbers only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edited value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: value of the tensor → {1}</source>
        <extracomment>0 = self.where · 1 = self.value</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a {0} has no elements to set</source>
        <extracomment>0 = held.kind</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the element cannot be read ({0})</source>
        <extracomment>0 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tensor that shares</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tensors that share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a {0} has no single value to set</source>
        <extracomment>0 = other.kind</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/elements</name>
    <message>
        <source>{0} is too large for a tensor of {1}</source>
        <extracomment>0 = value · 1 = dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a whole number, and a tensor of {1} holds only those</source>
        <extracomment>0 = value · 1 = dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is outside {1} … {2}, what a tensor of {3} can hold</source>
        <extracomment>0 = value · 1 = low · 2 = high · 3 = dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is a complex number, and a tensor of {1} holds none</source>
        <extracomment>0 = value · 1 = dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a value that a tensor of {1} can be given</source>
        <extracomment>0 = value · 1 = dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a positive number, and a tensor of {1} holds only those</source>
        <extracomment>0 = value · 1 = dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number of {0} bits is too large for a tensor of {1}</source>
        <extracomment>0 = int(value).bit_length() · 1 = dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/engine/binning</name>
    <message>
        <source>{0} bins (from 1 to {1} are possible)</source>
        <extracomment>0 = bins · 1 = MAX_BINS</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a histogram from {0} to {1}</source>
        <extracomment>0 = low · 1 = high</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the edges of the bins are not increasing numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give two finite numbers, the smaller one first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/engine/blocks</name>
    <message>
        <source>storage {0}</source>
        <extracomment>0 = spec.storage.key</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this tensor has another number of scales or zero points than it needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this tensor cannot be read: {0}</source>
        <extracomment>0 = problem</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this tensor has no dimension {0} for its scales</source>
        <extracomment>0 = axis</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/engine/casting</name>
    <message>
        <source>this view meets the same bytes over and over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure the tensor it is a view of.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/engine/cpu</name>
    <message>
        <source>these tensors have different shapes, {0} and {1}</source>
        <extracomment>0 = list(a.shape) · 1 = list(b.shape)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>these tensors meet the same bytes over and over, {0} times in all</source>
        <extracomment>0 = pair.numel</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the tensors that they are views of.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/engine/devices</name>
    <message>
        <source>No NVIDIA GPU (cuda): </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}PyTorch, built for CUDA {1}, finds no device that this computer's driver offers.</source>
        <extracomment>0 = start · 1 = torch.version.cuda</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, {1} core{2}</source>
        <extracomment>0 = name · 1 = cores · 2 = 's' if cores &gt; 1 else ''</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer's memory ({0})</source>
        <extracomment>0 = _processor()</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}this PyTorch ({1}) was built without CUDA.</source>
        <extracomment>0 = start · 1 = torch.__version__</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}the environment variable CUDA_VISIBLE_DEVICES hides all of them.</source>
        <extracomment>0 = start</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}no NVIDIA driver answers on this computer.</source>
        <extracomment>0 = start</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No Apple GPU (mps): {0}.</source>
        <extracomment>0 = 'macOS offers none' if built else 'this PyTorch was built without it'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no driver answers on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this PyTorch was built without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No Intel GPU (xpu): {0}.</source>
        <extracomment>0 = reason</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AMD GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVIDIA GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No Apple GPU (mps): only Apple's computers have one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>macOS offers none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intel GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/engine/loading</name>
    <message>
        <source>{0} cannot be used: {1}</source>
        <extracomment>0 = device · 1 = str(error).strip().partition(chr(10))[0]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not enough memory on {0}</source>
        <extracomment>0 = device</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} Close what else uses it or choose another device.</source>
        <extracomment>0 = memory_sentence(needed, device, free)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading onto {0}</source>
        <extracomment>0 = device</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>can't allocate memory</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/engine/placement</name>
    <message>
        <source>Needs {0}; {1} has {2} free.</source>
        <extracomment>0 = bytes_text(needed) · 1 = device · 2 = bytes_text(free)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Left out, for the file does not hold their bytes: {0}.</source>
        <extracomment>0 = count_text(left_out, 'storage')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs {0}; how much memory {1} has free is not known.</source>
        <extracomment>0 = bytes_text(needed) · 1 = device</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1} are lacking.</source>
        <extracomment>0 = sentence · 1 = bytes_text(needed - free)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/engine/readiness</name>
    <message>
        <source>others may write to {0}</source>
        <extracomment>0 = folder</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/engine/stepping</name>
    <message>
        <source>what the optimizer keeps has another shape than the weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the optimizer's state or the weight is not made of floating-point numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>these tensors meet the same bytes over and over</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/engine/torch_engine</name>
    <message>
        <source>PyTorch cannot be loaded ({0})</source>
        <extracomment>0 = error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install it again: pip install torch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No GPU: {0}. {1}.</source>
        <extracomment>0 = error.what · 1 = error.hint</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/engine/windows</name>
    <message>
        <source>there is no index {0} in a dimension of size {1}</source>
        <extracomment>0 = place · 1 = size</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/exporting</name>
    <message>
        <source>writing {0}</source>
        <extracomment>0 = target.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy has no type for {0}</source>
        <extracomment>0 = spec.dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor cannot be read ({0})</source>
        <extracomment>0 = problem</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is more than {0} or nested too deep for JSON</source>
        <extracomment>0 = count_text(MOST_VALUES, 'value')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convert the tensor to float32 first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a part of it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/folders</name>
    <message>
        <source>This folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking through the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was being saved into when that was broken off: files are missing here, which {1} has. `ckpt undo` with the folder, or the next save in it, puts them right</source>
        <extracomment>0 = plain_text(place, 120) · 1 = path.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder cannot be read ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a folder with {0}, and one is needed</source>
        <extracomment>0 = count</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file; `ckpt info FOLDER` lists what is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no checkpoint in this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only {0} checkpoints are listed</source>
        <extracomment>0 = MAX_ITEMS</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is a distributed checkpoint (torch.distributed.checkpoint) of {1}; `python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER OUT.pt` makes one file of it, which opens here</source>
        <extracomment>0 = place · 1 = count_text(parts, '.distcp file')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is a DeepSpeed ZeRO checkpoint: weights and optimizer are split over {1}, each of which opens here; `python zero_to_fp32.py . OUT`, in the folder above, makes one state_dict of them</source>
        <extracomment>0 = place · 1 = count_text(ranks, 'file')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is a TensorFlow SavedModel, which TensorFlow opens</source>
        <extracomment>0 = place</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the first {0} folders were looked into</source>
        <extracomment>0 = MAX_FOLDERS</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folders more than {0} levels down were not looked into</source>
        <extracomment>0 = MAX_DEPTH</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} in place of {1} of files; run `git lfs pull` in the repository</source>
        <extracomment>0 = count_text(len(self._pointers), 'Git LFS pointer') · 1 = bytes_text(sum(self._pointers))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} could not be read</source>
        <extracomment>0 = count_text(self._closed, 'file or folder', 'files and folders')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the first {0} files were looked at</source>
        <extracomment>0 = MAX_FILES</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>.distcp file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Git LFS pointer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file or folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files and folders</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/foreign/numpy_types</name>
    <message>
        <source>records of {0}</source>
        <extracomment>0 = ', '.join((field.name for field in self.fields))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1} since 1970</source>
        <extracomment>0 = number · 1 = self.unit</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/foreign/numpy_values</name>
    <message>
        <source>numpy records {0} of {1}{2}</source>
        <extracomment>0 = ' × '.join(map(str, array.shape)) · 1 = names · 2 = ', …' if len(fields) &gt; _SHOWN else ''</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy object {0}</source>
        <extracomment>0 = size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy {0} {1}</source>
        <extracomment>0 = array.dtype.name · 1 = size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy record: {0}</source>
        <extracomment>0 = ', '.join(told)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bit generator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy {0}</source>
        <extracomment>0 = kind.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (numpy {1})</source>
        <extracomment>0 = text · 1 = dtype.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/foreign/python_values</name>
    <message>
        <source> (time zone not read)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/foreign/tensors</name>
    <message>
        <source>nnz {0}{1}{2}</source>
        <extracomment>0 = stored · 1 = ' blocks' if layout in _BLOCKS else '' · 2 = ', not coalesced' if repeats else ''</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tensor{1} of different sizes in one</source>
        <extracomment>0 = count · 1 = '' if count == 1 else 's'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} tensor</source>
        <extracomment>0 = layout</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nested tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uninitialized {0}</source>
        <extracomment>0 = _LAZY[cls.name]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no shape yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no values: it was on the meta device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, not coalesced</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/arrival</name>
    <message>
        <source>{0} arrived</source>
        <extracomment>0 = ', '.join(rows)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is cut short at {0} bytes</source>
        <extracomment>0 = size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only {0} of its {1} bytes are in the file, which is cut short</source>
        <extracomment>0 = there · 1 = wanted</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} arrived</source>
        <extracomment>0 = there · 1 = count_text(wanted, 'tensor')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1} of {2}</source>
        <extracomment>0 = name · 1 = a · 2 = b</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file ends before its bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all {0} arrived</source>
        <extracomment>0 = count_text(wanted, 'tensor')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its one tensor arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other tensors {0} of {1}</source>
        <extracomment>0 = there - sum((a for _, a, _ in named[:_MOST_PARTS])) · 1 = wanted - shown</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/bare_pickle</name>
    <message>
        <source>plain pickle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its bytes are not in a plain pickle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a joblib file, as scikit-learn writes its models, not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load it with joblib.load, if you trust who made it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy array {0}</source>
        <extracomment>0 = node</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this plain pickle has {0} bytes, more than {1}</source>
        <extracomment>0 = source.size · 1 = MAX_PICKLE</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load it with the program that wrote it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is cut short: {0}</source>
        <extracomment>0 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged, or no pickle although it begins like one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} shown as tensors</source>
        <extracomment>0 = count_text(arrays, 'numpy array')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy array</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/base</name>
    <message>
        <source>Files of this kind cannot be written yet. Save it as a state_dict instead.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/bundles</name>
    <message>
        <source>A bundle is not written as a whole. Choose one of its files with its name as the part, or save a state_dict or safetensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> file holds cannot be opened: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zip with checkpoints in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tar with checkpoints in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compressed checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}{1}, before what says which tensors it holds</source>
        <extracomment>0 = damage[:1].lower() · 1 = damage[1:]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a zip without a checkpoint; it holds {0}</source>
        <extracomment>0 = names</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the checkpoint instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} in the tar not followed</source>
        <extracomment>0 = count_text(links, 'link or device', 'links or devices')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is {0}, not a checkpoint</source>
        <extracomment>0 = kind[0]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is an encrypted zip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack it with its password first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a tar file with no checkpoint in it; it holds {0}</source>
        <extracomment>0 = names</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what this {0}{1}{2}</source>
        <extracomment>0 = kind · 1 = _INSIDE · 2 = inside</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} more files in it are not listed</source>
        <extracomment>0 = count - _MAX_LISTED</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the zip holds a file called {0}, which different programs take for different ones</source>
        <extracomment>0 = plain_text(name, 80)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be made to mislead; do not load it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive holds {0} {1} times; Python reads the last</source>
        <extracomment>0 = plain_text(name, 120) · 1 = count</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive holds a file called {0}: unpacking it elsewhere could write outside of the folder</source>
        <extracomment>0 = plain_text(name, 120)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>link or device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>links or devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only {0} of its {1} bytes are in the file, which is cut short</source>
        <extracomment>0 = there · 1 = row.nbytes</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/checksums</name>
    <message>
        <source>its bytes do not match the checksum in the file (CRC-32)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <extracomment>0 = len(self.mismatches) · 1 = count_text(self.checked, 'record')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1} (CRC-32): {2}{3}{4}</source>
        <extracomment>0 = count · 1 = verb · 2 = names · 3 = more · 4 = beside</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checking every byte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>record {0}</source>
        <extracomment>0 = plain_text(self.record, 120)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file holds no checksums to compare its bytes with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = len(self.mismatches) - _SHOWN</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not match its checksum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>do not match their checksums</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (and {0} more in the same memory)</source>
        <extracomment>0 = more</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>matches its checksum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>match their checksums</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without a checksum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not whole</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/export_archive</name>
    <message>
        <source>torch.export archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only torch.export can write a program. Save its state_dict as a state_dict or as safetensors instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a program: loading it makes the model out of a graph, and calling the model runs it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its shape is malformed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has {1} bytes, more than {2}</source>
        <extracomment>0 = record · 1 = size · 2 = most</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It holds compiled code, which loading runs unseen: {0}</source>
        <extracomment>0 = plain_text(', '.join(libraries[:3]), 300)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the record {0} is missing from the file</source>
        <extracomment>0 = record</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not the list of tensors that it should be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is no JSON that can be read</source>
        <extracomment>0 = record</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the program would run as Python a text that should be a size: {0}</source>
        <extracomment>0 = plain_text(text, 120)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not the list of weights that it should be</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/exported_program</name>
    <message>
        <source>it is not the JSON of an exported program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>graph nodes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/exported_tensors</name>
    <message>
        <source>its numbers were not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has {0}</source>
        <extracomment>0 = problem</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its description is malformed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>elements of type number {0} are not known here</source>
        <extracomment>0 = _whole(meta.get('dtype'))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not laid out with strides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its size is not a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the record {0} is missing from the file</source>
        <extracomment>0 = record</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/json_values</name>
    <message>
        <source>too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nests too deep</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/magic</name>
    <message>
        <source>Choose the checkpoint instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack it and open what is inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the frame that torch.save leaves when it fails, with neither names nor tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be rescued from it. Save it again; the error of torch.save names what it cannot save.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Word document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an Excel table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a PowerPoint presentation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a model of Keras 3 (.keras)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with keras.saving.load_model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an Android program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model in it lies below assets/: unpack it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a model archive of TorchServe (.mar)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack it and open the .pt or .pth inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Java archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an OpenDocument text or an e-book</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a zipped TensorFlow SavedModel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack it and read it with tf.saved_model.load.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Core ML package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with coremltools.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decrypt it first, with the program and the password it was made with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with Keras or h5py; in PyTorch, load its arrays with h5py and torch.from_numpy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with llama.cpp or the gguf package.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convert it to GGUF with llama.cpp and open it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with TensorFlow Lite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read it with TensorFlow: tf.saved_model.load of its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read it with pandas or pyarrow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load it with scipy.io.loadmat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convert it where Lua's Torch is, or with the torchfile package.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load it with mxnet.nd.load.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read it with Darknet's own tools, or convert it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It runs on the GPU it was built for alone; open the checkpoint it was made from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>macOS makes such files beside others; choose the one of the same name without `._`.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a PNG picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a JPEG picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a GIF picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a TIFF picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a WebP picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a WAV sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an AVI video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an MP4 video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Matroska or WebM video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an MP3 sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a FLAC sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an Ogg sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an RTF document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a PostScript document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a document of an old Word, Excel or PowerPoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a program or library for Linux</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a program for macOS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a program for macOS or Java</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a WebAssembly program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a folder's settings of macOS (.DS_Store)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an SQLite database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Windows shortcut, not the file it leads to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a zstd file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a RAR archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an lz4 file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file of compress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file that openssl has encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file that age has encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file that PGP has encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an HDF5 file, as Keras writes its models (.h5)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a GGUF model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a GGML model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a TensorFlow Lite model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a TensorFlow SavedModel (saved_model.pb)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a Parquet table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an Arrow table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a MATLAB file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a model of Torch7, the Lua program before PyTorch (.t7)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a parameter file of MXNet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights of Darknet (YOLO)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a TensorRT engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what macOS notes about a file (its name begins with ._), not the file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/members</name>
    <message>
        <source>archives lie within archives more than {0} deep</source>
        <extracomment>0 = MAX_DEPTH</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack it and open what is inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <extracomment>0 = plain_text(name, 120) · 1 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a shard, whose tensors are in {0}</source>
        <extracomment>0 = index</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not opened: there are more than {0} files beside it</source>
        <extracomment>0 = MAX_OPENED</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not opened: the files before it hold more than {0} values</source>
        <extracomment>0 = MAX_NODES</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/neighbours</name>
    <message>
        <source>no such file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/npz_writer</name>
    <message>
        <source>a numpy archive holds arrays by name, and this is a single value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy archive holds contiguous arrays with names alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a zip cannot hold a file of this name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename it first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/numpy_files</name>
    <message>
        <source>numpy array</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy archive of arrays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its elements are Python objects, which are not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load it with numpy.load.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its elements are of type {0}, which PyTorch does not have</source>
        <extracomment>0 = dtype_name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the array has {0}</source>
        <extracomment>0 = problem</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header of the array is missing or cut short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>version {0} of numpy's file format is not known</source>
        <extracomment>0 = head[6]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header of the array is cut short or too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its elements are records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its header is not one that NumPy writes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/safetensors</name>
    <message>
        <source>{0} missing: they are taken to be those at the end. A file of this kind has no checksums, which would tell of a gap in the middle</source>
        <extracomment>0 = count_text(missing, 'byte')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a safetensors file holds tensors by name, and this is a single value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its header has {0} bytes, more than {1}</source>
        <extracomment>0 = length · 1 = MAX_HEADER</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged, or made to fill memory; download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is cut short within its header: {0} of its {1} bytes are here</source>
        <extracomment>0 = source.size - _LENGTH · 1 = length</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be rescued from it; copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>elements of type {0} are not known here</source>
        <extracomment>0 = header.types[index][:40]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a safetensors file holds contiguous tensors with names alone</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/safetensors_header</name>
    <message>
        <source>Download it again, or write it anew with the safetensors library.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header is malformed: {0}</source>
        <extracomment>0 = what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it speaks of {0} bytes of tensors and there are {1}</source>
        <extracomment>0 = at · 1 = data_bytes</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a name stands twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header names more than {0} tensors</source>
        <extracomment>0 = MAX_TENSORS</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is missing at byte {1}</source>
        <extracomment>0 = mark.decode() · 1 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is text behind its end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a name is missing at byte {0}</source>
        <extracomment>0 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a comma is missing behind the entry of {0}</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has an impossible place</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has {1} bytes, which do not fit its shape and type</source>
        <extracomment>0 = name[:80] · 1 = end - begin</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the entry of {0} is not dtype, shape and data_offsets</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the entry of {0} has something else than whole numbers</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not one mapping of text to text</source>
        <extracomment>0 = METADATA</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} holds something else than text</source>
        <extracomment>0 = METADATA</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the bytes of {0} overlap those of another tensor</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>before the bytes of {0} it leaves a hole of {1} bytes that belong to no tensor</source>
        <extracomment>0 = name · 1 = begin - at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what begins at byte {0} is not UTF-8 text</source>
        <extracomment>0 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name at byte {0} is not UTF-8 text</source>
        <extracomment>0 = found.start()</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has an impossible shape</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what begins at byte {0} is nested too deeply</source>
        <extracomment>0 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no JSON value of sensible length at byte {0}</source>
        <extracomment>0 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/script_code</name>
    <message>
        <source>{0} bytes are too many to unpack for showing</source>
        <extracomment>0 = entry.size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not read: the records beside the tensors are too large together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} in {1} not read: all of them together are larger than {2} MiB</source>
        <extracomment>0 = count_text(self._skipped, 'record') · 1 = folder · 2 = MAX_TOGETHER &gt;&gt; 20</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has {1} bytes; the first {2} are shown</source>
        <extracomment>0 = plain_text(name, 120) · 1 = entry.size · 2 = MAX_TEXT</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/serialized_values</name>
    <message>
        <source>{0} is no base64 text</source>
        <extracomment>0 = label</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} holds a pickle that cannot be read: {1}</source>
        <extracomment>0 = label · 1 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/shard_checks</name>
    <message>
        <source>{0} (in {1})</source>
        <extracomment>0 = _short(name) · 1 = plain_text(held[name], 80)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = len(words) - _SHOWN</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} cannot be read, and with {2} {3} of {4} tensors: {5}. {6}</source>
        <extracomment>0 = len(broken) · 1 = count_text(len(shards), 'shard') · 2 = 'it' if len(broken) == 1 else 'them' · 3 = lost · 4 = len(index.weight_map) · 5 = reasons · 6 = advice.removesuffix('.')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} that the index names {1} in no shard: {2}</source>
        <extracomment>0 = count_text(len(missing), 'tensor') · 1 = _are(missing) · 2 = _some(list(map(_short, missing)))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1} in another shard than the index says: {2}</source>
        <extracomment>0 = count_text(len(moved), 'tensor') · 1 = _are(moved) · 2 = _some(moved)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} in the shards {1} not in the index, and so not shown: {2}</source>
        <extracomment>0 = count_text(len(unnamed), 'tensor') · 1 = _are(unnamed) · 2 = shown</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1} in more than one shard: {2}</source>
        <extracomment>0 = count_text(len(twice), 'tensor') · 1 = _are(twice) · 2 = _some(list(map(_short, twice)))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The shards are numbered to {0}, and the index does not name {1}</source>
        <extracomment>0 = part.count · 1 = _some([f'number {number}' for number in missing])</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of the same name {1} here without being named in the index: {2}</source>
        <extracomment>0 = count_text(len(others), 'shard') · 1 = lie · 2 = _some(others)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The index speaks of {0} bytes of tensors, and the shards hold {1}</source>
        <extracomment>0 = said · 1 = each</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} {1} to another folder than that of the index: {2}</source>
        <extracomment>0 = count_text(len(away), 'shard') · 1 = 'is a link' if len(away) == 1 else 'are links' · 2 = _some(places)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is a link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>are links</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>number {0}</source>
        <extracomment>0 = number</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/shard_index</name>
    <message>
        <source>this index has {0} bytes, more than {1}</source>
        <extracomment>0 = source.size · 1 = MAX_INDEX</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the index is cut short: its last brace is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the index is malformed: {0}</source>
        <extracomment>0 = what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a key stands twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(nested too deeply)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the index is not UTF-8 text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is text behind its end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is JSON text without a weight_map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the checkpoint itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the index names more than {0} tensors</source>
        <extracomment>0 = MAX_TENSORS</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the index names more than {0} files</source>
        <extracomment>0 = MAX_SHARDS</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its metadata are no mapping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is missing at character {1}</source>
        <extracomment>0 = mark · 1 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text is missing at character {0}</source>
        <extracomment>0 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a comma is missing at character {0}</source>
        <extracomment>0 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} stands twice</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a comma is missing behind the entry of {0}</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text at character {0} is malformed</source>
        <extracomment>0 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no JSON value of sensible length at character {0}</source>
        <extracomment>0 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has too many keys</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/sharded</name>
    <message>
        <source>Put the shard beside the index, or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sharded checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is part {0} of {1} of a checkpoint</source>
        <extracomment>0 = part.number · 1 = part.count</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not in the shard that the index names ({0})</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}; the index that would open the whole ({1}) does not lie beside it</source>
        <extracomment>0 = this · 1 = part.index_names[0]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} ({1}, which should hold it). {2}</source>
        <extracomment>0 = shard.failure · 1 = name · 2 = shard.advice</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}; {1} beside it opens the whole</source>
        <extracomment>0 = this · 1 = index</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is an index itself, which an index cannot name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get the shard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is the same file as {0}</source>
        <extracomment>0 = first</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this file holds no tensors by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get the shard that belongs here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no such file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download the shard again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/strangers</name>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load it with xgboost.Booster(model_file=…).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a Git LFS pointer to a file of {0} bytes, not the file itself</source>
        <extracomment>0 = size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>begins with nothing but zeros</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>begins and ends with nothing but zeros</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file {0}</source>
        <extracomment>0 = what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The download did not finish, or the disk was full; get it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> that begins “{0}”</source>
        <extracomment>0 = line</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a text file{0}, not a checkpoint</source>
        <extracomment>0 = says</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is JSON text, not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be a server's error message or a model's configuration; look inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> that says “{0}”</source>
        <extracomment>0 = plain_text(words, _QUOTED)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file begins with bytes {0}, which no known checkpoint does</source>
        <extracomment>0 = peek.head[:4].hex(' ')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be damaged, encrypted, raw numbers, or of another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The save or the download did not finish; get it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run `git lfs pull` in its repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a Git LFS pointer, not the file itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a DVC pointer, not the file itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run `dvc pull` in its repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a git-annex pointer, not the file itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run `git annex get` on it in its repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file begins like a pickle, but goes on like none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be damaged, or of another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a tar file whose first header is malformed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is {0}, not a checkpoint</source>
        <extracomment>0 = kind.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a program for Windows, not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the checkpoint instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a BMP picture, not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is compiled Python (.pyc), not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a Core ML model, not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with coremltools.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is an ONNX model, made by {0}, not a checkpoint</source>
        <extracomment>0 = who</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with Netron or the onnx package.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is an ONNX model, not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a model of XGBoost (UBJSON), not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is zlib-compressed data, as joblib.dump writes it with compress=True</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load it with joblib.load, if you trust who made it, or unpack it with Python's zlib.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a MessagePack file, as Flax and JAX write their parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load it with flax.serialization.msgpack_restore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;!doctype html</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a web page{0}, not a checkpoint</source>
        <extracomment>0 = _saying(_PAGE, text)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The download gave an error or log-in page; download the file itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is XML text{0}, not a checkpoint</source>
        <extracomment>0 = _saying(page, text)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be a server's error message; download the file itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a model of LightGBM (text), not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load it with lightgbm.Booster(model_file=…).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a Python path file (text), not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python's site module uses the same extension; choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a script (text), not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is JSON text that says “{0}”, not a checkpoint</source>
        <extracomment>0 = words</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server gave an error instead of the file; download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is the configuration of a model (JSON), not its weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the .safetensors or .bin file beside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a model of XGBoost (JSON), not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a Jupyter notebook, not a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bytes are too few for a checkpoint</source>
        <extracomment>0 = peek.size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is the data of a TensorFlow checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read it with tf.train.load_checkpoint, or convert it with the transformers library.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is cut short: of a safetensors header of {0} bytes {1} are there</source>
        <extracomment>0 = length · 1 = peek.size - 8</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/tar_members</name>
    <message>
        <source>the tar lists more than {0} files</source>
        <extracomment>0 = _MAX_MEMBERS</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tar header at byte {0} is malformed</source>
        <extracomment>0 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/tar_storages</name>
    <message>
        <source>the file is cut short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a pickle in {0} has more than {1} bytes</source>
        <extracomment>0 = where · 1 = _WINDOWS[-1]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is left for a pickle in {0}</source>
        <extracomment>0 = where</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its bytes are missing from the file{0}</source>
        <extracomment>0 = ', which is cut short' if self.cut else ''</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a storage or tensor has a key that is neither number nor text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its number of storages is not from 0 to {0}</source>
        <extracomment>0 = MAX_COUNT</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a storage is described in an unknown way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, storages</source>
        <extracomment>0 = self._source.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file holds {0} of its {1} elements</source>
        <extracomment>0 = place.numel · 1 = wanted.numel</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of views of storages is malformed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, which is cut short</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/tar_tensors</name>
    <message>
        <source>its list of tensors has more than {0} bytes</source>
        <extracomment>0 = _MAX_MEMBER</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its number of tensors is not from 0 to {0}</source>
        <extracomment>0 = MAX_COUNT</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tensor has {0} dimensions</source>
        <extracomment>0 = dimensions</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the list of tensors is cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is cut short: its list of tensors is not whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tensor is described in an unknown way</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/torch_legacy</name>
    <message>
        <source>magic number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>protocol version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>storage keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PyTorch legacy checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes behind the storages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the last storage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the protocol version is not {0}</source>
        <extracomment>0 = PROTOCOL</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the list of storage keys is malformed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is damaged before byte {0}, where the next tensor should begin</source>
        <extracomment>0 = at</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} pickle</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>storage {0} is listed but no tensor uses it</source>
        <extracomment>0 = name[:40]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its pickle has more than {0} bytes</source>
        <extracomment>0 = MAX_PICKLE</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is cut short: {0}</source>
        <extracomment>0 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/torch_package</name>
    <message>
        <source>torch.package archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only torch.package can write a package, because it carries code. Save it as a state_dict or as safetensors instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bytes follow the end of the pickle in {1}</source>
        <extracomment>0 = len(data) - ran.end · 1 = plain_text(name, 120)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <extracomment>0 = plain_text(name, 120) · 1 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package holds the code of {0}; loading runs those that are needed, under names like &lt;torch_package_0&gt;.{1}</source>
        <extracomment>0 = count_text(len(modules), 'Python module') · 1 = modules[0]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = len(own) - _MOST_SHOWN</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>code of scripted modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These classes come from the code in the package: {0}{1}</source>
        <extracomment>0 = names · 1 = more</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package puts code of its own in the place of {0}</source>
        <extracomment>0 = plain_text(', '.join(posing[:_MOST_SHOWN]), 300)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scripted modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python module</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/torch_tar</name>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PyTorch tar checkpoint of before 0.1.10</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a tar without a pickle, so no checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If it is a bundle, unpack it and open what is inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tar holds {0} twice; PyTorch reads the last</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its pickle has {0} bytes, more than {1}</source>
        <extracomment>0 = member.nbytes · 1 = MAX_PICKLE</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is cut short: its list of tensors is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is cut short before its pickle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tar also holds {0}</source>
        <extracomment>0 = ', '.join((name[:80] for name in others[:5]))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is cut short: {0}</source>
        <extracomment>0 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sys_info cannot be read: {0}</source>
        <extracomment>0 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/torch_zip</name>
    <message>
        <source>PyTorch zip checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/torch_zip_update</name>
    <message>
        <source>the zip lists {0} twice</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a copy instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the zip is compressed, encrypted or oddly named</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/torchscript</name>
    <message>
        <source>This is a program: torch.jit.load compiles the code in it, and calling the model runs it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TorchScript archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} beside the model not looked through: larger than {1} MiB together</source>
        <extracomment>0 = count_text(skipped, 'pickle') · 1 = MAX_SCANNED &gt;&gt; 20</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <extracomment>0 = plain_text(name, 120) · 1 = error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The constants cannot be read: {0}</source>
        <extracomment>0 = error</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/torchscript_json</name>
    <message>
        <source>This is a program of PyTorch 1.0 to 1.3: an old PyTorch, such as 1.10, compiles the code in it; newer ones refuse it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TorchScript archive of PyTorch 1.0 to 1.3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its model.json has {0} bytes, more than {1}</source>
        <extracomment>0 = size · 1 = _MAX_MODEL</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its model.json describes no module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tensor of type {0}, which is not read here</source>
        <extracomment>0 = kind[:40]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its model.json is no JSON that can be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has more than {0} modules</source>
        <extracomment>0 = _MAX_MODULES</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be read, so what it names is not known: {1}</source>
        <extracomment>0 = _ATTRIBUTES · 1 = plain_text(error.what, 200)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/unpacking</name>
    <message>
        <source>it is damaged ({0})</source>
        <extracomment>0 = error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this {0} file cannot be unpacked: {1}</source>
        <extracomment>0 = kind · 1 = doubt</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpacked from {0} to {1} in {2}</source>
        <extracomment>0 = kind · 1 = bytes_text(out.size) · 2 = out.place</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the compressed file is cut short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bytes follow its end</source>
        <extracomment>0 = len(rest)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bytes or more follow its end</source>
        <extracomment>0 = len(data)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is unpacked is not all: {0}</source>
        <extracomment>0 = doubt</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be inflated ({0})</source>
        <extracomment>0 = error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unpacks to more than {0} times its size</source>
        <extracomment>0 = MAX_RATIO</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/zip_archive</name>
    <message>
        <source>{0}, and data.pkl, which says what its tensors are, is not in what is here</source>
        <extracomment>0 = _lower(found.damage)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, within data.pkl, which says what its tensors are ({1})</source>
        <extracomment>0 = _lower(found.damage) · 1 = entry.problem</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be rescued from it; copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tensor on the meta device has no values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a zip without {0}, so no checkpoint</source>
        <extracomment>0 = mark</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the checkpoint instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The zip lists {0} twice; PyTorch reads the first</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the byte order is {0}, neither little nor big</source>
        <extracomment>0 = text</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its pickle has {0} bytes, more than {1}</source>
        <extracomment>0 = record.size · 1 = MAX_PICKLE</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is more than one {0}; not shown: {1}</source>
        <extracomment>0 = mark · 1 = others</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bytes follow the end of the zip</source>
        <extracomment>0 = found.after</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file ends before its record {0}</source>
        <extracomment>0 = record</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the record {0} is missing from the file</source>
        <extracomment>0 = record</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the record {0} has {1} of {2} bytes</source>
        <extracomment>0 = record · 1 = entry.size · 2 = wanted.nbytes</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/zip_directory</name>
    <message>
        <source>Unpack it, and pack the folder again without compression (zip -r0).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is cut short, or still being written. Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, record {1}</source>
        <extracomment>0 = self._source.name · 1 = self.entry.name[:120]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the end of this zip file is missing ({0} bytes are here)</source>
        <extracomment>0 = source.size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the zip directory lies outside the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a row of the zip directory is malformed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has {0} bytes, {1} were asked for</source>
        <extracomment>0 = self.entry.size · 1 = offset + buffer.nbytes</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header of this record is not where the directory says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this record is encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack the file with its password first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this record reaches past the end of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not inflate to the size that it names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compression method {0} is not known</source>
        <extracomment>0 = entry.method</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>claims to inflate to {0} bytes</source>
        <extracomment>0 = entry.size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be inflated ({0})</source>
        <extracomment>0 = error</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/zip_emitter</name>
    <message>
        <source>{0}: {1} bytes came, {2} were announced</source>
        <extracomment>0 = name · 1 = written · 2 = size</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/zip_files</name>
    <message>
        <source>compression method {0} is not known</source>
        <extracomment>0 = row.method</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack it and open what is inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unpacks to {0} bytes that are not the {1} that were packed</source>
        <extracomment>0 = nbytes · 1 = row.size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compressed files in the zip were unpacked: {0} in {1}</source>
        <extracomment>0 = bytes_text(self._unpacked.size) · 1 = self._unpacked.place</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/zip_rescue</name>
    <message>
        <source>Copy or download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An update in place was broken off; `ckpt undo` removes its {0} bytes</source>
        <extracomment>0 = nbytes</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of its {1} bytes arrived before the file ends</source>
        <extracomment>0 = max(0, there) · 1 = wanted</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: from byte {0} on there is nothing that belongs to it</source>
        <extracomment>0 = walk.stop</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bytes stand before the zip, and PyTorch does not open such a file</source>
        <extracomment>0 = place.shift</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bytes are missing in the middle of the file</source>
        <extracomment>0 = missing</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and damaged before that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is cut short at {0} bytes{1}</source>
        <extracomment>0 = source.size · 1 = also</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bytes that do not belong to the file stand behind its end</source>
        <extracomment>0 = walk.after</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of records at the end of the file is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking for records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this record does not end where it should: the file is damaged here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file ends within this record, {0} bytes of it arrived</source>
        <extracomment>0 = there</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/formats/zip_rows</name>
    <message>
        <source>the zip directory lists {0} entries but holds {1}</source>
        <extracomment>0 = count · 1 = len(found)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a row of the zip directory is malformed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the zip directory is cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the record {0} does not lie within the file</source>
        <extracomment>0 = entry.name[:80]</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/graph/graph</name>
    <message>
        <source>Here are: {0}{1}</source>
        <extracomment>0 = ', '.join(words) · 1 = ' …' if len(children) &gt; 6 else ''</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list in a run of lists was changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is below it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example /optim_state/param_groups/0/lr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a pointer begins with '/': {0}</source>
        <extracomment>0 = pointer</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no {0} here</source>
        <extracomment>0 = key_text(key)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/graph/nodes</name>
    <message>
        <source>integer of {0} bits</source>
        <extracomment>0 = 8 * len(self.data)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/known_dangers</name>
    <message>
        <source>reaches into the operating system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looks at files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starts a program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs a shell command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starts a process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reaches into the running interpreter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starts a thread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens a network connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens a connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starts programs and connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens a web connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sends mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens a web page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>copies, moves or deletes files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>makes files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>imports any module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs a Python program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>installs programs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calls machine code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unpickles more, with no allow-list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loads compiled code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs Python code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>makes functions from code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens network connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starts threads or processes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reads files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens a file, also for writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>makes files or sends messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reads or writes files and web addresses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>imports code out of a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reaches any function through another object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reaches any function</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reaches every object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>works on code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs code later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changes how the program reacts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changes limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>downloads and runs code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compiles and runs code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs a Python file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may run Python code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens a database file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loads another file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loads another checkpoint from bytes inside this one, with no allow-list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writes a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loads machine code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs Python code from text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reads a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>makes a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reads a file or a web address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calls any function</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>downloads files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reads or writes files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens windows and runs their language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs Python code that the file holds as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>downloads a file or code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reaches memory that other programs share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changes how later pickles are read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>makes the program wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stops the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reaches a module of Python through another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is called like what starts a program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is called like what imports any module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is called like what opens a web connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is called like what deletes folders</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/known_globals</name>
    <message>
        <source>bytes, written as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a set that cannot change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a complex number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a range of numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a plain object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prints text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a dictionary that keeps its order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a dictionary of counts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a dictionary with a default value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a double-ended list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the arguments of a training script</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a bundle of named values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a path on Linux or macOS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a path on Windows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a date and time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a time span</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an identifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a decimal number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one of a list of choices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a function with some arguments filled in; what it calls is its first argument</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>makes an object of the class that is its first argument</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy array</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the element type of a numpy array</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a single number from numpy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy's random number generator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the shape of a tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a device such as cpu or cuda:0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a parameter of a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the bytes of a tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loads another checkpoint from bytes inside this one, with no allow-list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the layout of a tensor in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a random generator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tensor of a class of its own, or with attributes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a parameter of a model, with attributes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a quantised tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a sparse tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a typed list or dictionary of TorchScript</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a configuration (OmegaConf)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list in a configuration (OmegaConf)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any type of value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a time of day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a time zone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy array whose numbers follow (joblib)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an array of numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>counts what is in a value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the value Ellipsis (...)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the value NotImplemented</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text or bytes, written another way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a type, such as list[int]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a type, such as int or None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the type of None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the type of Ellipsis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a dictionary that cannot be changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a type that is one of two</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what recorded a model as a graph</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a model wrapped by torch.compile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy array with gaps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>several dictionaries as one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a pattern to search text with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs a shell command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs Python code from text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turns text into Python code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>imports any module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reaches any function through another object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changes any object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens a file, also for writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits for the keyboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starts the debugger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs a Python file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs a Python module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs Python code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deletes a folder with all that is in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens a web page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connects to another computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starts a program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loads another file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>downloads and runs code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a typed list of TorchScript</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of the program in the file, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a neural network layer, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a wrapper that spreads a model over devices, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a learning-rate schedule, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an optimizer, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part of a data loader, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a model of torchvision, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an image transform of torchvision, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of the transformers library, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of PyTorch Lightning, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part of a configuration (OmegaConf), {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of PyTorch Geometric, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of fastai, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of Hugging Face Accelerate, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an error of Python, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an address or network of the internet, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a kind of value, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part of a type, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of XGBoost, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of LightGBM, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of Ultralytics (YOLO), {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of the timm library, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of scikit-learn, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a table or index of pandas, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part of numpy's random number generator, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy array with gaps, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the element type of a numpy array, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class or function of numpy, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class or function of PyTorch, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class or function of the script that saved the file, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reaches into Python itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reaches a name through a module or class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how numbers are quantised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the element type of a tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>can reach or run anything in Python</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/modules/reading</name>
    <message>
        <source>made in the file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/modules/state_dict</name>
    <message>
        <source>the model itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is a quantised layer: its packed weights are not parameters and are left out</source>
        <extracomment>0 = place</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has hooks that may change the state_dict; they are not run</source>
        <extracomment>0 = place</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/modules/text</name>
    <message>
        <source>{0} module{1}</source>
        <extracomment>0 = len(view.children) · 1 = '' if len(view.children) == 1 else 's'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>integer of {0} bits</source>
        <extracomment>0 = value.bit_length()</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/optimizer/finding</name>
    <message>
        <source>The file holds no names for this optimizer's parameters, and no model to compare with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file names it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is the very tensor that stands under this name in the model.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/optimizer/guessing</name>
    <message>
        <source>unknown optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adafactor (transformers)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prodigy or D-Adaptation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LAMB (apex)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AdamW (transformers)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adam (apex)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adamax or RAdam</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>8-bit Adam (bitsandbytes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>8-bit optimizer (bitsandbytes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adam or AdamW</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/optimizer/learning_rate</name>
    <message>
        <source>the rate that the next step uses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>schedulers started here and compute later rates from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the peak of the one-cycle schedule, kept in proportion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the end of the one-cycle schedule, kept in proportion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the scheduler computes the next rates from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the rate that the scheduler set last and reports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the upper end of the cycle, kept in proportion</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/optimizer/naming</name>
    <message>
        <source>No order of the model's parameters fits the shapes of this optimizer's state.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By order alone: there are as many parameters as names, and the optimizer keeps nothing to compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By shape and order: the parameters of this shape are all in this group, as many as there are names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By order and shape: no other order of the model's parameters fits this group.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A guess: the group is taken as one part of the model, and its shapes fit there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A guess: several parameters of this shape are possible, and the first in the model's order is named.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By order alone: all parameters have the same shape, and the optimizer has several groups.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By order: there are as many parameters as names, and the shapes of the optimizer's state agree.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By shape: parameters of this shape come in this order, though the whole order does not fit.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/optimizer/schedule</name>
    <message>
        <source>Its rates come from a Python function, which the file does not hold: they cannot be known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How {0} goes on is not known to this program.</source>
        <extracomment>0 = {}</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ReduceLROnPlateau waits for losses that are still to come: its rates cannot be known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The scheduler's state lacks {0}.</source>
        <extracomment>0 = missing[0] if missing else 'its rates'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers in the scheduler's state give no rates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its rates</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/optimizer/schedulers</name>
    <message>
        <source>unknown scheduler</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/outline/building</name>
    <message>
        <source>(whole file)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/outline/captions</name>
    <message>
        <source>module {0}</source>
        <extracomment>0 = class_name(module.view.cls).lower()</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/outline/cells</name>
    <message>
        <source>shares {0} {1}</source>
        <extracomment>0 = what · 1 = _dotted(outline, first)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the module's object holds beside its parameters, buffers and modules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the object at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>train mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>eval mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, … {0} more</source>
        <extracomment>0 = more</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <extracomment>0 = short_kind(held) · 1 = len(held.items if isinstance(held, Sequence) else held.values)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unreadable: {0}</source>
        <extracomment>0 = problem</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/pickles/budget</name>
    <message>
        <source>it makes more than {0} containers and objects</source>
        <extracomment>0 = made // CONTAINER</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its values would fill more than {0} MiB of memory</source>
        <extracomment>0 = MOST_MEMORY &gt;&gt; 20</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more than {0} instructions only copy, frame or throw away</source>
        <extracomment>0 = waste</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has more than {0} instructions</source>
        <extracomment>0 = MOST_STEPS</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/pickles/machine</name>
    <message>
        <source>an out-of-band buffer, which no file holds,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>extension {0}</source>
        <extracomment>0 = code</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a global named by an extension code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OBJ without a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a state for something that has none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object whose state is set more than once; the last one is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names more than {0} different things</source>
        <extracomment>0 = MOST_NAMES</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computed name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a global whose name is computed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown opcode 0x{0}</source>
        <extracomment>0 = code</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/pickles/opcodes</name>
    <message>
        <source>a {0} of {1} bytes is longer than a checkpoint can hold</source>
        <extracomment>0 = what · 1 = len(raw)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/pickles/operands</name>
    <message>
        <source>It may be made to fill the memory of whoever opens it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pickle is malformed: {0} at byte {1}</source>
        <extracomment>0 = what · 1 = self.pos - 1</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this pickle is not read to its end: {0}</source>
        <extracomment>0 = excess</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pickle ends before its STOP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pickle is cut off: {0} bytes wanted at byte {1}</source>
        <extracomment>0 = count · 1 = start</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text argument has no end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has a text of {0} bytes, more than {1}</source>
        <extracomment>0 = len(raw) · 1 = MOST_TEXT</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>protocol {0}</source>
        <extracomment>0 = self.protocol</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a frame inside a frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a frame reaches past the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number that is none, or has more than 4,000 digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a negative length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a string without quotes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an argument reaches across the end of its frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text that is not UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number that is none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a string that cannot be decoded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text that cannot be decoded</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/pickles/reader</name>
    <message>
        <source>{0} holds {1}</source>
        <extracomment>0 = where · 1 = text</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, byte {1}</source>
        <extracomment>0 = machine.where · 1 = first</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/pickles/sequence</name>
    <message>
        <source>bytes within {0}</source>
        <extracomment>0 = where</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the end of the pickle in {0}</source>
        <extracomment>0 = plain_text(where, 120)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} follow {1}</source>
        <extracomment>0 = count_text(len(data) - end, 'byte') · 1 = before</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} among them, which PyTorch does not read</source>
        <extracomment>0 = count_text(count, 'more pickle')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more pickle</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/pickles/stack</name>
    <message>
        <source>nothing on the stack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no mark on the stack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>items for something that is no list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>members for something that is no set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keys for something that is no dict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a key without a value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memo {0} was never put</source>
        <extracomment>0 = index</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/pickles/writer</name>
    <message>
        <source>computed name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>something here is made of itself, which no pickle can say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this file computes the name of something it imports, which cannot be written again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this part could not be read, so it cannot be written ({0})</source>
        <extracomment>0 = reason</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove it first, or save another part.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/rebuild/answer</name>
    <message>
        <source>has a name that is none, or a shape that is none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the process that ran the model's code gave an answer that {0}</source>
        <extracomment>0 = what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not say how far it came</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has no names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has a name twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tells of an error that is none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The code of the model meddles with what it should not. Nothing was saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is too large, or no file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read ({0})</source>
        <extracomment>0 = error.strerror</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>names no class</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/rebuild/checking</name>
    <message>
        <source>Nothing was saved. The class does not keep what it is given, or changes it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of the state_dict, in {1} order</source>
        <extracomment>0 = count_text(len(names), 'name') · 1 = 'the same' if in_order else 'the class’s own'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing the model with the state_dict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the class was saved as is not a model with parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the state_dict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the saved model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is only in {1}</source>
        <extracomment>0 = plain_text(odd[0], 200) · 1 = where</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of the opened file byte for byte ({1})</source>
        <extracomment>0 = count_text(len(alike), 'tensor') · 1 = bytes_text(nbytes)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} as converted from {1}: the class has another type</source>
        <extracomment>0 = count_text(len(converted), 'tensor') · 1 = ', '.join(kinds)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tied as in the opened file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tied by the class, equal in the opened file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shared memory in the opened file, are separate in the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = len(names) - 6</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has another shape in the saved model</source>
        <extracomment>0 = plain_text(name, 200)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has other numbers in the saved model</source>
        <extracomment>0 = plain_text(name, 200)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <extracomment>0 = dtype · 1 = kept[name].dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the class’s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model keeps what its class makes for: {0}</source>
        <extracomment>0 = _listed(sorted(own))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left out, because the model has no such names: {0}</source>
        <extracomment>0 = _listed(sorted(vain))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>given to the class to keep in its own way, not compared: {0}</source>
        <extracomment>0 = _listed(others)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model holds {0}, which nobody else can import</source>
        <extracomment>0 = plain_text(str(name), 100)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Define it in a module with a name of its own.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/rebuild/request</name>
    <message>
        <source>For example my_model.py:Model or package.module:Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example {"n_input_features": 6}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} imports {1}{2} and calls {3}</source>
        <extracomment>0 = who · 1 = what · 2 = place or ', which must be installed,' · 3 = self.call</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON writes true, false and null.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON wants double quotes: {"n_input_features": 6}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> from {0}</source>
        <extracomment>0 = plain_text(str(self.folder), 300)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the class of the model is not named</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be the name of a class</source>
        <extracomment>0 = plain_text(name, 80)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is neither a .py file nor the name of a module</source>
        <extracomment>0 = plain_text(place, 80)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody can import a class from __main__</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the file it is in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the arguments are longer than {0} characters</source>
        <extracomment>0 = MAX_ARGUMENTS</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no Python in this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name it as ~/venv/bin/python, or the environment's folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such folder to import from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is not below {0}</source>
        <extracomment>0 = plain_text(str(root), 300)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be imported under this name</source>
        <extracomment>0 = plain_text(bad, 80)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the file or folder a name that Python can import.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such Python file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its name and folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in line {0}, </source>
        <extracomment>0 = error.lineno</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the arguments are not JSON: {0}at character {1}: {2}</source>
        <extracomment>0 = place · 1 = error.colno · 2 = error.msg.lower()</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the arguments are nested too deep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the arguments must be a JSON object of keyword arguments, or a list of positional ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, which must be installed,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example {"n_input_features": 6} or [6]</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/rebuild/running</name>
    <message>
        <source>importing PyTorch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asking the model for its state_dict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading the state_dict into the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>saving the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>signal {0}</source>
        <extracomment>0 = -ended.status</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Python that runs this program has no package {0}{1}. Or name the Python that has it, such as the one that trained the model.</source>
        <extracomment>0 = package · 1 = install</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running {0}</source>
        <extracomment>0 = request.call</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the code of the model ended its process (exit status {0}) instead of giving a model</source>
        <extracomment>0 = ended.status</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> It may use {0}.</source>
        <extracomment>0 = bytes_text(memory)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the process of the model crashed ({0})</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {0}</source>
        <extracomment>0 = failure.lines[-1]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} failed: {1}</source>
        <extracomment>0 = doing · 1 = text</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has no package {1}.</source>
        <extracomment>0 = request.python · 1 = package</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>: {0} -m pip install …</source>
        <extracomment>0 = sys.executable</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It printed last: {0}</source>
        <extracomment>0 = plain_text(' / '.join(lines[-3:]), 600)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the code of the model did not end within {0} seconds and was stopped</source>
        <extracomment>0 = limits.seconds</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PyTorch cannot be imported: {0}</source>
        <extracomment>0 = failure.text</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running a model needs PyTorch in the Python that runs it; another one can be named.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>can't allocate memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no process can be started ({0})</source>
        <extracomment>0 = error.strerror</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model's process may use {0}. {1}</source>
        <extracomment>0 = bytes_text(memory) · 1 = hint</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fatal Python error</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/rebuild/saving_model</name>
    <message>
        <source>The class is stored as {0}. A reader finds it where Python can import {1}</source>
        <extracomment>0 = _shown(str(cls)) · 1 = _shown(cls.module)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>evaluation (model.eval())</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training (model.train())</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is in the mode for {0}.</source>
        <extracomment>0 = mode</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>: with {0} on sys.path</source>
        <extracomment>0 = plain_text(str(request.folder), 200)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plain values cannot hold a whole model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save its state_dict instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of another shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the model was saved as cannot be read ({0})</source>
        <extracomment>0 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/rebuild/worker</name>
    <message>
        <source>{0}, line {1}, in {2}: {3}</source>
        <extracomment>0 = Path(frame.filename).name · 1 = frame.lineno · 2 = frame.name · 3 = (frame.line or '').strip()</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python already has a module called {0} (from {1}), so nobody can import this file by its name. Give the file another name</source>
        <extracomment>0 = job['module'] · 1 = file or 'its own library'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is of type {1}, not a class</source>
        <extracomment>0 = job['name'] · 1 = type(found).__name__</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} gives a value of type {1}, not a torch.nn.Module</source>
        <extracomment>0 = job['name'] · 1 = type(model).__name__</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the class makes {0} on the device “meta”, where there are no numbers</source>
        <extracomment>0 = without[0]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no {0} in {1}. It has: {2}</source>
        <extracomment>0 = part · 1 = getattr(found, '__name__', job['module']) · 2 = ', '.join(_classes(found)) or 'no classes'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its own library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no classes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/recipes/counters</name>
    <message>
        <source>steps of the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps of the optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps that were skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps of the epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batches of the epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>samples seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>counters of the training → {0}</source>
        <extracomment>0 = self.value</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is not known to count epochs or steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set it by its place: --set {0}=0</source>
        <extracomment>0 = pointer</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a training cannot have counted less than 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no count of epochs or steps is known in this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps of the scheduler's cycle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>length of the scheduler's cycle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set a value by its place: --set /epoch=0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps of the scheduler</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/recipes/operations</name>
    <message>
        <source>Learning rate → {0}</source>
        <extracomment>0 = self.value</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> in {0}</source>
        <extracomment>0 = path_text(graph.parse_pointer(self.at))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no learning rate in this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no key {0} in this file</source>
        <extracomment>0 = plain_text(self.key, 200)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a {0} takes no new keys</source>
        <extracomment>0 = graph[mapping].kind</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a place in a dictionary.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a floating type</source>
        <extracomment>0 = self.dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is no {1}</source>
        <extracomment>0 = plain_text(repr(value), 80) · 1 = kind</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The value there is one ({0}).</source>
        <extracomment>0 = kind</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the number is too large for a float</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a complex number</source>
        <extracomment>0 = plain_text(word, 80)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example 1+2j.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a {0} has no single value to set</source>
        <extracomment>0 = other.kind</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>`ckpt info` shows its values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are {0}.</source>
        <extracomment>0 = ', '.join(FLOATING)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/recipes/places</name>
    <message>
        <source>the whole file cannot be renamed or left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not the key of a dictionary</source>
        <extracomment>0 = key_text(key)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a new value needs a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example /note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no tensor at this place</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/recipes/recipe</name>
    <message>
        <source>{0}, operation {1} {2}</source>
        <extracomment>0 = plain_text(recipe.name, 200) · 1 = number · 2 = operation</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list of whole numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list of texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text, a number, true, false or null</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is too large for a recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is not a recipe: {0} is missing</source>
        <extracomment>0 = _HEAD</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>`Save these changes as a recipe` in the window makes one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this recipe is of version {0}, and {1} is known here</source>
        <extracomment>0 = plain_text(repr(version), 40) · 1 = VERSION</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a newer ckpt_viewer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a recipe holds 'operations', a list, and perhaps a 'comment'</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no operation {0}</source>
        <extracomment>0 = plain_text(repr(word), 60)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are {0}.</source>
        <extracomment>0 = known</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} takes no {1}</source>
        <extracomment>0 = word · 1 = plain_text(unknown[0], 60)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes {0}.</source>
        <extracomment>0 = ', '.join(known_fields)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is not {0}</source>
        <extracomment>0 = words</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a key stands twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the recipe cannot be read ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is not a recipe: no JSON ({0})</source>
        <extracomment>0 = plain_text(str(error), 200)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a value of type {0} cannot stand in a recipe</source>
        <extracomment>0 = type(value).__name__</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, operation {1}</source>
        <extracomment>0 = name · 1 = n</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} needs {1}</source>
        <extracomment>0 = word · 1 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/recipes/recording</name>
    <message>
        <source>what was changed is no longer in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a recipe has no operation for this change ({0})</source>
        <extracomment>0 = type(edit).__name__</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/recipes/renaming</name>
    <message>
        <source>stripped {0} from</source>
        <extracomment>0 = plain_text(self.prefix, 60)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name would be empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} keys would have this name</source>
        <extracomment>0 = holders</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot become {1}: {2}</source>
        <extracomment>0 = plain_text(name.old, 80) · 1 = plain_text(name.new, 80) · 2 = name.problem</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>renamed {0} by {1} → {2}</source>
        <extracomment>0 = count_text(hits, 'key') · 1 = pattern · 2 = replacement</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pattern has more than {0} characters</source>
        <extracomment>0 = _MAX_PATTERN</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was renamed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no name of a tensor fits the pattern {0}</source>
        <extracomment>0 = plain_text(self.pattern, 100)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no name in this file begins with {0}</source>
        <extracomment>0 = plain_text(self.prefix, 100)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is no regular expression ({1})</source>
        <extracomment>0 = plain_text(pattern, 100) · 1 = error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} names a group that the pattern does not have</source>
        <extracomment>0 = plain_text(replacement, 100)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example ^module\.(.*)$ and \1; a point is written \. there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pattern {0} takes too long</source>
        <extracomment>0 = plain_text(pattern, 100)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It tries too many ways to fit. Repeat nothing that is repeated already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be put in ({1})</source>
        <extracomment>0 = plain_text(replacement, 100) · 1 = error</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/recipes/replaying</name>
    <message>
        <source>recipe {0}</source>
        <extracomment>0 = recipe.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only a safetensors file has a place for metadata texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save it --as safetensors, or add a value of its own with --insert /note=text.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/recipes/training_mode</name>
    <message>
        <source>{0} mode in {1}{2} {3}</source>
        <extracomment>0 = word · 1 = len(hits) · 2 = of · 3 = 'module' if len(modes) == 1 else 'modules'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> of {0}</source>
        <extracomment>0 = len(modes)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no whole model here, and only its modules have a mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A state_dict has none: call model.eval() or model.train() in Python.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/rendering</name>
    <message>
        <source>… and more; the first {0} lines are shown</source>
        <extracomment>0 = bounds.lines</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>storage {0}, {1}</source>
        <extracomment>0 = storage.dtype · 1 = bytes_text(storage.nbytes)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read: {0}</source>
        <extracomment>0 = plain_text(reason, width)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <extracomment>0 = plain_text(kind, 60) · 1 = count_text(len(items), 'item')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} with {1}</source>
        <extracomment>0 = plain_text(held.kind, 80) · 1 = count_text(len(held.keys), 'key')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>object of class {0}</source>
        <extracomment>0 = plain_text(str(class_of(graph, node) or held.kind), 120)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… {0} more</source>
        <extracomment>0 = len(children) - bounds.items</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (shown above)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/resources</name>
    <message>
        <source>A small convolutional net with Adam, after epoch 10</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same net after epoch 1, to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A training checkpoint: epoch, model and SGD at lr 0.01</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same, saved from a GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A whole pickled model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only its state_dict</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/conversion</name>
    <message>
        <source>Old PyTorch reads files of torch.save alone. Save it as a state_dict for old PyTorch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>metadata: {0}</source>
        <extracomment>0 = plain_text(', '.join(dict(options.metadata)), 200)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what arrived of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: names, order, types, shared tensors and unknown objects</source>
        <extracomment>0 = what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the metadata texts that stand beside the tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything else in the file: {0}{1}</source>
        <extracomment>0 = ', '.join(names[:8]) · 1 = ' …' if len(names) &gt; 8 else ''</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model with the names of its classes, all parameters, buffers and other attributes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensors at {0}{1}</source>
        <extracomment>0 = names · 1 = ' …' if len(options.only) &gt; 6 else ''</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything else in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be saved this way. What can be: {1}.</source>
        <extracomment>0 = path_text(options.part) · 1 = names</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compact: {0}; only what is used is written</source>
        <extracomment>0 = stored_and_used(stored, used)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the form that PyTorch before 1.6 reads: its stream of pickles, at protocol 2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only PyTorch can write a TorchScript program, because it compiles the code in it. Save it as a state_dict or as safetensors instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This checkpoint lies in {0} shards, and a save of the same kind writes one file. Save it as a state_dict, or as safetensors in one file or in shards.</source>
        <extracomment>0 = shards</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a safetensors file has a place for metadata texts. Save it as safetensors, or add a value of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} that plain values can hold: names, order and shared tensors</source>
        <extracomment>0 = what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no state_dict in this file: no set of tensors with names, and no whole model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all parameters and buffers under the names and in the order of model.state_dict()</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model's class and its other attributes; the code that defines the model is needed to load the parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file holds no whole model, only its numbers. A whole model needs the Python class of the model, which is not in the file. Save it as a state_dict instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no tensor at these places.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single tensors can be chosen for a state_dict, safetensors or npz alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the state_dict at {0} with its names, order and shared tensors</source>
        <extracomment>0 = place</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the whole file, which is a state_dict already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the index, which one file does not need</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tensors are marked for the device {0}</source>
        <extracomment>0 = options.device</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/digest</name>
    <message>
        <source>calculating the SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/folder_replacing</name>
    <message>
        <source>the old files could not be put back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are in {0}; the next save in this folder tries again.</source>
        <extracomment>0 = error.folder</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/forms</name>
    <message>
        <source>Same kind as the opened file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>state_dict: parameters and buffers by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training checkpoint: state_dicts of model and optimizer, epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole model with its class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy archive (.npz)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/in_place</name>
    <message>
        <source>Save a copy instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only zip files of PyTorch can be updated in place. {0}</source>
        <extracomment>0 = _TO_COPY</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged, and nothing should be built on it. {0}</source>
        <extracomment>0 = _TO_COPY</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed, so there is nothing to update.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file was changed on disk after it was opened. Reload it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is write-protected. {0}</source>
        <extracomment>0 = _TO_COPY</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of numbers in {1} were not touched</source>
        <extracomment>0 = bytes_text(kept) · 1 = blocks</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what stands before the update is no longer the old file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was changed by another program; nothing was done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this file was not updated in place, so there is nothing to undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the new state cannot be read back ({0})</source>
        <extracomment>0 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is as it was. Please report this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another program has locked this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until it is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file was changed on disk after it was opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reload it first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/leftovers</name>
    <message>
        <source>no locks</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/members</name>
    <message>
        <source>{0} is not one of the files in it. Those are: {1}.</source>
        <extracomment>0 = path_text(part) · 1 = names</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the compression around it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/old_torch</name>
    <message>
        <source>What is at {0} cannot be loaded by PyTorch before 1.6: {1}{2}{3}</source>
        <extracomment>0 = path_text(place, 120) · 1 = why · 2 = others · 3 = advice</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> So it is with {0}.</source>
        <extracomment>0 = count_text(more, 'other part')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Save its state_dict instead, leave it out, or make it plain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What PyTorch before 1.6 knows was looked up in version 1.5.1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; convert it first (--dtype float32).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its type {0} came later{1}</source>
        <extracomment>0 = spec.dtype · 1 = wider</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>conjugated and negated views came later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the class of its own around a tensor, which becomes a plain tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attributes that Python code gave to a tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its type {0} came later.</source>
        <extracomment>0 = held.storage.dtype</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PyTorch before 1.6 knows no device {0}: it loads the file with map_location='cpu' alone. Marked for the CPU it needs none.</source>
        <extracomment>0 = ', '.join(strange[:4])</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class within a class ({0}) cannot be named in protocol 2.</source>
        <extracomment>0 = _shown(name)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not know {0}.</source>
        <extracomment>0 = _shown(name)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sparse tensors are written in another way since.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/plain</name>
    <message>
        <source>a computed object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tuple that holds itself became a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became a plain dict</source>
        <extracomment>0 = _shown(held.made.callee)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a {0} became a {1}</source>
        <extracomment>0 = kind · 1 = plain</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dropped: hooks of a tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became a plain tensor</source>
        <extracomment>0 = _shown(own) if own else 'a class of its own around a tensor'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number of more than 2,000 bits became text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name {0} became text</source>
        <extracomment>0 = _shown(name)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became a plain {1}</source>
        <extracomment>0 = _shown(made.callee) · 1 = plain</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key {0}</source>
        <extracomment>0 = key.position</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {0} more kinds of objects</source>
        <extracomment>0 = len(said) - _MAX_LINES</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class of its own around a tensor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/plain_forms</name>
    <message>
        <source>{0} has no plain form and became None</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> of seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became a plain {1}{2}</source>
        <extracomment>0 = thing.name · 1 = type(value).__name__ · 2 = seconds</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy array of objects became a plain list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numpy array {0}</source>
        <extracomment>0 = node</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy array of {0} became a plain list</source>
        <extracomment>0 = array.dtype.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tensor of another kind of device became a tensor of the CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a range became a plain list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became a plain dict of what it holds</source>
        <extracomment>0 = thing.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became {1}</source>
        <extracomment>0 = thing.name · 1 = 'None' if value is None else f'a plain {type(value).__name__}'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; its attributes are dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became what it was made with{1}</source>
        <extracomment>0 = thing.name · 1 = dropped</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; dropped: its attributes {0}{1}</source>
        <extracomment>0 = ', '.join(lost[:6]) · 1 = ' …' if len(lost) &gt; 6 else ''</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became a plain list{1}</source>
        <extracomment>0 = thing.name · 1 = dropped</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; what it was made with is dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became a plain {1} of its state{2}</source>
        <extracomment>0 = thing.name · 1 = state.kind · 2 = dropped</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became a tuple of what it was made with</source>
        <extracomment>0 = thing.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a computed object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy record became a plain dict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy array became a tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy array of records became a plain dict with a tensor or list for each field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became a plain list</source>
        <extracomment>0 = thing.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a member of {0} became its name</source>
        <extracomment>0 = thing.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dropped: what {0} was made with</source>
        <extracomment>0 = thing.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became a plain dict{1}</source>
        <extracomment>0 = thing.name · 1 = dropped</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} became a plain dict of its attributes{1}</source>
        <extracomment>0 = thing.name · 1 = dropped</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a numpy array of {0}</source>
        <extracomment>0 = array.dtype.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a plain {0}</source>
        <extracomment>0 = type(value).__name__</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/planning</name>
    <message>
        <source>{0} of up to {1}, {2} to {3}, and their index</source>
        <extracomment>0 = count_text(len(files.shards), 'shard') · 1 = exact_bytes_text(limit) · 2 = files.shards[0].name · 3 = files.shards[-1].name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of the old checkpoint in the folder, else taken for part of this one</source>
        <extracomment>0 = count_text(len(old), 'file')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the device marks {0}</source>
        <extracomment>0 = ', '.join((plain_text(d, 40) for d in devices))</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} in the zip that PyTorch does not read: {1}</source>
        <extracomment>0 = count_text(len(others), 'record') · 1 = shown</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name ends in {0}, but {1} is written. Programs that go by the name cannot read it.</source>
        <extracomment>0 = suffix · 1 = title</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file on the disk is no longer the one that was opened. Saving replaces what is there now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file there has {0} (hard links), which {1} the old content.</source>
        <extracomment>0 = count_text(others, 'other name') · 1 = keep</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, as loading the original does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the copy in Python imports {0}{1}.</source>
        <extracomment>0 = _listed(kept) · 1 = was</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original: {0}.</source>
        <extracomment>0 = note.text</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the opened file imports and then throws away: {0}</source>
        <extracomment>0 = _listed(dropped)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = len(shown) - 4</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A save in this folder was broken off. What it left is put right first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only safetensors are written in shards. Save it as safetensors, or in one file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it can be saved, for its one tensor cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one file, which is enough for shards of {0}</source>
        <extracomment>0 = exact_bytes_text(limit)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything: nothing was changed, so the file is copied byte for byte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be written: {0}. {1}</source>
        <extracomment>0 = error.what · 1 = error.hint</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/replacing</name>
    <message>
        <source>Wait until it is done, then save again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is not enough free space on the disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space or choose another disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>your quota on this disk is used up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you have no permission to write in this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the system does not allow writing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this disk is read-only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder does not exist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the folder first, or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a shorter one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file of this name appeared while saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow replacing it, or choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is too large for this disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk reports an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another disk, and check this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is a folder of this name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file could not be written ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder or name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another program changed the file there while saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another program has locked the file there</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/running</name>
    <message>
        <source>, nor do those of {0}</source>
        <extracomment>0 = count_text(more, 'other record')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check every byte of the opened file: what fails is marked and can then be left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all {0} bytes are those of the opened file, compared byte for byte</source>
        <extracomment>0 = copy.size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the copy opens as the same kind of checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting for the disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing {0}</source>
        <extracomment>0 = count_text(len(files.shards), 'file')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the copy was read back and differs from the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another disk, and check this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bytes are on the disk of {1} that were written</source>
        <extracomment>0 = nbytes · 1 = sink.count</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the new file cannot be read back ({0})</source>
        <extracomment>0 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The old file is untouched. Please report this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the new files were read back and do not fit together ({0})</source>
        <extracomment>0 = complaints[0]</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed. Please report this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other record</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/slimming</name>
    <message>
        <source>the optimizer's state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a second copy of the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tensors outside of models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no optimizer in this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no second copy of the model in this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is nothing but the model in this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = len(self.paths) - _SHOWN</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>`ckpt info` shows what it holds; --drop POINTER leaves out any part.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only an entry of a dictionary can be left out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/state_forms</name>
    <message>
        <source>{0}, a whole model or layer, became its state_dict</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, an optimizer, became its state_dict</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, a scheduler, became its state_dict</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/storage_sizes</name>
    <message>
        <source>stored {0}, used {1}</source>
        <extracomment>0 = bytes_text(stored) · 1 = bytes_text(used)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tensors take more than they need: {0}. Compact leaves the rest out.</source>
        <extracomment>0 = stored_and_used(stored, used)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/survivors</name>
    <message>
        <source>{0} of it cannot be read (the first is {1})</source>
        <extracomment>0 = _counted(lost) · 1 = first</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One {0} of it cannot be read ({1})</source>
        <extracomment>0 = lost[0].kind · 1 = first</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = len(lost) - _SHOWN</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} that cannot be read: {1}{2}</source>
        <extracomment>0 = _counted(lost) · 1 = names · 2 = more</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the optimizer's whole state for {0} that lost a part of it; training begins anew for these</source>
        <extracomment>0 = count_text(entries, 'parameter')</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/targets</name>
    <message>
        <source>The file needs {0}, and {1} are free there. Free some space or choose another disk.</source>
        <extracomment>0 = bytes_text(made.nbytes) · 1 = bytes_text(free)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} and its shards</source>
        <extracomment>0 = place.index.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name is too long. Choose a shorter one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is a part of the checkpoint that is open. Choose another name.</source>
        <extracomment>0 = plain_text(target.name, 100)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have no permission to write in {0}. Choose another folder.</source>
        <extracomment>0 = plain_text(str(real.parent), 200)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a folder called {0}. Choose another name.</source>
        <extracomment>0 = plain_text(target.name, 100)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a device, a pipe or a broken link, not a file. Choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} exists already. Allow replacing it, or choose another name.</source>
        <extracomment>0 = plain_text(target.name, 100)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is write-protected. Choose another name.</source>
        <extracomment>0 = plain_text(target.name, 100)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a file called {0}. Choose another name for the folder.</source>
        <extracomment>0 = plain_text(folder.name, 100)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder {0}. Make it first, or choose another.</source>
        <extracomment>0 = plain_text(str(home), 200)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint that is open lies in {0} under these names. Choose another folder.</source>
        <extracomment>0 = plain_text(str(folder), 200)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a checkpoint of this name in the folder already ({0}). Allow replacing it, or choose another folder.</source>
        <extracomment>0 = plain_text(there[0], 100)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This place cannot be used: {0}. Choose another.</source>
        <extracomment>0 = plain_text(error.strerror or str(error), 200)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/tensors_only</name>
    <message>
        <source>the metadata texts beside the tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor {0} cannot be read ({1}).</source>
        <extracomment>0 = label · 1 = held.problem</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>names, order, shapes and values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>names, order, types, shapes and values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} with {1}</source>
        <extracomment>0 = count_text(len(self.tensors), 'tensor') · 1 = told</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = len(names) - _SHOWN</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A {0} file holds tensors by name, and this is a single value.</source>
        <extracomment>0 = container.title</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor {0} is quantised, and {1} cannot keep its scales.</source>
        <extracomment>0 = label · 1 = title</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as {0}, which holds all their values: {1}</source>
        <extracomment>0 = _WIDE · 1 = _some(self._widened)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values that are no tensors: {0}</source>
        <extracomment>0 = _some(self._dropped)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (same as {1})</source>
        <extracomment>0 = plain_text(b, 60) · 1 = plain_text(a, 60)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tied tensors are written once; the other names stand in the metadata</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>that tensors are tied; each is written under its own name, with bytes of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the memory order of tensors that are not contiguous: {0}</source>
        <extracomment>0 = _some(self._copied)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requires_grad and other marks of {0}: {1} holds numbers alone</source>
        <extracomment>0 = count_text(len(self._plainer), 'tensor') · 1 = self._container.title</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>marks for devices, which {0} does not have</source>
        <extracomment>0 = self._container.title</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has no type for {1}, which the tensor {2} has.{3}</source>
        <extracomment>0 = title · 1 = spec.dtype · 2 = label · 3 = wider</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Convert it to float32 first, which holds all its values (on the command line --dtype float32).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor {0} is a conjugated or negated view, which {1} cannot say.</source>
        <extracomment>0 = label · 1 = title</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A tensor cannot be called {0} in a {1} file.</source>
        <extracomment>0 = METADATA · 1 = title</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/training_form</name>
    <message>
        <source>There is no optimizer in what is saved: training would go on with a fresh one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model's class and its other attributes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model, under the name {0}</source>
        <extracomment>0 = MODEL</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} under the name {1}</source>
        <extracomment>0 = key_text(self._root.keys[i]) · 1 = key_text(name)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = len(others) - _SHOWN</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model in this file: no set of tensors with names, and no whole model. A training checkpoint is made around one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not a dict but one {0}. Save its state_dict instead.</source>
        <extracomment>0 = plain_text(root.kind, 80)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model and what belongs to it under the names that they have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as it is: {0}{1}</source>
        <extracomment>0 = ', '.join(others[:_SHOWN]) · 1 = more</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the class of {0}, of which the state_dict is kept</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/saving/verify</name>
    <message>
        <source>The old file is untouched. Please report this: it is a mistake in this program or in the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} and objects with the same names, types and order</source>
        <extracomment>0 = count_text(comparison.nodes, 'value')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} with the same type, shape, strides, device and requires_grad</source>
        <extracomment>0 = count_text(comparison.tensors, 'tensor')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of tensor memory, shared by the same tensors as before</source>
        <extracomment>0 = count_text(len(comparison.storages), 'block')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of numbers, byte for byte by checksum (CRC-32)</source>
        <extracomment>0 = bytes_text(nbytes)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the new file was read back and differs: {0}</source>
        <extracomment>0 = what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the new file was read back and the bytes of a tensor are not those that were written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file does not refer to every tensor that was written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a {0} is not the {1} that was read</source>
        <extracomment>0 = mine.kind · 1 = theirs.kind</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>things that were one object are not, or the other way round</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/scanning/allow_list</name>
    <message>
        <source>{0}, as recorded</source>
        <extracomment>0 = ALLOWED_SOURCE</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>torch {0}, as installed here</source>
        <extracomment>0 = version</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>torch {0}</source>
        <extracomment>0 = version</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/scanning/names</name>
    <message>
        <source>The name {0} holds signs that are not seen, or that reorder what is shown</source>
        <extracomment>0 = shown</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} more names are disguised</source>
        <extracomment>0 = rest</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name “{0}” holds a space, as no name in Python does</source>
        <extracomment>0 = shown</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name {0} differs from {1}, which PyTorch allows, in capitals alone</source>
        <extracomment>0 = shown · 1 = real</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name {0} is one letter off {1}, which PyTorch allows</source>
        <extracomment>0 = shown · 1 = real</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name {0} is spelled with letters that look like others: it is not {1}</source>
        <extracomment>0 = shown · 1 = plain_text(plain, _LONGEST)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/scanning/places</name>
    <message>
        <source>numpy array </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/scanning/report</name>
    <message>
        <source>Loading it in Python would import {0}, which {1} on PyTorch's own list ({2}).</source>
        <extracomment>0 = names · 1 = verb · 2 = report.allowed_by</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading it in Python would import {0} that PyTorch's own list ({1}) does not hold, and run what they do.</source>
        <extracomment>0 = count_text(others, 'name') · 1 = report.allowed_by</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not load it in Python: the file is made in a way that hides what it does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It could not be read to the end, so nothing can be said about what loading it would do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading it in Python would import nothing by name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading it in Python would import nothing beyond PyTorch's own list ({0}), but torch.jit.load compiles the program in it.</source>
        <extracomment>0 = report.allowed_by</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not load it in Python: it names {0} that can do harm.</source>
        <extracomment>0 = count_text(worst, 'thing')</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/scanning/sweep</name>
    <message>
        <source> in {0}</source>
        <extracomment>0 = plain_text(where.removesuffix(', '), 120)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A zip ends what begins as {0}{1}: some programs read one, others the other</source>
        <extracomment>0 = kind · 1 = _at(where)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}zip at the end, </source>
        <extracomment>0 = where</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes within {0}, </source>
        <extracomment>0 = where</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes within a value, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} more things of this kind were noticed</source>
        <extracomment>0 = rest</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}{1} (not listed)</source>
        <extracomment>0 = where · 1 = hidden.name</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another zip stands behind the zip{0}: some programs read one, others the other</source>
        <extracomment>0 = _at(where)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}the first zip, </source>
        <extracomment>0 = where</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}the last zip, </source>
        <extracomment>0 = where</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checksum of {0} does not fit its bytes: it is damaged, or made so that some programs refuse to look at it</source>
        <extracomment>0 = plain_text(row.name, 120)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not all was looked through: what is in {0}lies too deep, or all of it is too large</source>
        <extracomment>0 = plain_text(where, 120)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>something else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The safetensors header{0} is a pickle as well</source>
        <extracomment>0 = _at(where)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}objects of the array, </source>
        <extracomment>0 = where</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A value of {0}{1} is a pickle itself: a program may load it</source>
        <extracomment>0 = count_text(len(value), 'byte') · 1 = _at(where)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}bytes {1} to {2} between records, </source>
        <extracomment>0 = where · 1 = start · 2 = end</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The directory of the zip{0} cannot be read: {1}</source>
        <extracomment>0 = _at(where) · 1 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <extracomment>0 = plain_text(where, 120) · 1 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be read to its end: {1}</source>
        <extracomment>0 = plain_text(place, 120) · 1 = error.what</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header as a pickle</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/scanning/zip_layout</name>
    <message>
        <source>has no header where the directory says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calls itself otherwise than the directory does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is encrypted by its own header or by the directory, not by both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is encrypted, so that nothing can be said about it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is packed otherwise than the directory says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has another size in its own header than in the directory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has another checksum in its own header than in the directory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has a name with a NUL in it, where some programs end the name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has a name with signs that are not seen, or that reorder what is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has a second name, which some programs use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has a name that differs from another one in capitals alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has a name that is not text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has a backslash in its name, which some programs take for a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has a name that leads out of the folder it is unpacked to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is called a folder, but holds bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shares its bytes with another record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each of {0} and {1} more records</source>
        <extracomment>0 = shown · 1 = rest</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>before its first record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>between its records, from byte {0} on</source>
        <extracomment>0 = start</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record {0}</source>
        <extracomment>0 = shown</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each of the records {0}</source>
        <extracomment>0 = shown</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The zip holds {0} bytes {1} that belong to none of them</source>
        <extracomment>0 = end - start · 1 = place</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file was updated in place: its first {0} bytes still hold an earlier state, whose names are listed too</source>
        <extracomment>0 = self._old</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The zip carries a comment of {0} bytes</source>
        <extracomment>0 = comment</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The zip holds a record that its directory does not list: {0}</source>
        <extracomment>0 = name</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/snippets/containers</name>
    <message>
        <source>torch.export wrote the model as a graph with its weights; no class of yours is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package brings the Python code of its classes along; they are imported from it, not from your computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in the archive needs more than a few lines: it lies deeper, or in several files. Open it from the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AOTInductor compiled the model into a library, which loading runs: only for a file that you trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the exported program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load from the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the scripted model with an old PyTorch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PyTorch of today refuses files of 1.0 to 1.3. For the weights alone, save a state_dict with this program; torch.jit.load also compiles the code in the file: only for a file that you trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the compiled model</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/snippets/recipes</name>
    <message>
        <source>Optimizer and scheduler get back what they had: momentum, step counts and learning rates, not only weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensors are tagged {0}. Without map_location, torch.load looks for that device and fails where it is missing.</source>
        <extracomment>0 = tags</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensors are tagged {0}. map_location puts them on the GPU that is named here, whichever one they came from; the inputs must go there too.</source>
        <extracomment>0 = tags</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A state_dict holds the weights alone and loads with weights_only=True. “Save as” in this program writes it from this file without importing the class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With weights_only=True nothing but the listed classes can be made. They are still imported: look through the list before you run it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that the training needs to go on goes into one dictionary.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A TorchScript file brings its own code, which torch.jit.load compiles and runs: only for files that you trust. torch.load is not made for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An optimizer's state fits only a model that has the same parameters in the same order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>load_state_dict copies the weights into a model that your own code has made; no code comes from the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> weights_only=True would refuse {0}{1}; with False, code that the file names is run, so only for a file that you trust.</source>
        <extracomment>0 = names · 1 = f' and {more} more names' if more &gt; 0 else ''</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on with the training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file was saved on the CPU. The model has to be moved as well as the weights, and so has every input: a model and its input on two devices is an error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the object with an allow-list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes the whole object. Whoever loads it needs the class under the same module name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes the weights under their names. This is what PyTorch recommends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the scripted model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds no model that this program recognises; this gives what was saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model lies where no simple expression leads to; this gives what was saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load the optimizer's state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds a whole model object.{0}</source>
        <extracomment>0 = words</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> There {0} in the file.</source>
        <extracomment>0 = 'is one more state_dict' if more == 1 else f'are {more} more state_dicts'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Do not load this file without weights_only=True: it names {0}, which can do harm.</source>
        <extracomment>0 = names</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds one numpy array.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds numpy arrays by name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python's own pickle wrote the file, so torch.load does not open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the weights only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a file like this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds a single tensor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Loading it imports {0} and runs code that the file names, so load it only if you trust where it came from.</source>
        <extracomment>0 = _class_words(contents)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = more</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tensors and their names, nothing else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and {0} more names</source>
        <extracomment>0 = more</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is one more state_dict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>are {0} more state_dicts</source>
        <extracomment>0 = more</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> as {0}</source>
        <extracomment>0 = alias</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/snippets/shards</name>
    <message>
        <source>transformers finds the index by its name and reads every shard. The class comes from config.json; AutoModelForCausalLM and its like give the model with its head.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each shard holds some of the tensors under their full names; together they are the state_dict.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the model with transformers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> With weights_only=False, code that the shards name is run: only for files that you trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read one tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only this tensor is read, however large the model is.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/snippets/training</name>
    <message>
        <source>param group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adam or AdamW</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/sources/base</name>
    <message>
        <source>an address on the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no name that every system takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no other files lie beside this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is {0}, not the bare name of a file in the same folder</source>
        <extracomment>0 = problem</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing else is opened.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/sources/cast</name>
    <message>
        <source>storage {0} as {1}</source>
        <extracomment>0 = self._storage.key · 1 = self._to</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked for bytes {0} to {1} of {2}</source>
        <extracomment>0 = offset · 1 = end · 2 = self.size</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/sources/gather</name>
    <message>
        <source>tensor in storage {0}</source>
        <extracomment>0 = self._spec.storage.key</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked for bytes {0} to {1} of {2}</source>
        <extracomment>0 = offset · 1 = end · 2 = self.size</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/sources/inner</name>
    <message>
        <source>a temporary file without a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unpacks to more than {0} times its size</source>
        <extracomment>0 = MAX_RATIO</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is made to fill memory or disk; do not open it elsewhere either.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not lie within the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unpacks to more than {0} MiB, which this system cannot hold</source>
        <extracomment>0 = self._keep &gt;&gt; 20</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unpack it and open what is inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no room on the disk to unpack it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space, or set TMPDIR to a folder on a larger disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked for bytes {0} to {1} of {2}</source>
        <extracomment>0 = offset · 1 = end · 2 = self._size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be unpacked to a temporary file ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space, or unpack it yourself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading what was unpacked failed ({0})</source>
        <extracomment>0 = error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what was unpacked is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the file again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/sources/local</name>
    <message>
        <source>the file was changed on disk after it was opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reload it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a device, not a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a pipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a socket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file was closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked for bytes {0} to {1} of {2}</source>
        <extracomment>0 = offset · 1 = offset + buffer.nbytes · 2 = self.size</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no such file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no permission to read this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask its owner for read access.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be opened ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading failed ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/sources/patched</name>
    <message>
        <source>storage {0} with edited elements</source>
        <extracomment>0 = self._storage.key</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked for bytes {0} to {1} of {2}</source>
        <extracomment>0 = offset · 1 = end · 2 = self.size</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/sources/unpacked</name>
    <message>
        <source>storage {0}, unpacked</source>
        <extracomment>0 = self._storage.key</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/sources/window</name>
    <message>
        <source>part of a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked for bytes {0} to {1} of {2}</source>
        <extracomment>0 = offset · 1 = offset + buffer.nbytes · 2 = self._size</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/tensor</name>
    <message>
        <source>Storage({0}, {1}, {2} bytes, {3})</source>
        <extracomment>0 = self.key · 1 = self.dtype · 2 = self.nbytes · 3 = self.device</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} sizes but {1} strides</source>
        <extracomment>0 = len(spec.shape) · 1 = len(spec.stride)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} dimensions (at most {1})</source>
        <extracomment>0 = len(spec.shape) · 1 = MAX_DIMENSIONS</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a size, stride or offset that is not a whole number from 0 to 2**63 - 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more than 2**63 elements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs {0} bytes of a storage that has {1}</source>
        <extracomment>0 = spec.byte_span[1] · 1 = spec.storage.nbytes</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>storage {0}</source>
        <extracomment>0 = storage.key</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has {0} of the {1} bytes asked for</source>
        <extracomment>0 = filled · 1 = buffer.nbytes</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/views/byte_map</name>
    <message>
        <source>Averaged copy (EMA)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>storage {0}</source>
        <extracomment>0 = storage.key</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/views/cast_report</name>
    <message>
        <source>nothing is lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} {2}</source>
        <extracomment>0 = loss.changed · 1 = count_text(loss.count, 'number') · 2 = 'changes' if loss.changed == 1 else 'change'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by {0} at most, {1} % of the number</source>
        <extracomment>0 = number_text(loss.max_abs, 3) · 1 = number_text(100 * loss.max_rel, 3)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measuring what is lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} too large and become infinite or NaN</source>
        <extracomment>0 = loss.overflowed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} too small and become zero</source>
        <extracomment>0 = loss.underflowed</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/views/distributions</name>
    <message>
        <source>{0} bins for each power of ten</source>
        <extracomment>0 = per_decade</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no value for a logarithmic axis; </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} bins, each {1} wide</source>
        <extracomment>0 = count · 1 = width</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/views/list_measuring</name>
    <message>
        <source>{0} of {1} tensors</source>
        <extracomment>0 = len(listed) - agenda.left · 1 = len(listed)</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/views/next_steps</name>
    <message>
        <source>How {0} makes its step is not known to this program.</source>
        <extracomment>0 = view.guess</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adam or AdamW</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring the next step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file does not tell which weight this is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The group has no learning rate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No step has been made for it yet, or its state is not complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers in its state give no step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SGD without momentum keeps nothing: its step is the gradient, which is not in the file.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/views/pictures</name>
    <message>
        <source>Reading the picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/views/tensor_list</name>
    <message>
        <source>whole file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/views/tensor_table</name>
    <message>
        <source>Max abs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Std. dev.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NaN, Inf</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeated blocks stand in one row that unfolds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which values it has: the darker or brighter, the more elements in that bin; both axis and shades are logarithmic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The value farthest from zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean of the finite values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest finite value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest finite value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The share of elements that are zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The share of elements that are not finite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sizes of the dimensions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of the elements</source>
        <extracomment>0 = share_text(share)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of {0} of {1}</source>
        <extracomment>0 = figures.measured · 1 = count_text(figures.tensors, 'tensor')</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of a sample</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core/wording</name>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} … ({1} more characters)</source>
        <extracomment>0 = shown · 1 = len(text) - limit</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whole file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} byte{1}</source>
        <extracomment>0 = count · 1 = '' if count == 1 else 's'</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more than {0}</source>
        <extracomment>0 = bytes_text(_MOST_BYTES - 1)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} ({1} bytes)</source>
        <extracomment>0 = bytes_text(count) · 1 = count</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scalar (no dimensions)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an empty field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a size</source>
        <extracomment>0 = plain_text(text, 60)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} ago</source>
        <extracomment>0 = count_text(int(seconds // length), unit)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>integer of {0} bits</source>
        <extracomment>0 = value.bit_length()</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number of at most {0} digits can be typed in</source>
        <extracomment>0 = MAX_DIGITS</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This value is an int and stays one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example 5GB, 500MB or 2GiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} … ({1} bytes)</source>
        <extracomment>0 = shown · 1 = len(value)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is neither True nor False</source>
        <extracomment>0 = _quoted(word)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a value of type {0} cannot be typed in</source>
        <extracomment>0 = kind</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a whole number</source>
        <extracomment>0 = _quoted(word)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a point, not a comma.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example 0.01, 1e-3, nan or inf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a number</source>
        <extracomment>0 = _quoted(word)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a complex number</source>
        <extracomment>0 = _quoted(word)</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example 1+2j.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gui/actions/change</name>
    <message>
        <source>Re&amp;name…</source>
        <translation>重命名(&amp;N)…</translation>
    </message>
    <message>
        <source>Another name for the selected key</source>
        <translation>给所选的键换一个名字</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>移除(&amp;M)</translation>
    </message>
    <message>
        <source>Leave out what is selected; undo brings it back</source>
        <translation>去掉所选内容；可用撤销恢复</translation>
    </message>
    <message>
        <source>&amp;Add a value…</source>
        <translation>添加值(&amp;A)…</translation>
    </message>
    <message>
        <source>A new value in the selected dictionary, or a text in the metadata of a safetensors file</source>
        <translation>在所选字典中新增一个值，或在 safetensors 文件的元数据中新增一段文本</translation>
    </message>
    <message>
        <source>Rename by &amp;pattern…</source>
        <translation>按模式重命名(&amp;P)…</translation>
    </message>
    <message>
        <source>Take a prefix off many tensors, or put one on, or rename them by a regular expression</source>
        <translation>去掉或加上许多张量的前缀，或用正则表达式重命名</translation>
    </message>
    <message>
        <source>Reset &amp;epoch and step…</source>
        <translation>重置 epoch 和 step(&amp;E)…</translation>
    </message>
    <message>
        <source>Set what counts the training back to 0 or another number</source>
        <translation>把训练的计数改回 0 或另一个数</translation>
    </message>
    <message>
        <source>E&amp;valuation mode</source>
        <translation>评估模式(&amp;V)</translation>
    </message>
    <message>
        <source>As model.eval() does: every module of the whole model</source>
        <translation>同 model.eval()：作用于完整模型的每个模块</translation>
    </message>
    <message>
        <source>&amp;Training mode</source>
        <translation>训练模式(&amp;T)</translation>
    </message>
    <message>
        <source>As model.train() does: every module of the whole model</source>
        <translation>同 model.train()：作用于完整模型的每个模块</translation>
    </message>
    <message>
        <source>&amp;Convert the numbers…</source>
        <translation>转换数值类型(&amp;C)…</translation>
    </message>
    <message>
        <source>Another floating type, after showing what that loses</source>
        <translation>换成另一种浮点类型，并先显示会损失什么</translation>
    </message>
    <message>
        <source>&amp;Device marks…</source>
        <translation>设备标记(&amp;D)…</translation>
    </message>
    <message>
        <source>The device that torch.load puts the tensors on</source>
        <translation>torch.load 会把张量放到的设备</translation>
    </message>
    <message>
        <source>&amp;Save these changes as a recipe…</source>
        <translation>将这些修改存为配方(&amp;S)…</translation>
    </message>
    <message>
        <source>A file that does the same to other checkpoints, here or with ckpt save --recipe</source>
        <translation>一个文件，可对其他检查点做同样的修改：在这里，或用 ckpt save --recipe</translation>
    </message>
    <message>
        <source>Apply a &amp;recipe…</source>
        <translation>应用配方(&amp;R)…</translation>
    </message>
    <message>
        <source>Do to this file what a recipe says, as one step</source>
        <translation>按配方修改此文件，作为一步</translation>
    </message>
    <message>
        <source>&amp;Change</source>
        <translation>修改(&amp;C)</translation>
    </message>
</context>
<context>
    <name>gui/actions/comparison</name>
    <message>
        <source>E&amp;xport comparison…</source>
        <translation>导出比较(&amp;X)…</translation>
    </message>
    <message>
        <source>One page that a colleague can open, a table or data</source>
        <translation>一个同事也能打开的网页、一张表格或数据</translation>
    </message>
</context>
<context>
    <name>gui/actions/device</name>
    <message>
        <source>&amp;Choose a device…</source>
        <translation>选择设备(&amp;C)…</translation>
    </message>
    <message>
        <source>Load the tensors onto the CPU or a GPU, or read them from the file</source>
        <translation>把张量加载到 CPU 或 GPU，或从文件读取</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>&amp;Read from the file again</source>
        <translation>重新从文件读取(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>设备(&amp;D)</translation>
    </message>
</context>
<context>
    <name>gui/actions/edit</name>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Take back the last edit</source>
        <translation>撤销上一次修改</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Do again what was taken back</source>
        <translation>重做刚才撤销的修改</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>&amp;Learning rate…</source>
        <translation>学习率(&amp;L)…</translation>
    </message>
    <message>
        <source>Change the learning rate everywhere it is stored</source>
        <translation>在所有存有学习率的地方修改它</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>&amp;Edit the value</source>
        <translation>编辑值(&amp;E)</translation>
    </message>
    <message>
        <source>Change the selected value; a double click and Enter in the tree do so too</source>
        <translation>修改所选的值；在树中双击或按 Enter 也可以</translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation>复制路径(&amp;P)</translation>
    </message>
    <message>
        <source>Copy where the selection lies in the file</source>
        <translation>复制所选内容在文件中的位置</translation>
    </message>
    <message>
        <source>Copy &amp;value</source>
        <translation>复制值(&amp;V)</translation>
    </message>
    <message>
        <source>Copy the values, or whole rows where there is no single value</source>
        <translation>复制值；没有单个值时复制整行</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>{verb}: {change}</source>
        <translation>{verb}：{change}</translation>
    </message>
</context>
<context>
    <name>gui/actions/export</name>
    <message>
        <source>Export the tensor as .&amp;npy…</source>
        <translation>将张量导出为 .npy(&amp;N)…</translation>
    </message>
    <message>
        <source>Write the selected tensor as a file that numpy.load reads</source>
        <translation>把所选张量写成 numpy.load 能读的文件</translation>
    </message>
    <message>
        <source>E&amp;xport the picture or plot…</source>
        <translation>导出图片或图表(&amp;X)…</translation>
    </message>
    <message>
        <source>Write what the panel in front has drawn as PNG or SVG</source>
        <translation>把当前面板所绘内容写成 PNG 或 SVG</translation>
    </message>
    <message>
        <source>Export the &amp;histogram as CSV…</source>
        <translation>将直方图导出为 CSV(&amp;H)…</translation>
    </message>
    <message>
        <source>Write the bins of the histogram for a spreadsheet</source>
        <translation>写出直方图的各个区间，供电子表格使用</translation>
    </message>
    <message>
        <source>Copy picture or p&amp;lot</source>
        <translation>复制图片或图表(&amp;L)</translation>
    </message>
    <message>
        <source>Copy what the panel in front has drawn as an image</source>
        <translation>把当前面板所绘内容复制为图片</translation>
    </message>
    <message>
        <source>Copy as P&amp;ython</source>
        <translation>复制为 Python(&amp;Y)</translation>
    </message>
    <message>
        <source>Copy the expression that leads to the selection after torch.load</source>
        <translation>复制 torch.load 之后取得所选内容的表达式</translation>
    </message>
    <message>
        <source>Copy as &amp;JSON</source>
        <translation>复制为 JSON(&amp;J)</translation>
    </message>
    <message>
        <source>Copy the selected values as JSON; tensors by their dtype and shape</source>
        <translation>把所选的值复制为 JSON；张量写出其 dtype 和形状</translation>
    </message>
</context>
<context>
    <name>gui/actions/file</name>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open one or several checkpoints</source>
        <translation>打开一个或多个检查点</translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation>打开文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>See what in a folder is a checkpoint</source>
        <translation>查看文件夹中哪些是检查点</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>No file was opened yet</source>
        <translation>尚未打开过文件</translation>
    </message>
    <message>
        <source>Clear the list of recent files</source>
        <translation>清空最近文件列表</translation>
    </message>
    <message>
        <source>Open at the start what was open &amp;last</source>
        <translation>启动时打开上次打开的文件(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>重新加载(&amp;R)</translation>
    </message>
    <message>
        <source>Read the file again from disk</source>
        <translation>从磁盘重新读取文件</translation>
    </message>
    <message>
        <source>&amp;Follow on disk</source>
        <translation>跟踪磁盘上的文件(&amp;F)</translation>
    </message>
    <message>
        <source>Read the file again whenever it changes, as while a training runs; what is selected stays</source>
        <translation>文件一有变化就重新读取，例如训练进行时；所选内容保持不变</translation>
    </message>
    <message>
        <source>Check every &amp;byte…</source>
        <translation>检查每个字节(&amp;B)…</translation>
    </message>
    <message>
        <source>Read the whole file and compare it with the checksums in it</source>
        <translation>读取整个文件，与其中的校验和比对</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Write the edits into this file, verified</source>
        <translation>把修改写入此文件，并加以校验</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save as the same kind, a state_dict, a whole model, for CPU or as safetensors</source>
        <translation>存为同一种类、state_dict、完整模型、供 CPU 使用，或 safetensors</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Save the se&amp;lection…</source>
        <translation>保存所选内容(&amp;L)…</translation>
    </message>
    <message>
        <source>The selected tensors alone, as safetensors, a numpy archive or a state_dict</source>
        <translation>仅所选张量，存为 safetensors、numpy 归档或 state_dict</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>Open a file first</source>
        <translation>请先打开一个文件</translation>
    </message>
    <message>
        <source>Compare &amp;with…</source>
        <translation>与文件比较(&amp;W)…</translation>
    </message>
    <message>
        <source>Compare the file in front with another</source>
        <translation>把当前文件与另一个文件比较</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>&amp;Close tab</source>
        <translation>关闭标签页(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>With a file…</source>
        <translation>与文件…</translation>
    </message>
</context>
<context>
    <name>gui/actions/fits</name>
    <message>
        <source>Would it &amp;load into</source>
        <translation>能否加载到(&amp;L)</translation>
    </message>
    <message>
        <source>Open a file first</source>
        <translation>请先打开一个文件</translation>
    </message>
    <message>
        <source>A &amp;file…</source>
        <translation>文件(&amp;F)…</translation>
    </message>
    <message>
        <source>A &amp;model class…</source>
        <translation>模型类(&amp;M)…</translation>
    </message>
    <message>
        <source>Name a Python class; it runs only when you press a button, in a process of its own</source>
        <translation>指定一个 Python 类；只有按下按钮后才会运行，并且在独立的进程中</translation>
    </message>
</context>
<context>
    <name>gui/actions/help</name>
    <message>
        <source>&amp;Loading this file in Python</source>
        <translation>在 Python 中加载此文件(&amp;L)</translation>
    </message>
    <message>
        <source>The Python lines that load this very file</source>
        <translation>加载这个文件的 Python 代码</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About ckpt_viewer</source>
        <translation>关于 ckpt_viewer(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
</context>
<context>
    <name>gui/actions/in_place</name>
    <message>
        <source>&amp;Update in place</source>
        <translation>就地更新(&amp;U)</translation>
    </message>
    <message>
        <source>Write the edits into this file at once, whatever its size; its tensors are not copied</source>
        <translation>把修改直接写入此文件，无论多大；其中的张量不会被复制</translation>
    </message>
    <message>
        <source>U&amp;ndo the update in place</source>
        <translation>撤销就地更新(&amp;N)</translation>
    </message>
    <message>
        <source>Bring the file back to what it was before its last update in place</source>
        <translation>把文件恢复到上次就地更新之前</translation>
    </message>
</context>
<context>
    <name>gui/actions/timeline</name>
    <message>
        <source>&amp;Timeline of open files</source>
        <translation>已打开文件的时间线(&amp;T)</translation>
    </message>
    <message>
        <source>What each parameter did from file to file</source>
        <translation>每个参数在文件之间如何变化</translation>
    </message>
    <message>
        <source>Timeline of a fol&amp;der…</source>
        <translation>文件夹的时间线(&amp;D)…</translation>
    </message>
    <message>
        <source>What each parameter did over all checkpoints of a folder</source>
        <translation>每个参数在文件夹的所有检查点中如何变化</translation>
    </message>
</context>
<context>
    <name>gui/actions/view</name>
    <message>
        <source>&amp;Filter the rows</source>
        <translation>筛选行(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Expand everything</source>
        <translation>全部展开(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Collapse everything</source>
        <translation>全部折叠(&amp;C)</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言 / Lan&amp;guage</translation>
    </message>
    <message>
        <source>English</source>
        <translatorcomment>the name of the language in itself</translatorcomment>
        <translation>English</translation>
    </message>
    <message>
        <source>What would &amp;run</source>
        <translation>会运行什么(&amp;R)</translation>
    </message>
    <message>
        <source>What loading this file in Python would import and call</source>
        <translation>在 Python 中加载此文件会导入和调用什么</translation>
    </message>
    <message>
        <source>&amp;Command palette…</source>
        <translation>命令面板(&amp;C)…</translation>
    </message>
    <message>
        <source>Find everything that can be done by typing a few letters of it</source>
        <translation>输入几个字母即可找到能做的一切</translation>
    </message>
    <message>
        <source>&amp;All tensors</source>
        <translation>全部张量(&amp;A)</translation>
    </message>
    <message>
        <source>The distribution of every tensor, one below the other, and their numbers</source>
        <translation>每个张量的分布，上下排列，以及它们的数值</translation>
    </message>
    <message>
        <source>&amp;Where the bytes are</source>
        <translation>字节在哪里(&amp;W)</translation>
    </message>
    <message>
        <source>A map of model, optimizer and the rest by their bytes</source>
        <translation>按字节绘出模型、优化器和其余部分</translation>
    </message>
    <message>
        <source>&amp;Statistics of the selection</source>
        <translation>所选内容的统计(&amp;S)</translation>
    </message>
    <message>
        <source>Numbers and histogram of the tensors that are selected</source>
        <translation>所选张量的数值和直方图</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Language of the &amp;system</source>
        <translation>跟随系统语言(&amp;S)</translation>
    </message>
    <message>
        <source>Theme of the &amp;system</source>
        <translation>跟随系统主题(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light theme</source>
        <translation>浅色主题(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark theme</source>
        <translation>深色主题(&amp;D)</translation>
    </message>
</context>
<context>
    <name>gui/panel_stack</name>
    <message>
        <source>“{panel}” cannot show this.</source>
        <translation>“{panel}”无法显示此内容。</translation>
    </message>
</context>
<context>
    <name>gui/panels/all_tensors</name>
    <message>
        <source>All tensors</source>
        <translation>全部张量</translation>
    </message>
    <message>
        <source>The distribution of every tensor, one below the other, and their numbers</source>
        <translation>每个张量的分布，上下排列，以及它们的数值</translation>
    </message>
</context>
<context>
    <name>gui/panels/bytes</name>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Where the bytes are: the larger a field, the more bytes</source>
        <translation>字节在哪里：面积越大，字节越多</translation>
    </message>
</context>
<context>
    <name>gui/panels/learn</name>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>The Python lines that load this file</source>
        <translation>加载此文件的 Python 代码</translation>
    </message>
    <message>
        <source>Second GPU (cuda:1)</source>
        <translation>第二块 GPU (cuda:1)</translation>
    </message>
    <message>
        <source>Load it &amp;onto:</source>
        <translation>加载到(&amp;O)：</translation>
    </message>
    <message>
        <source>Python for this file</source>
        <translation>此文件的 Python 代码</translation>
    </message>
</context>
<context>
    <name>gui/panels/object</name>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>What the file says about this object; nothing of its class is run</source>
        <translation>文件对这个对象的描述；不会运行其类的任何代码</translation>
    </message>
</context>
<context>
    <name>gui/panels/optimizer</name>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Settings, and the parameters behind the numbers</source>
        <translation>设置，以及各编号对应的参数</translation>
    </message>
</context>
<context>
    <name>gui/panels/overview</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>What is in here, counted</source>
        <translation>这里有什么，逐项统计</translation>
    </message>
</context>
<context>
    <name>gui/panels/picture</name>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>A colour for each value; drag to move, turn the wheel to zoom, double-click to see everything</source>
        <translation>每个值一种颜色；拖动以移动，滚轮缩放，双击显示全部</translation>
    </message>
</context>
<context>
    <name>gui/panels/schedule</name>
    <message>
        <source>Schedule</source>
        <translation>调度</translation>
    </message>
    <message>
        <source>The learning rate of the steps to come</source>
        <translation>接下来各步的学习率</translation>
    </message>
</context>
<context>
    <name>gui/panels/statistics</name>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>What the tensor is, summary numbers and a histogram of its values</source>
        <translation>张量是什么，其汇总数值和值的直方图</translation>
    </message>
</context>
<context>
    <name>gui/panels/value</name>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>The value, to be read and changed</source>
        <translation>可查看和修改的值</translation>
    </message>
</context>
<context>
    <name>gui/panels/values</name>
    <message>
        <source>Values</source>
        <translation>数值表</translation>
    </message>
    <message>
        <source>Every value by its index; F2 or a double click changes one, Ctrl+C copies</source>
        <translation>按索引列出每个值；F2 或双击修改，Ctrl+C 复制</translation>
    </message>
</context>
<context>
    <name>gui/panels/what_would_run</name>
    <message>
        <source>What would run</source>
        <translation>会运行什么</translation>
    </message>
    <message>
        <source>What loading this file in Python would import and call</source>
        <translation>在 Python 中加载此文件会导入和调用什么</translation>
    </message>
</context>
<context>
    <name>gui/window/commands</name>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
</context>
</TS>
