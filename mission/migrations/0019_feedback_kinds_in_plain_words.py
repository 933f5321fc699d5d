"""What readers may say of a page is called in plainer words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mission", "0018_newest_stories_are_found_at_once")]

    operations = [
        migrations.AlterField(
            model_name="feedback",
            name="kind",
            field=models.CharField(
                choices=[
                    ("useful", "Useful"),
                    ("not_useful", "Not useful"),
                    ("wrong", "Something is wrong"),
                    ("broken", "A link or a file does not work"),
                    ("missing", "I did not find what I looked for"),
                    ("access", "I cannot use it with my screen reader, keyboard or other aid"),
                ],
                max_length=12,
            ),
        ),
    ]
