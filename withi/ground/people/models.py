"""Accounts and postings."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from withi.ground.people import rules
from withi.ground.web.fields import AreaCodeField

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
    """A person who signs in. Personal data: name, e-mail. What they may do stands in their postings only."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    display_name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()
    post_label = ""  # under which postings this person acts; set with the scope, kept by the trail

    class Meta:
        db_table = "people_user"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(Lower("email"), name="people_user_email_once", condition=~models.Q(email=""))
        ]

    def __str__(self) -> str:
        return rules.shown_name(self)


class PostingQuerySet(models.QuerySet["Posting"]):
    def in_force(self, day: date) -> "PostingQuerySet":
        """Postings whose first day has come and whose last day has not passed."""
        return self.filter(valid_from__lte=day).filter(models.Q(valid_until=None) | models.Q(valid_until__gte=day))

    def about(self, kind: str, subject_id: int) -> "PostingQuerySet":
        """Owner postings of one row: a community's editors, a producer's own accounts."""
        return self.filter(subject_kind=kind, subject_id=subject_id)


class Posting(models.Model):
    """A person's position, section and area for a time; for owners also the one row it is about.

    Personal data: links a person to an office. Acting for another (รักษาราชการแทน) names that office in `acting_for`.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings")
    position = models.CharField(_("position"), max_length=20, choices=list(POSITION_NAMES.items()))
    section = models.CharField(_("section"), max_length=20, blank=True, choices=list(SECTION_NAMES.items()))
    area_code = AreaCodeField(_("area"), blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
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
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
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
