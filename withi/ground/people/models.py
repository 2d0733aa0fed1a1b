"""Accounts and postings."""

import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from withi.ground.people import rules
from withi.ground.web.fields import AreaCodeField, CodeField

POSITION_NAMES = {
    rules.Position.DEPARTMENT: _("Community Development Department"),
    rules.Position.PROVINCE_CHIEF: _("Provincial chief"),
    rules.Position.PROVINCE_OFFICER: _("Provincial officer"),
    rules.Position.DISTRICT_CHIEF: _("District chief"),
    rules.Position.DISTRICT_WORKER: _("District worker"),
    rules.Position.EXECUTIVE: _("Executive"),
    rules.Position.LOCAL_AUTHORITY: _("Local authority"),
    rules.Position.PARTNER: _("Partner"),
    rules.Position.CENTRE_STAFF: _("Centre staff"),
    rules.Position.NETWORK: _("OTOP network committee"),
    rules.Position.AUDITOR: _("Auditor"),
    rules.Position.PRODUCER: _("Producer"),
    rules.Position.COMMUNITY_EDITOR: _("Community editor"),
}
SECTION_NAMES = {
    rules.Section.PROMOTION: _("Community development promotion section"),
    rules.Section.STRATEGY: _("Community development strategy section"),
    rules.Section.INFORMATION: _("Community information section"),
    rules.Section.ADMINISTRATION: _("Administration section"),
}


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do stands in their postings only.

    Personal data: name, e-mail, and, for those invited with it, a keyed index of the citizen number (never the number).
    `session_round` is part of every session: one more, and all sessions of the account have ended.
    """

    username = models.CharField(_("user name"), max_length=60, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    display_name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    session_round = models.PositiveIntegerField(default=0)
    citizen_blind = CodeField(max_length=64, blank=True, default="")

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()
    post_label = ""  # under which postings this person acts; set with the scope, kept by the trail
    helper = ""  # who types for this person in this session; kept by the trail

    class Meta:
        db_table = "people_user"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(Lower("email"), name="people_user_email_once", condition=~models.Q(email="")),
            models.UniqueConstraint(
                fields=["citizen_blind"], name="people_user_citizen_once", condition=~models.Q(citizen_blind="")
            ),
        ]

    def __str__(self) -> str:
        return rules.shown_name(self)

    def get_session_auth_hash(self) -> str:
        """What a session must carry to stay good: bound to the password and to the round of sessions."""
        return salted_hmac("withi.session", f"{self.password}:{self.session_round}", algorithm="sha256").hexdigest()


class PostingQuerySet(models.QuerySet["Posting"]):
    def in_force(self, day: date) -> "PostingQuerySet":
        """Postings whose first day has come and whose last day has not passed."""
        return self.filter(valid_from__lte=day).filter(models.Q(valid_until=None) | models.Q(valid_until__gte=day))

    def overlapping(self, first: date, last: date | None) -> "PostingQuerySet":
        """Postings that hold on one of these days; `last` None is for ever."""
        held = self.filter(taken_back=False)
        begun = held if last is None else held.filter(valid_from__lte=last)
        return begun.filter(models.Q(valid_until=None) | models.Q(valid_until__gte=first))

    def about(self, kind: str, subject_id: int) -> "PostingQuerySet":
        """Owner postings of one row: a community's editors, a producer's own accounts."""
        return self.filter(subject_kind=kind, subject_id=subject_id)


class Posting(models.Model):
    """A person's position, section and area for a time; for owners also the one row it is about.

    One ended on the day it began, or before, is `taken_back`: its last day lies before its first, so it holds on none.
    Personal data: links a person to an office. Acting for another (รักษาราชการแทน) names that office in `acting_for`.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings")
    position = models.CharField(_("position"), max_length=20, choices=list(POSITION_NAMES.items()))
    section = models.CharField(_("section"), max_length=20, blank=True, choices=list(SECTION_NAMES.items()))
    area_code = AreaCodeField(_("area"), blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    taken_back = models.BooleanField(default=False)
    acting_for = models.CharField(_("acting for"), max_length=20, blank=True, choices=list(POSITION_NAMES.items()))
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    role_title = models.CharField(_("role in the community"), max_length=80, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        db_table = "people_posting"
        default_permissions = ()
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="people_posting_subject")]
        constraints = [
            models.CheckConstraint(
                name="people_posting_dates",
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from"))
                | models.Q(taken_back=True, valid_until__lt=models.F("valid_from")),
                violation_error_message=_("The last day is before the first day."),
            ),
            models.CheckConstraint(
                name="people_posting_subject_whole",
                condition=models.Q(subject_kind="", subject_id=None)
                | (~models.Q(subject_kind="") & models.Q(subject_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="people_posting_owner_subject",
                condition=~models.Q(position__in=sorted(rules.OWN_ROW)) | models.Q(subject_id__isnull=False),
            ),
        ]

    def grant(self) -> rules.Grant:
        """The posting as a plain value for the scope rules."""
        subject = (self.subject_kind, self.subject_id) if self.subject_id is not None else None
        return rules.Grant(
            rules.Position(self.position), self.area_code, rules.Section(self.section), self.acting_for, subject
        )

    def trail_label(self) -> str:
        """Position and area code as the trail keeps them, in Thai whatever the page speaks."""
        with translation.override("th"):
            return f"{self.label()} {self.area_code}".strip()

    def label(self) -> str:
        """Position and, when acting, for whom, in the current language."""
        title = self.role_title or str(self.get_position_display())
        if not self.acting_for:
            return title
        return _("%(position)s, acting for %(office)s") % {"position": title, "office": self.get_acting_for_display()}


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> "InvitationQuerySet":
        """Those that still let someone in."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A link or QR, good once until `expires_at`, by which one person's phone becomes the way into the account.

    The link itself is not stored: it is made from `key` with the site's secret, and found by its hash. Personal data:
    who was invited by whom, a helper's name, and while it is open the ends of telephone numbers that make a bad PIN.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    token_hash = CodeField(max_length=64, unique=True)
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="invitations")
    about = models.CharField(_("about"), max_length=200)
    helper = models.CharField(_("helper"), max_length=80, blank=True)
    not_pins = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        db_table = "people_invitation"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="people_invitation_one_end",
                condition=models.Q(used_at=None) | models.Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.made_at:%Y-%m-%d}"

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.withdrawn_at is None and self.expires_at > now


class DeviceQuerySet(models.QuerySet["Device"]):
    def in_force(self, now: datetime) -> "DeviceQuerySet":
        """Phones that still open their account."""
        return self.filter(ended_at=None, expires_at__gt=now)


class Device(models.Model):
    """A phone that opens one account with a PIN. The cookie's secret is kept as a hash, the PIN bound to that secret.

    Without the phone nobody can try PINs, not even with a copy of this table. Personal data: the kind of phone, when it
    was used, a helper's name.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    token_hash = CodeField(max_length=64, unique=True)
    pin = models.CharField(max_length=160)
    label = models.CharField(max_length=80, blank=True)
    helper = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        db_table = "people_device"
        default_permissions = ()

    def __str__(self) -> str:
        return self.label or str(self.pk)


class SignInTries(models.Model):
    """Failed tries of the last hour: of an account from an address, of an account, of an address.

    `key` is a keyed hash, so the table names nobody. `known_until`: this account signed in from this address, so
    what others do elsewhere does not slow it down here.
    """

    key = CodeField(max_length=64, primary_key=True)
    failed = models.JSONField(default=list)
    known_until = models.DateTimeField(null=True)
    keep_until = models.DateTimeField()

    class Meta:
        db_table = "people_sign_in_tries"
        default_permissions = ()
        # old rows are swept by their last day
        indexes = [models.Index(fields=["keep_until"], name="people_tries_keep_until")]
