"""Institutions."""

from django.db import migrations, models

import meydan.apps.tenancy.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Institution",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=meydan.apps.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("names", models.JSONField()),
                ("country", models.CharField(max_length=2)),
                ("time_zone", models.CharField(max_length=60)),
                ("languages", models.JSONField()),
                ("founded_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
