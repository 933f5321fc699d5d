from django.db import migrations


def follow_people(apps, schema_editor):
    """Accounts of people who are not listed today say so; from now on a trigger keeps both alike."""
    hidden = apps.get_model("personnel", "Person").objects.filter(suppressed=True, user__isnull=False)
    apps.get_model("core", "User").objects.filter(pk__in=hidden.values("user")).update(listed=False)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0026_accounts_say_whether_they_are_listed"),
        ("personnel", "0018_accounts_are_listed_as_people_are"),
    ]

    operations = [migrations.RunPython(follow_people, migrations.RunPython.noop)]
