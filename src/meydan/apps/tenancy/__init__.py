"""The ground of every app: institutions, and rows that belong to exactly one of them.

Several institutions share an installation and never see each other. Example: whoever holds the id of another
institution's message and asks for it gets the answer that there is none.
"""
