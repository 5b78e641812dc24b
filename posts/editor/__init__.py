"""What the editor's scripts talk to, for those who may write.

django-markdownx brings two views of its own that ask nobody who they are;
ours stand in their place, and a system check (posts.E001) holds them there.
"""

from posts.editor.base import EditorView, EditorWidget
from posts.editor.preview import PreviewView
from posts.editor.publish_checks import PublishChecksView
from posts.editor.slug_check import SlugCheckView
from posts.editor.tag_names import TagNamesView
from posts.editor.uploads import (
    PictureLibraryView,
    SaveRemotePictureView,
    UploadPictureView,
    suggest_alt_text,
)

__all__ = [
    "EditorView",
    "EditorWidget",
    "PictureLibraryView",
    "PreviewView",
    "PublishChecksView",
    "SaveRemotePictureView",
    "SlugCheckView",
    "TagNamesView",
    "UploadPictureView",
    "suggest_alt_text",
]
