"""The addresses of the core: what every unit shares."""

from django.urls import path

from doc_portal.core.views import audit, files, grants, health, imports, jobs, me, search, settings, signins, todo

app_name = "core"
urlpatterns = [
    path("healthz", health.Healthz.as_view(), name="healthz"),
    path("readyz", health.Readyz.as_view(), name="readyz"),
    path("accessibility/", health.Accessibility.as_view(), name="accessibility"),
    path("search/", search.SearchPage.as_view(), name="search"),
    path("search/go/<int:pk>/", search.SearchOpen.as_view(), name="search-open"),
    path("me/to-do/", todo.Todo.as_view(), name="todo"),
    path("me/", me.Profile.as_view(), name="profile"),
    path("me/appearance/", me.Appearance.as_view(), name="theme"),
    path("me/notices/", me.NoticeList.as_view(), name="notification-list"),
    path("me/notices/read/", me.NoticesRead.as_view(), name="notification-read"),
    path("me/notices/<int:pk>/", me.NoticeOpen.as_view(), name="notification-open"),
    path("manage/status/", health.Status.as_view(), name="status"),
    path("manage/sign-ins/", signins.LockedNames.as_view(), name="signinattempt-list"),
    path("manage/sign-ins/<int:pk>/release/", signins.Release.as_view(), name="signinattempt-release"),
    path("manage/jobs/", jobs.JobList.as_view(), name="job-list"),
    path("manage/jobs/<uuid:uuid>/", jobs.JobDetail.as_view(), name="job-detail"),
    path("manage/jobs/<uuid:uuid>/cancel/", jobs.JobCancel.as_view(), name="job-cancel"),
    path("files/<uuid:uuid>/", files.AttachmentDownload.as_view(), name="attachment-download"),
    path("manage/roles/", grants.RoleList.as_view(), name="role-list"),
    path("manage/roles/<slug:slug>/", grants.RoleDetail.as_view(), name="role-detail"),
    path("manage/grants/", grants.RoleGrantList.as_view(), name="rolegrant-list"),
    path("manage/grants/new/", grants.RoleGrantCreate.as_view(), name="rolegrant-create"),
    path("manage/grants/<int:pk>/", grants.RoleGrantDetail.as_view(), name="rolegrant-detail"),
    path("manage/grants/<int:pk>/end/", grants.RoleGrantEnd.as_view(), name="rolegrant-end"),
    path("manage/grants/<int:pk>/renew/", grants.RoleGrantRenew.as_view(), name="rolegrant-renew"),
    path("audit/", audit.AuditEventList.as_view(), name="auditevent-list"),
    path("audit/<int:pk>/", audit.AuditEventDetail.as_view(), name="auditevent-detail"),
    path("audit/history/<str:kind>/<int:pk>/", audit.RecordHistory.as_view(), name="history"),
    path("manage/settings/", settings.SettingList.as_view(), name="setting-list"),
    path("manage/settings/new/", settings.SettingCreate.as_view(), name="setting-create"),
    path("manage/settings/<int:pk>/", settings.SettingDetail.as_view(), name="setting-detail"),
    path("manage/settings/<int:pk>/edit/", settings.SettingEdit.as_view(), name="setting-edit"),
    path("manage/imports/", imports.ImportRunList.as_view(), name="importrun-list"),
    path("manage/imports/<int:pk>/", imports.ImportRunDetail.as_view(), name="importrun-detail"),
    path("manage/imports/<int:pk>/apply/", imports.ImportRunApply.as_view(), name="importrun-apply"),
    path("manage/imports/<int:pk>/discard/", imports.ImportRunDiscard.as_view(), name="importrun-discard"),
    path("manage/imports/<slug:kind>/new/", imports.ImportRunCreate.as_view(), name="importrun-create"),
]
