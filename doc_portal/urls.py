"""The portal's addresses: assembled from the core and the units."""

from django.urls import include, path, re_path

from doc_portal.core.views import codes, signins
from mission.views.home import Home

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("accounts/login/", signins.SignIn.as_view(), name="account_login"),
    path("accounts/code/", codes.CodeSignIn.as_view(), name="account_code"),
    path("accounts/logout/", signins.SignOut.as_view(), name="account_logout"),
    path("accounts/password/change/", signins.PasswordChange.as_view(), name="account_change_password"),
    path("accounts/password/reset/", signins.PasswordReset.as_view(), name="account_reset_password"),
    path("accounts/password/reset/done/", signins.PasswordResetDone.as_view(), name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        signins.PasswordFromKey.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        signins.PasswordFromKeyDone.as_view(),
        name="account_reset_password_from_key_done",
    ),
    path("", include("doc_portal.core.urls")),
    path("", include("mission.urls")),
    path("", include("personnel.urls")),
    path("", include("training.urls")),
    path("", include("fiscal.urls")),
]

handler400 = "doc_portal.core.views.errors.bad_request"
handler403 = "doc_portal.core.views.errors.forbidden"
handler404 = "doc_portal.core.views.errors.not_found"
handler429 = "doc_portal.core.views.errors.too_many"
handler500 = "doc_portal.core.views.errors.server_error"
