"""What the rooms of the work floor hold of people, and what a request does with it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from withi.faces.privacy.holding import FIRM, NONE, NOTE, Holding, Part, about, about_products
from withi.faces.privacy.rules import ERASED, Fate
from withi.work.income.models import IncomeMonth
from withi.work.rounds.models import RoundApplication

SUPPORT = _("What public money was given for is kept as its account; the entries name no person.")
AWARDED = _("That a product bore a mark, and by which points, is kept as evidence; remarks are taken out.")
SOLD = _("Sums of sales are kept as statistics of the programme; the producer's own row names nobody any more.")
SELLER = {"name": ERASED, "sort_key": ERASED, "address": "", "phones": "", "id_sealed": "", "id_blind": ""}
ASKED = _("That somebody asked for a market place, and what came of it, is counted; the row names nobody any more.")
SAID = {"note": "", "basis": ""}
APPLICATION = {
    "applicant": ERASED,
    "id_sealed": "",
    "id_blind": "",
    "proxy_name": "",
    "address": "",
    "return_note": "",
}
STATED = dict.fromkeys(("applicant", "proxy_name", "address"), "")
DECIDED = _("That an application was made and decided is kept as evidence; names and the citizen number are taken out.")
TOLD = _("What an office told the public, with the byline, is kept as its account.")
OFFICER = _("Which officer saw a paper is kept as evidence; the paper itself is not.")


def about_applications(pk: int) -> Q:
    """What the trail keeps of a producer's applications."""
    own = RoundApplication.objects.filter(producer_id=pk).values_list("pk", flat=True)
    return Q(subject="application", subject_id__in=list(own))


def taken_back(pk: int) -> Q:
    """A producer's supports that were taken back: the reason may speak of the person."""
    return about("producer")(pk) & Q(withdrawn_at__isnull=False)


def about_months(pk: int) -> Q:
    """What the trail keeps of a producer's monthly sales."""
    return Q(subject="income_month", subject_id__in=IncomeMonth.objects.filter(producer_id=pk).values("pk"))


def sales_of(path: str = "") -> tuple[Part, ...]:
    """A producer's months: what was written beside the figures goes, the figures stay; a basis is never left empty."""

    def theirs(pk: int) -> Q:
        return Q(**{f"{path}producer_id": pk})

    return (
        Part(theirs, Fate.EMPTY, NOTE),
        Part(lambda pk: theirs(pk) & ~Q(basis=""), Fate.EMPTY, {"basis": ERASED}),
        Part(theirs, Fate.KEEP, anonymises=False, why=SOLD),
    )


SALES = Holding(
    ("in_village", "outside", "online", "fair", "total", "note", "basis"),
    _("Monthly sales"),
    {"producer": sales_of(), "firm": ()},
    hidden=("key", "digest"),
)

CERTIFIED = _("That an office issued a paper under this number is kept as evidence; the names on it are taken out.")
NAMED = {"name_th": ERASED, "name_en": "", "maker_th": "", "maker_en": "", "register_number": "", "reason": ""}
CERTIFICATE = Holding(
    ("name_th", "name_en", "maker_th", "maker_en", "register_number", "signer", "signer_title", "reason"),
    _("Certificates"),
    {
        "producer": (
            Part(about("producer"), Fate.EMPTY, NAMED, why=CERTIFIED),
            Part(about_products, Fate.EMPTY, {"maker_th": "", "maker_en": "", "reason": ""}, why=CERTIFIED),
        ),
        "firm": (),
        "product": (),
        "user": (Part(lambda pk: Q(issued_by_id=pk), Fate.EMPTY, {"signer": ERASED, "signer_title": ""}),),
    },
    hidden=("token",),
)

WORK: dict[str, Holding] = {
    # --- segments, marks and stars ---
    "work.SegmentVersion": Holding(("made_by",)),
    "work.SegmentProduct": Holding(("answered_by",)),
    "work.Mark": Holding(
        ("applied_by", "decided_by", "note", "reason"),
        _("Marks"),
        {
            "producer": (
                Part(lambda pk: Q(product__producer_id=pk), Fate.EMPTY, {"note": "", "reason": ""}, why=AWARDED),
            )
        },
    ),
    "work.MarkScore": Holding(
        ("assessor", "note"),
        _("Points for marks"),
        {"producer": (Part(lambda pk: Q(mark__product__producer_id=pk), Fate.EMPTY, NOTE, why=AWARDED),)},
    ),
    "work.MarkTerms": Holding(("made_by",)),
    "work.MarkStar": Holding(("entered_by",)),
    "work.MarkList": Holding(
        ("owner", "name"),
        _("Lists of star results"),
        {"user": (Part(lambda pk: Q(owner_id=pk), Fate.DELETE, anonymises=False),)},
        hidden=("key",),
    ),
    "work.MarkListLine": Holding(
        ("producer",),
        _("Lists of star results"),
        {"producer": (Part(lambda pk: Q(product__producer_id=pk), Fate.DELETE),)},
    ),
    # --- guests counted ---
    "work.CheckinPoster": NONE,
    "work.CheckinDay": NONE,
    "work.CheckinGroup": Holding(("entered_by", "taken_back_by")),
    "work.CheckinToken": Holding(("token",), hidden=("token",)),
    "work.CheckinTries": Holding(("sender",), hidden=("sender",)),
    # --- enquiries of guests ---
    "work.Enquiry": Holding(
        ("name", "phone", "line_id", "email", "wish", "reply_note", "replied_by"),
        _("Enquiries of guests"),
        {
            "producer": (Part(lambda pk: Q(producer_id=pk), Fate.DELETE),),
            "firm": (),
            "user": (Part(lambda pk: Q(replied_by_id=pk), Fate.EMPTY, {"reply_note": ""}, anonymises=False),),
        },
        hidden=("key", "same"),
    ),
    "work.EnquiryMail": Holding((), hidden=("key",)),
    "work.EnquiryPayee": Holding(
        ("number_sealed", "masked", "agreed_by"),
        _("PromptPay shown to guests"),
        {
            "producer": (Part(lambda pk: Q(producer_id=pk), Fate.DELETE),),
            "firm": (Part(lambda pk: Q(producer_id=pk), Fate.DELETE),),
            "user": (Part(lambda pk: Q(agreed_by_id=pk), Fate.DELETE, anonymises=False),),
        },
        hidden=("key", "number_sealed"),
    ),
    "work.EnquiryTries": Holding(("sender",), hidden=("sender",)),
    # --- registration ---
    "work.RoundApplication": Holding(
        tuple(APPLICATION),
        _("Applications for registration"),
        {
            kind: (Part(lambda pk: Q(producer_id=pk), Fate.EMPTY, APPLICATION, why=DECIDED),)
            for kind in ("producer", "firm")
        },
        hidden=("key", "id_sealed", "id_blind"),
    ),
    "work.RoundSeen": Holding(
        ("by",),
        _("Papers seen"),
        {"user": (Part(lambda pk: Q(by_id=pk), Fate.KEEP, why=OFFICER),)},
    ),
    "work.RoundCopy": Holding(
        ("body_sealed",),
        _("Copies of papers"),
        {kind: (Part(lambda pk: Q(application__producer_id=pk), Fate.DELETE),) for kind in ("producer", "firm")},
        hidden=("key", "body_sealed"),
    ),
    # --- what happened over time ---
    "work.SupportEntry": Holding(
        ("title_th", "title_en", "withdrawn_reason"),
        _("Support received"),
        {
            "producer": (
                Part(taken_back, Fate.EMPTY, {"withdrawn_reason": ERASED}),
                Part(about("producer"), Fate.KEEP, why=SUPPORT),
            ),
            "firm": (Part(about("producer"), Fate.KEEP, why=SUPPORT),),
            "community": (Part(about("community"), Fate.KEEP, why=SUPPORT),),
        },
    ),
    "work.MarketKind": NONE,
    "work.MarketRegistrant": Holding(
        tuple(SELLER),
        _("Market registrant"),
        {
            "producer": (Part(lambda pk: Q(producer_id=pk), Fate.EMPTY, SELLER),),
            "firm": (Part(lambda pk: Q(producer_id=pk), Fate.EMPTY, {"phones": ""}, why=FIRM),),
            "registrant": (Part(lambda pk: Q(pk=pk), Fate.EMPTY, SELLER, why=ASKED),),
        },
        hidden=("id_sealed", "id_blind", "sort_key", "key"),
    ),
    "work.Certificate": CERTIFICATE,
    "work.ClassScore": Holding(("scored_by",)),
    # --- news ---
    "work.NewsItem": Holding(
        ("writer", "photographer", "photo", "photos"),
        _("News"),
        {"user": (Part(lambda pk: Q(entered_by_id=pk), Fate.KEEP, why=TOLD),)},
    ),
    "work.NewsCorrection": Holding(("made_by",)),
    "work.NewsComment": Holding(("name", "text", "decided_by"), hidden=("line",)),
    # --- monthly income ---
    "work.IncomeMonth": SALES,
    "work.IncomeRevision": SALES,
    "work.IncomeLine": Holding(
        ("amount",),
        _("Monthly sales by product"),
        {"producer": (Part(lambda pk: Q(report__producer_id=pk), Fate.KEEP, anonymises=False, why=SOLD),), "firm": ()},
    ),
}
WORK |= dict.fromkeys(
    (
        "work.CertificateSeries",
        "work.FigureComparator",
        "work.FigureMonth",
        "work.FigureYear",
        "work.IncomeClose",
        "work.IncomeCutoff",
        "work.IncomeTarget",
        "work.IncomeTargetMember",
        "work.IncomeTourism",
        "work.IncomeTourismRevision",
        "work.MarkSeries",
        "work.NewsDay",
        "work.NewsReader",
        "work.Round",
        "work.RoundGoods",
        "work.RoundMeeting",
        "work.RoundPaper",
        "work.RoundWindow",
        "work.SegmentMove",
    ),
    NONE,
)
