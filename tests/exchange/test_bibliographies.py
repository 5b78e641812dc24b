"""The bibliography of a post comes with an import, goes with an export, and comes back the same."""

import pytest
import yaml

from posts.exchange.exporting.exporter import PostExport
from posts.models import Post
