from django.urls import path

from xenograft.growth import views

app_name = "growth"
urlpatterns = [
    path("studies/<code>/window/", views.window, name="window"),
    path("studies/<code>/window/<int:number>/", views.decide, name="decide"),
]
