"""Tells Django where the app lies."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app `people`."""

    name = "meydan.apps.people"
    label = "people"
