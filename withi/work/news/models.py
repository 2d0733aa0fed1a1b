"""Articles and events, their corrections, what readers say of them, and how many there are."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import CodeField
from withi.registers.publication.models import Publication, PublicationQuerySet
from withi.registers.villages.models import Community
from withi.work.news.rules import (
    LEAD_LENGTH,
    LINK_LENGTH,
    NAME_LENGTH,
    NOTE_LENGTH,
    OFFICE_LENGTH,
    SAID_LENGTH,
    SIGNED_LENGTH,
    TITLE_LENGTH,
    VENUE_LENGTH,
    Heard,
    Sort,
)

SORT_NAMES = [(Sort.NEWS.value, _("news article")), (Sort.EVENT.value, _("event"))]
HEARD_NAMES = [
    (Heard.HELD.value, _("waits to be read")),
    (Heard.SHOWN.value, _("shown")),
    (Heard.REFUSED.value, _("not shown")),
]


class ItemQuerySet(PublicationQuerySet):
    """Articles as guests may see them."""

    def shown(self) -> Self:
        """Published, and the hour that was set for it has come."""
        return self.published().filter(models.Q(appears_at=None) | models.Q(appears_at__lte=timezone.now()))


class NewsItem(Publication):
    """An article, or an event with its days (ข่าว, กิจกรรม); the community or event it belongs to, and its source.

    Without hours an event lasts whole days. `appears_at` holds back what is approved already. Personal data: the names
    of writer and photographer.
    """

    SUBJECT: ClassVar[str] = "news"

    sort = CodeField(_("what it is"), max_length=5, choices=SORT_NAMES, default=Sort.NEWS.value)
    title_th = models.CharField(_("headline"), max_length=TITLE_LENGTH)
    title_en = models.CharField(_("headline in English"), max_length=TITLE_LENGTH, blank=True)
    lead_th = models.CharField(_("in short"), max_length=LEAD_LENGTH, blank=True)
    lead_en = models.CharField(_("in short, in English"), max_length=LEAD_LENGTH, blank=True)
    body_th = models.TextField(_("text"), blank=True)
    body_en = models.TextField(_("text in English"), blank=True)
    dated_on = models.DateField(_("date of the news"))
    appears_at = models.DateTimeField(_("appears from"), null=True)
    begins_on = models.DateField(_("first day"), null=True)
    begins_at = models.TimeField(_("from what hour"), null=True)
    ends_on = models.DateField(_("last day"), null=True)
    ends_at = models.TimeField(_("until what hour"), null=True)
    venue_th = models.CharField(_("venue"), max_length=VENUE_LENGTH, blank=True)
    venue_en = models.CharField(_("venue in English"), max_length=VENUE_LENGTH, blank=True)
    writer = models.CharField(_("text by"), max_length=NAME_LENGTH, blank=True)
    photographer = models.CharField(_("photos by"), max_length=NAME_LENGTH, blank=True)
    office = models.CharField(_("office"), max_length=OFFICE_LENGTH, blank=True)
    source = models.CharField(_("source"), max_length=OFFICE_LENGTH, blank=True)
    source_url = models.CharField(_("address of the source"), max_length=LINK_LENGTH, blank=True)
    community = models.ForeignKey(
        Community, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("community")
    )
    event = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("about the event")
    )

    objects = ItemQuerySet.as_manager()

    class Meta(Publication.Meta):
        db_table = "news_item"
        indexes = [
            # the latest of the nation, and of a province
            models.Index(fields=["-dated_on", "-id"], name="news_item_latest", condition=models.Q(state="published")),
            models.Index(fields=["area_code", "-dated_on"], name="news_item_area"),
            # what waits in an area
            models.Index(fields=["state", "area_code"], name="news_item_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="news_item_begins",
                condition=models.Q(begins_on__isnull=False) | ~models.Q(sort=Sort.EVENT.value),
                violation_error_message=_("An event needs its first day."),
            ),
            models.CheckConstraint(
                name="news_item_ends",
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("begins_on")),
                violation_error_message=_("The event ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.title_th


class NewsCorrection(models.Model):
    """What was corrected in an article that readers had seen, in words for them. Personal data: who wrote it."""

    item = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="corrections")
    note = models.CharField(_("what was corrected"), max_length=NOTE_LENGTH)
    made_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "news_correction"
        default_permissions = ()
        ordering = ["made_on", "pk"]


class NewsComment(models.Model):
    """What a reader says of an article; guests see it once an officer has let it through.

    Personal data: the name and the words. `line` tells equal senders of one day apart, and nothing without the key.
    """

    item = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="comments")
    name = models.CharField(_("your name"), max_length=SIGNED_LENGTH)
    text = models.CharField(_("what you would like to say"), max_length=SAID_LENGTH)
    state = CodeField(max_length=7, choices=HEARD_NAMES, default=Heard.HELD.value)
    line = CodeField(max_length=64, editable=False)
    written_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "news_comment"
        default_permissions = ()
        indexes = [
            # an article's comments, and those of one line lately
            models.Index(fields=["item", "state", "id"], name="news_comment_item"),
            models.Index(fields=["line", "written_at"], name="news_comment_line"),
            # what waits to be read
            models.Index(fields=["id"], name="news_comment_held", condition=models.Q(state="held")),
        ]

    def __str__(self) -> str:
        return self.name


class NewsDay(models.Model):
    """How many readers an article had on a day. Personal data: none."""

    item = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    readers = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "news_day"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["item", "day"], name="news_day_once")]


class NewsReader(models.Model):
    """That a reader was counted today: a salted token of the day, deleted on the next one. Personal data: none."""

    item = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    token = CodeField(max_length=64)

    class Meta:
        db_table = "news_reader"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["item", "day", "token"], name="news_reader_once")]
        indexes = [models.Index(fields=["day"], name="news_reader_day")]
