from django.urls import path
app_name="posts"
urlpatterns = [path("posts/<str:slug>/", lambda r, slug: None, name="post"), path("categories/<str:slug>/", lambda r, slug: None, name="category"), path("tags/<str:slug>/", lambda r, slug: None, name="tag")]
