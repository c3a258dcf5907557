"""Tells Django where the app lies."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """The app `tenancy`."""

    name = "meydan.apps.tenancy"
    label = "tenancy"
