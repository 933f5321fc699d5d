"""The form that `./portal bench survival` sends by hand: an application is taken as the benchmark types it."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bench.stories import Applying
from doc_portal.core.tests.factories import grant, make_user, make_worksite
from personnel.models import Application
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import make_posting

pytestmark = pytest.mark.django_db


def test_what_the_benchmark_types_into_an_application_is_taken_and_taken_back(client):
    user = make_user()
    grant(user, "staff")
    make_assignment(make_person(user=user, employee_number=user.employee_number))
    client.force_login(user)
    asked = [{"text": "Do you hold a license?"}, {"text": "Years of service?", "kind": "number"}]
    make_posting(also_at=[make_worksite()], questions=asked)

    def ask(method, path):
        answer = client.get(path)
        return answer.status_code, "", answer.content.decode()

    clerk = SimpleNamespace(name="somebody", ask=ask, read=lambda path: ask("GET", path)[2])
    for step in Applying(clerk).steps("key"):
        typed = step(clerk)
        files = {name: SimpleUploadedFile(*one) for name, one in typed.files.items()}
        sent = client.post(typed.path, typed.body | files)
        assert sent.status_code == 302, sent.content.decode()
        clerk.led_to = sent.url
    application = Application.objects.get()
    assert (application.status, application.version_sent.body["statement"]) == ("withdrawn", "Survival key")
    assert application.documents.count() == 1
