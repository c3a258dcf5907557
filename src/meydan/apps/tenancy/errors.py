"""What the fence between institutions refuses. Both are mistakes in the program, never something a person typed."""

from meydan.kernel.errors import MeydanError


class Unenclosed(MeydanError):
    """Rows were asked for without saying whose: `Message.of(institution)` is the only way to a query."""


class Crossing(MeydanError):
    """A row of one institution was about to be written among the rows of another."""
