"""What is stored: posts, taxonomy, authors' profiles, pictures, revisions, redirects."""

from posts.models.account_settings import AccountSettings, get_account_settings
from posts.models.address_counts import GoneAddress, MissedAddress, RedirectHits
from posts.models.adjacent import AdjacentPosts, get_adjacent_posts
from posts.models.api_token import ApiToken, TokenScope, TokenState
from posts.models.audit_entry import AuditAction, AuditEntry
from posts.models.background_task import BackgroundTask, PeriodicRun, TaskWorker
from posts.models.citable_version import FROZEN_FIELDS, CitableVersion
from posts.models.correction import Correction
from posts.models.draft import Draft, DraftRevision
from posts.models.feed_notification import FeedNotification
from posts.models.import_job import ImportJob, ImportJobItem, ImportOutcome, ImportStatus
from posts.models.imported import ImportedComments, ImportManifest, ImportRecord
from posts.models.invitation import Invitation
from posts.models.kind import PostKind
from posts.models.language import Language
from posts.models.literature_entry import CitationStyle, LiteratureAlias, LiteratureEntry
from posts.models.notebook import PostNotebook
from posts.models.page import Page
from posts.models.picture import Picture
from posts.models.post import Post
from posts.models.post_link import PostLink
from posts.models.post_note import NoteKind, PostNote
from posts.models.preview_link import PreviewLink
from posts.models.profile import Profile, get_display_name
from posts.models.redirect import Redirect
from posts.models.related import RelatedPost
from posts.models.request_count import RequestCount
from posts.models.revision import Revision, RevisionKind
from posts.models.saved_filter import SavedFilter
from posts.models.site import get_known_site, get_site
from posts.models.site_settings import BuiltInList, ListForm, NavigationItem, Numbering, SiteSettings
from posts.models.site_values import Site, SiteLink
from posts.models.state import PostState
from posts.models.synced_file import SyncedFile
from posts.models.tag import Synonym, Tag, TaggedPost, resolve_synonyms
from posts.models.taxonomy import Category, Series

__all__ = [
    "FROZEN_FIELDS",
    "AccountSettings",
    "AdjacentPosts",
    "ApiToken",
    "AuditAction",
    "AuditEntry",
    "BackgroundTask",
    "BuiltInList",
    "Category",
    "CitableVersion",
    "CitationStyle",
    "Correction",
    "Draft",
    "DraftRevision",
    "FeedNotification",
    "GoneAddress",
    "ImportJob",
    "ImportJobItem",
    "ImportManifest",
    "ImportOutcome",
    "ImportRecord",
    "ImportStatus",
    "ImportedComments",
    "Invitation",
    "Language",
    "ListForm",
    "LiteratureAlias",
    "LiteratureEntry",
    "MissedAddress",
    "NavigationItem",
    "NoteKind",
    "Numbering",
    "Page",
    "PeriodicRun",
    "Picture",
    "Post",
    "PostKind",
    "PostLink",
    "PostNote",
    "PostNotebook",
    "PostState",
    "PreviewLink",
    "Profile",
    "Redirect",
    "RedirectHits",
    "RelatedPost",
    "RequestCount",
    "Revision",
    "RevisionKind",
    "SavedFilter",
    "Series",
    "Site",
    "SiteLink",
    "SiteSettings",
    "SyncedFile",
    "Synonym",
    "Tag",
    "TaggedPost",
    "TaskWorker",
    "TokenScope",
    "TokenState",
    "get_account_settings",
    "get_adjacent_posts",
    "get_display_name",
    "get_known_site",
    "get_site",
    "resolve_synonyms",
]
