"""The record: what was done, by whom and when, so that nobody can change it afterwards without being found out."""
