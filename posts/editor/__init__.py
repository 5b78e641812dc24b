"""What the editor's scripts talk to, for those who may write.

django-markdownx brings two views of its own that ask nobody who they are;
ours stand in their place, and a system check (posts.E001) holds them there.
"""

from posts.editor.base import EditorView, EditorWidget
from posts.editor.preview import PreviewView
from posts.editor.reports import ReportView
from posts.editor.slugs import SlugView
from posts.editor.tags import TagsView
from posts.editor.uploads import BringHomeView, LibraryView, UploadView, alternative_text

__all__ = [
    "BringHomeView",
    "EditorView",
    "EditorWidget",
    "LibraryView",
    "PreviewView",
    "ReportView",
    "SlugView",
    "TagsView",
    "UploadView",
    "alternative_text",
]
