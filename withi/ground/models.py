"""Django finds the tables of the floor here; each lives in its room."""

from withi.ground.backup.models import BackupRun
from withi.ground.drafts.models import Draft
from withi.ground.files.models import Photo, PhotoVariant, Upload
from withi.ground.jobs.models import Job, Period, Worker
from withi.ground.notices.models import Notice, NoticeCallList, NoticeMessage
from withi.ground.people.models import Device, Invitation, Posting, SignInTries, User
from withi.ground.places.models import Area, AreaSuccessor, Boundary
from withi.ground.search.models import SearchInside, SearchName, SearchPart, SearchPosting, SearchSlip
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.ground.web.models import DataVersion

__all__ = [
    "Area",
    "AreaSuccessor",
    "BackupRun",
    "Boundary",
    "DataVersion",
    "Device",
    "Draft",
    "Invitation",
    "Job",
    "Notice",
    "NoticeCallList",
    "NoticeMessage",
    "Period",
    "Photo",
    "PhotoVariant",
    "Posting",
    "SearchInside",
    "SearchName",
    "SearchPart",
    "SearchPosting",
    "SearchSlip",
    "SignInTries",
    "TrailChange",
    "TrailEntry",
    "Upload",
    "User",
    "Worker",
]
