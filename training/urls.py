"""Addresses of training."""

from django.urls import path

from training.views import (
    attendance,
    board,
    boards,
    catalogue,
    certifications,
    classes,
    cohorts,
    completions,
    courses,
    credit,
    curricula,
    enrolment,
    instructors,
    local_reports,
    meetings,
    nominating,
    owed,
    places,
    plans,
    prerequisites,
    quotas,
    requirements,
    schedule,
    verify,
    versions,
    waivers,
)

app_name = "training"

ONE_CLASS = "training/classes/<str:number>/"

SCHEDULE = [
    path("training/schedule/", board.Board.as_view(), name="board"),
    path("training/schedule/in-the-way/", board.BoardClash.as_view(), name="board-clash"),
    path("training/schedule/issues/", board.Issues.as_view(), name="issues"),
    path("training/schedule/what-would-fit/", board.WhatIf.as_view(), name="what-if"),
    path("training/schedule/again/", schedule.ScheduleClone.as_view(), name="schedule-clone"),
    path("training/schedule/to-decide/", schedule.ScheduledClassDue.as_view(), name="scheduledclass-due"),
    path("training/classes/new/", schedule.ScheduledClassCreate.as_view(), name="scheduledclass-create"),
    path(f"{ONE_CLASS}edit/", schedule.ScheduledClassEdit.as_view(), name="scheduledclass-edit"),
    path(f"{ONE_CLASS}publish/", schedule.ScheduledClassPublish.as_view(), name="scheduledclass-publish"),
    path(f"{ONE_CLASS}confirm/", schedule.ScheduledClassConfirm.as_view(), name="scheduledclass-confirm"),
    path(f"{ONE_CLASS}postpone/", schedule.ScheduledClassPostpone.as_view(), name="scheduledclass-postpone"),
    path(f"{ONE_CLASS}cancel/", schedule.ScheduledClassCancel.as_view(), name="scheduledclass-cancel"),
    path(f"{ONE_CLASS}merge/", schedule.ScheduledClassMerge.as_view(), name="scheduledclass-merge"),
    path(f"{ONE_CLASS}swap/", schedule.ScheduledClassSwap.as_view(), name="scheduledclass-swap"),
    path(f"{ONE_CLASS}again/", schedule.ScheduledClassClone.as_view(), name="scheduledclass-clone"),
    path(f"{ONE_CLASS}kit/", schedule.ScheduledClassKit.as_view(), name="scheduledclass-kit"),
    path(f"{ONE_CLASS}meetings/new/", meetings.ScheduledClassMeet.as_view(), name="scheduledclass-meet"),
    path(f"{ONE_CLASS}meetings/<int:meeting>/move/", meetings.MeetingMove.as_view(), name="meeting-move"),
    path(f"{ONE_CLASS}meetings/<int:meeting>/cancel/", meetings.MeetingCancel.as_view(), name="meeting-cancel"),
    path(
        f"{ONE_CLASS}instructors/new/", meetings.ClassInstructorCreate.as_view(), name="classinstructor-create"
    ),
    path(
        f"{ONE_CLASS}instructors/<int:line>/replace/", meetings.ClassInstructorReplace.as_view(),
        name="classinstructor-replace",
    ),
    path(
        f"{ONE_CLASS}instructors/<int:line>/end/", meetings.ClassInstructorEnd.as_view(), name="classinstructor-end"
    ),
]  # fmt: skip
COURSES = [
    path("training/courses/", catalogue.CourseList.as_view(), name="course-list"),
    path("training/courses/new/", courses.CourseCreate.as_view(), name="course-create"),
    path("training/courses/current/", courses.CourseCurrent.as_view(), name="course-current"),
    path("training/courses/<int:pk>/", catalogue.CourseDetail.as_view(), name="course-detail"),
    path("training/courses/<int:pk>/edit/", courses.CourseEdit.as_view(), name="course-edit"),
    path(
        "training/courses/<int:pk>/versions/new/", versions.CourseVersionCreate.as_view(), name="courseversion-create"
    ),
    path(
        "training/courses/<int:pk>/needed-before/new/", prerequisites.PrerequisiteCreate.as_view(),
        name="prerequisite-create",
    ),
    path(
        "training/needed-before/<int:pk>/take-away/", prerequisites.PrerequisiteDelete.as_view(),
        name="prerequisite-delete",
    ),
    path("training/versions/<int:pk>/", versions.CourseVersionDetail.as_view(), name="courseversion-detail"),
    path("training/versions/<int:pk>/edit/", versions.CourseVersionEdit.as_view(), name="courseversion-edit"),
    path("training/versions/<int:pk>/approve/", versions.CourseVersionApprove.as_view(), name="courseversion-approve"),
    path(
        "training/versions/<int:pk>/lesson-plan/", versions.CourseVersionLessonPlan.as_view(), name="courseversion-plan"
    ),
    path("training/equivalences/", prerequisites.CourseEquivalenceList.as_view(), name="courseequivalence-list"),
    path(
        "training/equivalences/new/", prerequisites.CourseEquivalenceCreate.as_view(), name="courseequivalence-create"
    ),
    path(
        "training/equivalences/<int:pk>/edit/", prerequisites.CourseEquivalenceEdit.as_view(),
        name="courseequivalence-edit",
    ),
    path("training/curricula/", curricula.CurriculumList.as_view(), name="curriculum-list"),
    path("training/curricula/new/", curricula.CurriculumCreate.as_view(), name="curriculum-create"),
    path("training/curricula/<slug:code>/", curricula.CurriculumDetail.as_view(), name="curriculum-detail"),
    path("training/curricula/<slug:code>/edit/", curricula.CurriculumEdit.as_view(), name="curriculum-edit"),
    path("training/curricula/<slug:code>/put-in/", curricula.CurriculumPutIn.as_view(), name="curriculum-put-in"),
    path(
        "training/curricula/<slug:code>/take-out/<int:item>/", curricula.CurriculumTakeOut.as_view(),
        name="curriculum-take-out",
    ),
    path("training/certifications/", certifications.CertificationList.as_view(), name="certification-list"),
    path("training/certifications/new/", certifications.CertificationCreate.as_view(), name="certification-create"),
    path(
        "training/certifications/<int:pk>/edit/", certifications.CertificationEdit.as_view(), name="certification-edit"
    ),
]  # fmt: skip
PLACES = [
    path("training/centers/", places.CenterList.as_view(), name="center-list"),
    path("training/centers/new/", places.CenterCreate.as_view(), name="center-create"),
    path("training/centers/<slug:code>/", places.CenterDetail.as_view(), name="center-detail"),
    path("training/centers/<slug:code>/edit/", places.CenterEdit.as_view(), name="center-edit"),
    path("training/rooms/", places.RoomList.as_view(), name="room-list"),
    path("training/rooms/new/", places.RoomCreate.as_view(), name="room-create"),
    path("training/rooms/<int:pk>/", places.RoomDetail.as_view(), name="room-detail"),
    path("training/rooms/<int:pk>/edit/", places.RoomEdit.as_view(), name="room-edit"),
    path("training/rooms/<int:pk>/hours/", places.RoomSetHours.as_view(), name="room-hours"),
    path("training/rooms/<int:pk>/close/", places.RoomClose.as_view(), name="room-close"),
    path("training/rooms/<int:pk>/open/<int:hold>/", places.RoomOpen.as_view(), name="room-open"),
    path("training/rooms/<int:pk>/seats/", places.RoomSetSeats.as_view(), name="room-seats"),
    path("training/vehicles-and-kit/", places.EquipmentList.as_view(), name="equipment-list"),
    path("training/vehicles-and-kit/new/", places.EquipmentCreate.as_view(), name="equipment-create"),
    path("training/vehicles-and-kit/<int:pk>/edit/", places.EquipmentEdit.as_view(), name="equipment-edit"),
    path("training/ways/", places.TravelTimeList.as_view(), name="traveltime-list"),
    path("training/ways/new/", places.TravelTimeCreate.as_view(), name="traveltime-create"),
    path("training/instructors/", instructors.InstructorList.as_view(), name="instructor-list"),
    path("training/instructors/new/", instructors.InstructorCreate.as_view(), name="instructor-create"),
    path("training/instructors/<int:pk>/", instructors.InstructorDetail.as_view(), name="instructor-detail"),
    path("training/instructors/<int:pk>/edit/", instructors.InstructorEdit.as_view(), name="instructor-edit"),
    path(
        "training/instructors/<int:pk>/certificates/new/", instructors.InstructorCertificateCreate.as_view(),
        name="instructorcertificate-create",
    ),
    path(
        "training/instructor-certificates/<int:pk>/edit/", instructors.InstructorCertificateEdit.as_view(),
        name="instructorcertificate-edit",
    ),
]  # fmt: skip

ENROLLING = [
    path("training/team/", nominating.PersonRequirementTeam.as_view(), name="personrequirement-team"),
    path("training/nominate/", nominating.EnrolmentNominate.as_view(), name="enrolment-nominate"),
    path("training/enrollments/<uuid:uid>/accept/", enrolment.EnrolmentAccept.as_view(), name="enrolment-accept"),
    path("training/enrollments/<uuid:uid>/decline/", enrolment.EnrolmentDecline.as_view(), name="enrolment-decline"),
    path("training/enrollments/<uuid:uid>/leave/", enrolment.EnrolmentLeave.as_view(), name="enrolment-leave"),
    path("training/enrollments/<uuid:uid>/approve/", enrolment.EnrolmentApprove.as_view(), name="enrolment-approve"),
    path("training/enrollments/<uuid:uid>/deny/", enrolment.EnrolmentDeny.as_view(), name="enrolment-deny"),
    path("training/enrollments/<uuid:uid>/withdraw/", enrolment.EnrolmentWithdraw.as_view(), name="enrolment-withdraw"),
    path("training/enrollments/<uuid:uid>/bump/", enrolment.EnrolmentBump.as_view(), name="enrolment-bump"),
    path("training/enrollments/<uuid:uid>/excuse/", enrolment.EnrolmentExcuse.as_view(), name="enrolment-excuse"),
    path("training/enrollments/<uuid:uid>/bed/", enrolment.EnrolmentBed.as_view(), name="enrolment-bed"),
    path("training/beds/<int:pk>/end/", enrolment.BedStayEnd.as_view(), name="bedstay-end"),
    path(f"{ONE_CLASS}seats/", quotas.ScheduledClassSeats.as_view(), name="scheduledclass-seats"),
    path(f"{ONE_CLASS}kept-seats/", quotas.SeatQuotaCreate.as_view(), name="seatquota-create"),
    path("training/kept-seats/<int:pk>/edit/", quotas.SeatQuotaEdit.as_view(), name="seatquota-edit"),
    path("training/kept-seats/<int:pk>/free/", quotas.SeatQuotaFree.as_view(), name="seatquota-free"),
    path("training/relief-caps/", quotas.ReliefCapList.as_view(), name="reliefcap-list"),
    path("training/relief-caps/new/", quotas.ReliefCapCreate.as_view(), name="reliefcap-create"),
    path("training/relief-caps/<int:pk>/edit/", quotas.ReliefCapEdit.as_view(), name="reliefcap-edit"),
    path("training/distances/", quotas.DistanceList.as_view(), name="distance-list"),
    path("training/distances/new/", quotas.DistanceCreate.as_view(), name="distance-create"),
    path("training/distances/<int:pk>/edit/", quotas.DistanceEdit.as_view(), name="distance-edit"),
    path("training/cohorts/", cohorts.CohortList.as_view(), name="cohort-list"),
    path("training/cohorts/<int:pk>/", cohorts.CohortDetail.as_view(), name="cohort-detail"),
    path("training/courses/<int:pk>/audience/", quotas.CourseAudience.as_view(), name="course-audience"),
]

ATTENDANCE = [
    path("training/meetings/<int:pk>/attendance/", attendance.MeetingAttendance.as_view(), name="meeting-attendance"),
    path("training/meetings/<int:pk>/sheet/", attendance.MeetingSheet.as_view(), name="meeting-sheet"),
    path("training/meetings/<int:pk>/walk-in/", attendance.MeetingWalkin.as_view(), name="meeting-walkin"),
    path("training/meetings/<int:pk>/print/", attendance.MeetingPrint.as_view(), name="meeting-print"),
    path("training/attendance/<int:pk>/correct/", attendance.AttendanceCorrect.as_view(), name="attendance-correct"),
    path(
        f"{ONE_CLASS}attendance/",
        attendance.ScheduledClassAttendance.as_view(),
        name="scheduledclass-attendance",
    ),
    path(f"{ONE_CLASS}scores/", attendance.ScheduledClassScores.as_view(), name="scheduledclass-scores"),
    path(
        f"{ONE_CLASS}complete/",
        attendance.ScheduledClassComplete.as_view(),
        name="scheduledclass-complete",
    ),
    path(
        f"{ONE_CLASS}finalize/",
        attendance.ScheduledClassFinalise.as_view(),
        name="scheduledclass-finalise",
    ),
    path(
        f"{ONE_CLASS}ask-reopen/",
        attendance.ScheduledClassAskreopen.as_view(),
        name="scheduledclass-askreopen",
    ),
    path(f"{ONE_CLASS}reopen/", attendance.ScheduledClassReopen.as_view(), name="scheduledclass-reopen"),
    path("training/reports/", local_reports.LocalReportList.as_view(), name="localreport-list"),
    path("training/reports/new/", local_reports.LocalReportCreate.as_view(), name="localreport-create"),
    path("training/reports/<int:pk>/", local_reports.LocalReportDetail.as_view(), name="localreport-detail"),
    path("training/reports/<int:pk>/edit/", local_reports.LocalReportEdit.as_view(), name="localreport-edit"),
    path("training/reports/<int:pk>/send/", local_reports.LocalReportSend.as_view(), name="localreport-send"),
    path("training/reports/<int:pk>/accept/", local_reports.LocalReportAccept.as_view(), name="localreport-accept"),
    path("training/reports/<int:pk>/return/", local_reports.LocalReportReturn.as_view(), name="localreport-return"),
]

OWED = [
    path("training/mine/", owed.PersonRequirementMine.as_view(), name="personrequirement-mine"),
    path("training/owed/", owed.PersonRequirementList.as_view(), name="personrequirement-list"),
    path("training/owed/<int:pk>/", owed.PersonRequirementDetail.as_view(), name="personrequirement-detail"),
    path("training/requirements/", requirements.RequirementRuleList.as_view(), name="requirementrule-list"),
    path("training/requirements/new/", requirements.RequirementRuleCreate.as_view(), name="requirementrule-create"),
    path(
        "training/requirements/<slug:slug>/",
        requirements.RequirementRuleDetail.as_view(),
        name="requirementrule-detail",
    ),
    path(
        "training/requirements/<slug:slug>/edit/",
        requirements.RequirementRuleEdit.as_view(),
        name="requirementrule-edit",
    ),
    path("training/requirements/<slug:slug>/terms/", requirements.RuleTermsCreate.as_view(), name="ruleterms-create"),
    path(
        "training/requirements/<slug:slug>/worksites/",
        requirements.AlternatingSiteSet.as_view(),
        name="alternatingsite-set",
    ),
    path("training/terms/<int:pk>/edit/", requirements.RuleTermsEdit.as_view(), name="ruleterms-edit"),
    path("training/terms/<int:pk>/approve/", requirements.RuleTermsApprove.as_view(), name="ruleterms-approve"),
    path("training/terms/<int:pk>/end/", requirements.RuleTermsEnd.as_view(), name="ruleterms-end"),
    path("training/terms/<int:pk>/simulate/", requirements.RuleTermsSimulate.as_view(), name="ruleterms-simulate"),
    path("training/waivers/", waivers.WaiverList.as_view(), name="waiver-list"),
    path("training/waivers/new/", waivers.WaiverCreate.as_view(), name="waiver-create"),
    path("training/waivers/<int:pk>/", waivers.WaiverDetail.as_view(), name="waiver-detail"),
    path("training/waivers/<int:pk>/approve/", waivers.WaiverApprove.as_view(), name="waiver-approve"),
    path("training/waivers/<int:pk>/end/", waivers.WaiverEnd.as_view(), name="waiver-end"),
    path("training/pauses/", waivers.ClockPauseList.as_view(), name="clockpause-list"),
    path("training/pauses/new/", waivers.ClockPauseCreate.as_view(), name="clockpause-create"),
    path("training/pauses/<int:pk>/edit/", waivers.ClockPauseEdit.as_view(), name="clockpause-edit"),
    path("training/post-gate/", boards.PostGateList.as_view(), name="postgate-list"),
    path("training/this-week/", boards.Week.as_view(), name="week"),
    path("training/compliance/", boards.ComplianceBoard.as_view(), name="compliance-board"),
]

CREDIT = [
    path("training/transcripts/<uuid:uuid>/", credit.TranscriptDetail.as_view(), name="transcript"),
    path("training/transcripts/<uuid:uuid>/paper/", credit.TranscriptPaper.as_view(), name="transcript-paper"),
    path("training/completions/", credit.TrainingCreditList.as_view(), name="trainingcredit-list"),
    path("training/completions/<int:pk>/", credit.TrainingCreditDetail.as_view(), name="trainingcredit-detail"),
    path("training/completions/<int:pk>/void/", credit.TrainingCreditVoid.as_view(), name="trainingcredit-void"),
    path(
        "training/completions/<int:pk>/certify/", credit.TrainingCreditCertify.as_view(), name="trainingcredit-certify"
    ),
    path("training/certificates/<str:serial>/", credit.CertificateDetail.as_view(), name="certificate-detail"),
    path("training/certificates/<str:serial>/paper/", credit.CertificatePaper.as_view(), name="certificate-paper"),
    path("training/certificates/<str:serial>/revoke/", credit.CertificateRevoke.as_view(), name="certificate-revoke"),
    path(
        "training/certificates/<str:serial>/reissue/", credit.CertificateReissue.as_view(), name="certificate-reissue"
    ),
    path(
        "training/completions/to-place/", completions.UnplacedCompletionList.as_view(), name="unplacedcompletion-list"
    ),
    path(
        "training/completions/to-place/<int:pk>/",
        completions.UnplacedCompletionSettle.as_view(),
        name="unplacedcompletion-settle",
    ),
    path("training/elsewhere/", completions.OutsideCompletionList.as_view(), name="outsidecompletion-list"),
    path("training/elsewhere/new/", completions.OutsideCompletionCreate.as_view(), name="outsidecompletion-create"),
    path(
        "training/elsewhere/<int:pk>/", completions.OutsideCompletionDetail.as_view(), name="outsidecompletion-detail"
    ),
    path(
        "training/elsewhere/<int:pk>/accept/",
        completions.OutsideCompletionAccept.as_view(),
        name="outsidecompletion-accept",
    ),
    path(
        "training/elsewhere/<int:pk>/refuse/",
        completions.OutsideCompletionRefuse.as_view(),
        name="outsidecompletion-refuse",
    ),
    path("training/verify/", verify.CertificateVerify.as_view(), name="certificate-verify"),
]

PLANS = [
    path("training/plans/", plans.PlanRunList.as_view(), name="planrun-list"),
    path("training/plans/new/", plans.PlanRunCreate.as_view(), name="planrun-create"),
    path("training/plans/<int:pk>/", plans.PlanRunDetail.as_view(), name="planrun-detail"),
    path("training/plans/<int:pk>/unplaced/", plans.PlanRunUnplaced.as_view(), name="planrun-unplaced"),
    path("training/plans/<int:pk>/commit/", plans.PlanRunCommit.as_view(), name="planrun-commit"),
    path("training/plans/<int:pk>/drop/", plans.PlanRunDrop.as_view(), name="planrun-drop"),
]

urlpatterns = [
    path("training/", classes.ScheduledClassList.as_view(), name="scheduledclass-list"),
    *SCHEDULE,
    path(ONE_CLASS, classes.ScheduledClassDetail.as_view(), name="scheduledclass-detail"),
    path(f"{ONE_CLASS}enroll/", classes.ScheduledClassEnrol.as_view(), name="scheduledclass-enrol"),
    *COURSES,
    *PLACES,
    *ENROLLING,
    *ATTENDANCE,
    *OWED,
    *CREDIT,
    *PLANS,
]
