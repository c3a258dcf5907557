"""The first page after signing in: for whom somebody works here, and as what."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from meydan.apps.people.queries import workplaces
from meydan.web.signed_in import signed_in


def start(request: HttpRequest) -> HttpResponse:
    """Show the institutions in which the person has a role today."""
    places = workplaces(person=signed_in(request), lang=get_language() or "en", now=datetime.now(UTC))
    return render(request, "start.html", {"places": places})
