"""The addresses of the mission unit: statements, units, worksites and news."""

from django.urls import path

from mission.views import news

app_name = "mission"
urlpatterns = [
    path("news/", news.NewsItemList.as_view(), name="newsitem-list"),
    path("news/new/", news.NewsItemCreate.as_view(), name="newsitem-create"),
    path("news/<slug:slug>/", news.NewsItemDetail.as_view(), name="newsitem-detail"),
    path("news/<slug:slug>/edit/", news.NewsItemEdit.as_view(), name="newsitem-edit"),
    path("news/<slug:slug>/submit/", news.NewsItemSubmit.as_view(), name="newsitem-submit"),
    path("news/<slug:slug>/approve/", news.NewsItemApprove.as_view(), name="newsitem-approve"),
    path("news/<slug:slug>/return/", news.NewsItemReturn.as_view(), name="newsitem-return"),
    path("news/<slug:slug>/archive/", news.NewsItemArchive.as_view(), name="newsitem-archive"),
    path("manage/news/", news.NewsItemManage.as_view(), name="newsitem-manage"),
]
