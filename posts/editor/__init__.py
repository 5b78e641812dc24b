"""The editor's form widget and the views that its scripts call, for users who may write.

The two views of django-markdownx need no login, so ours take their place; the system checks posts.E001
and posts.E002 make sure of it.
"""

from posts.editor.base import EditorView, EditorWidget
from posts.editor.citation_completion import CitationCompletionView
from posts.editor.completion import CompletionView
from posts.editor.html_paste import HtmlToMarkdownView
from posts.editor.import_uploads import ImportProgressView, StartUploadView, UploadPieceView
from posts.editor.notebook_uploads import UploadNotebookView
from posts.editor.preview import PreviewView
from posts.editor.publish_checks import PublishChecksView
from posts.editor.slug_check import SlugCheckView
from posts.editor.tag_names import TagNamesView
from posts.editor.transition_panel import TransitionPanelView
from posts.editor.uploads import (
    PictureLibraryView,
    SaveRemotePictureView,
    UploadPictureView,
)

__all__ = [
    "CitationCompletionView",
    "CompletionView",
    "EditorView",
    "EditorWidget",
    "HtmlToMarkdownView",
    "ImportProgressView",
    "PictureLibraryView",
    "PreviewView",
    "PublishChecksView",
    "SaveRemotePictureView",
    "SlugCheckView",
    "StartUploadView",
    "TagNamesView",
    "TransitionPanelView",
    "UploadNotebookView",
    "UploadPictureView",
    "UploadPieceView",
]
