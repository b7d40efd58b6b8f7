"""Which rendered tree of earlier becomes which: environments come, go and change their folders."""

from __future__ import annotations

from collections.abc import Sequence

from gitune.diff.model import Tree, TreeChange


def tree_changes(before: Sequence[Tree], after: Sequence[Tree]) -> tuple[TreeChange, ...]:
    """Every tree of a project before and after.

    A tree is the one in the same folder, which is what the cluster follows, whatever it is called; or, in another
    folder, that of the same environment. Where a project gets environments, or gives them up, it is not said which of
    several trees the cluster follows from then on: then there is one change for each.
    """
    gone, new, found = list(before), list(after), []
    for same in (_same_folder, _same_name):
        for tree in tuple(new):
            earlier = next((each for each in gone if same(each, tree)), None)
            if earlier is not None:
                found.append(TreeChange(earlier, tree))
                gone.remove(earlier)
                new.remove(tree)
    found += _open(gone, new)
    order = [*after, *before]
    return tuple(sorted(found, key=lambda change: order.index(_tree(change))))


def _open(gone: list[Tree], new: list[Tree]) -> list[TreeChange]:
    """What no name and no folder decides."""
    whole = next((tree for tree in gone if tree.environment is None), None)
    if whole is not None and new:
        return [TreeChange(whole, tree, len(new) == 1) for tree in new]
    whole = next((tree for tree in new if tree.environment is None), None)
    if whole is not None and gone:
        return [TreeChange(tree, whole, len(gone) == 1) for tree in gone]
    return [*(TreeChange(None, tree) for tree in new), *(TreeChange(tree, None) for tree in gone)]


def _same_name(one: Tree, other: Tree) -> bool:
    return one.environment == other.environment


def _same_folder(one: Tree, other: Tree) -> bool:
    return one.output == other.output


def _tree(change: TreeChange) -> Tree:
    """What the change is listed by: the one of the two that has a name of its own."""
    trees = [tree for tree in (change.after, change.before) if tree is not None]
    return next((tree for tree in trees if tree.environment is not None), trees[0])
