"""Django finds the tables of the floor here; each lives in its room."""

from withi.ground.backup.models import BackupRun
from withi.ground.files.models import Upload
from withi.ground.people.models import Posting, User
from withi.ground.places.models import Area, AreaSuccessor
from withi.ground.search.models import SearchInside, SearchName, SearchPart, SearchPosting
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.ground.web.models import DataVersion

__all__ = [
    "Area",
    "AreaSuccessor",
    "BackupRun",
    "DataVersion",
    "Posting",
    "SearchInside",
    "SearchName",
    "SearchPart",
    "SearchPosting",
    "TrailChange",
    "TrailEntry",
    "Upload",
    "User",
]
