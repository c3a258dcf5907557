"""Errors that a person can act on: a code, a sentence, and the place where it went wrong."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what would mend it.

    `path` is a place inside a value (`account.scope`), `file` and `line` a place in a pack; either may be empty.
    """

    code: str
    message: str
    path: str = ""
    file: str = ""
    line: int = 0
    hint: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file else ""
        where = f" (at {self.path})" if self.path else ""
        hint = f" Hint: {self.hint}" if self.hint else ""
        return f"{place}{self.message}{where} [{self.code}]{hint}"


class MeydanError(Exception):
    """Base of every error that this package raises on purpose."""


class InvalidEvent(MeydanError):
    """An event that the contract does not allow; `problem.path` names the field."""

    def __init__(self, code: str, message: str, path: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(code=code, message=message, path=path)


class InvalidPack(MeydanError):
    """A pack or a settings overlay that cannot be loaded; `problems` names every place."""

    def __init__(self, problems: "tuple[Problem, ...] | list[Problem]") -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnfilledTemplate(MeydanError):
    """A reply text that still holds a placeholder; it may not go out."""


class UnreadableFile(MeydanError):
    """An input file that is none of the known formats, or that cannot be read at all."""
