"""Points at the place in a rule at which something is wrong, and lists what it could have been."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

_AROUND = 60  # characters shown on either side of the place


class Wrong(Exception):
    """Something is wrong at a place of the rule, counted in characters from its beginning.

    `str(error)` is a sentence. `unknown`: whether something was named that does not exist.
    """

    def __init__(self, at: int, sentence: str, *, unknown: bool = False) -> None:
        self.at = at
        self.unknown = unknown
        super().__init__(sentence)


def pointed_out(text: str, at: int) -> str:
    """The line of the rule with that place, and below it a caret; of a long line the part around the place."""
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[begin : end if end >= 0 else len(text)]
    column = at - begin
    left, right = max(0, column - _AROUND), column + _AROUND
    shown = ("… " if left else "") + line[left:right] + (" …" if right < len(line) else "")
    indent = column - left + (2 if left else 0)
    return f"  {''.join(c if c.isprintable() else ' ' for c in shown)}\n  {' ' * indent}^"


def either(names: Iterable[str]) -> str:
    """Names in quotation marks, with the reader's “or” between them."""
    joint = _("or")
    return f" {joint} ".join(_("“%(name)s”") % {"name": name} for name in names)
