"""The door for a web server that keeps connections open: `meydan.settings.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meydan.settings.django")
application = get_asgi_application()
