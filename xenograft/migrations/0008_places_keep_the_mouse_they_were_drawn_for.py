from django.db import migrations, models


def keep_the_mouse(apps, schema_editor):
    places = apps.get_model("xenograft", "Assignment").objects
    places.filter(drawn_mouse=None).update(drawn_mouse=models.F("mouse"))


class Migration(migrations.Migration):
    dependencies = [("xenograft", "0007_lists_are_frozen_and_draws_replaced")]
    operations = [migrations.RunPython(keep_the_mouse, migrations.RunPython.noop)]
