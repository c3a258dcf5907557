"""Every lifecycle of the house, for pages, tests and commands that walk through all of them."""

from meydan.lifecycle.case import CASE
from meydan.lifecycle.outbox import OUTBOX
from meydan.lifecycle.step import STEP
from meydan.lifecycle.table import Lifecycle

LIFECYCLES: tuple[Lifecycle, ...] = (CASE, STEP, OUTBOX)
