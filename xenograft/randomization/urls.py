from django.urls import path

from xenograft.randomization import masking_views, views

app_name = "randomization"
urlpatterns = [
    path("studies/<code>/randomize/", views.randomize, name="randomize"),
    path("studies/<code>/randomize/plan/", views.plan, name="plan"),
    path(
        "studies/<code>/randomize/feasibility/",
        views.feasibility,
        name="feasibility",
    ),
    path("studies/<code>/randomization/", views.record, name="record"),
    path("studies/<code>/randomization/record.json", views.record_file, name="file"),
    path("studies/<code>/randomization/verify.py", views.verifier, name="verifier"),
    path("studies/<code>/masking/", masking_views.masking, name="masking"),
    path("studies/<code>/masking/key/", masking_views.key, name="key"),
    path("studies/<code>/masking/stages/", masking_views.stages, name="awareness"),
    path("studies/<code>/mice/<int:number>/unmask/", views.unmask, name="unmask"),
]
