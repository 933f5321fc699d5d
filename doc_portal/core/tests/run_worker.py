"""The worker as `manage.py work` runs it, knowing the work of `jobs_for_tests`. Nothing starts by the clock in it:

what is due every few minutes would change the rows of a test, or not, as the minutes fall.
"""

import django
from django.apps import apps
from django.core.management import call_command

from doc_portal.core.registry import JobKind

if __name__ == "__main__":
    django.setup()
    core = apps.get_app_config("core")
    core.portal_job_kinds = (
        *getattr(core, "portal_job_kinds", ()),
        JobKind("count_up", "Counting", "doc_portal.core.tests.jobs_for_tests.count_up"),
    )
    for config in apps.get_app_configs():
        config.portal_schedules = ()
    call_command("work")
