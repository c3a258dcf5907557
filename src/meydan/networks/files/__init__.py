"""Reads messages from files: tables, JSON and the data exports that networks hand to their users."""

from meydan.networks.files.reading import read_messages
from meydan.networks.files.rows import FileProblem, MessageRow, Note, Place, Row, WrongRow

__all__ = ["FileProblem", "MessageRow", "Note", "Place", "Row", "WrongRow", "read_messages"]
