"""What every model holds of people, and what a request does with it: a model that is not listed fails the build."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from withi.faces.privacy.holding import FIRM, NONE, NOTE, Holding, Part, Rows, about, about_products
from withi.faces.privacy.rules import ERASED, Fate
from withi.faces.privacy.work import SAID, SELLER, STATED, WORK, about_applications, about_months
from withi.registers.villages.models import CommunityAsset
from withi.work.support.models import SupportEntry


def sessions_of(pk: int) -> Q:
    """A session names its account only inside its sealed body."""
    keys = [each.pk for each in Session.objects.all() if each.get_decoded().get(SESSION_KEY) == str(pk)]
    return Q(pk__in=keys)


def about_community(pk: int) -> Q:
    """What the trail keeps of an asset stands under its community."""
    own = CommunityAsset.objects.filter(pk=pk).values("community_id")
    return Q(subject="community", subject_id__in=own, entry__verb__startswith="villages.asset")


def photos_of(pk: int) -> Q:
    """A producer's own photos, those of its products, of receipts beside its months, and of what it was given."""
    given = SupportEntry.objects.of("producer", pk).values("pk")
    shown = Q(subject=SupportEntry.PHOTOS, subject_id__in=given)
    return about("producer")(pk) | about_products(pk) | about_months(pk) | shown


def prints_of(pk: int) -> Q:
    """Prints of the community whose asset it is."""
    return Q(community_id__in=CommunityAsset.objects.filter(pk=pk).values("community_id"))


def search_of(kind: str) -> Rows:
    return lambda pk: Q(kind=kind, ref_id=pk)


LEDGER = _("Who did what is kept as evidence (section 33); the name is taken out, the number of the account stays.")
POSTED = _("That somebody held this post is kept as evidence; the name is taken out.")
GIVEN = _("That consent was given or taken back is kept as evidence.")
SHEETS = _("Lists that officers sent in may name the person; each is deleted seven days after it was sent.")
TYPED = _("What officers typed and did not save may name the person; it is sealed and deleted after fourteen days.")

ACCOUNT = {
    "display_name": ERASED,
    "email": "",
    "password": "!",
    "is_active": False,
    "last_login": None,
    "citizen_blind": "",
}
CONTACT = {"contact": "", "phones": "", "line_id": "", "shows_phone": False}
IDENTITY = {
    "name_th": ERASED,
    "name_en": "",
    "sort_key": ERASED,
    "official_number": "",
    "address": "",
    "lat": None,
    "lon": None,
    "id_sealed": "",
    "id_blind": "",
}
PLACE = {"address": "", "phones": "", "lat": None, "lon": None}
COORDINATOR = {"coordinator": "", "coordinator_role": "", "phone": "", "line_id": ""}
PICTURES = {"photo": "", "photos": ""}
POINT = {"found": "", "proposal": "", "values": {}}
KEEPER = {"name_th": ERASED, "name_en": "", "text_th": "", "text_en": "", "lat": None, "lon": None, "permit": ""}

TRAIL_ENTRY = Holding(
    ("actor_name", "helper", "note"),
    _("What was done"),
    {
        "user": (
            Part(lambda pk: Q(actor_id=pk), Fate.EMPTY, {"actor_name": "", "helper": ""}, why=LEDGER),
            Part(about("user"), Fate.EMPTY, NOTE),
        ),
        "producer": (
            Part(about("producer"), Fate.EMPTY, NOTE),
            Part(about_products, Fate.EMPTY, NOTE),
            Part(about_months, Fate.EMPTY, NOTE),
            Part(about_applications, Fate.EMPTY, NOTE),
        ),
        "firm": (Part(about_applications, Fate.EMPTY, NOTE),),
        "product": (Part(about("product"), Fate.EMPTY, NOTE),),
        "registrant": (Part(about("registrant"), Fate.EMPTY, NOTE),),
    },
)
TRAIL_CHANGE = Holding(
    ("before", "after"),
    _("What was changed"),
    {
        "user": (Part(about("user"), Fate.STRIP, {**ACCOUNT, "username": ""}),),
        "producer": (
            Part(about("producer"), Fate.STRIP, {**CONTACT, **IDENTITY}),
            Part(about_products, Fate.STRIP, PLACE),
            Part(about_months, Fate.STRIP, SAID),
            Part(about_applications, Fate.STRIP, STATED),
        ),
        "firm": (Part(about("producer"), Fate.STRIP, CONTACT), Part(about_applications, Fate.STRIP, STATED)),
        "product": (Part(about("product"), Fate.STRIP, PLACE),),
        "community": (Part(about("community"), Fate.STRIP, COORDINATOR),),
        "asset": (Part(about_community, Fate.STRIP),),
        "registrant": (Part(about("registrant"), Fate.STRIP, SELLER),),
    },
)
CHECK_ITEM = Holding(
    ("found", "proposal", "values"),
    _("Points to check"),
    {
        "producer": (Part(about("producer"), Fate.EMPTY, POINT), Part(about_products, Fate.EMPTY, POINT)),
        "firm": (Part(about("producer"), Fate.EMPTY, POINT),),
        "product": (Part(about("product"), Fate.EMPTY, POINT),),
        "community": (Part(about("community"), Fate.EMPTY, POINT),),
    },
)
PRODUCER = Holding(
    (*CONTACT, *IDENTITY),
    _("Producer"),
    {
        "producer": (
            Part(lambda pk: Q(pk=pk), Fate.EMPTY, {**CONTACT, **IDENTITY, **PICTURES}),
            Part(
                lambda pk: Q(pk=pk),
                Fate.EMPTY,
                {"founded_on": None, "households": None, "shares": ""},
                anonymises=False,
            ),
        ),
        "firm": (Part(lambda pk: Q(pk=pk), Fate.EMPTY, CONTACT, why=FIRM),),
    },
    hidden=("id_sealed", "id_blind", "sort_key", "key"),
)
PRODUCT = Holding(
    tuple(PLACE),
    _("Product"),
    {
        "producer": (
            Part(lambda pk: Q(producer_id=pk), Fate.EMPTY, {**PLACE, **PICTURES}),
            Part(lambda pk: Q(producer_id=pk, published_at=None), Fate.DELETE, anonymises=False),
        ),
        "product": (Part(lambda pk: Q(pk=pk), Fate.EMPTY, PLACE),),
    },
    hidden=("sort_key",),
)


HOLDINGS: dict[str, Holding] = {
    # --- accounts ---
    "ground.User": Holding(
        ("username", "email", "display_name", "password", "last_login", "citizen_blind"),
        _("Account"),
        {"user": (Part(lambda pk: Q(pk=pk), Fate.EMPTY, ACCOUNT),)},
        hidden=("password", "citizen_blind"),
    ),
    "ground.Posting": Holding(
        ("user", "role_title"),
        _("Posting"),
        {"user": (Part(lambda pk: Q(user_id=pk), Fate.EMPTY, {"role_title": ""}, why=POSTED),)},
    ),
    "account.EmailAddress": Holding(("email",), _("E-mail"), {"user": (Part(lambda pk: Q(user_id=pk), Fate.DELETE),)}),
    "account.EmailConfirmation": Holding(
        ("email_address", "key"),
        _("E-mail"),
        {"user": (Part(lambda pk: Q(email_address__user_id=pk), Fate.DELETE),)},
        hidden=("key",),
    ),
    "mfa.Authenticator": Holding(
        ("data",), _("Second step"), {"user": (Part(lambda pk: Q(user_id=pk), Fate.DELETE),)}, hidden=("data",)
    ),
    "sessions.Session": Holding(
        ("session_data",),
        _("Signed in"),
        {"user": (Part(sessions_of, Fate.DELETE),)},
        hidden=("session_key", "session_data"),
    ),
    "ground.Invitation": Holding(
        ("posting", "about", "helper", "not_pins"),
        _("Links given"),
        {"user": (Part(lambda pk: Q(posting__user_id=pk), Fate.EMPTY, {"about": "", "helper": "", "not_pins": ""}),)},
        hidden=("key", "token_hash", "not_pins"),
    ),
    "ground.Device": Holding(
        ("user", "label", "helper"),
        _("Phones with a PIN"),
        {"user": (Part(lambda pk: Q(user_id=pk), Fate.DELETE),)},
        hidden=("token_hash", "pin"),
    ),
    "socialaccount.SocialAccount": Holding(
        ("uid", "extra_data"),
        _("Signed in elsewhere"),
        {"user": (Part(lambda pk: Q(user_id=pk), Fate.DELETE),)},
        hidden=("extra_data",),
    ),
    "socialaccount.SocialToken": Holding(
        ("token", "token_secret"),
        _("Signed in elsewhere"),
        {"user": (Part(lambda pk: Q(account__user_id=pk), Fate.DELETE),)},
        hidden=("token", "token_secret"),
    ),
    # --- what was told and done for a person ---
    "ground.Notice": Holding(
        ("recipient_id", "told_by", "told_at"),
        _("Notices"),
        {"user": (Part(lambda pk: Q(recipient_id=pk), Fate.DELETE, anonymises=False),)},
    ),
    "ground.NoticeMessage": Holding(("by_id",)),  # goes with its notice
    "ground.NoticeCallList": Holding(
        ("owner_id",),
        _("Lists of people to call"),
        {"user": (Part(lambda pk: Q(owner_id=pk), Fate.DELETE, anonymises=False),)},
    ),
    "ground.Draft": Holding(
        ("owner_id", "fields_sealed"),
        _("Typed and not saved"),
        {
            "user": (Part(lambda pk: Q(owner_id=pk), Fate.DELETE),),
            "producer": (Part(lambda _pk: Q(pk__in=()), Fate.KEEP, why=TYPED),),
            "firm": (Part(lambda _pk: Q(pk__in=()), Fate.KEEP, why=TYPED),),
        },
        hidden=("key", "claim", "fields_sealed"),
    ),
    "ground.Job": Holding(
        ("owner_id", "about", "result_name"),
        _("Long work"),
        {"user": (Part(lambda pk: Q(owner_id=pk), Fate.DELETE, anonymises=False),)},
        hidden=("key", "lease", "result_path"),
    ),
    # --- what people sent in ---
    "ground.Photo": Holding(
        ("owner_id", "credit", "lat", "lon"),
        _("Photos"),
        {"producer": (Part(photos_of, Fate.DELETE),), "asset": (Part(about("asset"), Fate.DELETE),)},
        hidden=("key", "sha256", "dhash"),
    ),
    "ground.Upload": Holding(
        ("owner_id", "name"),
        _("Files sent in"),
        {
            "user": (Part(lambda pk: Q(owner_id=pk), Fate.DELETE, anonymises=False),),
            "producer": (Part(lambda _pk: Q(pk__in=()), Fate.KEEP, why=SHEETS),),
            "firm": (Part(lambda _pk: Q(pk__in=()), Fate.KEEP, why=SHEETS),),
        },
        hidden=("key",),
    ),
    "faces.ImportRun": Holding(
        ("owner", "sheet_name", "headings", "result"),
        _("Imports"),
        {"user": (Part(lambda pk: Q(owner_id=pk), Fate.DELETE, anonymises=False),)},
        hidden=("key", "mapping", "accepted"),
    ),
    "faces.ImportChunk": Holding(("body",)),  # goes with its import
    "faces.ImportDecision": Holding(("value",)),  # goes with its import
    "faces.ImportHeading": Holding(
        ("owner",), "", {"user": (Part(lambda pk: Q(owner_id=pk), Fate.DELETE, anonymises=False),)}
    ),
    "faces.ExchangeRun": Holding(
        ("owner",),
        _("Comparisons"),
        {"user": (Part(lambda pk: Q(owner_id=pk), Fate.DELETE, anonymises=False),)},
        hidden=("key", "columns"),
    ),
    "faces.ExchangeItem": Holding(
        ("name", "official", "ours", "theirs", "cells", "body"),
        _("Differences from the department's list"),
        {
            kind: (Part(lambda pk: Q(run__kind="producers", subject_id=pk), Fate.DELETE),)
            for kind in ("producer", "firm")
        },
        hidden=("body", "mark"),
    ),
    "faces.PrintRun": Holding(
        ("recorded_by", "facts"),
        _("What was printed"),
        {
            "community": (Part(lambda pk: Q(community_id=pk), Fate.EMPTY, {"facts": {}}, why=FIRM),),
            "asset": (Part(prints_of, Fate.EMPTY, {"facts": {}}),),
            "producer": (Part(lambda pk: Q(product__producer_id=pk), Fate.EMPTY, {"facts": {}}),),
        },
    ),
    # --- registers ---
    "registers.Producer": PRODUCER,
    "registers.ProducerStatus": Holding(
        ("reason",),
        _("Status"),
        {"producer": (Part(lambda pk: Q(producer_id=pk), Fate.EMPTY, {"reason": ""}),)},
    ),
    "registers.Product": PRODUCT,
    "registers.Community": Holding(
        tuple(COORDINATOR),
        _("Community"),
        {"community": (Part(lambda pk: Q(pk=pk), Fate.EMPTY, COORDINATOR, why=FIRM),)},
        hidden=("sort_key",),
    ),
    "registers.CommunityAsset": Holding(
        tuple(KEEPER),
        _("Wisdom keeper"),
        {
            "asset": (
                Part(lambda pk: Q(pk=pk), Fate.EMPTY, KEEPER),
                Part(lambda pk: Q(pk=pk), Fate.DELETE, anonymises=False),
            )
        },
    ),
    "registers.CheckItem": CHECK_ITEM,
    # who looks after a centre is told by its office and taken out there
    "registers.Centre": Holding(("manager", "entered_by")),
    "registers.CentreStep": Holding(("who",)),
    "registers.Partner": Holding(("entered_by",)),  # an organisation; its phone is an office's
    "registers.RouteHost": Holding(
        ("name",),
        _("Hosts of routes"),
        {"community": (Part(lambda pk: Q(community_id=pk), Fate.DELETE),)},
    ),
    "registers.RouteTurn": Holding(("entered_by",)),  # goes with its host
    # --- the trail, the index, consents ---
    "ground.TrailEntry": TRAIL_ENTRY,
    "ground.TrailChange": TRAIL_CHANGE,
    "ground.SearchName": Holding(
        ("name", "folded"),
        "",
        {kind: (Part(search_of("producer"), Fate.DELETE),) for kind in ("producer",)},
    ),
    "faces.TripAgreement": Holding(("said_by", "ended_by")),
    "faces.PrivacyConsent": Holding(
        ("note",),
        _("Consent"),
        {
            kind: (Part(about(kind), Fate.EMPTY, NOTE, why=GIVEN),)
            for kind in ("user", "producer", "product", "community", "asset", "registrant")
        },
    ),
}
HOLDINGS |= WORK
HOLDINGS |= dict.fromkeys(
    (
        "auth.Group",
        "auth.Group_permissions",
        "auth.Permission",
        "contenttypes.ContentType",
        "faces.ExchangeLayout",
        "faces.ExchangeMemory",
        "faces.PrivacyPurpose",
        "faces.Trip",
        "faces.TripAsking",
        "faces.TripBasis",
        "faces.TripCount",
        "faces.TripRoads",
        "faces.TripTurn",
        "faces.TripWeight",
        "ground.Area",
        "ground.AreaSuccessor",
        "ground.BackupRun",
        "ground.Boundary",
        "ground.DataVersion",
        "ground.Period",
        "ground.PhotoVariant",
        "ground.SearchInside",
        "ground.SearchPart",
        "ground.SearchSlip",
        "ground.SearchPosting",
        "ground.SignInTries",
        "ground.Worker",
        "registers.Brand",
        "registers.CommunityCategory",
        "registers.CommunityCharm",
        "registers.CommunityReceiving",
        "registers.CommunityVillage",
        "registers.CommunityWay",
        "registers.PartnerArea",
        "registers.ProducerSeries",
        "registers.ProductCertificate",
        "registers.ProductSize",
        "registers.Route",
        "registers.RouteStop",
        "socialaccount.SocialApp",
    ),
    NONE,
)
