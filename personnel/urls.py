"""Addresses of the directory."""

from django.urls import path

from personnel.views import assignments, contacts, corrections, leaving, lists, people, reviews, temporary_jobs

app_name = "personnel"
urlpatterns = [
    path("people/", people.PersonList.as_view(), name="person-list"),
    path("people/new/", people.PersonCreate.as_view(), name="person-create"),
    path("people/current/", lists.PersonCurrent.as_view(), name="person-current"),
    path("people/assignments/current/", lists.AssignmentCurrent.as_view(), name="assignment-current"),
    path("people/<uuid:uuid>/", people.PersonDetail.as_view(), name="person-detail"),
    path("people/<uuid:uuid>/edit/", people.PersonEdit.as_view(), name="person-edit"),
    path("people/<uuid:uuid>/own/", people.PersonOwn.as_view(), name="person-own"),
    path("people/<uuid:uuid>/confirm/", people.PersonConfirm.as_view(), name="person-confirm"),
    path("people/<uuid:uuid>/suppress/", people.PersonSuppress.as_view(), name="person-suppress"),
    path("people/<uuid:uuid>/list-again/", people.PersonListAgain.as_view(), name="person-list-again"),
    path("people/<uuid:uuid>/end/", people.PersonEnd.as_view(), name="person-end"),
    path("people/<uuid:uuid>/hand-over/", leaving.PersonHandOver.as_view(), name="person-hand-over"),
    path("people/<uuid:uuid>/close/", leaving.PersonClose.as_view(), name="person-close"),
    path("people/<uuid:uuid>/correct/", corrections.CorrectionCreate.as_view(), name="correction-create"),
    path("people/<uuid:uuid>/assign/", assignments.AssignmentCreate.as_view(), name="assignment-create"),
    path("people/assignments/<int:pk>/edit/", assignments.AssignmentEdit.as_view(), name="assignment-edit"),
    path("people/assignments/<int:pk>/end/", assignments.AssignmentEnd.as_view(), name="assignment-end"),
    path("manage/corrections/", corrections.CorrectionList.as_view(), name="correction-list"),
    path("manage/corrections/<int:pk>/", corrections.CorrectionDetail.as_view(), name="correction-detail"),
    path("manage/corrections/<int:pk>/take/", corrections.CorrectionTake.as_view(), name="correction-take"),
    path("manage/corrections/<int:pk>/decline/", corrections.CorrectionDecline.as_view(), name="correction-decline"),
    path("contacts/", contacts.RoleContactList.as_view(), name="rolecontact-list"),
    path("contacts/new/", contacts.RoleContactCreate.as_view(), name="rolecontact-create"),
    path("contacts/<int:pk>/", contacts.RoleContactDetail.as_view(), name="rolecontact-detail"),
    path("contacts/<int:pk>/edit/", contacts.RoleContactEdit.as_view(), name="rolecontact-edit"),
    path("contacts/<int:pk>/end/", contacts.RoleContactEnd.as_view(), name="rolecontact-end"),
    path("manage/reviews/<slug:kind>/<int:pk>/", reviews.ReviewMark.as_view(), name="review-mark"),
    path("jobs/", temporary_jobs.PostingList.as_view(), name="posting-list"),
    path("jobs/<slug:public_slug>/", temporary_jobs.PostingDetail.as_view(), name="posting-detail"),
]
