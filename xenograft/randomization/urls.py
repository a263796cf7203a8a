from django.urls import path

from xenograft.randomization import (
    api,
    certificate_views,
    later_views,
    list_views,
    masking_views,
    preflight_views,
    views,
)

app_name = "randomization"
urlpatterns = [
    path("studies/<code>/randomize/", views.randomize, name="randomize"),
    path("studies/<code>/randomize/plan/", views.plan, name="plan"),
    path(
        "studies/<code>/randomize/feasibility/",
        preflight_views.feasibility,
        name="feasibility",
    ),
    path("studies/<code>/randomize/freeze/", list_views.freeze, name="freeze"),
    path("studies/<code>/randomize/unfreeze/", list_views.unfreeze, name="unfreeze"),
    path("api/studies/<code>/randomization/", api.randomize, name="api-randomize"),
    path(
        "studies/<code>/randomization/certificate/",
        certificate_views.certificate,
        name="certificate",
    ),
    path(
        "studies/<code>/randomization/acceptable/",
        certificate_views.acceptable,
        name="acceptable",
    ),
    path("studies/<code>/randomization/void/", later_views.void, name="void"),
    path(
        "studies/<code>/mice/<int:number>/replace/",
        later_views.replace,
        name="replace",
    ),
    path("studies/<code>/randomization/", views.record, name="record"),
    path("studies/<code>/randomization/record.json", views.record_file, name="file"),
    path("studies/<code>/randomization/verify.py", views.verifier, name="verifier"),
    path("studies/<code>/masking/", masking_views.masking, name="masking"),
    path("studies/<code>/masking/key/", masking_views.key, name="key"),
    path("studies/<code>/masking/stages/", masking_views.stages, name="awareness"),
    path("studies/<code>/mice/<int:number>/unmask/", views.unmask, name="unmask"),
]
