from django.urls import path

from xenograft.randomization import views

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
    path("studies/<code>/mice/<int:number>/unmask/", views.unmask, name="unmask"),
]
