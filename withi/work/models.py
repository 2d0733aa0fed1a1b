"""Django finds the tables of the floor here; each lives in its room."""

from withi.work.certificates.models import Certificate, CertificateSeries
from withi.work.checkin.models import CheckinDay, CheckinGroup, CheckinPoster, CheckinToken, CheckinTries
from withi.work.classes.models import ClassScore
from withi.work.enquiries.models import Enquiry, EnquiryMail, EnquiryPayee, EnquiryTries
from withi.work.figures.models import FigureMonth, FigureYear
from withi.work.income.models import (
    IncomeClose,
    IncomeCutoff,
    IncomeLine,
    IncomeMonth,
    IncomeRevision,
    IncomeTarget,
    IncomeTourism,
    IncomeTourismRevision,
)
from withi.work.market.models import MarketKind, MarketRegistrant
from withi.work.marks.models import (
    Mark,
    MarkList,
    MarkListLine,
    MarkScore,
    MarkSeries,
    MarkStar,
    MarkTerms,
)
from withi.work.news.models import NewsComment, NewsCorrection, NewsDay, NewsItem, NewsReader
from withi.work.rounds.models import (
    Round,
    RoundApplication,
    RoundCopy,
    RoundGoods,
    RoundMeeting,
    RoundPaper,
    RoundSeen,
    RoundWindow,
)
from withi.work.segments.models import SegmentMove, SegmentProduct, SegmentVersion
from withi.work.support.models import SupportEntry

__all__ = [
    "Certificate",
    "CertificateSeries",
    "CheckinDay",
    "CheckinGroup",
    "CheckinPoster",
    "CheckinToken",
    "CheckinTries",
    "ClassScore",
    "Enquiry",
    "EnquiryMail",
    "EnquiryPayee",
    "EnquiryTries",
    "FigureMonth",
    "FigureYear",
    "IncomeClose",
    "IncomeCutoff",
    "IncomeLine",
    "IncomeMonth",
    "IncomeRevision",
    "IncomeTarget",
    "IncomeTourism",
    "IncomeTourismRevision",
    "Mark",
    "MarkList",
    "MarkListLine",
    "MarkScore",
    "MarkSeries",
    "MarkStar",
    "MarkTerms",
    "MarketKind",
    "MarketRegistrant",
    "NewsComment",
    "NewsCorrection",
    "NewsDay",
    "NewsItem",
    "NewsReader",
    "Round",
    "RoundApplication",
    "RoundCopy",
    "RoundGoods",
    "RoundMeeting",
    "RoundPaper",
    "RoundSeen",
    "RoundWindow",
    "SegmentMove",
    "SegmentProduct",
    "SegmentVersion",
    "SupportEntry",
]
