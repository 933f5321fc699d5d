"""The worker as `manage.py work` runs it, knowing the work of `jobs_for_tests`. Started by test_jobs."""

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
    call_command("work")
