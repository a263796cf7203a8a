from django.contrib.auth.views import LogoutView
from django.urls import path

from xenograft.study import account_views, design_views, views

app_name = "study"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", account_views.SignIn.as_view(), name="sign-in"),
    path("account/", account_views.Account.as_view(), name="account"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("studies/new/", views.new, name="new"),
    path("studies/new/blank/", views.new_blank, name="new-blank"),
    path("studies/<code>/design/", design_views.design, name="design"),
    path("studies/<code>/design/protocol/", design_views.protocol, name="protocol"),
    path("studies/<code>/design/masking/", design_views.masking, name="masking"),
    path("studies/<code>/design/bench/", design_views.bench_rules, name="bench-rules"),
    path(
        "studies/<code>/design/volumes/",
        design_views.dose_volumes,
        name="dose-volumes",
    ),
    path(
        "studies/<code>/design/normal-weights/",
        design_views.normal_weights,
        name="normal-weights",
    ),
    path("studies/<code>/design/arms/", design_views.arms, name="arms"),
    path("studies/<code>/design/limits/", design_views.limits, name="limits"),
    path("studies/<code>/design/endings/", design_views.endings, name="endings"),
    path("studies/<code>/design/model/", design_views.tumor_model, name="model"),
    path("studies/<code>/design/people/", design_views.people, name="people"),
    path(
        "studies/<code>/design/people/<int:pk>/remove/",
        design_views.remove_member,
        name="remove-member",
    ),
    path("studies/<code>/design/lock/", design_views.lock, name="lock"),
]
