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
        <source>numpy array {0}</source>
        <extracomment>0 = node</extracomment>
        <translation>numpy 数组 {0}</translation>
    </message>
    <message>
        <source>Python objects</source>
        <translation>Python 对象</translation>
    </message>
    <message>
        <source>this array of numpy has elements of another kind than numbers ({0})</source>
        <extracomment>0 = plain_text(elements, 120)</extracomment>
        <translation>这个 numpy 数组的元素不是数字（{0}）</translation>
    </message>
    <message>
        <source>numpy array</source>
        <translation>numpy 数组</translation>
    </message>
    <message>
        <source>{0} at {1}</source>
        <extracomment>0 = record · 1 = place</extracomment>
        <translation>{0:told}，位于 {1}</translation>
    </message>
</context>
<context>
    <name>core/counted</name>
    <message>
        <source>{n} .distcp files</source>
        <translation>{n} 个 .distcp 文件</translation>
    </message>
    <message>
        <source>{n} Git LFS pointers</source>
        <translation>{n} 个 Git LFS 指针</translation>
    </message>
    <message>
        <source>{n} Python modules</source>
        <translation>{n} 个 Python 模块</translation>
    </message>
    <message>
        <source>{n} arrays</source>
        <translation>{n} 个数组</translation>
    </message>
    <message>
        <source>{n} attributes</source>
        <translation>{n} 个属性</translation>
    </message>
    <message>
        <source>{n} batch norm layers</source>
        <translation>{n} 个批归一化层</translation>
    </message>
    <message>
        <source>{n} blocks</source>
        <translation>{n} 块</translation>
    </message>
    <message>
        <source>{n} bytes</source>
        <translation>{n} 字节</translation>
    </message>
    <message>
        <source>{n} cells</source>
        <translation>{n} 格</translation>
    </message>
    <message>
        <source>{n} characters</source>
        <translation>{n} 个字符</translation>
    </message>
    <message>
        <source>{n} checkpoints</source>
        <translation>{n} 个检查点</translation>
    </message>
    <message>
        <source>{n} commands</source>
        <translation>{n} 条命令</translation>
    </message>
    <message>
        <source>{n} cores</source>
        <translation>{n} 核</translation>
    </message>
    <message>
        <source>{n} elements</source>
        <translation>{n} 个元素</translation>
    </message>
    <message>
        <source>{n} entries</source>
        <translation>{n} 个条目</translation>
    </message>
    <message>
        <source>{n} entry</source>
        <translation>{n} 个条目</translation>
    </message>
    <message>
        <source>{n} file or folder</source>
        <translation>{n} 个文件或文件夹</translation>
    </message>
    <message>
        <source>{n} files</source>
        <translation>{n} 个文件</translation>
    </message>
    <message>
        <source>{n} files and folders</source>
        <translation>{n} 个文件和文件夹</translation>
    </message>
    <message>
        <source>{n} fit</source>
        <translation>{n} 个吻合</translation>
    </message>
    <message>
        <source>{n} fits</source>
        <translation>{n} 个吻合</translation>
    </message>
    <message>
        <source>{n} items</source>
        <translation>{n} 项</translation>
    </message>
    <message>
        <source>{n} keys</source>
        <translation>{n} 个键</translation>
    </message>
    <message>
        <source>{n} link or device</source>
        <translation>{n} 个链接或设备</translation>
    </message>
    <message>
        <source>{n} links or devices</source>
        <translation>{n} 个链接或设备</translation>
    </message>
    <message>
        <source>{n} match</source>
        <translation>{n} 处匹配</translation>
    </message>
    <message>
        <source>{n} matches</source>
        <translation>{n} 处匹配</translation>
    </message>
    <message>
        <source>{n} modules</source>
        <translation>{n} 个模块</translation>
    </message>
    <message>
        <source>{n} more changes</source>
        <translation>另外 {n} 处变化</translation>
    </message>
    <message>
        <source>{n} more elements</source>
        <translation>另外 {n} 个元素</translation>
    </message>
    <message>
        <source>{n} more files</source>
        <translation>另外 {n} 个文件</translation>
    </message>
    <message>
        <source>{n} more pickles</source>
        <translation>另外 {n} 个 pickle</translation>
    </message>
    <message>
        <source>{n} name fits</source>
        <translation>{n} 个名称吻合</translation>
    </message>
    <message>
        <source>{n} names</source>
        <translation>{n} 个名称</translation>
    </message>
    <message>
        <source>{n} names fit</source>
        <translation>{n} 个名称吻合</translation>
    </message>
    <message>
        <source>{n} numbers</source>
        <translation>{n} 个数</translation>
    </message>
    <message>
        <source>{n} numpy arrays</source>
        <translation>{n} 个 numpy 数组</translation>
    </message>
    <message>
        <source>{n} operations</source>
        <translation>{n} 个操作</translation>
    </message>
    <message>
        <source>{n} other files</source>
        <translation>{n} 个其他文件</translation>
    </message>
    <message>
        <source>{n} other names</source>
        <translation>{n} 个其他名称</translation>
    </message>
    <message>
        <source>{n} other parts</source>
        <translation>{n} 个其他部分</translation>
    </message>
    <message>
        <source>{n} other records</source>
        <translation>{n} 条其他记录</translation>
    </message>
    <message>
        <source>{n} other tensors</source>
        <translation>{n} 个其他张量</translation>
    </message>
    <message>
        <source>{n} pairs</source>
        <translation>{n} 对</translation>
    </message>
    <message>
        <source>{n} param groups</source>
        <translation>{n} 个参数组</translation>
    </message>
    <message>
        <source>{n} parameters</source>
        <translation>{n} 个参数</translation>
    </message>
    <message>
        <source>{n} parts</source>
        <translation>{n} 部分</translation>
    </message>
    <message>
        <source>{n} pickles</source>
        <translation>{n} 个 pickle</translation>
    </message>
    <message>
        <source>{n} pieces</source>
        <translation>{n} 块</translation>
    </message>
    <message>
        <source>{n} places</source>
        <translation>{n} 处</translation>
    </message>
    <message>
        <source>{n} records</source>
        <translation>{n} 条记录</translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation>{n} 行</translation>
    </message>
    <message>
        <source>{n} selected rows</source>
        <translation>{n} 个所选行</translation>
    </message>
    <message>
        <source>{n} selected tensors</source>
        <translation>{n} 个所选张量</translation>
    </message>
    <message>
        <source>{n} shards</source>
        <translation>{n} 个分片</translation>
    </message>
    <message>
        <source>{n} steps</source>
        <translation>{n} 步</translation>
    </message>
    <message>
        <source>{n} storages</source>
        <translation>{n} 个存储</translation>
    </message>
    <message>
        <source>{n} tags</source>
        <translation>{n} 处标记</translation>
    </message>
    <message>
        <source>{n} tensors</source>
        <translation>{n} 个张量</translation>
    </message>
    <message>
        <source>{n} things</source>
        <translation>{n} 个对象</translation>
    </message>
    <message>
        <source>{n} values</source>
        <translation>{n} 个值</translation>
    </message>
    <message>
        <source>{n} years</source>
        <translation>{n} 年</translation>
    </message>
    <message>
        <source>{n} months</source>
        <translation>{n} 个月</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n} 天</translation>
    </message>
    <message>
        <source>{n} hours</source>
        <translation>{n} 小时</translation>
    </message>
    <message>
        <source>{n} minutes</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{n} words</source>
        <translation>{n} 个词</translation>
    </message>
    <message>
        <source>{n} ones</source>
        <translation>{n} 个</translation>
    </message>
</context>
<context>
    <name>core/diffing/anew</name>
    <message>
        <source>Nothing is left of {0} (cosine {1}), while the rest stayed close, as if it had not been loaded and was initialised again</source>
        <extracomment>0 = them · 1 = most</extracomment>
        <translation>{0} 已面目全非（余弦相似度 {1}），而其余参数变化很小：像是加载时漏掉了它，它被重新初始化</translation>
    </message>
    <message>
        <source>Nothing is left of {0} (cosine {1} at most), while the rest stayed close, as if they had not been loaded and were initialised again</source>
        <extracomment>0 = them · 1 = most</extracomment>
        <translation>{0} 已面目全非（余弦相似度至多 {1}），而其余参数变化很小：像是加载时漏掉了它们，它们被重新初始化</translation>
    </message>
    <message>
        <source>{0}, and the weights became over 10 times as large, as after steps that were far too large</source>
        <extracomment>0 = course.rise</extracomment>
        <translation>{0:told}，而权重增大到 10 倍以上：像是步长过大所致</translation>
    </message>
    <message>
        <source>{0}, but nothing is left of the weights (median cosine {1}), as if none of them had been loaded</source>
        <extracomment>0 = course.rise · 1 = near</extracomment>
        <translation>{0:told}，但权重已面目全非（余弦相似度的中位数 {1}）：像是加载时一个也没有加载进来</translation>
    </message>
    <message>
        <source>{0}, but the weights have nothing in common (median cosine {1}), as if none of them had been loaded, or in two trainings that began apart</source>
        <extracomment>0 = same[0].rise · 1 = near</extracomment>
        <translation>{0:told}，但权重毫无共同之处（余弦相似度的中位数 {1}）：像是加载时一个也没有加载进来，或者是两次各自开始的训练</translation>
    </message>
    <message>
        <source>The weights have nothing in common (median cosine {0}), as in two trainings that began apart</source>
        <extracomment>0 = near</extracomment>
        <translation>权重毫无共同之处（余弦相似度的中位数 {0}）：像是两次各自开始的训练</translation>
    </message>
    <message>
        <source>{0}. Its names have the prefix {1} on one side only: load_state_dict(strict=False) then loads nothing</source>
        <extracomment>0 = said · 1 = plain_text(prefix, 80)</extracomment>
        <translation>{0:told}。只有一侧的名称带前缀 {1}：此时 load_state_dict(strict=False) 什么也不会加载</translation>
    </message>
</context>
<context>
    <name>core/diffing/averaged</name>
    <message>
        <source>The model in {0} lies nearer to {1} of {2} than to the model there, at {3} of the distance, as if a resume had loaded the copy in its place</source>
        <extracomment>0 = after · 1 = path_text(copy.path, 80) · 2 = before · 3 = number_text(median(near), 2)</extracomment>
        <translation>{0} 中的模型离 {2} 的 {1} 比离那里的模型更近，距离只有其 {3}：像是恢复训练时把该副本当作模型加载了</translation>
    </message>
    <message>
        <source>{0} in {1} is equal to the model (the first numbers of all its {2} tensors), in {3} it is not, as if the copy had been made anew from the model</source>
        <extracomment>0 = place · 1 = after · 2 = same · 3 = before</extracomment>
        <translation>{1} 中的 {0} 与模型相同（全部 {2} 个张量开头的数都相同），在 {3} 中则不同：像是该副本由模型重新复制而来</translation>
    </message>
    <message>
        <source>{0} in {1} has little in common with the model (median cosine {2}), in {3} it has much ({4}), as if a resume had not loaded it</source>
        <extracomment>0 = place · 1 = after · 2 = number_text(far, 2) · 3 = before · 4 = number_text(near, 2)</extracomment>
        <translation>{1} 中的 {0} 与模型相差很远（余弦相似度的中位数 {2}），在 {3} 中则很接近（{4}）：像是恢复训练时没有加载它</translation>
    </message>
</context>
<context>
    <name>core/diffing/columns</name>
    <message>
        <source>Max diff</source>
        <translation>最大差</translation>
    </message>
    <message>
        <source>Mean diff</source>
        <translation>平均差</translation>
    </message>
    <message>
        <source>Rel. L2</source>
        <translation>相对 L2</translation>
    </message>
    <message>
        <source>Where it stands in the file</source>
        <translation>在文件中的位置</translation>
    </message>
    <message>
        <source>What became of it from A to B</source>
        <translation>从 A 到 B 变成了什么</translation>
    </message>
    <message>
        <source>What the first file has here</source>
        <translation>第一个文件此处的内容</translation>
    </message>
    <message>
        <source>What the second file has here</source>
        <translation>第二个文件此处的内容</translation>
    </message>
    <message>
        <source>The largest difference of two elements, max |B − A|</source>
        <translation>两个元素之间的最大差，max |B − A|</translation>
    </message>
    <message>
        <source>The mean size of the differences, mean |B − A|</source>
        <translation>差的平均大小，mean |B − A|</translation>
    </message>
    <message>
        <source>The size of the difference relative to A: |B − A| / |A|, over all elements</source>
        <translation>差相对于 A 的大小：|B − A| / |A|，对所有元素</translation>
    </message>
    <message>
        <source>How far A and B point the same way: 1 is exactly the same direction, 0 none in common</source>
        <translation>A 与 B 方向的一致程度：1 为方向完全相同，0 为毫无共同</translation>
    </message>
    <message>
        <source>The share of elements that differ</source>
        <translation>不同元素所占的比例</translation>
    </message>
    <message>
        <source>Of several tensors together: without whole numbers and the steps that an optimizer counts</source>
        <translation>几个张量合计时：不计整数和优化器所计的步数</translation>
    </message>
    <message>
        <source>+ only in B</source>
        <translation>+ 仅在 B 中</translation>
    </message>
    <message>
        <source>− only in A</source>
        <translation>− 仅在 A 中</translation>
    </message>
    <message>
        <source>⤢ other shape</source>
        <translation>⤢ 形状不同</translation>
    </message>
    <message>
        <source>⇄ other type</source>
        <translation>⇄ 类型不同</translation>
    </message>
    <message>
        <source>≠ changed, NaN/Inf</source>
        <translation>≠ 有变化，含 NaN/Inf</translation>
    </message>
    <message>
        <source>… not compared yet</source>
        <translation>… 尚未比较</translation>
    </message>
    <message>
        <source>⚠ cannot be compared</source>
        <translation>⚠ 无法比较</translation>
    </message>
    <message>
        <source>❄ did not move</source>
        <translation>❄ 未变化</translation>
    </message>
</context>
<context>
    <name>core/diffing/course</name>
    <message>
        <source>In A and B {0} is {1}</source>
        <extracomment>0 = self.name · 1 = low</extracomment>
        <translation>A 和 B 中的 {0} 都是 {1}</translation>
    </message>
    <message>
        <source>In B and A {0} is {1}</source>
        <extracomment>0 = self.name · 1 = low</extracomment>
        <translation>B 和 A 中的 {0} 都是 {1}</translation>
    </message>
    <message>
        <source>From A to B {0} rises from {1} to {2}</source>
        <extracomment>0 = self.name · 1 = low · 2 = high</extracomment>
        <translation>从 A 到 B，{0} 从 {1} 升到 {2}</translation>
    </message>
    <message>
        <source>From B to A {0} rises from {1} to {2}</source>
        <extracomment>0 = self.name · 1 = low · 2 = high</extracomment>
        <translation>从 B 到 A，{0} 从 {1} 升到 {2}</translation>
    </message>
</context>
<context>
    <name>core/diffing/diff</name>
    <message>
        <source>; {0} moved most</source>
        <extracomment>0 = title(most)</extracomment>
        <translation>；{0} 变化最大</translation>
    </message>
    <message>
        <source>NaN or infinite numbers in {0} and {1} more; {2}</source>
        <extracomment>0 = title(broken[0]) · 1 = len(broken) - 1 · 2 = text</extracomment>
        <translation>{0} 和另外 {1} 个张量中有 NaN 或无穷大；{2:told}</translation>
    </message>
    <message>
        <source>NaN or infinite numbers in {0}; {1}</source>
        <extracomment>0 = title(broken[0]) · 1 = text</extracomment>
        <translation>{0} 中有 NaN 或无穷大；{1:told}</translation>
    </message>
    <message>
        <source>{0}; some repeated parts were not compared</source>
        <extracomment>0 = text</extracomment>
        <translation>{0:told}；有些重复的部分未比较</translation>
    </message>
    <message>
        <source>whole file</source>
        <translation>整个文件</translation>
    </message>
    <message>
        <source>Identical: both are empty.</source>
        <translation>完全相同：两者都是空的。</translation>
    </message>
    <message>
        <source>Identical: {0} is equal.</source>
        <extracomment>0 = things</extracomment>
        <translation>完全相同：{0:told}相等。</translation>
    </message>
    <message>
        <source>Identical: {0} are equal.</source>
        <extracomment>0 = things</extracomment>
        <translation>完全相同：{0:told}相等。</translation>
    </message>
    <message>
        <source>Equal{0}. Not the same: {1}.</source>
        <extracomment>0 = f': {things}' if things else '' · 1 = ', '.join(diff.unlike)</extracomment>
        <translation>相等{0:told}。不同之处：{1:told}。</translation>
    </message>
    <message>
        <source>{0} changed</source>
        <extracomment>0 = count_text(tally.changed, 'tensor')</extracomment>
        <translation>{0:told}有变化</translation>
    </message>
    <message>
        <source>{0} identical</source>
        <extracomment>0 = tally.equal</extracomment>
        <translation>{0} 个相同</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>未比较</translation>
    </message>
    <message>
        <source>renamed with equal values</source>
        <translation>已重命名且值相等</translation>
    </message>
    <message>
        <source>{0} of another type ({1})</source>
        <extracomment>0 = which · 1 = texts.pop()</extracomment>
        <translation>{0} 类型不同（{1:told}）</translation>
    </message>
    <message>
        <source>{0} of another type</source>
        <extracomment>0 = which</extracomment>
        <translation>{0} 类型不同</translation>
    </message>
    <message>
        <source>{0} changed (lr {1})</source>
        <extracomment>0 = count_text(len(changed), 'value') · 1 = _in_few_digits(diff, rate)</extracomment>
        <translation>{0:told}有变化（lr {1}）</translation>
    </message>
</context>
<context>
    <name>core/diffing/export/page</name>
    <message>
        <source>How many elements are NaN or infinite in A or B, of which no distance tells</source>
        <translation>A 或 B 中为 NaN 或无穷大的元素有多少个，它们没有距离可言</translation>
    </message>
    <message>
        <source>Values that differ</source>
        <translation>不同的值</translation>
    </message>
    <message>
        <source>Of another shape</source>
        <translation>形状不同</translation>
    </message>
    <message>
        <source>Of another type</source>
        <translation>类型不同</translation>
    </message>
    <message>
        <source>Only in A</source>
        <translation>仅在 A 中</translation>
    </message>
    <message>
        <source>Only in B</source>
        <translation>仅在 B 中</translation>
    </message>
    <message>
        <source>Made by ckpt_viewer. Nothing of either file was run.</source>
        <translation>由 ckpt_viewer 生成。两个文件中的任何代码都没有运行。</translation>
    </message>
    <message>
        <source>Elements that differ by no more than {0} count as equal.</source>
        <extracomment>0 = number_text(found.tolerance, 4)</extracomment>
        <translation>差值不超过 {0} 的元素视为相等。</translation>
    </message>
    <message>
        <source>Not compared: {0}: {1}</source>
        <extracomment>0 = path_text(found.diff.entries[number].path_a or ()) · 1 = text</extracomment>
        <translation>未比较：{0}：{1:told}</translation>
    </message>
    <message>
        <source>only in B</source>
        <translation>仅在 B 中</translation>
    </message>
    <message>
        <source>only in A</source>
        <translation>仅在 A 中</translation>
    </message>
    <message>
        <source>of another shape</source>
        <translation>形状不同</translation>
    </message>
    <message>
        <source>of another type</source>
        <translation>类型不同</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>未比较</translation>
    </message>
    <message>
        <source>How many tensors</source>
        <translation>张量数量</translation>
    </message>
    <message>
        <source>Changed tensors, most first</source>
        <translation>有变化的张量，变化最大的在前</translation>
    </message>
    <message>
        <source>Inf: A is all zeros there, so that there is nothing to measure the change by.</source>
        <translation>Inf：A 在该处全为零，因此没有可用来衡量变化的基准。</translation>
    </message>
    <message>
        <source>Inf: A is so small there beside the change that no number is large enough to tell.</source>
        <translation>Inf：那里的 A 相对于变化太小，没有足够大的数能表示。</translation>
    </message>
    <message>
        <source>By module</source>
        <translation>按模块</translation>
    </message>
    <message>
        <source>Of these rows {0} are printed.</source>
        <extracomment>0 = PRINTED</extracomment>
        <translation>这些行中打印 {0} 行。</translation>
    </message>
    <message>
        <source>… and {0} more, which CSV and JSON list</source>
        <extracomment>0 = amount - LISTED</extracomment>
        <translation>… 另有 {0} 项，见 CSV 和 JSON</translation>
    </message>
    <message>
        <source>solid line</source>
        <translation>实线</translation>
    </message>
    <message>
        <source>dashed line</source>
        <translation>虚线</translation>
    </message>
    <message>
        <source>each from the smallest to the largest value of both</source>
        <translation>横轴均从两者的最小值到最大值</translation>
    </message>
    <message>
        <source>Drawing histograms</source>
        <translation>正在绘制直方图</translation>
    </message>
    <message>
        <source>Histogram of {0} in A and B</source>
        <extracomment>0 = name</extracomment>
        <translation>A 和 B 中 {0} 的直方图</translation>
    </message>
</context>
<context>
    <name>core/diffing/fingerprint</name>
    <message>
        <source>Reading the weights</source>
        <translation>正在读取权重</translation>
    </message>
    <message>
        <source>the tensor {0} cannot be read, so its file has no fingerprint</source>
        <extracomment>0 = plain_text(name, 80)</extracomment>
        <translation>张量 {0} 无法读取，因此其文件没有指纹</translation>
    </message>
</context>
<context>
    <name>core/diffing/fitting</name>
    <message>
        <source>Name a file that holds weights.</source>
        <translation>请指定一个含有权重的文件。</translation>
    </message>
    <message>
        <source>not a tensor</source>
        <translation>不是张量</translation>
    </message>
    <message>
        <source>shape not known yet {0}</source>
        <extracomment>0 = self.dtype</extracomment>
        <translation>形状尚未知 {0}</translation>
    </message>
    <message>
        <source>scalar {0}</source>
        <extracomment>0 = self.dtype</extracomment>
        <translation>标量 {0}</translation>
    </message>
    <message>
        <source>{0}, wanted {1}</source>
        <extracomment>0 = self.found.text · 1 = self.wanted.text</extracomment>
        <translation>{0:told}，需要 {1:told}</translation>
    </message>
    <message>
        <source>it has no names</source>
        <translation>它没有名称</translation>
    </message>
    <message>
        <source>{0} with the right shape</source>
        <extracomment>0 = count_text(self.matched, 'name')</extracomment>
        <translation>{0:told}形状正确</translation>
    </message>
    <message>
        <source>Loads with strict=True: {0}{1}</source>
        <extracomment>0 = fits · 1 = _types(self.retyped)</extracomment>
        <translation>可以用 strict=True 加载：{0:told}{1:told}</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>are missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>is unexpected</source>
        <translation>多余</translation>
    </message>
    <message>
        <source>are unexpected</source>
        <translation>多余</translation>
    </message>
    <message>
        <source>has another shape</source>
        <translation>形状不同</translation>
    </message>
    <message>
        <source>have another shape</source>
        <translation>形状不同</translation>
    </message>
    <message>
        <source>Does not load with strict=True: {0}, and {1}</source>
        <extracomment>0 = parts · 1 = count_text(self.matched, 'fits', 'fit')</extracomment>
        <translation>不能以 strict=True 加载：{0:told}，{1:told}</translation>
    </message>
    <message>
        <source>What can be: {0}</source>
        <extracomment>0 = ', '.join((path_text(part, 80) for part in parts[:6]))</extracomment>
        <translation>可以的有：{0:told}</translation>
    </message>
    <message>
        <source>this is neither a state_dict nor a whole model</source>
        <translation>这既不是 state_dict，也不是完整模型</translation>
    </message>
    <message>
        <source>there is no state_dict in this file, nor a whole model that could give one</source>
        <translation>这个文件中没有 state_dict，也没有能给出 state_dict 的完整模型</translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <extracomment>0 = pair.found.dtype · 1 = pair.wanted.dtype</extracomment>
        <translation>{0} 到 {1}</translation>
    </message>
    <message>
        <source>; {0} would be converted from {1}</source>
        <extracomment>0 = count_text(len(retyped), 'tensor') · 1 = ', '.join(list(kinds)[:3])</extracomment>
        <translation>；{0:told}会转换类型：{1:told}</translation>
    </message>
</context>
<context>
    <name>core/diffing/frozen</name>
    <message>
        <source> and {0} more module</source>
        <extracomment>0 = rest</extracomment>
        <translation> 等，另有 {0} 个模块</translation>
    </message>
    <message>
        <source> and {0} more modules</source>
        <extracomment>0 = rest</extracomment>
        <translation> 等，另有 {0} 个模块</translation>
    </message>
    <message>
        <source>Did not move: {0}</source>
        <extracomment>0 = ', '.join(found[:most]) + more</extracomment>
        <translation>没有变化：{0}</translation>
    </message>
</context>
<context>
    <name>core/diffing/hindering</name>
    <message>
        <source>The names of the model have the prefix {0} in {1} only: load_state_dict cannot load one into the other, and with strict=False it loads nothing</source>
        <extracomment>0 = plain_text(prefix, 80) · 1 = side</extracomment>
        <translation>只有 {1} 中模型的名称带有前缀 {0}：load_state_dict 无法把一个加载到另一个中，而 strict=False 时什么也不会加载</translation>
    </message>
    <message>
        <source>NaN or infinite numbers, in A or B, in what the optimizer keeps for {0}: its next step takes them into the weights</source>
        <extracomment>0 = some_text(texts, len(found))</extracomment>
        <translation>A 或 B 的优化器为 {0:told} 保存的数中有 NaN 或无穷大：它的下一步会把它们带进权重</translation>
    </message>
</context>
<context>
    <name>core/diffing/hyperparameters</name>
    <message>
        <source>Other settings of the optimizer at {0}: {1}</source>
        <extracomment>0 = path_text(path, 80) · 1 = them</extracomment>
        <translation>{0} 处优化器的设置不同：{1:told}</translation>
    </message>
    <message>
        <source>Other settings of the optimizer: {0}</source>
        <extracomment>0 = them</extracomment>
        <translation>优化器的设置不同：{0:told}</translation>
    </message>
    <message>
        <source>The optimizer looks like {0} in A and like {1} in B</source>
        <extracomment>0 = one · 1 = other</extracomment>
        <translation>优化器在 A 中看来是 {0:told}，在 B 中看来是 {1:told}</translation>
    </message>
    <message>
        <source>Other settings of the scheduler: {0}</source>
        <extracomment>0 = some_text(list(told)[:_NAMED], len(told))</extracomment>
        <translation>调度器的设置不同：{0:told}</translation>
    </message>
</context>
<context>
    <name>core/diffing/lost</name>
    <message>
        <source>the optimizer ({0})</source>
        <translation>优化器（{0}）</translation>
    </message>
    <message>
        <source>the scheduler ({0})</source>
        <translation>调度器（{0}）</translation>
    </message>
    <message>
        <source>the GradScaler ({0})</source>
        <translation>GradScaler（{0}）</translation>
    </message>
    <message>
        <source>the averaged copy of the model ({0})</source>
        <translation>模型的平均副本（{0}）</translation>
    </message>
    <message>
        <source>the state of the random numbers ({0})</source>
        <translation>随机数的状态（{0}）</translation>
    </message>
    <message>
        <source>{0} lacks what {1} has of a training: {2}. A resume from {3} begins it anew</source>
        <extracomment>0 = lack · 1 = have · 2 = parts · 3 = lack</extracomment>
        <translation>{1} 中有而 {0} 中缺少的训练内容：{2:told}。从 {3} 恢复训练时它会从头开始</translation>
    </message>
    <message>
        <source>{0} lacks what {1} has of a training: {2}. A resume from {3} begins them anew</source>
        <extracomment>0 = lack · 1 = have · 2 = parts · 3 = lack</extracomment>
        <translation>{1} 中有而 {0} 中缺少的训练内容：{2:told}。从 {3} 恢复训练时它们会从头开始</translation>
    </message>
    <message>
        <source>The optimizer keeps nothing for its parameters in {0}, in {1} it has a state for {2}</source>
        <extracomment>0 = lack · 1 = have · 2 = count_text(len(a or b), 'parameter')</extracomment>
        <translation>优化器在 {0} 中没有为参数保存任何内容，在 {1} 中则有 {2:told}的状态</translation>
    </message>
    <message>
        <source>{0}, as if a resume had not loaded it</source>
        <extracomment>0 = said</extracomment>
        <translation>{0:told}：像是恢复训练时没有加载它</translation>
    </message>
    <message>
        <source>The optimizer keeps a state for {0} in {1} only</source>
        <extracomment>0 = some_text(names[:_NAMED], len(keys)) · 1 = side</extracomment>
        <translation>只有 {1} 中的优化器保存了 {0:told} 的状态</translation>
    </message>
    <message>
        <source>{0}, as of layers that were frozen before and are trained now</source>
        <extracomment>0 = said</extracomment>
        <translation>{0:told}：像是这些层之前被冻结，现在参与训练</translation>
    </message>
    <message>
        <source>{0}, as if a resume had lost it</source>
        <extracomment>0 = said</extracomment>
        <translation>{0:told}：像是恢复训练时丢失了它</translation>
    </message>
    <message>
        <source>number {0}</source>
        <extracomment>0 = key</extracomment>
        <translation>第 {0} 个</translation>
    </message>
</context>
<context>
    <name>core/diffing/naming</name>
    <message>
        <source>str {0}</source>
        <extracomment>0 = key</extracomment>
        <translatorcomment>internal name of a place</translatorcomment>
        <translation>str {0}</translation>
    </message>
    <message>
        <source>attribute {0}</source>
        <extracomment>0 = name</extracomment>
        <translatorcomment>internal name of a place</translatorcomment>
        <translation>attribute {0}</translation>
    </message>
    <message>
        <source>node {0}</source>
        <extracomment>0 = position</extracomment>
        <translation>节点 {0}</translation>
    </message>
    <message>
        <source>int {0}</source>
        <extracomment>0 = key</extracomment>
        <translatorcomment>internal name of a place</translatorcomment>
        <translation>int {0}</translation>
    </message>
    <message>
        <source>tensor {0} {1}</source>
        <extracomment>0 = spec.dtype · 1 = shape_text(spec.shape)</extracomment>
        <translation>张量 {0} {1:told}</translation>
    </message>
    <message>
        <source>storage {0}, {1}</source>
        <extracomment>0 = storage.dtype · 1 = count_text(storage.nbytes, 'byte')</extracomment>
        <translation>存储 {0}，{1:told}</translation>
    </message>
    <message>
        <source>value {0}</source>
        <extracomment>0 = text</extracomment>
        <translation>值 {0}</translation>
    </message>
</context>
<context>
    <name>core/diffing/normalising</name>
    <message>
        <source>{0}, but num_batches_tracked of batch norm falls from {1} to {2}, as if the training of B had begun from the weights of A, or the running statistics in A had begun again</source>
        <extracomment>0 = course.rise · 1 = number_text(earlier) · 2 = number_text(later)</extracomment>
        <translation>{0:told}，但批归一化的 num_batches_tracked 从 {1} 降到 {2}：像是 B 的训练从 A 的权重开始，或者 A 中的运行统计量从头开始累积</translation>
    </message>
    <message>
        <source>{0}, but num_batches_tracked of batch norm falls from {1} to {2}, as if nothing had been loaded, since its names have the prefix {3} on one side only</source>
        <extracomment>0 = course.rise · 1 = number_text(earlier) · 2 = number_text(later) · 3 = plain_text(prefix, 80)</extracomment>
        <translation>{0:told}，但批归一化的 num_batches_tracked 从 {1} 降到 {2}：像是加载时一个也没有加载进来，因为只有一侧的名称带有前缀 {3}</translation>
    </message>
    <message>
        <source>{0}, but num_batches_tracked of batch norm falls from {1} to {2}, as if its running statistics had not been loaded and began again</source>
        <extracomment>0 = course.rise · 1 = number_text(earlier) · 2 = number_text(later)</extracomment>
        <translation>{0:told}，但批归一化的 num_batches_tracked 从 {1} 降到 {2}：像是加载时漏掉了它的运行统计量，它们从头开始累积</translation>
    </message>
    <message>
        <source>batch norm layer</source>
        <translation>批归一化层</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <extracomment>0 = still · 1 = those</extracomment>
        <translation>{0:told}（共 {1:told}）</translation>
    </message>
    <message>
        <source>The running statistics of {0} are the same in A and B, though the weights moved, as if the model had been trained in evaluation mode</source>
        <extracomment>0 = those</extracomment>
        <translation>{0:told}的运行统计量在 A 和 B 中相同，而权重变了：像是在评估模式下训练</translation>
    </message>
</context>
<context>
    <name>core/diffing/objects</name>
    <message>
        <source>{0}: they differ from element {1} on</source>
        <extracomment>0 = words[0] · 1 = place</extracomment>
        <translation>{0:told}：从元素 {1} 起不同</translation>
    </message>
</context>
<context>
    <name>core/diffing/outline</name>
    <message>
        <source>whole file</source>
        <translation>整个文件</translation>
    </message>
</context>
<context>
    <name>core/diffing/pairing</name>
    <message>
        <source>the order of keys</source>
        <translation>键的顺序</translation>
    </message>
    <message>
        <source>which tensors share memory</source>
        <translation>哪些张量共享内存</translation>
    </message>
    <message>
        <source>{0} (at {1}{2})</source>
        <extracomment>0 = text · 1 = first · 2 = f' and {more:,} more' if more else ''</extracomment>
        <translation>{0:told}（在 {1:told}{2:told}）</translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = more</extracomment>
        <translation> 等，另有 {0} 项</translation>
    </message>
    <message>
        <source>Both sides cannot be read</source>
        <translation>两边都无法读取</translation>
    </message>
    <message>
        <source>what cannot be read</source>
        <translation>无法读取的内容</translation>
    </message>
    <message>
        <source>The kind of mapping differs: {0}</source>
        <extracomment>0 = text</extracomment>
        <translation>映射的种类不同：{0:told}</translation>
    </message>
    <message>
        <source>the kind of a mapping</source>
        <translation>映射的种类</translation>
    </message>
    <message>
        <source>{0} made with other arguments</source>
        <extracomment>0 = plain_text(x.kind, VALUE_LIMIT)</extracomment>
        <translation>{0} 用其他参数创建</translation>
    </message>
    <message>
        <source>The same keys stand in another order</source>
        <translation>相同的键顺序不同</translation>
    </message>
</context>
<context>
    <name>core/diffing/rates</name>
    <message>
        <source>{0} of {1} leads lr to {2} at its step {3}, where {4} has {5}, as if a resume had not loaded the optimizer, or had set the rate again</source>
        <extracomment>0 = earlier.scheduler.guess · 1 = before · 2 = number_text(should) · 3 = number_text(later.steps) · 4 = after · 5 = number_text(has)</extracomment>
        <translation>按 {1} 的 {0}，第 {3} 步的 lr 应为 {2}，而 {4} 中是 {5}：像是恢复训练时没有加载优化器，或者重新设定了学习率</translation>
    </message>
</context>
<context>
    <name>core/diffing/remarks</name>
    <message>
        <source>{0} ({1} parameters)</source>
        <extracomment>0 = count_text(len(sizes), 'param group') · 1 = _sum_text(sizes)</extracomment>
        <translation>{0:told}（{1} 个参数）</translation>
    </message>
    <message>
        <source>param group</source>
        <translatorcomment>part of Python code</translatorcomment>
        <translation>param group</translation>
    </message>
    <message>
        <source>The optimizer has {0} in A, {1} in B: load_state_dict cannot load one into the other, and the same number in its state may mean another parameter</source>
        <extracomment>0 = one · 1 = other</extracomment>
        <translation>优化器在 A 中有 {0:told}，在 B 中有 {1:told}：load_state_dict 不会接受对方的状态，状态中相同的编号也可能是另一个参数</translation>
    </message>
</context>
<context>
    <name>core/diffing/renaming</name>
    <message>
        <source>{0} words</source>
        <extracomment>0 = length</extracomment>
        <translation>{0} 个词</translation>
    </message>
    <message>
        <source>the only one of this shape and type whose name ends with the same {0}</source>
        <extracomment>0 = words</extracomment>
        <translation>唯一具有该形状和类型、且名称以相同的{0:told}结尾的一个</translation>
    </message>
    <message>
        <source>the only one of this shape and type at this place</source>
        <translation>此处唯一具有该形状和类型的一个</translation>
    </message>
    <message>
        <source>the same shapes and types in the same order at this place</source>
        <translation>此处顺序相同，形状和类型也相同</translation>
    </message>
    <message>
        <source>whole file</source>
        <translation>整个文件</translation>
    </message>
</context>
<context>
    <name>core/diffing/reordering</name>
    <message>
        <source>The optimizer's parameters come in another order in {0}, and its state went on by number: what it keeps for {1} began as that of {2} (so for {3})</source>
        <extracomment>0 = side · 1 = names[0] · 2 = names[1] · 3 = count_text(len(told), 'parameter')</extracomment>
        <translation>优化器的参数在 {0} 中的顺序不同，而其状态按编号延续：为 {1} 保存的内容原本属于 {2}（共 {3}）</translation>
    </message>
    <message>
        <source>The optimizer's parameters come in another order in B: number {0} is {1} in A and {2} in B (so for {3}). load_state_dict goes by number, and gives the state of one to the other</source>
        <extracomment>0 = others[0] · 1 = one · 2 = other · 3 = count_text(len(others), 'parameter')</extracomment>
        <translation>优化器的参数在 B 中的顺序不同：编号 {0} 在 A 中是 {1}，在 B 中是 {2}（共 {3:told}）。load_state_dict 按编号加载，会把一个参数的状态交给另一个</translation>
    </message>
</context>
<context>
    <name>core/diffing/resuming</name>
    <message>
        <source>the optimizer's step</source>
        <translation>优化器的 step </translation>
    </message>
    <message>
        <source>the scheduler's last_epoch</source>
        <translation>调度器的 last_epoch </translation>
    </message>
    <message>
        <source>the averaged copy's n_averaged</source>
        <translation>平均副本的 n_averaged </translation>
    </message>
    <message>
        <source>the averaged copy's num_updates</source>
        <translation>平均副本的 num_updates </translation>
    </message>
    <message>
        <source>{0} falls from {1} to {2}</source>
        <extracomment>0 = self.what · 1 = number_text(self.before) · 2 = number_text(self.after)</extracomment>
        <translation>{0:told}从 {1} 降到 {2}</translation>
    </message>
    <message>
        <source>{0} at {1}</source>
        <extracomment>0 = counter.what · 1 = path_text(counter.path)</extracomment>
        <translation>{0:told}，位于 {1}</translation>
    </message>
    <message>
        <source>{0}, but {1}, as if a resume had not loaded it</source>
        <extracomment>0 = course.rise · 1 = fallen</extracomment>
        <translation>{0:told}，但{1:told}：像是恢复训练时没有加载它</translation>
    </message>
    <message>
        <source>{0}, but {1}, as if a resume had not loaded them</source>
        <extracomment>0 = course.rise · 1 = fallen</extracomment>
        <translation>{0:told}，但{1:told}：像是恢复训练时没有加载它们</translation>
    </message>
    <message>
        <source>{0}, but {1} from {2} to {3}: it was stepped more than once per epoch</source>
        <extracomment>0 = course.rise · 1 = SCHEDULER · 2 = before · 3 = after</extracomment>
        <translation>{0:told}，但{1:told}从 {2} 升到 {3}：它每个 epoch 走了不止一步</translation>
    </message>
    <message>
        <source>{0}, but {1} from {2} to {3} only, as if an epoch had not been counted right, or the scheduler not stepped in each</source>
        <extracomment>0 = course.rise · 1 = SCHEDULER · 2 = before · 3 = after</extracomment>
        <translation>{0:told}，但{1:told}只从 {2} 升到 {3}：像是 epoch 没有数对，或者调度器没有在每个 epoch 走一步</translation>
    </message>
    <message>
        <source>{0}, but {1} rises from {2} to {3}, as if an epoch had not been counted</source>
        <extracomment>0 = course.rise · 1 = SCHEDULER · 2 = before · 3 = after</extracomment>
        <translation>{0:told}，但{1:told}从 {2} 升到 {3}：像是漏数了一个 epoch</translation>
    </message>
</context>
<context>
    <name>core/diffing/rows</name>
    <message>
        <source>
in B: </source>
        <translation>
在 B 中：</translation>
    </message>
    <message>
        <source>, values changed</source>
        <translation>，值有变化</translation>
    </message>
    <message>
        <source>, same values</source>
        <translation>，值相同</translation>
    </message>
    <message>
        <source>Some tensors in here are equal, and how large they are has not been read yet</source>
        <translation>其中有些张量相同，其大小（范数）尚未读取</translation>
    </message>
    <message>
        <source>{0} of {1} differ</source>
        <extracomment>0 = differ · 1 = total</extracomment>
        <translation>{1} 项中 {0} 项不同</translation>
    </message>
    <message>
        <source>scalar  {0}</source>
        <extracomment>0 = spec.dtype</extracomment>
        <translation>标量  {0}</translation>
    </message>
</context>
<context>
    <name>core/diffing/runs</name>
    <message>
        <source>{0} of {1} differ, the first is number {2}: {3}</source>
        <extracomment>0 = len(diff.changed) · 1 = count_text(len(left), 'item') · 2 = first[0] · 3 = words</extracomment>
        <translation>{1:told}中有 {0} 个不同，第一个是第 {2} 个：{3:told}</translation>
    </message>
    <message>
        <source>{0} only in the {1} file</source>
        <extracomment>0 = count_text(len(lone), 'item') · 1 = which</extracomment>
        <translation>{0:told}仅在{1:told}文件中</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <extracomment>0 = plain_text(node.kind, _TEXT_LIMIT) · 1 = count_text(len(run), 'item')</extracomment>
        <translation>{0:told}（共 {1:told}）</translation>
    </message>
</context>
<context>
    <name>core/diffing/scaling</name>
    <message>
        <source>{0}, but the GradScaler started again at a scale of {1}, which had been {2}, as if a resume had not loaded it</source>
        <extracomment>0 = course.rise · 1 = number_text(begun) · 2 = number_text(earlier.scale)</extracomment>
        <translation>{0:told}，但 GradScaler 的缩放系数重新从 {1} 开始，此前是 {2}：像是恢复训练时没有加载它</translation>
    </message>
</context>
<context>
    <name>core/diffing/scope</name>
    <message>
        <source>a state_dict</source>
        <translation>一个 state_dict</translation>
    </message>
    <message>
        <source>a training checkpoint</source>
        <translation>训练检查点</translation>
    </message>
    <message>
        <source>a whole model</source>
        <translation>完整模型</translation>
    </message>
    <message>
        <source>an optimizer's state</source>
        <translation>优化器的状态</translation>
    </message>
    <message>
        <source>a TorchScript model</source>
        <translation>TorchScript 模型</translation>
    </message>
    <message>
        <source>a single tensor</source>
        <translation>单个张量</translation>
    </message>
    <message>
        <source>another kind of file</source>
        <translation>另一种文件</translation>
    </message>
    <message>
        <source>A is {0}, B is {1}. </source>
        <extracomment>0 = words[0] · 1 = words[1]</extracomment>
        <translation>A 是{0:told}，B 是{1:told}。</translation>
    </message>
    <message>
        <source>A and B come from the same file. {0}</source>
        <extracomment>0 = what</extracomment>
        <translation>A 和 B 来自同一个文件。{0:told}</translation>
    </message>
    <message>
        <source>{0}They are compared by path.</source>
        <extracomment>0 = what</extracomment>
        <translation>{0:told}按路径进行比较。</translation>
    </message>
    <message>
        <source>Only their models' parameters and buffers are compared, by name ({0} with {1}).</source>
        <extracomment>0 = place_a · 1 = place_b</extracomment>
        <translation>仅按名称比较两者模型的参数和缓冲区（{0} 与 {1}）。</translation>
    </message>
    <message>
        <source>Only their models' parameters and buffers are compared, by name ({0}).</source>
        <extracomment>0 = place</extracomment>
        <translation>仅按名称比较两者模型的参数和缓冲区（{0}）。</translation>
    </message>
    <message>
        <source>Only their models' parameters and buffers are compared, by name.</source>
        <translation>仅按名称比较两者模型的参数和缓冲区。</translation>
    </message>
    <message>
        <source>a bundle</source>
        <translation>打包文件</translation>
    </message>
</context>
<context>
    <name>core/diffing/sharing</name>
    <message>
        <source>{0} share memory {1}</source>
        <extracomment>0 = ' and '.join((path_text(places(number)[side], 120) for number in numbers)) · 1 = where</extracomment>
        <translation>{0} 共享内存{1:told}</translation>
    </message>
    <message>
        <source>in the first file, not in the second</source>
        <translation>在第一个文件中，不在第二个中</translation>
    </message>
    <message>
        <source>in the second file, not in the first</source>
        <translation>在第二个文件中，不在第一个中</translation>
    </message>
</context>
<context>
    <name>core/diffing/suggesting</name>
    <message>
        <source>name fits</source>
        <translation>个名称吻合</translation>
    </message>
    <message>
        <source>names fit</source>
        <translation>个名称吻合</translation>
    </message>
    <message>
        <source>then it loads with strict=True</source>
        <translation>就能以 strict=True 加载</translation>
    </message>
    <message>
        <source>then {0}</source>
        <extracomment>0 = fitting</extracomment>
        <translation>则{0:told}</translation>
    </message>
    <message>
        <source>Strip the prefix {0} from its names: {1}</source>
        <extracomment>0 = shown · 1 = then</extracomment>
        <translation>去掉名称的前缀 {0}：{1:told}</translation>
    </message>
    <message>
        <source>Put the prefix {0} before its names: {1}</source>
        <extracomment>0 = shown · 1 = then</extracomment>
        <translation>在名称前加上前缀 {0}：{1:told}</translation>
    </message>
    <message>
        <source>Rename {0} (same shape, like name): {1}</source>
        <extracomment>0 = some_text(pairs, len(self.renames)) · 1 = then</extracomment>
        <translation>重命名 {0}（形状相同，名称相近）：{1:told}</translation>
    </message>
</context>
<context>
    <name>core/diffing/tensors</name>
    <message>
        <source>another scale or zero point of the quantisation</source>
        <translation>量化的 scale 或零点不同</translation>
    </message>
    <message>
        <source>The device tag</source>
        <translation>设备标记</translation>
    </message>
    <message>
        <source>the device tags</source>
        <translation>设备标记</translation>
    </message>
    <message>
        <source>The kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>what is a parameter</source>
        <translation>哪些是参数</translation>
    </message>
    <message>
        <source>The layout in memory (strides)</source>
        <translation>内存布局（步长）</translation>
    </message>
    <message>
        <source>the layout in memory</source>
        <translation>内存布局</translation>
    </message>
    <message>
        <source>{0} differs: {1} → {2}</source>
        <extracomment>0 = title · 1 = plain_text(str(one), 40) · 2 = plain_text(str(other), 40)</extracomment>
        <translation>{0:told}不同：{1:told} → {2:told}</translation>
    </message>
</context>
<context>
    <name>core/diffing/timeline/ordering</name>
    <message>
        <source>{0} of {1} without {2}: placed by another counter, by the number in the name, or by time.</source>
        <extracomment>0 = count_text(missing, 'file') · 1 = len(named) · 2 = unit</extracomment>
        <translation>{1} 个中的{0:told}没有 {2}：按另一个计数、名称中的数字或时间排入。</translation>
    </message>
    <message>
        <source>Some files have the same {0}: they stand beside one another, in the order of their names.</source>
        <extracomment>0 = unit</extracomment>
        <translation>有些文件的 {0} 相同：它们并列，按名称的顺序排列。</translation>
    </message>
    <message>
        <source>The files hold no epoch and no step: they stand in the order of their names.</source>
        <translation>这些文件中没有 epoch，也没有 step：按名称的顺序排列。</translation>
    </message>
    <message>
        <source>{0} of {1} holds no epoch and no step: all stand in the order of their names.</source>
        <extracomment>0 = count_text(missing, 'file') · 1 = len(known)</extracomment>
        <translation>{1} 个中的{0:told}没有 epoch 和 step：全部按名称的顺序排列。</translation>
    </message>
    <message>
        <source>{0} of {1} hold no epoch and no step: all stand in the order of their names.</source>
        <extracomment>0 = count_text(missing, 'file') · 1 = len(known)</extracomment>
        <translation>{1} 个中的{0:told}没有 epoch 和 step：全部按名称的顺序排列。</translation>
    </message>
    <message>
        <source>The epochs and steps in the files do not tell them apart: they stand in the order of their names.</source>
        <translation>文件中的 epoch 和 step 无法区分它们：按名称的顺序排列。</translation>
    </message>
</context>
<context>
    <name>core/diffing/timeline/passages</name>
    <message>
        <source>Between {0} (A) and {1} (B): {2}</source>
        <extracomment>0 = a · 1 = b · 2 = '; '.join(passage.remarks)</extracomment>
        <translation>{0}（A）与 {1}（B）之间：{2:told}</translation>
    </message>
    <message>
        <source>{0} (so also {1})</source>
        <extracomment>0 = remark · 1 = some_text(others[:_NAMED], len(others))</extracomment>
        <translation>{0:told}（同样还有：{1}）</translation>
    </message>
</context>
<context>
    <name>core/diffing/timeline/strips</name>
    <message>
        <source>Counting the distribution</source>
        <translation>正在统计分布</translation>
    </message>
</context>
<context>
    <name>core/diffing/timeline/telling</name>
    <message>
        <source>a timeline needs two checkpoints or more</source>
        <translation>时间线需要两个或更多检查点</translation>
    </message>
    <message>
        <source>Name several files, or a folder that holds them.</source>
        <translation>请给出多个文件，或一个含有它们的文件夹。</translation>
    </message>
    <message>
        <source>Looking at the files</source>
        <translation>正在查看文件</translation>
    </message>
    <message>
        <source>none of these {0} files can be read</source>
        <extracomment>0 = len(files)</extracomment>
        <translation>这 {0} 个文件都无法读取</translation>
    </message>
</context>
<context>
    <name>core/diffing/timeline/tracks</name>
    <message>
        <source>Measuring the timeline</source>
        <translation>正在测量时间线</translation>
    </message>
</context>
<context>
    <name>core/diffing/timeline/words</name>
    <message>
        <source>{0} cannot be read: {1}</source>
        <extracomment>0 = step.file.name · 1 = step.problem</extracomment>
        <translation>{0} 无法读取：{1:told}</translation>
    </message>
    <message>
        <source>{0} cannot be read</source>
        <extracomment>0 = count_text(len(gaps) - _NAMED, 'more file')</extracomment>
        <translation>{0:told}无法读取</translation>
    </message>
    <message>
        <source>more file</source>
        <translation>其他文件</translation>
    </message>
    <message>
        <source>{0} is damaged, and only a part of it is here: {1}</source>
        <extracomment>0 = step.file.name · 1 = step.damage</extracomment>
        <translation>{0} 已损坏，这里只有一部分：{1:told}</translation>
    </message>
    <message>
        <source>First {0} in {1}: {2}</source>
        <extracomment>0 = word · 1 = timeline.plan.label(first) · 2 = _names(names)</extracomment>
        <translation>{1} 中首次出现 {0}：{2}</translation>
    </message>
    <message>
        <source>{0} is nothing but NaN or infinity from {1} on</source>
        <extracomment>0 = lost · 1 = label</extracomment>
        <translation>{0:told} 从 {1} 起全部是 NaN 或无穷大</translation>
    </message>
    <message>
        <source>{0} are nothing but NaN or infinity from {1} on</source>
        <extracomment>0 = lost · 1 = label</extracomment>
        <translation>{0:told} 从 {1} 起全部是 NaN 或无穷大</translation>
    </message>
    <message>
        <source>The scheduler was stepped {0} times per epoch</source>
        <extracomment>0 = _TWICE</extracomment>
        <translation>调度器每个 epoch 走了 {0} 步</translation>
    </message>
    <message>
        <source>The scheduler was stepped {0} times per epoch, the optimizer {1} times: neither once per epoch nor with every step</source>
        <extracomment>0 = pace · 1 = number_text(updates, 4)</extracomment>
        <translation>调度器每个 epoch 走了 {0} 步，而优化器走了 {1} 步：既不是每个 epoch 一步，也不是每次更新一步</translation>
    </message>
    <message>
        <source>lr {0} at {1}, from {2} to {3}</source>
        <extracomment>0 = verb · 1 = plan.label(at) · 2 = number_text(old) · 3 = number_text(new)</extracomment>
        <translation>lr 在 {1} {0:told}，从 {2} 到 {3}</translation>
    </message>
    <message>
        <source>lr changed sharply once more</source>
        <translation>lr 还有 1 次急剧变化</translation>
    </message>
    <message>
        <source>lr changed sharply {0} more times</source>
        <extracomment>0 = len(sharp) - _MOST_RATES</extracomment>
        <translation>lr 另有 {0} 次急剧变化</translation>
    </message>
    <message>
        <source>lr went from {0} to {1} in small steps</source>
        <extracomment>0 = number_text(there[0][1]) · 1 = number_text(there[-1][1])</extracomment>
        <translation>lr 从 {0} 逐渐变到 {1}</translation>
    </message>
    <message>
        <source>The loss is not a number from {0} on</source>
        <extracomment>0 = plan.label(odd)</extracomment>
        <translation>从 {0} 起 loss 不是数字</translation>
    </message>
    <message>
        <source>The loss is infinite at {0}</source>
        <extracomment>0 = plan.label(odd)</extracomment>
        <translation>loss 在 {0} 为无穷大</translation>
    </message>
    <message>
        <source>The loss jumped at {0}, from {1} to {2}</source>
        <extracomment>0 = plan.label(rise[2]) · 1 = number_text(rise[0], 4) · 2 = number_text(rise[1], 4)</extracomment>
        <translation>loss 在 {0} 突然从 {1} 升到 {2}</translation>
    </message>
    <message>
        <source>The loss was lowest at {0} ({1}, and {2} at {3})</source>
        <extracomment>0 = where · 1 = least · 2 = number_text(last, 4) · 3 = plan.label(end)</extracomment>
        <translation>loss 在 {0} 最低（{1}；在 {3} 为 {2}）</translation>
    </message>
    <message>
        <source>The loss was lowest at {0} ({1})</source>
        <extracomment>0 = where · 1 = least</extracomment>
        <translation>loss 在 {0} 最低（{1}）</translation>
    </message>
    <message>
        <source>The loss was lowest at {0} ({1}, the last)</source>
        <extracomment>0 = where · 1 = least</extracomment>
        <translation>loss 在 {0} 最低（{1}，最后一个）</translation>
    </message>
    <message>
        <source>{0} holds the same parameters as {1}</source>
        <extracomment>0 = _names(copies) · 1 = timeline.plan.steps[original].file.name</extracomment>
        <translation>{0:told} 的参数与 {1} 相同</translation>
    </message>
    <message>
        <source>{0} hold the same parameters as {1}</source>
        <extracomment>0 = _names(copies) · 1 = timeline.plan.steps[original].file.name</extracomment>
        <translation>{0:told} 的参数都与 {1} 相同</translation>
    </message>
    <message>
        <source>{0} never moved</source>
        <extracomment>0 = _whose(frozen, len(compared))</extracomment>
        <translation>{0:told} 从未变化</translation>
    </message>
    <message>
        <source>{0} stopped moving at {1}</source>
        <extracomment>0 = _whose(stopped[place], total) · 1 = plan.label(place)</extracomment>
        <translation>{0:told} 在 {1} 停止变化</translation>
    </message>
    <message>
        <source>{0} stopped moving later</source>
        <extracomment>0 = _names(later)</extracomment>
        <translation>{0:told} 在更晚停止变化</translation>
    </message>
    <message>
        <source>{0} stopped moving from {1} on, where lr was under a thousandth of its highest</source>
        <extracomment>0 = _whose(names, total) · 1 = plan.label(at_rest[0])</extracomment>
        <translation>{0:told} 从 {1} 起停止变化，当时 lr 不到最高值的千分之一</translation>
    </message>
    <message>
        <source>{0} jumped at {1}: over {2} times the changes before</source>
        <extracomment>0 = _names(at[place]) · 1 = timeline.plan.label(place) · 2 = _JUMP</extracomment>
        <translation>{0} 在 {1} 突变：超过之前变化的 {2} 倍</translation>
    </message>
    <message>
        <source>{0} moved most ({1} % of its norm in all)</source>
        <extracomment>0 = name · 1 = told</extracomment>
        <translation>{0} 变化最大（累计为其范数的 {1} %）</translation>
    </message>
    <message>
        <source>{0} moved most (many times its norm, which was next to nothing at first)</source>
        <extracomment>0 = name</extracomment>
        <translation>{0} 变化最大（累计为其范数的许多倍，起初几乎为零）</translation>
    </message>
    <message>
        <source>{0} is not in every file</source>
        <extracomment>0 = _names(lacking)</extracomment>
        <translation>{0} 并非在每个文件中都有</translation>
    </message>
    <message>
        <source>{0} are not in every file</source>
        <extracomment>0 = _names(lacking)</extracomment>
        <translation>{0} 并非在每个文件中都有</translation>
    </message>
    <message>
        <source>All {0} parameters</source>
        <extracomment>0 = total</extracomment>
        <translation>全部 {0} 个参数</translation>
    </message>
    <message>
        <source>{0} and {1}</source>
        <extracomment>0 = ', '.join(shown[:-1]) · 1 = shown[-1]</extracomment>
        <translation>{0} 和 {1}</translation>
    </message>
</context>
<context>
    <name>core/document</name>
    <message>
        <source>taken back: {0}</source>
        <extracomment>0 = line</extracomment>
        <translation>已撤销：{0:told}</translation>
    </message>
</context>
<context>
    <name>core/edits/base</name>
    <message>
        <source>this is part of how a tensor is made, and its numbers depend on it</source>
        <translation>张量由它构成，所显示的数字取决于它</translation>
    </message>
    <message>
        <source>Make another tensor in Python.</source>
        <translation>请在 Python 中另建一个张量。</translation>
    </message>
    <message>
        <source>this {0} has no keys to change</source>
        <extracomment>0 = held.kind</extracomment>
        <translation>{0:told}没有可修改的键</translation>
    </message>
    <message>
        <source>Choose a dictionary.</source>
        <translation>请选择一个字典。</translation>
    </message>
</context>
<context>
    <name>core/edits/keys</name>
    <message>
        <source>there is already a key {0} beside {1}</source>
        <extracomment>0 = key_text(self.name) · 1 = key_text(old)</extracomment>
        <translation>在 {1} 旁已有键 {0}</translation>
    </message>
    <message>
        <source>Choose another name or remove the other key first.</source>
        <translation>请换一个名称，或先移除另一个键。</translation>
    </message>
    <message>
        <source>renamed {0} → {1}</source>
        <extracomment>0 = key_text(old) · 1 = key_text(self.name)</extracomment>
        <translation>重命名 {0} → {1}</translation>
    </message>
    <message>
        <source>{0} {1} in {2}</source>
        <extracomment>0 = self.why · 1 = count_text(hits, 'key') · 2 = self.where</extracomment>
        <translation>{0:told} {2:told} 中的{1:told}</translation>
    </message>
    <message>
        <source>two keys would be called {0}</source>
        <extracomment>0 = key</extracomment>
        <translation>两个键会同名：{0}</translation>
    </message>
    <message>
        <source>Choose another name for one of them.</source>
        <translation>请为其中一个另选名称。</translation>
    </message>
    <message>
        <source>removed {0}</source>
        <extracomment>0 = key_text(mapping_at(graph, self.mapping).keys[self.position])</extracomment>
        <translation>移除 {0}</translation>
    </message>
    <message>
        <source>removed {0} keys</source>
        <extracomment>0 = len(self.positions)</extracomment>
        <translation>移除 {0} 个键</translation>
    </message>
    <message>
        <source>there is already a key {0}</source>
        <extracomment>0 = key_text(self.key)</extracomment>
        <translation>已有键 {0}</translation>
    </message>
    <message>
        <source>Change the value that is there, or choose another name.</source>
        <translation>请修改已有的值，或换一个名称。</translation>
    </message>
    <message>
        <source>added {0}: {1}</source>
        <extracomment>0 = self.where or key_text(self.key) · 1 = self.value</extracomment>
        <translation>添加 {0}：{1}</translation>
    </message>
    <message>
        <source>only a safetensors file has a place for metadata texts</source>
        <translation>只有 safetensors 文件有存放元数据文本的位置</translation>
    </message>
    <message>
        <source>Add a value instead.</source>
        <translation>请改为添加一个值。</translation>
    </message>
    <message>
        <source>metadata {0}: {1}{2}</source>
        <extracomment>0 = self.key · 1 = was · 2 = self.value</extracomment>
        <translation>元数据 {0}：{1}{2}</translation>
    </message>
</context>
<context>
    <name>core/edits/storages</name>
    <message>
        <source>{0} is not a device</source>
        <extracomment>0 = self.device</extracomment>
        <translation>{0} 不是设备</translation>
    </message>
    <message>
        <source>Write cpu, cuda:0, mps or xpu:0.</source>
        <translation>请写 cpu、cuda:0、mps 或 xpu:0。</translation>
    </message>
    <message>
        <source>device tag of {0} → {1}</source>
        <extracomment>0 = count_text(len(changes), 'tensor') · 1 = self.device</extracomment>
        <translation>{0:told}的设备标记 → {1}</translation>
    </message>
    <message>
        <source>, {0} of them without requires_grad, as torch cannot load them else</source>
        <extracomment>0 = frozen</extracomment>
        <translation>，其中 {0} 个不再有 requires_grad，否则 PyTorch 无法加载</translation>
    </message>
    <message>
        <source>compacted {0} storages, {1} bytes less</source>
        <extracomment>0 = len(before) · 1 = saved</extracomment>
        <translation>压紧了 {0} 个存储，减少 {1} 字节</translation>
    </message>
</context>
<context>
    <name>core/edits/values</name>
    <message>
        <source>{0}: value of the tensor → {1}</source>
        <extracomment>0 = self.where · 1 = self.value</extracomment>
        <translation>{0}：张量的值 → {1}</translation>
    </message>
    <message>
        <source>{0}: {1} → {2}, a plain value in place of one of numpy</source>
        <extracomment>0 = self.where · 1 = was · 2 = self.value</extracomment>
        <translation>{0}：{1} → {2}，普通值代替 numpy 的值</translation>
    </message>
    <message>
        <source>this {0} has no single value to set</source>
        <extracomment>0 = other.kind</extracomment>
        <translation>{0:told}没有可设置的单个值</translation>
    </message>
    <message>
        <source>Choose a value.</source>
        <translation>请选择一个值。</translation>
    </message>
    <message>
        <source>set {0} to “{1}”</source>
        <extracomment>0 = label_text(path, 60) · 1 = plain_text(value, 40)</extracomment>
        <translation>将 {0} 设为“{1}”</translation>
    </message>
    <message>
        <source>set {0} to {1}</source>
        <extracomment>0 = label_text(path, 60) · 1 = value_text(value, 40)</extracomment>
        <translation>将 {0} 设为 {1}</translation>
    </message>
    <message>
        <source>this {0} has no elements to set</source>
        <extracomment>0 = held.kind</extracomment>
        <translation>{0:told}没有可设置的元素</translation>
    </message>
    <message>
        <source>Choose a tensor.</source>
        <translation>请选择一个张量。</translation>
    </message>
    <message>
        <source>a tensor holds numbers only</source>
        <translation>张量中只能是数字</translation>
    </message>
    <message>
        <source>Write a number.</source>
        <translation>请写一个数字。</translation>
    </message>
    <message>
        <source>the tensor cannot be read ({0})</source>
        <extracomment>0 = problem</extracomment>
        <translation>张量无法读取（{0:told}）</translation>
    </message>
    <message>
        <source>elements of {0} cannot be set one by one</source>
        <extracomment>0 = spec.dtype</extracomment>
        <translation>不能逐个设置 {0} 的元素</translation>
    </message>
    <message>
        <source>a conjugated or negated view cannot be written through; change the tensor that it is a view of</source>
        <translation>共轭视图或取负视图不能直接写入；请修改其来源张量</translation>
    </message>
    <message>
        <source>Change such a tensor in Python.</source>
        <translation>这样的张量请在 Python 中修改。</translation>
    </message>
    <message>
        <source>an index of {0} numbers is needed</source>
        <extracomment>0 = len(spec.shape)</extracomment>
        <translation>需要由 {0} 个数字组成的索引</translation>
    </message>
    <message>
        <source>One for each size, from 0 on.</source>
        <translation>每个维度一个，从 0 开始。</translation>
    </message>
    <message>
        <source>there is no such element</source>
        <translation>没有这样的元素</translation>
    </message>
    <message>
        <source>The sizes are {0}; indices begin with 0.</source>
        <extracomment>0 = sizes</extracomment>
        <translation>各维大小为 {0}；索引从 0 开始。</translation>
    </message>
    <message>
        <source>the element cannot be read ({0})</source>
        <extracomment>0 = error.what</extracomment>
        <translation>元素无法读取（{0:told}）</translation>
    </message>
    <message>
        <source> (and in {0} tensor that shares its memory)</source>
        <extracomment>0 = others</extracomment>
        <translation>（以及共享其内存的 {0} 个张量）</translation>
    </message>
    <message>
        <source> (and in {0} tensors that share its memory)</source>
        <extracomment>0 = others</extracomment>
        <translation>（以及共享其内存的 {0} 个张量）</translation>
    </message>
    <message>
        <source>tensor that shares</source>
        <translation>个共享它的张量</translation>
    </message>
    <message>
        <source>tensors that share</source>
        <translation>个共享它的张量</translation>
    </message>
    <message>
        <source>edited value</source>
        <translation>修改了值</translation>
    </message>
</context>
<context>
    <name>core/elements</name>
    <message>
        <source>Write True or False.</source>
        <translation>请写 True 或 False。</translation>
    </message>
    <message>
        <source>Write a smaller number.</source>
        <translation>请写小一些的数。</translation>
    </message>
    <message>
        <source>{0} is a complex number, and a tensor of {1} holds none</source>
        <extracomment>0 = value · 1 = dtype</extracomment>
        <translation>{0} 是复数，而 {1} 张量不能存复数</translation>
    </message>
    <message>
        <source>Write a number without an imaginary part.</source>
        <translation>请写一个没有虚部的数。</translation>
    </message>
    <message>
        <source>{0} is not a value that a tensor of {1} can be given</source>
        <extracomment>0 = value · 1 = dtype</extracomment>
        <translation>不能把 {0} 赋给 {1} 张量</translation>
    </message>
    <message>
        <source>Convert it in Python.</source>
        <translation>请在 Python 中转换它。</translation>
    </message>
    <message>
        <source>{0} is too large for a tensor of {1}</source>
        <extracomment>0 = value · 1 = dtype</extracomment>
        <translation>{0} 对 {1} 张量来说太大</translation>
    </message>
    <message>
        <source>{0} is not a whole number, and a tensor of {1} holds only those</source>
        <extracomment>0 = value · 1 = dtype</extracomment>
        <translation>{0} 不是整数，而 {1} 张量只能存整数</translation>
    </message>
    <message>
        <source>For example 3.</source>
        <translation>例如 3。</translation>
    </message>
    <message>
        <source>{0} is outside {1} … {2}, what a tensor of {3} can hold</source>
        <extracomment>0 = value · 1 = low · 2 = high · 3 = dtype</extracomment>
        <translation>{0} 超出 {3} 张量能存的范围 {1} … {2}</translation>
    </message>
    <message>
        <source>Write a number between these.</source>
        <translation>请写此范围内的一个数。</translation>
    </message>
    <message>
        <source>{0} is not a positive number, and a tensor of {1} holds only those</source>
        <extracomment>0 = value · 1 = dtype</extracomment>
        <translation>{0} 不是正数，而 {1} 张量只能存正数</translation>
    </message>
    <message>
        <source>For example 0.5 or 2.</source>
        <translation>例如 0.5 或 2。</translation>
    </message>
    <message>
        <source>a number of {0} bits is too large for a tensor of {1}</source>
        <extracomment>0 = int(value).bit_length() · 1 = dtype</extracomment>
        <translation>{0} 位的数对 {1} 张量来说太大</translation>
    </message>
</context>
<context>
    <name>core/engine/binning</name>
    <message>
        <source>{0} bins (from 1 to {1} are possible)</source>
        <extracomment>0 = bins · 1 = MAX_BINS</extracomment>
        <translation>{0} 个区间（可以是 1 到 {1}）</translation>
    </message>
    <message>
        <source>Choose a number between these.</source>
        <translation>请在此范围内选择一个数。</translation>
    </message>
    <message>
        <source>a histogram from {0} to {1}</source>
        <extracomment>0 = low · 1 = high</extracomment>
        <translation>从 {0} 到 {1} 的直方图</translation>
    </message>
    <message>
        <source>Give two finite numbers, the smaller one first.</source>
        <translation>请给出两个有限的数，小的在前。</translation>
    </message>
    <message>
        <source>the edges of the bins are not increasing numbers</source>
        <translation>区间边界不是递增的数</translation>
    </message>
    <message>
        <source>Give two or more finite ones, each larger than the one before.</source>
        <translation>请给出两个或更多有限的数，每个都大于前一个。</translation>
    </message>
</context>
<context>
    <name>core/engine/blocks</name>
    <message>
        <source>this tensor has another number of scales or zero points than it needs</source>
        <translation>这个张量的 scale 或零点数量与所需不符</translation>
    </message>
    <message>
        <source>storage {0}</source>
        <extracomment>0 = held.storage.key</extracomment>
        <translation>存储 {0}</translation>
    </message>
    <message>
        <source>this tensor cannot be read: {0}</source>
        <extracomment>0 = problem</extracomment>
        <translation>这个张量无法读取：{0:told}</translation>
    </message>
    <message>
        <source>this tensor has no dimension {0} for its scales</source>
        <extracomment>0 = axis</extracomment>
        <translation>这个张量没有用于 scale 的维度 {0}</translation>
    </message>
</context>
<context>
    <name>core/engine/casting</name>
    <message>
        <source>this view reads the same bytes over and over</source>
        <translation>这个视图反复经过相同的字节</translation>
    </message>
    <message>
        <source>Measure the tensor it is a view of.</source>
        <translation>请测量这个视图的原张量。</translation>
    </message>
</context>
<context>
    <name>core/engine/devices</name>
    <message>
        <source>This computer's memory ({0})</source>
        <extracomment>0 = _processor()</extracomment>
        <translation>本机内存（{0:told}）</translation>
    </message>
    <message>
        <source>AMD GPU</source>
        <translatorcomment>a name</translatorcomment>
        <translation>AMD GPU</translation>
    </message>
    <message>
        <source>NVIDIA GPU</source>
        <translatorcomment>a name</translatorcomment>
        <translation>NVIDIA GPU</translation>
    </message>
    <message>
        <source>No NVIDIA GPU (cuda): </source>
        <translation>没有 NVIDIA GPU（cuda）：</translation>
    </message>
    <message>
        <source>{0}this PyTorch ({1}) was built without CUDA.</source>
        <extracomment>0 = start · 1 = torch.__version__</extracomment>
        <translation>{0:told}这个 PyTorch（{1}）构建时不带 CUDA。</translation>
    </message>
    <message>
        <source>{0}the environment variable CUDA_VISIBLE_DEVICES hides all of them.</source>
        <extracomment>0 = start</extracomment>
        <translation>{0:told}环境变量 CUDA_VISIBLE_DEVICES 把它们全部隐藏了。</translation>
    </message>
    <message>
        <source>{0}no NVIDIA driver answers on this computer.</source>
        <extracomment>0 = start</extracomment>
        <translation>{0:told}本机没有 NVIDIA 驱动响应。</translation>
    </message>
    <message>
        <source>{0}PyTorch, built for CUDA {1}, finds no device that this computer's driver offers.</source>
        <extracomment>0 = start · 1 = torch.version.cuda</extracomment>
        <translation>{0:told}为 CUDA {1} 构建的 PyTorch 找不到本机驱动提供的设备。</translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translatorcomment>a name</translatorcomment>
        <translation>Apple GPU</translation>
    </message>
    <message>
        <source>No Apple GPU (mps): only Apple's computers have one.</source>
        <translation>没有 Apple GPU（mps）：只有苹果电脑才有。</translation>
    </message>
    <message>
        <source>No Apple GPU (mps): macOS offers none.</source>
        <translation>没有 Apple GPU（mps）：macOS 没有提供。</translation>
    </message>
    <message>
        <source>No Apple GPU (mps): this PyTorch was built without it.</source>
        <translation>没有 Apple GPU（mps）：这个 PyTorch 构建时不带它。</translation>
    </message>
    <message>
        <source>macOS offers none</source>
        <translation>macOS 没有提供</translation>
    </message>
    <message>
        <source>this PyTorch was built without it</source>
        <translation>这个 PyTorch 构建时不带它</translation>
    </message>
    <message>
        <source>Intel GPU</source>
        <translatorcomment>a name</translatorcomment>
        <translation>Intel GPU</translation>
    </message>
    <message>
        <source>no driver answers on this computer</source>
        <translation>本机没有驱动响应</translation>
    </message>
    <message>
        <source>No Intel GPU (xpu): {0}.</source>
        <extracomment>0 = reason</extracomment>
        <translation>没有 Intel GPU（xpu）：{0:told}。</translation>
    </message>
    <message>
        <source>model name</source>
        <translatorcomment>looked for in /proc/cpuinfo</translatorcomment>
        <translation>model name</translation>
    </message>
</context>
<context>
    <name>core/engine/loading</name>
    <message>
        <source>Loading onto {0}</source>
        <extracomment>0 = device</extracomment>
        <translation>正在加载到 {0}</translation>
    </message>
    <message>
        <source>{0} cannot be used: {1}</source>
        <extracomment>0 = device · 1 = str(error).strip().partition(chr(10))[0]</extracomment>
        <translation>{0} 不可用：{1}</translation>
    </message>
    <message>
        <source>Choose another device.</source>
        <translation>请选择其他设备。</translation>
    </message>
    <message>
        <source>can't allocate memory</source>
        <translatorcomment>looked for in a message of PyTorch</translatorcomment>
        <translation>can't allocate memory</translation>
    </message>
    <message>
        <source>not enough memory on {0}</source>
        <extracomment>0 = device</extracomment>
        <translation>{0} 上的内存不足</translation>
    </message>
    <message>
        <source>{0} Close what else uses it or choose another device.</source>
        <extracomment>0 = memory_sentence(needed, device, free)</extracomment>
        <translation>{0:told}请关闭占用它的程序，或选择另一个设备。</translation>
    </message>
</context>
<context>
    <name>core/engine/pairs</name>
    <message>
        <source>these tensors have different shapes, {0} and {1}</source>
        <extracomment>0 = list(a.shape) · 1 = list(b.shape)</extracomment>
        <translation>这两个张量形状不同，{0} 和 {1}</translation>
    </message>
    <message>
        <source>Compare tensors of one shape.</source>
        <translation>请比较形状相同的张量。</translation>
    </message>
    <message>
        <source>these tensors read the same bytes over and over, {0} times in all</source>
        <extracomment>0 = pair.numel</extracomment>
        <translation>这两个张量反复经过相同的字节，共 {0} 次</translation>
    </message>
    <message>
        <source>Compare the tensors that they are views of.</source>
        <translation>请比较这些视图的原张量。</translation>
    </message>
</context>
<context>
    <name>core/engine/placement</name>
    <message>
        <source> Left out, because the file does not hold their bytes: {0}.</source>
        <extracomment>0 = count_text(left_out, 'storage')</extracomment>
        <translation> 已略去文件中没有其字节的：{0:told}。</translation>
    </message>
    <message>
        <source>Needs {0}; how much memory {1} has free is not known.</source>
        <extracomment>0 = bytes_text(needed) · 1 = device</extracomment>
        <translation>需要 {0:told}；{1} 有多少可用内存未知。</translation>
    </message>
    <message>
        <source>Needs {0}; {1} has {2} free.</source>
        <extracomment>0 = bytes_text(needed) · 1 = device · 2 = bytes_text(free)</extracomment>
        <translation>需要 {0:told}；{1} 有 {2:told} 可用。</translation>
    </message>
    <message>
        <source>{0} {1} are lacking.</source>
        <extracomment>0 = sentence · 1 = bytes_text(needed - free)</extracomment>
        <translation>{0:told}还差 {1:told}。</translation>
    </message>
</context>
<context>
    <name>core/engine/readiness</name>
    <message>
        <source>others may write to {0}</source>
        <extracomment>0 = folder</extracomment>
        <translation>其他人可以写入 {0}</translation>
    </message>
    <message>
        <source>model name</source>
        <translatorcomment>looked for in /proc/cpuinfo</translatorcomment>
        <translation>model name</translation>
    </message>
</context>
<context>
    <name>core/engine/stepping</name>
    <message>
        <source>what the optimizer keeps has another shape than the weight</source>
        <translation>优化器保存的内容与权重形状不同</translation>
    </message>
    <message>
        <source>Check that this state belongs to this weight.</source>
        <translation>请确认此状态属于此权重。</translation>
    </message>
    <message>
        <source>the optimizer's state or the weight is not made of floating-point numbers</source>
        <translation>优化器的状态或权重不是浮点数</translation>
    </message>
    <message>
        <source>Look at the numbers of each separately.</source>
        <translation>请分别查看各自的数值。</translation>
    </message>
    <message>
        <source>these tensors read the same bytes over and over</source>
        <translation>这些张量反复经过相同的字节</translation>
    </message>
    <message>
        <source>Look at the tensors that they are views of.</source>
        <translation>请查看这些视图的原张量。</translation>
    </message>
</context>
<context>
    <name>core/engine/torch_engine</name>
    <message>
        <source>PyTorch cannot be loaded ({0})</source>
        <extracomment>0 = error</extracomment>
        <translation>PyTorch 无法加载（{0}）</translation>
    </message>
    <message>
        <source>Install it again: pip install torch</source>
        <translation>请重新安装：pip install torch</translation>
    </message>
    <message>
        <source>No GPU: {0}. {1}.</source>
        <extracomment>0 = error.what · 1 = error.hint</extracomment>
        <translation>没有 GPU：{0:told}。{1:told}。</translation>
    </message>
</context>
<context>
    <name>core/engine/windows</name>
    <message>
        <source>there is no index {0} in a dimension of size {1}</source>
        <extracomment>0 = place · 1 = size</extracomment>
        <translation>大小为 {1} 的维度中没有索引 {0}</translation>
    </message>
    <message>
        <source>Indices begin with 0 and end before the size.</source>
        <translation>索引从 0 开始，小于该大小。</translation>
    </message>
</context>
<context>
    <name>core/errors</name>
    <message>
        <source>Copy or download the file again.</source>
        <translation>请重新复制或下载该文件。</translation>
    </message>
</context>
<context>
    <name>core/exporting</name>
    <message>
        <source>numpy has no type for {0}</source>
        <extracomment>0 = spec.dtype</extracomment>
        <translation>numpy 没有对应 {0} 的类型</translation>
    </message>
    <message>
        <source>Convert the tensor to float32 first.</source>
        <translation>请先把张量转换为 float32。</translation>
    </message>
    <message>
        <source>the tensor cannot be read ({0})</source>
        <extracomment>0 = problem</extracomment>
        <translation>张量无法读取（{0:told}）</translation>
    </message>
    <message>
        <source>writing {0}</source>
        <extracomment>0 = target.name</extracomment>
        <translation>正在写入 {0:told}</translation>
    </message>
    <message>
        <source>this is one of the files that are compared</source>
        <translation>这是正在比较的文件之一</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名称。</translation>
    </message>
    <message>
        <source>this file exists</source>
        <translation>此文件已存在</translation>
    </message>
    <message>
        <source>Allow replacing it, or choose another name.</source>
        <translation>请允许替换它，或换一个名称。</translation>
    </message>
    <message>
        <source>this is too much for the clipboard</source>
        <translation>内容太多，剪贴板放不下</translation>
    </message>
    <message>
        <source>Select a part of it.</source>
        <translation>请选择其中一部分。</translation>
    </message>
    <message>
        <source>this is more than {0} or nested too deep for JSON</source>
        <extracomment>0 = count_text(MOST_VALUES, 'value')</extracomment>
        <translation>超过了{0:told}，或嵌套过深，无法写成 JSON</translation>
    </message>
</context>
<context>
    <name>core/folders</name>
    <message>
        <source>the folder cannot be read ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation>文件夹无法读取（{0:told}）</translation>
    </message>
    <message>
        <source>Check its name, and that you may read it.</source>
        <translation>请检查其名称，以及是否有读取权限。</translation>
    </message>
    <message>
        <source>no checkpoint</source>
        <translation>没有检查点</translation>
    </message>
    <message>
        <source>this is a folder with {0}, and one is needed</source>
        <extracomment>0 = count</extracomment>
        <translation>这是一个含有{0:told}的文件夹，而需要的是其中一个</translation>
    </message>
    <message>
        <source>Choose a file; `ckpt info FOLDER` lists what is there.</source>
        <translation>请选择一个文件；`ckpt info FOLDER` 会列出其中的内容。</translation>
    </message>
    <message>
        <source>there is no checkpoint in this folder</source>
        <translation>这个文件夹中没有检查点</translation>
    </message>
    <message>
        <source>Choose another folder, or a file.</source>
        <translation>请选择其他文件夹，或选择文件。</translation>
    </message>
    <message>
        <source>looking through the folder</source>
        <translation>正在浏览文件夹</translation>
    </message>
    <message>
        <source>only the first {0} folders were looked into</source>
        <extracomment>0 = MAX_FOLDERS</extracomment>
        <translation>只查看了前 {0} 个文件夹</translation>
    </message>
    <message>
        <source>folders more than {0} levels down were not looked into</source>
        <extracomment>0 = MAX_DEPTH</extracomment>
        <translation>未查看超过 {0} 层深的文件夹</translation>
    </message>
    <message>
        <source>{0} in place of {1} of files; run `git lfs pull` in the repository</source>
        <extracomment>0 = count_text(len(self._pointers), 'Git LFS pointer') · 1 = bytes_text(sum(self._pointers))</extracomment>
        <translation>{0:told}，代替了 {1:told} 的文件；请在仓库中运行 `git lfs pull`</translation>
    </message>
    <message>
        <source>Git LFS pointer</source>
        <translation>Git LFS 指针</translation>
    </message>
    <message>
        <source>{0} could not be read</source>
        <extracomment>0 = count_text(self._closed, 'file or folder', 'files and folders')</extracomment>
        <translation>{0:told}无法读取</translation>
    </message>
    <message>
        <source>file or folder</source>
        <translation>文件或文件夹</translation>
    </message>
    <message>
        <source>files and folders</source>
        <translation>文件和文件夹</translation>
    </message>
    <message>
        <source>only the first {0} files were looked at</source>
        <extracomment>0 = MAX_FILES</extracomment>
        <translation>只查看了前 {0} 个文件</translation>
    </message>
    <message>
        <source>only {0} checkpoints are listed</source>
        <extracomment>0 = MAX_ITEMS</extracomment>
        <translation>只列出 {0} 个检查点</translation>
    </message>
    <message>
        <source>This folder</source>
        <translation>此文件夹</translation>
    </message>
    <message>
        <source>The folder {0}</source>
        <extracomment>0 = plain_text(path.relative_to(top).as_posix(), 120)</extracomment>
        <translation>文件夹 {0} </translation>
    </message>
    <message>
        <source>{0} was being saved into when the save was interrupted: files are missing here, which {1} has. `ckpt undo` with the folder, or the next save in it, puts them right</source>
        <extracomment>0 = plain_text(place, 120) · 1 = path.name</extracomment>
        <translation>{0:told}在保存途中被中断：这里缺少文件，而 {1} 中有。对此文件夹执行 `ckpt undo`，或下次在其中保存时，会恢复正常</translation>
    </message>
    <message>
        <source>{0} is a distributed checkpoint (torch.distributed.checkpoint) that is not whole: its {1} names {2} that is not here, {3}. torch cannot load it without; each file that is here opens by itself</source>
        <extracomment>0 = place · 1 = _METADATA · 2 = count_text(len(absent), 'file') · 3 = some_text(absent[:_SHOWN], len(absent))</extracomment>
        <translation>{0} 是一个不完整的分布式检查点（torch.distributed.checkpoint）：其 {1} 列出的 {2:told}（{3:told}）不在这里。缺少它，torch 无法加载；这里的每个文件都可以单独打开</translation>
    </message>
    <message>
        <source>{0} is a distributed checkpoint (torch.distributed.checkpoint) that is not whole: its {1} names {2} that are not here, {3}. torch cannot load it without; each file that is here opens by itself</source>
        <extracomment>0 = place · 1 = _METADATA · 2 = count_text(len(absent), 'file') · 3 = some_text(absent[:_SHOWN], len(absent))</extracomment>
        <translation>{0} 是一个不完整的分布式检查点（torch.distributed.checkpoint）：其 {1} 列出的 {2:told}（{3:told}）不在这里。缺少它们，torch 无法加载；这里的每个文件都可以单独打开</translation>
    </message>
    <message>
        <source>{0} is a distributed checkpoint (torch.distributed.checkpoint) of {1}; `python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER OUT.pt` makes one file of it, which opens here, as each of these does</source>
        <extracomment>0 = place · 1 = count_text(parts, '.distcp file')</extracomment>
        <translation>{0:told}是一个分布式检查点（torch.distributed.checkpoint），共 {1:told}；用 `python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER OUT.pt` 可将其合成一个文件，该文件和其中每个文件都能在此打开</translation>
    </message>
    <message>
        <source>.distcp file</source>
        <translation>.distcp 文件</translation>
    </message>
    <message>
        <source>{0} is a DeepSpeed ZeRO checkpoint: weights and optimizer are split over {1}, each of which opens here; `python zero_to_fp32.py . OUT`, in the folder above, makes one state_dict of them</source>
        <extracomment>0 = place · 1 = count_text(ranks, 'file')</extracomment>
        <translation>{0:told}是 DeepSpeed ZeRO 检查点：权重和优化器分布在{1:told}中，每个都能在此打开；在上级文件夹中执行 `python zero_to_fp32.py . OUT` 可合成一个 state_dict</translation>
    </message>
    <message>
        <source>{0} is a TensorFlow SavedModel, which TensorFlow opens</source>
        <extracomment>0 = place</extracomment>
        <translation>{0:told}是 TensorFlow SavedModel，用 TensorFlow 打开</translation>
    </message>
</context>
<context>
    <name>core/foreign/numpy_types</name>
    <message>
        <source>records of {0}</source>
        <extracomment>0 = ', '.join((field.name for field in self.fields))</extracomment>
        <translation>{0} 的记录</translation>
    </message>
    <message>
        <source>{0} {1} since 1970</source>
        <extracomment>0 = number · 1 = self.unit</extracomment>
        <translation>1970 年以来 {0} {1:told}</translation>
    </message>
</context>
<context>
    <name>core/foreign/numpy_values</name>
    <message>
        <source>numpy {0}</source>
        <extracomment>0 = kind.name</extracomment>
        <translatorcomment>a type of numpy</translatorcomment>
        <translation>numpy {0}</translation>
    </message>
    <message>
        <source>{0} (numpy {1})</source>
        <extracomment>0 = text · 1 = dtype.name</extracomment>
        <translation>{0}（numpy {1}）</translation>
    </message>
    <message>
        <source>bit generator</source>
        <translation>位生成器</translation>
    </message>
    <message>
        <source>numpy object {0}</source>
        <extracomment>0 = size</extracomment>
        <translation>numpy 对象 {0}</translation>
    </message>
    <message>
        <source>, {0} masked</source>
        <extracomment>0 = len(array.mask) - array.mask.count(0)</extracomment>
        <translation>，{0} 个被掩盖</translation>
    </message>
    <message>
        <source>numpy {0} {1}{2}</source>
        <extracomment>0 = array.dtype.name · 1 = size · 2 = gaps</extracomment>
        <translatorcomment>names and numbers alone</translatorcomment>
        <translation>numpy {0} {1}{2}</translation>
    </message>
    <message>
        <source>numpy record: {0}</source>
        <extracomment>0 = ', '.join(told)</extracomment>
        <translation>numpy 记录：{0}</translation>
    </message>
    <message>
        <source>numpy records {0} of {1}, …</source>
        <extracomment>0 = ' × '.join(map(str, array.shape)) · 1 = names</extracomment>
        <translation>numpy 记录 {0}，字段 {1}，…</translation>
    </message>
    <message>
        <source>numpy records {0} of {1}</source>
        <extracomment>0 = ' × '.join(map(str, array.shape)) · 1 = names</extracomment>
        <translation>numpy 记录 {0}，字段 {1}</translation>
    </message>
</context>
<context>
    <name>core/foreign/python_values</name>
    <message>
        <source> (time zone not read)</source>
        <translation>（未读取时区）</translation>
    </message>
</context>
<context>
    <name>core/foreign/tensors</name>
    <message>
        <source>uninitialized {0}</source>
        <extracomment>0 = _LAZY[cls.name]</extracomment>
        <translation>未初始化的{0:told}</translation>
    </message>
    <message>
        <source>no shape yet</source>
        <translation>尚无形状</translation>
    </message>
    <message>
        <source>nnz {0} blocks, not coalesced</source>
        <extracomment>0 = stored</extracomment>
        <translation>nnz {0} 块，未合并</translation>
    </message>
    <message>
        <source>nnz {0} blocks</source>
        <extracomment>0 = stored</extracomment>
        <translation>nnz {0} 块</translation>
    </message>
    <message>
        <source>nnz {0}, not coalesced</source>
        <extracomment>0 = stored</extracomment>
        <translation>nnz {0}，未合并</translation>
    </message>
    <message>
        <source>nnz {0}</source>
        <extracomment>0 = stored</extracomment>
        <translatorcomment>nnz is the word of PyTorch</translatorcomment>
        <translation>nnz {0}</translation>
    </message>
    <message>
        <source>, not coalesced</source>
        <translation>，未合并</translation>
    </message>
    <message>
        <source>{0} tensor</source>
        <extracomment>0 = layout</extracomment>
        <translation>{0:told} 张量</translation>
    </message>
    <message>
        <source>{0} tensor of different sizes in one</source>
        <extracomment>0 = count</extracomment>
        <translation>{0} 个大小不同的张量合为一个</translation>
    </message>
    <message>
        <source>{0} tensors of different sizes in one</source>
        <extracomment>0 = count</extracomment>
        <translation>{0} 个大小不同的张量合为一个</translation>
    </message>
    <message>
        <source>nested tensor</source>
        <translation>嵌套张量</translation>
    </message>
    <message>
        <source>no values: it was on the meta device</source>
        <translation>没有值：它在 meta 设备上</translation>
    </message>
</context>
<context>
    <name>core/formats/arrival</name>
    <message>
        <source>It holds no tensors</source>
        <translation>其中没有张量</translation>
    </message>
    <message>
        <source>All {0} arrived</source>
        <extracomment>0 = count_text(wanted, 'tensor')</extracomment>
        <translation>全部{0:told}完整</translation>
    </message>
    <message>
        <source>Its one tensor arrived</source>
        <translation>其唯一的张量完整</translation>
    </message>
    <message>
        <source>Its one tensor is missing</source>
        <translation>其唯一的张量缺失</translation>
    </message>
    <message>
        <source>{0} of {1} tensors arrived</source>
        <extracomment>0 = there · 1 = wanted</extracomment>
        <translation>{1} 个张量中有 {0} 个完整</translation>
    </message>
    <message>
        <source>{0} {1} of {2} tensors</source>
        <extracomment>0 = name · 1 = a · 2 = b</extracomment>
        <translation>{0} {1}/{2} 个张量</translation>
    </message>
    <message>
        <source>{0} {1} of {2}</source>
        <extracomment>0 = name · 1 = a · 2 = b</extracomment>
        <translation>{0} {1}/{2:told}</translation>
    </message>
    <message>
        <source>other tensors {0} of {1}</source>
        <extracomment>0 = there - sum((a for _, a, _ in named[:_MOST_PARTS])) · 1 = wanted - shown</extracomment>
        <translation>其他张量 {0}/{1}</translation>
    </message>
    <message>
        <source>{0} arrived</source>
        <extracomment>0 = ', '.join(rows)</extracomment>
        <translation>完整的有 {0:told}</translation>
    </message>
    <message>
        <source>The file is cut short at {0} bytes</source>
        <extracomment>0 = size</extracomment>
        <translation>文件在 {0} 字节处被截断</translation>
    </message>
    <message>
        <source>the file ends before its bytes</source>
        <translation>文件在其字节之前结束</translation>
    </message>
    <message>
        <source>only {0} of its {1} bytes are in the file, which is cut short</source>
        <extracomment>0 = there · 1 = wanted</extracomment>
        <translation>其 {1} 字节中只有 {0} 字节在文件中，文件被截断了</translation>
    </message>
</context>
<context>
    <name>core/formats/bare_pickle</name>
    <message>
        <source>It is damaged, or only begins like a pickle; copy or download it again.</source>
        <translation>它已损坏，或虽以 pickle 的方式开头却不是 pickle；请重新复制或下载。</translation>
    </message>
    <message>
        <source>plain pickle</source>
        <translation>普通 pickle</translation>
    </message>
    <message>
        <source>This program does not write plain pickles. Save the model in it as a state_dict, or choose tensors in it and save those alone.</source>
        <translation>普通 pickle 不能写出。请将其中的模型保存为 state_dict，或选择其中的张量单独保存。</translation>
    </message>
    <message>
        <source>this plain pickle has {0} bytes, more than {1}</source>
        <extracomment>0 = source.size · 1 = MAX_PICKLE</extracomment>
        <translation>这个普通 pickle 有 {0} 字节，超过 {1}</translation>
    </message>
    <message>
        <source>Load it with the program that wrote it.</source>
        <translation>请用写出它的程序加载。</translation>
    </message>
    <message>
        <source>Written by joblib: {0} between the parts of the pickle shown as tensors</source>
        <extracomment>0 = count_text(arrays, 'array')</extracomment>
        <translation>由 joblib 写入：pickle 各部分之间的 {0:told}显示为张量</translation>
    </message>
    <message>
        <source>{0} shown as tensors</source>
        <extracomment>0 = count_text(arrays, 'numpy array')</extracomment>
        <translation>{0:told}显示为张量</translation>
    </message>
    <message>
        <source>numpy array</source>
        <translation>numpy 数组</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>{0} in the pickle, each with bytes of its own</source>
        <extracomment>0 = count_text(ids.count, 'tensor')</extracomment>
        <translation>pickle 中有 {0}，各自带有自己的字节</translation>
    </message>
    <message>
        <source>this file of joblib cannot be read: </source>
        <translation>无法读取这个 joblib 文件：</translation>
    </message>
    <message>
        <source>the file is cut short: {0}</source>
        <extracomment>0 = error.what</extracomment>
        <translation>文件被截断：{0:told}</translation>
    </message>
    <message>
        <source>its bytes are not in a plain pickle</source>
        <translation>其字节不在普通 pickle 中</translation>
    </message>
    <message>
        <source>numpy array {0}</source>
        <extracomment>0 = node</extracomment>
        <translation>numpy 数组 {0}</translation>
    </message>
</context>
<context>
    <name>core/formats/base</name>
    <message>
        <source>Files of this kind cannot be written yet. Save it as a state_dict instead.</source>
        <translation>目前还不能写出这种文件。请改存为 state_dict。</translation>
    </message>
</context>
<context>
    <name>core/formats/bundles</name>
    <message>
        <source>This program does not write a bundle as a whole. Choose one of its files with its name as the part, or save a state_dict or safetensors.</source>
        <translation>打包文件不能整体写出。请选择其中一个文件的名称作为部分，或保存 state_dict 或 safetensors。</translation>
    </message>
    <message>
        <source>zip with checkpoints in it</source>
        <translation>含检查点的 zip</translation>
    </message>
    <message>
        <source>this is an encrypted zip</source>
        <translation>这是加密的 zip</translation>
    </message>
    <message>
        <source>Unpack it with its password first.</source>
        <translation>请先用密码解压。</translation>
    </message>
    <message>
        <source>tar with checkpoints in it</source>
        <translation>含检查点的 tar</translation>
    </message>
    <message>
        <source>this is a tar file with no checkpoint in it; it holds {0}</source>
        <extracomment>0 = names</extracomment>
        <translation>这是不含检查点的 tar 文件；其中有 {0}</translation>
    </message>
    <message>
        <source>Choose the checkpoint instead.</source>
        <translation>请改选检查点。</translation>
    </message>
    <message>
        <source>{0} in the tar not followed</source>
        <extracomment>0 = count_text(links, 'link or device', 'links or devices')</extracomment>
        <translation>未跟随 tar 中的{0:told}</translation>
    </message>
    <message>
        <source>link or device</source>
        <translation>链接或设备</translation>
    </message>
    <message>
        <source>links or devices</source>
        <translation>链接或设备</translation>
    </message>
    <message>
        <source> file holds cannot be opened: </source>
        <translation> 文件中的内容无法打开：</translation>
    </message>
    <message>
        <source>compressed checkpoint</source>
        <translation>压缩的检查点</translation>
    </message>
    <message>
        <source>what this {0} file holds cannot be opened: {1}</source>
        <extracomment>0 = kind · 1 = inside</extracomment>
        <translation>这个 {0} 文件中的内容无法打开：{1:told}</translation>
    </message>
    <message>
        <source>{0} more files in it are not listed</source>
        <extracomment>0 = count - _MAX_LISTED</extracomment>
        <translation>其中另有 {0} 个文件未列出</translation>
    </message>
    <message>
        <source>The archive holds {0} {1} times; Python reads the last</source>
        <extracomment>0 = plain_text(name, 120) · 1 = count</extracomment>
        <translation>归档中有 {1} 个 {0}；Python 读取最后一个</translation>
    </message>
    <message>
        <source>The archive holds a file called {0}: unpacking it elsewhere could write outside of the folder</source>
        <extracomment>0 = plain_text(name, 120)</extracomment>
        <translation>归档中有一个名为 {0} 的文件：在别处解压可能写到文件夹之外</translation>
    </message>
    <message>
        <source>the zip holds a file called {0}, which different programs take for different files</source>
        <extracomment>0 = plain_text(name, 80)</extracomment>
        <translation>zip 中有一个名为 {0} 的文件，不同程序会把它当作不同的文件</translation>
    </message>
    <message>
        <source>It may be made to mislead; do not load it.</source>
        <translation>它可能是为误导而制作的；请勿加载。</translation>
    </message>
    <message>
        <source>only {0} of its {1} bytes are in the file, which is cut short</source>
        <extracomment>0 = there · 1 = row.nbytes</extracomment>
        <translation>其 {1} 字节中只有 {0} 字节在文件中，文件被截断了</translation>
    </message>
    <message>
        <source>{0}{1}, before what says which tensors it holds</source>
        <extracomment>0 = damage[:1].lower() · 1 = damage[1:]</extracomment>
        <translation>{0}{1:told}，而说明其中有哪些张量的内容在此之后</translation>
    </message>
    <message>
        <source>this is {0}, not a checkpoint</source>
        <extracomment>0 = kind[0]</extracomment>
        <translation>这是{0:told}，不是检查点</translation>
    </message>
    <message>
        <source>this is a zip without a checkpoint; it holds {0}</source>
        <extracomment>0 = names</extracomment>
        <translation>这是不含检查点的 zip；其中有 {0}</translation>
    </message>
</context>
<context>
    <name>core/formats/checksums</name>
    <message>
        <source>its bytes do not match the checksum in the file (CRC-32)</source>
        <translation>其字节与文件中的校验和（CRC-32）不符</translation>
    </message>
    <message>
        <source>record {0}</source>
        <extracomment>0 = plain_text(self.record, 120)</extracomment>
        <translation>记录 {0}</translation>
    </message>
    <message>
        <source> (and {0} more in the same memory)</source>
        <extracomment>0 = more</extracomment>
        <translation>（以及同一内存中的另外 {0} 个）</translation>
    </message>
    <message>
        <source>This file holds no checksums to compare its bytes with</source>
        <translation>此文件没有可与其字节比对的校验和</translation>
    </message>
    <message>
        <source>without a checksum</source>
        <translation>没有校验和</translation>
    </message>
    <message>
        <source>not whole</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>matches its checksum</source>
        <translation>与校验和相符</translation>
    </message>
    <message>
        <source>match their checksums</source>
        <translation>与校验和相符</translation>
    </message>
    <message>
        <source>does not match its checksum</source>
        <translation>与校验和不符</translation>
    </message>
    <message>
        <source>do not match their checksums</source>
        <translation>与校验和不符</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <extracomment>0 = len(self.mismatches) · 1 = count_text(self.checked, 'record')</extracomment>
        <translation>{0:told}（共 {1:told}）</translation>
    </message>
    <message>
        <source>{0} {1} (CRC-32): {2}{3}</source>
        <extracomment>0 = count · 1 = verb · 2 = names · 3 = beside</extracomment>
        <translation>{0:told}{1:told}（CRC-32）：{2}{3:told}</translation>
    </message>
    <message>
        <source>checking every byte</source>
        <translation>正在检查每个字节</translation>
    </message>
</context>
<context>
    <name>core/formats/distributed_part</name>
    <message>
        <source>part of a distributed checkpoint</source>
        <translation>分布式检查点的一部分</translation>
    </message>
    <message>
        <source>This program does not write parts of a distributed checkpoint. Save it as a state_dict or safetensors.</source>
        <translation>不能写入分布式检查点的一部分。请另存为 state_dict 或 safetensors。</translation>
    </message>
    <message>
        <source>piece at byte {0}</source>
        <extracomment>0 = start</extracomment>
        <translation>位于字节 {0} 处的块</translation>
    </message>
    <message>
        <source>{0} of tensors, named by {1} beside it</source>
        <extracomment>0 = count_text(count, 'piece') · 1 = _METADATA</extracomment>
        <translation>{0:told}张量，名称来自旁边的 {1}</translation>
    </message>
    <message>
        <source>{0} of tensors, without names: there is no {1} beside it</source>
        <extracomment>0 = count_text(count, 'piece') · 1 = _METADATA</extracomment>
        <translation>{0:told}张量，没有名称：旁边没有 {1}</translation>
    </message>
    <message>
        <source>named by</source>
        <translation>名称来自</translation>
    </message>
    <message>
        <source>without names: there is no</source>
        <translation>没有名称：没有</translation>
    </message>
    <message>
        <source>{0}, which {1} names, is not beside it: the pieces of tensors in that file are missing, and torch cannot load the whole without it</source>
        <extracomment>0 = absent[0] · 1 = _METADATA</extracomment>
        <translation>{1} 列出的 {0} 不在它旁边：该文件中的张量分片缺失，缺少它 torch 无法加载整体</translation>
    </message>
    <message>
        <source>{0} that {1} names are not beside it ({2}): the pieces of tensors in those files are missing, and torch cannot load the whole without them</source>
        <extracomment>0 = count_text(len(absent), 'file') · 1 = _METADATA · 2 = some_text(absent[:_SHOWN], len(absent))</extracomment>
        <translation>{1} 列出的 {0:told}（{2:told}）不在它旁边：这些文件中的张量分片缺失，缺少它们 torch 无法加载整体</translation>
    </message>
    <message>
        <source> from {0}</source>
        <extracomment>0 = list(offset)</extracomment>
        <translation>（来自 {0}）</translation>
    </message>
</context>
<context>
    <name>core/formats/export_archive</name>
    <message>
        <source>torch.export archive</source>
        <translation>torch.export 归档</translation>
    </message>
    <message>
        <source>Only torch.export can write a program. Save its state_dict as a state_dict or as safetensors instead.</source>
        <translation>只有 torch.export 能写出程序。请将其 state_dict 存为 state_dict 或 safetensors。</translation>
    </message>
    <message>
        <source>It holds compiled code, which loading runs unseen: {0}</source>
        <extracomment>0 = plain_text(', '.join(libraries[:3]), 300)</extracomment>
        <translation>其中有编译好的代码，加载时会在暗中运行：{0}</translation>
    </message>
    <message>
        <source>the record {0} is missing from the file</source>
        <extracomment>0 = record</extracomment>
        <translation>文件中缺少记录 {0}</translation>
    </message>
    <message>
        <source>it is not the list of tensors that it should be</source>
        <translation>它不是应有的张量列表</translation>
    </message>
    <message>
        <source>{0} has {1} bytes, more than {2}</source>
        <extracomment>0 = record · 1 = size · 2 = most</extracomment>
        <translation>{0} 有 {1} 字节，超过 {2}</translation>
    </message>
    <message>
        <source>Load it with torch.export.load.</source>
        <translation>请用 torch.export.load 加载。</translation>
    </message>
    <message>
        <source>{0} is not valid JSON</source>
        <extracomment>0 = record</extracomment>
        <translation>{0} 不是有效的 JSON</translation>
    </message>
    <message>
        <source>Loading the program would run as Python a text that should be a size: {0}</source>
        <extracomment>0 = words</extracomment>
        <translation>加载该程序会把一段本应是大小的文本当作 Python 运行：{0}</translation>
    </message>
    <message>
        <source>Loading the program would make Python of a text that is no known check of sizes: {0}</source>
        <extracomment>0 = words</extracomment>
        <translation>加载该程序会把一段并非已知大小检查的文本变成 Python：{0}</translation>
    </message>
    <message>
        <source>it is not the list of weights that it should be</source>
        <translation>它不是应有的权重列表</translation>
    </message>
    <message>
        <source>it is not a tensor</source>
        <translation>它不是张量</translation>
    </message>
    <message>
        <source>its shape is malformed</source>
        <translation>其形状格式有误</translation>
    </message>
    <message>
        <source>This is a program: loading it makes the model out of a graph, and calling the model runs it</source>
        <translation>这是一个程序：加载它会由图生成模型，调用模型会运行它</translation>
    </message>
</context>
<context>
    <name>core/formats/exported_program</name>
    <message>
        <source>it is not the JSON of an exported program</source>
        <translation>它不是导出程序的 JSON</translation>
    </message>
    <message>
        <source>graph nodes</source>
        <translation>图节点</translation>
    </message>
</context>
<context>
    <name>core/formats/exported_tensors</name>
    <message>
        <source>its description is malformed</source>
        <translation>其描述格式有误</translation>
    </message>
    <message>
        <source>elements of type number {0} are not known here</source>
        <extracomment>0 = _whole(meta.get('dtype'))</extracomment>
        <translation>类型编号为 {0} 的元素在此未知</translation>
    </message>
    <message>
        <source>it is not laid out with strides</source>
        <translation>它不是按步长排布的</translation>
    </message>
    <message>
        <source>its size is not a number</source>
        <translation>其大小不是数字</translation>
    </message>
    <message>
        <source>the record {0} is missing from the file</source>
        <extracomment>0 = record</extracomment>
        <translation>文件中缺少记录 {0}</translation>
    </message>
    <message>
        <source>its numbers were not saved</source>
        <translation>其数值未被保存</translation>
    </message>
    <message>
        <source>it has {0}</source>
        <extracomment>0 = problem</extracomment>
        <translation>它有 {0:told}</translation>
    </message>
</context>
<context>
    <name>core/formats/inflating</name>
    <message>
        <source>does not inflate to the size that it names</source>
        <translation>解压后的大小与其声明不符</translation>
    </message>
    <message>
        <source>cannot be inflated ({0})</source>
        <extracomment>0 = error</extracomment>
        <translation>无法解压（{0}）</translation>
    </message>
</context>
<context>
    <name>core/formats/json_values</name>
    <message>
        <source>too large</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>nests too deep</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>a key appears twice</source>
        <translation>有键出现两次</translation>
    </message>
</context>
<context>
    <name>core/formats/magic</name>
    <message>
        <source>Choose the checkpoint instead.</source>
        <translation>请改选检查点。</translation>
    </message>
    <message>
        <source>Unpack it and open what is inside.</source>
        <translation>请解压后打开里面的文件。</translation>
    </message>
    <message>
        <source>a PNG picture</source>
        <translation>PNG 图片</translation>
    </message>
    <message>
        <source>a JPEG picture</source>
        <translation>JPEG 图片</translation>
    </message>
    <message>
        <source>a GIF picture</source>
        <translation>GIF 图片</translation>
    </message>
    <message>
        <source>a TIFF picture</source>
        <translation>TIFF 图片</translation>
    </message>
    <message>
        <source>a WebP picture</source>
        <translation>WebP 图片</translation>
    </message>
    <message>
        <source>a WAV sound</source>
        <translation>WAV 音频</translation>
    </message>
    <message>
        <source>an AVI video</source>
        <translation>AVI 视频</translation>
    </message>
    <message>
        <source>an MP4 video</source>
        <translation>MP4 视频</translation>
    </message>
    <message>
        <source>a Matroska or WebM video</source>
        <translation>Matroska 或 WebM 视频</translation>
    </message>
    <message>
        <source>an MP3 sound</source>
        <translation>MP3 音频</translation>
    </message>
    <message>
        <source>a FLAC sound</source>
        <translation>FLAC 音频</translation>
    </message>
    <message>
        <source>an Ogg sound</source>
        <translation>Ogg 音频</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>PDF 文档</translation>
    </message>
    <message>
        <source>an RTF document</source>
        <translation>RTF 文档</translation>
    </message>
    <message>
        <source>a PostScript document</source>
        <translation>PostScript 文档</translation>
    </message>
    <message>
        <source>a document of an old Word, Excel or PowerPoint</source>
        <translation>旧版 Word、Excel 或 PowerPoint 文档</translation>
    </message>
    <message>
        <source>a program or library for Linux</source>
        <translation>Linux 的程序或库</translation>
    </message>
    <message>
        <source>a program for macOS</source>
        <translation>macOS 程序</translation>
    </message>
    <message>
        <source>a program for macOS or Java</source>
        <translation>macOS 或 Java 程序</translation>
    </message>
    <message>
        <source>a WebAssembly program</source>
        <translation>WebAssembly 程序</translation>
    </message>
    <message>
        <source>a folder's settings of macOS (.DS_Store)</source>
        <translation>macOS 的文件夹设置（.DS_Store）</translation>
    </message>
    <message>
        <source>an SQLite database</source>
        <translation>SQLite 数据库</translation>
    </message>
    <message>
        <source>a Windows shortcut, not the file it leads to</source>
        <translation>Windows 快捷方式，而不是它指向的文件</translation>
    </message>
    <message>
        <source>a zstd file</source>
        <translation>zstd 文件</translation>
    </message>
    <message>
        <source>a 7z archive</source>
        <translation>7z 归档</translation>
    </message>
    <message>
        <source>a RAR archive</source>
        <translation>RAR 归档</translation>
    </message>
    <message>
        <source>an lz4 file</source>
        <translation>lz4 文件</translation>
    </message>
    <message>
        <source>a file made by compress</source>
        <translation>compress 文件</translation>
    </message>
    <message>
        <source>Decrypt it first, with the program and the password it was made with.</source>
        <translation>请先用制作它的程序和密码解密。</translation>
    </message>
    <message>
        <source>a file that openssl has encrypted</source>
        <translation>由 openssl 加密的文件</translation>
    </message>
    <message>
        <source>a file that age has encrypted</source>
        <translation>由 age 加密的文件</translation>
    </message>
    <message>
        <source>a file that PGP has encrypted</source>
        <translation>由 PGP 加密的文件</translation>
    </message>
    <message>
        <source>Open it with Keras or h5py; in PyTorch, load its arrays with h5py and torch.from_numpy.</source>
        <translation>请用 Keras 或 h5py 打开；在 PyTorch 中，可用 h5py 和 torch.from_numpy 加载其数组。</translation>
    </message>
    <message>
        <source>an HDF5 file, as Keras writes its models (.h5)</source>
        <translation>HDF5 文件，Keras 以此保存模型（.h5）</translation>
    </message>
    <message>
        <source>Open it with llama.cpp or the gguf package.</source>
        <translation>请用 llama.cpp 或 gguf 包打开。</translation>
    </message>
    <message>
        <source>a GGUF model</source>
        <translation>GGUF 模型</translation>
    </message>
    <message>
        <source>Convert it to GGUF with llama.cpp and open it there.</source>
        <translation>请用 llama.cpp 转换为 GGUF 后在那里打开。</translation>
    </message>
    <message>
        <source>a GGML model</source>
        <translation>GGML 模型</translation>
    </message>
    <message>
        <source>Open it with TensorFlow Lite.</source>
        <translation>请用 TensorFlow Lite 打开。</translation>
    </message>
    <message>
        <source>a TensorFlow Lite model</source>
        <translation>TensorFlow Lite 模型</translation>
    </message>
    <message>
        <source>Run it with ExecuTorch; to look at the weights, open the checkpoint it was made from.</source>
        <translation>请用 ExecuTorch 运行它；要查看权重，请打开生成它的检查点。</translation>
    </message>
    <message>
        <source>a program of ExecuTorch (.pte)</source>
        <translation>ExecuTorch 程序（.pte）</translation>
    </message>
    <message>
        <source>data of an ExecuTorch program (.ptd)</source>
        <translation>ExecuTorch 程序的数据（.ptd）</translation>
    </message>
    <message>
        <source>Read it with TensorFlow: tf.saved_model.load of its folder.</source>
        <translation>请用 TensorFlow 读取：对其文件夹使用 tf.saved_model.load。</translation>
    </message>
    <message>
        <source>a TensorFlow SavedModel (saved_model.pb)</source>
        <translation>TensorFlow SavedModel（saved_model.pb）</translation>
    </message>
    <message>
        <source>Read it with pandas or pyarrow.</source>
        <translation>请用 pandas 或 pyarrow 读取。</translation>
    </message>
    <message>
        <source>a Parquet table</source>
        <translation>Parquet 表</translation>
    </message>
    <message>
        <source>an Arrow table</source>
        <translation>Arrow 表</translation>
    </message>
    <message>
        <source>Load it with scipy.io.loadmat.</source>
        <translation>请用 scipy.io.loadmat 加载。</translation>
    </message>
    <message>
        <source>a MATLAB file</source>
        <translation>MATLAB 文件</translation>
    </message>
    <message>
        <source>Convert it with Lua's Torch, or with the torchfile package.</source>
        <translation>请在有 Lua 版 Torch 的地方转换，或使用 torchfile 包。</translation>
    </message>
    <message>
        <source>a model of Torch7, the Lua program before PyTorch (.t7)</source>
        <translation>Torch7 的模型，即 PyTorch 之前的 Lua 程序（.t7）</translation>
    </message>
    <message>
        <source>Load it with mxnet.nd.load.</source>
        <translation>请用 mxnet.nd.load 加载。</translation>
    </message>
    <message>
        <source>a parameter file of MXNet</source>
        <translation>MXNet 的参数文件</translation>
    </message>
    <message>
        <source>Read it with Darknet's own tools, or convert it.</source>
        <translation>请用 Darknet 自己的工具读取，或进行转换。</translation>
    </message>
    <message>
        <source>weights of Darknet (YOLO)</source>
        <translation>Darknet（YOLO）的权重</translation>
    </message>
    <message>
        <source>It runs only on the GPU it was built for; open the checkpoint it was made from.</source>
        <translation>它只能在为其构建的 GPU 上运行；请打开它所来源的检查点。</translation>
    </message>
    <message>
        <source>a TensorRT engine</source>
        <translation>TensorRT 引擎</translation>
    </message>
    <message>
        <source>macOS makes such files beside others; choose the one of the same name without `._`.</source>
        <translation>macOS 会在其他文件旁生成这种文件；请选择同名但不带 `._` 的那个。</translation>
    </message>
    <message>
        <source>what macOS notes about a file (its name begins with ._), not the file</source>
        <translation>macOS 对某个文件的附注（名称以 ._ 开头），不是文件本身</translation>
    </message>
    <message>
        <source>the frame that torch.save leaves when it fails, with neither names nor tensors</source>
        <translation>torch.save 失败时留下的框架，既没有名称也没有张量</translation>
    </message>
    <message>
        <source>Nothing can be rescued from it. Save it again; the error of torch.save names what it cannot save.</source>
        <translation>无法从中抢救任何内容。请重新保存；torch.save 的错误信息会指出它无法保存什么。</translation>
    </message>
    <message>
        <source>a Word document</source>
        <translation>Word 文档</translation>
    </message>
    <message>
        <source>an Excel table</source>
        <translation>Excel 表格</translation>
    </message>
    <message>
        <source>a PowerPoint presentation</source>
        <translation>PowerPoint 演示文稿</translation>
    </message>
    <message>
        <source>a model of Keras 3 (.keras)</source>
        <translation>Keras 3 模型（.keras）</translation>
    </message>
    <message>
        <source>Open it with keras.saving.load_model.</source>
        <translation>请用 keras.saving.load_model 打开。</translation>
    </message>
    <message>
        <source>an Android program</source>
        <translation>Android 程序</translation>
    </message>
    <message>
        <source>A model in it lies below assets/: unpack it.</source>
        <translation>其中的模型位于 assets/ 下：请解压。</translation>
    </message>
    <message>
        <source>a model archive of TorchServe (.mar)</source>
        <translation>TorchServe 的模型归档（.mar）</translation>
    </message>
    <message>
        <source>Unpack it and open the .pt or .pth inside.</source>
        <translation>请解压并打开其中的 .pt 或 .pth。</translation>
    </message>
    <message>
        <source>a Java archive</source>
        <translation>Java 归档</translation>
    </message>
    <message>
        <source>an OpenDocument text or an e-book</source>
        <translation>OpenDocument 文本或电子书</translation>
    </message>
    <message>
        <source>a zipped TensorFlow SavedModel</source>
        <translation>zip 压缩的 TensorFlow SavedModel</translation>
    </message>
    <message>
        <source>Unpack it and read it with tf.saved_model.load.</source>
        <translation>请解压后用 tf.saved_model.load 读取。</translation>
    </message>
    <message>
        <source>a Core ML package</source>
        <translation>Core ML 包</translation>
    </message>
    <message>
        <source>Open it with coremltools.</source>
        <translation>请用 coremltools 打开。</translation>
    </message>
</context>
<context>
    <name>core/formats/members</name>
    <message>
        <source>Unpack it and open what is inside.</source>
        <translation>请解压后打开里面的文件。</translation>
    </message>
    <message>
        <source>archives lie within archives more than {0} deep</source>
        <extracomment>0 = MAX_DEPTH</extracomment>
        <translation>归档嵌套超过 {0} 层</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <extracomment>0 = plain_text(name, 120) · 1 = error.what</extracomment>
        <translation>{0} 无法读取：{1:told}</translation>
    </message>
    <message>
        <source>a shard, whose tensors are in {0}</source>
        <extracomment>0 = index</extracomment>
        <translation>一个分片，其张量在 {0} 中</translation>
    </message>
    <message>
        <source>not opened: there are more than {0} files beside it</source>
        <extracomment>0 = MAX_OPENED</extracomment>
        <translation>未打开：旁边的文件超过 {0} 个</translation>
    </message>
    <message>
        <source>not opened: the files before it hold more than {0} values</source>
        <extracomment>0 = MAX_NODES</extracomment>
        <translation>未打开：之前的文件已有超过 {0} 个值</translation>
    </message>
    <message>
        <source>{0} is no base64 text</source>
        <extracomment>0 = label</extracomment>
        <translation>{0} 不是 base64 文本</translation>
    </message>
    <message>
        <source>{0} holds a pickle that cannot be read: {1}</source>
        <extracomment>0 = label · 1 = error.what</extracomment>
        <translation>{0} 中有无法读取的 pickle：{1:told}</translation>
    </message>
</context>
<context>
    <name>core/formats/model_beside</name>
    <message>
        <source>The names of the parameters are those of {0}, which lies beside this file; of it only names and shapes were read</source>
        <extracomment>0 = beside.file</extracomment>
        <translation>参数名称取自此文件旁边的 {0}；只读取了其中的名称和形状</translation>
    </message>
</context>
<context>
    <name>core/formats/model_parallel</name>
    <message>
        <source>This is one of {0} parts of a model-parallel set: of each split weight it holds a slice, and the other slices are in {1}; the program that wrote them puts them together</source>
        <extracomment>0 = len(others) + 1 · 1 = some_text(named, len(others))</extracomment>
        <translation>这是模型并行的一组 {0} 个文件之一：每个被切分的权重，这里只有其中一片，其余各片在 {1} 中；由写入它们的程序来合并</translation>
    </message>
    <message>
        <source>One of the files over which DeepSpeed's ZeRO splits the weights in full precision and the optimizer's state; `python zero_to_fp32.py . OUT`, in the folder above, makes one state_dict of the files of all processes</source>
        <translation>这是 DeepSpeed 的 ZeRO 用来分存全精度权重和优化器状态的文件之一；在上级文件夹中执行 `python zero_to_fp32.py . OUT` 可将所有进程的文件合成一个 state_dict</translation>
    </message>
    <message>
        <source>The tensors of the model are empty here: stage 3 of DeepSpeed's ZeRO keeps their elements in the files *_optim_states.pt beside it; `python zero_to_fp32.py . OUT`, in the folder above, makes one state_dict of the files of all processes</source>
        <translation>模型的张量在这里是空的：DeepSpeed 的 ZeRO 第 3 阶段把它们的元素保存在旁边的 *_optim_states.pt 文件中；在上级文件夹中执行 `python zero_to_fp32.py . OUT` 可将所有进程的文件合成一个 state_dict</translation>
    </message>
</context>
<context>
    <name>core/formats/neighbours</name>
    <message>
        <source>no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation>请检查名称和文件夹。</translation>
    </message>
</context>
<context>
    <name>core/formats/npz_writer</name>
    <message>
        <source>Save it as the same kind.</source>
        <translation>请按同一种类保存。</translation>
    </message>
    <message>
        <source>a numpy archive holds arrays by name, and this is a single value</source>
        <translation>numpy 归档按名称存放数组，而这是单个值</translation>
    </message>
    <message>
        <source>a numpy archive holds only contiguous arrays with names</source>
        <translation>numpy 归档只存放带名称的连续数组</translation>
    </message>
    <message>
        <source>a zip cannot hold a file of this name</source>
        <translation>zip 中不能有这个名称的文件</translation>
    </message>
    <message>
        <source>Rename it first.</source>
        <translation>请先重命名。</translation>
    </message>
</context>
<context>
    <name>core/formats/numpy_files</name>
    <message>
        <source>its elements are Python objects, which are not read</source>
        <translation>其元素是 Python 对象，不予读取</translation>
    </message>
    <message>
        <source>numpy array</source>
        <translation>numpy 数组</translation>
    </message>
    <message>
        <source>This program does not write files of one array, and no other form holds one. Load it with numpy.load, and save what you make of it.</source>
        <translation>不写出只含单个数组的文件，也没有其他形式能容纳它。请用 numpy.load 载入，再保存由它得到的内容。</translation>
    </message>
    <message>
        <source>numpy archive of arrays</source>
        <translation>numpy 数组归档</translation>
    </message>
    <message>
        <source>{0} of Python objects, which are pickles: only a scan tells what they name</source>
        <extracomment>0 = count_text(unread, 'array')</extracomment>
        <translation>{0:told}含 Python 对象，也就是 pickle：其中的名称只有扫描才会列出</translation>
    </message>
    <message>
        <source>An array of Python objects, which are a pickle: numpy.load needs allow_pickle=True for it</source>
        <translation>Python 对象的数组，也就是 pickle：numpy.load 读取它需要 allow_pickle=True</translation>
    </message>
    <message>
        <source>Load it with numpy.load.</source>
        <translation>请用 numpy.load 加载。</translation>
    </message>
    <message>
        <source>its elements are of type {0}, which PyTorch does not have</source>
        <extracomment>0 = told.type_name</extracomment>
        <translation>其元素类型为 {0}，PyTorch 没有这种类型</translation>
    </message>
    <message>
        <source>the array has {0}</source>
        <extracomment>0 = told.problem</extracomment>
        <translation>该数组有 {0:told}</translation>
    </message>
    <message>
        <source>the header of the array is missing or cut short</source>
        <translation>数组的文件头缺失或被截断</translation>
    </message>
    <message>
        <source>version {0} of numpy's file format is not known</source>
        <extracomment>0 = head[6]</extracomment>
        <translation>numpy 文件格式的版本 {0} 未知</translation>
    </message>
    <message>
        <source>the header of the array is cut short or too long</source>
        <translation>数组的文件头被截断或过长</translation>
    </message>
    <message>
        <source>its elements are records</source>
        <translation>其元素是记录</translation>
    </message>
    <message>
        <source>its header is not one that NumPy writes</source>
        <translation>其文件头不是 NumPy 所写</translation>
    </message>
</context>
<context>
    <name>core/formats/safetensors</name>
    <message>
        <source>Save it as the same kind.</source>
        <translation>请按同一种类保存。</translation>
    </message>
    <message>
        <source>its header has {0} bytes, more than {1}</source>
        <extracomment>0 = length · 1 = MAX_HEADER</extracomment>
        <translation>其文件头有 {0} 字节，超过 {1}</translation>
    </message>
    <message>
        <source>It is damaged, or made to fill memory; download it again.</source>
        <translation>它已损坏，或是为占满内存而制作的；请重新下载。</translation>
    </message>
    <message>
        <source>the file is cut short within its header: {0} of its {1} bytes are here</source>
        <extracomment>0 = source.size - _LENGTH · 1 = length</extracomment>
        <translation>文件在文件头内被截断：{1} 字节中只有 {0} 字节</translation>
    </message>
    <message>
        <source>Nothing can be rescued from it; copy or download it again.</source>
        <translation>无法从中抢救任何内容；请重新复制或下载。</translation>
    </message>
    <message>
        <source>{0} missing: they are assumed to be the last ones. A file of this kind has no checksums, which would reveal a gap in the middle</source>
        <extracomment>0 = count_text(missing, 'byte')</extracomment>
        <translation>缺少 {0:told}：假定是末尾的那些。这种文件没有校验和，无法得知中间是否有缺口</translation>
    </message>
    <message>
        <source>elements of type {0} are not known here</source>
        <extracomment>0 = header.types[index][:40]</extracomment>
        <translation>类型为 {0} 的元素在此未知</translation>
    </message>
    <message>
        <source>shown as the bytes that its elements are packed into: PyTorch has no such tensors</source>
        <translation>按其元素打包成的字节显示：PyTorch 没有这种张量</translation>
    </message>
    <message>
        <source>{0} of type {1} {2}</source>
        <extracomment>0 = count_text(count, 'tensor') · 1 = word · 2 = why</extracomment>
        <translation>{0:told}，类型为 {1}，{2:told}</translation>
    </message>
    <message>
        <source>a safetensors file holds tensors by name, and this is a single value</source>
        <translation>safetensors 文件按名称存放张量，而这是单个值</translation>
    </message>
    <message>
        <source>a safetensors file holds only contiguous tensors with names</source>
        <translation>safetensors 文件只存放带名称的连续张量</translation>
    </message>
    <message>
        <source>a safetensors file cannot hold half a character, and a name or a text here has one</source>
        <translation>safetensors 文件不能保存半个字符，而这里的某个名称或文本中有</translation>
    </message>
    <message>
        <source>Rename it first.</source>
        <translation>请先重命名。</translation>
    </message>
</context>
<context>
    <name>core/formats/safetensors_header</name>
    <message>
        <source>Download it again, or write it again with the safetensors library.</source>
        <translation>请重新下载，或用 safetensors 库重新写出。</translation>
    </message>
    <message>
        <source>the header is malformed: {0}</source>
        <extracomment>0 = what</extracomment>
        <translation>文件头格式有误：{0:told}</translation>
    </message>
    <message>
        <source>a name appears twice</source>
        <translation>有名称出现两次</translation>
    </message>
    <message>
        <source>the header names more than {0} tensors</source>
        <extracomment>0 = MAX_TENSORS</extracomment>
        <translation>文件头列出的张量超过 {0} 个</translation>
    </message>
    <message>
        <source>{0} is missing at byte {1}</source>
        <extracomment>0 = mark.decode() · 1 = at</extracomment>
        <translation>字节 {1} 处缺少 {0}</translation>
    </message>
    <message>
        <source>there is text behind its end</source>
        <translation>其末尾之后还有文本</translation>
    </message>
    <message>
        <source>what begins at byte {0} is nested too deeply</source>
        <extracomment>0 = at</extracomment>
        <translation>从字节 {0} 开始的内容嵌套过深</translation>
    </message>
    <message>
        <source>no JSON value of sensible length at byte {0}</source>
        <extracomment>0 = at</extracomment>
        <translation>字节 {0} 处没有长度合理的 JSON 值</translation>
    </message>
    <message>
        <source>what begins at byte {0} is not UTF-8 text</source>
        <extracomment>0 = at</extracomment>
        <translation>从字节 {0} 开始的内容不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>the name at byte {0} is not UTF-8 text</source>
        <extracomment>0 = found.start()</extracomment>
        <translation>字节 {0} 处的名称不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>a name is missing at byte {0}</source>
        <extracomment>0 = at</extracomment>
        <translation>字节 {0} 处缺少名称</translation>
    </message>
    <message>
        <source>a comma is missing behind the entry of {0}</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation>{0} 的条目之后缺少逗号</translation>
    </message>
    <message>
        <source>{0} has an impossible place</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation>{0} 的位置不可能</translation>
    </message>
    <message>
        <source>{0} has {1} bytes, which do not fit its shape and type</source>
        <extracomment>0 = name[:80] · 1 = end - begin</extracomment>
        <translation>{0} 有 {1} 字节，与其形状和类型不符</translation>
    </message>
    <message>
        <source>{0} has an impossible shape</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation>{0} 的形状不可能</translation>
    </message>
    <message>
        <source>the entry of {0} is not dtype, shape and data_offsets</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation>{0} 的条目不是 dtype、shape 和 data_offsets</translation>
    </message>
    <message>
        <source>the entry of {0} has something other than whole numbers</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation>{0} 的条目中有并非整数的内容</translation>
    </message>
    <message>
        <source>{0} is not one mapping of text to text</source>
        <extracomment>0 = METADATA</extracomment>
        <translation>{0} 不是文本到文本的单一映射</translation>
    </message>
    <message>
        <source>{0} holds something other than text</source>
        <extracomment>0 = METADATA</extracomment>
        <translation>{0} 中有并非文本的内容</translation>
    </message>
    <message>
        <source>the bytes of {0} overlap those of another tensor</source>
        <extracomment>0 = name</extracomment>
        <translation>{0} 的字节与另一个张量的重叠</translation>
    </message>
    <message>
        <source>before the bytes of {0} it leaves a hole of {1} bytes that belong to no tensor</source>
        <extracomment>0 = name · 1 = begin - at</extracomment>
        <translation>在 {0} 的字节之前有 {1} 字节的空洞，不属于任何张量</translation>
    </message>
    <message>
        <source>it announces {0} bytes of tensors and there are {1}</source>
        <extracomment>0 = at · 1 = data_bytes</extracomment>
        <translation>它声称有 {0} 字节的张量，实际为 {1}</translation>
    </message>
</context>
<context>
    <name>core/formats/schedule_beside</name>
    <message>
        <source>{0}, which lies beside this file, keeps the learning rate too, and sets it again when the training goes on: change it in both</source>
        <extracomment>0 = name</extracomment>
        <translation>{0} 就在此文件旁边，也保存着学习率，继续训练时会重新设置它：请在两处都更改</translation>
    </message>
</context>
<context>
    <name>core/formats/script_code</name>
    <message>
        <source>{0} in {1} not read: all of them together are larger than {2} MiB</source>
        <extracomment>0 = count_text(self._skipped, 'record') · 1 = folder · 2 = MAX_TOGETHER &gt;&gt; 20</extracomment>
        <translation>{1} 中有{0:told}未读取：合计超过 {2} MiB</translation>
    </message>
    <message>
        <source>{0} bytes are too many to unpack and show</source>
        <extracomment>0 = entry.size</extracomment>
        <translation>{0} 字节太多，无法解压显示</translation>
    </message>
    <message>
        <source>not read: the records beside the tensors are too large together</source>
        <translation>未读取：张量旁的记录合计过大</translation>
    </message>
    <message>
        <source>{0} has {1} bytes; the first {2} are shown</source>
        <extracomment>0 = plain_text(name, 120) · 1 = entry.size · 2 = MAX_TEXT</extracomment>
        <translation>{0} 有 {1} 字节；显示前 {2} 字节</translation>
    </message>
</context>
<context>
    <name>core/formats/shard_checks</name>
    <message>
        <source>{0} of {1} cannot be read, and with it {2} of {3} tensors: {4}. {5}</source>
        <extracomment>0 = len(broken) · 1 = count_text(len(shards), 'shard') · 2 = lost · 3 = len(index.weight_map) · 4 = reasons · 5 = advice.removesuffix('.')</extracomment>
        <translation>{1:told}中有 {0} 个无法读取，因此 {3} 个张量中缺少 {2} 个：{4}。{5:told}</translation>
    </message>
    <message>
        <source>{0} of {1} cannot be read, and with them {2} of {3} tensors: {4}. {5}</source>
        <extracomment>0 = len(broken) · 1 = count_text(len(shards), 'shard') · 2 = lost · 3 = len(index.weight_map) · 4 = reasons · 5 = advice.removesuffix('.')</extracomment>
        <translation>{1:told}中有 {0} 个无法读取，因此 {3} 个张量中缺少 {2} 个：{4}。{5:told}</translation>
    </message>
    <message>
        <source>{0} (in {1})</source>
        <extracomment>0 = _short(name) · 1 = plain_text(held[name], 80)</extracomment>
        <translation>{0}（在 {1} 中）</translation>
    </message>
    <message>
        <source>{0} that the index names {1} in no shard: {2}</source>
        <extracomment>0 = count_text(len(missing), 'tensor') · 1 = _are(missing) · 2 = _some(list(map(_short, missing)))</extracomment>
        <translation>索引列出的{0:told}不在任何分片中：{2}</translation>
    </message>
    <message>
        <source>{0} {1} in another shard than the index says: {2}</source>
        <extracomment>0 = count_text(len(moved), 'tensor') · 1 = _are(moved) · 2 = _some(moved)</extracomment>
        <translation>{0:told}所在的分片与索引所说不同：{2}</translation>
    </message>
    <message>
        <source>{0} in the shards {1} not in the index, and so not shown: {2}</source>
        <extracomment>0 = count_text(len(unnamed), 'tensor') · 1 = _are(unnamed) · 2 = shown</extracomment>
        <translation>分片中有{0:told}不在索引中，因此未显示：{2}</translation>
    </message>
    <message>
        <source>{0} {1} in more than one shard: {2}</source>
        <extracomment>0 = count_text(len(twice), 'tensor') · 1 = _are(twice) · 2 = _some(list(map(_short, twice)))</extracomment>
        <translation>{0:told}出现在不止一个分片中：{2}</translation>
    </message>
    <message>
        <source>The shards are numbered to {0}, and the index does not name {1}</source>
        <extracomment>0 = part.count · 1 = _some([f'number {number}' for number in missing])</extracomment>
        <translation>分片编号到 {0}，而索引没有列出 {1:told}</translation>
    </message>
    <message>
        <source>number {0}</source>
        <extracomment>0 = number</extracomment>
        <translation>第 {0} 个</translation>
    </message>
    <message>
        <source>{0} of the same name {1} here without being named in the index: {2}</source>
        <extracomment>0 = count_text(len(others), 'shard') · 1 = lie · 2 = _some(others)</extracomment>
        <translation>这里有{0:told}同名但未列在索引中：{2}</translation>
    </message>
    <message>
        <source>The index announces {0} bytes of tensors, and the shards hold {1}</source>
        <extracomment>0 = said · 1 = each</extracomment>
        <translation>索引声称有 {0} 字节的张量，而分片中有 {1}</translation>
    </message>
    <message>
        <source>{0} is a link to another folder than that of the index: {1}</source>
        <extracomment>0 = count_text(len(away), 'shard') · 1 = _some(places)</extracomment>
        <translation>{0:told}链接到索引所在文件夹之外：{1}</translation>
    </message>
    <message>
        <source>{0} are links to another folder than that of the index: {1}</source>
        <extracomment>0 = count_text(len(away), 'shard') · 1 = _some(places)</extracomment>
        <translation>{0:told}链接到索引所在文件夹之外：{1}</translation>
    </message>
    <message>
        <source>is a link</source>
        <translation>是链接</translation>
    </message>
    <message>
        <source>are links</source>
        <translation>是链接</translation>
    </message>
</context>
<context>
    <name>core/formats/shard_index</name>
    <message>
        <source>Open its shards one by one.</source>
        <translation>请逐个打开其分片。</translation>
    </message>
    <message>
        <source>this index has {0} bytes, more than {1}</source>
        <extracomment>0 = source.size · 1 = MAX_INDEX</extracomment>
        <translation>这个索引有 {0} 字节，超过 {1}</translation>
    </message>
    <message>
        <source>the index is not UTF-8 text</source>
        <translation>索引不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>the index is cut short: its last brace is missing</source>
        <translation>索引被截断：缺少最后的大括号</translation>
    </message>
    <message>
        <source>the index is malformed: {0}</source>
        <extracomment>0 = what</extracomment>
        <translation>索引格式有误：{0:told}</translation>
    </message>
    <message>
        <source>{0} appears twice</source>
        <extracomment>0 = key[:80]</extracomment>
        <translation>{0} 出现两次</translation>
    </message>
    <message>
        <source>it has too many keys</source>
        <translation>键太多</translation>
    </message>
    <message>
        <source>a comma is missing at character {0}</source>
        <extracomment>0 = at</extracomment>
        <translation>字符 {0} 处缺少逗号</translation>
    </message>
    <message>
        <source>there is text behind its end</source>
        <translation>其末尾之后还有文本</translation>
    </message>
    <message>
        <source>this is JSON text without a weight_map</source>
        <translation>这是没有 weight_map 的 JSON 文本</translation>
    </message>
    <message>
        <source>Choose the checkpoint itself.</source>
        <translation>请选择检查点本身。</translation>
    </message>
    <message>
        <source>a comma is missing behind the entry of {0}</source>
        <extracomment>0 = name[:80]</extracomment>
        <translation>{0} 的条目之后缺少逗号</translation>
    </message>
    <message>
        <source>the index names more than {0} tensors</source>
        <extracomment>0 = MAX_TENSORS</extracomment>
        <translation>索引列出的张量超过 {0} 个</translation>
    </message>
    <message>
        <source>the index names more than {0} files</source>
        <extracomment>0 = MAX_SHARDS</extracomment>
        <translation>索引列出的文件超过 {0} 个</translation>
    </message>
    <message>
        <source>its metadata are no mapping</source>
        <translation>其元数据不是映射</translation>
    </message>
    <message>
        <source>{0} is missing at character {1}</source>
        <extracomment>0 = mark · 1 = at</extracomment>
        <translation>字符 {1} 处缺少 {0}</translation>
    </message>
    <message>
        <source>a text is missing at character {0}</source>
        <extracomment>0 = at</extracomment>
        <translation>字符 {0} 处缺少文本</translation>
    </message>
    <message>
        <source>the text at character {0} is malformed</source>
        <extracomment>0 = at</extracomment>
        <translation>字符 {0} 处的文本格式有误</translation>
    </message>
    <message>
        <source>no JSON value of sensible length at character {0}</source>
        <extracomment>0 = at</extracomment>
        <translation>字符 {0} 处没有长度合理的 JSON 值</translation>
    </message>
    <message>
        <source>(nested too deeply)</source>
        <translation>（嵌套过深）</translation>
    </message>
</context>
<context>
    <name>core/formats/sharded</name>
    <message>
        <source>Put the shard beside the index, or download it again.</source>
        <translation>请把分片放到索引旁边，或重新下载。</translation>
    </message>
    <message>
        <source>sharded checkpoint</source>
        <translation>分片检查点</translation>
    </message>
    <message>
        <source>This is part {0} of {1} of a checkpoint</source>
        <extracomment>0 = part.number · 1 = part.count</extracomment>
        <translation>这是检查点的第 {0} 部分，共 {1} 部分</translation>
    </message>
    <message>
        <source>{0}; {1} beside it opens the whole</source>
        <extracomment>0 = this · 1 = index</extracomment>
        <translation>{0:told}；旁边的 {1} 可打开整体</translation>
    </message>
    <message>
        <source>{0}; the index that would open the whole ({1}) is not beside it</source>
        <extracomment>0 = this · 1 = part.index_names[0]</extracomment>
        <translation>{0:told}；能打开整体的索引（{1}）不在旁边</translation>
    </message>
    <message>
        <source>this is the same file as {0}</source>
        <extracomment>0 = first</extracomment>
        <translation>这与 {0} 是同一个文件</translation>
    </message>
    <message>
        <source>no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>this file holds no tensors by name</source>
        <translation>这个文件不按名称存放张量</translation>
    </message>
    <message>
        <source>Get the shard that belongs here.</source>
        <translation>请取得属于此处的分片。</translation>
    </message>
    <message>
        <source>this is an index itself, which an index cannot name</source>
        <translation>这本身就是索引，不能被索引列出</translation>
    </message>
    <message>
        <source>Get the shard.</source>
        <translation>请取得该分片。</translation>
    </message>
    <message>
        <source>{0} ({1}, which should hold it). {2}</source>
        <extracomment>0 = shard.failure · 1 = name · 2 = shard.advice</extracomment>
        <translation>{0:told}（应在 {1} 中）。{2:told}</translation>
    </message>
    <message>
        <source>not in the shard that the index names ({0})</source>
        <extracomment>0 = name</extracomment>
        <translation>不在索引所指的分片（{0}）中</translation>
    </message>
</context>
<context>
    <name>core/formats/stored_within</name>
    <message>
        <source>bytes of tensors</source>
        <translation>张量的字节</translation>
    </message>
    <message>
        <source>bytes of a tensor</source>
        <translation>张量的字节</translation>
    </message>
    <message>
        <source>pickled tensor {0}</source>
        <extracomment>0 = self.count</extracomment>
        <translation>pickle 中的张量 {0}</translation>
    </message>
</context>
<context>
    <name>core/formats/strangers</name>
    <message>
        <source>Load it with xgboost.Booster(model_file=…).</source>
        <translation>请用 xgboost.Booster(model_file=…) 加载。</translation>
    </message>
    <message>
        <source>Open the .safetensors, .bin or .pth file beside it.</source>
        <translation>请打开它旁边的 .safetensors、.bin 或 .pth 文件。</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>文件是空的</translation>
    </message>
    <message>
        <source>The save or the download did not finish; get it again.</source>
        <translation>保存或下载未完成；请重新获取。</translation>
    </message>
    <message>
        <source>this is a Git LFS pointer to a file of {0} bytes, not the file itself</source>
        <extracomment>0 = size</extracomment>
        <translation>这是指向一个 {0} 字节文件的 Git LFS 指针，不是文件本身</translation>
    </message>
    <message>
        <source>Run `git lfs pull` in its repository.</source>
        <translation>请在其仓库中运行 `git lfs pull`。</translation>
    </message>
    <message>
        <source>this is a Git LFS pointer, not the file itself</source>
        <translation>这是 Git LFS 指针，不是文件本身</translation>
    </message>
    <message>
        <source>this is a DVC pointer, not the file itself</source>
        <translation>这是 DVC 指针，不是文件本身</translation>
    </message>
    <message>
        <source>Run `dvc pull` in its repository.</source>
        <translation>请在其仓库中运行 `dvc pull`。</translation>
    </message>
    <message>
        <source>this is a git-annex pointer, not the file itself</source>
        <translation>这是 git-annex 指针，不是文件本身</translation>
    </message>
    <message>
        <source>Run `git annex get` on it in its repository.</source>
        <translation>请在其仓库中对它运行 `git annex get`。</translation>
    </message>
    <message>
        <source>begins with nothing but zeros</source>
        <translation>开头全是零</translation>
    </message>
    <message>
        <source>begins and ends with nothing but zeros</source>
        <translation>开头和末尾全是零</translation>
    </message>
    <message>
        <source>the file {0}</source>
        <extracomment>0 = what</extracomment>
        <translation>文件{0:told}</translation>
    </message>
    <message>
        <source>The download did not finish, or the disk was full; get it again.</source>
        <translation>下载未完成，或磁盘已满；请重新获取。</translation>
    </message>
    <message>
        <source>the file begins like a pickle, but does not go on like one</source>
        <translation>文件开头像 pickle，之后却不是</translation>
    </message>
    <message>
        <source>It may be damaged, or belong to another program.</source>
        <translation>它可能已损坏，或属于其他程序。</translation>
    </message>
    <message>
        <source>this is a tar file whose first header is malformed</source>
        <translation>这是 tar 文件，但第一个文件头格式有误</translation>
    </message>
    <message>
        <source>this is {0}, not a checkpoint</source>
        <extracomment>0 = kind.what</extracomment>
        <translation>这是{0:told}，不是检查点</translation>
    </message>
    <message>
        <source>the file is cut short: of a safetensors header of {0} bytes {1} are there</source>
        <extracomment>0 = length · 1 = peek.size - 8</extracomment>
        <translation>文件被截断：{0} 字节的 safetensors 文件头中只有 {1} 字节</translation>
    </message>
    <message>
        <source>this is a program for Windows, not a checkpoint</source>
        <translation>这是 Windows 程序，不是检查点</translation>
    </message>
    <message>
        <source>Choose the checkpoint instead.</source>
        <translation>请改选检查点。</translation>
    </message>
    <message>
        <source>this is a BMP picture, not a checkpoint</source>
        <translation>这是 BMP 图片，不是检查点</translation>
    </message>
    <message>
        <source>this is compiled Python (.pyc), not a checkpoint</source>
        <translation>这是编译后的 Python（.pyc），不是检查点</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>请选择其他文件。</translation>
    </message>
    <message>
        <source>this is a Core ML model, not a checkpoint</source>
        <translation>这是 Core ML 模型，不是检查点</translation>
    </message>
    <message>
        <source>Open it with coremltools.</source>
        <translation>请用 coremltools 打开。</translation>
    </message>
    <message>
        <source>this is an ONNX model, made by {0}, not a checkpoint</source>
        <extracomment>0 = who</extracomment>
        <translation>这是由 {0} 制作的 ONNX 模型，不是检查点</translation>
    </message>
    <message>
        <source>Open it with Netron or the onnx package.</source>
        <translation>请用 Netron 或 onnx 包打开。</translation>
    </message>
    <message>
        <source>this is a vocabulary of SentencePiece, not a checkpoint</source>
        <translation>这是 SentencePiece 的词表，不是检查点</translation>
    </message>
    <message>
        <source>this is an ONNX model, not a checkpoint</source>
        <translation>这是 ONNX 模型，不是检查点</translation>
    </message>
    <message>
        <source>this is a model of XGBoost (UBJSON), not a checkpoint</source>
        <translation>这是 XGBoost 模型（UBJSON），不是检查点</translation>
    </message>
    <message>
        <source>this is a MessagePack file, as Flax and JAX write their parameters</source>
        <translation>这是 MessagePack 文件，Flax 和 JAX 以此保存参数</translation>
    </message>
    <message>
        <source>Load it with flax.serialization.msgpack_restore.</source>
        <translation>请用 flax.serialization.msgpack_restore 加载。</translation>
    </message>
    <message>
        <source>&lt;!doctype html</source>
        <translatorcomment>looked for in a file</translatorcomment>
        <translation>&lt;!doctype html</translation>
    </message>
    <message>
        <source>this is a web page{0}, not a checkpoint</source>
        <extracomment>0 = _saying(_PAGE, text)</extracomment>
        <translation>这是网页{0:told}，不是检查点</translation>
    </message>
    <message>
        <source>The download gave an error or log-in page; download the file itself.</source>
        <translation>下载得到的是错误页或登录页；请下载文件本身。</translation>
    </message>
    <message>
        <source>this is XML text{0}, not a checkpoint</source>
        <extracomment>0 = _saying(page, text)</extracomment>
        <translation>这是 XML 文本{0:told}，不是检查点</translation>
    </message>
    <message>
        <source>It may be a server's error message; download the file itself.</source>
        <translation>可能是服务器的错误信息；请下载文件本身。</translation>
    </message>
    <message>
        <source>this is a model of LightGBM (text), not a checkpoint</source>
        <translation>这是 LightGBM 模型（文本），不是检查点</translation>
    </message>
    <message>
        <source>Load it with lightgbm.Booster(model_file=…).</source>
        <translation>请用 lightgbm.Booster(model_file=…) 加载。</translation>
    </message>
    <message>
        <source>this is a Python path file (text), not a checkpoint</source>
        <translation>这是 Python 路径文件（文本），不是检查点</translation>
    </message>
    <message>
        <source>Python's site module uses the same extension; choose another file.</source>
        <translation>Python 的 site 模块使用同样的扩展名；请选择其他文件。</translation>
    </message>
    <message>
        <source>this is a script (text), not a checkpoint</source>
        <translation>这是脚本（文本），不是检查点</translation>
    </message>
    <message>
        <source> that begins “{0}”</source>
        <extracomment>0 = line</extracomment>
        <translation>，开头为“{0}”</translation>
    </message>
    <message>
        <source>this is a text file{0}, not a checkpoint</source>
        <extracomment>0 = says</extracomment>
        <translation>这是文本文件{0:told}，不是检查点</translation>
    </message>
    <message>
        <source>this is JSON text that says “{0}”, not a checkpoint</source>
        <extracomment>0 = words</extracomment>
        <translation>这是内容为“{0}”的 JSON 文本，不是检查点</translation>
    </message>
    <message>
        <source>The server gave an error instead of the file; download it again.</source>
        <translation>服务器给出了错误而不是文件；请重新下载。</translation>
    </message>
    <message>
        <source>this is the log of a training by Hugging Face's Trainer (JSON), not a checkpoint</source>
        <translation>这是 Hugging Face Trainer 的训练日志（JSON），不是检查点</translation>
    </message>
    <message>
        <source>this is the vocabulary of a model (JSON), not its weights</source>
        <translation>这是模型的词表（JSON），不是它的权重</translation>
    </message>
    <message>
        <source>this is the configuration of a model (JSON), not its weights</source>
        <translation>这是模型的配置（JSON），不是其权重</translation>
    </message>
    <message>
        <source>this is a model of XGBoost (JSON), not a checkpoint</source>
        <translation>这是 XGBoost 模型（JSON），不是检查点</translation>
    </message>
    <message>
        <source>this is a Jupyter notebook, not a checkpoint</source>
        <translation>这是 Jupyter 笔记本，不是检查点</translation>
    </message>
    <message>
        <source>this is JSON text, not a checkpoint</source>
        <translation>这是 JSON 文本，不是检查点</translation>
    </message>
    <message>
        <source>It may be a server's error message or a model's configuration; look inside.</source>
        <translation>可能是服务器的错误信息或模型的配置；请看看里面的内容。</translation>
    </message>
    <message>
        <source> that says “{0}”</source>
        <extracomment>0 = plain_text(words, _QUOTED)</extracomment>
        <translation>，内容为“{0}”</translation>
    </message>
    <message>
        <source>this is a TensorBoard log</source>
        <translation>这是 TensorBoard 的日志</translation>
    </message>
    <message>
        <source>Look at it with tensorboard --logdir.</source>
        <translation>请用 tensorboard --logdir 查看。</translation>
    </message>
    <message>
        <source>{0} bytes are too few for a checkpoint</source>
        <extracomment>0 = peek.size</extracomment>
        <translation>{0} 字节对检查点来说太少</translation>
    </message>
    <message>
        <source>this is a part of a TensorFlow checkpoint</source>
        <translation>这是 TensorFlow 检查点的一部分</translation>
    </message>
    <message>
        <source>Read it with tf.train.load_checkpoint, or convert it with the transformers library.</source>
        <translation>请用 tf.train.load_checkpoint 读取，或用 transformers 库转换。</translation>
    </message>
    <message>
        <source>the file begins with bytes {0}, which no known checkpoint does</source>
        <extracomment>0 = peek.head[:4].hex(' ')</extracomment>
        <translation>文件以字节 {0} 开头，没有已知的检查点如此</translation>
    </message>
    <message>
        <source>It may be damaged, encrypted, raw numbers, or the file of another program.</source>
        <translation>它可能已损坏、已加密、是原始数字，或属于其他程序。</translation>
    </message>
</context>
<context>
    <name>core/formats/tar_members</name>
    <message>
        <source>the tar header at byte {0} is malformed</source>
        <extracomment>0 = at</extracomment>
        <translation>字节 {0} 处的 tar 文件头格式有误</translation>
    </message>
    <message>
        <source>the tar lists more than {0} files</source>
        <extracomment>0 = _MAX_MEMBERS</extracomment>
        <translation>tar 列出的文件超过 {0} 个</translation>
    </message>
    <message>
        <source>It is damaged, or made to fill memory; download it again.</source>
        <translation>它已损坏，或是为占满内存而制作的；请重新下载。</translation>
    </message>
</context>
<context>
    <name>core/formats/tar_storages</name>
    <message>
        <source>It is damaged, or made to fill memory; download it again.</source>
        <translation>它已损坏，或是为占满内存而制作的；请重新下载。</translation>
    </message>
    <message>
        <source>the file is cut short</source>
        <translation>文件被截断</translation>
    </message>
    <message>
        <source>nothing is left for a pickle in {0}</source>
        <extracomment>0 = where</extracomment>
        <translation>{0} 中没有余下可作 pickle 的内容</translation>
    </message>
    <message>
        <source>a pickle in {0} has more than {1} bytes</source>
        <extracomment>0 = where · 1 = _WINDOWS[-1]</extracomment>
        <translation>{0} 中有一个 pickle 超过 {1} 字节</translation>
    </message>
    <message>
        <source>its number of storages is not from 0 to {0}</source>
        <extracomment>0 = MAX_COUNT</extracomment>
        <translation>其存储数量不在 0 到 {0} 之间</translation>
    </message>
    <message>
        <source>a storage is described in an unknown way</source>
        <translation>有存储以未知的方式描述</translation>
    </message>
    <message>
        <source>{0}, storages</source>
        <extracomment>0 = self._source.name</extracomment>
        <translation>{0}，存储</translation>
    </message>
    <message>
        <source>The list of views of storages is malformed</source>
        <translation>存储视图的列表格式有误</translation>
    </message>
    <message>
        <source>its bytes are missing from the file, which is cut short</source>
        <translation>文件中缺少其字节，文件被截断了</translation>
    </message>
    <message>
        <source>its bytes are missing from the file</source>
        <translation>文件中缺少其字节</translation>
    </message>
    <message>
        <source>, which is cut short</source>
        <translation>，文件被截断了</translation>
    </message>
    <message>
        <source>the file holds {0} of its {1} elements</source>
        <extracomment>0 = place.numel · 1 = wanted.numel</extracomment>
        <translation>文件中只有其 {1} 个元素中的 {0} 个</translation>
    </message>
    <message>
        <source>a storage or tensor has a key that is neither a number nor a text</source>
        <translation>某个存储或张量的键既不是数字也不是文本</translation>
    </message>
</context>
<context>
    <name>core/formats/tar_tensors</name>
    <message>
        <source>its list of tensors has more than {0} bytes</source>
        <extracomment>0 = _MAX_MEMBER</extracomment>
        <translation>其张量列表超过 {0} 字节</translation>
    </message>
    <message>
        <source>Load it with the program that wrote it.</source>
        <translation>请用写出它的程序加载。</translation>
    </message>
    <message>
        <source>the file is cut short: its list of tensors is not whole</source>
        <translation>文件被截断：其张量列表不完整</translation>
    </message>
    <message>
        <source>its number of tensors is not from 0 to {0}</source>
        <extracomment>0 = MAX_COUNT</extracomment>
        <translation>其张量数量不在 0 到 {0} 之间</translation>
    </message>
    <message>
        <source>It is damaged, or made to fill memory; download it again.</source>
        <translation>它已损坏，或是为占满内存而制作的；请重新下载。</translation>
    </message>
    <message>
        <source>a tensor is described in an unknown way</source>
        <translation>有张量以未知的方式描述</translation>
    </message>
    <message>
        <source>a tensor has {0} dimensions</source>
        <extracomment>0 = dimensions</extracomment>
        <translation>有张量为 {0} 维</translation>
    </message>
    <message>
        <source>the list of tensors is cut off</source>
        <translation>张量列表被截断</translation>
    </message>
</context>
<context>
    <name>core/formats/torch_legacy</name>
    <message>
        <source>magic number</source>
        <translation>幻数</translation>
    </message>
    <message>
        <source>protocol version</source>
        <translation>协议版本</translation>
    </message>
    <message>
        <source>storage keys</source>
        <translation>存储的键</translation>
    </message>
    <message>
        <source>PyTorch legacy checkpoint</source>
        <translation>PyTorch 旧格式检查点</translation>
    </message>
    <message>
        <source>the protocol version is not {0}</source>
        <extracomment>0 = PROTOCOL</extracomment>
        <translation>协议版本不是 {0}</translation>
    </message>
    <message>
        <source>the file is cut short: {0}</source>
        <extracomment>0 = error.what</extracomment>
        <translation>文件被截断：{0:told}</translation>
    </message>
    <message>
        <source>its pickle has more than {0} bytes</source>
        <extracomment>0 = MAX_PICKLE</extracomment>
        <translation>其 pickle 超过 {0} 字节</translation>
    </message>
    <message>
        <source>Load it with the program that wrote it.</source>
        <translation>请用写出它的程序加载。</translation>
    </message>
    <message>
        <source>{0} pickle</source>
        <extracomment>0 = name</extracomment>
        <translation>{0:told} 的 pickle</translation>
    </message>
    <message>
        <source>bytes behind the storages</source>
        <translation>存储之后的字节</translation>
    </message>
    <message>
        <source>the last storage</source>
        <translation>最后一个存储</translation>
    </message>
    <message>
        <source>the list of storage keys is malformed</source>
        <translation>存储键的列表格式有误</translation>
    </message>
    <message>
        <source>storage {0} is listed but no tensor uses it</source>
        <extracomment>0 = name[:40]</extracomment>
        <translation>列出了存储 {0}，但没有张量使用它</translation>
    </message>
    <message>
        <source>the file is damaged before byte {0}, where the next tensor should begin</source>
        <extracomment>0 = at</extracomment>
        <translation>文件在字节 {0} 之前损坏，下一个张量应从该处开始</translation>
    </message>
</context>
<context>
    <name>core/formats/torch_package</name>
    <message>
        <source>torch.package archive</source>
        <translation>torch.package 归档</translation>
    </message>
    <message>
        <source>Only torch.package can write a package, because it carries code. Save it as a state_dict or as safetensors instead.</source>
        <translation>只有 torch.package 能写出包，因为它带有代码。请存为 state_dict 或 safetensors。</translation>
    </message>
    <message>
        <source>code of scripted modules</source>
        <translation>脚本化模块的代码</translation>
    </message>
    <message>
        <source>{0} bytes follow the end of the pickle in {1}</source>
        <extracomment>0 = len(data) - ran.end · 1 = plain_text(name, 120)</extracomment>
        <translation>{1} 中 pickle 结束之后还有 {0} 字节</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <extracomment>0 = plain_text(name, 120) · 1 = error.what</extracomment>
        <translation>{0} 无法读取：{1:told}</translation>
    </message>
    <message>
        <source>scripted modules</source>
        <translation>脚本化模块</translation>
    </message>
    <message>
        <source>The package holds the code of {0}; loading runs those that are needed, under names like &lt;torch_package_0&gt;.{1}</source>
        <extracomment>0 = count_text(len(modules), 'Python module') · 1 = modules[0]</extracomment>
        <translation>该包带有{0:told}的代码；加载时会运行其中需要的部分，名称形如 &lt;torch_package_0&gt;.{1}</translation>
    </message>
    <message>
        <source>Python module</source>
        <translation>Python 模块</translation>
    </message>
    <message>
        <source>These classes come from the code in the package: {0}</source>
        <extracomment>0 = names</extracomment>
        <translation>这些类来自包中的代码：{0}</translation>
    </message>
    <message>
        <source>The package puts code of its own in the place of {0}</source>
        <extracomment>0 = plain_text(', '.join(posing[:_MOST_SHOWN]), 300)</extracomment>
        <translation>该包用自己的代码取代了 {0}</translation>
    </message>
</context>
<context>
    <name>core/formats/torch_tar</name>
    <message>
        <source>PyTorch tar checkpoint from before 0.1.10</source>
        <translation>PyTorch 0.1.10 之前的 tar 检查点</translation>
    </message>
    <message>
        <source>the file is cut short: its list of tensors is missing</source>
        <translation>文件被截断：缺少其张量列表</translation>
    </message>
    <message>
        <source>the file is cut short before its pickle</source>
        <translation>文件在其 pickle 之前被截断</translation>
    </message>
    <message>
        <source>this is a tar without a pickle, so no checkpoint</source>
        <translation>这是没有 pickle 的 tar，因此不是检查点</translation>
    </message>
    <message>
        <source>If it is a bundle, unpack it and open what is inside.</source>
        <translation>如果是打包文件，请解压后打开里面的文件。</translation>
    </message>
    <message>
        <source>The tar holds {0} twice; PyTorch reads the last</source>
        <extracomment>0 = name</extracomment>
        <translation>tar 中有两个 {0}；PyTorch 读取最后一个</translation>
    </message>
    <message>
        <source>The tar also holds {0}</source>
        <extracomment>0 = ', '.join((name[:80] for name in others[:5]))</extracomment>
        <translation>tar 中还有 {0}</translation>
    </message>
    <message>
        <source>its pickle has {0} bytes, more than {1}</source>
        <extracomment>0 = member.nbytes · 1 = MAX_PICKLE</extracomment>
        <translation>其 pickle 有 {0} 字节，超过 {1}</translation>
    </message>
    <message>
        <source>Load it with the program that wrote it.</source>
        <translation>请用写出它的程序加载。</translation>
    </message>
    <message>
        <source>the file is cut short: {0}</source>
        <extracomment>0 = error.what</extracomment>
        <translation>文件被截断：{0:told}</translation>
    </message>
    <message>
        <source>sys_info cannot be read: {0}</source>
        <extracomment>0 = error.what</extracomment>
        <translation>sys_info 无法读取：{0:told}</translation>
    </message>
</context>
<context>
    <name>core/formats/torch_zip</name>
    <message>
        <source>The file begins with “{0}” in place of “PK”, as GPT-SoVITS marks its versions; torch.load refuses it so. A save of the same kind keeps this mark, any other writes “PK”</source>
        <translation>文件以“{0}”而不是“PK”开头，GPT-SoVITS 这样标记其版本；torch.load 因此拒绝它。按同一类型保存会保留此标记，其他保存会写入“PK”</translation>
    </message>
    <message>
        <source>PyTorch zip checkpoint</source>
        <translation>PyTorch zip 检查点</translation>
    </message>
</context>
<context>
    <name>core/formats/torch_zip_update</name>
    <message>
        <source>the zip lists {0} twice</source>
        <extracomment>0 = name</extracomment>
        <translation>zip 中 {0} 列出了两次</translation>
    </message>
    <message>
        <source>Save a copy instead.</source>
        <translation>请改为保存副本。</translation>
    </message>
    <message>
        <source>the zip is compressed, encrypted or oddly named</source>
        <translation>该 zip 经过压缩、加密或命名异常</translation>
    </message>
</context>
<context>
    <name>core/formats/torchscript</name>
    <message>
        <source>This is a program: torch.jit.load compiles the code in it, and calling the model runs it</source>
        <translation>这是一个程序：torch.jit.load 会编译其中的代码，调用模型会运行它</translation>
    </message>
    <message>
        <source>TorchScript archive</source>
        <translation>TorchScript 归档</translation>
    </message>
    <message>
        <source>The constants cannot be read: {0}</source>
        <extracomment>0 = error</extracomment>
        <translation>常量无法读取：{0:told}</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <extracomment>0 = plain_text(name, 120) · 1 = error</extracomment>
        <translation>{0} 无法读取：{1:told}</translation>
    </message>
    <message>
        <source>{0} beside the model not looked through: larger than {1} MiB together</source>
        <extracomment>0 = count_text(skipped, 'pickle') · 1 = MAX_SCANNED &gt;&gt; 20</extracomment>
        <translation>未查看模型旁的{0:told}：合计超过 {1} MiB</translation>
    </message>
</context>
<context>
    <name>core/formats/torchscript_json</name>
    <message>
        <source>Load it with torch.jit.load.</source>
        <translation>请用 torch.jit.load 加载。</translation>
    </message>
    <message>
        <source>This is a program of PyTorch 1.0 to 1.3: an old PyTorch, such as 1.10, compiles the code in it; newer ones refuse it</source>
        <translation>这是 PyTorch 1.0 到 1.3 的程序：旧版 PyTorch（如 1.10）会编译其中的代码，新版拒绝它</translation>
    </message>
    <message>
        <source>TorchScript archive of PyTorch 1.0 to 1.3</source>
        <translation>PyTorch 1.0 到 1.3 的 TorchScript 归档</translation>
    </message>
    <message>
        <source>its model.json has {0} bytes, more than {1}</source>
        <extracomment>0 = size · 1 = _MAX_MODEL</extracomment>
        <translation>其 model.json 有 {0} 字节，超过 {1}</translation>
    </message>
    <message>
        <source>its model.json is not valid JSON</source>
        <translation>其 model.json 不是有效的 JSON</translation>
    </message>
    <message>
        <source>its model.json describes no module</source>
        <translation>其 model.json 没有描述任何模块</translation>
    </message>
    <message>
        <source>{0} cannot be read, so what it names is not known: {1}</source>
        <extracomment>0 = _ATTRIBUTES · 1 = plain_text(error.what, 200)</extracomment>
        <translation>{0} 无法读取，因此不知道它引用了什么：{1:told}</translation>
    </message>
    <message>
        <source>it has more than {0} modules</source>
        <extracomment>0 = _MAX_MODULES</extracomment>
        <translation>其模块超过 {0} 个</translation>
    </message>
    <message>
        <source>a tensor of type {0}, which is not read here</source>
        <extracomment>0 = kind[:40]</extracomment>
        <translation>类型为 {0} 的张量，在此不予读取</translation>
    </message>
</context>
<context>
    <name>core/formats/unpacking</name>
    <message>
        <source>it is damaged ({0})</source>
        <extracomment>0 = error</extracomment>
        <translation>它已损坏（{0}）</translation>
    </message>
    <message>
        <source>this {0} file cannot be unpacked: {1}</source>
        <extracomment>0 = kind · 1 = doubt</extracomment>
        <translation>这个 {0} 文件无法解压：{1:told}</translation>
    </message>
    <message>
        <source>Unpacked from {0} to {1} in {2}</source>
        <extracomment>0 = kind · 1 = bytes_text(out.size) · 2 = out.place</extracomment>
        <translation>已从 {0} 解压出 {1:told} 到{2:told}</translation>
    </message>
    <message>
        <source>Not everything was unpacked: {0}</source>
        <extracomment>0 = doubt</extracomment>
        <translation>解压出的内容不完整：{0:told}</translation>
    </message>
    <message>
        <source>cannot be inflated ({0})</source>
        <extracomment>0 = error</extracomment>
        <translation>无法解压（{0}）</translation>
    </message>
    <message>
        <source>millions of zeros follow its end, and what is behind them was not looked at</source>
        <translation>其末尾之后是数百万个零，零之后的内容未查看</translation>
    </message>
    <message>
        <source>unpacks to more than {0} times its size</source>
        <extracomment>0 = MAX_RATIO</extracomment>
        <translation>解压后超过其大小的 {0} 倍</translation>
    </message>
    <message>
        <source>It is made to fill memory or disk; do not open it elsewhere either.</source>
        <translation>它是为占满内存或磁盘而制作的；也不要在别处打开。</translation>
    </message>
    <message>
        <source>the compressed file is cut short</source>
        <translation>压缩文件被截断</translation>
    </message>
    <message>
        <source>{0} bytes follow its end</source>
        <extracomment>0 = len(rest)</extracomment>
        <translation>其末尾之后有 {0} 字节</translation>
    </message>
    <message>
        <source>{0} bytes or more follow its end</source>
        <extracomment>0 = len(data)</extracomment>
        <translation>其末尾之后有 {0} 字节或更多</translation>
    </message>
</context>
<context>
    <name>core/formats/zip_archive</name>
    <message>
        <source>shown is the one that PyTorch reads</source>
        <translation>显示的是 PyTorch 读取的那一个</translation>
    </message>
    <message>
        <source>the first is shown, and PyTorch may read another</source>
        <translation>显示的是第一个，PyTorch 读取的可能是另一个</translation>
    </message>
    <message>
        <source>The zip lists {0} more than once; {1}</source>
        <extracomment>0 = name · 1 = shown</extracomment>
        <translation>zip 不止一次列出 {0}；{1:told}</translation>
    </message>
    <message>
        <source>this is a zip without {0}, so no checkpoint</source>
        <extracomment>0 = mark</extracomment>
        <translation>这是没有 {0} 的 zip，因此不是检查点</translation>
    </message>
    <message>
        <source>Choose the checkpoint instead.</source>
        <translation>请改选检查点。</translation>
    </message>
    <message>
        <source>There is more than one {0}; not shown: {1}</source>
        <extracomment>0 = mark · 1 = others</extracomment>
        <translation>有不止一个 {0}；未显示：{1}</translation>
    </message>
    <message>
        <source>{0} bytes follow the end of the zip</source>
        <extracomment>0 = found.after</extracomment>
        <translation>zip 结束之后还有 {0} 字节</translation>
    </message>
    <message>
        <source>the byte order is {0}, neither little nor big</source>
        <extracomment>0 = text</extracomment>
        <translation>字节序为 {0}，既非小端也非大端</translation>
    </message>
    <message>
        <source>its pickle has {0} bytes, more than {1}</source>
        <extracomment>0 = record.size · 1 = MAX_PICKLE</extracomment>
        <translation>其 pickle 有 {0} 字节，超过 {1}</translation>
    </message>
    <message>
        <source>Load it with the program that wrote it.</source>
        <translation>请用写出它的程序加载。</translation>
    </message>
    <message>
        <source>a tensor on the meta device has no values</source>
        <translation>meta 设备上的张量没有值</translation>
    </message>
    <message>
        <source>the file ends before its record {0}</source>
        <extracomment>0 = record</extracomment>
        <translation>文件在其记录 {0} 之前结束</translation>
    </message>
    <message>
        <source>the record {0} is missing from the file</source>
        <extracomment>0 = record</extracomment>
        <translation>文件中缺少记录 {0}</translation>
    </message>
    <message>
        <source>the record {0} has {1} of {2} bytes</source>
        <extracomment>0 = record · 1 = entry.size · 2 = nbytes</extracomment>
        <translation>记录 {0} 有 {1} 字节，应为 {2}</translation>
    </message>
    <message>
        <source>{0}, and data.pkl, which says what its tensors are, is not in what is here</source>
        <extracomment>0 = _lower(found.damage)</extracomment>
        <translation>{0:told}，而说明其张量是什么的 data.pkl 不在现有内容中</translation>
    </message>
    <message>
        <source>Nothing can be rescued from it; copy or download it again.</source>
        <translation>无法从中抢救任何内容；请重新复制或下载。</translation>
    </message>
    <message>
        <source>{0}, within data.pkl, which says what its tensors are ({1})</source>
        <extracomment>0 = _lower(found.damage) · 1 = entry.problem</extracomment>
        <translation>{0:told}，位于说明其张量是什么的 data.pkl 之内（{1:told}）</translation>
    </message>
</context>
<context>
    <name>core/formats/zip_directory</name>
    <message>
        <source>Unpack it, and pack the folder again without compression (zip -r0).</source>
        <translation>请解压，再不压缩地重新打包该文件夹（zip -r0）。</translation>
    </message>
    <message>
        <source>It is cut short, or still being written. Copy or download it again.</source>
        <translation>它被截断，或仍在写入。请重新复制或下载。</translation>
    </message>
    <message>
        <source>the end of this zip file is missing ({0} bytes are here)</source>
        <extracomment>0 = source.size</extracomment>
        <translation>这个 zip 文件缺少末尾（现有 {0} 字节）</translation>
    </message>
    <message>
        <source>the zip directory lies outside the file</source>
        <translation>zip 目录位于文件之外</translation>
    </message>
    <message>
        <source>a row of the zip directory is malformed</source>
        <translation>zip 目录的某一行格式有误</translation>
    </message>
    <message>
        <source>has {0} bytes, {1} were asked for</source>
        <extracomment>0 = self.entry.size · 1 = offset + count</extracomment>
        <translation>有 {0} 字节，要求的是 {1}</translation>
    </message>
    <message>
        <source>{0}, record {1}</source>
        <extracomment>0 = self._source.name · 1 = self.entry.name[:120]</extracomment>
        <translation>{0}，记录 {1}</translation>
    </message>
    <message>
        <source>the header of this record is not where the directory says</source>
        <translation>这条记录的文件头不在目录所说的位置</translation>
    </message>
    <message>
        <source>this record is encrypted</source>
        <translation>这条记录已加密</translation>
    </message>
    <message>
        <source>Unpack the file with its password first.</source>
        <translation>请先用密码解压该文件。</translation>
    </message>
    <message>
        <source>this record reaches past the end of the file</source>
        <translation>这条记录超出文件末尾</translation>
    </message>
    <message>
        <source>compression method {0} is not known</source>
        <extracomment>0 = entry.method</extracomment>
        <translation>压缩方法 {0} 未知</translation>
    </message>
    <message>
        <source>claims to inflate to {0} bytes</source>
        <extracomment>0 = self.entry.size</extracomment>
        <translation>声称解压后为 {0} 字节</translation>
    </message>
    <message>
        <source>It is made to fill memory or disk; do not open it elsewhere either.</source>
        <translation>它是为占满内存或磁盘而制作的；也不要在别处打开。</translation>
    </message>
</context>
<context>
    <name>core/formats/zip_emitter</name>
    <message>
        <source>{0}: {1} bytes came, {2} were announced</source>
        <extracomment>0 = name · 1 = written · 2 = size</extracomment>
        <translation>{0}：来了 {1} 字节，声明为 {2}</translation>
    </message>
</context>
<context>
    <name>core/formats/zip_ends</name>
    <message>
        <source>An update in place was interrupted; `ckpt undo` removes its {0} bytes</source>
        <extracomment>0 = nbytes</extracomment>
        <translation>一次就地更新被中断；`ckpt undo` 会移除其 {0} 字节</translation>
    </message>
</context>
<context>
    <name>core/formats/zip_files</name>
    <message>
        <source>compression method {0} is not known</source>
        <extracomment>0 = row.method</extracomment>
        <translation>压缩方法 {0} 未知</translation>
    </message>
    <message>
        <source>Unpack it and open what is inside.</source>
        <translation>请解压后打开里面的文件。</translation>
    </message>
    <message>
        <source>unpacks to {0} bytes that are not the {1} that were packed</source>
        <extracomment>0 = nbytes · 1 = row.size</extracomment>
        <translation>解压出 {0} 字节，不是打包时的 {1} 字节</translation>
    </message>
    <message>
        <source>Compressed files in the zip were unpacked: {0} in {1}</source>
        <extracomment>0 = bytes_text(self._unpacked.size) · 1 = self._unpacked.place</extracomment>
        <translation>zip 中的压缩文件已解压：{0:told}，在{1:told}</translation>
    </message>
</context>
<context>
    <name>core/formats/zip_records</name>
    <message>
        <source>{0} bytes stand before the zip, and PyTorch does not open such a file</source>
        <extracomment>0 = place.shift</extracomment>
        <translation>zip 之前有 {0} 字节，PyTorch 打不开这样的文件</translation>
    </message>
</context>
<context>
    <name>core/formats/zip_rescue</name>
    <message>
        <source>{0} bytes are missing in the middle of the file</source>
        <extracomment>0 = missing</extracomment>
        <translation>文件中间缺少 {0} 字节</translation>
    </message>
    <message>
        <source> and damaged before that</source>
        <translation>，且在此之前已损坏</translation>
    </message>
    <message>
        <source>The file is cut short at {0} bytes{1}</source>
        <extracomment>0 = source.size · 1 = also</extracomment>
        <translation>文件在 {0} 字节处被截断{1:told}</translation>
    </message>
    <message>
        <source>{0} bytes that do not belong to the file stand behind its end</source>
        <extracomment>0 = walk.after</extracomment>
        <translation>文件末尾之后有 {0} 字节不属于它</translation>
    </message>
    <message>
        <source>The list of records at the end of the file is damaged</source>
        <translation>文件末尾的记录列表已损坏</translation>
    </message>
    <message>
        <source>The file is damaged: from byte {0} on there is nothing that belongs to it</source>
        <extracomment>0 = walk.stop</extracomment>
        <translation>文件已损坏：从字节 {0} 起没有属于它的内容</translation>
    </message>
    <message>
        <source>looking for records</source>
        <translation>正在寻找记录</translation>
    </message>
    <message>
        <source>this record does not end where it should: the file is damaged here</source>
        <translation>这条记录没有在应结束处结束：文件在此损坏</translation>
    </message>
    <message>
        <source>the file ends within this record, {0} bytes of it arrived</source>
        <extracomment>0 = there</extracomment>
        <translation>文件在这条记录内结束，只到达了其中 {0} 字节</translation>
    </message>
    <message>
        <source>{0} of its {1} bytes arrived before the file ends</source>
        <extracomment>0 = max(0, there) · 1 = wanted</extracomment>
        <translation>文件结束前，其 {1} 字节中只到达 {0} 字节</translation>
    </message>
</context>
<context>
    <name>core/formats/zip_rows</name>
    <message>
        <source>the zip directory lists {0} entries but holds {1}</source>
        <extracomment>0 = count · 1 = len(found)</extracomment>
        <translation>zip 目录声明 {0} 个条目，实有 {1} 个</translation>
    </message>
    <message>
        <source>{0} does not match its checksum (CRC-32): it is damaged, one checkpoint was written over a part of another, or it is made so that some programs refuse to look at it. PyTorch loads it without a warning; checking every byte names the tensors that are wrong</source>
        <extracomment>0 = plain_text(row.name, 120)</extracomment>
        <translation>{0} 与校验和（CRC-32）不符：它已损坏，或者一个检查点覆盖了另一个的一部分，或者有意做成某些程序拒绝查看的样子。PyTorch 加载时不会报告；检查每个字节可以找出哪些张量有误</translation>
    </message>
    <message>
        <source>a row of the zip directory is malformed</source>
        <translation>zip 目录的某一行格式有误</translation>
    </message>
    <message>
        <source>the zip directory is cut off</source>
        <translation>zip 目录被截断</translation>
    </message>
    <message>
        <source>the record {0} does not lie within the file</source>
        <extracomment>0 = entry.name[:80]</extracomment>
        <translation>记录 {0} 不在文件之内</translation>
    </message>
</context>
<context>
    <name>core/graph/did_you_mean</name>
    <message>
        <source>Nothing is below {0}.</source>
        <extracomment>0 = at</extracomment>
        <translation>{0} 之下没有内容。</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>文件是空的。</translation>
    </message>
    <message>
        <source>In {0} are: {1}</source>
        <extracomment>0 = at · 1 = shown</extracomment>
        <translation>{0} 中有：{1}</translation>
    </message>
    <message>
        <source>At the top of the file are: {0}</source>
        <extracomment>0 = shown</extracomment>
        <translation>文件顶层有：{0}</translation>
    </message>
    <message>
        <source>{0} is near to {1}.</source>
        <extracomment>0 = found[:200] · 1 = wanted[:200]</extracomment>
        <translation>{0} 与 {1} 相近。</translation>
    </message>
</context>
<context>
    <name>core/graph/graph</name>
    <message>
        <source>there is no {0} here</source>
        <extracomment>0 = key_text(key)</extracomment>
        <translation>这里没有 {0}</translation>
    </message>
    <message>
        <source>{0} is no JSON Pointer</source>
        <extracomment>0 = pointer</extracomment>
        <translation>{0} 不是 JSON Pointer</translation>
    </message>
    <message>
        <source>Write text, such as '/model_state/fc.weight'.</source>
        <translation>请写成文本，例如 '/model_state/fc.weight'。</translation>
    </message>
    <message>
        <source>For example /optim_state/param_groups/0/lr</source>
        <translation>例如 /optim_state/param_groups/0/lr</translation>
    </message>
    <message>
        <source>a pointer begins with '/': {0}</source>
        <extracomment>0 = pointer</extracomment>
        <translation>指针以 '/' 开头：{0}</translation>
    </message>
    <message>
        <source>there is no {0} in this file</source>
        <extracomment>0 = pointer[:300]</extracomment>
        <translation>此文件中没有 {0}</translation>
    </message>
</context>
<context>
    <name>core/graph/nodes</name>
    <message>
        <source>integer of {0} bits</source>
        <extracomment>0 = 8 * len(self.data)</extracomment>
        <translation>{0} 位的整数</translation>
    </message>
</context>
<context>
    <name>core/kinds/writers</name>
    <message>
        <source>PyTorch {0} or later</source>
        <extracomment>0 = _dotted(since)</extracomment>
        <translation>PyTorch {0} 或更新版本</translation>
    </message>
    <message>
        <source>PyTorch {0}</source>
        <extracomment>0 = _dotted(since)</extracomment>
        <translatorcomment>a name and a number</translatorcomment>
        <translation>PyTorch {0}</translation>
    </message>
    <message>
        <source>PyTorch {0} to {1}</source>
        <extracomment>0 = _dotted(since) · 1 = _dotted(until)</extracomment>
        <translation>PyTorch {0} 至 {1}</translation>
    </message>
    <message>
        <source>PyTorch 1.5 or earlier, or a later one asked for the old format</source>
        <translation>PyTorch 1.5 或更早版本，或较新版本按要求使用旧格式</translation>
    </message>
    <message>
        <source>PyTorch {0} or later, asked for the old format</source>
        <extracomment>0 = _dotted(since)</extracomment>
        <translation>PyTorch {0} 或更新版本，按要求使用旧格式</translation>
    </message>
    <message>
        <source>The old format: that of PyTorch before 1.6, and of later ones only where they are asked for it</source>
        <translation>旧格式：PyTorch 1.6 之前的格式，之后的版本仅在要求时使用</translation>
    </message>
    <message>
        <source>It has the record {0}, which PyTorch writes since {1}</source>
        <extracomment>0 = record · 1 = _dotted(since)</extracomment>
        <translation>它有记录 {0}，PyTorch 从 {1} 起写入该记录</translation>
    </message>
    <message>
        <source>A zip file, the usual format since PyTorch 1.6</source>
        <translation>zip 文件，PyTorch 1.6 起的常用格式</translation>
    </message>
    <message>
        <source>It lacks the record {0}, which PyTorch writes since {1}</source>
        <extracomment>0 = record · 1 = _dotted(since)</extracomment>
        <translation>它没有记录 {0}，PyTorch 从 {1} 起写入该记录</translation>
    </message>
    <message>
        <source>It names {0}, which there is since {1}</source>
        <extracomment>0 = use.name · 1 = _dotted(since)</extracomment>
        <translation>它用到 {0}，该名称从 {1} 起才有</translation>
    </message>
    <message>
        <source>The {0} has {1}, which there is since {2}</source>
        <extracomment>0 = part.kind · 1 = key · 2 = _dotted(since)</extracomment>
        <translation>{0:told}含有 {1}，该项从 {2} 起才有</translation>
    </message>
</context>
<context>
    <name>core/known_dangers</name>
    <message>
        <source>reaches into the operating system</source>
        <translation>触及操作系统内部</translation>
    </message>
    <message>
        <source>looks at files</source>
        <translation>查看文件</translation>
    </message>
    <message>
        <source>starts a program</source>
        <translation>启动程序</translation>
    </message>
    <message>
        <source>runs a shell command</source>
        <translation>运行 shell 命令</translation>
    </message>
    <message>
        <source>starts a process</source>
        <translation>启动进程</translation>
    </message>
    <message>
        <source>reaches into the running interpreter</source>
        <translation>触及正在运行的解释器</translation>
    </message>
    <message>
        <source>starts a thread</source>
        <translation>启动线程</translation>
    </message>
    <message>
        <source>opens a network connection</source>
        <translation>打开网络连接</translation>
    </message>
    <message>
        <source>opens a connection</source>
        <translation>打开连接</translation>
    </message>
    <message>
        <source>starts programs and connections</source>
        <translation>启动程序和连接</translation>
    </message>
    <message>
        <source>opens a web connection</source>
        <translation>打开网页连接</translation>
    </message>
    <message>
        <source>sends mail</source>
        <translation>发送邮件</translation>
    </message>
    <message>
        <source>opens a web page</source>
        <translation>打开网页</translation>
    </message>
    <message>
        <source>copies, moves or deletes files</source>
        <translation>复制、移动或删除文件</translation>
    </message>
    <message>
        <source>makes files</source>
        <translation>创建文件</translation>
    </message>
    <message>
        <source>imports any module</source>
        <translation>导入任意模块</translation>
    </message>
    <message>
        <source>runs a Python program</source>
        <translation>运行 Python 程序</translation>
    </message>
    <message>
        <source>installs programs</source>
        <translation>安装程序</translation>
    </message>
    <message>
        <source>calls machine code</source>
        <translation>调用机器码</translation>
    </message>
    <message>
        <source>unpickles more, with no allow-list</source>
        <translation>继续反序列化 pickle，没有允许名单</translation>
    </message>
    <message>
        <source>makes functions from code</source>
        <translation>用代码生成函数</translation>
    </message>
    <message>
        <source>loads compiled code</source>
        <translation>加载编译好的代码</translation>
    </message>
    <message>
        <source>runs Python code</source>
        <translation>运行 Python 代码</translation>
    </message>
    <message>
        <source>opens network connections</source>
        <translation>打开网络连接</translation>
    </message>
    <message>
        <source>starts threads or processes</source>
        <translation>启动线程或进程</translation>
    </message>
    <message>
        <source>reads files</source>
        <translation>读取文件</translation>
    </message>
    <message>
        <source>opens a file, also for writing</source>
        <translation>打开文件，也可写入</translation>
    </message>
    <message>
        <source>makes files or sends messages</source>
        <translation>创建文件或发送消息</translation>
    </message>
    <message>
        <source>reads or writes files and web addresses</source>
        <translation>读写文件和网址</translation>
    </message>
    <message>
        <source>imports code out of a file</source>
        <translation>从文件中导入代码</translation>
    </message>
    <message>
        <source>reaches any function through another object</source>
        <translation>通过其他对象触及任意函数</translation>
    </message>
    <message>
        <source>reaches any function</source>
        <translation>触及任意函数</translation>
    </message>
    <message>
        <source>opens files</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>reaches every object</source>
        <translation>触及每个对象</translation>
    </message>
    <message>
        <source>works on code</source>
        <translation>处理代码</translation>
    </message>
    <message>
        <source>runs code later</source>
        <translation>稍后运行代码</translation>
    </message>
    <message>
        <source>changes how the program reacts</source>
        <translation>改变程序的反应方式</translation>
    </message>
    <message>
        <source>changes limits</source>
        <translation>修改限制</translation>
    </message>
    <message>
        <source>downloads and runs code</source>
        <translation>下载并运行代码</translation>
    </message>
    <message>
        <source>compiles and runs code</source>
        <translation>编译并运行代码</translation>
    </message>
    <message>
        <source>runs a Python file</source>
        <translation>运行 Python 文件</translation>
    </message>
    <message>
        <source>may run Python code</source>
        <translation>可能运行 Python 代码</translation>
    </message>
    <message>
        <source>downloads files</source>
        <translation>下载文件</translation>
    </message>
    <message>
        <source>reads or writes files</source>
        <translation>读写文件</translation>
    </message>
    <message>
        <source>loads machine code</source>
        <translation>加载机器码</translation>
    </message>
    <message>
        <source>opens windows and runs their language</source>
        <translation>打开窗口并运行其语言</translation>
    </message>
    <message>
        <source>opens a database file</source>
        <translation>打开数据库文件</translation>
    </message>
    <message>
        <source>loads another file</source>
        <translation>加载另一个文件</translation>
    </message>
    <message>
        <source>loads another checkpoint from bytes inside this one, with no allow-list</source>
        <translation>从此文件内的字节加载另一个检查点，没有允许名单</translation>
    </message>
    <message>
        <source>writes a file</source>
        <translation>写入文件</translation>
    </message>
    <message>
        <source>opens a file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>runs Python code from text</source>
        <translation>运行文本中的 Python 代码</translation>
    </message>
    <message>
        <source>reads a file</source>
        <translation>读取文件</translation>
    </message>
    <message>
        <source>makes a file</source>
        <translation>创建文件</translation>
    </message>
    <message>
        <source>reads a file or a web address</source>
        <translation>读取文件或网址</translation>
    </message>
    <message>
        <source>calls any function</source>
        <translation>调用任意函数</translation>
    </message>
    <message>
        <source>runs Python code that the file holds as text</source>
        <translation>运行文件中以文本存放的 Python 代码</translation>
    </message>
    <message>
        <source>downloads a file or code</source>
        <translation>下载文件或代码</translation>
    </message>
    <message>
        <source>reaches memory that other programs share</source>
        <translation>触及与其他程序共享的内存</translation>
    </message>
    <message>
        <source>changes how later pickles are read</source>
        <translation>改变之后 pickle 的读取方式</translation>
    </message>
    <message>
        <source>makes the program wait</source>
        <translation>使程序等待</translation>
    </message>
    <message>
        <source>stops the program</source>
        <translation>终止程序</translation>
    </message>
    <message>
        <source>reaches a module of Python through another one</source>
        <translation>通过另一个模块触及 Python 的模块</translation>
    </message>
    <message>
        <source>has the name of something that starts a program</source>
        <translation>名称像是启动程序的函数</translation>
    </message>
    <message>
        <source>has the name of something that imports any module</source>
        <translation>名称像是导入任意模块的函数</translation>
    </message>
    <message>
        <source>has the name of something that opens a web connection</source>
        <translation>名称像是打开网页连接的函数</translation>
    </message>
    <message>
        <source>has the name of something that deletes folders</source>
        <translation>名称像是删除文件夹的函数</translation>
    </message>
</context>
<context>
    <name>core/known_globals</name>
    <message>
        <source>bytes, written as text</source>
        <translation>写成文本的字节</translation>
    </message>
    <message>
        <source>a set</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>a set that cannot change</source>
        <translation>不可改变的集合</translation>
    </message>
    <message>
        <source>a complex number</source>
        <translation>复数</translation>
    </message>
    <message>
        <source>a slice</source>
        <translation>切片</translation>
    </message>
    <message>
        <source>a range of numbers</source>
        <translation>数的范围</translation>
    </message>
    <message>
        <source>a plain object</source>
        <translation>普通对象</translation>
    </message>
    <message>
        <source>a dictionary</source>
        <translation>字典</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>a tuple</source>
        <translation>元组</translation>
    </message>
    <message>
        <source>prints text</source>
        <translation>打印文本</translation>
    </message>
    <message>
        <source>the type of a value</source>
        <translation>值的类型</translation>
    </message>
    <message>
        <source>goes through a list</source>
        <translation>遍历列表</translation>
    </message>
    <message>
        <source>part of a class</source>
        <translation>类的一部分</translation>
    </message>
    <message>
        <source>a dictionary that keeps its order</source>
        <translation>保持顺序的字典</translation>
    </message>
    <message>
        <source>a dictionary of counts</source>
        <translation>计数字典</translation>
    </message>
    <message>
        <source>a dictionary with a default value</source>
        <translation>带默认值的字典</translation>
    </message>
    <message>
        <source>a double-ended list</source>
        <translation>双端列表</translation>
    </message>
    <message>
        <source>the arguments of a training script</source>
        <translation>训练脚本的参数</translation>
    </message>
    <message>
        <source>a bundle of named values</source>
        <translation>一组带名称的值</translation>
    </message>
    <message>
        <source>a path on Linux or macOS</source>
        <translation>Linux 或 macOS 上的路径</translation>
    </message>
    <message>
        <source>a path on Windows</source>
        <translation>Windows 上的路径</translation>
    </message>
    <message>
        <source>a path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>a path as Python 3.13 writes it, which older ones cannot load</source>
        <translation>Python 3.13 写入的路径，更早的版本无法加载</translation>
    </message>
    <message>
        <source>a date and time</source>
        <translation>日期和时间</translation>
    </message>
    <message>
        <source>a time span</source>
        <translation>时间间隔</translation>
    </message>
    <message>
        <source>a date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>an identifier</source>
        <translation>标识符</translation>
    </message>
    <message>
        <source>a decimal number</source>
        <translation>十进制数</translation>
    </message>
    <message>
        <source>a fraction</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>one of a list of choices</source>
        <translation>若干选项之一</translation>
    </message>
    <message>
        <source>a function with some arguments filled in; what it calls is its first argument</source>
        <translation>填好部分参数的函数；它调用的是其第一个参数</translation>
    </message>
    <message>
        <source>makes an object of the class that is its first argument</source>
        <translation>创建其第一个参数所指类的对象</translation>
    </message>
    <message>
        <source>a numpy array</source>
        <translation>numpy 数组</translation>
    </message>
    <message>
        <source>the element type of a numpy array</source>
        <translation>numpy 数组的元素类型</translation>
    </message>
    <message>
        <source>a single number from numpy</source>
        <translation>来自 numpy 的单个数</translation>
    </message>
    <message>
        <source>numpy's random number generator</source>
        <translation>numpy 的随机数生成器</translation>
    </message>
    <message>
        <source>the element type of a tensor, which older PyTorch does not know</source>
        <translation>张量的元素类型，较早的 PyTorch 不认识</translation>
    </message>
    <message>
        <source>the shape of a tensor</source>
        <translation>张量的形状</translation>
    </message>
    <message>
        <source>a device such as cpu or cuda:0</source>
        <translation>设备，如 cpu 或 cuda:0</translation>
    </message>
    <message>
        <source>a tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>a parameter of a model</source>
        <translation>模型的参数</translation>
    </message>
    <message>
        <source>the bytes of a tensor</source>
        <translation>张量的字节</translation>
    </message>
    <message>
        <source>loads another checkpoint from bytes inside this one, with no allow-list</source>
        <translation>从此文件内的字节加载另一个检查点，没有允许名单</translation>
    </message>
    <message>
        <source>the layout of a tensor in memory</source>
        <translation>张量在内存中的布局</translation>
    </message>
    <message>
        <source>a random generator</source>
        <translation>随机数生成器</translation>
    </message>
    <message>
        <source>a tensor of a class of its own, or with attributes</source>
        <translation>自有类的张量，或带属性的张量</translation>
    </message>
    <message>
        <source>a parameter of a model, with attributes</source>
        <translation>带属性的模型参数</translation>
    </message>
    <message>
        <source>a quantised tensor</source>
        <translation>量化张量</translation>
    </message>
    <message>
        <source>a sparse tensor</source>
        <translation>稀疏张量</translation>
    </message>
    <message>
        <source>a typed list or dictionary of TorchScript</source>
        <translation>TorchScript 的带类型列表或字典</translation>
    </message>
    <message>
        <source>a typed list of TorchScript</source>
        <translation>TorchScript 的带类型列表</translation>
    </message>
    <message>
        <source>a configuration (OmegaConf)</source>
        <translation>配置（OmegaConf）</translation>
    </message>
    <message>
        <source>a list in a configuration (OmegaConf)</source>
        <translation>配置中的列表（OmegaConf）</translation>
    </message>
    <message>
        <source>any type of value</source>
        <translation>任意类型的值</translation>
    </message>
    <message>
        <source>a time of day</source>
        <translation>一天中的时刻</translation>
    </message>
    <message>
        <source>a time zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>a numpy array whose numbers follow (joblib)</source>
        <translation>numpy 数组，其数值随后给出（joblib）</translation>
    </message>
    <message>
        <source>an array of numbers</source>
        <translation>数字的数组</translation>
    </message>
    <message>
        <source>counts what is in a value</source>
        <translation>统计值中的内容</translation>
    </message>
    <message>
        <source>the value Ellipsis (...)</source>
        <translation>值 Ellipsis (...)</translation>
    </message>
    <message>
        <source>the value NotImplemented</source>
        <translation>值 NotImplemented</translation>
    </message>
    <message>
        <source>text or bytes, written another way</source>
        <translation>以另一种方式写出的文本或字节</translation>
    </message>
    <message>
        <source>a type, such as list[int]</source>
        <translation>类型，如 list[int]</translation>
    </message>
    <message>
        <source>a type, such as int or None</source>
        <translation>类型，如 int 或 None</translation>
    </message>
    <message>
        <source>the type of None</source>
        <translation>None 的类型</translation>
    </message>
    <message>
        <source>the type of Ellipsis</source>
        <translation>Ellipsis 的类型</translation>
    </message>
    <message>
        <source>a dictionary that cannot be changed</source>
        <translation>不可改变的字典</translation>
    </message>
    <message>
        <source>a type that is one of two</source>
        <translation>二选一的类型</translation>
    </message>
    <message>
        <source>what recorded a model as a graph</source>
        <translation>把模型记录成图的东西</translation>
    </message>
    <message>
        <source>a model wrapped by torch.compile</source>
        <translation>由 torch.compile 包装的模型</translation>
    </message>
    <message>
        <source>a numpy array with gaps</source>
        <translation>带缺失值的 numpy 数组</translation>
    </message>
    <message>
        <source>a check of a program's inputs that is Python text</source>
        <translation>对程序输入的检查，为 Python 文本</translation>
    </message>
    <message>
        <source>the arguments of a function</source>
        <translation>函数的参数</translation>
    </message>
    <message>
        <source>an argument of a function</source>
        <translation>函数的一个参数</translation>
    </message>
    <message>
        <source>a kind of argument</source>
        <translation>一种参数</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>没有值</translation>
    </message>
    <message>
        <source>several dictionaries as one</source>
        <translation>合而为一的多个字典</translation>
    </message>
    <message>
        <source>a pattern to search text with</source>
        <translation>用于搜索文本的模式</translation>
    </message>
    <message>
        <source>runs a shell command</source>
        <translation>运行 shell 命令</translation>
    </message>
    <message>
        <source>runs Python code from text</source>
        <translation>运行文本中的 Python 代码</translation>
    </message>
    <message>
        <source>turns text into Python code</source>
        <translation>把文本变成 Python 代码</translation>
    </message>
    <message>
        <source>imports any module</source>
        <translation>导入任意模块</translation>
    </message>
    <message>
        <source>reaches any function through another object</source>
        <translation>通过其他对象触及任意函数</translation>
    </message>
    <message>
        <source>changes any object</source>
        <translation>修改任意对象</translation>
    </message>
    <message>
        <source>opens a file, also for writing</source>
        <translation>打开文件，也可写入</translation>
    </message>
    <message>
        <source>waits for the keyboard</source>
        <translation>等待键盘输入</translation>
    </message>
    <message>
        <source>starts the debugger</source>
        <translation>启动调试器</translation>
    </message>
    <message>
        <source>runs a Python file</source>
        <translation>运行 Python 文件</translation>
    </message>
    <message>
        <source>runs a Python module</source>
        <translation>运行 Python 模块</translation>
    </message>
    <message>
        <source>runs Python code</source>
        <translation>运行 Python 代码</translation>
    </message>
    <message>
        <source>deletes a folder with all that is in it</source>
        <translation>删除文件夹及其中一切</translation>
    </message>
    <message>
        <source>opens a web page</source>
        <translation>打开网页</translation>
    </message>
    <message>
        <source>connects to another computer</source>
        <translation>连接到另一台计算机</translation>
    </message>
    <message>
        <source>starts a program</source>
        <translation>启动程序</translation>
    </message>
    <message>
        <source>loads another file</source>
        <translation>加载另一个文件</translation>
    </message>
    <message>
        <source>downloads and runs code</source>
        <translation>下载并运行代码</translation>
    </message>
    <message>
        <source>the bytes of a tensor, each time as a file of its own</source>
        <translation>张量的字节，每次各为一个单独的文件</translation>
    </message>
    <message>
        <source>a class of the program in the file, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>文件中程序的类 {0}</translation>
    </message>
    <message>
        <source>a neural network layer, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>神经网络层 {0}</translation>
    </message>
    <message>
        <source>a wrapper that spreads a model over devices, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>把模型分布到多个设备的包装 {0}</translation>
    </message>
    <message>
        <source>a learning-rate schedule, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>学习率调度 {0}</translation>
    </message>
    <message>
        <source>an optimizer, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>优化器 {0}</translation>
    </message>
    <message>
        <source>part of a data loader, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>数据加载器的一部分 {0}</translation>
    </message>
    <message>
        <source>a model of torchvision, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>torchvision 的模型 {0}</translation>
    </message>
    <message>
        <source>an image transform of torchvision, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>torchvision 的图像变换 {0}</translation>
    </message>
    <message>
        <source>a class of the transformers library, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>transformers 库的类 {0}</translation>
    </message>
    <message>
        <source>a class of PyTorch Lightning, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>PyTorch Lightning 的类 {0}</translation>
    </message>
    <message>
        <source>part of a configuration (OmegaConf), {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>配置的一部分（OmegaConf）{0}</translation>
    </message>
    <message>
        <source>a class of PyTorch Geometric, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>PyTorch Geometric 的类 {0}</translation>
    </message>
    <message>
        <source>a class of fastai, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>fastai 的类 {0}</translation>
    </message>
    <message>
        <source>a class of Hugging Face Accelerate, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>Hugging Face Accelerate 的类 {0}</translation>
    </message>
    <message>
        <source>an error of Python, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>Python 的错误 {0}</translation>
    </message>
    <message>
        <source>an address or network of the internet, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>互联网的地址或网络 {0}</translation>
    </message>
    <message>
        <source>a kind of value, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>某种值 {0}</translation>
    </message>
    <message>
        <source>part of a type, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>类型的一部分 {0}</translation>
    </message>
    <message>
        <source>a class of XGBoost, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>XGBoost 的类 {0}</translation>
    </message>
    <message>
        <source>a class of LightGBM, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>LightGBM 的类 {0}</translation>
    </message>
    <message>
        <source>a class of Ultralytics (YOLO), {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>Ultralytics (YOLO) 的类 {0}</translation>
    </message>
    <message>
        <source>a class of the timm library, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>timm 库的类 {0}</translation>
    </message>
    <message>
        <source>a class of scikit-learn, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>scikit-learn 的类 {0}</translation>
    </message>
    <message>
        <source>a table or index of pandas, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>pandas 的表或索引 {0}</translation>
    </message>
    <message>
        <source>part of numpy's random number generator, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>numpy 随机数生成器的一部分 {0}</translation>
    </message>
    <message>
        <source>a numpy array with gaps, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>带缺失值的 numpy 数组 {0}</translation>
    </message>
    <message>
        <source>the element type of a numpy array, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>numpy 数组的元素类型 {0}</translation>
    </message>
    <message>
        <source>a class or function of numpy, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>numpy 的类或函数 {0}</translation>
    </message>
    <message>
        <source>a class or function of PyTorch, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>PyTorch 的类或函数 {0}</translation>
    </message>
    <message>
        <source>a class or function of the script that saved the file, {0}</source>
        <extracomment>0 = {name}</extracomment>
        <translation>保存此文件的脚本中的类或函数 {0}</translation>
    </message>
    <message>
        <source>can reach or run anything in Python</source>
        <translation>可以触及或运行 Python 中的任何内容</translation>
    </message>
    <message>
        <source>reaches into Python itself</source>
        <translation>触及 Python 自身</translation>
    </message>
    <message>
        <source>reaches a name through a module or class</source>
        <translation>通过模块或类触及某个名称</translation>
    </message>
    <message>
        <source>computed name</source>
        <translation>计算得出的名称</translation>
    </message>
    <message>
        <source>a name that is put together while loading; it can be any</source>
        <translation>加载时才拼出来的名称，可以是任何名称</translation>
    </message>
    <message>
        <source>a name by number, which the program that loads it chooses</source>
        <translation>用编号表示的名称，由加载它的程序决定</translation>
    </message>
    <message>
        <source>takes what a class, an object or a type has: {0}, …</source>
        <extracomment>0 = names</extracomment>
        <translation>取出类、对象或类型所具有的：{0}，…</translation>
    </message>
    <message>
        <source>takes what a class, an object or a type has: {0}</source>
        <extracomment>0 = names</extracomment>
        <translation>取出类、对象或类型所具有的：{0}</translation>
    </message>
    <message>
        <source>how numbers are quantised</source>
        <translation>数字的量化方式</translation>
    </message>
    <message>
        <source>the element type of a tensor</source>
        <translation>张量的元素类型</translation>
    </message>
</context>
<context>
    <name>core/modules/reading</name>
    <message>
        <source>made in the file</source>
        <translation>在文件中创建</translation>
    </message>
</context>
<context>
    <name>core/modules/state_dict</name>
    <message>
        <source>the model itself</source>
        <translation>模型自身</translation>
    </message>
    <message>
        <source>{0} is a quantised layer: its packed weights are not parameters and are left out</source>
        <extracomment>0 = place</extracomment>
        <translation>{0} 是量化层：其打包的权重不是参数，已略去</translation>
    </message>
    <message>
        <source>{0} has hooks that may change the state_dict; they are not run</source>
        <extracomment>0 = place</extracomment>
        <translation>{0} 有可能改变 state_dict 的钩子；不会运行它们</translation>
    </message>
    <message>
        <source>anything that {0} would add in code, such as get_extra_state(), which is not in the file</source>
        <extracomment>0 = shown</extracomment>
        <translation>{0} 会在代码中加入的内容，例如 get_extra_state()，文件中没有</translation>
    </message>
</context>
<context>
    <name>core/modules/text</name>
    <message>
        <source>{0} module</source>
        <extracomment>0 = len(view.children)</extracomment>
        <translation>{0} 个模块</translation>
    </message>
    <message>
        <source>{0} modules</source>
        <extracomment>0 = len(view.children)</extracomment>
        <translation>{0} 个模块</translation>
    </message>
    <message>
        <source>integer of {0} bits</source>
        <extracomment>0 = value.bit_length()</extracomment>
        <translation>{0} 位的整数</translation>
    </message>
</context>
<context>
    <name>core/optimizer/arranging</name>
    <message>
        <source>By shape: every order of the model's modules that fits the shapes of the optimizer's state has it here.</source>
        <translation>凭形状：凡与优化器状态的形状相符的模块顺序，都把它放在这里。</translation>
    </message>
    <message>
        <source>A guess: the names are kept in no order of the model's, and others of this shape could stand here.</source>
        <translation>猜测：名称没有按模型的顺序保存，此处也可能是同一形状的其他参数。</translation>
    </message>
</context>
<context>
    <name>core/optimizer/finding</name>
    <message>
        <source>The file holds no names for this optimizer's parameters, and no model to compare with.</source>
        <translation>文件中没有这个优化器的参数名称，也没有可比对的模型。</translation>
    </message>
    <message>
        <source>One vector in place of many parameters, as DeepSpeed's ZeRO and training in half precision make it: the file does not say which part of it is which parameter.</source>
        <translation>一个向量代替了许多参数，DeepSpeed 的 ZeRO 和半精度训练就是这样做的：其中哪一段是哪个参数，这里没有记录。</translation>
    </message>
    <message>
        <source>The file names it.</source>
        <translation>文件中有其名称。</translation>
    </message>
    <message>
        <source>It is the very tensor that stands under this name in the model.</source>
        <translation>它正是模型中以此为名的那个张量。</translation>
    </message>
    <message>
        <source>{0} The names are from {1}.</source>
        <extracomment>0 = hit.how · 1 = source.file</extracomment>
        <translation>{0} 名称取自 {1}。</translation>
    </message>
</context>
<context>
    <name>core/optimizer/guessing</name>
    <message>
        <source>unknown optimizer</source>
        <translation>未知的优化器</translation>
    </message>
    <message>
        <source>PSGD Kron</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>PSGD Kron</translation>
    </message>
    <message>
        <source>RAdam (schedule-free)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>RAdam (schedule-free)</translation>
    </message>
    <message>
        <source>AdamW (schedule-free)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>AdamW (schedule-free)</translation>
    </message>
    <message>
        <source>SGD (schedule-free)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>SGD (schedule-free)</translation>
    </message>
    <message>
        <source>LAMB (timm)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>LAMB (timm)</translation>
    </message>
    <message>
        <source>SGDW (timm)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>SGDW (timm)</translation>
    </message>
    <message>
        <source>RMSprop (timm)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>RMSprop (timm)</translation>
    </message>
    <message>
        <source>Adafactor (timm)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>Adafactor (timm)</translation>
    </message>
    <message>
        <source>Muon with AdamW</source>
        <translation>Muon 与 AdamW</translation>
    </message>
    <message>
        <source>Muon with Adam</source>
        <translation>Muon 与 Adam</translation>
    </message>
    <message>
        <source>Muon (not of torch)</source>
        <translation>Muon（非 torch 的）</translation>
    </message>
    <message>
        <source>Adafactor (transformers)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>Adafactor (transformers)</translation>
    </message>
    <message>
        <source>Prodigy or D-Adaptation</source>
        <translation>Prodigy 或 D-Adaptation</translation>
    </message>
    <message>
        <source>LAMB (apex)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>LAMB (apex)</translation>
    </message>
    <message>
        <source>AdamW (transformers)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>AdamW (transformers)</translation>
    </message>
    <message>
        <source>Adam (apex)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>Adam (apex)</translation>
    </message>
    <message>
        <source>QHAdam (fastai)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>QHAdam (fastai)</translation>
    </message>
    <message>
        <source>LARC (fastai)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>LARC (fastai)</translation>
    </message>
    <message>
        <source>RAdam (fastai)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>RAdam (fastai)</translation>
    </message>
    <message>
        <source>Adam, LAMB or RMSProp (fastai)</source>
        <translation>Adam、LAMB 或 RMSProp (fastai)</translation>
    </message>
    <message>
        <source>SGD (fastai)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>SGD (fastai)</translation>
    </message>
    <message>
        <source>8-bit Adam (bitsandbytes)</source>
        <translation>8 位 Adam (bitsandbytes)</translation>
    </message>
    <message>
        <source>8-bit optimizer (bitsandbytes)</source>
        <translation>8 位优化器 (bitsandbytes)</translation>
    </message>
    <message>
        <source>Adam (bitsandbytes)</source>
        <translatorcomment>names of optimizers</translatorcomment>
        <translation>Adam (bitsandbytes)</translation>
    </message>
    <message>
        <source>optimizer of bitsandbytes</source>
        <translation>bitsandbytes 的优化器</translation>
    </message>
    <message>
        <source>Adam or AdamW</source>
        <translation>Adam 或 AdamW</translation>
    </message>
    <message>
        <source>Adamax or RAdam</source>
        <translation>Adamax 或 RAdam</translation>
    </message>
</context>
<context>
    <name>core/optimizer/learning_rate</name>
    <message>
        <source>the rate that the next step uses</source>
        <translation>下一步使用的学习率</translation>
    </message>
    <message>
        <source>later rates come from it</source>
        <translation>之后的学习率由它算出</translation>
    </message>
    <message>
        <source>the peak of the cycle, kept in proportion</source>
        <translation>周期的峰值，按比例保持</translation>
    </message>
    <message>
        <source>the end of the cycle, kept in proportion</source>
        <translation>周期的终点，按比例保持</translation>
    </message>
    <message>
        <source>the rate while weights are averaged, kept in proportion</source>
        <translation>对权重求平均时的学习率，按比例保持</translation>
    </message>
    <message>
        <source>the scheduler's next rates come from it</source>
        <translation>调度器接下来的学习率由它算出</translation>
    </message>
    <message>
        <source>what the scheduler set last</source>
        <translation>调度器最后设定的值</translation>
    </message>
    <message>
        <source>the upper end of the cycle, kept in proportion</source>
        <translation>周期的上限，按比例保持</translation>
    </message>
    <message>
        <source>The schedule keeps its proportions from {0} on: {1}, {2} until now, becomes {3}, and a schedule that starts again or comes back to its peak goes there.</source>
        <extracomment>0 = brief_text(present) · 1 = path_text(top.place.path) · 2 = brief_text(top.old) · 3 = brief_text(top.new)</extracomment>
        <translation>学习率调度从 {0} 起保持原有比例：{1} 由 {2} 变为 {3}；调度重新开始或回到峰值时，学习率会升到这个值。</translation>
    </message>
    <message>
        <source>Learning rate × {0} in {1}</source>
        <extracomment>0 = value_text(factor) · 1 = count_text(len(before), 'param group')</extracomment>
        <translation>学习率 × {0}，涉及{1:told}</translation>
    </message>
    <message>
        <source>param group</source>
        <translatorcomment>part of Python code</translatorcomment>
        <translation>param group</translation>
    </message>
    <message>
        <source>Learning rate {0} → {1}</source>
        <extracomment>0 = was · 1 = new[0]</extracomment>
        <translation>学习率 {0:told} → {1}</translation>
    </message>
    <message>
        <source>{0} learning rates from {1} to {2}: {3} → {4}</source>
        <extracomment>0 = len(changes) · 1 = first · 2 = last · 3 = old · 4 = new</extracomment>
        <translation>从 {1} 到 {2} 的 {0} 个学习率：{3} → {4}</translation>
    </message>
</context>
<context>
    <name>core/optimizer/naming</name>
    <message>
        <source>No order of the model's parameters fits the shapes of this optimizer's state.</source>
        <translation>模型参数的任何顺序都与这个优化器状态的形状不符。</translation>
    </message>
    <message>
        <source>By order alone: there are as many parameters as names, and the optimizer keeps nothing to compare.</source>
        <translation>仅凭顺序：参数与名称数量相同，而优化器没有可比对的内容。</translation>
    </message>
    <message>
        <source>By order alone: all parameters have the same shape, and the optimizer has several groups.</source>
        <translation>仅凭顺序：所有参数形状相同，而优化器有多个组。</translation>
    </message>
    <message>
        <source>By order: there are as many parameters as names, and the shapes of the optimizer's state agree.</source>
        <translation>凭顺序：参数与名称数量相同，且与优化器状态的形状一致。</translation>
    </message>
    <message>
        <source>By shape and order: the parameters of this shape are all in this group, as many as there are names.</source>
        <translation>凭形状和顺序：此形状的参数都在这个组中，数量与名称相同。</translation>
    </message>
    <message>
        <source>By shape: parameters of this shape come in this order, though the whole order does not fit.</source>
        <translation>凭形状：此形状的参数按此顺序出现，尽管整体顺序不符。</translation>
    </message>
    <message>
        <source>By order and shape: no other order of the model's parameters fits this group.</source>
        <translation>凭顺序和形状：模型参数没有其他顺序符合这个组。</translation>
    </message>
    <message>
        <source>By kind: the group has as many parameters as the model has of one kind, and their shapes agree in order.</source>
        <translation>按种类：该组的参数数量与模型中某一种类的参数数量相同，且形状依次相符。</translation>
    </message>
    <message>
        <source>A guess: the group is taken as those of one kind in one part of the model, and its shapes fit there.</source>
        <translation>猜测：将该组视为模型某一部分中同一种类的参数，其形状与那里相符。</translation>
    </message>
    <message>
        <source>A guess: the group is taken as one part of the model, and its shapes fit there.</source>
        <translation>猜测：把这个组当作模型的一部分，其形状在那里相符。</translation>
    </message>
    <message>
        <source>A guess: several parameters of this shape are possible, and the first in the model's order is named.</source>
        <translation>猜测：可能是此形状的多个参数之一，给出的是模型顺序中的第一个。</translation>
    </message>
</context>
<context>
    <name>core/optimizer/resumable</name>
    <message>
        <source>The optimizer at {0} keeps nothing for its {1}, though {2} is {3}, as if it had been saved before its first step, or its state had not been loaded</source>
        <extracomment>0 = path_text(view.path, 80) · 1 = count_text(len(view.params), 'parameter') · 2 = name · 3 = number_text(count)</extracomment>
        <translation>{0} 处的优化器没有为它的 {1:told}保存任何内容，而 {2} 已是 {3}：像是在它的第一步之前保存的，或者没有加载它的状态</translation>
    </message>
    <message>
        <source>The scheduler has set lr to {0} last, where the optimizer has {1}, as if one of the two had not been loaded, or the rate had been set by hand</source>
        <extracomment>0 = number_text(one) · 1 = number_text(other)</extracomment>
        <translation>调度器上次把 lr 设为 {0}，而优化器中是 {1}：像是两者之一没有加载，或者学习率是手动设置的</translation>
    </message>
    <message>
        <source>The averaged copy at {0} is equal to the model (the first numbers of all its {1} tensors), as if it were a copy of it and no average</source>
        <extracomment>0 = path_text(copy.path, 80) · 1 = same</extracomment>
        <translation>{0} 处的平均副本与模型相同（全部 {1} 个张量开头的数都相同）：像是直接复制的，而不是平均得来的</translation>
    </message>
</context>
<context>
    <name>core/optimizer/schedule</name>
    <message>
        <source>its rates</source>
        <translation>其学习率</translation>
    </message>
    <message>
        <source>The numbers in the scheduler's state give no rates.</source>
        <translation>调度器状态中的数值得不出学习率。</translation>
    </message>
    <message>
        <source>the schedulers that it steps</source>
        <translation>它所推进的调度器</translation>
    </message>
    <message>
        <source>where one scheduler follows another</source>
        <translation>一个调度器何时接替另一个</translation>
    </message>
    <message>
        <source>A SequentialLR or ChainedScheduler within a SequentialLR cannot begin in torch.</source>
        <translation>在 torch 中，SequentialLR 之内的 SequentialLR 或 ChainedScheduler 无法启动。</translation>
    </message>
</context>
<context>
    <name>core/optimizer/schedule_rules</name>
    <message>
        <source>Its rates come from a Python function, which the file does not hold: they cannot be known.</source>
        <translation>其学习率来自一个 Python 函数，文件中没有它：无法得知。</translation>
    </message>
    <message>
        <source>ReduceLROnPlateau waits for losses that are still to come: its rates cannot be known.</source>
        <translation>ReduceLROnPlateau 要等待尚未产生的损失：其学习率无法得知。</translation>
    </message>
    <message>
        <source>The scheduler's state lacks {0}.</source>
        <extracomment>0 = {}</extracomment>
        <translation>调度器的状态缺少{0:told}。</translation>
    </message>
    <message>
        <source>How {0} goes on is not known to this program.</source>
        <extracomment>0 = {}</extracomment>
        <translation>本程序不知道 {0} 之后如何进行。</translation>
    </message>
</context>
<context>
    <name>core/optimizer/schedulers</name>
    <message>
        <source>OptimizerParamScheduler (Megatron)</source>
        <translatorcomment>name of a class</translatorcomment>
        <translation>OptimizerParamScheduler (Megatron)</translation>
    </message>
    <message>
        <source>{0} (mmengine)</source>
        <extracomment>0 = name or 'scheduler'</extracomment>
        <translation>{0}（mmengine）</translation>
    </message>
    <message>
        <source>unknown scheduler</source>
        <translation>未知的调度器</translation>
    </message>
</context>
<context>
    <name>core/outline/building</name>
    <message>
        <source>(whole file)</source>
        <translation>（整个文件）</translation>
    </message>
</context>
<context>
    <name>core/outline/captions</name>
    <message>
        <source>module {0}</source>
        <extracomment>0 = class_name(module.view.cls).lower()</extracomment>
        <translation>模块 {0}</translation>
    </message>
</context>
<context>
    <name>core/outline/cells</name>
    <message>
        <source>What the module's object holds beside its parameters, buffers and modules</source>
        <translation>模块对象除参数、缓冲区和子模块之外所含的内容</translation>
    </message>
    <message>
        <source>{0} unreadable</source>
        <extracomment>0 = lost</extracomment>
        <translation>{0} 个无法读取</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <extracomment>0 = short_kind(held) · 1 = len(held.items if isinstance(held, Sequence) else held.values)</extracomment>
        <translation>{0:told}（共 {1:told}）</translation>
    </message>
    <message>
        <source>unreadable: {0}</source>
        <extracomment>0 = problem</extracomment>
        <translation>无法读取：{0:told}</translation>
    </message>
    <message>
        <source>memory with</source>
        <translation>其内存，与</translation>
    </message>
    <message>
        <source>the object at</source>
        <translation>对象，位于</translation>
    </message>
    <message>
        <source>shares {0} {1}</source>
        <extracomment>0 = what · 1 = _dotted(outline, first)</extracomment>
        <translation>共享 {0:told} {1}</translation>
    </message>
    <message>
        <source>train mode</source>
        <translation>训练模式</translation>
    </message>
    <message>
        <source>eval mode</source>
        <translation>评估模式</translation>
    </message>
</context>
<context>
    <name>core/pickles/budget</name>
    <message>
        <source>it makes more than {0} containers and objects</source>
        <extracomment>0 = made // CONTAINER</extracomment>
        <translation>它创建的容器和对象超过 {0} 个</translation>
    </message>
    <message>
        <source>its values would fill more than {0} MiB of memory</source>
        <extracomment>0 = MOST_MEMORY &gt;&gt; 20</extracomment>
        <translation>其值会占用超过 {0} MiB 内存</translation>
    </message>
    <message>
        <source>more than {0} instructions only copy, frame or throw away</source>
        <extracomment>0 = waste</extracomment>
        <translation>超过 {0} 条指令只是复制、分帧或丢弃</translation>
    </message>
    <message>
        <source>it has more than {0} instructions</source>
        <extracomment>0 = MOST_STEPS</extracomment>
        <translation>其指令超过 {0} 条</translation>
    </message>
</context>
<context>
    <name>core/pickles/machine</name>
    <message>
        <source>unknown opcode 0x{0}</source>
        <extracomment>0 = code</extracomment>
        <translation>未知操作码 0x{0}</translation>
    </message>
    <message>
        <source>it names more than {0} different things</source>
        <extracomment>0 = MOST_NAMES</extracomment>
        <translation>它引用了超过 {0} 个不同的东西</translation>
    </message>
    <message>
        <source>computed name</source>
        <translation>计算得出的名称</translation>
    </message>
    <message>
        <source>a global whose name is computed</source>
        <translation>名称由计算得出的全局名称</translation>
    </message>
    <message>
        <source>extension {0}</source>
        <extracomment>0 = code</extracomment>
        <translation>扩展 {0}</translation>
    </message>
    <message>
        <source>a global named by an extension code</source>
        <translation>由扩展码引用的全局名称</translation>
    </message>
    <message>
        <source>OBJ without a class</source>
        <translation>没有类的 OBJ</translation>
    </message>
    <message>
        <source>a state for something that has none</source>
        <translation>为没有状态的东西设定状态</translation>
    </message>
    <message>
        <source>an object whose state is set more than once; the last one is shown</source>
        <translation>多次设定状态的对象；显示最后一次</translation>
    </message>
    <message>
        <source>an array that does not say how many bytes it has</source>
        <translation>一个未说明字节数的数组</translation>
    </message>
    <message>
        <source>an out-of-band buffer, which no file holds,</source>
        <translation>任何文件都不含的带外缓冲区，</translation>
    </message>
</context>
<context>
    <name>core/pickles/opcodes</name>
    <message>
        <source>a {0} of {1} bytes is longer than a checkpoint can hold</source>
        <extracomment>0 = what · 1 = len(raw)</extracomment>
        <translation>{1} 字节的 {0} 比检查点所能容纳的更长</translation>
    </message>
    <message>
        <source>Shorten it to less than 4 GiB.</source>
        <translation>请将其缩短到 4 GiB 以下。</translation>
    </message>
</context>
<context>
    <name>core/pickles/operands</name>
    <message>
        <source>the pickle is malformed: {0} at byte {1}</source>
        <extracomment>0 = what · 1 = self.pos - 1</extracomment>
        <translation>pickle 格式有误：字节 {1} 处{0:told}</translation>
    </message>
    <message>
        <source>It may be made to fill the memory of whoever opens it.</source>
        <translation>它可能是为占满打开者的内存而制作的。</translation>
    </message>
    <message>
        <source>this pickle is not read to its end: {0}</source>
        <extracomment>0 = excess</extracomment>
        <translation>未读完这个 pickle：{0:told}</translation>
    </message>
    <message>
        <source>the pickle ends before its STOP</source>
        <translation>pickle 在其 STOP 之前结束</translation>
    </message>
    <message>
        <source>an argument reaches across the end of its frame</source>
        <translation>参数跨越其帧的末尾</translation>
    </message>
    <message>
        <source>the pickle is cut off: {0} bytes wanted at byte {1}</source>
        <extracomment>0 = count · 1 = start</extracomment>
        <translation>pickle 被截断：在字节 {1} 处需要 {0} 字节</translation>
    </message>
    <message>
        <source>a text argument has no end</source>
        <translation>文本参数没有结尾</translation>
    </message>
    <message>
        <source>it has a text of {0} bytes, more than {1}</source>
        <extracomment>0 = len(raw) · 1 = MOST_TEXT</extracomment>
        <translation>其中有 {0} 字节的文本，超过 {1}</translation>
    </message>
    <message>
        <source>a text that is not UTF-8</source>
        <translation>并非 UTF-8 的文本</translation>
    </message>
    <message>
        <source>protocol {0}</source>
        <extracomment>0 = self.protocol</extracomment>
        <translation>协议 {0}</translation>
    </message>
    <message>
        <source>a frame inside a frame</source>
        <translation>帧中有帧</translation>
    </message>
    <message>
        <source>a frame reaches past the end</source>
        <translation>帧超出末尾</translation>
    </message>
    <message>
        <source>a number that is none, or has more than 4,000 digits</source>
        <translation>不是数字，或超过 4,000 位的数</translation>
    </message>
    <message>
        <source>a number that is none</source>
        <translation>不是数字的数</translation>
    </message>
    <message>
        <source>a negative length</source>
        <translation>负的长度</translation>
    </message>
    <message>
        <source>a string without quotes</source>
        <translation>没有引号的字符串</translation>
    </message>
    <message>
        <source>a string that cannot be decoded</source>
        <translation>无法解码的字符串</translation>
    </message>
    <message>
        <source>a text that cannot be decoded</source>
        <translation>无法解码的文本</translation>
    </message>
</context>
<context>
    <name>core/pickles/reader</name>
    <message>
        <source>The pickle in {0} holds {1}</source>
        <extracomment>0 = where · 1 = text</extracomment>
        <translation>{0:told} 的 pickle 中有{1:told}</translation>
    </message>
    <message>
        <source>{0}, byte {1}</source>
        <extracomment>0 = machine.where · 1 = first</extracomment>
        <translation>{0:told}，字节 {1}</translation>
    </message>
</context>
<context>
    <name>core/pickles/sequence</name>
    <message>
        <source>bytes within {0}</source>
        <extracomment>0 = where</extracomment>
        <translation>{0:told} 之内的字节</translation>
    </message>
    <message>
        <source>the end of the pickle in {0}</source>
        <extracomment>0 = plain_text(where, 120)</extracomment>
        <translation>{0:told} 中 pickle 的末尾</translation>
    </message>
    <message>
        <source>more pickle</source>
        <translation>其他 pickle</translation>
    </message>
    <message>
        <source>{0} follow {1}, {2} among them, which PyTorch does not read</source>
        <extracomment>0 = size · 1 = before · 2 = more</extracomment>
        <translation>{1:told}之后还有 {0:told}，其中有{2:told}，PyTorch 不读取</translation>
    </message>
    <message>
        <source>{0} follow {1}</source>
        <extracomment>0 = size · 1 = before</extracomment>
        <translation>{1:told}之后还有 {0:told}</translation>
    </message>
</context>
<context>
    <name>core/pickles/stack</name>
    <message>
        <source>nothing on the stack</source>
        <translation>栈上没有内容</translation>
    </message>
    <message>
        <source>no mark on the stack</source>
        <translation>栈上没有标记</translation>
    </message>
    <message>
        <source>items for something that is no list</source>
        <translation>向并非列表的东西添加元素</translation>
    </message>
    <message>
        <source>members for something that is no set</source>
        <translation>向并非集合的东西添加成员</translation>
    </message>
    <message>
        <source>keys for something that is no dict</source>
        <translation>向并非字典的东西添加键</translation>
    </message>
    <message>
        <source>a key without a value</source>
        <translation>有键无值</translation>
    </message>
    <message>
        <source>memo {0} was never put</source>
        <extracomment>0 = index</extracomment>
        <translation>memo {0} 从未存入</translation>
    </message>
</context>
<context>
    <name>core/pickles/writer</name>
    <message>
        <source>computed name</source>
        <translation>计算得出的名称</translation>
    </message>
    <message>
        <source>Remove it first, or save another part.</source>
        <translation>请先移除它，或保存其他部分。</translation>
    </message>
    <message>
        <source>this part could not be read, so it cannot be written ({0})</source>
        <extracomment>0 = reason</extracomment>
        <translation>这部分未能读取，因此无法写出（{0:told}）</translation>
    </message>
    <message>
        <source>something here is made from itself, which no pickle can express</source>
        <translation>此处有包含自身的内容，pickle 无法表达</translation>
    </message>
    <message>
        <source>this file computes the name of something it imports, which cannot be written again</source>
        <translation>此文件导入的某个名称由计算得出，无法再次写出</translation>
    </message>
    <message>
        <source>Save its tensors alone, as safetensors.</source>
        <translation>请仅将其张量保存为 safetensors。</translation>
    </message>
</context>
<context>
    <name>core/rebuild/answer</name>
    <message>
        <source>is too large, or no file</source>
        <translation>太大，或不是文件</translation>
    </message>
    <message>
        <source>cannot be read ({0})</source>
        <extracomment>0 = error.strerror</extracomment>
        <translation>无法读取（{0:told}）</translation>
    </message>
    <message>
        <source>is not JSON</source>
        <translation>不是 JSON</translation>
    </message>
    <message>
        <source>does not say how far it came</source>
        <translation>没有说明进行到哪里</translation>
    </message>
    <message>
        <source>is not complete</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>names no class</source>
        <translation>没有给出类名</translation>
    </message>
    <message>
        <source>has no names</source>
        <translation>没有名称</translation>
    </message>
    <message>
        <source>has a name twice</source>
        <translation>有名称出现两次</translation>
    </message>
    <message>
        <source>has a name that is none, or a shape that is none</source>
        <translation>有不成名称的名称，或不成形状的形状</translation>
    </message>
    <message>
        <source>reports an error that is not one</source>
        <translation>报告了不成错误的错误</translation>
    </message>
    <message>
        <source>the process that ran the model's code gave an answer that {0}</source>
        <extracomment>0 = what</extracomment>
        <translation>运行模型代码的进程给出的回答{0:told}</translation>
    </message>
    <message>
        <source>The code of the model tampers with what it should not. Nothing was saved.</source>
        <translation>模型的代码干预了不该干预的内容。什么都没有保存。</translation>
    </message>
</context>
<context>
    <name>core/rebuild/checking</name>
    <message>
        <source>Nothing was saved. The class does not keep what it is given, or changes it.</source>
        <translation>什么都没有保存。该类没有保留所给的内容，或改变了它。</translation>
    </message>
    <message>
        <source>{0} of the state_dict, in the same order</source>
        <extracomment>0 = count_text(len(names), 'name')</extracomment>
        <translation>state_dict 的{0:told}，顺序相同</translation>
    </message>
    <message>
        <source>{0} of the state_dict, in the class’s own order</source>
        <extracomment>0 = count_text(len(names), 'name')</extracomment>
        <translation>state_dict 的{0:told}，按该类自己的顺序</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>相同的</translation>
    </message>
    <message>
        <source>the class’s own</source>
        <translation>该类自己的</translation>
    </message>
    <message>
        <source>the model keeps what its class makes for: {0}</source>
        <extracomment>0 = _listed(sorted(own))</extracomment>
        <translation>模型保留其类为以下各项所创建的内容：{0}</translation>
    </message>
    <message>
        <source>left out, because the model has no such names: {0}</source>
        <extracomment>0 = _listed(sorted(vain))</extracomment>
        <translation>已略去，因为模型没有这些名称：{0}</translation>
    </message>
    <message>
        <source>given to the class to keep in its own way, not compared: {0}</source>
        <extracomment>0 = _listed(others)</extracomment>
        <translation>交给该类自行保存，未比较：{0}</translation>
    </message>
    <message>
        <source>what the class was saved as is not a model with parameters</source>
        <translation>由该类保存出的不是带参数的模型</translation>
    </message>
    <message>
        <source>the model holds {0}, which nobody else can import</source>
        <extracomment>0 = plain_text(str(name), 100)</extracomment>
        <translation>模型中有 {0}，其他人无法导入</translation>
    </message>
    <message>
        <source>Define it in a module with a name of its own.</source>
        <translation>请在有自己名称的模块中定义它。</translation>
    </message>
    <message>
        <source>the state_dict</source>
        <translation>state_dict</translation>
    </message>
    <message>
        <source>the saved model</source>
        <translation>保存出的模型</translation>
    </message>
    <message>
        <source>{0} is only in {1}</source>
        <extracomment>0 = plain_text(odd[0], 200) · 1 = where</extracomment>
        <translation>{0} 只在{1:told}中</translation>
    </message>
    <message>
        <source>Comparing the model with the state_dict</source>
        <translation>正在将模型与 state_dict 比较</translation>
    </message>
    <message>
        <source>{0} has another shape in the saved model</source>
        <extracomment>0 = plain_text(name, 200)</extracomment>
        <translation>{0} 在保存出的模型中形状不同</translation>
    </message>
    <message>
        <source>{0} has other numbers in the saved model</source>
        <extracomment>0 = plain_text(name, 200)</extracomment>
        <translation>{0} 在保存出的模型中数值不同</translation>
    </message>
    <message>
        <source>{0} of the opened file byte for byte ({1})</source>
        <extracomment>0 = count_text(len(alike), 'tensor') · 1 = bytes_text(nbytes)</extracomment>
        <translation>已打开文件的{0:told}，逐字节相同（{1:told}）</translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <extracomment>0 = dtype · 1 = kept[name].dtype</extracomment>
        <translation>{0} 到 {1}</translation>
    </message>
    <message>
        <source>{0} as converted from {1}: the class has another type</source>
        <extracomment>0 = count_text(len(converted), 'tensor') · 1 = ', '.join(kinds)</extracomment>
        <translation>{0:told}由 {1} 转换：该类用的是另一种类型</translation>
    </message>
    <message>
        <source>tied as in the opened file</source>
        <translation>与已打开文件中一样共享</translation>
    </message>
    <message>
        <source>tied by the class, equal in the opened file</source>
        <translation>由该类共享，在已打开文件中相等</translation>
    </message>
    <message>
        <source>shared memory in the opened file, are separate in the class</source>
        <translation>在已打开文件中共享内存，在该类中是分开的</translation>
    </message>
</context>
<context>
    <name>core/rebuild/request</name>
    <message>
        <source>For example my_model.py:Model or package.module:Model</source>
        <translation>例如 my_model.py:Model 或 package.module:Model</translation>
    </message>
    <message>
        <source> from {0}</source>
        <extracomment>0 = plain_text(str(self.folder), 300)</extracomment>
        <translation>（来自 {0}）</translation>
    </message>
    <message>
        <source>{0} imports {1}{2} and calls {3}</source>
        <extracomment>0 = who · 1 = what · 2 = place or ', which must be installed,' · 3 = self.call</extracomment>
        <translation>{0} 导入 {1}{2:told}并调用 {3}</translation>
    </message>
    <message>
        <source>, which must be installed,</source>
        <translation>（必须已安装）</translation>
    </message>
    <message>
        <source>the class of the model is not named</source>
        <translation>没有指明模型的类</translation>
    </message>
    <message>
        <source>{0} cannot be the name of a class</source>
        <extracomment>0 = plain_text(name, 80)</extracomment>
        <translation>{0} 不能是类的名称</translation>
    </message>
    <message>
        <source>there is no such Python file</source>
        <translation>没有这个 Python 文件</translation>
    </message>
    <message>
        <source>Check its name and folder.</source>
        <translation>请检查其名称和文件夹。</translation>
    </message>
    <message>
        <source>{0} is neither a .py file nor the name of a module</source>
        <extracomment>0 = plain_text(place, 80)</extracomment>
        <translation>{0} 既不是 .py 文件，也不是模块的名称</translation>
    </message>
    <message>
        <source>nobody can import a class from __main__</source>
        <translation>没有人能从 __main__ 导入类</translation>
    </message>
    <message>
        <source>Name the file it is in.</source>
        <translation>请指明它所在的文件。</translation>
    </message>
    <message>
        <source>the arguments are longer than {0} characters</source>
        <extracomment>0 = MAX_ARGUMENTS</extracomment>
        <translation>参数超过 {0} 个字符</translation>
    </message>
    <message>
        <source>Let the class read them from a file.</source>
        <translation>请让该类从文件中读取它们。</translation>
    </message>
    <message>
        <source>in line {0}, </source>
        <extracomment>0 = error.lineno</extracomment>
        <translation>第 {0} 行，</translation>
    </message>
    <message>
        <source>the arguments are not JSON: {0}at character {1}: {2}</source>
        <extracomment>0 = place · 1 = error.colno · 2 = error.msg.lower()</extracomment>
        <translation>参数不是 JSON：{0:told}第 {1} 个字符处：{2:told}</translation>
    </message>
    <message>
        <source>the arguments are nested too deep</source>
        <translation>参数嵌套过深</translation>
    </message>
    <message>
        <source>the arguments must be a JSON object of keyword arguments, or a list of positional ones</source>
        <translation>参数必须是关键字参数的 JSON 对象，或位置参数的列表</translation>
    </message>
    <message>
        <source>For example {"n_input_features": 6} or [6]</source>
        <translation>例如 {"n_input_features": 6} 或 [6]</translation>
    </message>
    <message>
        <source>there is no Python in this folder</source>
        <translation>这个文件夹中没有 Python</translation>
    </message>
    <message>
        <source>there is no such Python</source>
        <translation>没有这个 Python</translation>
    </message>
    <message>
        <source>Name it as ~/venv/bin/python, or the environment's folder.</source>
        <translation>请写成 ~/venv/bin/python，或环境的文件夹。</translation>
    </message>
    <message>
        <source>JSON writes true, false and null.</source>
        <translation>JSON 中写作 true、false 和 null。</translation>
    </message>
    <message>
        <source>JSON wants double quotes: {"n_input_features": 6}</source>
        <translation>JSON 需要双引号：{"n_input_features": 6}</translation>
    </message>
    <message>
        <source>For example {"n_input_features": 6}</source>
        <translation>例如 {"n_input_features": 6}</translation>
    </message>
    <message>
        <source>there is no such folder to import from</source>
        <translation>没有可供导入的这个文件夹</translation>
    </message>
    <message>
        <source>Check its name.</source>
        <translation>请检查其名称。</translation>
    </message>
    <message>
        <source>the file is not below {0}</source>
        <extracomment>0 = plain_text(str(root), 300)</extracomment>
        <translation>文件不在 {0} 之下</translation>
    </message>
    <message>
        <source>Name a folder above it to import from, or none.</source>
        <translation>请指定一个位于其上层的导入文件夹，或不指定。</translation>
    </message>
    <message>
        <source>{0} cannot be imported under this name</source>
        <extracomment>0 = plain_text(bad, 80)</extracomment>
        <translation>{0} 无法以此名称导入</translation>
    </message>
    <message>
        <source>Give the file or folder a name that Python can import.</source>
        <translation>请给文件或文件夹一个 Python 能导入的名称。</translation>
    </message>
</context>
<context>
    <name>core/rebuild/running</name>
    <message>
        <source>importing {0} failed: {1}</source>
        <extracomment>0 = {where} · 1 = {text}</extracomment>
        <translation>导入 {0} 失败：{1}</translation>
    </message>
    <message>
        <source>calling {0} failed: {1}</source>
        <extracomment>0 = {call} · 1 = {text}</extracomment>
        <translation>调用 {0} 失败：{1}</translation>
    </message>
    <message>
        <source>asking the model for its state_dict failed: {0}</source>
        <extracomment>0 = {text}</extracomment>
        <translation>向模型索取其 state_dict 时失败：{0}</translation>
    </message>
    <message>
        <source>loading the state_dict into the model failed: {0}</source>
        <extracomment>0 = {text}</extracomment>
        <translation>把 state_dict 加载到模型时失败：{0}</translation>
    </message>
    <message>
        <source>saving the model failed: {0}</source>
        <extracomment>0 = {text}</extracomment>
        <translation>保存模型失败：{0}</translation>
    </message>
    <message>
        <source>Make the model in Python on its own, and see what goes wrong there.</source>
        <translation>请在 Python 中单独构造该模型，看看问题所在。</translation>
    </message>
    <message>
        <source>Name a class derived from torch.nn.Module, or a function that gives such a model.</source>
        <translation>请指定一个派生自 torch.nn.Module 的类，或返回此类模型的函数。</translation>
    </message>
    <message>
        <source>Give the arguments that it takes as JSON, such as {"n_input_features": 6}.</source>
        <translation>请以 JSON 给出它所需的参数，例如 {"n_input_features": 6}。</translation>
    </message>
    <message>
        <source>Running {0}</source>
        <extracomment>0 = request.call</extracomment>
        <translation>正在运行 {0}</translation>
    </message>
    <message>
        <source>no process can be started ({0})</source>
        <extracomment>0 = error.strerror</extracomment>
        <translation>无法启动进程（{0:told}）</translation>
    </message>
    <message>
        <source>Close other programs, or name another Python.</source>
        <translation>请关闭其他程序，或指定另一个 Python。</translation>
    </message>
    <message>
        <source>the code of the model did not end within {0} seconds and was stopped</source>
        <extracomment>0 = limits.seconds</extracomment>
        <translation>模型的代码在 {0} 秒内没有结束，已被停止</translation>
    </message>
    <message>
        <source>Nothing was saved.</source>
        <translation>什么都没有保存。</translation>
    </message>
    <message>
        <source>the code of the model ended its process (exit status {0}) instead of giving a model</source>
        <extracomment>0 = ended.status</extracomment>
        <translation>模型的代码终止了其进程（退出状态 {0}），没有给出模型</translation>
    </message>
    <message>
        <source>signal {0}</source>
        <extracomment>0 = -ended.status</extracomment>
        <translation>信号 {0}</translation>
    </message>
    <message>
        <source> It may use {0}.</source>
        <extracomment>0 = bytes_text(memory)</extracomment>
        <translation> 它最多可用 {0:told}。</translation>
    </message>
    <message>
        <source>the process of the model crashed ({0})</source>
        <extracomment>0 = name</extracomment>
        <translation>模型的进程崩溃了（{0:told}）</translation>
    </message>
    <message>
        <source>PyTorch cannot be imported: {0}</source>
        <extracomment>0 = failure.text</extracomment>
        <translation>PyTorch 无法导入：{0}</translation>
    </message>
    <message>
        <source>Running a model needs PyTorch in the Python that runs it; another one can be named.</source>
        <translation>运行模型需要运行它的 Python 中有 PyTorch；可以指明另一个。</translation>
    </message>
    <message>
        <source>In {0}</source>
        <extracomment>0 = failure.lines[-1]</extracomment>
        <translation>在 {0}</translation>
    </message>
    <message>
        <source>can't allocate memory</source>
        <translatorcomment>looked for in a message of PyTorch</translatorcomment>
        <translation>can't allocate memory</translation>
    </message>
    <message>
        <source>The model's process may use {0}. {1}</source>
        <extracomment>0 = bytes_text(memory) · 1 = hint</extracomment>
        <translation>模型的进程最多可用 {0:told}。{1:told}</translation>
    </message>
    <message>
        <source>this failed: {0}</source>
        <extracomment>0 = {text}</extracomment>
        <translation>失败：{0}</translation>
    </message>
    <message>
        <source>{0} has no package {1}.</source>
        <extracomment>0 = request.python · 1 = package</extracomment>
        <translation>{0} 没有包 {1}。</translation>
    </message>
    <message>
        <source>The Python within this program has no package {0}, and takes none. Name the Python that has it, such as the one that trained the model.</source>
        <extracomment>0 = package</extracomment>
        <translation>本程序自带的 Python 没有包 {0}，也无法安装。请指明有该包的 Python，例如训练该模型时所用的。</translation>
    </message>
    <message>
        <source>The Python that runs this program has no package {0}: {1} -m pip install …. Or name the Python that has it, such as the one that trained the model.</source>
        <extracomment>0 = package · 1 = sys.executable</extracomment>
        <translation>运行本程序的 Python 没有包 {0}：{1} -m pip install …。或指明有该包的 Python，例如训练该模型时所用的。</translation>
    </message>
    <message>
        <source>Fatal Python error</source>
        <translatorcomment>looked for in a message of Python</translatorcomment>
        <translation>Fatal Python error</translation>
    </message>
    <message>
        <source>It printed last: {0}</source>
        <extracomment>0 = plain_text(' / '.join(lines[-3:]), 600)</extracomment>
        <translation>它最后输出：{0}</translation>
    </message>
</context>
<context>
    <name>core/rebuild/saving_model</name>
    <message>
        <source>Name another class, or give it other arguments.</source>
        <translation>请指定其他类，或给它其他参数。</translation>
    </message>
    <message>
        <source>plain values cannot hold a whole model</source>
        <translation>普通值不能容纳完整模型</translation>
    </message>
    <message>
        <source>Save its state_dict instead.</source>
        <translation>请改存其 state_dict。</translation>
    </message>
    <message>
        <source>evaluation (model.eval())</source>
        <translation>评估（model.eval()）</translation>
    </message>
    <message>
        <source>training (model.train())</source>
        <translation>训练（model.train()）</translation>
    </message>
    <message>
        <source>The model is in the mode for {0}.</source>
        <extracomment>0 = mode</extracomment>
        <translation>模型处于{0:told}模式。</translation>
    </message>
    <message>
        <source>what the model was saved as cannot be read ({0})</source>
        <extracomment>0 = error.what</extracomment>
        <translation>模型所存成的内容无法读取（{0:told}）</translation>
    </message>
    <message>
        <source>Nothing was saved. Save its state_dict instead.</source>
        <translation>什么也没有保存。请改为保存其 state_dict。</translation>
    </message>
    <message>
        <source>of another shape</source>
        <translation>形状不同</translation>
    </message>
    <message>
        <source>The class is stored as {0}. A reader finds it where Python can import {1}.</source>
        <extracomment>0 = name · 1 = module</extracomment>
        <translation>类存为 {0}。读取者能找到它，只要 Python 能导入 {1}。</translation>
    </message>
    <message>
        <source>The class is stored as {0}. A reader finds it where Python can import {1}: with {2} on sys.path.</source>
        <extracomment>0 = name · 1 = module · 2 = folder</extracomment>
        <translation>类存为 {0}。读取者能找到它，只要 Python 能导入 {1}：即 {2} 在 sys.path 中。</translation>
    </message>
</context>
<context>
    <name>core/rebuild/worker</name>
    <message>
        <source>Python already has a module called {0} (from {1}), so nobody can import this file by its name. Give the file another name</source>
        <extracomment>0 = job['module'] · 1 = file or 'its own library'</extracomment>
        <translation>Python 已有名为 {0} 的模块（来自 {1:told}），因此没有人能以此名称导入这个文件。请给文件换一个名称</translation>
    </message>
    <message>
        <source>its own library</source>
        <translation>其自己的库</translation>
    </message>
    <message>
        <source>there is no {0} in {1}. It has: {2}</source>
        <extracomment>0 = part · 1 = getattr(found, '__name__', job['module']) · 2 = ', '.join(_classes(found)) or 'no classes'</extracomment>
        <translation>{1} 中没有 {0}。其中有：{2:told}</translation>
    </message>
    <message>
        <source>no classes</source>
        <translation>没有类</translation>
    </message>
    <message>
        <source>{0} is of type {1}, not a class</source>
        <extracomment>0 = job['name'] · 1 = type(found).__name__</extracomment>
        <translation>{0} 的类型是 {1}，不是类</translation>
    </message>
    <message>
        <source>{0} gives a value of type {1}, not a torch.nn.Module</source>
        <extracomment>0 = job['name'] · 1 = type(model).__name__</extracomment>
        <translation>{0} 给出类型为 {1} 的值，不是 torch.nn.Module</translation>
    </message>
    <message>
        <source>the class makes {0} on the device “meta”, where there are no numbers</source>
        <extracomment>0 = without[0]</extracomment>
        <translation>该类在设备“meta”上创建 {0}，那里没有数值</translation>
    </message>
    <message>
        <source>{0}, line {1}, in {2}: “{3}”</source>
        <extracomment>0 = Path(frame.filename).name · 1 = frame.lineno · 2 = frame.name · 3 = (frame.line or '').strip()</extracomment>
        <translation>{0}，第 {1} 行，在 {2} 中：“{3}”</translation>
    </message>
</context>
<context>
    <name>core/recipes/counters</name>
    <message>
        <source>steps of the training</source>
        <translation>训练的步数</translation>
    </message>
    <message>
        <source>the epoch</source>
        <translation>epoch</translation>
    </message>
    <message>
        <source>samples seen</source>
        <translation>已见样本数</translation>
    </message>
    <message>
        <source>steps of the optimizer</source>
        <translation>优化器的步数</translation>
    </message>
    <message>
        <source>steps that were skipped</source>
        <translation>跳过的步数</translation>
    </message>
    <message>
        <source>steps of the epoch</source>
        <translation>epoch 内的步数</translation>
    </message>
    <message>
        <source>batches of the epoch</source>
        <translation>epoch 内的批次数</translation>
    </message>
    <message>
        <source>no count of epochs or steps was found in this file</source>
        <translation>在这个文件中没有找到 epoch 或步数的计数</translation>
    </message>
    <message>
        <source>Set the value at its place instead.</source>
        <translation>请改为直接按位置设置该值。</translation>
    </message>
    <message>
        <source>counters of the training → {0}</source>
        <extracomment>0 = self.value</extracomment>
        <translation>训练的计数 → {0}</translation>
    </message>
    <message>
        <source>a training cannot have counted less than 0</source>
        <translation>训练的计数不能小于 0</translation>
    </message>
    <message>
        <source>Write 0 or more.</source>
        <translation>请写 0 或更大的数。</translation>
    </message>
    <message>
        <source>this is not known to count epochs or steps</source>
        <translation>不能确定它是 epoch 或步数的计数</translation>
    </message>
    <message>
        <source>steps of the scheduler</source>
        <translation>调度器的步数</translation>
    </message>
    <message>
        <source>steps of the scheduler's cycle</source>
        <translation>调度器周期内的步数</translation>
    </message>
    <message>
        <source>length of the scheduler's cycle</source>
        <translation>调度器周期的长度</translation>
    </message>
</context>
<context>
    <name>core/recipes/operations</name>
    <message>
        <source>a torch.Size holds whole numbers only</source>
        <translation>torch.Size 中只能是整数</translation>
    </message>
    <message>
        <source>Give a whole number.</source>
        <translation>请给出整数。</translation>
    </message>
    <message>
        <source>there is no learning rate in this file</source>
        <translation>这个文件中没有学习率</translation>
    </message>
    <message>
        <source>`ckpt info` shows its values.</source>
        <translation>`ckpt info` 会显示其值。</translation>
    </message>
    <message>
        <source>Learning rate → {0}</source>
        <extracomment>0 = self.value</extracomment>
        <translation>学习率 → {0}</translation>
    </message>
    <message>
        <source>there is no key {0} in this file</source>
        <extracomment>0 = plain_text(self.key, 200)</extracomment>
        <translation>这个文件中没有键 {0}</translation>
    </message>
    <message>
        <source>`ckpt info` shows the names.</source>
        <translation>`ckpt info` 会列出这些名称。</translation>
    </message>
    <message>
        <source>this {0} takes no new keys</source>
        <extracomment>0 = graph[mapping].kind</extracomment>
        <translation>{0:told}不能加入新的键</translation>
    </message>
    <message>
        <source>Name a place in a dictionary.</source>
        <translation>请给出字典中的位置。</translation>
    </message>
    <message>
        <source>{0} is not a floating type</source>
        <extracomment>0 = self.dtype</extracomment>
        <translation>{0} 不是浮点类型</translation>
    </message>
    <message>
        <source>There are {0}.</source>
        <extracomment>0 = ', '.join(FLOATING)</extracomment>
        <translation>有这些：{0}。</translation>
    </message>
    <message>
        <source> in {0}</source>
        <extracomment>0 = path_text(graph.parse_pointer(at))</extracomment>
        <translation>，在 {0} 中</translation>
    </message>
    <message>
        <source>this {0} has no single value to set</source>
        <extracomment>0 = other.kind</extracomment>
        <translation>{0:told}没有可设置的单个值</translation>
    </message>
    <message>
        <source>Name the place of a value.</source>
        <translation>请指定一个值所在的位置。</translation>
    </message>
    <message>
        <source>{0} is no {1}</source>
        <extracomment>0 = plain_text(repr(value), 80) · 1 = kind</extracomment>
        <translation>{0} 不是{1:told}</translation>
    </message>
    <message>
        <source>The value there is one ({0}).</source>
        <extracomment>0 = kind</extracomment>
        <translation>那里的值是这种类型（{0}）。</translation>
    </message>
    <message>
        <source>the number is too large for a float</source>
        <translation>这个数对浮点数来说太大</translation>
    </message>
    <message>
        <source>The largest is 1.8e308.</source>
        <translation>最大为 1.8e308。</translation>
    </message>
    <message>
        <source>{0} is not a complex number</source>
        <extracomment>0 = plain_text(word, 80)</extracomment>
        <translation>{0:told}不是复数</translation>
    </message>
    <message>
        <source>For example 1+2j.</source>
        <translation>例如 1+2j。</translation>
    </message>
</context>
<context>
    <name>core/recipes/places</name>
    <message>
        <source>the whole file cannot be renamed or left out</source>
        <translation>整个文件不能重命名或略去</translation>
    </message>
    <message>
        <source>Name a place in it.</source>
        <translation>请指定其中的一个位置。</translation>
    </message>
    <message>
        <source>{0} is not the key of a dictionary</source>
        <extracomment>0 = key_text(key)</extracomment>
        <translation>{0} 不是字典的键</translation>
    </message>
    <message>
        <source>Only what is in a dictionary has a name and can be taken out.</source>
        <translation>只有字典中的内容才有名称，才能取出。</translation>
    </message>
    <message>
        <source>a new value needs a key</source>
        <translation>新的值需要一个键</translation>
    </message>
    <message>
        <source>For example /note</source>
        <translation>例如 /note</translation>
    </message>
    <message>
        <source>there is no tensor at this place</source>
        <translation>此处没有张量</translation>
    </message>
    <message>
        <source>`ckpt info` shows where they are.</source>
        <translation>`ckpt info` 会列出它们的位置。</translation>
    </message>
</context>
<context>
    <name>core/recipes/recipe</name>
    <message>
        <source>`Save these changes as a recipe` in the window makes one.</source>
        <translation>窗口中的“将这些修改存为配方”可以制作。</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>a list of whole numbers</source>
        <translation>整数的列表</translation>
    </message>
    <message>
        <source>a list of texts</source>
        <translation>文本的列表</translation>
    </message>
    <message>
        <source>a text, a number, true, false or null</source>
        <translation>文本、数字、true、false 或 null</translation>
    </message>
    <message>
        <source>the recipe cannot be read ({0})</source>
        <extracomment>0 = why</extracomment>
        <translation>配方无法读取（{0:told}）</translation>
    </message>
    <message>
        <source>Check its name.</source>
        <translation>请检查其名称。</translation>
    </message>
    <message>
        <source>this is too large for a recipe</source>
        <translation>这对配方来说太大</translation>
    </message>
    <message>
        <source>this is not a recipe: no JSON ({0})</source>
        <extracomment>0 = plain_text(str(error), 200)</extracomment>
        <translation>这不是配方：不是 JSON（{0:told}）</translation>
    </message>
    <message>
        <source>this is not a recipe: {0} is missing</source>
        <extracomment>0 = _HEAD</extracomment>
        <translation>这不是配方：缺少 {0}</translation>
    </message>
    <message>
        <source>this recipe is of version {0}, and {1} is known here</source>
        <extracomment>0 = plain_text(repr(version), 40) · 1 = VERSION</extracomment>
        <translation>这个配方的版本是 {0}，此处已知的是 {1}</translation>
    </message>
    <message>
        <source>Use a newer ckpt_viewer.</source>
        <translation>请使用更新的 ckpt_viewer。</translation>
    </message>
    <message>
        <source>a recipe holds 'operations', a list, and perhaps a 'comment'</source>
        <translation>配方含有 'operations'（一个列表），也可以有 'comment'</translation>
    </message>
    <message>
        <source>For example {{"{0}": {1}, "operations": [{{"op": "reset", "value": 0}}]}}</source>
        <extracomment>0 = _HEAD · 1 = VERSION</extracomment>
        <translation>例如 {{"{0}": {1}, "operations": [{{"op": "reset", "value": 0}}]}}</translation>
    </message>
    <message>
        <source>{0}, operation {1}</source>
        <extracomment>0 = name · 1 = n</extracomment>
        <translation>{0}，操作 {1}</translation>
    </message>
    <message>
        <source>a value of type {0} cannot stand in a recipe</source>
        <extracomment>0 = type(value).__name__</extracomment>
        <translation>类型为 {0} 的值不能放在配方中</translation>
    </message>
    <message>
        <source>Undo it, then save the recipe.</source>
        <translation>请先撤销它，再保存配方。</translation>
    </message>
    <message>
        <source>this does not name an operation</source>
        <translation>此处没有指明操作</translation>
    </message>
    <message>
        <source>"op" says which: {0}.</source>
        <extracomment>0 = known</extracomment>
        <translation>"op" 指明是哪一种：{0}。</translation>
    </message>
    <message>
        <source>there is no operation {0}</source>
        <extracomment>0 = plain_text(repr(word), 60)</extracomment>
        <translation>没有操作 {0}</translation>
    </message>
    <message>
        <source>There are {0}.</source>
        <extracomment>0 = known</extracomment>
        <translation>有这些：{0}。</translation>
    </message>
    <message>
        <source>{0} takes no {1}</source>
        <extracomment>0 = word · 1 = plain_text(unknown[0], 60)</extracomment>
        <translation>{0} 不接受 {1}</translation>
    </message>
    <message>
        <source>It takes {0}.</source>
        <extracomment>0 = ', '.join(known_fields)</extracomment>
        <translation>它接受 {0}。</translation>
    </message>
    <message>
        <source>{0} needs {1}</source>
        <extracomment>0 = word · 1 = name</extracomment>
        <translation>{0} 需要 {1}</translation>
    </message>
    <message>
        <source>this is not {0}</source>
        <extracomment>0 = words</extracomment>
        <translation>这不是{0:told}</translation>
    </message>
    <message>
        <source>Write {0} there.</source>
        <extracomment>0 = words</extracomment>
        <translation>请在那里写{0:told}。</translation>
    </message>
    <message>
        <source>the number is too large for a float</source>
        <translation>这个数对浮点数来说太大</translation>
    </message>
    <message>
        <source>The largest is 1.8e308.</source>
        <translation>最大为 1.8e308。</translation>
    </message>
    <message>
        <source>{0}, operation {1} {2}</source>
        <extracomment>0 = plain_text(recipe.name, 200) · 1 = number · 2 = operation</extracomment>
        <translation>{0}，操作 {1} {2}</translation>
    </message>
</context>
<context>
    <name>core/recipes/recording</name>
    <message>
        <source>a recipe has no operation for this change ({0})</source>
        <extracomment>0 = type(edit).__name__</extracomment>
        <translation>配方没有对应这项修改的操作（{0}）</translation>
    </message>
    <message>
        <source>Undo it, then save the recipe.</source>
        <translation>请先撤销它，再保存配方。</translation>
    </message>
    <message>
        <source>what was changed is no longer in the file</source>
        <translation>被修改的内容已不在文件中</translation>
    </message>
    <message>
        <source>Undo the change that took it away.</source>
        <translation>请撤销把它移除的那个修改。</translation>
    </message>
</context>
<context>
    <name>core/recipes/renaming</name>
    <message>
        <source>`ckpt info` shows the names.</source>
        <translation>`ckpt info` 会列出这些名称。</translation>
    </message>
    <message>
        <source>Groups are the parts in parentheses; \1 stands for the first.</source>
        <translation>分组是括号中的部分；\1 表示第一个。</translation>
    </message>
    <message>
        <source>no tensor's name matches the pattern {0}</source>
        <extracomment>0 = plain_text(self.pattern, 100)</extracomment>
        <translation>没有张量的名称符合模式 {0}</translation>
    </message>
    <message>
        <source>renamed {0} by {1} → {2}</source>
        <extracomment>0 = count_text(hits, 'key') · 1 = pattern · 2 = replacement</extracomment>
        <translation>按 {1} → {2} 重命名了{0:told}</translation>
    </message>
    <message>
        <source>stripped {0} from</source>
        <extracomment>0 = plain_text(self.prefix, 60)</extracomment>
        <translation>去掉前缀 {0}：</translation>
    </message>
    <message>
        <source>no name in this file begins with {0}</source>
        <extracomment>0 = plain_text(self.prefix, 100)</extracomment>
        <translation>这个文件中没有以 {0} 开头的名称</translation>
    </message>
    <message>
        <source>the pattern has more than {0} characters</source>
        <extracomment>0 = _MAX_PATTERN</extracomment>
        <translation>模式超过 {0} 个字符</translation>
    </message>
    <message>
        <source>Use a shorter one.</source>
        <translation>请使用较短的一个。</translation>
    </message>
    <message>
        <source>{0} is no regular expression ({1})</source>
        <extracomment>0 = plain_text(pattern, 100) · 1 = error</extracomment>
        <translation>{0} 不是正则表达式（{1:told}）</translation>
    </message>
    <message>
        <source>For example ^module\.(.*)$ and \1; a dot is written \. there.</source>
        <translation>例如 ^module\.(.*)$ 和 \1；点在那里写作 \.。</translation>
    </message>
    <message>
        <source>{0} names a group that the pattern does not have</source>
        <extracomment>0 = plain_text(replacement, 100)</extracomment>
        <translation>{0} 引用了模式中没有的分组</translation>
    </message>
    <message>
        <source>{0} cannot be put in ({1})</source>
        <extracomment>0 = plain_text(replacement, 100) · 1 = error</extracomment>
        <translation>{0} 不能代入（{1:told}）</translation>
    </message>
    <message>
        <source>the pattern {0} takes too long</source>
        <extracomment>0 = plain_text(pattern, 100)</extracomment>
        <translation>模式 {0} 耗时太久</translation>
    </message>
    <message>
        <source>It tries too many ways to match. Do not repeat what is repeated already, as (a+)+ does.</source>
        <translation>它尝试的匹配方式太多。请不要重复已经重复的部分。</translation>
    </message>
    <message>
        <source>the name would be empty</source>
        <translation>名称会变为空</translation>
    </message>
    <message>
        <source>{0} keys would have this name</source>
        <extracomment>0 = holders</extracomment>
        <translation>有 {0} 个键会用这个名称</translation>
    </message>
    <message>
        <source>{0} cannot become {1}: {2}</source>
        <extracomment>0 = plain_text(str(old), 80) · 1 = plain_text(str(new), 80) · 2 = problem</extracomment>
        <translation>{0} 不能变成 {1}：{2:told}</translation>
    </message>
    <message>
        <source>Nothing was renamed.</source>
        <translation>什么都没有重命名。</translation>
    </message>
</context>
<context>
    <name>core/recipes/replaying</name>
    <message>
        <source>recipe {0}</source>
        <extracomment>0 = recipe.name</extracomment>
        <translation>配方 {0}</translation>
    </message>
    <message>
        <source>only a safetensors file has a place for metadata texts</source>
        <translation>只有 safetensors 文件有存放元数据文本的位置</translation>
    </message>
    <message>
        <source>Save it as safetensors first, or insert a value under a key of its own.</source>
        <translation>请先保存为 safetensors，或以一个新键插入自有的值。</translation>
    </message>
    <message>
        <source>removed {0}</source>
        <extracomment>0 = key_text(path[-1])</extracomment>
        <translation>移除 {0}</translation>
    </message>
</context>
<context>
    <name>core/recipes/training_mode</name>
    <message>
        <source>there is no whole model here, and only its modules have a mode</source>
        <translation>这里没有完整模型，而只有其模块才有模式</translation>
    </message>
    <message>
        <source>A state_dict has none: call model.eval() or model.train() in Python.</source>
        <translation>state_dict 没有模式：请在 Python 中调用 model.eval() 或 model.train()。</translation>
    </message>
    <message>
        <source>{0} mode in {1}</source>
        <extracomment>0 = word · 1 = modules</extracomment>
        <translation>{1:told}改为{0:told}模式</translation>
    </message>
    <message>
        <source>{0} mode in {1} of {2}</source>
        <extracomment>0 = word · 1 = len(hits) · 2 = modules</extracomment>
        <translation>{2:told}中的 {1} 个改为{0:told}模式</translation>
    </message>
</context>
<context>
    <name>core/rendering</name>
    <message>
        <source> (shown above)</source>
        <translation>（已在上面显示）</translation>
    </message>
    <message>
        <source>… and more; the first {0} lines are shown</source>
        <extracomment>0 = bounds.lines</extracomment>
        <translation>… 以及更多；显示前 {0} 行</translation>
    </message>
    <message>
        <source>storage {0}, {1}</source>
        <extracomment>0 = storage.dtype · 1 = bytes_text(storage.nbytes)</extracomment>
        <translation>存储 {0}，{1:told}</translation>
    </message>
    <message>
        <source>cannot be read: {0}</source>
        <extracomment>0 = plain_text(reason, width)</extracomment>
        <translation>无法读取：{0:told}</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <extracomment>0 = plain_text(kind, 60) · 1 = count_text(len(items), 'item')</extracomment>
        <translation>{0:told}（共 {1:told}）</translation>
    </message>
    <message>
        <source>{0} with {1}</source>
        <extracomment>0 = plain_text(held.kind, 80) · 1 = count_text(len(held.keys), 'key')</extracomment>
        <translation>{0:told}，含{1:told}</translation>
    </message>
    <message>
        <source>object of class {0}</source>
        <extracomment>0 = plain_text(str(class_of(graph, node) or held.kind), 120)</extracomment>
        <translation>类 {0} 的对象</translation>
    </message>
    <message>
        <source>… {0} more</source>
        <extracomment>0 = len(children) - bounds.items</extracomment>
        <translation>… 另有 {0} 项</translation>
    </message>
</context>
<context>
    <name>core/resources</name>
    <message>
        <source>A small convolutional net with Adam, after epoch 10</source>
        <translation>用 Adam 训练的小型卷积网络，第 10 个 epoch 之后</translation>
    </message>
    <message>
        <source>The same net after epoch 1, to compare</source>
        <translation>同一网络，第 1 个 epoch 之后，供比较</translation>
    </message>
    <message>
        <source>A training checkpoint: epoch, model and SGD at lr 0.01</source>
        <translation>训练检查点：epoch、模型和 lr 为 0.01 的 SGD</translation>
    </message>
    <message>
        <source>The same, saved from a GPU</source>
        <translation>同一检查点，从 GPU 保存</translation>
    </message>
    <message>
        <source>A whole pickled model</source>
        <translation>pickle 保存的完整模型</translation>
    </message>
    <message>
        <source>Only its state_dict</source>
        <translation>只有其 state_dict</translation>
    </message>
</context>
<context>
    <name>core/saving/conversion</name>
    <message>
        <source>Old PyTorch reads only files of torch.save. Save it as a state_dict for old PyTorch.</source>
        <translation>旧版 PyTorch 只能读 torch.save 的文件。请存为供旧版 PyTorch 使用的 state_dict。</translation>
    </message>
    <message>
        <source>A training that goes on from this copy begins with a new optimizer: without the moments of Adam or the momentum of SGD its first steps may throw it back.</source>
        <translation>从此副本继续的训练将使用全新的优化器：没有 Adam 的矩或 SGD 的动量，最初几步可能使训练倒退。</translation>
    </message>
    <message>
        <source>Only PyTorch can write a TorchScript program, because it compiles the code in it. Save it as a state_dict or as safetensors instead.</source>
        <translation>只有 PyTorch 能写 TorchScript 程序，因为它要编译其中的代码。请存为 state_dict 或 safetensors。</translation>
    </message>
    <message>
        <source>This checkpoint lies in {0} shards, and a save of the same kind writes one file. Save it as a state_dict or as safetensors, in one file or in shards.</source>
        <extracomment>0 = shards</extracomment>
        <translation>这个检查点分为 {0} 个分片，而同类保存只写一个文件。请存为 state_dict 或 safetensors，单个文件或分片均可。</translation>
    </message>
    <message>
        <source>Single tensors can be chosen only for a state_dict, safetensors or npz. Choose one of these, or save everything.</source>
        <translation>只有 state_dict、safetensors 或 npz 可以选择单个张量。请选择其中之一，或保存全部。</translation>
    </message>
    <message>
        <source>The tensors of the model are empty here: stage 3 of DeepSpeed's ZeRO keeps their elements in other files. Make one state_dict of all with zero_to_fp32.py, in the folder above.</source>
        <translation>模型的张量在这里是空的：DeepSpeed 的 ZeRO 第 3 阶段把它们的元素保存在其他文件中。请用上一级文件夹中的 zero_to_fp32.py 将它们合成一个 state_dict。</translation>
    </message>
    <message>
        <source>Only a safetensors file has a place for metadata texts. Save it as safetensors, or add a value of its own.</source>
        <translation>只有 safetensors 文件有存放元数据文本的位置。请存为 safetensors，或添加一个自有的值。</translation>
    </message>
    <message>
        <source>metadata: {0}</source>
        <extracomment>0 = plain_text(', '.join(dict(options.metadata)), 200)</extracomment>
        <translation>元数据：{0}</translation>
    </message>
    <message>
        <source>A save of the same kind keeps everything, so no part of the file can be chosen. Save the part as a state_dict or as safetensors.</source>
        <translation>按同类保存会保留一切，因此不能只选文件的一部分。请把该部分保存为 state_dict 或 safetensors。</translation>
    </message>
    <message>
        <source>everything else in the file</source>
        <translation>文件中的其他一切</translation>
    </message>
    <message>
        <source>everything in the file</source>
        <translation>文件中的一切</translation>
    </message>
    <message>
        <source>what arrived of the file</source>
        <translation>文件已到达的内容</translation>
    </message>
    <message>
        <source>{0} that plain values can hold: names, order and shared tensors</source>
        <extracomment>0 = what</extracomment>
        <translation>{0:told}中普通值所能容纳的：名称、顺序和共享的张量</translation>
    </message>
    <message>
        <source>{0}: names, order, types, shared tensors and unknown objects</source>
        <extracomment>0 = what</extracomment>
        <translation>{0:told}：名称、顺序、类型、共享的张量和未知对象</translation>
    </message>
    <message>
        <source>There is no state_dict in this file: no set of tensors with names, and no whole model. {0}</source>
        <extracomment>0 = _instead(checkpoint)</extracomment>
        <translation>此文件中没有 state_dict：没有带名称的张量集合，也没有整个模型。{0:told}</translation>
    </message>
    <message>
        <source>all parameters and buffers under the names and in the order of model.state_dict()</source>
        <translation>全部参数和缓冲区，名称和顺序同 model.state_dict()</translation>
    </message>
    <message>
        <source>the model's class and its other attributes; the code that defines the model is needed to load the parameters</source>
        <translation>模型的类及其他属性；加载这些参数需要定义模型的代码</translation>
    </message>
    <message>
        <source>the state_dict at {0} with its names, order and shared tensors</source>
        <extracomment>0 = place</extracomment>
        <translation>位于 {0} 的 state_dict 及其名称、顺序和共享的张量</translation>
    </message>
    <message>
        <source>the whole file, which is a state_dict already</source>
        <translation>整个文件，它本身就是 state_dict</translation>
    </message>
    <message>
        <source>Save it as the same kind.</source>
        <translation>请按同一种类保存。</translation>
    </message>
    <message>
        <source>Choose tensors in it, and save those alone.</source>
        <translation>请选择其中的张量，并单独保存它们。</translation>
    </message>
    <message>
        <source>the metadata texts that stand beside the tensors</source>
        <translation>张量旁的元数据文本</translation>
    </message>
    <message>
        <source>everything else in the file: {0} …</source>
        <extracomment>0 = ', '.join(names[:8])</extracomment>
        <translation>文件中的其他一切：{0} …</translation>
    </message>
    <message>
        <source>everything else in the file: {0}</source>
        <extracomment>0 = ', '.join(names[:8])</extracomment>
        <translation>文件中的其他一切：{0}</translation>
    </message>
    <message>
        <source>This file holds no whole model, only its numbers. A whole model needs the Python class of the model, which is not in the file. Save it as a state_dict instead.</source>
        <translation>这个文件没有完整模型，只有其数值。完整模型需要模型的 Python 类，而文件中没有。请存为 state_dict。</translation>
    </message>
    <message>
        <source>the model with the names of its classes, all parameters, buffers and other attributes</source>
        <translation>模型及其类的名称、全部参数、缓冲区和其他属性</translation>
    </message>
    <message>
        <source>the index, which one file does not need</source>
        <translation>索引，单个文件不需要它</translation>
    </message>
    <message>
        <source>There is no tensor at these places. Name tensors, or something that holds some.</source>
        <translation>这些位置没有张量。请指定张量，或包含张量的位置。</translation>
    </message>
    <message>
        <source>the tensors at {0} …</source>
        <extracomment>0 = names</extracomment>
        <translation>位于 {0} … 的张量</translation>
    </message>
    <message>
        <source>the tensors at {0}</source>
        <extracomment>0 = names</extracomment>
        <translation>位于 {0} 的张量</translation>
    </message>
    <message>
        <source>{0} cannot be saved this way. What can be: {1}.</source>
        <extracomment>0 = path_text(options.part) · 1 = names</extracomment>
        <translation>{0:told}不能这样保存。可以的有：{1:told}。</translation>
    </message>
    <message>
        <source>tensors are marked for the device {0}</source>
        <extracomment>0 = options.device</extracomment>
        <translation>张量标记为设备 {0}</translation>
    </message>
    <message>
        <source>the container from before PyTorch 1.6, which cannot give back {0}: the file is a zip, as PyTorch writes it since</source>
        <extracomment>0 = ', '.join(newer)</extracomment>
        <translation>PyTorch 1.6 之前的容器，它无法还原 {0}：文件写成 zip，与此后的 PyTorch 一致</translation>
    </message>
    <message>
        <source>compact: {0}; only what is used is written</source>
        <extracomment>0 = stored_and_used(stored, used)</extracomment>
        <translation>紧凑：{0:told}；只写用到的部分</translation>
    </message>
    <message>
        <source>the form that PyTorch before 1.6 reads: its stream of pickles, at protocol 2</source>
        <translation>PyTorch 1.6 之前的版本所读的形式：其 pickle 流，协议 2</translation>
    </message>
</context>
<context>
    <name>core/saving/digest</name>
    <message>
        <source>calculating the SHA-256</source>
        <translation>正在计算 SHA-256</translation>
    </message>
</context>
<context>
    <name>core/saving/endings</name>
    <message>
        <source>The name ends in {0}, but {1} is written. Programs that go by the name cannot read it.</source>
        <extracomment>0 = suffix · 1 = title</extracomment>
        <translation>名称以 {0} 结尾，而写出的是 {1:told}。按名称判断的程序无法读取它。</translation>
    </message>
</context>
<context>
    <name>core/saving/folder_replacing</name>
    <message>
        <source>the old files could not be put back</source>
        <translation>旧文件未能放回</translation>
    </message>
    <message>
        <source>They are in {0}; the next save in this folder tries again.</source>
        <extracomment>0 = error.folder</extracomment>
        <translation>它们在 {0} 中；下次在此文件夹中保存时会再试。</translation>
    </message>
</context>
<context>
    <name>core/saving/forms</name>
    <message>
        <source>Same kind as the opened file</source>
        <translation>与打开的文件同类</translation>
    </message>
    <message>
        <source>state_dict: parameters and buffers by name</source>
        <translation>state_dict：按名称的参数和缓冲区</translation>
    </message>
    <message>
        <source>Training checkpoint: state_dicts of model and optimizer, epoch</source>
        <translation>训练检查点：模型和优化器的 state_dict、epoch</translation>
    </message>
    <message>
        <source>Whole model with its class</source>
        <translation>完整模型及其类</translation>
    </message>
    <message>
        <source>numpy archive (.npz)</source>
        <translation>numpy 归档（.npz）</translation>
    </message>
    <message>
        <source>Save it in another form, or only a part of it.</source>
        <translation>请以其他形式保存，或只保存其中一部分。</translation>
    </message>
</context>
<context>
    <name>core/saving/in_place</name>
    <message>
        <source>Save a copy instead.</source>
        <translation>请改为保存副本。</translation>
    </message>
    <message>
        <source>Only zip files of PyTorch can be updated in place. {0}</source>
        <extracomment>0 = _TO_COPY</extracomment>
        <translation>只有 PyTorch 的 zip 文件可以就地更新。{0:told}</translation>
    </message>
    <message>
        <source>The file is damaged, and nothing should be built on it. {0}</source>
        <extracomment>0 = _TO_COPY</extracomment>
        <translation>文件已损坏，不应在其上继续写。{0:told}</translation>
    </message>
    <message>
        <source>Nothing was changed, so there is nothing to update. Change something first.</source>
        <translation>没有任何修改，因此没有可更新的内容。请先做修改。</translation>
    </message>
    <message>
        <source>The file was changed on disk after it was opened. Reload it first.</source>
        <translation>文件打开后在磁盘上被更改。请先重新加载。</translation>
    </message>
    <message>
        <source>The file is write-protected. {0}</source>
        <extracomment>0 = _TO_COPY</extracomment>
        <translation>文件有写保护。{0:told}</translation>
    </message>
    <message>
        <source>another program has locked this file</source>
        <translation>另一个程序锁定了这个文件</translation>
    </message>
    <message>
        <source>Wait until it is done.</source>
        <translation>请等它完成。</translation>
    </message>
    <message>
        <source>the file was changed on disk after it was opened</source>
        <translation>文件打开后在磁盘上被更改</translation>
    </message>
    <message>
        <source>Reload it first.</source>
        <translation>请先重新加载。</translation>
    </message>
    <message>
        <source>the update failed, and what it added could not be cut off ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation>更新失败，它添加的内容无法截去（{0:told}）</translation>
    </message>
    <message>
        <source>The old state is still in the file: undo the update in place.</source>
        <translation>旧状态仍在文件中：请撤销就地更新。</translation>
    </message>
    <message>
        <source>the new state cannot be read back ({0})</source>
        <extracomment>0 = error.what</extracomment>
        <translation>新状态无法读回（{0:told}）</translation>
    </message>
    <message>
        <source>The file is as it was. Please report this.</source>
        <translation>文件保持原样。请报告此问题。</translation>
    </message>
    <message>
        <source>{0} of numbers in {1} were not touched</source>
        <extracomment>0 = bytes_text(kept) · 1 = blocks</extracomment>
        <translation>{1:told}中的{0:told}数值未被触动</translation>
    </message>
    <message>
        <source>this file was not updated in place, so there is nothing to undo</source>
        <translation>这个文件没有就地更新过，因此没有可撤销的内容</translation>
    </message>
    <message>
        <source>Only an update in place can be taken back. Give the value that it had, and save again.</source>
        <translation>只有就地更新才能撤回。请填回原来的值，再保存一次。</translation>
    </message>
    <message>
        <source>what stands before the update is no longer the old file</source>
        <translation>更新之前的内容已不是旧文件</translation>
    </message>
    <message>
        <source>It was changed by another program; nothing was done.</source>
        <translation>它被其他程序更改；什么都没有做。</translation>
    </message>
</context>
<context>
    <name>core/saving/leftovers</name>
    <message>
        <source>no locks</source>
        <translatorcomment>said by Python of a system without locks</translatorcomment>
        <translation>no locks</translation>
    </message>
</context>
<context>
    <name>core/saving/old_torch</name>
    <message>
        <source> Leave it out.</source>
        <translation> 请略去它。</translation>
    </message>
    <message>
        <source> Save its state_dict instead, or leave it out.</source>
        <translation> 请改存其 state_dict，或略去它。</translation>
    </message>
    <message>
        <source> Save its state_dict instead, leave it out, or make it plain.</source>
        <translation> 请改存其 state_dict，略去它，或把它变为普通值。</translation>
    </message>
    <message>
        <source>; convert it to float32 first.</source>
        <translation>；请先转换为 float32。</translation>
    </message>
    <message>
        <source>its type {0} came later{1}</source>
        <extracomment>0 = spec.dtype · 1 = wider</extracomment>
        <translation>其类型 {0} 出现得更晚{1:told}</translation>
    </message>
    <message>
        <source>conjugated and negated views came later.</source>
        <translation>共轭视图和取负视图出现得更晚。</translation>
    </message>
    <message>
        <source>the class of its own around a tensor, which becomes a plain tensor</source>
        <translation>张量外层的自有类，会变为普通张量</translation>
    </message>
    <message>
        <source>attributes that Python code gave to a tensor</source>
        <translation>Python 代码给张量的属性</translation>
    </message>
    <message>
        <source>its type {0} came later.</source>
        <extracomment>0 = held.storage.dtype</extracomment>
        <translation>其类型 {0} 出现得更晚。</translation>
    </message>
    <message>
        <source>a class within a class ({0}) cannot be named in protocol 2.</source>
        <extracomment>0 = _shown(name)</extracomment>
        <translation>类中之类（{0}）无法用协议 2 表示。</translation>
    </message>
    <message>
        <source>it does not know {0}.</source>
        <extracomment>0 = _shown(name)</extracomment>
        <translation>它不知道 {0}。</translation>
    </message>
    <message>
        <source>sparse tensors are written in another way since.</source>
        <translation>稀疏张量后来改用了另一种写法。</translation>
    </message>
    <message>
        <source> The same is true of {0}.</source>
        <extracomment>0 = count_text(more, 'other part')</extracomment>
        <translation> {0:told}也是如此。</translation>
    </message>
    <message>
        <source>other part</source>
        <translation>其他部分</translation>
    </message>
    <message>
        <source>What is at {0} cannot be loaded by PyTorch before 1.6: {1}{2}{3}</source>
        <extracomment>0 = path_text(place, 120) · 1 = why · 2 = others · 3 = advice</extracomment>
        <translation>{0:told}处的内容无法由 PyTorch 1.6 之前的版本加载：{1:told}{2:told}{3:told}</translation>
    </message>
    <message>
        <source>What PyTorch before 1.6 knows was looked up in version 1.5.1.</source>
        <translation>PyTorch 1.6 之前的版本知道什么，是按 1.5.1 版查得的。</translation>
    </message>
    <message>
        <source>PyTorch before 1.6 knows no device {0}: it loads the file with map_location='cpu' alone. Marked for the CPU it needs none.</source>
        <extracomment>0 = ', '.join(strange[:4])</extracomment>
        <translation>PyTorch 1.6 之前的版本不知道设备 {0}：只有用 map_location='cpu' 才能加载此文件。标记为 CPU 则不需要。</translation>
    </message>
</context>
<context>
    <name>core/saving/plain</name>
    <message>
        <source>dropped: attributes of a tensor that lead back to it</source>
        <translation>已丢弃：又指回张量自身的张量属性</translation>
    </message>
    <message>
        <source>a tuple that holds itself became a list</source>
        <translation>包含自身的元组变为列表</translation>
    </message>
    <message>
        <source>and {0} more kinds of objects</source>
        <extracomment>0 = len(said) - _MAX_LINES</extracomment>
        <translation>另有 {0} 种对象</translation>
    </message>
    <message>
        <source>a number of more than 2,000 bits became text</source>
        <translation>超过 2,000 位的数变为文本</translation>
    </message>
    <message>
        <source>the name {0} became text</source>
        <extracomment>0 = _shown(name)</extracomment>
        <translation>名称 {0} 变为文本</translation>
    </message>
    <message>
        <source>a {0} became a {1}</source>
        <extracomment>0 = kind · 1 = plain</extracomment>
        <translation>{0:told}变为 {1:told}</translation>
    </message>
    <message>
        <source>{0} became a plain {1}</source>
        <extracomment>0 = _shown(made.callee) · 1 = plain</extracomment>
        <translation>{0} 变为普通 {1}</translation>
    </message>
    <message>
        <source>{0} became a plain dict</source>
        <extracomment>0 = _shown(held.made.callee)</extracomment>
        <translation>{0} 变为普通 dict</translation>
    </message>
    <message>
        <source>key {0}</source>
        <extracomment>0 = key.position</extracomment>
        <translation>键 {0}</translation>
    </message>
    <message>
        <source>dropped: hooks of a tensor</source>
        <translation>已去除：张量的钩子</translation>
    </message>
    <message>
        <source>{0} became a plain tensor</source>
        <extracomment>0 = _shown(own) if own else 'a class of its own around a tensor'</extracomment>
        <translation>{0:told}变为普通张量</translation>
    </message>
    <message>
        <source>a class of its own around a tensor</source>
        <translation>张量外层的自有类</translation>
    </message>
    <message>
        <source>a computed object</source>
        <translation>计算得出的对象</translation>
    </message>
</context>
<context>
    <name>core/saving/plain_forms</name>
    <message>
        <source>{0} has no plain form and became None</source>
        <extracomment>0 = name</extracomment>
        <translation>{0:told}没有普通形式，变为 None</translation>
    </message>
    <message>
        <source>a computed object</source>
        <translation>计算得出的对象</translation>
    </message>
    <message>
        <source>a numpy number</source>
        <translation>numpy 数</translation>
    </message>
    <message>
        <source>an {0}</source>
        <extracomment>0 = kind</extracomment>
        <translation>{0:told}</translation>
    </message>
    <message>
        <source>{0} became a plain {1} of seconds</source>
        <extracomment>0 = thing.name · 1 = type(value).__name__</extracomment>
        <translation>{0:told}变为以秒计的普通 {1}</translation>
    </message>
    <message>
        <source>{0} became a plain {1}</source>
        <extracomment>0 = thing.name · 1 = type(value).__name__</extracomment>
        <translation>{0} 变为普通 {1}</translation>
    </message>
    <message>
        <source> of seconds</source>
        <translation>（秒）</translation>
    </message>
    <message>
        <source>a numpy array of {0}</source>
        <extracomment>0 = array.dtype.name</extracomment>
        <translation>{0} 的 numpy 数组</translation>
    </message>
    <message>
        <source>a numpy record became a plain dict</source>
        <translation>numpy 记录变为普通 dict</translation>
    </message>
    <message>
        <source>a numpy array of objects became a plain list</source>
        <translation>numpy 对象数组变为普通列表</translation>
    </message>
    <message>
        <source>numpy array {0}</source>
        <extracomment>0 = node</extracomment>
        <translation>numpy 数组 {0}</translation>
    </message>
    <message>
        <source> with the numbers that its mask hides</source>
        <translation>，包括被其掩码隐藏的数值</translation>
    </message>
    <message>
        <source>a numpy array became a tensor{0}</source>
        <extracomment>0 = gaps</extracomment>
        <translation>一个 numpy 数组变成了张量{0:told}</translation>
    </message>
    <message>
        <source>a numpy array of records became a plain dict with a tensor or list for each field</source>
        <translation>numpy 记录数组变为普通 dict，每个字段为一个张量或列表</translation>
    </message>
    <message>
        <source>a numpy array of {0} became a plain list</source>
        <extracomment>0 = array.dtype.name</extracomment>
        <translation>{0} 的 numpy 数组变为普通列表</translation>
    </message>
    <message>
        <source>{0} became the tensor of one process, which is all of it</source>
        <extracomment>0 = thing.name</extracomment>
        <translation>{0} 变成了一个进程的张量，即其全部</translation>
    </message>
    <message>
        <source>a tensor of another kind of device became a tensor of the CPU</source>
        <translation>其他种类设备的张量变为 CPU 张量</translation>
    </message>
    <message>
        <source>a range became a plain list</source>
        <translation>range 变为普通列表</translation>
    </message>
    <message>
        <source>{0} became a plain list</source>
        <extracomment>0 = thing.name</extracomment>
        <translation>{0:told}变为普通列表</translation>
    </message>
    <message>
        <source>{0} became a plain dict of what it holds</source>
        <extracomment>0 = thing.name</extracomment>
        <translation>{0:told}变为由其内容组成的普通 dict</translation>
    </message>
    <message>
        <source>a member of {0} became its name</source>
        <extracomment>0 = thing.name</extracomment>
        <translation>{0:told}的成员变为其名称</translation>
    </message>
    <message>
        <source>{0} became {1}</source>
        <extracomment>0 = thing.name · 1 = 'None' if value is None else f'a plain {type(value).__name__}'</extracomment>
        <translation>{0:told}变为 {1:told}</translation>
    </message>
    <message>
        <source>a plain {0}</source>
        <extracomment>0 = type(value).__name__</extracomment>
        <translation>普通 {0}</translation>
    </message>
    <message>
        <source>; its attributes are dropped</source>
        <translation>；其属性被去除</translation>
    </message>
    <message>
        <source>{0} became what it was made with{1}</source>
        <extracomment>0 = thing.name · 1 = dropped</extracomment>
        <translation>{0:told}变为创建它时所用的内容{1:told}</translation>
    </message>
    <message>
        <source>dropped: what {0} was made with</source>
        <extracomment>0 = thing.name</extracomment>
        <translation>已去除：创建{0:told}时所用的内容</translation>
    </message>
    <message>
        <source>; dropped: its attributes {0} …</source>
        <extracomment>0 = ', '.join(lost[:6])</extracomment>
        <translation>；已去除：其属性 {0} …</translation>
    </message>
    <message>
        <source>; dropped: its attributes {0}</source>
        <extracomment>0 = ', '.join(lost[:6])</extracomment>
        <translation>；已去除：其属性 {0}</translation>
    </message>
    <message>
        <source>{0} became a plain dict{1}</source>
        <extracomment>0 = thing.name · 1 = dropped</extracomment>
        <translation>{0:told}变为普通 dict{1:told}</translation>
    </message>
    <message>
        <source>{0} became a plain list{1}</source>
        <extracomment>0 = thing.name · 1 = dropped</extracomment>
        <translation>{0:told}变为普通列表{1:told}</translation>
    </message>
    <message>
        <source>; what it was made with is dropped</source>
        <translation>；创建它时所用的内容被去除</translation>
    </message>
    <message>
        <source>{0} became a plain dict of its attributes{1}</source>
        <extracomment>0 = thing.name · 1 = dropped</extracomment>
        <translation>{0:told}变为由其属性组成的普通 dict{1:told}</translation>
    </message>
    <message>
        <source>{0} became a plain {1} of its state{2}</source>
        <extracomment>0 = thing.name · 1 = state.kind · 2 = dropped</extracomment>
        <translation>{0:told}变为其状态的普通 {1}{2:told}</translation>
    </message>
    <message>
        <source>{0} became a tuple of what it was made with</source>
        <extracomment>0 = thing.name</extracomment>
        <translation>{0:told}变为创建它时所用内容的元组</translation>
    </message>
</context>
<context>
    <name>core/saving/planning</name>
    <message>
        <source>{0} is not one of the files in it. Those are: {1}.</source>
        <extracomment>0 = path_text(part) · 1 = names</extracomment>
        <translation>{0:told}不是其中的文件。其中有：{1}。</translation>
    </message>
    <message>
        <source>the compression around it</source>
        <translation>外层的压缩</translation>
    </message>
    <message>
        <source>one file, which is enough for shards of {0}</source>
        <extracomment>0 = exact_bytes_text(limit)</extracomment>
        <translation>一个文件，每片 {0:told} 时已足够</translation>
    </message>
    <message>
        <source>{0} of up to {1}, {2} to {3}, and their index</source>
        <extracomment>0 = count_text(len(files.shards), 'shard') · 1 = exact_bytes_text(limit) · 2 = files.shards[0].name · 3 = files.shards[-1].name</extracomment>
        <translation>{0:told}，每个最多 {1:told}，从 {2} 到 {3}，以及它们的索引</translation>
    </message>
    <message>
        <source>{0} of the old checkpoint in the folder, else taken for part of this one</source>
        <extracomment>0 = count_text(len(old), 'file')</extracomment>
        <translation>文件夹中旧检查点的{0:told}，否则会被当作这个检查点的一部分</translation>
    </message>
    <message>
        <source>what the dict itself has beside its tensors: {0}</source>
        <extracomment>0 = names</extracomment>
        <translation>dict 自身在张量之外所含的内容：{0}</translation>
    </message>
    <message>
        <source>Nothing of it can be saved, because its one tensor cannot be read. Get the file again.</source>
        <translation>其中没有任何内容可以保存，因为它唯一的张量无法读取。请重新获取该文件。</translation>
    </message>
    <message>
        <source>everything: nothing was changed, so the file is copied byte for byte</source>
        <translation>一切：没有修改，因此文件逐字节复制</translation>
    </message>
    <message>
        <source>This cannot be written: {0}. {1}</source>
        <extracomment>0 = error.what · 1 = error.hint</extracomment>
        <translation>无法写出：{0:told}。{1:told}</translation>
    </message>
    <message>
        <source>the device tags {0}</source>
        <extracomment>0 = ', '.join((plain_text(d, 40) for d in devices))</extracomment>
        <translation>设备标记 {0}</translation>
    </message>
    <message>
        <source>{0} in the zip that PyTorch does not read: {1}</source>
        <extracomment>0 = count_text(len(others), 'record') · 1 = shown</extracomment>
        <translation>zip 中的{0:told}，PyTorch 不读取：{1}</translation>
    </message>
    <message>
        <source>, as loading the original does</source>
        <translation>，与加载原文件时一样</translation>
    </message>
    <message>
        <source>Loading the copy in Python imports {0}{1}.</source>
        <extracomment>0 = _listed(kept) · 1 = was</extracomment>
        <translation>在 Python 中加载副本会导入 {0}{1:told}。</translation>
    </message>
    <message>
        <source>The original: {0}.</source>
        <extracomment>0 = note.text</extracomment>
        <translation>原文件：{0:told}。</translation>
    </message>
    <message>
        <source>what the opened file imports and then throws away: {0}</source>
        <extracomment>0 = _listed(dropped)</extracomment>
        <translation>已打开文件导入后又丢弃的内容：{0}</translation>
    </message>
    <message>
        <source>The file on the disk is no longer the one that was opened. Saving replaces what is there now.</source>
        <translation>磁盘上的文件已不是打开的那个。保存会替换现有的文件。</translation>
    </message>
    <message>
        <source>A save in this folder was interrupted. What it left behind is put right first.</source>
        <translation>此文件夹中有一次保存被中断。会先恢复其留下的内容。</translation>
    </message>
    <message>
        <source>The file there has {0} (hard links), which {1} the old content.</source>
        <extracomment>0 = count_text(others, 'other name') · 1 = keep</extracomment>
        <translation>那里的文件有{0:told}（硬链接），它们保留旧内容。</translation>
    </message>
    <message>
        <source>other name</source>
        <translation>其他名称</translation>
    </message>
</context>
<context>
    <name>core/saving/reading_back</name>
    <message>
        <source>reading back</source>
        <translation>正在读回</translation>
    </message>
    <message>
        <source>the new file ends before what was written</source>
        <translation>新文件比写入的内容短</translation>
    </message>
</context>
<context>
    <name>core/saving/replacing</name>
    <message>
        <source>Wait until it is done, then save again.</source>
        <translation>请等它完成，再保存。</translation>
    </message>
    <message>
        <source>another program has locked the file there</source>
        <translation>另一个程序锁定了那里的文件</translation>
    </message>
    <message>
        <source>another program changed the file there while saving</source>
        <translation>保存时另一个程序更改了那里的文件</translation>
    </message>
    <message>
        <source>there is a folder of this name</source>
        <translation>有同名的文件夹</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名称。</translation>
    </message>
    <message>
        <source>this is a device, a pipe or a broken link, not a file</source>
        <translation>这是设备、管道或失效的链接，不是文件</translation>
    </message>
    <message>
        <source>this file is write-protected</source>
        <translation>此文件受写保护</translation>
    </message>
    <message>
        <source>the file could not be written ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation>文件无法写入（{0:told}）</translation>
    </message>
    <message>
        <source>no file can be made in this folder</source>
        <translation>此文件夹中不能建立文件</translation>
    </message>
    <message>
        <source>Choose another folder or name.</source>
        <translation>请选择其他文件夹或名称。</translation>
    </message>
    <message>
        <source>there is not enough free space on the disk</source>
        <translation>磁盘可用空间不足</translation>
    </message>
    <message>
        <source>Free some space or choose another disk.</source>
        <translation>请释放一些空间，或选择其他磁盘。</translation>
    </message>
    <message>
        <source>your quota on this disk is used up</source>
        <translation>你在此磁盘上的配额已用尽</translation>
    </message>
    <message>
        <source>you have no permission to write in this folder</source>
        <translation>你没有在此文件夹中写入的权限</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>the system does not allow writing here</source>
        <translation>系统不允许在此写入</translation>
    </message>
    <message>
        <source>this disk is read-only</source>
        <translation>此磁盘是只读的</translation>
    </message>
    <message>
        <source>Choose another disk.</source>
        <translation>请选择其他磁盘。</translation>
    </message>
    <message>
        <source>the folder does not exist</source>
        <translation>文件夹不存在</translation>
    </message>
    <message>
        <source>Make the folder first, or choose another.</source>
        <translation>请先创建文件夹，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation>名称太长</translation>
    </message>
    <message>
        <source>Choose a shorter one.</source>
        <translation>请选择更短的名称。</translation>
    </message>
    <message>
        <source>a file of this name appeared while saving</source>
        <translation>保存时出现了同名文件</translation>
    </message>
    <message>
        <source>Allow replacing it, or choose another name.</source>
        <translation>请允许替换它，或换一个名称。</translation>
    </message>
    <message>
        <source>the file is too large for this disk</source>
        <translation>文件对此磁盘来说太大</translation>
    </message>
    <message>
        <source>the disk reports an error</source>
        <translation>磁盘报告错误</translation>
    </message>
    <message>
        <source>Choose another disk, and check this one.</source>
        <translation>请选择其他磁盘，并检查此磁盘。</translation>
    </message>
</context>
<context>
    <name>core/saving/running</name>
    <message>
        <source>waiting for the disk</source>
        <translation>正在等待磁盘</translation>
    </message>
    <message>
        <source>{0} bytes are on the disk of {1} that were written</source>
        <extracomment>0 = nbytes · 1 = out.count</extracomment>
        <translation>写入了 {1} 字节，磁盘上有 {0} 字节</translation>
    </message>
    <message>
        <source>Choose another disk.</source>
        <translation>请选择其他磁盘。</translation>
    </message>
    <message>
        <source>writing {0}</source>
        <extracomment>0 = count_text(len(files.shards), 'file')</extracomment>
        <translation>正在写入 {0:told}</translation>
    </message>
    <message>
        <source>reading back</source>
        <translation>正在读回</translation>
    </message>
    <message>
        <source>the new file was read back and its bytes are not those that were written</source>
        <translation>新文件读回后，其字节与写入的不同</translation>
    </message>
    <message>
        <source>Choose another disk, and check this one.</source>
        <translation>请选择其他磁盘，并检查此磁盘。</translation>
    </message>
    <message>
        <source>, nor do those of {0}</source>
        <extracomment>0 = count_text(more, 'other record')</extracomment>
        <translation>，{0:told}也是如此</translation>
    </message>
    <message>
        <source>other record</source>
        <translation>其他记录</translation>
    </message>
    <message>
        <source>Check every byte of the opened file: what fails is marked and can then be left out.</source>
        <translation>请检查已打开文件的每个字节：不符的会被标记，之后可以略去。</translation>
    </message>
    <message>
        <source>the new file cannot be read back ({0})</source>
        <extracomment>0 = error.what</extracomment>
        <translation>新文件无法读回（{0:told}）</translation>
    </message>
    <message>
        <source>The old file is untouched. Please report this.</source>
        <translation>旧文件未被触动。请报告此问题。</translation>
    </message>
    <message>
        <source>the new file disappeared before it had its name: another program moved or removed it, or its folder</source>
        <translation>新文件在改为正式名称之前就不见了：它或它所在的文件夹被其他程序移动或删除了</translation>
    </message>
    <message>
        <source>Nothing was replaced. Save again.</source>
        <translation>没有替换任何内容。请重新保存。</translation>
    </message>
    <message>
        <source>the new files were read back and do not fit together ({0})</source>
        <extracomment>0 = complaints[0]</extracomment>
        <translation>新文件读回后彼此不符（{0:told}）</translation>
    </message>
    <message>
        <source>Nothing was changed. Please report this.</source>
        <translation>什么都没有更改。请报告此问题。</translation>
    </message>
    <message>
        <source>the copy was read back and differs from the original</source>
        <translation>副本读回后与原文件不同</translation>
    </message>
    <message>
        <source>all {0} bytes are those of the opened file, compared byte for byte</source>
        <extracomment>0 = copy.size</extracomment>
        <translation>全部 {0} 字节与已打开文件相同，逐字节比较</translation>
    </message>
    <message>
        <source>the copy opens as the same kind of checkpoint</source>
        <translation>副本能作为同类检查点打开</translation>
    </message>
</context>
<context>
    <name>core/saving/sharding</name>
    <message>
        <source>This form is written in one file. Save it as a state_dict or as safetensors, or without shards.</source>
        <translation>这种形式只写一个文件。请存为 state_dict 或 safetensors，或不分片保存。</translation>
    </message>
    <message>
        <source>Shards hold tensors by name, and this has none. Save it without shards.</source>
        <translation>分片按名称存放张量，而这里没有张量。请不分片保存。</translation>
    </message>
    <message>
        <source>The index cannot hold half a character, and a name or a text here has one. Rename it first.</source>
        <translation>索引不能保存半个字符，而这里的某个名称或文本中有。请先重命名。</translation>
    </message>
</context>
<context>
    <name>core/saving/sizes</name>
    <message>
        <source>stored {0}, used {1}</source>
        <extracomment>0 = bytes_text(stored) · 1 = bytes_text(used)</extracomment>
        <translation>存储 {0:told}，用到 {1:told}</translation>
    </message>
    <message>
        <source>Tensors take more than they need: {0}. Compact leaves the rest out.</source>
        <extracomment>0 = stored_and_used(stored, used)</extracomment>
        <translation>张量占用的比所需的多：{0:told}。选“紧凑”可略去其余部分。</translation>
    </message>
</context>
<context>
    <name>core/saving/slimming</name>
    <message>
        <source>the optimizer's state</source>
        <translation>优化器的状态</translation>
    </message>
    <message>
        <source>a second copy of the model</source>
        <translation>模型的第二份副本</translation>
    </message>
    <message>
        <source>another model</source>
        <translation>另一个模型</translation>
    </message>
    <message>
        <source>tensors outside of models</source>
        <translation>模型之外的张量</translation>
    </message>
    <message>
        <source>there is no optimizer in this file</source>
        <translation>这个文件中没有优化器</translation>
    </message>
    <message>
        <source>there is no second copy of the model in this file</source>
        <translation>这个文件中没有模型的第二份副本</translation>
    </message>
    <message>
        <source>there is nothing but the model in this file</source>
        <translation>这个文件中除模型外没有其他内容</translation>
    </message>
    <message>
        <source>only an entry of a dictionary can be left out</source>
        <translation>只能略去字典的条目</translation>
    </message>
    <message>
        <source>Look at what it holds, and remove a part by its place.</source>
        <translation>请先看其中有什么，再按位置移除某个部分。</translation>
    </message>
    <message>
        <source>Leave out what holds it.</source>
        <translation>请省略包含它的部分。</translation>
    </message>
</context>
<context>
    <name>core/saving/state_forms</name>
    <message>
        <source>{0}, a whole model or layer, became its state_dict</source>
        <extracomment>0 = name</extracomment>
        <translation>{0}（完整模型或层）变为其 state_dict</translation>
    </message>
    <message>
        <source>{0}, an optimizer, became its state_dict</source>
        <extracomment>0 = name</extracomment>
        <translation>{0}（优化器）变为其 state_dict</translation>
    </message>
    <message>
        <source>{0}, a scheduler, became its state_dict</source>
        <extracomment>0 = name</extracomment>
        <translation>{0}（调度器）变为其 state_dict</translation>
    </message>
</context>
<context>
    <name>core/saving/survivors</name>
    <message>
        <source>One {0} of it cannot be read ({1})</source>
        <extracomment>0 = lost[0].kind · 1 = first</extracomment>
        <translation>其中一个{0:told}无法读取（{1:told}）</translation>
    </message>
    <message>
        <source>{0} of it cannot be read (the first is {1})</source>
        <extracomment>0 = _counted(lost) · 1 = first</extracomment>
        <translation>其中{0:told}无法读取（第一个是 {1:told}）</translation>
    </message>
    <message>
        <source>{0} that cannot be read: {1}</source>
        <extracomment>0 = _counted(lost) · 1 = names</extracomment>
        <translation>无法读取的{0:told}：{1}</translation>
    </message>
    <message>
        <source>the optimizer's whole state for {0} that lost a part of it; training begins anew for these</source>
        <extracomment>0 = count_text(entries, 'parameter')</extracomment>
        <translation>优化器对{0:told}的全部状态（有一部分已丢失）；对它们训练会重新开始</translation>
    </message>
</context>
<context>
    <name>core/saving/targets</name>
    <message>
        <source>{0} and its shards</source>
        <extracomment>0 = place.index.name</extracomment>
        <translation>{0} 及其分片</translation>
    </message>
    <message>
        <source>The name is too long. Choose a shorter one.</source>
        <translation>名称太长。请选择更短的名称。</translation>
    </message>
    <message>
        <source>This place cannot be used: {0}. Choose another.</source>
        <extracomment>0 = plain_text(error.strerror or str(error), 200)</extracomment>
        <translation>这个位置无法使用：{0:told}。请选择其他位置。</translation>
    </message>
    <message>
        <source>{0} is a part of the checkpoint that is open. Choose another name.</source>
        <extracomment>0 = plain_text(target.name, 100)</extracomment>
        <translation>{0} 是已打开检查点的一部分。请换一个名称。</translation>
    </message>
    <message>
        <source>There is a folder called {0}. Choose another name.</source>
        <extracomment>0 = plain_text(target.name, 100)</extracomment>
        <translation>有名为 {0} 的文件夹。请换一个名称。</translation>
    </message>
    <message>
        <source>This is a device, a pipe or a broken link, not a file. Choose another name.</source>
        <translation>这是设备、管道或失效的链接，不是文件。请换一个名称。</translation>
    </message>
    <message>
        <source>{0} exists already. Allow replacing it, or choose another name.</source>
        <extracomment>0 = plain_text(target.name, 100)</extracomment>
        <translation>{0} 已存在。请允许替换它，或换一个名称。</translation>
    </message>
    <message>
        <source>{0} is write-protected. Choose another name.</source>
        <extracomment>0 = plain_text(target.name, 100)</extracomment>
        <translation>{0} 有写保护。请换一个名称。</translation>
    </message>
    <message>
        <source>There is no folder {0}. Make it first, or choose another.</source>
        <extracomment>0 = plain_text(str(folder), 200)</extracomment>
        <translation>没有文件夹 {0}。请先创建它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{0} is on a disk that can only be read. Choose a folder on another disk.</source>
        <extracomment>0 = name</extracomment>
        <translation>{0} 所在的磁盘只能读取。请选择另一个磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>You have no permission to write in {0}. Choose another folder.</source>
        <extracomment>0 = name</extracomment>
        <translation>你没有在 {0} 中写入的权限。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>The file needs {0}, and {1} are free there. Free some space or choose another disk.</source>
        <extracomment>0 = bytes_text(made.nbytes) · 1 = bytes_text(disk.free)</extracomment>
        <translation>文件需要 {0:told}，那里有 {1:told} 可用。请释放一些空间或选择其他磁盘。</translation>
    </message>
    <message>
        <source>There is a file called {0}. Choose another name for the folder.</source>
        <extracomment>0 = plain_text(folder.name, 100)</extracomment>
        <translation>有名为 {0} 的文件。请给文件夹换一个名称。</translation>
    </message>
    <message>
        <source>The checkpoint that is open lies in {0} under these names. Choose another folder.</source>
        <extracomment>0 = plain_text(str(folder), 200)</extracomment>
        <translation>已打开的检查点以这些名称位于 {0} 中。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>There is a checkpoint of this name in the folder already ({0}). Allow replacing it, or choose another folder.</source>
        <extracomment>0 = plain_text(there[0], 100)</extracomment>
        <translation>文件夹中已有这个名称的检查点（{0}）。请允许替换它，或选择其他文件夹。</translation>
    </message>
</context>
<context>
    <name>core/saving/tensors_only</name>
    <message>
        <source>A {0} file holds tensors by name, and this is a single value. Save it as the same kind.</source>
        <extracomment>0 = container.title</extracomment>
        <translation>{0} 文件按名称保存张量，而这是单个值。请按同一种类保存。</translation>
    </message>
    <message>
        <source>the metadata texts beside the tensors</source>
        <translation>张量旁的元数据文本</translation>
    </message>
    <message>
        <source>The tensor {0} cannot be read ({1}).</source>
        <extracomment>0 = label · 1 = held.problem</extracomment>
        <translation>张量 {0} 无法读取（{1:told}）。</translation>
    </message>
    <message>
        <source>The tensor {0} is quantised, and {1} cannot keep its scales. Save it as a state_dict, which keeps them, or save in Python what its dequantize() gives.</source>
        <extracomment>0 = label · 1 = title</extracomment>
        <translation>张量 {0} 是量化的，而 {1:told}不能保留其 scale。请另存为会保留它们的 state_dict，或在 Python 中保存其 dequantize() 的结果。</translation>
    </message>
    <message>
        <source>Convert it to float32 first, which holds all its values.</source>
        <translation>请先转换为 float32，它能容纳其全部值。</translation>
    </message>
    <message>
        <source>Save it as a state_dict, which has one.</source>
        <translation>请另存为 state_dict，它有这种类型。</translation>
    </message>
    <message>
        <source>{0} has no type for {1}, which the tensor {2} has. {3}</source>
        <extracomment>0 = title · 1 = spec.dtype · 2 = label · 3 = wider</extracomment>
        <translation>{0:told}没有对应 {1} 的类型，而张量 {2} 是这种类型。{3:told}</translation>
    </message>
    <message>
        <source>The tensor {0} is a conjugated or negated view, which {1} cannot say. Save it as a state_dict, or save in Python what resolve_conj() and resolve_neg() give.</source>
        <extracomment>0 = label · 1 = title</extracomment>
        <translation>张量 {0} 是共轭或取负视图，{1:told}无法表达。请另存为 state_dict，或在 Python 中保存 resolve_conj() 和 resolve_neg() 的结果。</translation>
    </message>
    <message>
        <source>A tensor cannot be called {0} in a {1} file. Rename it first.</source>
        <extracomment>0 = METADATA · 1 = title</extracomment>
        <translation>{1:told}文件中的张量不能叫 {0}。请先将其改名。</translation>
    </message>
    <message>
        <source>names, order, shapes and values</source>
        <translation>名称、顺序、形状和值</translation>
    </message>
    <message>
        <source>names, order, types, shapes and values</source>
        <translation>名称、顺序、类型、形状和值</translation>
    </message>
    <message>
        <source>{0} with {1}</source>
        <extracomment>0 = count_text(len(self.tensors), 'tensor') · 1 = told</extracomment>
        <translation>{0:told}，含{1:told}</translation>
    </message>
    <message>
        <source>as {0}, which holds all their values: {1}</source>
        <extracomment>0 = _WIDE · 1 = _some(self._widened)</extracomment>
        <translation>作为 {0}（能容纳其全部值）：{1}</translation>
    </message>
    <message>
        <source>values that are no tensors: {0}</source>
        <extracomment>0 = _some(self._dropped)</extracomment>
        <translation>不是张量的值：{0}</translation>
    </message>
    <message>
        <source>{0} (same as {1})</source>
        <extracomment>0 = plain_text(b, 60) · 1 = plain_text(a, 60)</extracomment>
        <translation>{0}（同 {1}）</translation>
    </message>
    <message>
        <source>tied tensors are written once; the other names stand in the metadata</source>
        <translation>共享的张量只写一次；其他名称放在元数据中</translation>
    </message>
    <message>
        <source>that tensors are tied; each is written under its own name, with bytes of its own</source>
        <translation>张量的共享关系；各以自己的名称和自己的字节写出</translation>
    </message>
    <message>
        <source>the memory order of tensors that are not contiguous: {0}</source>
        <extracomment>0 = _some(self._copied)</extracomment>
        <translation>非连续张量的内存顺序：{0}</translation>
    </message>
    <message>
        <source>requires_grad and other marks of {0}: {1} holds numbers alone</source>
        <extracomment>0 = count_text(len(self._plainer), 'tensor') · 1 = self._container.title</extracomment>
        <translation>{0:told}的 requires_grad 和其他标记：{1:told}只存数字</translation>
    </message>
    <message>
        <source>device tags, which {0} does not have</source>
        <extracomment>0 = self._container.title</extracomment>
        <translation>设备标记，{0:told}没有这种标记</translation>
    </message>
    <message>
        <source>The tensors take {0} in the new file instead of {1}: those that share elements, or repeat them with a stride of 0, are written out one by one, for {2} cannot say that they are the same.</source>
        <extracomment>0 = bytes_text(self._written) · 1 = bytes_text(stored) · 2 = self._container.title</extracomment>
        <translation>张量在新文件中占 {0}，而不是 {1}：共用元素的张量，或以步长 0 重复元素的张量，会逐个完整写出，因为 {2} 无法表示它们是相同的。</translation>
    </message>
</context>
<context>
    <name>core/saving/training_form</name>
    <message>
        <source>There is no optimizer in what is saved: training would go on with a fresh one.</source>
        <translation>保存的内容中没有优化器：训练会以全新的优化器继续。</translation>
    </message>
    <message>
        <source>There is no model in this file: no set of tensors with names, and no whole model. Save it as the same kind.</source>
        <translation>此文件中没有模型：没有带名称的一组张量，也没有完整模型。请按同一种类保存。</translation>
    </message>
    <message>
        <source>The file is not a dict but one {0}. Save its state_dict instead.</source>
        <extracomment>0 = plain_text(root.kind, 80)</extracomment>
        <translation>文件不是 dict，而是一个 {0}。请改存其 state_dict。</translation>
    </message>
    <message>
        <source>the model itself</source>
        <translation>模型自身</translation>
    </message>
    <message>
        <source>The weights of {0} are packed, as quantised layers do it, and only code that is not in the file unpacks them. Save it as the same kind, or save in Python what the model's state_dict() gives.</source>
        <extracomment>0 = shown</extracomment>
        <translation>{0}的权重是打包存放的（量化层就是这样），只有文件中没有的代码才能解开。请按同一种类保存，或在 Python 中保存模型 state_dict() 的结果。</translation>
    </message>
    <message>
        <source>the model's class and its other attributes</source>
        <translation>模型的类及其他属性</translation>
    </message>
    <message>
        <source>the model, under the name {0}</source>
        <extracomment>0 = MODEL</extracomment>
        <translation>模型，名称为 {0}</translation>
    </message>
    <message>
        <source>the class of {0}, of which the state_dict is kept</source>
        <extracomment>0 = name</extracomment>
        <translation>{0} 的类，保留其 state_dict</translation>
    </message>
    <message>
        <source>{0} under the name {1}</source>
        <extracomment>0 = key_text(self._root.keys[i]) · 1 = key_text(name)</extracomment>
        <translation>{0}，名称为 {1}</translation>
    </message>
    <message>
        <source>the model and what belongs to it under the names that they have</source>
        <translation>模型及其所属内容，名称不变</translation>
    </message>
    <message>
        <source>as it is: {0}</source>
        <extracomment>0 = some_text(others[:_SHOWN], len(others))</extracomment>
        <translation>保持原样：{0}</translation>
    </message>
</context>
<context>
    <name>core/saving/verify</name>
    <message>
        <source>The old file is untouched. Please report this: it is a mistake in this program or in the disk.</source>
        <translation>旧文件未被触动。请报告此问题：这是本程序或磁盘的错误。</translation>
    </message>
    <message>
        <source>reading back</source>
        <translation>正在读回</translation>
    </message>
    <message>
        <source>the new file was read back and the bytes of a tensor are not those that were written</source>
        <translation>新文件已读回，某个张量的字节不是所写的字节</translation>
    </message>
    <message>
        <source>{0} and objects with the same names, types and order</source>
        <extracomment>0 = count_text(comparison.nodes, 'value')</extracomment>
        <translation>{0:told}和对象，名称、类型和顺序相同</translation>
    </message>
    <message>
        <source>{0} with the same type, shape, strides, device and requires_grad</source>
        <extracomment>0 = count_text(comparison.tensors, 'tensor')</extracomment>
        <translation>{0:told}，类型、形状、步长、设备和 requires_grad 相同</translation>
    </message>
    <message>
        <source>{0} of tensor memory, shared by the same tensors as before</source>
        <extracomment>0 = count_text(len(comparison.storages), 'block')</extracomment>
        <translation>{0:told}张量内存，由与之前相同的张量共享</translation>
    </message>
    <message>
        <source>{0} of numbers, byte for byte by checksum (CRC-32)</source>
        <extracomment>0 = bytes_text(nbytes)</extracomment>
        <translation>{0:told}数值，以校验和（CRC-32）逐字节核对</translation>
    </message>
    <message>
        <source>the file does not refer to every tensor that was written</source>
        <translation>文件没有引用写入的每个张量</translation>
    </message>
    <message>
        <source>the new file was read back and differs: {0}</source>
        <extracomment>0 = what</extracomment>
        <translation>新文件读回后有差异：{0:told}</translation>
    </message>
    <message>
        <source>a tensor has no bytes</source>
        <translation>有一个张量没有字节</translation>
    </message>
    <message>
        <source>things that were one object are not, or the other way round</source>
        <translation>原为同一对象的不再是，或者相反</translation>
    </message>
    <message>
        <source>a {0} is not the {1} that was read</source>
        <extracomment>0 = mine.kind · 1 = theirs.kind</extracomment>
        <translation>{0:told}不是所读到的 {1:told}</translation>
    </message>
</context>
<context>
    <name>core/scanning/allow_list</name>
    <message>
        <source>{0}, as recorded</source>
        <extracomment>0 = ALLOWED_SOURCE</extracomment>
        <translation>{0:told}，内置记录</translation>
    </message>
    <message>
        <source>torch {0}, as installed here</source>
        <extracomment>0 = version</extracomment>
        <translation>torch {0}，本机安装的版本</translation>
    </message>
    <message>
        <source>torch {0}</source>
        <extracomment>0 = version</extracomment>
        <translatorcomment>name and version</translatorcomment>
        <translation>torch {0}</translation>
    </message>
</context>
<context>
    <name>core/scanning/places</name>
    <message>
        <source>numpy array </source>
        <translation>numpy 数组 </translation>
    </message>
    <message>
        <source>pickled tensor </source>
        <translation>pickle 中的张量 </translation>
    </message>
</context>
<context>
    <name>core/scanning/report</name>
    <message>
        <source>Loading it in Python would import nothing by name.</source>
        <translation>在 Python 中加载不会按名称导入任何内容。</translation>
    </message>
    <message>
        <source>Loading it in Python would import {0}, which {1} on PyTorch's own list ({2}).</source>
        <extracomment>0 = names · 1 = verb · 2 = report.allowed_by</extracomment>
        <translation>在 Python 中加载会导入{0:told}，都在 PyTorch 的允许名单（{2:told}）上。</translation>
    </message>
    <message>
        <source>Loading it in Python would import nothing beyond PyTorch's own list ({0}), but torch.jit.load compiles the program in it.</source>
        <extracomment>0 = report.allowed_by</extracomment>
        <translation>在 Python 中加载不会导入 PyTorch 允许名单（{0:told}）之外的内容，但 torch.jit.load 会编译其中的程序。</translation>
    </message>
    <message>
        <source>Loading it in Python would import and run a name that is not on PyTorch's own list ({0}).</source>
        <extracomment>0 = report.allowed_by</extracomment>
        <translation>在 Python 中加载会导入并运行不在 PyTorch 允许名单（{0:told}）上的 1 个名称。</translation>
    </message>
    <message>
        <source>Loading it in Python would import and run {0} that are not on PyTorch's own list ({1}).</source>
        <extracomment>0 = count_text(len(unknown), 'name') · 1 = report.allowed_by</extracomment>
        <translation>在 Python 中加载会导入并运行不在 PyTorch 允许名单（{1:told}）上的{0:told}。</translation>
    </message>
    <message>
        <source>Do not load it in Python: it names {0} that can do harm.</source>
        <extracomment>0 = count_text(worst, 'thing')</extracomment>
        <translation>请勿在 Python 中加载：它引用了可能造成危害的{0:told}。</translation>
    </message>
    <message>
        <source>Do not load it in Python: the file is made in a way that hides what it does.</source>
        <translation>请勿在 Python 中加载：该文件的制作方式掩盖了它的行为。</translation>
    </message>
    <message>
        <source>It could not be read to the end, so nothing can be said about what loading it would do.</source>
        <translation>未能读到末尾，因此无法断言加载它会做什么。</translation>
    </message>
    <message>
        <source>{0} more names are disguised</source>
        <extracomment>0 = rest</extracomment>
        <translation>另有 {0} 个名称是伪装的</translation>
    </message>
    <message>
        <source>The name {0} holds characters that are invisible, or that reorder what is shown</source>
        <extracomment>0 = shown</extracomment>
        <translation>名称 {0} 含有看不见的符号，或会打乱显示顺序的符号</translation>
    </message>
    <message>
        <source>The name “{0}” holds a space, as no name in Python does</source>
        <extracomment>0 = shown</extracomment>
        <translation>名称“{0}”含有空格，Python 的名称都不会如此</translation>
    </message>
    <message>
        <source>The name {0} is spelled with letters that look like others: it is not {1}</source>
        <extracomment>0 = shown · 1 = plain_text(plain, _LONGEST)</extracomment>
        <translation>名称 {0} 用了形似的字母：它不是 {1}</translation>
    </message>
    <message>
        <source>The name {0} differs from {1}, which PyTorch allows, only in capital letters</source>
        <extracomment>0 = shown · 1 = real</extracomment>
        <translation>名称 {0} 与 PyTorch 允许的 {1} 只有大小写不同</translation>
    </message>
    <message>
        <source>The name {0} is one letter off {1}, which PyTorch allows</source>
        <extracomment>0 = shown · 1 = real</extracomment>
        <translation>名称 {0} 与 PyTorch 允许的 {1} 只差一个字母</translation>
    </message>
</context>
<context>
    <name>core/scanning/sweep</name>
    <message>
        <source>{0} more things of this kind were noticed</source>
        <extracomment>0 = rest</extracomment>
        <translation>另注意到 {0} 处此类情况</translation>
    </message>
    <message>
        <source>The tar{0} is a pickle as well</source>
        <extracomment>0 = _at(where)</extracomment>
        <translation>tar 文件{0:told}同时也是 pickle</translation>
    </message>
    <message>
        <source>The safetensors header{0} is a pickle as well</source>
        <extracomment>0 = _at(where)</extracomment>
        <translation>safetensors 文件头{0:told}同时也是 pickle</translation>
    </message>
    <message>
        <source>{0}{1} (not listed)</source>
        <extracomment>0 = where · 1 = hidden.name</extracomment>
        <translation>{0:told}{1}（未列出）</translation>
    </message>
    <message>
        <source>{0}bytes {1} to {2} between records, </source>
        <extracomment>0 = where · 1 = start · 2 = end</extracomment>
        <translation>{0:told}记录之间的字节 {1} 到 {2}，</translation>
    </message>
    <message>
        <source>Another zip stands behind the zip{0}: some programs read one, others the other</source>
        <extracomment>0 = _at(where)</extracomment>
        <translation>zip 之后还有另一个 zip{0:told}：有的程序读前者，有的读后者</translation>
    </message>
    <message>
        <source>{0}the first zip, </source>
        <extracomment>0 = where</extracomment>
        <translation>{0:told}第一个 zip，</translation>
    </message>
    <message>
        <source>{0}the last zip, </source>
        <extracomment>0 = where</extracomment>
        <translation>{0:told}最后一个 zip，</translation>
    </message>
    <message>
        <source>The directory of the zip{0} cannot be read: {1}</source>
        <extracomment>0 = _at(where) · 1 = error.what</extracomment>
        <translation>zip 的目录{0:told}无法读取：{1:told}</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <extracomment>0 = plain_text(where, 120) · 1 = error.what</extracomment>
        <translation>{0} 无法读取：{1:told}</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Not everything was looked through: what is in {0} lies too deep, or all of it is too large</source>
        <extracomment>0 = inside</extracomment>
        <translation>并非全部都已查看：{0:told} 中的内容太深，或整体太大</translation>
    </message>
    <message>
        <source>The zip{0} is a pickle as well</source>
        <extracomment>0 = _at(where)</extracomment>
        <translation>zip 文件{0:told}同时也是 pickle</translation>
    </message>
    <message>
        <source>a tar</source>
        <translation>tar 归档</translation>
    </message>
    <message>
        <source>a pickle</source>
        <translation>pickle</translation>
    </message>
    <message>
        <source>something else</source>
        <translation>其他内容</translation>
    </message>
    <message>
        <source>A zip ends what begins as {0}{1}: some programs read one, others the other</source>
        <extracomment>0 = kind · 1 = _at(where)</extracomment>
        <translation>以 zip 结尾，而开头像{0:told}{1:told}：有的程序读前者，有的读后者</translation>
    </message>
    <message>
        <source>{0}zip at the end, </source>
        <extracomment>0 = where</extracomment>
        <translation>{0:told}末尾的 zip，</translation>
    </message>
    <message>
        <source>{0} cannot be read to its end: {1}</source>
        <extracomment>0 = plain_text(place, 120) · 1 = error.what</extracomment>
        <translation>{0} 无法读到末尾：{1:told}</translation>
    </message>
    <message>
        <source>the beginning as a pickle</source>
        <translation>作为 pickle 的文件开头</translation>
    </message>
    <message>
        <source>{0}objects of the array, </source>
        <extracomment>0 = where</extracomment>
        <translation>{0:told}数组的对象，</translation>
    </message>
    <message>
        <source>bytes within {0}, </source>
        <extracomment>0 = where</extracomment>
        <translation>{0:told} 之内的字节，</translation>
    </message>
    <message>
        <source>bytes within a value, </source>
        <translation>值之内的字节，</translation>
    </message>
    <message>
        <source>A value of {0} in {1} is a pickle itself: a program may load it</source>
        <extracomment>0 = size · 1 = inside</extracomment>
        <translation>{1:told} 中一个 {0:told} 的值本身就是 pickle：程序可能会加载它</translation>
    </message>
    <message>
        <source>A value of {0} is a pickle itself: a program may load it</source>
        <extracomment>0 = size</extracomment>
        <translation>一个 {0:told} 的值本身就是 pickle：程序可能会加载它</translation>
    </message>
    <message>
        <source> in {0}</source>
        <extracomment>0 = plain_text(where.removesuffix(', '), 120)</extracomment>
        <translation>，在 {0} 中</translation>
    </message>
</context>
<context>
    <name>core/scanning/zip_layout</name>
    <message>
        <source>{0} has no header where the directory says</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：在目录所说的位置没有文件头</translation>
    </message>
    <message>
        <source>{0} has another name in its own header than in the directory</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：自称的名称与目录不同</translation>
    </message>
    <message>
        <source>{0} is encrypted by its own header or by the directory, not by both</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：由自己的文件头或目录声明加密，而不是两者都声明</translation>
    </message>
    <message>
        <source>{0} is encrypted, so that nothing can be said about it</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：已加密，因此无法对其作出判断</translation>
    </message>
    <message>
        <source>{0} is marked as patched, strongly encrypted or masked, which programs refuse to read</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：标记为补丁、强加密或遮蔽，其他程序拒绝读取</translation>
    </message>
    <message>
        <source>{0} is packed in another way than the directory says</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：打包方式与目录所说不同</translation>
    </message>
    <message>
        <source>{0} has another size in its own header than in the directory</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：文件头中的大小与目录不同</translation>
    </message>
    <message>
        <source>{0} has another checksum in its own header than in the directory</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：文件头中的校验和与目录不同</translation>
    </message>
    <message>
        <source>{0} has a name with a NUL in it, where some programs end the name</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：名称中有 NUL，有的程序会在此截断名称</translation>
    </message>
    <message>
        <source>{0} has a name with characters that are invisible, or that reorder what is shown</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：名称含有看不见的符号，或会打乱显示顺序的符号</translation>
    </message>
    <message>
        <source>{0} has a second name, which some programs use</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：有第二个名称，有的程序会使用它</translation>
    </message>
    <message>
        <source>{0} has a name that differs from another one only in capital letters</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：名称与另一个只有大小写不同</translation>
    </message>
    <message>
        <source>{0} has a name that is not text</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：名称不是文本</translation>
    </message>
    <message>
        <source>{0} has a backslash in its name, which some programs take for a folder</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：名称中有反斜杠，有的程序会把它当作文件夹</translation>
    </message>
    <message>
        <source>{0} has a name that leads out of the folder it is unpacked to</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：名称指向解压文件夹之外</translation>
    </message>
    <message>
        <source>{0} is called a folder, but holds bytes</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：名称像文件夹，却有字节</translation>
    </message>
    <message>
        <source>{0} shares its bytes with another record</source>
        <extracomment>0 = {records}</extracomment>
        <translation>{0:told}：与另一条记录共用字节</translation>
    </message>
    <message>
        <source>The file was updated in place: its first {0} bytes still hold an earlier state, whose names are listed too</source>
        <extracomment>0 = self._old</extracomment>
        <translation>文件曾就地更新：其前 {0} 字节仍是更早的状态，其中的名称也已列出</translation>
    </message>
    <message>
        <source>The zip carries a comment of {0} bytes</source>
        <extracomment>0 = comment</extracomment>
        <translation>zip 带有 {0} 字节的注释</translation>
    </message>
    <message>
        <source>The zip holds a record that its directory does not list: {0}</source>
        <extracomment>0 = name</extracomment>
        <translation>zip 中有一条目录未列出的记录：{0}</translation>
    </message>
    <message>
        <source>before its first record</source>
        <translation>第一条记录之前</translation>
    </message>
    <message>
        <source>between its records, from byte {0} on</source>
        <extracomment>0 = start</extracomment>
        <translation>记录之间，从字节 {0} 起</translation>
    </message>
    <message>
        <source>The zip holds {0} bytes {1} that belong to none of them</source>
        <extracomment>0 = end - start · 1 = place</extracomment>
        <translation>zip 在{1:told}有 {0} 字节不属于任何记录</translation>
    </message>
    <message>
        <source>Each of {0} and {1} more records</source>
        <extracomment>0 = shown · 1 = rest</extracomment>
        <translation>{0} 及另外 {1} 条记录，每条</translation>
    </message>
    <message>
        <source>The record {0}</source>
        <extracomment>0 = shown</extracomment>
        <translation>记录 {0}</translation>
    </message>
    <message>
        <source>Each of the records {0}</source>
        <extracomment>0 = shown</extracomment>
        <translation>记录 {0}，每条</translation>
    </message>
</context>
<context>
    <name>core/snippets/containers</name>
    <message>
        <source>Unpack the file</source>
        <translation>解压文件</translation>
    </message>
    <message>
        <source>What is in the archive needs more than a few lines: it lies deeper, or in several files. Open it from the folder.</source>
        <translation>归档中的内容需要不止几行代码：它在更深处，或在多个文件中。请从文件夹打开。</translation>
    </message>
    <message>
        <source>AOTInductor compiled the model into a library, which loading runs: only for a file that you trust.</source>
        <translation>AOTInductor 把模型编译成库，加载时会运行它：仅用于你信任的文件。</translation>
    </message>
    <message>
        <source>Load the compiled model</source>
        <translation>加载编译好的模型</translation>
    </message>
    <message>
        <source>torch.export wrote the model as a graph with its weights; no class of yours is needed.</source>
        <translation>torch.export 把模型写成带权重的图；不需要你自己的类。</translation>
    </message>
    <message>
        <source>Load the exported program</source>
        <translation>加载导出的程序</translation>
    </message>
    <message>
        <source>The package brings the Python code of its classes along; they are imported from it, not from your computer.</source>
        <translation>该包自带其类的 Python 代码；它们从包中导入，而不是从你的电脑。</translation>
    </message>
    <message>
        <source>Load from the package</source>
        <translation>从包中加载</translation>
    </message>
    <message>
        <source>Load the scripted model with an old PyTorch</source>
        <translation>用旧版 PyTorch 加载脚本化模型</translation>
    </message>
    <message>
        <source>Today's PyTorch refuses files from 1.0 to 1.3. For the weights alone, save a state_dict with this program; torch.jit.load also compiles the code in the file: only for a file that you trust.</source>
        <translation>如今的 PyTorch 拒绝 1.0 到 1.3 的文件。只需权重的话，请用本程序保存 state_dict；torch.jit.load 还会编译文件中的代码：仅用于你信任的文件。</translation>
    </message>
    <message>
        <source>The file is one of a folder, whose .metadata says which piece of which tensor each of them holds. PyTorch makes one file of them all.</source>
        <translation>该文件是一个文件夹中的一个，那里的 .metadata 说明每个文件各含哪个张量的哪一块。PyTorch 可以把它们合成一个文件。</translation>
    </message>
    <message>
        <source>Put the folder together</source>
        <translation>合并整个文件夹</translation>
    </message>
</context>
<context>
    <name>core/snippets/outside</name>
    <message>
        <source>The file holds a numpy array of Python objects, which are a pickle.</source>
        <translation>文件中是一个由 Python 对象组成的 numpy 数组，也就是 pickle。</translation>
    </message>
    <message>
        <source>The file holds one numpy array.</source>
        <translation>文件中有一个 numpy 数组。</translation>
    </message>
    <message>
        <source>The file holds numpy arrays by name.</source>
        <translation>文件中有按名称存放的 numpy 数组。</translation>
    </message>
    <message>
        <source>joblib wrote the file, with arrays between the parts of a pickle: neither torch.load nor pickle reads it.</source>
        <translation>此文件由 joblib 写出，数组夹在 pickle 的各部分之间：torch.load 和 pickle 都读不了它。</translation>
    </message>
    <message>
        <source>Python's own pickle wrote the file, and pickle.load has no map_location: this brings to the CPU what was on a GPU.</source>
        <translation>文件由 Python 自己的 pickle 写出，而 pickle.load 没有 map_location：这里把原在 GPU 上的内容放到 CPU 上。</translation>
    </message>
    <message>
        <source>Python's own pickle wrote the file, so torch.load does not open it.</source>
        <translation>文件由 Python 自己的 pickle 写出，因此 torch.load 打不开它。</translation>
    </message>
</context>
<context>
    <name>core/snippets/recipes</name>
    <message>
        <source>Use the model</source>
        <translation>使用模型</translation>
    </message>
    <message>
        <source>Load the file</source>
        <translation>加载文件</translation>
    </message>
    <message>
        <source>Optimizer and scheduler get back what they had: momentum, step counts and learning rates, not only weights.</source>
        <translation>优化器和调度器会恢复原有的内容：动量、步数和学习率，而不只是权重。</translation>
    </message>
    <message>
        <source>Go on with the training</source>
        <translation>继续训练</translation>
    </message>
    <message>
        <source>The file was saved on the CPU. The model has to be moved as well as the weights, and so has every input: a model and its input on two devices is an error.</source>
        <translation>文件是在 CPU 上保存的。除权重外，模型也要移动，每个输入也是：模型与其输入在两个设备上会出错。</translation>
    </message>
    <message>
        <source>The tensors are tagged {0}. Without map_location, torch.load looks for that device and fails where it is missing.</source>
        <extracomment>0 = tags</extracomment>
        <translation>张量标记为 {0}。没有 map_location 时，torch.load 会寻找该设备，找不到就失败。</translation>
    </message>
    <message>
        <source>The tensors are tagged {0}. map_location puts them on the GPU that is named here, whichever one they came from; the inputs must go there too.</source>
        <extracomment>0 = tags</extracomment>
        <translation>张量标记为 {0}。map_location 把它们放到这里指定的 GPU 上，无论原来在哪个；输入也必须放到那里。</translation>
    </message>
    <message>
        <source>A state_dict holds the weights alone and loads with weights_only=True. “Save as” in this program writes it from this file without importing the class.</source>
        <translation>state_dict 只含权重，可用 weights_only=True 加载。本程序的“另存为”能从此文件写出它，而不导入其类。</translation>
    </message>
    <message>
        <source>Keep the weights only</source>
        <translation>只保留权重</translation>
    </message>
    <message>
        <source>With weights_only=True nothing but the listed classes can be made. They are still imported: look through the list before you run it.</source>
        <translation>用 weights_only=True 时，只能创建所列的类。它们仍会被导入：运行前请查看此列表。</translation>
    </message>
    <message>
        <source>Load the object with an allow-list</source>
        <translation>用允许名单加载对象</translation>
    </message>
    <message>
        <source> as {0}</source>
        <extracomment>0 = alias</extracomment>
        <translatorcomment>part of Python code</translatorcomment>
        <translation> as {0}</translation>
    </message>
    <message>
        <source>Save a file like this one</source>
        <translation>保存一个这样的文件</translation>
    </message>
    <message>
        <source>Tensors and their names, nothing else.</source>
        <translation>只有张量及其名称，别无其他。</translation>
    </message>
    <message>
        <source>Writes the whole object. Whoever loads it needs the class under the same module name.</source>
        <translation>写出整个对象。加载者需要同一模块名下的类。</translation>
    </message>
    <message>
        <source>Writes the weights under their names. This is what PyTorch recommends.</source>
        <translation>按名称写出权重。这是 PyTorch 推荐的方式。</translation>
    </message>
    <message>
        <source>Everything that the training needs to go on goes into one dictionary.</source>
        <translation>继续训练所需的一切都放进一个字典。</translation>
    </message>
    <message>
        <source>A TorchScript file brings its own code, which torch.jit.load compiles and runs: only for files that you trust. torch.load is not made for it.</source>
        <translation>TorchScript 文件自带代码，torch.jit.load 会编译并运行它：仅用于你信任的文件。torch.load 不适用于它。</translation>
    </message>
    <message>
        <source>Load the scripted model</source>
        <translation>加载脚本化模型</translation>
    </message>
    <message>
        <source>The file holds no model that this program recognises; this gives what was saved.</source>
        <translation>文件中没有本程序能识别的模型；这会给出所保存的内容。</translation>
    </message>
    <message>
        <source>No simple expression leads to the model; this gives what was saved.</source>
        <translation>没有简单的表达式能取到该模型；这会给出所保存的内容。</translation>
    </message>
    <message>
        <source>The file holds a single tensor.</source>
        <translation>文件中有单个张量。</translation>
    </message>
    <message>
        <source>An optimizer's state fits only a model that has the same parameters in the same order.</source>
        <translation>优化器的状态只适合参数相同且顺序相同的模型。</translation>
    </message>
    <message>
        <source>Load the optimizer's state</source>
        <translation>加载优化器的状态</translation>
    </message>
    <message>
        <source> Loading it imports {0} and runs code that the file names, so load it only if you trust where it came from.</source>
        <extracomment>0 = _class_words(contents)</extracomment>
        <translation>加载会导入 {0} 并运行文件引用的代码，因此仅在信任其来源时才加载。</translation>
    </message>
    <message>
        <source>The file holds a whole model object.{0}</source>
        <extracomment>0 = words</extracomment>
        <translation>文件中有一个完整的模型对象。{0:told}</translation>
    </message>
    <message>
        <source>load_state_dict copies the weights into a model that your own code has made; no code comes from the file.</source>
        <translation>load_state_dict 把权重复制到由你自己的代码创建的模型中；不会有来自文件的代码。</translation>
    </message>
    <message>
        <source> There {0} in the file.</source>
        <extracomment>0 = 'is one more state_dict' if more == 1 else f'are {more} more state_dicts'</extracomment>
        <translation>文件中{0:told}。</translation>
    </message>
    <message>
        <source>is one more state_dict</source>
        <translation>还有一个 state_dict</translation>
    </message>
    <message>
        <source>are {0} more state_dicts</source>
        <extracomment>0 = more</extracomment>
        <translation>还有 {0} 个 state_dict</translation>
    </message>
    <message>
        <source> Do not load this file without weights_only=True: it names {0}, which can do harm.</source>
        <extracomment>0 = names</extracomment>
        <translation>若不用 weights_only=True，请勿加载此文件：它引用了可能造成危害的 {0}。</translation>
    </message>
    <message>
        <source> weights_only=True would refuse {0}{1}; with False, code that the file names is run, so only for a file that you trust.</source>
        <extracomment>0 = names · 1 = f' and {more} more names' if more &gt; 0 else ''</extracomment>
        <translation>weights_only=True 会拒绝 {0}{1:told}；用 False 则会运行文件引用的代码，因此仅用于你信任的文件。</translation>
    </message>
    <message>
        <source> and {0} more names</source>
        <extracomment>0 = more</extracomment>
        <translation> 等，另有 {0} 个名称</translation>
    </message>
    <message>
        <source> Do not load this file: it names {0}, which can do harm.</source>
        <extracomment>0 = names</extracomment>
        <translation>请勿加载此文件：它引用了可能造成危害的 {0}。</translation>
    </message>
    <message>
        <source> This imports {0}, so only for a file that you trust.</source>
        <extracomment>0 = names</extracomment>
        <translation>这会导入 {0}，因此仅用于你信任的文件。</translation>
    </message>
</context>
<context>
    <name>core/snippets/shards</name>
    <message>
        <source>DeepSpeed's ZeRO has split weights and optimizer over the files of all processes; this puts the weights together, in full precision. To go on with the training, let DeepSpeed load the folder.</source>
        <translation>DeepSpeed 的 ZeRO 把权重和优化器分存在所有进程的文件中；这里把权重以全精度合在一起。要继续训练，请让 DeepSpeed 加载该文件夹。</translation>
    </message>
    <message>
        <source>Use the model</source>
        <translation>使用模型</translation>
    </message>
    <message>
        <source>transformers finds the index by its name and reads every shard. The class comes from config.json; AutoModelForCausalLM and its like give the model with its head.</source>
        <translation>transformers 按名称找到索引并读取每个分片。类来自 config.json；AutoModelForCausalLM 等给出带头部的模型。</translation>
    </message>
    <message>
        <source>Use the model with transformers</source>
        <translation>用 transformers 使用模型</translation>
    </message>
    <message>
        <source>Each shard holds some of the tensors under their full names; together they are the state_dict.</source>
        <translation>每个分片以完整名称存有部分张量；合起来就是 state_dict。</translation>
    </message>
    <message>
        <source> With weights_only=False, code that the shards name is run: only for files that you trust.</source>
        <translation>用 weights_only=False 时，会运行分片引用的代码：仅用于你信任的文件。</translation>
    </message>
    <message>
        <source>Read one tensor</source>
        <translation>读取一个张量</translation>
    </message>
    <message>
        <source>Only this tensor is read, however large the model is.</source>
        <translation>无论模型多大，只读取这个张量。</translation>
    </message>
</context>
<context>
    <name>core/snippets/training</name>
    <message>
        <source>Adam or AdamW</source>
        <translation>Adam 或 AdamW</translation>
    </message>
    <message>
        <source>param group</source>
        <translatorcomment>part of Python code</translatorcomment>
        <translation>param group</translation>
    </message>
    <message>
        <source>its class</source>
        <translatorcomment>part of Python code</translatorcomment>
        <translation>its class</translation>
    </message>
</context>
<context>
    <name>core/sources/base</name>
    <message>
        <source>no other files lie beside this one</source>
        <translation>这个文件旁没有其他文件</translation>
    </message>
    <message>
        <source>Unpack it and open what is inside.</source>
        <translation>请解压后打开里面的文件。</translation>
    </message>
    <message>
        <source>it has {0} bytes; those from {1} to {2} are asked for</source>
        <extracomment>0 = self.size · 1 = offset · 2 = end</extracomment>
        <translation>它有 {0} 字节，却要读取第 {1} 到 {2} 字节</translation>
    </message>
    <message>
        <source>It is cut short; copy or download it again.</source>
        <translation>它被截断；请重新复制或下载。</translation>
    </message>
    <message>
        <source>this is {0}, not the bare name of a file in the same folder</source>
        <extracomment>0 = problem</extracomment>
        <translation>这是{0:told}，不是同一文件夹中文件的单纯名称</translation>
    </message>
    <message>
        <source>Nothing else is opened.</source>
        <translation>不会打开其他内容。</translation>
    </message>
    <message>
        <source>part of a file</source>
        <translation>文件的一部分</translation>
    </message>
    <message>
        <source>an address on the network</source>
        <translation>网络上的地址</translation>
    </message>
    <message>
        <source>a path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>no name that every system takes</source>
        <translation>并非每个系统都接受的名称</translation>
    </message>
</context>
<context>
    <name>core/sources/cast</name>
    <message>
        <source>storage {0} as {1}</source>
        <extracomment>0 = self._storage.key · 1 = self._to</extracomment>
        <translation>作为 {1} 的存储 {0}</translation>
    </message>
</context>
<context>
    <name>core/sources/gather</name>
    <message>
        <source>tensor in storage {0}</source>
        <extracomment>0 = self._spec.storage.key</extracomment>
        <translation>存储 {0} 中的张量</translation>
    </message>
</context>
<context>
    <name>core/sources/inner</name>
    <message>
        <source>unpacks to more than {0} times its size</source>
        <extracomment>0 = MAX_RATIO</extracomment>
        <translation>解压后超过其大小的 {0} 倍</translation>
    </message>
    <message>
        <source>It is made to fill memory or disk; do not open it elsewhere either.</source>
        <translation>它是为占满内存或磁盘而制作的；也不要在别处打开。</translation>
    </message>
    <message>
        <source>it does not lie within the file</source>
        <translation>它不在文件之内</translation>
    </message>
    <message>
        <source>It is cut short; copy or download it again.</source>
        <translation>它被截断；请重新复制或下载。</translation>
    </message>
    <message>
        <source>a temporary file without a name</source>
        <translation>无名的临时文件</translation>
    </message>
    <message>
        <source>cannot be unpacked to a temporary file ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation>无法解压到临时文件（{0:told}）</translation>
    </message>
    <message>
        <source>Free some space, or unpack it yourself.</source>
        <translation>请释放一些空间，或自行解压。</translation>
    </message>
    <message>
        <source>unpacks to more than {0} MiB, which this system cannot hold</source>
        <extracomment>0 = self._keep &gt;&gt; 20</extracomment>
        <translation>解压后超过 {0} MiB，本系统容纳不下</translation>
    </message>
    <message>
        <source>Unpack it and open what is inside.</source>
        <translation>请解压后打开里面的文件。</translation>
    </message>
    <message>
        <source>there is no room on the disk to unpack it</source>
        <translation>磁盘上没有解压它的空间</translation>
    </message>
    <message>
        <source>Free some space, or set TMPDIR to a folder on a larger disk.</source>
        <translation>请释放一些空间，或把 TMPDIR 设为更大磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>what was unpacked is gone</source>
        <translation>解压出的内容已不存在</translation>
    </message>
    <message>
        <source>Open the file again.</source>
        <translation>请重新打开文件。</translation>
    </message>
    <message>
        <source>reading what was unpacked failed ({0})</source>
        <extracomment>0 = error</extracomment>
        <translation>读取解压出的内容失败（{0}）</translation>
    </message>
</context>
<context>
    <name>core/sources/local</name>
    <message>
        <source>Choose a file.</source>
        <translation>请选择一个文件。</translation>
    </message>
    <message>
        <source>no permission to read this file</source>
        <translation>没有读取此文件的权限</translation>
    </message>
    <message>
        <source>Ask its owner for read access.</source>
        <translation>请向其所有者申请读取权限。</translation>
    </message>
    <message>
        <source>cannot be opened ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation>无法打开（{0:told}）</translation>
    </message>
    <message>
        <source>no file can be called that</source>
        <translation>文件不能用这个名称</translation>
    </message>
    <message>
        <source>Check the name.</source>
        <translation>请检查名称。</translation>
    </message>
    <message>
        <source>reading failed ({0})</source>
        <extracomment>0 = error.strerror or error</extracomment>
        <translation>读取失败（{0:told}）</translation>
    </message>
    <message>
        <source>the file was closed</source>
        <translation>文件已关闭</translation>
    </message>
    <message>
        <source>Open it again.</source>
        <translation>请重新打开它。</translation>
    </message>
    <message>
        <source>this is an address, and nothing is fetched from one</source>
        <translation>这是一个网址，本程序不从网址获取任何内容</translation>
    </message>
    <message>
        <source>Download the file, and open what was downloaded.</source>
        <translation>请先下载文件，再打开下载好的文件。</translation>
    </message>
    <message>
        <source>no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation>请检查名称和文件夹。</translation>
    </message>
    <message>
        <source>the file was changed on disk after it was opened</source>
        <translation>文件打开后在磁盘上被更改</translation>
    </message>
    <message>
        <source>Reload it.</source>
        <translation>请重新加载。</translation>
    </message>
    <message>
        <source>Check the name; no file's can be as long as this.</source>
        <translation>请检查文件名；没有文件能用这么长的名称。</translation>
    </message>
    <message>
        <source>Check that the disk or the network folder is there, or copy the file to another disk and open the copy.</source>
        <translation>请检查磁盘或网络文件夹是否可用，或将文件复制到另一磁盘后打开副本。</translation>
    </message>
    <message>
        <source>this is a folder</source>
        <translation>这是文件夹</translation>
    </message>
    <message>
        <source>this is a pipe</source>
        <translation>这是管道</translation>
    </message>
    <message>
        <source>this is a socket</source>
        <translation>这是套接字</translation>
    </message>
    <message>
        <source>this is a device, not a file</source>
        <translation>这是设备，不是文件</translation>
    </message>
</context>
<context>
    <name>core/sources/patched</name>
    <message>
        <source>storage {0} with edited elements</source>
        <extracomment>0 = self._storage.key</extracomment>
        <translation>元素已修改的存储 {0}</translation>
    </message>
</context>
<context>
    <name>core/sources/unpacked</name>
    <message>
        <source>storage {0}, unpacked</source>
        <extracomment>0 = self._storage.key</extracomment>
        <translation>存储 {0}，已解压</translation>
    </message>
</context>
<context>
    <name>core/tensor</name>
    <message>
        <source>Storage({0}, {1}, {2} bytes, {3})</source>
        <extracomment>0 = self.key · 1 = self.dtype · 2 = self.nbytes · 3 = self.device</extracomment>
        <translatorcomment>for programmers, as repr writes it</translatorcomment>
        <translation>Storage({0}, {1}, {2} bytes, {3})</translation>
    </message>
    <message>
        <source>{0} sizes but {1} strides</source>
        <extracomment>0 = len(spec.shape) · 1 = len(spec.stride)</extracomment>
        <translation>{0} 个大小，却有 {1} 个步长</translation>
    </message>
    <message>
        <source>{0} dimensions (at most {1})</source>
        <extracomment>0 = len(spec.shape) · 1 = MAX_DIMENSIONS</extracomment>
        <translation>{0} 维（最多 {1}）</translation>
    </message>
    <message>
        <source>a size, stride or offset that is not a whole number from 0 to 2**63 - 1</source>
        <translation>大小、步长或偏移不是 0 到 2**63 - 1 的整数</translation>
    </message>
    <message>
        <source>more than 2**63 elements</source>
        <translation>超过 2**63 个元素</translation>
    </message>
    <message>
        <source>needs {0} bytes of a storage that has {1}</source>
        <extracomment>0 = spec.byte_span[1] · 1 = spec.storage.nbytes</extracomment>
        <translation>需要只有 {1} 字节的存储中的 {0} 字节</translation>
    </message>
    <message>
        <source>storage {0}</source>
        <extracomment>0 = storage.key</extracomment>
        <translation>存储 {0}</translation>
    </message>
    <message>
        <source>has {0} of the {1} bytes asked for</source>
        <extracomment>0 = filled · 1 = buffer.nbytes</extracomment>
        <translation>请求的 {1} 字节中只有 {0}</translation>
    </message>
</context>
<context>
    <name>core/views/byte_map</name>
    <message>
        <source>Averaged copy (EMA)</source>
        <translation>平均副本（EMA）</translation>
    </message>
    <message>
        <source>storage {0}</source>
        <extracomment>0 = storage.key</extracomment>
        <translation>存储 {0}</translation>
    </message>
</context>
<context>
    <name>core/views/cast_report</name>
    <message>
        <source>nothing is lost</source>
        <translation>没有精度损失</translation>
    </message>
    <message>
        <source>{0} of {1} changes</source>
        <extracomment>0 = loss.changed · 1 = count_text(loss.count, 'number')</extracomment>
        <translation>{1:told}中有 {0} 个改变</translation>
    </message>
    <message>
        <source>{0} of {1} change</source>
        <extracomment>0 = loss.changed · 1 = count_text(loss.count, 'number')</extracomment>
        <translation>{1:told}中有 {0} 个改变</translation>
    </message>
    <message>
        <source>by {0} or {1} % of the number at most</source>
        <extracomment>0 = number_text(loss.max_abs, 3) · 1 = number_text(100 * loss.max_rel, 3)</extracomment>
        <translation>绝对差最多 {0}，相对差最多 {1} %</translation>
    </message>
    <message>
        <source>{0} too large and become infinite or NaN</source>
        <extracomment>0 = loss.overflowed</extracomment>
        <translation>{0} 个太大，变为无穷大或 NaN</translation>
    </message>
    <message>
        <source>{0} too small and become zero</source>
        <extracomment>0 = loss.underflowed</extracomment>
        <translation>{0} 个太小，变为零</translation>
    </message>
    <message>
        <source>measuring what is lost</source>
        <translation>正在测量精度损失</translation>
    </message>
</context>
<context>
    <name>core/views/distributions</name>
    <message>
        <source>no value for a logarithmic axis; </source>
        <translation>没有可用于对数轴的值；</translation>
    </message>
    <message>
        <source>{0} bins for each power of ten</source>
        <extracomment>0 = per_decade</extracomment>
        <translation>每个十倍区间分为 {0} 个区间</translation>
    </message>
    <message>
        <source>{0} bins, each {1} wide</source>
        <extracomment>0 = count · 1 = width</extracomment>
        <translation>{0} 个区间，每个宽 {1}</translation>
    </message>
</context>
<context>
    <name>core/views/finding</name>
    <message>
        <source>this tensor reads the same bytes over and over and cannot be searched</source>
        <translation>这个张量反复经过相同的字节，无法在其中查找</translation>
    </message>
    <message>
        <source>Look at the tensor that it is a view of.</source>
        <translation>请查看这个视图的原张量。</translation>
    </message>
</context>
<context>
    <name>core/views/list_measuring</name>
    <message>
        <source>{0} of {1} tensors</source>
        <extracomment>0 = len(listed) - agenda.left · 1 = len(listed)</extracomment>
        <translation>{1} 个张量中的 {0} 个</translation>
    </message>
</context>
<context>
    <name>core/views/mosaics</name>
    <message>
        <source>{0}–{1} of {2}</source>
        <extracomment>0 = top * wide + left · 1 = last · 2 = total</extracomment>
        <translation>{0}–{1}（共 {2}）</translation>
    </message>
    <message>
        <source>rows {0}–{1} of {2}</source>
        <extracomment>0 = top · 1 = top + rows - 1 · 2 = total</extracomment>
        <translation>第 {0}–{1} 行（共 {2}）</translation>
    </message>
    <message>
        <source>{0}–{1} of {2} × {3}–{4} of {5}</source>
        <extracomment>0 = top · 1 = top + rows - 1 · 2 = down · 3 = left · 4 = left + columns - 1 · 5 = across</extracomment>
        <translation>{0}–{1}（共 {2}）× {3}–{4}（共 {5}）</translation>
    </message>
    <message>
        <source>Reading the planes</source>
        <translation>正在读取平面</translation>
    </message>
</context>
<context>
    <name>core/views/next_steps</name>
    <message>
        <source>Adam or AdamW</source>
        <translation>Adam 或 AdamW</translation>
    </message>
    <message>
        <source>The file does not say which group it is in, and so not its learning rate.</source>
        <translation>文件没有说明它属于哪个参数组，因此也不知道它的学习率。</translation>
    </message>
    <message>
        <source>Measuring the next step</source>
        <translation>正在测量下一步</translation>
    </message>
    <message>
        <source>The file does not tell which weight this is.</source>
        <translation>文件没有说明这是哪个权重。</translation>
    </message>
    <message>
        <source>The group has no learning rate.</source>
        <translation>这个组没有学习率。</translation>
    </message>
    <message>
        <source>SGD without momentum keeps nothing: its step is the gradient, which is not in the file.</source>
        <translation>不带动量的 SGD 不保存任何内容：它的一步就是梯度，而文件中没有梯度。</translation>
    </message>
    <message>
        <source>How {0} makes its step is not known to this program.</source>
        <extracomment>0 = view.guess</extracomment>
        <translation>本程序不知道 {0} 如何走一步。</translation>
    </message>
    <message>
        <source>No step has been made for it yet, or its state is not complete.</source>
        <translation>它还没有走过一步，或其状态不完整。</translation>
    </message>
    <message>
        <source>The numbers in its state give no step.</source>
        <translation>其状态中的数值得不出步长。</translation>
    </message>
</context>
<context>
    <name>core/views/picture_words</name>
    <message>
        <source>The colours are those of the whole tensor</source>
        <translation>颜色按整个张量确定</translation>
    </message>
    <message>
        <source>Looked at {0} of the values</source>
        <extracomment>0 = percent_text(round(picture.sampled * 10000), 10000)</extracomment>
        <translation>查看了 {0} 的值</translation>
    </message>
    <message>
        <source>Values range from {0} to {1}; those beyond the colours get the last colour</source>
        <extracomment>0 = number_text(picture.smallest) · 1 = number_text(picture.largest)</extracomment>
        <translation>值从 {0} 到 {1}；超出颜色范围的用最后一种颜色</translation>
    </message>
    <message>
        <source>Absolute values</source>
        <translation>绝对值</translation>
    </message>
    <message>
        <source>Every finite value is {0}</source>
        <extracomment>0 = number_text(picture.smallest)</extracomment>
        <translation>每个有限值都是 {0}</translation>
    </message>
    <message>
        <source>Every value is {0}</source>
        <extracomment>0 = number_text(picture.smallest)</extracomment>
        <translation>每个值都是 {0}</translation>
    </message>
    <message>
        <source>finite value</source>
        <translation>有限值</translation>
    </message>
    <message>
        <source>Every value is NaN</source>
        <translation>每个值都是 NaN</translation>
    </message>
    <message>
        <source>No value is finite</source>
        <translation>没有有限的值</translation>
    </message>
    <message>
        <source>{0} image of {1}</source>
        <extracomment>0 = images · 1 = shape_text(mosaic.tile)</extracomment>
        <translation>{0} 个大小为 {1} 的图像</translation>
    </message>
    <message>
        <source>{0} images of {1}</source>
        <extracomment>0 = images · 1 = shape_text(mosaic.tile)</extracomment>
        <translation>{0} 个大小为 {1} 的图像</translation>
    </message>
    <message>
        <source>{0} planes of {1}</source>
        <extracomment>0 = ' × '.join((f'{n:,}' for n in shape[-4:-2])) · 1 = shape_text(mosaic.tile)</extracomment>
        <translation>{0} 个大小为 {1} 的平面</translation>
    </message>
    <message>
        <source>{0}, {1} on this page</source>
        <extracomment>0 = lead · 1 = mosaic.page_words(page)</extracomment>
        <translation>{0:told}，本页：{1:told}</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>The whole slice of {0}</source>
        <extracomment>0 = shape_text(plane)</extracomment>
        <translation>{0} 的整个切片</translation>
    </message>
    <message>
        <source>Values {0} to {1} of {2}</source>
        <extracomment>0 = area.column · 1 = last_column · 2 = spec.numel</extracomment>
        <translation>值 {0} 到 {1}，共 {2}</translation>
    </message>
    <message>
        <source>Rows {0} to {1}, columns {2} to {3} of {4}</source>
        <extracomment>0 = area.row · 1 = last_row · 2 = area.column · 3 = last_column · 4 = shape_text(plane)</extracomment>
        <translation>第 {0} 到 {1} 行、第 {2} 到 {3} 列，共 {4}</translation>
    </message>
    <message>
        <source>{0}, one cell for each value</source>
        <extracomment>0 = part</extracomment>
        <translation>{0:told}，每个值一格</translation>
    </message>
    <message>
        <source>{0}, one cell for {1} values, showing the one farthest from zero</source>
        <extracomment>0 = part · 1 = cell</extracomment>
        <translation>{0:told}，每 {1} 个值一格，显示离零最远的值</translation>
    </message>
</context>
<context>
    <name>core/views/pictures</name>
    <message>
        <source>Reading the picture</source>
        <translation>正在读取图像</translation>
    </message>
</context>
<context>
    <name>core/views/tensor_list</name>
    <message>
        <source>whole file</source>
        <translation>整个文件</translation>
    </message>
</context>
<context>
    <name>core/views/tensor_table</name>
    <message>
        <source>Max abs</source>
        <translation>最大绝对值</translation>
    </message>
    <message>
        <source>Std. dev.</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>NaN, Inf</source>
        <translation>NaN、Inf</translation>
    </message>
    <message>
        <source>Repeated blocks share one row that unfolds</source>
        <translation>重复的块合为一行，可以展开</translation>
    </message>
    <message>
        <source>Which values it has: the darker or brighter, the more elements in that bin; both axis and shades are logarithmic</source>
        <translation>它有哪些值：越深或越亮，该区间的元素越多；横轴和深浅都是对数的</translation>
    </message>
    <message>
        <source>The value farthest from zero</source>
        <translation>离零最远的值</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Mean of the finite values</source>
        <translation>有限值的均值</translation>
    </message>
    <message>
        <source>Smallest finite value</source>
        <translation>最小的有限值</translation>
    </message>
    <message>
        <source>Largest finite value</source>
        <translation>最大的有限值</translation>
    </message>
    <message>
        <source>The share of elements that are zero</source>
        <translation>值为零的元素所占的比例</translation>
    </message>
    <message>
        <source>The share of elements that are not finite</source>
        <translation>值非有限的元素所占的比例</translation>
    </message>
    <message>
        <source>Sizes of the dimensions</source>
        <translation>各维的大小</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>尚未测量</translation>
    </message>
    <message>
        <source>{0} of the elements</source>
        <extracomment>0 = share_text(share)</extracomment>
        <translation>占元素的 {0}</translation>
    </message>
    <message>
        <source>⚠ cannot be read</source>
        <translation>⚠ 无法读取</translation>
    </message>
    <message>
        <source>⚠ {0} of {1} cannot be read</source>
        <extracomment>0 = lost · 1 = count_text(last - first, 'tensor')</extracomment>
        <translation>⚠ {1}中有 {0} 个无法读取</translation>
    </message>
    <message>
        <source>of {0} of {1}</source>
        <extracomment>0 = figures.measured · 1 = count_text(figures.tensors, 'tensor')</extracomment>
        <translation>已测 {0}，共 {1:told}</translation>
    </message>
    <message>
        <source>of a sample</source>
        <translation>来自样本</translation>
    </message>
</context>
<context>
    <name>core/wording</name>
    <message>
        <source>{0} … ({1} more characters)</source>
        <extracomment>0 = shown · 1 = len(text) - limit</extracomment>
        <translation>{0} …（另有 {1} 个字符）</translation>
    </message>
    <message>
        <source>whole file</source>
        <translation>整个文件</translation>
    </message>
    <message>
        <source>{0} byte</source>
        <extracomment>0 = count</extracomment>
        <translation>{0} 字节</translation>
    </message>
    <message>
        <source>{0} bytes</source>
        <extracomment>0 = count</extracomment>
        <translation>{0} 字节</translation>
    </message>
    <message>
        <source>more than {0}</source>
        <extracomment>0 = bytes_text(_MOST_BYTES - 1)</extracomment>
        <translation>超过 {0:told}</translation>
    </message>
    <message>
        <source>{0} is not a size</source>
        <extracomment>0 = plain_text(text, 60)</extracomment>
        <translation>{0} 不是大小</translation>
    </message>
    <message>
        <source>For example 5GB, 500MB or 2GiB</source>
        <translation>例如 5GB、500MB 或 2GiB</translation>
    </message>
    <message>
        <source>{0} ({1} bytes)</source>
        <extracomment>0 = bytes_text(count) · 1 = count</extracomment>
        <translation>{0:told}（{1} 字节）</translation>
    </message>
    <message>
        <source> and {0} more</source>
        <extracomment>0 = more</extracomment>
        <translation> 等，另有 {0} 项</translation>
    </message>
    <message>
        <source>{0} ago</source>
        <extracomment>0 = count_text(int(seconds // length), unit)</extracomment>
        <translation>{0:told}前</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>{0} … ({1} bytes)</source>
        <extracomment>0 = shown · 1 = len(value)</extracomment>
        <translation>{0} …（{1} 字节）</translation>
    </message>
    <message>
        <source>integer of {0} bits</source>
        <extracomment>0 = value.bit_length()</extracomment>
        <translation>{0} 位的整数</translation>
    </message>
    <message>
        <source>{0} is neither True nor False</source>
        <extracomment>0 = _quoted(word)</extracomment>
        <translation>{0:told}既不是 True 也不是 False</translation>
    </message>
    <message>
        <source>Write one of the two.</source>
        <translation>请写这两者之一。</translation>
    </message>
    <message>
        <source>a value of type {0} cannot be typed in</source>
        <extracomment>0 = kind</extracomment>
        <translation>不能输入类型为 {0} 的值</translation>
    </message>
    <message>
        <source>Set it in Python.</source>
        <translation>请在 Python 中设置它。</translation>
    </message>
    <message>
        <source>an empty field</source>
        <translation>空字段</translation>
    </message>
    <message>
        <source>a whole number of at most {0} digits can be typed in</source>
        <extracomment>0 = MAX_DIGITS</extracomment>
        <translation>最多可输入 {0} 位的整数</translation>
    </message>
    <message>
        <source>Write a shorter one.</source>
        <translation>请写短一些。</translation>
    </message>
    <message>
        <source>This value is an int and stays one.</source>
        <translation>这个值是 int，并保持为 int。</translation>
    </message>
    <message>
        <source>{0} is not a whole number</source>
        <extracomment>0 = _quoted(word)</extracomment>
        <translation>{0:told}不是整数</translation>
    </message>
    <message>
        <source>Write a decimal point, not a comma.</source>
        <translation>请写小数点，不要写逗号。</translation>
    </message>
    <message>
        <source>For example 0.01, 1e-3, nan or inf.</source>
        <translation>例如 0.01、1e-3、nan 或 inf。</translation>
    </message>
    <message>
        <source>{0} is not a number</source>
        <extracomment>0 = _quoted(word)</extracomment>
        <translation>{0:told}不是数字</translation>
    </message>
    <message>
        <source>{0} is not a complex number</source>
        <extracomment>0 = _quoted(word)</extracomment>
        <translation>{0:told}不是复数</translation>
    </message>
    <message>
        <source>For example 1+2j.</source>
        <translation>例如 1+2j。</translation>
    </message>
</context>
<context>
    <name>core/words</name>
    <message>
        <source>added</source>
        <translation>已添加</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>renamed</source>
        <translation>已重命名</translation>
    </message>
    <message>
        <source>reshaped</source>
        <translation>形状已变</translation>
    </message>
    <message>
        <source>retyped</source>
        <translation>类型已变</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>有变化</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>相等</translation>
    </message>
    <message>
        <source>identical</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>unmeasured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>下降</translation>
    </message>
    <message>
        <source>rose</source>
        <translation>上升</translation>
    </message>
    <message>
        <source>first</source>
        <translation>第一个</translation>
    </message>
    <message>
        <source>second</source>
        <translation>第二个</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>变化占比</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Dtype</source>
        <translation>数据类型</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Distribution</source>
        <translation>分布</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Min</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>零值</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>scalar</source>
        <translation>标量</translation>
    </message>
    <message>
        <source>mapping</source>
        <translation>映射</translation>
    </message>
    <message>
        <source>sequence</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>parameter</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>module</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>损坏</translation>
    </message>
    <message>
        <source>group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>item</source>
        <translation>项</translation>
    </message>
    <message>
        <source>attribute</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>element</source>
        <translation>元素</translation>
    </message>
    <message>
        <source>key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>键</translation>
    </message>
    <message>
        <source>storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>scheduler</source>
        <translation>调度器</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>infinity</source>
        <translation>无穷大</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>正在比较</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>正在搜索</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>copying</source>
        <translation>正在复制</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>正在写入</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>≠ changed</source>
        <translation>≠ 有变化</translation>
    </message>
    <message>
        <source>= identical</source>
        <translation>= 相同</translation>
    </message>
    <message>
        <source>↷ renamed</source>
        <translation>↷ 已重命名</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>索引</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Distributions</source>
        <translation>分布</translation>
    </message>
    <message>
        <source>word</source>
        <translation>词</translation>
    </message>
    <message>
        <source>attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>已就绪</translation>
    </message>
    <message>
        <source>started</source>
        <translation>已开始</translation>
    </message>
    <message>
        <source>processed</source>
        <translation>已处理</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>a {0}</source>
        <translation>{0:told}</translation>
    </message>
    <message>
        <source> ({0}×)</source>
        <translation>（{0} 处）</translation>
    </message>
    <message>
        <source>bytes within {0}, byte {1}</source>
        <translation>{0:told} 之内的字节，字节 {1}</translation>
    </message>
    <message>
        <source>In {0}, line {1}, in {2}: “{3}”</source>
        <translation>在 {0} 第 {1} 行的 {2} 中：“{3}”</translation>
    </message>
    <message>
        <source>↷ renamed, values changed</source>
        <translation>↷ 已重命名，值有变化</translation>
    </message>
    <message>
        <source>↷ renamed, same values</source>
        <translation>↷ 已重命名，值相同</translation>
    </message>
    <message>
        <source>⇄ other type, values changed</source>
        <translation>⇄ 类型不同，值有变化</translation>
    </message>
    <message>
        <source>⇄ other type, same values</source>
        <translation>⇄ 类型不同，值相同</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有该文件或文件夹</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许的操作</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>文件系统只读</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>磁盘空间不足</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>超出磁盘配额</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>文件过大</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>输入/输出错误</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>是一个文件夹</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名过长</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件过多</translation>
    </message>
    <message>
        <source>Too many levels of symbolic links</source>
        <translation>符号链接层数过多</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>设备或资源忙</translation>
    </message>
    <message>
        <source>Stale file handle</source>
        <translation>文件句柄已失效</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>无法分配内存</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>Transport endpoint is not connected</source>
        <translation>传输端点未连接</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>参数无效</translation>
    </message>
    <message>
        <source>Exec format error</source>
        <translation>可执行文件格式错误</translation>
    </message>
    <message>
        <source>{0} at position {1}</source>
        <translation>{0:told}，位置 {1}</translation>
    </message>
    <message>
        <source>missing ), unterminated subpattern</source>
        <translation>缺少 )，子模式未结束</translation>
    </message>
    <message>
        <source>unbalanced parenthesis</source>
        <translation>括号不配对</translation>
    </message>
    <message>
        <source>unterminated character set</source>
        <translation>字符集未结束</translation>
    </message>
    <message>
        <source>nothing to repeat</source>
        <translation>没有可重复的内容</translation>
    </message>
    <message>
        <source>multiple repeat</source>
        <translation>重复符号连用</translation>
    </message>
    <message>
        <source>min repeat greater than max repeat</source>
        <translation>最小重复次数大于最大重复次数</translation>
    </message>
    <message>
        <source>bad escape (end of pattern)</source>
        <translation>模式末尾的转义无效</translation>
    </message>
    <message>
        <source>bad escape {0}</source>
        <translation>无效的转义 {0}</translation>
    </message>
    <message>
        <source>incomplete escape {0}</source>
        <translation>不完整的转义 {0}</translation>
    </message>
    <message>
        <source>bad character range {0}</source>
        <translation>无效的字符范围 {0}</translation>
    </message>
    <message>
        <source>unexpected end of pattern</source>
        <translation>模式意外结束</translation>
    </message>
    <message>
        <source>unknown extension {0}</source>
        <translation>未知的扩展 {0}</translation>
    </message>
    <message>
        <source>look-behind requires fixed-width pattern</source>
        <translation>后行断言要求固定宽度的模式</translation>
    </message>
    <message>
        <source>invalid group reference {0}</source>
        <translation>无效的分组引用 {0}</translation>
    </message>
    <message>
        <source>unknown group name {0}</source>
        <translation>未知的分组名称 {0}</translation>
    </message>
    <message>
        <source>bad character in group name {0}</source>
        <translation>分组名称 {0} 中有无效字符</translation>
    </message>
    <message>
        <source>missing group name</source>
        <translation>缺少分组名称</translation>
    </message>
    <message>
        <source>missing &lt;</source>
        <translation>缺少 &lt;</translation>
    </message>
    <message>
        <source>missing &gt;, unterminated name</source>
        <translation>缺少 &gt;，名称未结束</translation>
    </message>
    <message>
        <source>global flags not at the start of the expression</source>
        <translation>全局标志不在表达式开头</translation>
    </message>
    <message>
        <source>{0}: line {1} column {2} (char {3})</source>
        <translation>{0:told}：第 {1} 行第 {2} 列（字符 {3}）</translation>
    </message>
    <message>
        <source>Expecting value</source>
        <translation>此处应有一个值</translation>
    </message>
    <message>
        <source>Extra data</source>
        <translation>有多余的数据</translation>
    </message>
    <message>
        <source>Expecting ',' delimiter</source>
        <translation>此处应有分隔符“,”</translation>
    </message>
    <message>
        <source>Expecting ':' delimiter</source>
        <translation>此处应有分隔符“:”</translation>
    </message>
    <message>
        <source>Expecting property name enclosed in double quotes</source>
        <translation>此处应有用双引号括起的属性名</translation>
    </message>
    <message>
        <source>Unterminated string starting at</source>
        <translation>字符串未结束，起始于</translation>
    </message>
    <message>
        <source>Invalid control character at</source>
        <translation>控制字符无效，位于</translation>
    </message>
    <message>
        <source>Invalid \escape</source>
        <translation>无效的 \ 转义</translation>
    </message>
    <message>
        <source>Illegal trailing comma before end of object</source>
        <translation>对象末尾有多余的逗号</translation>
    </message>
    <message>
        <source>Illegal trailing comma before end of array</source>
        <translation>数组末尾有多余的逗号</translation>
    </message>
</context>
<context>
    <name>gui/actions/base</name>
    <message>
        <source>Checkpoints (*.pth *.pt *.ckpt *.bin *.safetensors *.index.json *.pt2 *.ptl *.pkl *.joblib *.npz *.npy *.th *.model *.distcp *.tar *.zip *.gz);;All files (*)</source>
        <translation>检查点 (*.pth *.pt *.ckpt *.bin *.safetensors *.index.json *.pt2 *.ptl *.pkl *.joblib *.npz *.npy *.th *.model *.distcp *.tar *.zip *.gz);;所有文件 (*)</translation>
    </message>
    <message>
        <source>nothing is selected</source>
        <translation>未选中任何内容</translation>
    </message>
</context>
<context>
    <name>gui/actions/change</name>
    <message>
        <source>only whole models have one</source>
        <translation>仅完整模型才有</translation>
    </message>
    <message>
        <source>Recipes (*.json);;All files (*)</source>
        <translation>配方 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Looking for what counts</source>
        <translation>正在查找计数</translation>
    </message>
    <message>
        <source>Every module is in training mode already.</source>
        <translation>每个模块都已处于训练模式。</translation>
    </message>
    <message>
        <source>Every module is in evaluation mode already.</source>
        <translation>每个模块都已处于评估模式。</translation>
    </message>
    <message>
        <source>Save these changes as a recipe</source>
        <translation>将这些修改存为配方</translation>
    </message>
    <message>
        <source>Writing down the changes</source>
        <translation>正在记录修改</translation>
    </message>
    <message>
        <source>{file} holds {operations}. Apply it to another file with Change ▸ Apply a recipe, or to many with: ckpt save --recipe</source>
        <translation>{file} 含有{operations}。用“修改 ▸ 应用配方”可应用到另一个文件，或用 ckpt save --recipe 应用到多个文件</translation>
    </message>
    <message>
        <source>Writing {file}</source>
        <translation>正在写入 {file}</translation>
    </message>
    <message>
        <source>Apply a recipe</source>
        <translation>应用配方</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>重命名(&amp;N)…</translation>
    </message>
    <message>
        <source>Another name for the selected key</source>
        <translation>给所选的键换一个名称</translation>
    </message>
    <message>
        <source>select one key</source>
        <translation>请选中一个键</translation>
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
        <source>Strip a prefix off many tensors, or put one on, or rename them by a regular expression</source>
        <translation>去掉或加上许多张量的前缀，或用正则表达式重命名</translation>
    </message>
    <message>
        <source>Take a prefi&amp;x off…</source>
        <translation>去掉前缀(&amp;X)…</translation>
    </message>
    <message>
        <source>Names without module., _orig_mod. and the like, as a model that is not wrapped has them</source>
        <translation>不带 module.、_orig_mod. 等前缀的名称，如未被包装的模型所用</translation>
    </message>
    <message>
        <source>Reset &amp;epoch and step…</source>
        <translation>重置 epoch 和 step(&amp;E)…</translation>
    </message>
    <message>
        <source>Set the training's counters back to 0 or to another number</source>
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
        <source>Another floating type, such as float16, after showing what that loses</source>
        <translation>换成另一种浮点类型（例如 float16），并先显示精度损失</translation>
    </message>
    <message>
        <source>&amp;Device tags…</source>
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
        <source>nothing has been changed yet</source>
        <translation>尚无修改</translation>
    </message>
    <message>
        <source>Apply a &amp;recipe…</source>
        <translation>应用配方(&amp;R)…</translation>
    </message>
    <message>
        <source>Apply a recipe to this file, as one step</source>
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
        <source>no comparison is in front</source>
        <translation>当前标签页不是比较</translation>
    </message>
    <message>
        <source>A page for any browser (*.html);;A table for a spreadsheet (*.csv);;Data for programs (*.json)</source>
        <translation>供任意浏览器使用的网页 (*.html);;供电子表格使用的表 (*.csv);;供程序使用的数据 (*.json)</translation>
    </message>
    <message>
        <source>Export comparison</source>
        <translation>导出比较</translation>
    </message>
    <message>
        <source>Export co&amp;mparison…</source>
        <translation>导出比较(&amp;M)…</translation>
    </message>
    <message>
        <source>One page that a colleague can open, a table or data</source>
        <translation>同事也能打开的网页、表格或数据</translation>
    </message>
    <message>
        <source>Swap A and B</source>
        <translation>交换 A 和 B</translation>
    </message>
    <message>
        <source>Compare the other way round</source>
        <translation>反过来比较</translation>
    </message>
    <message>
        <source>Onl&amp;y what differs</source>
        <translation>仅显示差异(&amp;Y)</translation>
    </message>
    <message>
        <source>Hide what is the same on both sides</source>
        <translation>比较中不列出两边相同的内容</translation>
    </message>
    <message>
        <source>By &amp;module</source>
        <translation>按模块(&amp;M)</translation>
    </message>
    <message>
        <source>Show the parts of dotted names as levels: layer1 › 0 › weight</source>
        <translation>将带点名称的各部分逐级排列：layer1 › 0 › weight</translation>
    </message>
    <message>
        <source>Compare &amp;parameters only</source>
        <translation>仅比较参数(&amp;P)</translation>
    </message>
    <message>
        <source>Hide what is not the model itself</source>
        <translation>比较中不列出模型以外的内容</translation>
    </message>
</context>
<context>
    <name>gui/actions/copying</name>
    <message>
        <source>Copied: {text}</source>
        <translation>已复制：{text}</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>正在复制</translation>
    </message>
</context>
<context>
    <name>gui/actions/device</name>
    <message>
        <source>&amp;Read from the file again</source>
        <translation>重新从文件读取(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Read from the file again, give back {device}</source>
        <translation>重新从文件读取，并释放 {device}(&amp;R)</translation>
    </message>
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
        <source>they are read from it now</source>
        <translation>现在就是从文件读取</translation>
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
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>{verb}: {change}</source>
        <translation>{verb}：{change}</translation>
    </message>
    <message>
        <source>Looking for learning rates</source>
        <translation>正在查找学习率</translation>
    </message>
    <message>
        <source>Undo the last edit</source>
        <translation>撤销上一次修改</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Do again what was undone</source>
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
        <source>select one value</source>
        <translation>请选中一个值</translation>
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
</context>
<context>
    <name>gui/actions/export</name>
    <message>
        <source>nothing is drawn</source>
        <translation>没有绘制任何内容</translation>
    </message>
    <message>
        <source>no histogram or curve is drawn</source>
        <translation>没有绘制直方图或曲线</translation>
    </message>
    <message>
        <source>PNG image (*.png);;SVG drawing (*.svg)</source>
        <translation>PNG 图片 (*.png);;SVG 图形 (*.svg)</translation>
    </message>
    <message>
        <source>Copied as a picture</source>
        <translation>已复制为图片</translation>
    </message>
    <message>
        <source>Export the picture</source>
        <translation>导出图片</translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation>已保存 {name}。</translation>
    </message>
    <message>
        <source>Writing {file}</source>
        <translation>正在写入 {file}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Export the numbers</source>
        <translation>导出数值</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>Export the tensor</source>
        <translation>导出张量</translation>
    </message>
    <message>
        <source>numpy array (*.npy)</source>
        <translation>numpy 数组 (*.npy)</translation>
    </message>
    <message>
        <source>{tensor} was written to {file}: {size}.</source>
        <translation>{tensor} 已写入 {file}：{size}。</translation>
    </message>
    <message>
        <source>{tensor} was written to {file}: {size}, as {kind}, because numpy has no {dtype}.</source>
        <translation>{tensor} 已写入 {file}：{size}，作为 {kind}，因为 numpy 没有 {dtype}。</translation>
    </message>
    <message>
        <source>Export the tensor as .&amp;npy…</source>
        <translation>将张量导出为 .npy(&amp;N)…</translation>
    </message>
    <message>
        <source>Write the selected tensor as a file that numpy.load reads</source>
        <translation>把所选张量写成 numpy.load 能读的文件</translation>
    </message>
    <message>
        <source>select one tensor</source>
        <translation>请选中一个张量</translation>
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
        <source>Export the numbers of the plot as CS&amp;V…</source>
        <translation>将图中的数值导出为 CSV(&amp;V)…</translation>
    </message>
    <message>
        <source>Write the bins of the histogram, or the steps of the curve, for a spreadsheet</source>
        <translation>写出直方图的各个区间或曲线的各个步，供电子表格使用</translation>
    </message>
    <message>
        <source>Copy picture &amp;or plot</source>
        <translation>复制图片或图表(&amp;O)</translation>
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
        <source>Open checkpoints</source>
        <translation>打开检查点</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>With {file}</source>
        <translation>与 {file} 比较</translation>
    </message>
    <message>
        <source>With a file on disk…</source>
        <translation>与磁盘上的文件比较…</translation>
    </message>
    <message>
        <source>No file beside {name} is called the same but for its numbers.</source>
        <translation>{name} 旁边没有只有数字不同的同名文件。</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>与之比较</translation>
    </message>
    <message>
        <source>Looking at what is selected</source>
        <translation>正在查看所选内容</translation>
    </message>
    <message>
        <source>{file} is updated: {size} were added at its end and read back; no tensor was copied.</source>
        <translation>{file} 已更新：在其末尾追加了 {size} 并已读回；没有复制任何张量。</translation>
    </message>
    <message>
        <source>Undo the update</source>
        <translation>撤销此次更新</translation>
    </message>
    <message>
        <source>Updating {file}</source>
        <translation>正在更新 {file}</translation>
    </message>
    <message>
        <source>{file} is what it was before its last update; {size} were removed.</source>
        <translation>{file} 已恢复到上次更新之前；移除了 {size}。</translation>
    </message>
    <message>
        <source>Taking back the update of {file}</source>
        <translation>正在撤销 {file} 的更新</translation>
    </message>
    <message>
        <source>The timeline shows the files as they are on disk, without unsaved edits.</source>
        <translation>时间线显示文件在磁盘上的状态，不含未保存的修改。</translation>
    </message>
    <message>
        <source>Timeline of a folder</source>
        <translation>文件夹的时间线</translation>
    </message>
    <message>
        <source>No second window could be opened: {program} did not start.</source>
        <translation>无法打开第二个窗口：{program} 没有启动。</translation>
    </message>
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
        <source>No file has been opened yet</source>
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
        <source>Reload</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Read the file, the folder or the files of a comparison or a timeline again from disk</source>
        <translation>从磁盘重新读取文件、文件夹，或者比较、时间线中的文件</translation>
    </message>
    <message>
        <source>Follow on dis&amp;k</source>
        <translation>跟踪磁盘上的文件(&amp;K)</translation>
    </message>
    <message>
        <source>Read the file, or those of a timeline, again whenever a training has written to it; the selection stays</source>
        <translation>每当训练写入时重新读取文件或时间线的文件；选中的内容保持不变</translation>
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
        <source>Save as the same kind, a state_dict, a whole model or safetensors, for CPU, or smaller: a slim copy</source>
        <translation>存为同一种类、state_dict、完整模型或 safetensors，供 CPU 使用，或存为更小的精简副本</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Save the s&amp;election…</source>
        <translation>保存所选内容(&amp;E)…</translation>
    </message>
    <message>
        <source>The selected tensors alone, as safetensors, a numpy archive or a state_dict</source>
        <translation>仅所选张量，存为 safetensors、numpy 归档或 state_dict</translation>
    </message>
    <message>
        <source>Save w&amp;hat can be read…</source>
        <translation>保存可读取的内容(&amp;H)…</translation>
    </message>
    <message>
        <source>A copy of a damaged file without the tensors that cannot be read</source>
        <translation>受损文件的副本，不含无法读取的张量</translation>
    </message>
    <message>
        <source>nothing is damaged</source>
        <translation>没有损坏</translation>
    </message>
    <message>
        <source>&amp;Update in place</source>
        <translation>就地更新(&amp;U)</translation>
    </message>
    <message>
        <source>Write the edits into this file at once, whatever its size; its tensors are not copied</source>
        <translation>把修改直接写入此文件，无论多大；其中的张量不会被复制</translation>
    </message>
    <message>
        <source>only for edits of a PyTorch zip file</source>
        <translation>仅用于对 PyTorch zip 文件的修改</translation>
    </message>
    <message>
        <source>Undo the u&amp;pdate in place</source>
        <translation>撤销就地更新(&amp;P)</translation>
    </message>
    <message>
        <source>Bring the file back to what it was before its last update in place</source>
        <translation>把文件恢复到上次就地更新之前</translation>
    </message>
    <message>
        <source>this file was not updated</source>
        <translation>这个文件没有就地更新过</translation>
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
        <source>Compare with the one before it</source>
        <translation>与前一个文件比较</translation>
    </message>
    <message>
        <source>The file before it in its folder: epoch_07.pth for epoch_08.pth</source>
        <translation>文件夹中它前面的文件：例如 epoch_08.pth 的前一个是 epoch_07.pth</translation>
    </message>
    <message>
        <source>&amp;Timeline of open files</source>
        <translation>已打开文件的时间线(&amp;T)</translation>
    </message>
    <message>
        <source>What each parameter did from file to file</source>
        <translation>每个参数在文件之间如何变化</translation>
    </message>
    <message>
        <source>open two files or more</source>
        <translation>请打开至少两个文件</translation>
    </message>
    <message>
        <source>Timeline of a fol&amp;der…</source>
        <translation>文件夹的时间线(&amp;D)…</translation>
    </message>
    <message>
        <source>What each parameter did over all checkpoints of a folder</source>
        <translation>每个参数在文件夹的所有检查点中如何变化</translation>
    </message>
    <message>
        <source>New window</source>
        <translation>新建窗口</translation>
    </message>
    <message>
        <source>Another window beside this one, to drag from one to the other</source>
        <translation>在此窗口之外再开一个窗口，可在两者之间拖动</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>关闭标签页</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
</context>
<context>
    <name>gui/actions/fits</name>
    <message>
        <source>Which names are missing, unexpected or of another shape, and what prefix would make it load</source>
        <translation>哪些名称缺失、多余或形状不同，以及换成什么前缀就能加载</translation>
    </message>
    <message>
        <source>Name a Python class; it runs only when you press a button, in a process of its own</source>
        <translation>指定一个 Python 类；只有按下按钮后才会运行，并且在独立的进程中</translation>
    </message>
    <message>
        <source>{name} into {other}</source>
        <translation>{name} 到 {other}</translation>
    </message>
    <message>
        <source>{name} into a &amp;file…</source>
        <translation>{name} 到文件(&amp;F)…</translation>
    </message>
    <message>
        <source>{name} into a &amp;model class…</source>
        <translation>{name} 到模型类(&amp;M)…</translation>
    </message>
    <message>
        <source>a model class</source>
        <translation>模型类</translation>
    </message>
    <message>
        <source>Would it load into</source>
        <translation>能否加载到</translation>
    </message>
    <message>
        <source>Would &amp;it load</source>
        <translation>能否加载(&amp;I)</translation>
    </message>
    <message>
        <source>Open a file first</source>
        <translation>请先打开一个文件</translation>
    </message>
</context>
<context>
    <name>gui/actions/help</name>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>fold, unfold, go to the row above or below</source>
        <translation>折叠、展开、转到上一行或下一行</translation>
    </message>
    <message>
        <source>unfold, fold</source>
        <translation>展开、折叠</translation>
    </message>
    <message>
        <source>unfold everything below</source>
        <translation>展开其下的一切</translation>
    </message>
    <message>
        <source>first, last row</source>
        <translation>第一行、最后一行</translation>
    </message>
    <message>
        <source>type a name</source>
        <translation>输入名称</translation>
    </message>
    <message>
        <source>go to the next row whose name begins with it</source>
        <translation>转到名称以此开头的下一行</translation>
    </message>
    <message>
        <source>select nothing: the whole file</source>
        <translation>取消选择：整个文件</translation>
    </message>
    <message>
        <source>in the filter: clear it</source>
        <translation>在筛选框中：清空</translation>
    </message>
    <message>
        <source>in the filter: go to the tree</source>
        <translation>在筛选框中：转到树</translation>
    </message>
    <message>
        <source>anywhere: the context menu</source>
        <translation>任何地方：鼠标右键的菜单</translation>
    </message>
    <message>
        <source>in all tensors: fold and unfold blocks</source>
        <translation>在全部张量中：折叠和展开块</translation>
    </message>
    <message>
        <source>in all tensors: select it in the tree</source>
        <translation>在全部张量中：在树中选中它</translation>
    </message>
    <message>
        <source>in all tensors: its numbers and histogram</source>
        <translation>在全部张量中：其数值和直方图</translation>
    </message>
    <message>
        <source>in the map of bytes: the next field</source>
        <translation>在字节图中：下一个区域</translation>
    </message>
    <message>
        <source>in the map of bytes: select it in the tree</source>
        <translation>在字节图中：在树中选中它</translation>
    </message>
    <message>
        <source>in a timeline's plots: the step before, the next one</source>
        <translation>时间线的图中：上一步、下一步</translation>
    </message>
    <message>
        <source>in a timeline: open the file of that step, or where it broke, or the last one</source>
        <translation>在时间线中：打开该步、出问题处或最后一步的文件</translation>
    </message>
    <message>
        <source>There is no loading lesson for this file.</source>
        <translation>没有针对此文件的加载教程。</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>In the tree</source>
        <translation>在树中</translation>
    </message>
    <message>
        <source>In panels</source>
        <translation>在面板中</translation>
    </message>
    <message>
        <source>About ckpt_viewer</source>
        <translation>关于 ckpt_viewer</translation>
    </message>
    <message>
        <source>Look into, compare, change and save PyTorch checkpoints.</source>
        <translation>查看、比较、修改和保存 PyTorch 检查点。</translation>
    </message>
    <message>
        <source>Nothing that a file carries is ever run.</source>
        <translation>文件所携带的任何内容都不会被运行。</translation>
    </message>
    <message>
        <source>Version {version} · MIT licence</source>
        <translation>版本 {version} · MIT 许可证</translation>
    </message>
    <message>
        <source>&amp;Loading this file in Python</source>
        <translation>在 Python 中加载此文件(&amp;L)</translation>
    </message>
    <message>
        <source>The Python lines that load this very file</source>
        <translation>加载这个文件的 Python 代码</translation>
    </message>
    <message>
        <source>&amp;User guide</source>
        <translation>用户指南(&amp;U)</translation>
    </message>
    <message>
        <source>What can be done, in short chapters</source>
        <translation>能做什么，分为若干短章</translation>
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
    <name>gui/actions/other_words</name>
    <message>
        <source>load checkpoint browse import</source>
        <translation>加载 载入 检查点 浏览 导入</translation>
    </message>
    <message>
        <source>directory browse load</source>
        <translation>目录 浏览 加载</translation>
    </message>
    <message>
        <source>refresh read again revert</source>
        <translation>刷新 重新读取 还原</translation>
    </message>
    <message>
        <source>watch live monitor auto refresh running training</source>
        <translation>监视 监控 实时 自动刷新 正在训练</translation>
    </message>
    <message>
        <source>verify crc hash corrupt integrity damaged</source>
        <translation>验证 校验 哈希 损坏 完整性</translation>
    </message>
    <message>
        <source>write overwrite</source>
        <translation>写入 覆盖</translation>
    </message>
    <message>
        <source>convert to export as weights pickle cpu map_location halve shrink reduce size drop remove optimizer strip ema shards hugging face</source>
        <translation>转换 格式 另存 导出 权重 缩小 减小 大小 压缩 去掉优化器 删除优化器 分片 转到 CPU</translation>
    </message>
    <message>
        <source>export subset extract layer part</source>
        <translation>导出 子集 提取 部分 层</translation>
    </message>
    <message>
        <source>repair recover corrupt broken truncated salvage</source>
        <translation>修复 恢复 损坏 截断 抢救</translation>
    </message>
    <message>
        <source>patch quick fast write</source>
        <translation>补丁 快速 写入</translation>
    </message>
    <message>
        <source>revert restore backup</source>
        <translation>还原 恢复 备份</translation>
    </message>
    <message>
        <source>numpy array dump save layer</source>
        <translation>数组 转储 保存 层</translation>
    </message>
    <message>
        <source>image screenshot figure png svg save</source>
        <translation>图片 截图 图表 保存</translation>
    </message>
    <message>
        <source>spreadsheet excel data histogram</source>
        <translation>电子表格 数据 直方图</translation>
    </message>
    <message>
        <source>html report diff csv json share send</source>
        <translation>报告 网页 差异 分享 发送</translation>
    </message>
    <message>
        <source>difference diff two checkpoints against what changed</source>
        <translation>差异 区别 对比 两个检查点 哪里变了 变化</translation>
    </message>
    <message>
        <source>previous last epoch next neighbour difference diff</source>
        <translation>上一个 前一个 下一个 相邻 差异 区别</translation>
    </message>
    <message>
        <source>history evolution over time epochs</source>
        <translation>历史 演变 随时间 轮次</translation>
    </message>
    <message>
        <source>history of training run evolution over time epochs where it broke when diverged first nan</source>
        <translation>训练历史 演变 随时间 轮次 哪里出错 何时发散 首次出现</translation>
    </message>
    <message>
        <source>exit program</source>
        <translation>离开 关闭程序</translation>
    </message>
    <message>
        <source>session restore preferences settings</source>
        <translation>会话 恢复 首选项 设置 偏好</translation>
    </message>
    <message>
        <source>revert take back history</source>
        <translation>还原 取消 历史</translation>
    </message>
    <message>
        <source>again history</source>
        <translation>再做 历史</translation>
    </message>
    <message>
        <source>change set modify scalar number</source>
        <translation>修改 更改 设置 标量 数字</translation>
    </message>
    <message>
        <source>lr change set rate optimizer scheduler base_lrs initial_lr</source>
        <translation>修改 改 设置 调整 优化器 调度器</translation>
    </message>
    <message>
        <source>pointer key name clipboard</source>
        <translation>指针 键 名称 剪贴板</translation>
    </message>
    <message>
        <source>clipboard number</source>
        <translation>剪贴板 数字</translation>
    </message>
    <message>
        <source>code clipboard expression</source>
        <translation>代码 剪贴板 表达式</translation>
    </message>
    <message>
        <source>clipboard</source>
        <translation>剪贴板</translation>
    </message>
    <message>
        <source>image screenshot clipboard figure</source>
        <translation>图片 截图 剪贴板 图表</translation>
    </message>
    <message>
        <source>key change name</source>
        <translation>键 改名 名称</translation>
    </message>
    <message>
        <source>delete drop key entry</source>
        <translation>删除 去掉 丢弃 键 条目</translation>
    </message>
    <message>
        <source>new key create entry metadata</source>
        <translation>新建 键 创建 条目 元数据</translation>
    </message>
    <message>
        <source>regex replace find keys change names</source>
        <translation>正则 替换 查找 键 改名 批量</translation>
    </message>
    <message>
        <source>remove drop strip module. ddp dataparallel _orig_mod compile keys rename</source>
        <translation>删除前缀 去前缀 剥除 键 改名</translation>
    </message>
    <message>
        <source>zero start again counter global_step fine-tune</source>
        <translation>归零 清零 重新开始 计数器 微调</translation>
    </message>
    <message>
        <source>model.eval() dropout batchnorm inference</source>
        <translation>推理 评估</translation>
    </message>
    <message>
        <source>model.train() dropout batchnorm</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>half halve fp16 fp32 bf16 bfloat16 float32 precision dtype cast to shrink smaller reduce size</source>
        <translation>半精度 精度 类型 转换 转成 缩小 减小 减半 大小</translation>
    </message>
    <message>
        <source>map_location cuda gpu cpu without a move to</source>
        <translation>没有显卡 显卡 移到 设备</translation>
    </message>
    <message>
        <source>macro record batch script</source>
        <translation>宏 录制 批量 脚本</translation>
    </message>
    <message>
        <source>macro batch script replay</source>
        <translation>宏 批量 脚本 重放</translation>
    </message>
    <message>
        <source>find search action</source>
        <translation>查找 搜索 操作</translation>
    </message>
    <message>
        <source>list every weights layers distributions overview search</source>
        <translation>列表 全部 权重 层 分布 概览 搜索</translation>
    </message>
    <message>
        <source>size memory disk treemap largest what takes space</source>
        <translation>大小 内存 磁盘 树图 最大 占空间</translation>
    </message>
    <message>
        <source>histogram numbers mean std minimum maximum distribution</source>
        <translation>直方图 数字 均值 标准差 最小 最大 分布</translation>
    </message>
    <message>
        <source>adam sgd weight_decay decay momentum betas param_groups state</source>
        <translation>动量 权重衰减 参数组 状态</translation>
    </message>
    <message>
        <source>lr scheduler warmup decay curve future</source>
        <translation>调度器 预热 衰减 曲线 将来</translation>
    </message>
    <message>
        <source>security safe scan pickle malware virus danger imports weights_only globals</source>
        <translation>安全 扫描 恶意 病毒 危险 导入</translation>
    </message>
    <message>
        <source>search find tree rows name</source>
        <translation>搜索 查找 树 行 名称</translation>
    </message>
    <message>
        <source>focus switch pane panel tree keyboard splitter</source>
        <translation>焦点 切换 窗格 面板 树 键盘</translation>
    </message>
    <message>
        <source>unfold open all</source>
        <translation>打开 全部</translation>
    </message>
    <message>
        <source>fold close all</source>
        <translation>折起 收起 全部</translation>
    </message>
    <message>
        <source>colours appearance mode settings preferences</source>
        <translation>颜色 外观 模式 设置 首选项</translation>
    </message>
    <message>
        <source>bright day colours appearance mode settings preferences</source>
        <translation>明亮 白色 颜色 外观 模式 设置 首选项</translation>
    </message>
    <message>
        <source>night black colours appearance mode settings preferences</source>
        <translation>夜间 黑色 颜色 外观 模式 设置 首选项</translation>
    </message>
    <message>
        <source>settings preferences locale</source>
        <translation>设置 首选项</translation>
    </message>
    <message>
        <source>language settings preferences</source>
        <translation>英文 英语 语言 设置 首选项</translation>
    </message>
    <message>
        <source>chinese language settings preferences</source>
        <translation>中文 汉语 语言 设置 首选项</translation>
    </message>
    <message>
        <source>width table reset</source>
        <translation>列宽 表格 重置</translation>
    </message>
    <message>
        <source>max maximum find jump biggest</source>
        <translation>极大 查找 跳转</translation>
    </message>
    <message>
        <source>min minimum find jump</source>
        <translation>极小 查找 跳转</translation>
    </message>
    <message>
        <source>first find search jump nan inf where broken</source>
        <translation>第一个 首个 查找 搜索 跳转 空值 无穷 哪里坏</translation>
    </message>
    <message>
        <source>find search jump nan inf last</source>
        <translation>查找 搜索 跳转 空值 无穷 最后</translation>
    </message>
    <message>
        <source>load_state_dict strict missing unexpected keys match compatible</source>
        <translation>严格 缺少 多余 键 匹配 兼容 能否加载</translation>
    </message>
    <message>
        <source>cuda gpu cpu memory vram load</source>
        <translation>显卡 内存 显存 加载</translation>
    </message>
    <message>
        <source>torch.load load_state_dict map_location snippet code how to example</source>
        <translation>代码 怎么加载 如何 示例 片段</translation>
    </message>
    <message>
        <source>manual documentation help tutorial</source>
        <translation>手册 文档 帮助 教程</translation>
    </message>
    <message>
        <source>hotkeys keybindings help</source>
        <translation>热键 按键 帮助</translation>
    </message>
    <message>
        <source>hide equal same diff</source>
        <translation>隐藏 相同 差异</translation>
    </message>
    <message>
        <source>reverse exchange left right</source>
        <translation>反过来 互换 左右</translation>
    </message>
    <message>
        <source>group layers</source>
        <translation>分组 层</translation>
    </message>
    <message>
        <source>weights model without optimizer</source>
        <translation>权重 模型 不含优化器</translation>
    </message>
    <message>
        <source>summary info about metadata fingerprint hash</source>
        <translation>摘要 信息 关于 元数据 指纹 哈希</translation>
    </message>
    <message>
        <source>heatmap image kernels filters visualize</source>
        <translation>热图 图片 卷积核 滤波器 可视化</translation>
    </message>
    <message>
        <source>table numbers elements cells edit</source>
        <translation>表格 数字 元素 单元格 编辑</translation>
    </message>
</context>
<context>
    <name>gui/actions/panes</name>
    <message>
        <source>Next part of the tab</source>
        <translation>标签页的下一部分</translation>
    </message>
    <message>
        <source>Between the tree and the panels, the list and the plots: back to where you were in it</source>
        <translation>在树与面板、列表与图表之间切换，回到之前所在的位置</translation>
    </message>
    <message>
        <source>Previous part of the tab</source>
        <translation>标签页的上一部分</translation>
    </message>
</context>
<context>
    <name>gui/actions/sorting</name>
    <message>
        <source>S&amp;ort by</source>
        <translation>排序依据(&amp;O)</translation>
    </message>
    <message>
        <source>Nothing here can be sorted</source>
        <translation>此处没有可排序的内容</translation>
    </message>
</context>
<context>
    <name>gui/actions/tabs</name>
    <message>
        <source>Tabs with unsaved edits stay open.</source>
        <translation>有未保存修改的标签页保持打开。</translation>
    </message>
    <message>
        <source>Copied the path of the file</source>
        <translation>已复制文件的路径</translation>
    </message>
    <message>
        <source>Close other tabs</source>
        <translation>关闭其他标签页</translation>
    </message>
    <message>
        <source>Show in its folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Open the folder that the file is in</source>
        <translation>打开该文件所在的文件夹</translation>
    </message>
    <message>
        <source>Copy the path of the file</source>
        <translation>复制文件的路径</translation>
    </message>
    <message>
        <source>Ne&amp;xt tab</source>
        <translation>下一个标签页(&amp;X)</translation>
    </message>
    <message>
        <source>Pre&amp;vious tab</source>
        <translation>上一个标签页(&amp;V)</translation>
    </message>
    <message>
        <source>Go to ta&amp;b</source>
        <translation>转到标签页(&amp;B)</translation>
    </message>
    <message>
        <source>Nothing is open</source>
        <translation>没有打开任何内容</translation>
    </message>
</context>
<context>
    <name>gui/actions/view</name>
    <message>
        <source>What would run</source>
        <translation>会运行什么</translation>
    </message>
    <message>
        <source>All tensors</source>
        <translation>全部张量</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>调度</translation>
    </message>
    <message>
        <source>Go to the largest value</source>
        <translation>转到最大值</translation>
    </message>
    <message>
        <source>Go to the smallest value</source>
        <translation>转到最小值</translation>
    </message>
    <message>
        <source>Go to the next NaN or infinity</source>
        <translation>转到下一个 NaN 或无穷大</translation>
    </message>
    <message>
        <source>Go to the previous NaN or infinity</source>
        <translation>转到上一个 NaN 或无穷大</translation>
    </message>
    <message>
        <source>Looking for it in the file</source>
        <translation>正在文件中查找</translation>
    </message>
    <message>
        <source>&amp;System language</source>
        <translation>跟随系统语言(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Fit all columns</source>
        <translation>调整所有列宽(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Filter the rows</source>
        <translation>筛选行(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Expand everything</source>
        <translation>全部展开(&amp;E)</translation>
    </message>
    <message>
        <source>Collapse everything</source>
        <translation>全部折叠</translation>
    </message>
    <message>
        <source>System &amp;theme</source>
        <translation>跟随系统主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Light theme</source>
        <translation>浅色主题(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark theme</source>
        <translation>深色主题(&amp;D)</translation>
    </message>
    <message>
        <source>Col&amp;umns</source>
        <translation>列(&amp;U)</translation>
    </message>
    <message>
        <source>No table is shown</source>
        <translation>没有显示表格</translation>
    </message>
    <message>
        <source>Pa&amp;nel</source>
        <translation>面板(&amp;N)</translation>
    </message>
    <message>
        <source>No file is in front</source>
        <translation>最前面没有文件</translation>
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
        <source>Find any command by typing a few letters of it</source>
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
        <translation>字节分布(&amp;W)</translation>
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
        <source>Opt&amp;imizer of the file</source>
        <translation>文件中的优化器(&amp;I)</translation>
    </message>
    <message>
        <source>Its param groups, its state under the names of the parameters, and the size of the next step</source>
        <translation>它的参数组、按参数名称列出的状态，以及下一步的大小</translation>
    </message>
    <message>
        <source>This file holds no optimizer: a training that goes on from it begins with a new one.</source>
        <translation>这个文件中没有优化器：从它继续训练会使用全新的优化器。</translation>
    </message>
    <message>
        <source>Sc&amp;hedule of the learning rate</source>
        <translation>学习率调度(&amp;H)</translation>
    </message>
    <message>
        <source>The learning rates to come, as the scheduler in the file would set them</source>
        <translation>文件中的调度器接下来会设置的学习率</translation>
    </message>
    <message>
        <source>This file holds no scheduler: a training that goes on from it begins with a new one.</source>
        <translation>这个文件中没有调度器：从它继续训练会使用全新的调度器。</translation>
    </message>
    <message>
        <source>In the picture or the values of the selected tensor, or else from tensor to tensor</source>
        <translation>在所选张量的图像或数值表中；未选张量时逐个张量跳转</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
</context>
<context>
    <name>gui/app</name>
    <message>
        <source>Something went wrong inside this program ({kind}). Your files are untouched; you can go on. Details: {report}</source>
        <translation>程序内部出现错误（{kind}）。你的文件没有被改动，可以继续使用。详细信息：{report}</translation>
    </message>
    <message>
        <source>Show the report</source>
        <translation>显示报告</translation>
    </message>
    <message>
        <source>The sample checkpoints are not part of this installation.</source>
        <translation>此安装不包含示例检查点。</translation>
    </message>
</context>
<context>
    <name>gui/compare/arranging</name>
    <message>
        <source>Sorting the differences</source>
        <translation>正在排序差异</translation>
    </message>
</context>
<context>
    <name>gui/compare/beside</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Values beside it</source>
        <translation>同级的值</translation>
    </message>
    <message>
        <source>Values beside it in {place}</source>
        <translation>{place} 中与它同级的值</translation>
    </message>
    <message>
        <source>Values beside it at the top of the file</source>
        <translation>文件顶层中与它同级的值</translation>
    </message>
</context>
<context>
    <name>gui/compare/detail</name>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>How both sides are shown</source>
        <translation>两边的显示方式</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Both histograms, and the values in pairs</source>
        <translation>两个直方图，以及成对的值</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>A, B and their difference, a colour for each value</source>
        <translation>A、B 及其差，每个值一种颜色</translation>
    </message>
    <message>
        <source>Value in {letter}</source>
        <translation>{letter} 中的值</translation>
    </message>
    <message>
        <source>Select a row to see both sides.</source>
        <translation>选择一行以查看两边。</translation>
    </message>
    <message>
        <source>not in this file</source>
        <translation>不在此文件中</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>{side}: {name}</source>
        <translation>{side}：{name}</translation>
    </message>
    <message>
        <source>Recognised as {evidence}.</source>
        <translation>识别依据：{evidence}。</translation>
    </message>
    <message>
        <source>{elements} not listed</source>
        <translation>{elements}未列出</translation>
    </message>
    <message>
        <source>Only {side} has this tensor.</source>
        <translation>只有 {side} 有这个张量。</translation>
    </message>
    <message>
        <source>A has {a}, B has {b}: elements of different shapes cannot be paired.</source>
        <translation>A 为 {a}，B 为 {b}：形状不同，元素无法一一对应。</translation>
    </message>
    <message>
        <source>A has {a}, B has {b}.</source>
        <translation>A 为 {a}，B 为 {b}。</translation>
    </message>
    <message>
        <source>Only in A</source>
        <translation>仅在 A 中</translation>
    </message>
    <message>
        <source>Only in B</source>
        <translation>仅在 B 中</translation>
    </message>
</context>
<context>
    <name>gui/compare/measuring</name>
    <message>
        <source>Compared {count:,} of {total:,}</source>
        <translation>已比较 {count:,} / {total:,}</translation>
    </message>
    <message>
        <source>Comparing tensors</source>
        <translation>正在比较张量</translation>
    </message>
</context>
<context>
    <name>gui/compare/model</name>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>gui/compare/page</name>
    <message>
        <source>S&amp;wap A and B</source>
        <translation>交换 A 和 B(&amp;W)</translation>
    </message>
    <message>
        <source>Compare the other way round</source>
        <translation>反过来比较</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Filter: a name or a status</source>
        <translation>筛选：名称或状态</translation>
    </message>
    <message>
        <source>Filter differences</source>
        <translation>筛选差异</translation>
    </message>
    <message>
        <source>&amp;Only what differs</source>
        <translation>仅显示差异(&amp;O)</translation>
    </message>
    <message>
        <source>By &amp;module</source>
        <translation>按模块(&amp;M)</translation>
    </message>
    <message>
        <source>Show the parts of dotted names as levels: layer1 › 0 › weight</source>
        <translation>将带点名称的各部分逐级排列：layer1 › 0 › weight</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>比较的内容</translation>
    </message>
    <message>
        <source>Compare everything</source>
        <translation>比较全部</translation>
    </message>
    <message>
        <source>Compare parameters only</source>
        <translation>仅比较参数</translation>
    </message>
</context>
<context>
    <name>gui/compare/pair_table</name>
    <message>
        <source>Element</source>
        <translation>元素</translation>
    </message>
    <message>
        <source>the only one</source>
        <translation>唯一的元素</translation>
    </message>
    <message>
        <source>Reading values</source>
        <translation>正在读取数值</translation>
    </message>
    <message>
        <source>Values of both sides and their difference</source>
        <translation>两边的值及其差</translation>
    </message>
    <message>
        <source>&amp;Next difference</source>
        <translation>下一处差异(&amp;N)</translation>
    </message>
    <message>
        <source>Go to the next element that is not the same on both sides</source>
        <translation>转到下一个两边不同的元素</translation>
    </message>
    <message>
        <source>&amp;Largest</source>
        <translation>最大差异(&amp;L)</translation>
    </message>
    <message>
        <source>Go to the element that differs most</source>
        <translation>转到差异最大的元素</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>Searching for a difference</source>
        <translation>正在查找差异</translation>
    </message>
    <message>
        <source>No element differs.</source>
        <translation>没有不同的元素。</translation>
    </message>
    <message>
        <source>{place} differs; it lies beyond what is listed.</source>
        <translation>{place} 不同，它在所列范围之外。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
</context>
<context>
    <name>gui/compare/pictures</name>
    <message>
        <source>Picture of {title}</source>
        <translation>{title} 的图像</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>A and B are equal here</source>
        <translation>A 与 B 在此处相等</translation>
    </message>
    <message>
        <source>B − A ranges from {low} to {high}</source>
        <translation>B − A 的范围是 {low} 到 {high}</translation>
    </message>
    <message>
        <source>{place}:  A {a},  B {b},  B − A {difference}</source>
        <translation>{place}：A {a}，B {b}，B − A {difference}</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图像</translation>
    </message>
</context>
<context>
    <name>gui/compare/sizing</name>
    <message>
        <source>Reading the size of equal tensors</source>
        <translation>正在读取相同张量的大小（范数）</translation>
    </message>
</context>
<context>
    <name>gui/compare/tab</name>
    <message>
        <source>Exporting the comparison</source>
        <translation>正在导出比较结果</translation>
    </message>
    <message>
        <source>{names} changed on disk after it was compared.</source>
        <translation>{names} 在比较之后在磁盘上被更改。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Compare again</source>
        <translation>重新比较</translation>
    </message>
    <message>
        <source>Comparing the structure…</source>
        <translation>正在比较结构…</translation>
    </message>
    <message>
        <source>Comparing structure</source>
        <translation>正在比较结构</translation>
    </message>
    <message>
        <source>… and {count} more like these</source>
        <translation>…另有 {count} 条类似的</translation>
    </message>
    <message>
        <source>Comparing {pairs} of tensors…</source>
        <translation>正在比较 {pairs}张量…</translation>
    </message>
    <message>
        <source>Comparing tensors…</source>
        <translation>正在比较张量…</translation>
    </message>
    <message>
        <source>{tensors} could not be compared: {reason}</source>
        <translation>{tensors}无法比较：{reason}</translation>
    </message>
    <message>
        <source>Stopped. Rows that say “not compared yet” have no numbers.</source>
        <translation>已停止。标为“尚未比较”的行没有数值。</translation>
    </message>
    <message>
        <source>The comparison was stopped.</source>
        <translation>比较已停止。</translation>
    </message>
    <message>
        <source>The two files could not be compared.</source>
        <translation>无法比较这两个文件。</translation>
    </message>
    <message>
        <source>No row matches the filter.</source>
        <translation>没有符合筛选条件的行。</translation>
    </message>
    <message>
        <source>No difference so far…</source>
        <translation>目前没有差异…</translation>
    </message>
    <message>
        <source>Nothing that was compared differs.</source>
        <translation>比较过的内容没有差异。</translation>
    </message>
    <message>
        <source>Exported to {name}</source>
        <translation>已导出到 {name}</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开它</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Equal values</source>
        <translation>值相等</translation>
    </message>
    <message>
        <source>Every tensor and every value that was compared is the same on both sides. What else differs is named above.</source>
        <translation>比较过的每个张量和每个值在两边都相同。其他不同之处见上方。</translation>
    </message>
    <message>
        <source>Identical</source>
        <translation>完全相同</translation>
    </message>
    <message>
        <source>Every tensor and every value that was compared is the same on both sides.</source>
        <translation>比较过的每个张量和每个值在两边都相同。</translation>
    </message>
</context>
<context>
    <name>gui/compare/view</name>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/cast_dialog</name>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Largest difference</source>
        <translation>最大差异</translation>
    </message>
    <message>
        <source>Relative</source>
        <translation>相对差异</translation>
    </message>
    <message>
        <source>Infinite</source>
        <translation>变为无穷</translation>
    </message>
    <message>
        <source>Zero</source>
        <translation>变为零</translation>
    </message>
    <message>
        <source>Floating-point tensors get another type; whole numbers and the state of optimizers keep theirs, unless the place you choose lies in an optimizer.</source>
        <translation>浮点张量会换成另一种类型；整数和优化器的状态保持原来的类型，除非所选位置就在优化器中。</translation>
    </message>
    <message>
        <source>Convert the numbers</source>
        <translation>转换数值类型</translation>
    </message>
    <message>
        <source>C&amp;onvert</source>
        <translation>转换(&amp;O)</translation>
    </message>
    <message>
        <source>all but optimizers</source>
        <translation>优化器以外的全部</translation>
    </message>
    <message>
        <source>New dtype</source>
        <translation>新数据类型</translation>
    </message>
    <message>
        <source>What is lost</source>
        <translation>精度损失</translation>
    </message>
    <message>
        <source>&amp;New dtype:</source>
        <translation>新数据类型(&amp;N)：</translation>
    </message>
    <message>
        <source>&amp;In:</source>
        <translation>范围(&amp;I)：</translation>
    </message>
    <message>
        <source>Measuring a conversion</source>
        <translation>正在测量转换的影响</translation>
    </message>
    <message>
        <source>Measuring what is lost…</source>
        <translation>正在测量精度损失…</translation>
    </message>
    <message>
        <source>There is no floating-point tensor of another type here.</source>
        <translation>这里没有其他类型的浮点张量。</translation>
    </message>
    <message>
        <source>What is lost, in {count}, most first</source>
        <translation>精度损失，共 {count}，最大的在前</translation>
    </message>
    <message>
        <source>The measurement did not finish, so what the conversion loses is not known.</source>
        <translation>测量没有完成，因此不知道转换的精度损失。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{tensors} → {dtype}: {loss}. The tensors take {size} less.</source>
        <translation>{tensors} → {dtype}：{loss}。张量将少占 {size}。</translation>
    </message>
    <message>
        <source>{tensors} → {dtype}: {loss}. The tensors take {size} more.</source>
        <translation>{tensors} → {dtype}：{loss}。张量将多占 {size}。</translation>
    </message>
    <message>
        <source>{changed:,} of {count:,}</source>
        <translation>{changed:,} / {count:,}</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/change_dialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>{what}. {hint}</source>
        <translation>{what}。{hint}</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/device_chooser</name>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Free memory</source>
        <translation>可用内存</translation>
    </message>
    <message>
        <source>Memory in all</source>
        <translation>总内存</translation>
    </message>
    <message>
        <source>Choose a device</source>
        <translation>选择设备</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>在文件中</translation>
    </message>
    <message>
        <source>Read piece by piece when needed</source>
        <translation>需要时逐块读取</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>不需要</translation>
    </message>
    <message>
        <source>Loading copies every tensor to the device you choose, as torch.load(…, map_location=…) would, and statistics are then computed there. The file is not changed: Device tags, in the Change menu, does that.</source>
        <translation>加载会把每个张量复制到所选设备，与 torch.load(…, map_location=…) 相同，之后统计也在那里计算。文件不会改变；要改变文件，请用“修改”菜单中的“设备标记”。</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备列表</translation>
    </message>
    <message>
        <source>&amp;Load</source>
        <translation>加载(&amp;L)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Where should the tensors be?</source>
        <translation>张量应放在哪里？</translation>
    </message>
    <message>
        <source>Asking PyTorch which devices this computer has…</source>
        <translation>正在向 PyTorch 询问这台计算机有哪些设备…</translation>
    </message>
    <message>
        <source>Asking PyTorch for devices</source>
        <translation>正在向 PyTorch 询问设备</translation>
    </message>
    <message>
        <source>{what} — in use now</source>
        <translation>{what} — 正在使用</translation>
    </message>
    <message>
        <source>&amp;Read from the file</source>
        <translation>从文件读取(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Load onto {device}</source>
        <translation>加载到 {device}(&amp;L)</translation>
    </message>
    <message>
        <source>The tensors are here now.</source>
        <translation>张量现在就在这里。</translation>
    </message>
    <message>
        <source>Numbers are read from the file now, a few megabytes at a time. Nothing is loaded.</source>
        <translation>数值现在从文件读取，每次几 MB。没有加载任何内容。</translation>
    </message>
    <message>
        <source>Gives back the memory on {device} and reads numbers from the file again.</source>
        <translation>释放 {device} 上的内存，重新从文件读取数值。</translation>
    </message>
    <message>
        <source>Loading onto {device}</source>
        <translation>正在加载到 {device}</translation>
    </message>
    <message>
        <source>Loading onto {device}…</source>
        <translation>正在加载到 {device}…</translation>
    </message>
    <message>
        <source>Stopped. Nothing stays loaded.</source>
        <translation>已停止。没有任何内容留在设备上。</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/fit_dialog</name>
    <message>
        <source>Would {name} load into {into}?</source>
        <translation>{name} 能否加载到 {into}？</translation>
    </message>
    <message>
        <source>Comparing names and shapes…</source>
        <translation>正在比较名称和形状…</translation>
    </message>
    <message>
        <source>model.load_state_dict({name}) into {into}</source>
        <translation>model.load_state_dict({name})，加载到 {into}</translation>
    </message>
    <message>
        <source>Names and shapes are compared; no file is changed.</source>
        <translation>只比较名称和形状，不改动任何文件。</translation>
    </message>
    <message>
        <source>Ta&amp;ke these names</source>
        <translation>采用这些名称(&amp;K)</translation>
    </message>
    <message>
        <source>Change the names in the file in front as suggested; undo brings the old ones back</source>
        <translation>按建议更改当前文件中的名称；撤销可恢复原来的名称</translation>
    </message>
    <message>
        <source>What would be loaded</source>
        <translation>要加载的内容</translation>
    </message>
    <message>
        <source>W&amp;hat would be loaded:</source>
        <translation>要加载的内容(&amp;H)：</translation>
    </message>
    <message>
        <source>Comparing names and shapes</source>
        <translation>正在比较名称和形状</translation>
    </message>
    <message>
        <source>There is nothing to compare.</source>
        <translation>没有可比较的内容。</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/fit_view</name>
    <message>
        <source>Would it load</source>
        <translation>能否加载</translation>
    </message>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}。</translation>
    </message>
    <message>
        <source>What would help</source>
        <translation>可以这样解决</translation>
    </message>
    <message>
        <source>Missing: the model needs these</source>
        <translation>缺少：模型需要这些</translation>
    </message>
    <message>
        <source>Unexpected: the model has no place for these</source>
        <translation>多余：模型没有放这些的位置</translation>
    </message>
    <message>
        <source>Of another shape</source>
        <translation>形状不同</translation>
    </message>
    <message>
        <source>Converted to the model’s type</source>
        <translation>转换为模型的类型</translation>
    </message>
    <message>
        <source>Filled in by PyTorch, as for files from before these names</source>
        <translation>由 PyTorch 补上，与早于这些名称的文件一样</translation>
    </message>
    <message>
        <source>{name}: {words}</source>
        <translation>{name}：{words}</translation>
    </message>
    <message>
        <source>… and {count:,} more</source>
        <translation>… 还有 {count:,} 个</translation>
    </message>
    <message>
        <source>{found}, wanted {wanted}</source>
        <translation>{found}，需要 {wanted}</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/guide</name>
    <message>
        <source>User guide</source>
        <translation>用户指南</translation>
    </message>
    <message>
        <source>Text of the guide</source>
        <translation>指南正文</translation>
    </message>
    <message>
        <source>Chapters</source>
        <translation>章节</translation>
    </message>
    <message>
        <source>Find in the guide (Enter: the next place)</source>
        <translation>在指南中查找（Enter：下一处）</translation>
    </message>
    <message>
        <source>Find in the guide</source>
        <translation>在指南中查找</translation>
    </message>
    <message>
        <source>Not in the guide</source>
        <translation>指南中没有</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/key_dialogs</name>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>True or False</source>
        <translation>True 或 False</translation>
    </message>
    <message>
        <source>Another name for {place}. Where an optimizer keeps names of parameters, the one of this name follows.</source>
        <translation>为 {place} 改名。如果优化器记有参数名称，其中的这个名称会随之改变。</translation>
    </message>
    <message>
        <source>Rename a key</source>
        <translation>重命名键</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;New name:</source>
        <translation>新名称(&amp;N)：</translation>
    </message>
    <message>
        <source>A new value in the metadata of the file.</source>
        <translation>在文件的元数据中添加一个新值。</translation>
    </message>
    <message>
        <source>A new value in {place}.</source>
        <translation>在 {place} 中添加一个新值。</translation>
    </message>
    <message>
        <source>Add a value</source>
        <translation>添加值</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>for example note</source>
        <translation>例如 note</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>名称(&amp;N)：</translation>
    </message>
    <message>
        <source>&amp;Kind:</source>
        <translation>种类(&amp;K)：</translation>
    </message>
    <message>
        <source>&amp;Value:</source>
        <translation>值(&amp;V)：</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/lr_choice</name>
    <message>
        <source>Param group {number}</source>
        <translation>参数组 {number}</translation>
    </message>
    <message>
        <source>… and {count:,} more</source>
        <translation>… 还有 {count:,} 个</translation>
    </message>
    <message>
        <source>Not changed: {places}. No optimizer reads this, but a script that resumes may: change it in the tree if it should follow.</source>
        <translation>不会改变：{places}。优化器不读取它，但恢复训练的脚本可能会读取：如果它也应改变，请在树中修改。</translation>
    </message>
    <message>
        <source>With “nan” as the learning rate the first step makes every parameter NaN.</source>
        <translation>学习率为“nan”时，第一步就会使每个参数都变成 NaN。</translation>
    </message>
    <message>
        <source>An infinite learning rate makes every parameter infinite or NaN in the first step.</source>
        <translation>学习率为无穷时，第一步就会使每个参数都变成无穷或 NaN。</translation>
    </message>
    <message>
        <source>A negative learning rate makes training climb away from the minimum.</source>
        <translation>学习率为负时，训练会离最小值越来越远。</translation>
    </message>
    <message>
        <source>{value} is unusually large for a learning rate.</source>
        <translation>{value} 作为学习率大得不寻常。</translation>
    </message>
    <message>
        <source>With a learning rate of 0 the parameters do not change any more.</source>
        <translation>学习率为 0 时，参数不再改变。</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/lr_editor</name>
    <message>
        <source>No learning rate is stored in this file.
It lies in the state of an optimizer, which this file does not hold. Open a training checkpoint that was saved with optimizer.state_dict(), or give the learning rate where the optimizer is made: torch.optim.SGD(model.parameters(), lr=0.01).</source>
        <translation>这个文件中没有存储学习率。
学习率在优化器的状态中，而这个文件不含优化器状态。请打开用 optimizer.state_dict() 保存的训练检查点，或在创建优化器时给出学习率：torch.optim.SGD(model.parameters(), lr=0.01)。</translation>
    </message>
    <message>
        <source>Change the learning rate</source>
        <translation>修改学习率</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>An optimizer that is restored from this file goes on with the learning rate stored in it. Schedulers keep copies; those follow, or the first step would bring the old rate back.</source>
        <translation>从这个文件恢复的优化器会沿用其中存储的学习率。调度器也存有副本；这些副本会随之修改，否则第一步就会恢复旧的学习率。</translation>
    </message>
    <message>
        <source>Places that will change</source>
        <translation>将要改变的位置</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>New</source>
        <translation>修改后</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>C&amp;hange</source>
        <translation>修改(&amp;H)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Param groups</source>
        <translation>参数组</translation>
    </message>
    <message>
        <source>Param group</source>
        <translation>参数组</translation>
    </message>
    <message>
        <source>Learning rate now</source>
        <translation>当前学习率</translation>
    </message>
    <message>
        <source>All {count} optimizers</source>
        <translation>全部 {count} 个优化器</translation>
    </message>
    <message>
        <source>&amp;New value</source>
        <translation>新值(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Multiply by</source>
        <translation>乘以(&amp;M)</translation>
    </message>
    <message>
        <source>New learning rate</source>
        <translation>新学习率</translation>
    </message>
    <message>
        <source>for example 1e-3</source>
        <translation>例如 1e-3</translation>
    </message>
    <message>
        <source>Factor for the learning rate</source>
        <translation>学习率的倍数</translation>
    </message>
    <message>
        <source>now {value}</source>
        <translation>当前为 {value}</translation>
    </message>
    <message>
        <source>Tick at least one param group.</source>
        <translation>请至少勾选一个参数组。</translation>
    </message>
    <message>
        <source>This is the learning rate already; nothing would change.</source>
        <translation>学习率已经是这个值，不会有任何改变。</translation>
    </message>
    <message>
        <source>What will change: {ticked} of {count}</source>
        <translation>将要改变的内容：{ticked} / {count}</translation>
    </message>
    <message>
        <source>Where it is stored</source>
        <translation>存储位置</translation>
    </message>
    <message>
        <source>Type the new learning rate, for example 0.001, 1e-3 or 3e-4.</source>
        <translation>请输入新的学习率，例如 0.001、1e-3 或 3e-4。</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/model_form</name>
    <message>
        <source>Name the class of the model, as my_model.py:Model with its folder or as package.module:Model.</source>
        <translation>请指定模型的类：my_model.py:Model（并给出文件夹），或 package.module:Model。</translation>
    </message>
    <message>
        <source>Class of the model</source>
        <translation>模型的类</translation>
    </message>
    <message>
        <source>Arguments of the class</source>
        <translation>类的参数</translation>
    </message>
    <message>
        <source>{named} or {listed}, or nothing</source>
        <translation>{named} 或 {listed}，没有则留空</translation>
    </message>
    <message>
        <source>Folder to import from</source>
        <translation>导入所用的文件夹</translation>
    </message>
    <message>
        <source>the folder of the file, or what is installed</source>
        <translation>文件所在的文件夹，或已安装的包</translation>
    </message>
    <message>
        <source>Python that runs it</source>
        <translation>运行它的 Python 解释器</translation>
    </message>
    <message>
        <source>this program's, or a folder with another</source>
        <translation>本程序的 Python，或另一个的文件夹</translation>
    </message>
    <message>
        <source>Choose a .&amp;py file…</source>
        <translation>选择 .py 文件(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Model class:</source>
        <translation>模型类(&amp;M)：</translation>
    </message>
    <message>
        <source>Arguments (&amp;JSON):</source>
        <translation>参数（&amp;JSON）：</translation>
    </message>
    <message>
        <source>&amp;Import from:</source>
        <translation>导入自(&amp;I)：</translation>
    </message>
    <message>
        <source>R&amp;un by:</source>
        <translation>解释器(&amp;U)：</translation>
    </message>
    <message>
        <source>This will run: {sentence}. It runs in a process of its own, but with your rights: allow it only if you know the code.</source>
        <translation>将要运行：{sentence}。它在独立的进程中运行，但拥有你的权限：请只在了解代码时允许。</translation>
    </message>
    <message>
        <source>Choose the file that defines the model</source>
        <translation>选择定义模型的文件</translation>
    </message>
    <message>
        <source>Python files (*.py)</source>
        <translation>Python 文件 (*.py)</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/model_pane</name>
    <message>
        <source>Nothing has run yet. “Run it” builds the model and compares its names and shapes; nothing is saved by that.</source>
        <translation>还没有运行任何代码。“运行”会构建模型并比较名称和形状；这不会保存任何内容。</translation>
    </message>
    <message>
        <source>Ru&amp;n it</source>
        <translation>运行(&amp;N)</translation>
    </message>
    <message>
        <source>Running {call}…</source>
        <translation>正在运行 {call}…</translation>
    </message>
    <message>
        <source>Running {call}</source>
        <translation>正在运行 {call}</translation>
    </message>
    <message>
        <source>There is no model to compare with.</source>
        <translation>没有可供比较的模型。</translation>
    </message>
    <message>
        <source>Stopped. The process of the model was ended.</source>
        <translation>已停止。模型的进程已结束。</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/palette</name>
    <message>
        <source>Commands</source>
        <translation>命令列表</translation>
    </message>
    <message>
        <source>Type what you want to do</source>
        <translation>输入想做的事</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>要做的事</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>“{title}” cannot be done with what is selected now</source>
        <translation>当前所选内容无法执行“{title}”</translation>
    </message>
    <message>
        <source>No command is called that</source>
        <translation>没有这样的命令</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/rename_dialog</name>
    <message>
        <source>Every tensor name that matches the pattern is changed, as Python's re.sub does it. The optimizer's parameter names and the versions of modules follow.</source>
        <translation>符合模式的每个张量名称都会像 Python 的 re.sub 那样被替换。优化器中的参数名称和模块的版本会随之改变。</translation>
    </message>
    <message>
        <source>Rename by pattern</source>
        <translation>按模式重命名</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>all state_dicts of the file</source>
        <translation>文件中的所有 state_dict</translation>
    </message>
    <message>
        <source>Names that change</source>
        <translation>改变的名称</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>New</source>
        <translation>修改后</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>for example ^encoder\.(\d+)</source>
        <translation>例如 ^encoder\.(\d+)</translation>
    </message>
    <message>
        <source>for example blocks.\1; leave it empty to take the match away</source>
        <translation>例如 blocks.\1；留空则去掉匹配的部分</translation>
    </message>
    <message>
        <source>&amp;Often needed:</source>
        <translation>常用(&amp;O)：</translation>
    </message>
    <message>
        <source>&amp;Pattern:</source>
        <translation>模式(&amp;P)：</translation>
    </message>
    <message>
        <source>&amp;New:</source>
        <translation>新名称(&amp;N)：</translation>
    </message>
    <message>
        <source>&amp;In:</source>
        <translation>范围(&amp;I)：</translation>
    </message>
    <message>
        <source>Planning the new names</source>
        <translation>正在规划新名称</translation>
    </message>
    <message>
        <source>{count} cannot be: they are red. Nothing can be renamed until the pattern leaves them apart.</source>
        <translation>{count}不可行，以红色标出。在模式避开它们之前，无法重命名。</translation>
    </message>
    <message>
        <source>No tensor's name matches this pattern, or none would change.</source>
        <translation>没有张量名称符合这个模式，或者名称保持不变。</translation>
    </message>
    <message>
        <source>Names that change: {count:,}</source>
        <translation>改变的名称：{count:,} 个</translation>
    </message>
    <message>
        <source>Names that change: {count:,}, the first {shown:,} are shown</source>
        <translation>改变的名称：{count:,} 个，显示前 {shown:,} 个</translation>
    </message>
    <message>
        <source>Take “{prefix}” off the front</source>
        <translation>去掉开头的“{prefix}”</translation>
    </message>
    <message>
        <source>Put a prefix before every name</source>
        <translation>在每个名称前加上前缀</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/reset_dialog</name>
    <message>
        <source>These values count epochs and steps in this file. A training that resumes goes on from these numbers. The learning rate and the optimizer's averages stay as they are.</source>
        <translation>这个文件中记录 epoch 和 step 的计数。恢复的训练会从这些数字继续。学习率和优化器的平均值保持不变。</translation>
    </message>
    <message>
        <source>No count of epochs or steps was found in this file.
A value with another name can be changed in its place: select it in the tree and press F2.</source>
        <translation>在这个文件中没有找到 epoch 或 step 的计数。
其他名称的值可以在原处修改：在树中选中它，然后按 F2。</translation>
    </message>
    <message>
        <source>Reset epoch and step</source>
        <translation>重置 epoch 和 step</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>重置(&amp;R)</translation>
    </message>
    <message>
        <source>Counters</source>
        <translation>计数器</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>New</source>
        <translation>修改后</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>&amp;Value:</source>
        <translation>值(&amp;V)：</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/save_dialog</name>
    <message>
        <source>The new file is written beside it, read back and compared. Only then does it take the place of the old one; if anything goes wrong, the old file stays as it is.</source>
        <translation>新文件先写在旁边，再读回并比较，然后才取代旧文件；如果出了任何问题，旧文件保持原样。</translation>
    </message>
    <message>
        <source>Fi&amp;le:</source>
        <translation>文件(&amp;L)：</translation>
    </message>
    <message>
        <source>File to write</source>
        <translation>要写入的文件</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>浏览(&amp;B)…</translation>
    </message>
    <message>
        <source>Save a &amp;copy instead…</source>
        <translation>改为保存副本(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Update in place</source>
        <translation>就地更新(&amp;U)</translation>
    </message>
    <message>
        <source>Sa&amp;ve</source>
        <translation>保存(&amp;V)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save {name}</source>
        <translation>保存 {name}</translation>
    </message>
    <message>
        <source>Save a copy of {name}</source>
        <translation>保存 {name} 的副本</translation>
    </message>
    <message>
        <source>Replace {name} with your changes?</source>
        <translation>用你的修改替换 {name}？</translation>
    </message>
    <message>
        <source>&amp;Replace {name}</source>
        <translation>替换 {name}(&amp;R)</translation>
    </message>
    <message>
        <source>Choose the file to write</source>
        <translation>选择要写入的文件</translation>
    </message>
    <message>
        <source>Looking at ways to save</source>
        <translation>正在查看可用的保存方式</translation>
    </message>
    <message>
        <source>Type the name of the file to write.</source>
        <translation>请输入要写入的文件名。</translation>
    </message>
    <message>
        <source>Planning the save</source>
        <translation>正在规划保存</translation>
    </message>
    <message>
        <source>Fo&amp;lder:</source>
        <translation>文件夹(&amp;L)：</translation>
    </message>
    <message>
        <source>&amp;Replace {name}, the file that is open here</source>
        <translation>替换 {name}，即此处打开的文件(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Replace {name}, which is there already</source>
        <translation>替换已存在的 {name}(&amp;R)</translation>
    </message>
    <message>
        <source>Leave o&amp;ut the one tensor that cannot be read</source>
        <translation>略去无法读取的那一个张量(&amp;U)</translation>
    </message>
    <message>
        <source>Leave o&amp;ut {lost:,} tensors that cannot be read</source>
        <translation>略去无法读取的 {lost:,} 个张量(&amp;U)</translation>
    </message>
    <message>
        <source>What can be read is saved without it once this is ticked.</source>
        <translation>勾选后，将略去它，保存可以读取的内容。</translation>
    </message>
    <message>
        <source>What can be read is saved without them once this is ticked.</source>
        <translation>勾选后，将略去它们，保存可以读取的内容。</translation>
    </message>
    <message>
        <source>An update in place writes only your changes, into the file.</source>
        <translation>就地更新只把你的修改写入这个文件。</translation>
    </message>
    <message>
        <source>Left out: {what}.</source>
        <translation>略去：{what}。</translation>
    </message>
    <message>
        <source>It will be saved as soon as what to write is worked out.</source>
        <translation>算出将写入的内容后立即保存。</translation>
    </message>
    <message>
        <source>Saving {name}</source>
        <translation>正在保存 {name}</translation>
    </message>
    <message>
        <source>Saving {name}…</source>
        <translation>正在保存 {name}…</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>已保存 {name}</translation>
    </message>
    <message>
        <source>Stopped. No file was written or changed.</source>
        <translation>已停止。没有写入或改动任何文件。</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/save_form</name>
    <message>
        <source>Everything that is in the file, with your changes.</source>
        <translation>文件中的全部内容，包括你的修改。</translation>
    </message>
    <message>
        <source>Only the model's parameters and buffers, for model.load_state_dict(…). This is what people usually share.</source>
        <translation>只有模型的参数和缓冲区，供 model.load_state_dict(…) 使用。通常分享的就是这种。</translation>
    </message>
    <message>
        <source>To go on training: model_state_dict, optimizer_state_dict, epoch and all else, no classes.</source>
        <translation>用于继续训练：model_state_dict、optimizer_state_dict、epoch 及其他所有内容，不含类。</translation>
    </message>
    <message>
        <source>The model as one object. Python needs the model's class to load it.</source>
        <translation>模型作为一个对象。Python 加载时需要模型的类。</translation>
    </message>
    <message>
        <source>Tensors by name, nothing else. Read by many programs, cannot hold code.</source>
        <translation>只有按名称存放的张量。许多程序都能读取，不能包含代码。</translation>
    </message>
    <message>
        <source>Arrays by name for numpy.load(…), which needs no PyTorch.</source>
        <translation>按名称存放的数组，供 numpy.load(…) 使用，不需要 PyTorch。</translation>
    </message>
    <message>
        <source>The model as one object. You name its class; Python builds it once you say so.</source>
        <translation>模型作为一个对象。由你指定它的类；经你同意后由 Python 构建。</translation>
    </message>
    <message>
        <source>&amp;Same kind</source>
        <translation>同一种类(&amp;S)</translation>
    </message>
    <message>
        <source>state_&amp;dict</source>
        <translatorcomment>a name of PyTorch</translatorcomment>
        <translation>state_&amp;dict</translation>
    </message>
    <message>
        <source>Trainin&amp;g checkpoint</source>
        <translation>训练检查点(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Whole model</source>
        <translation>完整模型(&amp;W)</translation>
    </message>
    <message>
        <source>sa&amp;fetensors</source>
        <translatorcomment>the name of the format</translatorcomment>
        <translation>sa&amp;fetensors</translation>
    </message>
    <message>
        <source>numpy archive, .np&amp;z</source>
        <translation>numpy 归档，.np&amp;z</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>W&amp;hich:</source>
        <translation>哪一部分(&amp;H)：</translation>
    </message>
    <message>
        <source>Which part to save</source>
        <translation>要保存哪一部分</translation>
    </message>
    <message>
        <source>Not possible here: {reason}</source>
        <translation>此处不可用：{reason}</translation>
    </message>
    <message>
        <source>{form} (not possible here)</source>
        <translation>{form}（此处不可用）</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/save_options</name>
    <message>
        <source>For &amp;CPU: loads on a computer without a GPU</source>
        <translation>用于 &amp;CPU：可在没有 GPU 的计算机上加载</translation>
    </message>
    <message>
        <source>Device &amp;tags:</source>
        <translation>设备标记(&amp;T)：</translation>
    </message>
    <message>
        <source>Device tags</source>
        <translation>设备标记</translation>
    </message>
    <message>
        <source>keep as they are</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>all to {name}</source>
        <translation>全部改为 {name}</translation>
    </message>
    <message>
        <source>C&amp;ompact: leave out bytes that no tensor uses</source>
        <translation>紧凑：略去没有张量使用的字节(&amp;O)</translation>
    </message>
    <message>
        <source>Pl&amp;ain: no objects of other libraries, loads with weights_only=True</source>
        <translation>普通值：不含其他库的对象，可用 weights_only=True 加载(&amp;A)</translation>
    </message>
    <message>
        <source>For old PyTorch, before 1.&amp;6</source>
        <translation>用于旧版 PyTorch（1.&amp;6 之前）</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>keep as they are ({tags})</source>
        <translation>保持原样（{tags}）</translation>
    </message>
    <message>
        <source>For &amp;CPU (every tensor is tagged cpu already)</source>
        <translation>用于 &amp;CPU（每个张量都已标记为 cpu）</translation>
    </message>
    <message>
        <source>C&amp;ompact: leave out {size} that no tensor uses</source>
        <translation>紧凑：略去没有张量使用的 {size}(&amp;O)</translation>
    </message>
    <message>
        <source>C&amp;ompact (tensors use every byte already)</source>
        <translation>紧凑（张量已用到每个字节）(&amp;O)</translation>
    </message>
    <message>
        <source>Leave out, for a slim copy</source>
        <translation>略去以下内容，得到精简副本</translation>
    </message>
    <message>
        <source>{size}: {what}</source>
        <translation>{size}：{what}</translation>
    </message>
    <message>
        <source>&amp;Include only:</source>
        <translation>只包含(&amp;I)：</translation>
    </message>
    <message>
        <source>all tensors, or places such as /fc.weight /fc.bias</source>
        <translation>所有张量，或位置，例如 /fc.weight /fc.bias</translation>
    </message>
    <message>
        <source>Places whose tensors alone are written</source>
        <translation>只写入这些位置的张量</translation>
    </message>
    <message>
        <source>I&amp;n shards of at most</source>
        <translation>分片，每片至多(&amp;N)</translation>
    </message>
    <message>
        <source>Size of a shard</source>
        <translation>分片大小</translation>
    </message>
    <message>
        <source>Types that numpy lacks (bfloat16, float8) as float&amp;32</source>
        <translation>numpy 没有的类型（bfloat16、float8）存为 float&amp;32</translation>
    </message>
    <message>
        <source>The size of a shard is missing. For example 5GB, 500MB or 2GiB.</source>
        <translation>缺少分片大小。例如 5GB、500MB 或 2GiB。</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/save_plan</name>
    <message>
        <source>What will be saved</source>
        <translation>将要保存的内容</translation>
    </message>
    <message>
        <source>Working out what will be written…</source>
        <translation>正在确定要写入的内容…</translation>
    </message>
    <message>
        <source>… and {changes}</source>
        <translation>… {changes}</translation>
    </message>
    <message>
        <source>Your changes</source>
        <translation>你的修改</translation>
    </message>
    <message>
        <source>Your changes, as far as they concern what is saved</source>
        <translation>你的修改（与所保存的内容有关的部分）</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Cannot be kept</source>
        <translation>无法保留</translation>
    </message>
    <message>
        <source>What will be written</source>
        <translation>将要写入</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>略去</translation>
    </message>
    <message>
        <source>Worth knowing</source>
        <translation>值得注意</translation>
    </message>
    <message>
        <source>about {size}, {tensors}</source>
        <translation>约 {size}，{tensors}</translation>
    </message>
    <message>
        <source>about {size}, {tensors}, in {files}</source>
        <translation>约 {size}，{tensors}，分为 {files}</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/save_rebuild</name>
    <message>
        <source>&amp;Evaluation mode: model.eval()</source>
        <translation>评估模式：model.eval()(&amp;E)</translation>
    </message>
    <message>
        <source>Dropout and batch norm as when using the model; otherwise as for further training</source>
        <translation>dropout 和 batch norm 设为使用模型时的状态；否则设为继续训练时的状态</translation>
    </message>
    <message>
        <source>Ta&amp;ke these names</source>
        <translation>采用这些名称(&amp;K)</translation>
    </message>
    <message>
        <source>Change the names as suggested, in what is saved; the document stays as it is</source>
        <translation>按建议修改所保存内容中的名称；打开的文档保持不变</translation>
    </message>
    <message>
        <source>Save an&amp;yway: what is missing keeps the values that the class gives it</source>
        <translation>仍然保存：缺少的部分保持类给出的值(&amp;Y)</translation>
    </message>
    <message>
        <source>Plain values cannot hold a whole model. Clear the tick at “Plain”.</source>
        <translation>普通值不能容纳完整模型。请取消勾选“普通值”。</translation>
    </message>
    <message>
        <source>The state_dict does not go into this model. The report says why.</source>
        <translation>这个 state_dict 不适合这个模型。报告说明了原因。</translation>
    </message>
    <message>
        <source>Name the model’s class, and run it.</source>
        <translation>请指定模型的类，然后运行它。</translation>
    </message>
    <message>
        <source>Run the class first.</source>
        <translation>请先运行这个类。</translation>
    </message>
    <message>
        <source>Changed in what is saved, not in the document: {changes}.</source>
        <translation>只改变所保存的内容，不改变打开的文档：{changes}。</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/save_report</name>
    <message>
        <source>{files} were written, read back and found equal to what was to be saved.</source>
        <translation>已写入 {files}，读回后与要保存的内容相同。</translation>
    </message>
    <message>
        <source>{name} was written, read back and found equal to what was to be saved.</source>
        <translation>已写入 {name}，读回后与要保存的内容相同。</translation>
    </message>
    <message>
        <source>File:</source>
        <translation>文件：</translation>
    </message>
    <message>
        <source>Saved as:</source>
        <translation>保存为：</translation>
    </message>
    <message>
        <source>Size:</source>
        <translation>大小：</translation>
    </message>
    <message>
        <source>Holds:</source>
        <translation>包含：</translation>
    </message>
    <message>
        <source>Took:</source>
        <translation>用时：</translation>
    </message>
    <message>
        <source>SHA-256:</source>
        <translation>SHA-256：</translation>
    </message>
    <message>
        <source>{name}: {size}</source>
        <translation>{name}：{size}</translation>
    </message>
    <message>
        <source>Verified by reading the file back</source>
        <translation>已读回文件验证</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Not in this file</source>
        <translation>不在这个文件中</translation>
    </message>
    <message>
        <source>Worth knowing</source>
        <translation>值得注意</translation>
    </message>
    <message>
        <source>Not calculated: reads the whole file once more</source>
        <translation>尚未计算：需要再读一遍整个文件</translation>
    </message>
    <message>
        <source>SHA-256 of the file</source>
        <translation>文件的 SHA-256</translation>
    </message>
    <message>
        <source>Calc&amp;ulate</source>
        <translation>计算(&amp;U)</translation>
    </message>
    <message>
        <source>Calculate the checksum, for those you give the file to</source>
        <translation>计算校验和，供收到文件的人核对</translation>
    </message>
    <message>
        <source>Calculating the checksum of {name}</source>
        <translation>正在计算 {name} 的校验和</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>复制(&amp;Y)</translation>
    </message>
    <message>
        <source>Copy the checksum to the clipboard</source>
        <translation>把校验和复制到剪贴板</translation>
    </message>
    <message>
        <source>Com&amp;pare with the document</source>
        <translation>与打开的文档比较(&amp;P)</translation>
    </message>
    <message>
        <source>Open a comparison of what you had here and what the file holds now</source>
        <translation>比较此处原有的内容与文件现在的内容</translation>
    </message>
    <message>
        <source>&amp;Open the saved file</source>
        <translation>打开已保存的文件(&amp;O)</translation>
    </message>
    <message>
        <source>Show in &amp;folder</source>
        <translation>在文件夹中显示(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>完成(&amp;D)</translation>
    </message>
    <message>
        <source>{new} is the open file from now on, and undo still works; {name} stays as it was.</source>
        <translation>从现在起这里打开的是 {new}，撤销可以继续；{name} 保持原样。</translation>
    </message>
    <message>
        <source>{new} is the open file from now on; {name} stays as it was.</source>
        <translation>从现在起这里打开的是 {new}；{name} 保持原样。</translation>
    </message>
    <message>
        <source>{name} is still the open file, and your changes are not saved in it.</source>
        <translation>这里打开的仍是 {name}，你的修改没有保存到其中。</translation>
    </message>
    <message>
        <source>{name} is still the open file.</source>
        <translation>这里打开的仍是 {name}。</translation>
    </message>
    <message>
        <source>under 0.1 seconds</source>
        <translation>不到 0.1 秒</translation>
    </message>
    <message>
        <source>{seconds:.1f} seconds</source>
        <translation>{seconds:.1f} 秒</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
</context>
<context>
    <name>gui/dialogs/tag_dialog</name>
    <message>
        <source>torch.load puts each tensor on the device that the file names, and fails where there is no such device. Another tag changes that; the numbers stay.</source>
        <translation>torch.load 会把每个张量放到文件指定的设备上，没有该设备时就会失败。换一个标记可以改变这一点；数值保持不变。</translation>
    </message>
    <message>
        <source>Device tags</source>
        <translation>设备标记</translation>
    </message>
    <message>
        <source>&amp;Tag</source>
        <translation>标记(&amp;T)</translation>
    </message>
    <message>
        <source>whole file</source>
        <translation>整个文件</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>&amp;Device:</source>
        <translation>设备(&amp;D)：</translation>
    </message>
    <message>
        <source>&amp;In:</source>
        <translation>范围(&amp;I)：</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{count} on {device}</source>
        <translation>{count}在 {device} 上</translation>
    </message>
    <message>
        <source>Now {now}. {tags} would change. {others} that share their memory change too.</source>
        <translation>当前 {now}。{tags}会改变。共享其内存的{others}也会改变。</translation>
    </message>
    <message>
        <source>Now {now}. {tags} would change.</source>
        <translation>当前 {now}。{tags}会改变。</translation>
    </message>
    <message>
        <source>Now {now}. Nothing would change.</source>
        <translation>当前 {now}。不会有任何改变。</translation>
    </message>
</context>
<context>
    <name>gui/document_tab</name>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Save what can be read…</source>
        <translation>保存可读取的内容…</translation>
    </message>
    <message>
        <source>Changing {title}</source>
        <translation>正在修改 {title}</translation>
    </message>
    <message>
        <source>Checking every byte of {title}</source>
        <translation>正在检查 {title} 的每个字节</translation>
    </message>
    <message>
        <source>{title} was changed on disk after it was opened. Reloading it would lose your edits here.</source>
        <translation>{title} 打开之后在磁盘上被更改。重新加载会丢失此处的修改。</translation>
    </message>
    <message>
        <source>{title} was changed on disk after it was opened.</source>
        <translation>{title} 打开之后在磁盘上被更改。</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Follow it</source>
        <translation>跟踪此文件</translation>
    </message>
    <message>
        <source>{title} is no longer there: it was deleted or moved. What is open here can still be saved.</source>
        <translation>{title} 已不在原处：它被删除或移动了。这里打开的内容仍然可以保存。</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}。</translation>
    </message>
</context>
<context>
    <name>gui/language</name>
    <message>
        <source>{before} {sentence}.</source>
        <translation>{before}{sentence}。</translation>
    </message>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}。</translation>
    </message>
</context>
<context>
    <name>gui/language/qt_texts</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查找范围(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>File Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation>驱动器</translation>
    </message>
    <message>
        <source>Alias</source>
        <translation>替身</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>快捷方式</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>gui/main_window</name>
    <message>
        <source>ckpt_viewer</source>
        <translatorcomment>the name of the program</translatorcomment>
        <translation>ckpt_viewer</translation>
    </message>
    <message>
        <source>{name} (here)</source>
        <translation>{name}（此处）</translation>
    </message>
    <message>
        <source>{name} (on disk)</source>
        <translation>{name}（磁盘上）</translation>
    </message>
    <message>
        <source>Reloading takes {title} as it is on disk. Your edits here would be lost.</source>
        <translation>重新加载将读取磁盘上的 {title}。此处的修改将会丢失。</translation>
    </message>
    <message>
        <source>Reload and lose the edits</source>
        <translation>重新加载并放弃修改</translation>
    </message>
    <message>
        <source>{name}[*] – ckpt_viewer</source>
        <translatorcomment>the name of the program</translatorcomment>
        <translation>{name}[*] – ckpt_viewer</translation>
    </message>
    <message>
        <source>Unsaved edits</source>
        <translation>未保存的修改</translation>
    </message>
    <message>
        <source>{title} has edits that are not saved.</source>
        <translation>{title} 有尚未保存的修改。</translation>
    </message>
    <message>
        <source>{count} more …</source>
        <translation>另有 {count} 项…</translation>
    </message>
</context>
<context>
    <name>gui/panel_stack</name>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>All panels</source>
        <translation>所有面板</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Drag the tensor out as .npy, or click to save it</source>
        <translation>将张量拖出为 .npy，或单击以保存</translation>
    </message>
    <message>
        <source>{rows} selected</source>
        <translation>已选 {rows}</translation>
    </message>
    <message>
        <source>{rows} selected, shown are the first {count}</source>
        <translation>已选 {rows}，显示前 {count} 个</translation>
    </message>
    <message>
        <source>Whole file</source>
        <translation>整个文件</translation>
    </message>
    <message>
        <source>“{panel}” cannot show this.</source>
        <translation>“{panel}”无法显示此内容。</translation>
    </message>
</context>
<context>
    <name>gui/panels/all_tensors</name>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>All tensors</source>
        <translation>全部张量</translation>
    </message>
    <message>
        <source>The distribution of every tensor, one below the other, and their numbers</source>
        <translation>每个张量的分布，上下排列，以及它们的数值</translation>
    </message>
    <message>
        <source>Filter: names, shapes, dtypes</source>
        <translation>筛选：名称、形状、数据类型</translation>
    </message>
    <message>
        <source>Filter the tensors</source>
        <translation>筛选张量</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>Measure the tensors that have no exact numbers yet</source>
        <translation>测量还没有精确数值的张量</translation>
    </message>
    <message>
        <source>Listing the tensors…</source>
        <translation>正在列出张量…</translation>
    </message>
    <message>
        <source>Listing tensors</source>
        <translation>正在列出张量</translation>
    </message>
    <message>
        <source>{tensors}, every element counted</source>
        <translation>{tensors}，每个元素都已计数</translation>
    </message>
    <message>
        <source>There are no tensors here.</source>
        <translation>这里没有张量。</translation>
    </message>
    <message>
        <source>{exact:,} of {tensors}</source>
        <translation>已测 {exact:,}，共 {tensors}</translation>
    </message>
    <message>
        <source>{words}, {count:,} more by a sample (≈)</source>
        <translation>{words}，另有 {count:,} 个为样本估计（≈）</translation>
    </message>
    <message>
        <source>{words}; {count:,} cannot be read</source>
        <translation>{words}；{count:,} 个无法读取</translation>
    </message>
    <message>
        <source>Measuring… {words}</source>
        <translation>正在测量… {words}</translation>
    </message>
    <message>
        <source>Stopped. {words}</source>
        <translation>已停止。{words}</translation>
    </message>
    <message>
        <source>The numbers are on the clipboard as CSV.</source>
        <translation>数值已作为 CSV 复制到剪贴板。</translation>
    </message>
    <message>
        <source>Save the numbers</source>
        <translation>保存数值</translation>
    </message>
    <message>
        <source>Save the list as a picture</source>
        <translation>将列表保存为图片</translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation>已保存 {name}。</translation>
    </message>
    <message>
        <source>Writing the numbers</source>
        <translation>正在写入数值</translation>
    </message>
    <message>
        <source>Saved {name}. The first {rows:,} rows are on it.</source>
        <translation>已保存 {name}，其中有前 {rows:,} 行。</translation>
    </message>
    <message>
        <source>Writing the picture</source>
        <translation>正在写入图片</translation>
    </message>
    <message>
        <source>&amp;Copy as CSV</source>
        <translation>复制为 CSV(&amp;C)</translation>
    </message>
    <message>
        <source>Save as C&amp;SV…</source>
        <translation>保存为 CSV(&amp;S)…</translation>
    </message>
    <message>
        <source>Save as &amp;picture…</source>
        <translation>保存为图片(&amp;P)…</translation>
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
        <translation>字节分布：面积越大，字节越多</translation>
    </message>
    <message>
        <source>Mapping bytes</source>
        <translation>正在统计字节分布</translation>
    </message>
    <message>
        <source>Save as &amp;picture…</source>
        <translation>保存为图片(&amp;P)…</translation>
    </message>
</context>
<context>
    <name>gui/panels/learn</name>
    <message>
        <source>Second GPU (cuda:1)</source>
        <translation>第二块 GPU（cuda:1）</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>The Python lines that load this file</source>
        <translation>加载此文件的 Python 代码</translation>
    </message>
    <message>
        <source>Python for this file</source>
        <translation>此文件的 Python 代码</translation>
    </message>
    <message>
        <source>Load it &amp;onto:</source>
        <translation>加载到(&amp;O)：</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Python code: {title}</source>
        <translation>Python 代码：{title}</translation>
    </message>
    <message>
        <source>Copy the code: {title}</source>
        <translation>复制代码：{title}</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>gui/panels/object</name>
    <message>
        <source>called with the arguments below; not done here</source>
        <translation>用下列参数调用；此处不会执行</translation>
    </message>
    <message>
        <source>created without calling its __init__; not done here</source>
        <translation>创建时不调用 __init__；此处不会执行</translation>
    </message>
    <message>
        <source>called with the arguments below (old style); not done here</source>
        <translation>用下列参数调用（旧式）；此处不会执行</translation>
    </message>
    <message>
        <source>looked up by the program that wrote the file; not done here</source>
        <translation>由写入该文件的程序查找；此处不会执行</translation>
    </message>
    <message>
        <source>training: dropout and batch norm act as in training</source>
        <translation>训练：dropout 和批归一化按训练时的方式工作</translation>
    </message>
    <message>
        <source>evaluation, as after model.eval()</source>
        <translation>评估，与调用 model.eval() 之后相同</translation>
    </message>
    <message>
        <source>not stored</source>
        <translation>未存储</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Dtype</source>
        <translation>数据类型</translation>
    </message>
    <message>
        <source>Elements</source>
        <translation>元素数</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>What the file says about this object; nothing of its class is run</source>
        <translation>文件对这个对象的描述；不会运行其类的任何代码</translation>
    </message>
    <message>
        <source>Parameters and buffers</source>
        <translation>参数和缓冲区</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>源代码</translation>
    </message>
    <message>
        <source>Source in the file</source>
        <translation>文件中的源代码</translation>
    </message>
    <message>
        <source>Loading this file in Python would reach for {name}, which {does}.</source>
        <translation>在 Python 中加载此文件会用到 {name}，它会{does}。</translation>
    </message>
    <message>
        <source>{values}, … ({count:,} in all)</source>
        <translation>{values}, …（共 {count:,} 个）</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no: torch.load(…, weights_only=True) refuses it</source>
        <translation>否：torch.load(…, weights_only=True) 会拒绝它</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>Allowed by PyTorch</source>
        <translation>PyTorch 允许</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>创建方式</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>参数值</translation>
    </message>
    <message>
        <source>{entries}, {count:,} elements, {size}</source>
        <translation>{entries}，{count:,} 个元素，{size}</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>Named in the file, not imported</source>
        <translation>文件中的名称，并未导入</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>Children</source>
        <translation>子模块</translation>
    </message>
    <message>
        <source>Its state_dict</source>
        <translation>其 state_dict</translation>
    </message>
    <message>
        <source>buffer, not in the state_dict</source>
        <translation>缓冲区，不在 state_dict 中</translation>
    </message>
    <message>
        <source>buffer</source>
        <translation>缓冲区</translation>
    </message>
    <message>
        <source>buffer, frozen</source>
        <translation>缓冲区，已冻结</translation>
    </message>
    <message>
        <source>parameter</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>parameter, frozen</source>
        <translation>参数，已冻结</translation>
    </message>
</context>
<context>
    <name>gui/panels/optimizer</name>
    <message>
        <source>certain</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>likely</source>
        <translation>很可能</translation>
    </message>
    <message>
        <source>a guess</source>
        <translation>猜测</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Parameter</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>How sure</source>
        <translation>可信度</translation>
    </message>
    <message>
        <source>Keeps</source>
        <translation>保存内容</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Of the weight</source>
        <translation>占权重</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Settings, and the parameters behind the numbers</source>
        <translation>设置，以及各编号对应的参数</translation>
    </message>
    <message>
        <source>Change learning rate…</source>
        <translation>修改学习率…</translation>
    </message>
    <message>
        <source>Measure the next step</source>
        <translation>测量下一步</translation>
    </message>
    <message>
        <source>Reads the weights and what the optimizer keeps for them</source>
        <translation>读取权重以及优化器为其保存的内容</translation>
    </message>
    <message>
        <source>Only uncertain names</source>
        <translation>仅显示不确定的名称</translation>
    </message>
    <message>
        <source>Parameters of the optimizer</source>
        <translation>优化器的参数</translation>
    </message>
    <message>
        <source>This looks like an optimizer, but its param groups cannot be read.</source>
        <translation>这看起来是优化器，但其参数组无法读取。</translation>
    </message>
    <message>
        <source>Measuring the next step</source>
        <translation>正在测量下一步</translation>
    </message>
    <message>
        <source>The next step as the saved state makes it, with the rate of now; the gradient to come adds a little. The median is {number} % of its weight.</source>
        <translation>按已保存的状态和当前学习率算出的下一步；之后的梯度还会带来少许变化。中位的一步为其权重的 {number} %。</translation>
    </message>
    <message>
        <source>It has no parameters.</source>
        <translation>它没有参数。</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类</translation>
    </message>
    <message>
        <source>Inferred from its settings where the file does not name it</source>
        <translation>文件未写明时，根据其设置推断</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>{parameters}, {named:,} of them with a name</source>
        <translation>{parameters}，其中 {named:,} 个有名称</translation>
    </message>
    <message>
        <source>Param groups</source>
        <translation>参数组</translation>
    </message>
    <message>
        <source>{count:,}; the file does not say which parameter is in which</source>
        <translation>{count:,}；文件没有说明哪个参数属于哪一组</translation>
    </message>
    <message>
        <source>Group {number}</source>
        <translation>参数组 {number}</translation>
    </message>
    <message>
        <source>Group {number}, {count}</source>
        <translation>参数组 {number}，{count}</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Norm of the weight {weight}, largest step of an element {largest}, norm of the first moment {first}</source>
        <translation>权重的范数 {weight}，单个元素的最大步长 {largest}，一阶矩的范数 {first}</translation>
    </message>
    <message>
        <source>{words}, root of the mean second moment {spread}</source>
        <translation>{words}，二阶矩均值的平方根 {spread}</translation>
    </message>
</context>
<context>
    <name>gui/panels/overview</name>
    <message>
        <source>a state_dict: names and tensors of a model</source>
        <translation>state_dict：模型的名称和张量</translation>
    </message>
    <message>
        <source>a training checkpoint</source>
        <translation>训练检查点</translation>
    </message>
    <message>
        <source>a whole model, saved as an object</source>
        <translation>作为对象保存的完整模型</translation>
    </message>
    <message>
        <source>the state of an optimizer</source>
        <translation>优化器的状态</translation>
    </message>
    <message>
        <source>a TorchScript program</source>
        <translation>TorchScript 程序</translation>
    </message>
    <message>
        <source>a single tensor</source>
        <translation>单个张量</translation>
    </message>
    <message>
        <source>data of another kind: no model and no optimizer was found</source>
        <translation>其他类型的数据：未找到模型，也未找到优化器</translation>
    </message>
    <message>
        <source>Dtype</source>
        <translation>数据类型</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Elements</source>
        <translation>元素数</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>What is in here, counted</source>
        <translation>这里有什么，逐项统计</translation>
    </message>
    <message>
        <source>Dtypes</source>
        <translation>数据类型</translation>
    </message>
    <message>
        <source>Make it load without a GPU…</source>
        <translation>改为无需 GPU 即可加载…</translation>
    </message>
    <message>
        <source>Counting</source>
        <translation>正在统计</translation>
    </message>
    <message>
        <source>{tensors} with NaN</source>
        <translation>{tensors}含有 NaN</translation>
    </message>
    <message>
        <source>{tensors} with infinite values</source>
        <translation>{tensors}含有无穷大</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{words}, of what is measured so far</source>
        <translation>{words}（就目前已测量的而言）</translation>
    </message>
    <message>
        <source>Show the first</source>
        <translation>显示第一个</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Take “{prefix}” off the names…</source>
        <translation>从名称中去掉“{prefix}”…</translation>
    </message>
    <message>
        <source>… and {count:,} more notes.</source>
        <translation>… 另有 {count:,} 条说明。</translation>
    </message>
    <message>
        <source>What would run…</source>
        <translation>会运行什么…</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Learning rate in {where}</source>
        <translation>{where} 的学习率</translation>
    </message>
    <message>
        <source>{rate} ({optimizer})</source>
        <translation>{rate}（{optimizer}）</translation>
    </message>
    <message>
        <source>a bundle with {checkpoints}</source>
        <translation>包含 {checkpoints}的打包文件</translation>
    </message>
    <message>
        <source>the state of a learning-rate scheduler</source>
        <translation>学习率调度器的状态</translation>
    </message>
    <message>
        <source>It is</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Written as</source>
        <translation>文件格式</translation>
    </message>
    <message>
        <source>Written by</source>
        <translation>写入程序</translation>
    </message>
    <message>
        <source>likely {writer}</source>
        <translation>可能是 {writer}</translation>
    </message>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}。</translation>
    </message>
    <message>
        <source>Model class</source>
        <translation>模型类</translation>
    </message>
    <message>
        <source>{device} ({tensors})</source>
        <translation>{device}（{tensors}）</translation>
    </message>
    <message>
        <source>On devices</source>
        <translation>所在设备</translation>
    </message>
    <message>
        <source>Names begin with</source>
        <translation>名称前缀</translation>
    </message>
    <message>
        <source>About this file</source>
        <translation>关于此文件</translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>pickle protocol {protocol}</source>
        <translation>pickle 协议 {protocol}</translation>
    </message>
    <message>
        <source>big-endian</source>
        <translation>大端序</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>所选内容</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>已选</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Device tag</source>
        <translation>设备标记</translation>
    </message>
    <message>
        <source>This part</source>
        <translation>此部分</translation>
    </message>
    <message>
        <source>{count:,}, {parameters:,} of them parameters</source>
        <translation>{count:,}，其中参数 {parameters:,} 个</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>{size} in {storages}</source>
        <translation>{size}，{storages}</translation>
    </message>
    <message>
        <source>{bytes}. Storages are the blocks that tensors look into; each counts once</source>
        <translation>{bytes}。存储是张量所指向的数据块，每块只计一次</translation>
    </message>
    <message>
        <source>Sharing a storage</source>
        <translation>共享存储</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Gradient required</source>
        <translation>需要梯度</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>a tensor</source>
        <translation>张量</translation>
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
    <message>
        <source>There is no picture, for the tensor cannot be read: {why}</source>
        <translation>没有图像，因为张量无法读取：{why}</translation>
    </message>
    <message>
        <source>&amp;Show {index} in the table of values</source>
        <translation>在数值表中显示 {index}(&amp;S)</translation>
    </message>
    <message>
        <source>{words} farthest from zero: {value}</source>
        <translation>{words} 离零最远的值：{value}</translation>
    </message>
    <message>
        <source>Marked: {words}</source>
        <translation>已标记：{words}</translation>
    </message>
    <message>
        <source>No value from {low} to {high} is in this picture.</source>
        <translation>此图像中没有 {low} 到 {high} 的值。</translation>
    </message>
</context>
<context>
    <name>gui/panels/schedule</name>
    <message>
        <source>in the file</source>
        <translation>文件中</translation>
    </message>
    <message>
        <source>with your edits</source>
        <translation>修改后</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>调度</translation>
    </message>
    <message>
        <source>The learning rate of the steps to come</source>
        <translation>接下来各步的学习率</translation>
    </message>
    <message>
        <source>How many steps are drawn</source>
        <translation>绘制多少步</translation>
    </message>
    <message>
        <source>As long as it lasts</source>
        <translation>直到结束</translation>
    </message>
    <message>
        <source>Rates to come</source>
        <translation>后续学习率</translation>
    </message>
    <message>
        <source>No scheduler in this file moves this optimizer.</source>
        <translation>此文件中没有调度器控制这个优化器。</translation>
    </message>
    <message>
        <source>{scheduler} at {place}: {steps} from step {first:,} on</source>
        <translation>{scheduler}，位于 {place}：从第 {first:,} 步起的 {steps}</translation>
    </message>
    <message>
        <source>{scheduler} at {place}</source>
        <translation>{scheduler}，位于 {place}</translation>
    </message>
    <message>
        <source>From {first} to {last}</source>
        <translation>从 {first} 到 {last}</translation>
    </message>
</context>
<context>
    <name>gui/panels/spare_map</name>
    <message>
        <source>Where the bytes are</source>
        <translation>字节分布</translation>
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
    <message>
        <source>This tensor has no elements.</source>
        <translation>此张量没有元素。</translation>
    </message>
    <message>
        <source>{place} cannot be read: {why}</source>
        <translation>{place} 无法读取：{why}</translation>
    </message>
    <message>
        <source>{drawn} of {tensors} are drawn, whole numbers left out. Select those alone to see them.</source>
        <translation>已绘制 {tensors}中的 {drawn} 个，整数张量未绘制。单独选择它们即可查看。</translation>
    </message>
    <message>
        <source>The first {drawn} of {tensors} are drawn. Select fewer to see others.</source>
        <translation>已绘制 {tensors}中的前 {drawn} 个。减少选择可查看其他张量。</translation>
    </message>
    <message>
        <source>{words} {tensors} cannot be read and are left out.</source>
        <translation>{words}{tensors}无法读取，未包括在内。</translation>
    </message>
    <message>
        <source>{tensors} cannot be read and are left out.</source>
        <translation>{tensors}无法读取，未包括在内。</translation>
    </message>
    <message>
        <source>Shared storages</source>
        <translation>共享的存储</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>正在查找…</translation>
    </message>
</context>
<context>
    <name>gui/panels/tensor_facts</name>
    <message>
        <source>Minimum</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Std. deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>零值</translation>
    </message>
    <message>
        <source>{stored}, of which this tensor uses {used}</source>
        <translation>{stored}，此张量使用其中 {used}</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Dtype</source>
        <translation>数据类型</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Device tag</source>
        <translation>设备标记</translation>
    </message>
    <message>
        <source>Where the tensor was when the file was written</source>
        <translation>写入文件时张量所在的位置</translation>
    </message>
    <message>
        <source>Strides</source>
        <translation>步长</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>The block of bytes in the file that it looks into</source>
        <translation>它在文件中所指向的字节块</translation>
    </message>
    <message>
        <source>Shared with</source>
        <translation>共享对象</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>{dtype}, big-endian</source>
        <translation>{dtype}，大端序</translation>
    </message>
    <message>
        <source>Array of numpy</source>
        <translation>numpy 数组</translation>
    </message>
    <message>
        <source>Number of numpy</source>
        <translation>numpy 数值</translation>
    </message>
    <message>
        <source>Absolute values</source>
        <translation>绝对值</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Elements</source>
        <translation>元素数</translation>
    </message>
    <message>
        <source>no other tensor</source>
        <translation>没有其他张量</translation>
    </message>
    <message>
        <source>{places} and {count} more</source>
        <translation>{places} 等，另有 {count} 个</translation>
    </message>
    <message>
        <source>{values} ({share})</source>
        <translation>{values}（{share}）</translation>
    </message>
    <message>
        <source>parameter, requires gradient</source>
        <translation>参数，需要梯度</translation>
    </message>
    <message>
        <source>parameter, no gradient</source>
        <translation>参数，不需要梯度</translation>
    </message>
    <message>
        <source>tensor, requires gradient</source>
        <translation>张量，需要梯度</translation>
    </message>
    <message>
        <source>tensor, no gradient</source>
        <translation>张量，不需要梯度</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>contiguous</source>
        <translation>连续</translation>
    </message>
    <message>
        <source>not contiguous</source>
        <translation>不连续</translation>
    </message>
    <message>
        <source>{how}, from element {first:,}</source>
        <translation>{how}，从元素 {first:,} 起</translation>
    </message>
    <message>
        <source>{strides} ({how})</source>
        <translation>{strides}（{how}）</translation>
    </message>
    <message>
        <source>{dtype}, quantised per slice of dimension {dimension}</source>
        <translation>{dtype}，沿维度 {dimension} 逐片量化</translation>
    </message>
    <message>
        <source>{dtype}, quantised</source>
        <translation>{dtype}，已量化</translation>
    </message>
    <message>
        <source>{dtype}, quantised: scale {scale}, zero point {zero}</source>
        <translation>{dtype}，已量化：scale {scale}，零点 {zero}</translation>
    </message>
</context>
<context>
    <name>gui/panels/value</name>
    <message>
        <source>Enter changes it here. The file stays as it is until you save.</source>
        <translation>按 Enter 即在此处修改；保存之前，文件保持原样。</translation>
    </message>
    <message>
        <source>A whole number (int). It stays one.</source>
        <translation>整数（int），修改后仍为整数。</translation>
    </message>
    <message>
        <source>A number (float). It stays one: 5 is kept as 5.0; nan, inf and 1e-3 can be written.</source>
        <translation>浮点数（float），修改后仍为浮点数：5 会存为 5.0；可以写 nan、inf 和 1e-3。</translation>
    </message>
    <message>
        <source>True or False (bool).</source>
        <translation>True 或 False（bool）。</translation>
    </message>
    <message>
        <source>Text (str).</source>
        <translation>文本（str）。</translation>
    </message>
    <message>
        <source>A complex number (complex), written as 1+2j.</source>
        <translation>复数（complex），写作 1+2j。</translation>
    </message>
    <message>
        <source>None: nothing is stored here. It cannot be changed to a value here.</source>
        <translation>None：这里没有存储任何内容，也不能在此改为其他值。</translation>
    </message>
    <message>
        <source>Bytes. They are shown, not edited.</source>
        <translation>字节。仅供查看，不能编辑。</translation>
    </message>
    <message>
        <source>The name of a class or function. It is shown, never imported.</source>
        <translation>类或函数的名称。仅供查看，绝不导入。</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>The value, to be read and changed</source>
        <translation>可查看和修改的值</translation>
    </message>
    <message>
        <source>Change it everywhere…</source>
        <translation>在所有位置修改…</translation>
    </message>
    <message>
        <source>Change the learning rate everywhere it is stored</source>
        <translation>在所有存有学习率的地方修改它</translation>
    </message>
    <message>
        <source>New: it is not in the file.</source>
        <translation>新增：文件中没有它。</translation>
    </message>
    <message>
        <source>Changed; in the file it is {value}</source>
        <translation>已修改；文件中为 {value}</translation>
    </message>
    <message>
        <source>Changed; the file still holds the value from before.</source>
        <translation>已修改；文件中仍是之前的值。</translation>
    </message>
    <message>
        <source>A tensor of one element ({dtype}). It stays one.</source>
        <translation>只有一个元素的张量（{dtype}），修改后仍是张量。</translation>
    </message>
</context>
<context>
    <name>gui/panels/values</name>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Every value by its index; F2 or a double click changes one, Ctrl+C copies</source>
        <translation>按索引列出每个值；F2 或双击修改，Ctrl+C 复制</translation>
    </message>
    <message>
        <source>There are no values, for the tensor cannot be read: {why}</source>
        <translation>没有值，因为张量无法读取：{why}</translation>
    </message>
    <message>
        <source>Not changed: {why}</source>
        <translation>未修改：{why}</translation>
    </message>
    <message>
        <source>Changed {what}</source>
        <translation>已修改 {what}</translation>
    </message>
    <message>
        <source>The value is this one already.</source>
        <translation>值已经是这个了。</translation>
    </message>
</context>
<context>
    <name>gui/panels/what_would_run</name>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>no, dangerous</source>
        <translation>否，危险</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Allowed</source>
        <translation>允许</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>It would be</source>
        <translation>加载时</translation>
    </message>
    <message>
        <source>What would run</source>
        <translation>会运行什么</translation>
    </message>
    <message>
        <source>What loading this file in Python would import and call</source>
        <translation>在 Python 中加载此文件会导入和调用什么</translation>
    </message>
    <message>
        <source>Whole file</source>
        <translation>整个文件</translation>
    </message>
    <message>
        <source>Names that loading in Python would import</source>
        <translation>在 Python 中加载时会导入的名称</translation>
    </message>
    <message>
        <source>Place in the tree</source>
        <translation>在树中的位置</translation>
    </message>
    <message>
        <source>Where the name is used</source>
        <translation>使用该名称的位置</translation>
    </message>
    <message>
        <source>Looking through the file</source>
        <translation>正在检查文件</translation>
    </message>
    <message>
        <source>Where names are used</source>
        <translation>名称的使用位置</translation>
    </message>
    <message>
        <source>… and {count:,} more. `ckpt scan` lists them all.</source>
        <translation>… 另有 {count:,} 条。`ckpt scan` 会全部列出。</translation>
    </message>
    <message>
        <source>Allowed is what torch.load(…, weights_only=True) accepts, by {allowed_by}. Nothing was imported to see this.</source>
        <translation>“允许”是指 torch.load(…, weights_only=True) 会接受，依据：{allowed_by}。查看这些并未导入任何内容。</translation>
    </message>
    <message>
        <source>not known here: code of a project, or of a library</source>
        <translation>本程序不认识：某个项目或库的代码</translation>
    </message>
    <message>
        <source>not in the tree</source>
        <translation>不在树中</translation>
    </message>
    <message>
        <source>first at {where}</source>
        <translation>首次出现于 {where}</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>被导入</translation>
    </message>
    <message>
        <source>called once</source>
        <translation>被调用 1 次</translation>
    </message>
    <message>
        <source>called {count:,} times</source>
        <translation>被调用 {count:,} 次</translation>
    </message>
    <message>
        <source>Nothing in {place} names anything.</source>
        <translation>{place} 中没有引用任何名称。</translation>
    </message>
    <message>
        <source>{names} used in {place}</source>
        <translation>{place} 中使用了 {names}</translation>
    </message>
    <message>
        <source>{name} ({meaning})</source>
        <translation>{name}（{meaning}）</translation>
    </message>
    <message>
        <source>{name} was not found in the tree: what it would make is thrown away, or hidden. It is in {where}.</source>
        <translation>在树中没有找到 {name}：它生成的内容被丢弃或隐藏了。它位于 {where}。</translation>
    </message>
    <message>
        <source>{name}: {places} in the tree. In the file first in {where}.</source>
        <translation>{name}：在树中有 {places}。在文件中首次出现于 {where}。</translation>
    </message>
</context>
<context>
    <name>gui/parts/banner</name>
    <message>
        <source>Dismiss this message</source>
        <translation>收起这条消息</translation>
    </message>
</context>
<context>
    <name>gui/parts/context_menus</name>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy &amp;row</source>
        <translation>复制整行(&amp;R)</translation>
    </message>
</context>
<context>
    <name>gui/parts/drag_out</name>
    <message>
        <source>This is too much to drag: {what}; at most {size} and {count} tensors. Use File ▸ Export the tensor as .npy.</source>
        <translation>数据太多，无法拖动：{what}；最多 {size}、{count} 个张量。请使用“文件 ▸ 将张量导出为 .npy”。</translation>
    </message>
    <message>
        <source>Writing .npy</source>
        <translation>正在写入 .npy</translation>
    </message>
    <message>
        <source>{name} is ready now: drag again to take it along.</source>
        <translation>{name} 已准备好：再次拖动即可带走。</translation>
    </message>
    <message>
        <source>{files} are ready now: drag again to take them along.</source>
        <translation>{files}已准备好：再次拖动即可带走。</translation>
    </message>
</context>
<context>
    <name>gui/parts/filter_box</name>
    <message>
        <source>Clear this field</source>
        <translation>清空此行</translation>
    </message>
</context>
<context>
    <name>gui/parts/fingerprint_line</name>
    <message>
        <source>Fingerprint of the &amp;weights</source>
        <translation>权重的指纹(&amp;W)</translation>
    </message>
    <message>
        <source>A text that is the same for the same weights, whatever file they are in. All of them are read to compute it</source>
        <translation>相同的权重无论在哪个文件中都有同一段文字。为此需读取全部权重</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the fingerprint</source>
        <translation>复制指纹</translation>
    </message>
    <message>
        <source>Reading the weights</source>
        <translation>正在读取权重</translation>
    </message>
    <message>
        <source>There are no tensors to compute it from.</source>
        <translation>没有可计算指纹的张量。</translation>
    </message>
    <message>
        <source>{tensors} of {place}</source>
        <translation>{place}：{tensors}</translation>
    </message>
    <message>
        <source>Fingerprint of the weights: {text}</source>
        <translation>权重的指纹：{text}</translation>
    </message>
</context>
<context>
    <name>gui/parts/imaging</name>
    <message>
        <source>No picture can be written as {ending}</source>
        <translation>无法将图片写为 {ending}</translation>
    </message>
    <message>
        <source>End its name in .png.</source>
        <translation>请让文件名以 .png 结尾。</translation>
    </message>
</context>
<context>
    <name>gui/parts/kept_columns</name>
    <message>
        <source>&amp;Fit all columns</source>
        <translation>调整所有列宽(&amp;F)</translation>
    </message>
</context>
<context>
    <name>gui/parts/labels</name>
    <message>
        <source>E&amp;xport</source>
        <translation>导出(&amp;X)</translation>
    </message>
    <message>
        <source>Copy or save what is shown</source>
        <translation>复制或保存所显示的内容</translation>
    </message>
</context>
<context>
    <name>gui/parts/notice</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Something went wrong inside this program ({kind}): {words}</source>
        <translation>程序内部出错（{kind}）：{words}</translation>
    </message>
</context>
<context>
    <name>gui/parts/progress_bar</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
</context>
<context>
    <name>gui/parts/spoken</name>
    <message>
        <source>level {level}</source>
        <translation>第 {level} 级</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已修改</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>edits below</source>
        <translation>下方有修改</translation>
    </message>
    <message>
        <source>{title}: {text}</source>
        <translation>{title}：{text}</translation>
    </message>
    <message>
        <source>unfolded</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已折叠</translation>
    </message>
</context>
<context>
    <name>gui/parts/summary_table</name>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Std. deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Minimum</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>零值</translation>
    </message>
    <message>
        <source>Summary numbers of the selected tensors</source>
        <translation>所选张量的统计数值</translation>
    </message>
</context>
<context>
    <name>gui/plots/byte_map_view</name>
    <message>
        <source>{size} in {count}</source>
        <translation>{size}，{count}</translation>
    </message>
    <message>
        <source>{words}; {count} without bytes of their own</source>
        <translation>{words}；另有 {count}没有自己的字节</translation>
    </message>
    <message>
        <source>There are no tensors here.</source>
        <translation>这里没有张量。</translation>
    </message>
</context>
<context>
    <name>gui/plots/colour_bar</name>
    <message>
        <source>Colour scale with a histogram</source>
        <translation>带直方图的颜色标尺</translation>
    </message>
    <message>
        <source>How many cells have each colour. Drag over a range to mark it in the picture; click to let go. By keys: arrows, Shift+arrows, Escape</source>
        <translation>每种颜色有多少格。拖过一段范围可在图像中标记它；单击可取消。键盘：方向键、Shift+方向键、Esc</translation>
    </message>
    <message>
        <source>{low} to {high}: {cells}</source>
        <translation>{low} 到 {high}：{cells}</translation>
    </message>
    <message>
        <source>From {low} to {high}</source>
        <translation>从 {low} 到 {high}</translation>
    </message>
    <message>
        <source>{words}, also {names}</source>
        <translation>{words}，还有 {names}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{words}. Marked: {marked}</source>
        <translation>{words}。已标记：{marked}</translation>
    </message>
</context>
<context>
    <name>gui/plots/distribution_view</name>
    <message>
        <source>Log values</source>
        <translation>对数值轴</translation>
    </message>
    <message>
        <source>Equal steps for equal factors, on both sides of zero</source>
        <translation>相等的倍数占相等的距离，零的两侧均如此</translation>
    </message>
    <message>
        <source>Log counts</source>
        <translation>对数计数</translation>
    </message>
    <message>
        <source>Shows bins with few values beside bins with many</source>
        <translation>让数值少的区间与数值多的区间一样可见</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>比例</translation>
    </message>
    <message>
        <source>Percent of each tensor's elements, so that sizes do not matter</source>
        <translation>按占各张量元素的百分比显示，不受张量大小影响</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在计数…</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>exact: every element is counted</source>
        <translation>精确：每个元素都已计数</translation>
    </message>
    <message>
        <source>sample of {values}; counting all…</source>
        <translation>{values}的样本；正在计数全部…</translation>
    </message>
    <message>
        <source>Number of bins</source>
        <translation>区间数</translation>
    </message>
    <message>
        <source>Automatic bins</source>
        <translation>自动区间</translation>
    </message>
    <message>
        <source>{choice} bins</source>
        <translation>{choice} 个区间</translation>
    </message>
</context>
<context>
    <name>gui/plots/histogram_view</name>
    <message>
        <source>Drag over a range to mark it, in the picture too; with Shift where the plot is zoomed. By keys: arrows, Shift+arrows, Escape</source>
        <translation>拖过一段范围可标记它，图像中也会标记；放大之后则按住 Shift 拖动。键盘：方向键、Shift+方向键、Esc</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>% of elements</source>
        <translation>占元素的 %</translation>
    </message>
    <message>
        <source>Elements</source>
        <translation>元素数</translation>
    </message>
    <message>
        <source>Absolute value</source>
        <translation>绝对值</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>{name} (logarithmic on both sides of zero)</source>
        <translation>{name}（零两侧均为对数）</translation>
    </message>
    <message>
        <source>{name} (logarithmic)</source>
        <translation>{name}（对数）</translation>
    </message>
    <message>
        <source>{name}: {words}</source>
        <translation>{name}：{words}</translation>
    </message>
    <message>
        <source>{low} to {high} — {words}</source>
        <translation>{low} 到 {high} — {words}</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>Marked: {low} to {high} — {words}</source>
        <translation>已标记：{low} 到 {high} — {words}</translation>
    </message>
    <message>
        <source>Not in the bins: {counts}</source>
        <translation>不在区间内：{counts}</translation>
    </message>
    <message>
        <source>Drag over a range to mark it</source>
        <translation>拖过一段范围可标记它</translation>
    </message>
    <message>
        <source>{values} ({share})</source>
        <translation>{values}（{share}）</translation>
    </message>
    <message>
        <source>Every element is NaN ({elements}): there is nothing to draw.</source>
        <translation>每个元素都是 NaN（{elements} 个）：没有可画的内容。</translation>
    </message>
    <message>
        <source>Every element is NaN or infinite ({counts}): there is nothing to draw.</source>
        <translation>每个元素都是 NaN 或无穷（{counts}）：没有可画的内容。</translation>
    </message>
    <message>
        <source>{count:,} below</source>
        <translation>{count:,} 个更小</translation>
    </message>
    <message>
        <source>{count:,} above</source>
        <translation>{count:,} 个更大</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{name}: {count:,} elements from {low} to {high}, mean {mean}, standard deviation {std}, {zeros:,} zeros, {nan:,} NaN, {inf:,} infinite</source>
        <translation>{name}：{count:,} 个元素，从 {low} 到 {high}，均值 {mean}，标准差 {std}，{zeros:,} 个零，{nan:,} 个 NaN，{inf:,} 个无穷大</translation>
    </message>
</context>
<context>
    <name>gui/plots/picture_tools</name>
    <message>
        <source>One slice</source>
        <translation>单个切片</translation>
    </message>
    <message>
        <source>All planes side by side</source>
        <translation>并排显示所有平面</translation>
    </message>
    <message>
        <source>Colour images</source>
        <translation>彩色图像</translation>
    </message>
    <message>
        <source>Around zero</source>
        <translation>以零为中心</translation>
    </message>
    <message>
        <source>Least to greatest</source>
        <translation>从最小到最大</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>&amp;Show:</source>
        <translation>显示(&amp;S)：</translation>
    </message>
    <message>
        <source>What stands in the picture</source>
        <translation>图像中显示什么</translation>
    </message>
    <message>
        <source>&amp;Rows:</source>
        <translation>行(&amp;R)：</translation>
    </message>
    <message>
        <source>The dimension that runs down</source>
        <translation>向下的维度</translation>
    </message>
    <message>
        <source>Co&amp;lumns:</source>
        <translation>列(&amp;L)：</translation>
    </message>
    <message>
        <source>The dimension that runs to the right</source>
        <translation>向右的维度</translation>
    </message>
    <message>
        <source>Colo&amp;urs:</source>
        <translation>颜色(&amp;U)：</translation>
    </message>
    <message>
        <source>As far below zero as above, or from the smallest to the largest value</source>
        <translation>零上零下范围相同，或从最小值到最大值</translation>
    </message>
    <message>
        <source>Limi&amp;ts:</source>
        <translation>界限(&amp;T)：</translation>
    </message>
    <message>
        <source>The share of the values that the colours cover: a few outliers then do not make the others pale</source>
        <translation>有这么多的值落在颜色两端之间，这样少数极端值不会使其他值的颜色过浅</translation>
    </message>
    <message>
        <source>Pa&amp;ge:</source>
        <translation>页(&amp;G)：</translation>
    </message>
    <message>
        <source>Page Up and Page Down turn pages, too</source>
        <translation>也可用 Page Up 和 Page Down 翻页</translation>
    </message>
    <message>
        <source>Whole &amp;picture</source>
        <translation>整幅图像(&amp;P)</translation>
    </message>
    <message>
        <source>{dimension} (size {size:,})</source>
        <translation>{dimension}（大小 {size:,}）</translation>
    </message>
    <message>
        <source>of {pages:,}</source>
        <translation>共 {pages:,}</translation>
    </message>
</context>
<context>
    <name>gui/plots/picture_view</name>
    <message>
        <source>Picture of the tensor</source>
        <translation>张量的图像</translation>
    </message>
</context>
<context>
    <name>gui/plots/rate_view</name>
    <message>
        <source>Learning rates to come</source>
        <translation>后续的学习率</translation>
    </message>
    <message>
        <source>Step of the scheduler</source>
        <translation>调度器的步数</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>group {number}</source>
        <translation>组 {number}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
</context>
<context>
    <name>gui/plots/treemap_view</name>
    <message>
        <source>Where the bytes are</source>
        <translation>字节分布</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>{size} stored that no tensor uses</source>
        <translation>{size} 已存储但没有张量使用</translation>
    </message>
    <message>
        <source>{tensors} cannot be read</source>
        <translation>{tensors}无法读取</translation>
    </message>
</context>
<context>
    <name>gui/strips/arranging</name>
    <message>
        <source>Sorting</source>
        <translation>正在排序</translation>
    </message>
</context>
<context>
    <name>gui/strips/finding</name>
    <message>
        <source>Go to the next of them (F3)</source>
        <translation>转到其中的下一个（F3）</translation>
    </message>
    <message>
        <source>&amp;NaN or infinity in {tensors}</source>
        <translation>{tensors}含 NaN 或无穷大(&amp;N)</translation>
    </message>
    <message>
        <source>There is no finite value.</source>
        <translation>没有有限的值。</translation>
    </message>
    <message>
        <source>None of the tensors that the filter leaves holds NaN or infinity.</source>
        <translation>筛选后剩下的张量都不含 NaN 或无穷大。</translation>
    </message>
    <message>
        <source>Every value that can be read is finite: there is no NaN and no infinity.</source>
        <translation>能读取的值都是有限的：没有 NaN，也没有无穷大。</translation>
    </message>
    <message>
        <source>Every value is finite: there is no NaN and no infinity.</source>
        <translation>每个值都是有限的：没有 NaN，也没有无穷大。</translation>
    </message>
</context>
<context>
    <name>gui/strips/measuring</name>
    <message>
        <source>Measuring tensors</source>
        <translation>正在统计张量</translation>
    </message>
</context>
<context>
    <name>gui/strips/painting</name>
    <message>
        <source>{low} to {high}: {share}</source>
        <translation>{low} 到 {high}：{share}</translation>
    </message>
</context>
<context>
    <name>gui/strips/shades</name>
    <message>
        <source>Share of elements:</source>
        <translation>元素占比：</translation>
    </message>
    <message>
        <source>The share of a tensor's elements that lie in a bin, on a logarithmic scale:
one outlier among a million can be seen</source>
        <translation>张量元素落在一个区间中的比例，对数刻度：
百万个元素中的一个离群值也能看到</translation>
    </message>
    <message>
        <source>Shades</source>
        <translation>色阶</translation>
    </message>
    <message>
        <source>{title} {low} – {high}</source>
        <translation>{title}{low} – {high}</translation>
    </message>
</context>
<context>
    <name>gui/strips/view</name>
    <message>
        <source>not measured yet</source>
        <translation>尚未测量</translation>
    </message>
    <message>
        <source>All tensors and their distributions</source>
        <translation>所有张量及其分布</translation>
    </message>
</context>
<context>
    <name>gui/timeline/detail</name>
    <message>
        <source>Change, % of the norm</source>
        <translation>变化，占范数的 %</translation>
    </message>
    <message>
        <source>Norm</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>绘制的量</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>{step}: {problem}</source>
        <translation>{step}：{problem}</translation>
    </message>
    <message>
        <source>Distribution at every step</source>
        <translation>每一步的分布</translation>
    </message>
    <message>
        <source>Point at a step to read its numbers; a double click opens its file, the right button also compares it with the one before.</source>
        <translation>指向某一步可查看它的数值；双击打开该步的文件，右键还可将它与前一步比较。</translation>
    </message>
    <message>
        <source>cannot be read: {reason}</source>
        <translation>无法读取：{reason}</translation>
    </message>
    <message>
        <source>not in this file, or not readable</source>
        <translation>不在此文件中，或无法读取</translation>
    </message>
    <message>
        <source>lr {rate}</source>
        <translatorcomment>the name of a key</translatorcomment>
        <translation>lr {rate}</translation>
    </message>
    <message>
        <source>loss {loss}</source>
        <translatorcomment>the name of a key</translatorcomment>
        <translation>loss {loss}</translation>
    </message>
    <message>
        <source>changed by {percent} %</source>
        <translation>变化了 {percent} %</translation>
    </message>
    <message>
        <source>norm {norm}</source>
        <translation>范数 {norm}</translation>
    </message>
    <message>
        <source>mean {mean} ± {std}</source>
        <translation>均值 {mean} ± {std}</translation>
    </message>
    <message>
        <source>{count:,} infinite</source>
        <translation>{count:,} 个无穷值</translation>
    </message>
</context>
<context>
    <name>gui/timeline/plots</name>
    <message>
        <source>A quantity along the timeline</source>
        <translation>沿时间线的一个量</translation>
    </message>
    <message>
        <source>No numbers</source>
        <translation>没有数值</translation>
    </message>
    <message>
        <source>{quantity}: {first} at first, {last} at last, between {low} and {high}</source>
        <translation>{quantity}：开始为 {first}，最后为 {last}，介于 {low} 与 {high} 之间</translation>
    </message>
    <message>
        <source>Distribution at every step</source>
        <translation>每一步的分布</translation>
    </message>
    <message>
        <source>Distribution at every step: the stronger the colour, the more elements lie there</source>
        <translation>每一步的分布：颜色越浓，落在该处的元素越多</translation>
    </message>
    <message>
        <source>Values from {low} to {high}</source>
        <translation>数值从 {low} 到 {high}</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoch（轮次）</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>File, in the order of the names</source>
        <translation>文件，按名称排序</translation>
    </message>
    <message>
        <source>Elements in a bin:</source>
        <translation>每个区间的元素：</translation>
    </message>
    <message>
        <source>few</source>
        <translation>少</translation>
    </message>
    <message>
        <source>most of the step</source>
        <translation>该步最多</translation>
    </message>
</context>
<context>
    <name>gui/timeline/tab</name>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Moved</source>
        <translation>总变化</translation>
    </message>
    <message>
        <source>Last change</source>
        <translation>最近变化</translation>
    </message>
    <message>
        <source>Norm</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>Follow on disk</source>
        <translation>跟踪磁盘上的文件</translation>
    </message>
    <message>
        <source>Read the files again whenever a training has written</source>
        <translation>训练每次写入后重新读取这些文件</translation>
    </message>
    <message>
        <source>Filter tensors</source>
        <translation>筛选张量</translation>
    </message>
    <message>
        <source>Tensors of the timeline</source>
        <translation>时间线的张量</translation>
    </message>
    <message>
        <source>Timeline of {name}</source>
        <translation>{name} 的时间线</translation>
    </message>
    <message>
        <source>What the timeline says</source>
        <translation>时间线说明</translation>
    </message>
    <message>
        <source>Reading the files…</source>
        <translation>正在读取文件…</translation>
    </message>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}。</translation>
    </message>
    <message>
        <source>Compare {a} with {b}</source>
        <translation>比较 {a} 与 {b}</translation>
    </message>
    <message>
        <source>There is no timeline of these files.</source>
        <translation>这些文件没有时间线。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>&amp;Compare {before} with {after}</source>
        <translation>比较 {before} 与 {after}(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Open {name}</source>
        <translation>打开 {name}(&amp;O)</translation>
    </message>
    <message>
        <source>{files}: {tensors}</source>
        <translation>{files}：{tensors}</translation>
    </message>
    <message>
        <source>{files}, {first} to {last}: {tensors}</source>
        <translation>{files}，{first} 到 {last}：{tensors}</translation>
    </message>
    <message>
        <source>Between {a} (A) and {b} (B): {remark}.</source>
        <translation>{a}（A）与 {b}（B）之间：{remark}。</translation>
    </message>
    <message>
        <source>Between {a} (A) and {b} (B):</source>
        <translation>{a}（A）与 {b}（B）之间：</translation>
    </message>
    <message>
        <source>   • {remark}.</source>
        <translation>   • {remark}。</translation>
    </message>
</context>
<context>
    <name>gui/tree/model</name>
    <message>
        <source>Sort by {column}; a third click brings back the order of the file</source>
        <translation>按{column}排序；第三次单击恢复文件中的顺序</translation>
    </message>
    <message>
        <source>There are edits below</source>
        <translation>下方有修改</translation>
    </message>
</context>
<context>
    <name>gui/tree/pane</name>
    <message>
        <source>Filter by name, path, kind, dtype or device</source>
        <translation>按名称、路径、种类、数据类型或设备筛选</translation>
    </message>
    <message>
        <source>Filter the tree</source>
        <translation>筛选树</translation>
    </message>
    <message>
        <source>Laying out the tree</source>
        <translation>正在排列树</translation>
    </message>
    <message>
        <source>Filtering</source>
        <translation>正在筛选</translation>
    </message>
    <message>
        <source>no match</source>
        <translation>无匹配项</translation>
    </message>
    <message>
        <source>Sorting</source>
        <translation>正在排序</translation>
    </message>
</context>
<context>
    <name>gui/tree/view</name>
    <message>
        <source>Contents of the file</source>
        <translation>文件内容</translation>
    </message>
    <message>
        <source>The file is empty</source>
        <translation>文件是空的</translation>
    </message>
    <message>
        <source>Nothing matches the filter</source>
        <translation>没有符合筛选条件的内容</translation>
    </message>
</context>
<context>
    <name>gui/values/editor</name>
    <message>
        <source>&amp;Apply</source>
        <translation>应用(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Revert</source>
        <translation>还原(&amp;R)</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Enter; Ctrl+Enter in a long text</source>
        <translation>Enter；长文本中为 Ctrl+Enter</translation>
    </message>
    <message>
        <source>Escape</source>
        <translation>Esc</translation>
    </message>
</context>
<context>
    <name>gui/values/index_bar</name>
    <message>
        <source>Dimension {dimension}:</source>
        <translation>维度 {dimension}：</translation>
    </message>
    <message>
        <source>of {size:,}</source>
        <translation>共 {size:,}</translation>
    </message>
    <message>
        <source>Index in dimension {dimension}, of {size}</source>
        <translation>维度 {dimension} 的索引，共 {size}</translation>
    </message>
</context>
<context>
    <name>gui/values/jumping</name>
    <message>
        <source>&amp;Largest value</source>
        <translation>最大值(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Smallest value</source>
        <translation>最小值(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Next NaN or infinity</source>
        <translation>下一个 NaN 或无穷大(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Previous NaN or infinity</source>
        <translation>上一个 NaN 或无穷大(&amp;P)</translation>
    </message>
    <message>
        <source>F&amp;ind</source>
        <translation>查找(&amp;I)</translation>
    </message>
    <message>
        <source>Find the largest or smallest value, NaN or infinity</source>
        <translation>查找最大值、最小值、NaN 或无穷大</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>正在搜索</translation>
    </message>
    <message>
        <source>Every value is finite: there is no NaN and no infinity.</source>
        <translation>每个值都是有限的：没有 NaN，也没有无穷大。</translation>
    </message>
    <message>
        <source>There is no finite value.</source>
        <translation>没有有限的值。</translation>
    </message>
</context>
<context>
    <name>gui/values/model</name>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
</context>
<context>
    <name>gui/values/table</name>
    <message>
        <source>6 digits</source>
        <translation>6 位数字</translation>
    </message>
    <message>
        <source>6 decimals</source>
        <translation>6 位小数</translation>
    </message>
    <message>
        <source>Scientific</source>
        <translation>科学计数</translation>
    </message>
    <message>
        <source>All digits</source>
        <translation>全部数位</translation>
    </message>
    <message>
        <source>◂ Earlier rows</source>
        <translation>◂ 前面的行</translation>
    </message>
    <message>
        <source>Later rows ▸</source>
        <translation>后面的行 ▸</translation>
    </message>
    <message>
        <source>index</source>
        <translation>索引</translation>
    </message>
    <message>
        <source>Write {numbers} with commas, for example {example}</source>
        <translation>请写出以逗号分隔的 {numbers}，例如 {example}</translation>
    </message>
    <message>
        <source>There is no such value: the sizes are {sizes}</source>
        <translation>没有这样的值：各维大小为 {sizes}</translation>
    </message>
    <message>
        <source>The first {shown:,} of {columns:,} columns are shown</source>
        <translation>显示 {columns:,} 列中的前 {shown:,} 列</translation>
    </message>
    <message>
        <source>&amp;Numbers:</source>
        <translation>格式(&amp;N)：</translation>
    </message>
    <message>
        <source>&amp;Go to:</source>
        <translation>转到(&amp;G)：</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>At most {most:,} values can be copied; {selected:,} are selected</source>
        <translation>最多可复制 {most:,} 个值；已选 {selected:,} 个</translation>
    </message>
    <message>
        <source>Copy values</source>
        <translation>复制值</translation>
    </message>
    <message>
        <source>Copied {rows:,} × {columns:,} values</source>
        <translation>已复制 {rows:,} × {columns:,} 个值</translation>
    </message>
    <message>
        <source>Nothing was copied: {why}</source>
        <translation>未复制任何内容：{why}</translation>
    </message>
</context>
<context>
    <name>gui/values/text</name>
    <message>
        <source>Value as text</source>
        <translation>文本形式的值</translation>
    </message>
    <message>
        <source>An {integer}, too long to write out.</source>
        <translation>{integer}，太长，无法完整写出。</translation>
    </message>
    <message>
        <source>The file carries the source of this class. It was not run.</source>
        <translation>文件带有此类的源代码，并未运行。</translation>
    </message>
    <message>
        <source>The file carries the source of this class, from {file}. It was not run.</source>
        <translation>文件带有此类的源代码，来自 {file}，并未运行。</translation>
    </message>
    <message>
        <source>{length} It cannot be edited here.</source>
        <translation>{length}无法在此编辑。</translation>
    </message>
    <message>
        <source>{length} Characters that do not show are written out, such as {example}. It cannot be edited here.</source>
        <translation>{length}不显示的字符以转义形式写出，例如 {example}。无法在此编辑。</translation>
    </message>
    <message>
        <source>{count}.</source>
        <translation>{count}。</translation>
    </message>
    <message>
        <source>{count}, the first {shown:,} are shown.</source>
        <translation>{count}，显示前 {shown:,} 个。</translation>
    </message>
    <message>
        <source>{name}: {meaning}.</source>
        <translation>{name}：{meaning}。</translation>
    </message>
    <message>
        <source>torch.load(…, weights_only=True) accepts it.</source>
        <translation>torch.load(…, weights_only=True) 会接受它。</translation>
    </message>
    <message>
        <source>torch.load(…, weights_only=True) refuses it unless it is added to the safe globals.</source>
        <translation>torch.load(…, weights_only=True) 会拒绝它，除非将其加入安全全局名称。</translation>
    </message>
</context>
<context>
    <name>gui/window/after_save_as</name>
    <message>
        <source>Opening {title}</source>
        <translation>正在打开 {title}</translation>
    </message>
</context>
<context>
    <name>gui/window/commands</name>
    <message>
        <source>{title} ({needs})</source>
        <translation>{title}（{needs}）</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
</context>
<context>
    <name>gui/window/drafting</name>
    <message>
        <source>edits that were not saved</source>
        <translation>未保存的修改</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>{changes} and {count} more</source>
        <translation>{changes}，以及另外 {count} 处</translation>
    </message>
    <message>
        <source>Edits were not saved when the program ended: {changes}.</source>
        <translation>程序结束时有修改未保存：{changes}。</translation>
    </message>
    <message>
        <source>Edits were not saved when the program ended: {changes}. The file has changed since.</source>
        <translation>程序结束时有修改未保存：{changes}。此后文件已更改。</translation>
    </message>
    <message>
        <source>Make them again</source>
        <translation>重新进行这些修改</translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation>放弃这些修改</translation>
    </message>
</context>
<context>
    <name>gui/window/drop_target</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>in a tab of its own</source>
        <translation>在单独的标签页中</translation>
    </message>
    <message>
        <source>Compare with…</source>
        <translation>与之比较…</translation>
    </message>
</context>
<context>
    <name>gui/window/file_tabs</name>
    <message>
        <source>{title}, with unsaved edits</source>
        <translation>{title}，有未保存的修改</translation>
    </message>
    <message>
        <source>All open files</source>
        <translation>所有打开的文件</translation>
    </message>
    <message>
        <source>Open files</source>
        <translation>打开的文件</translation>
    </message>
    <message>
        <source>Close this tab</source>
        <translation>关闭此标签页</translation>
    </message>
</context>
<context>
    <name>gui/window/folder_page</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Checkpoints in this folder</source>
        <translation>此文件夹中的检查点</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>Co&amp;mpare</source>
        <translation>比较(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Timeline</source>
        <translation>时间线(&amp;T)</translation>
    </message>
    <message>
        <source>What each parameter did over the selected files, or over all of them</source>
        <translation>各参数在所选文件或全部文件中的变化</translation>
    </message>
    <message>
        <source>&amp;Look again</source>
        <translation>刷新(&amp;L)</translation>
    </message>
    <message>
        <source>No checkpoint in {name}</source>
        <translation>{name} 中没有检查点</translation>
    </message>
    <message>
        <source>{checkpoints} in {name}</source>
        <translation>{name} 中有 {checkpoints}</translation>
    </message>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}。</translation>
    </message>
    <message>
        <source>Select two of them with Ctrl+click</source>
        <translation>按住 Ctrl 单击选择其中两个</translation>
    </message>
    <message>
        <source>Copy the &amp;path of the file</source>
        <translation>复制文件的路径(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Open {count:,} files</source>
        <translation>打开 {count:,} 个文件(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Timeline of {count:,} files</source>
        <translation>{count:,} 个文件的时间线(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Timeline of all</source>
        <translation>全部的时间线(&amp;T)</translation>
    </message>
    <message>
        <source>and {files} that is no checkpoint</source>
        <translation>以及不是检查点的 {files}</translation>
    </message>
    <message>
        <source>and {files} that are no checkpoint</source>
        <translation>以及不是检查点的 {files}</translation>
    </message>
    <message>
        <source>It holds {files}, of which none is a checkpoint.</source>
        <translation>其中有 {files}，都不是检查点。</translation>
    </message>
    <message>
        <source>It is empty.</source>
        <translation>它是空的。</translation>
    </message>
    <message>
        <source>{what}, {size}</source>
        <translation>{what}，{size}</translation>
    </message>
</context>
<context>
    <name>gui/window/opening</name>
    <message>
        <source>Reading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>Laying out the tree</source>
        <translation>正在排列树</translation>
    </message>
    <message>
        <source>Opening {title} was stopped.</source>
        <translation>已停止打开 {title}。</translation>
    </message>
    <message>
        <source>Progress of opening</source>
        <translation>打开的进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>关闭标签页</translation>
    </message>
    <message>
        <source>Opening {title}…</source>
        <translation>正在打开 {title}…</translation>
    </message>
    <message>
        <source>{title} is not open</source>
        <translation>{title} 未打开</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>gui/window/pages</name>
    <message>
        <source>{left} compared with {right}</source>
        <translation>{left} 与 {right} 的比较</translation>
    </message>
</context>
<context>
    <name>gui/window/recent</name>
    <message>
        <source>whole model</source>
        <translation>完整模型</translation>
    </message>
    <message>
        <source>one tensor</source>
        <translation>单个张量</translation>
    </message>
    <message>
        <source>training checkpoint</source>
        <translation>训练检查点</translation>
    </message>
    <message>
        <source>state dict</source>
        <translatorcomment>the name of a format</translatorcomment>
        <translation>state dict</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>优化器</translation>
    </message>
</context>
<context>
    <name>gui/window/status</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop what is running</source>
        <translation>停止正在运行的任务</translation>
    </message>
    <message>
        <source>{job} (and {count} more)</source>
        <translation>{job}（另有 {count} 个任务）</translation>
    </message>
    <message>
        <source>followed on disk</source>
        <translation>正在跟踪磁盘上的文件</translation>
    </message>
    <message>
        <source>on {device}</source>
        <translation>位于 {device}</translation>
    </message>
    <message>
        <source>read from file</source>
        <translation>从文件读取</translation>
    </message>
    <message>
        <source>{count:,} selected</source>
        <translation>已选 {count:,} 行</translation>
    </message>
</context>
<context>
    <name>gui/window/welcome</name>
    <message>
        <source>Where to begin</source>
        <translation>从这里开始</translation>
    </message>
    <message>
        <source>Sample checkpoints</source>
        <translation>示例检查点</translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation>最近的文件</translation>
    </message>
    <message>
        <source>Open what was open last ({count})</source>
        <translation>打开上次打开的文件（{count}）</translation>
    </message>
    <message>
        <source>Drop a checkpoint here</source>
        <translation>将检查点拖到此处</translation>
    </message>
    <message>
        <source>PyTorch .pth, .pt, .ckpt, .bin or safetensors, or a folder of them. Nothing in the file is run; no GPU and no class of the model is needed.</source>
        <translation>PyTorch 的 .pth、.pt、.ckpt、.bin 或 safetensors，或包含它们的文件夹。文件中的任何内容都不会运行；不需要 GPU，也不需要模型的类。</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
</context>
<context>
    <name>gui/window/workspace</name>
    <message>
        <source>Reading {title} again</source>
        <translation>正在重新读取 {title}</translation>
    </message>
    <message>
        <source>Opening {name}</source>
        <translation>正在打开 {name}</translation>
    </message>
    <message>
        <source>Opening {name} and another</source>
        <translation>正在打开 {name} 和另一个文件</translation>
    </message>
    <message>
        <source>Opening {title}</source>
        <translation>正在打开 {title}</translation>
    </message>
</context>
</TS>
