"""Addresses of training."""

from django.urls import path

from training.views import catalogue, classes

app_name = "training"

urlpatterns = [
    path("training/", classes.ScheduledClassList.as_view(), name="scheduledclass-list"),
    path("training/classes/<str:number>/", classes.ScheduledClassDetail.as_view(), name="scheduledclass-detail"),
    path("training/classes/<str:number>/enroll/", classes.ScheduledClassEnrol.as_view(), name="scheduledclass-enrol"),
    path("training/courses/", catalogue.CourseList.as_view(), name="course-list"),
    path("training/courses/<int:pk>/", catalogue.CourseDetail.as_view(), name="course-detail"),
]
