from django.db import migrations, models

import milepost.base.clock


def let_administrators_hold(apps, schema_editor):
    """A new permission comes to the role that has all of them; nobody else could hand it on (people/roles.py)."""
    role = apps.get_model("people", "Role").objects.filter(name="Administrator", built_in=True).first()
    if role is not None:
        role.permissions.get_or_create(code="holds.manage")


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="role",
            name="limited",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="RoleGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.ForeignKey(on_delete=models.deletion.CASCADE, related_name="+", to="people.group"),
                ),
                (
                    "role",
                    models.ForeignKey(on_delete=models.deletion.CASCADE, related_name="groups", to="people.role"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("role", "group"), name="role_group_once")],
            },
        ),
        # Every token expires. There are none yet: nothing issued them before.
        migrations.AlterField(
            model_name="apitoken",
            name="expires_at",
            field=models.DateTimeField(default=milepost.base.clock.now),
            preserve_default=False,
        ),
        migrations.RunPython(let_administrators_hold, migrations.RunPython.noop),
    ]
