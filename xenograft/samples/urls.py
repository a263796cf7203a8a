from django.urls import path

from xenograft.samples import views

app_name = "samples"
urlpatterns = [
    path("studies/<code>/samples/", views.specimens, name="list"),
    path("studies/<code>/samples/add/", views.add, name="add"),
    path(
        "studies/<code>/samples/last-doses/",
        views.attach_last_doses,
        name="last-doses",
    ),
    path("studies/<code>/samples/labels.pdf", views.label_sheet, name="labels"),
    path("studies/<code>/samples/plan/", views.plan, name="plan"),
    path("studies/<code>/samples/plan/new/", views.plan_new, name="plan-new"),
    path(
        "studies/<code>/samples/plan/<int:pk>/mice/", views.add_mice, name="plan-mice"
    ),
    path(
        "studies/<code>/samples/plan/<int:pk>/leave-out/",
        views.leave_out,
        name="leave-out",
    ),
    path("studies/<code>/samples/runs/", views.runs, name="runs"),
    path("studies/<code>/samples/runs/new/", views.new_run, name="new-run"),
    path("studies/<code>/samples/runs/<int:pk>/", views.run, name="run"),
    path(
        "studies/<code>/samples/runs/<int:pk>/change/",
        views.correct_run,
        name="correct-run",
    ),
    path("studies/<code>/samples/engagement/", views.engagement, name="engagement"),
    path(
        "studies/<code>/samples/engagement.<format>",
        views.engagement_file,
        name="engagement-file",
    ),
    path("studies/<code>/samples/<int:pk>/", views.specimen, name="specimen"),
    path("studies/<code>/samples/<int:pk>/correct/", views.correct, name="correct"),
    path(
        "studies/<code>/samples/readouts/<int:pk>/correct/",
        views.correct_readout,
        name="correct-readout",
    ),
    path("studies/<code>/samples/<int:pk>/readout/", views.readout, name="readout"),
]
