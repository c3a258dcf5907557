"""What can be done about people: one change a file, each in one transaction.

`by` is the person who does it; None is the command line of the installation, which has no roles.
"""
