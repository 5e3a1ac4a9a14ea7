"""A graph as the rows of a tree: what they are called, what stands in their cells, which of them can be seen."""
