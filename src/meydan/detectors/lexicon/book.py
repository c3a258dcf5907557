"""Keep what was worked out of single words and tokens, never of texts: some thousands, those asked for last."""

from typing import TypeVar

Kept = TypeVar("Kept")
LONGEST_KEPT = 40


class Book(dict[str, Kept]):
    """Tells `book[key]` of any short string; `most` strings are kept, none longer than forty characters."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._half = most // 2
        self._older: dict[str, Kept] = {}

    def __missing__(self, key: str) -> Kept:
        """Work out what is not kept and keep it; a full book drops the half that nobody has asked for longest."""
        value = self._older.get(key)
        if value is None:
            value = self.work_out(key)
            if len(key) > LONGEST_KEPT or not self.may_keep(key):
                return value
        if len(self) >= self._half:
            self._older = dict(self)
            self.clear()
        self[key] = value
        return value

    def work_out(self, key: str) -> Kept:
        """Return what there is to know of `key`."""
        raise NotImplementedError

    def may_keep(self, key: str) -> bool:  # noqa: ARG002
        """Whether `key` may be kept."""
        return True
