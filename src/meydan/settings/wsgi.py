"""The door for a web server: `gunicorn meydan.settings.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meydan.settings.django")
application = get_wsgi_application()
