"""JSON files of exports, read with a bound."""

import json
from pathlib import Path
from typing import Any

from posts.exchange.importing.exports.converted import ExportError
from posts.exchange.importing.exports.text_encoding import find_encoding
from posts.exchange.importing.records.regular_files import read_regular_file

MAX_JSON_BYTES = 512 * 1024 * 1024


def read_json_file(path: Path) -> Any:
    """Return what the JSON file at `path` holds. Raises ExportError."""
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            raise ExportError(f"{path.name} is bigger than {MAX_JSON_BYTES // 1024**2:,} MB.")
        return json.loads(read_regular_file(path, MAX_JSON_BYTES).decode(find_encoding(path)))
    except (OSError, UnicodeError) as error:
        raise ExportError(f"{path.name} cannot be read: {error}.") from error
    except (ValueError, RecursionError) as error:
        raise ExportError(f"{path.name} is cut off or damaged ({error}); nothing is imported.") from error


def list_rows(data: Any, key: str) -> list[dict[str, Any]]:
    """Return the objects in the list under `key`; none where it is something else."""
    found = data.get(key) if isinstance(data, dict) else None
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
