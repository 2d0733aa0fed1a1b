"""Runs of what was printed of communities: brochures, signs, posters; where they are and what they show."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.faces.printing.prints import IN_USE, Arrow, Condition, Order, What
from withi.faces.printing.rules import Wish
from withi.ground.web.fields import CodeField
from withi.registers.products.models import Product
from withi.registers.villages.models import Community

WHAT_NAMES = [
    (What.TRIFOLD.value, _("brochure, A4 folded twice")),
    (What.A5.value, _("brochure, four pages of A5")),
    (What.SIGN.value, _("sign at the road")),
    (What.BOARD.value, _("board of an information centre")),
    (What.POSTER.value, _("check-in poster")),
]
RUN_NAMES = [*WHAT_NAMES, (What.LABEL.value, _("labels"))]
LANG_NAMES = [("th", _("Thai")), ("en", _("English"))]
SIGN_SIZES = [("60x40", _("60 × 40 cm")), ("90x60", _("90 × 60 cm")), ("120x40", _("120 × 40 cm"))]
BOARD_SIZES = [
    ("a2", _("A2, 42 × 59 cm")),
    ("a1", _("A1, 59 × 84 cm")),
    ("a0", _("A0, 84 × 119 cm")),
]
SIZE_NAMES = [*SIGN_SIZES, *BOARD_SIZES]
SHAPE_NAMES = [
    ("wide", _("95 × 67 mm, eight on a sheet")),
    ("small", _("62 × 42 mm, eighteen on a sheet")),
    ("tag", _("hanging tag of 60 × 88 mm, nine on a sheet")),
    ("round", _("round, 88 mm, six on a sheet")),
]
"""Shapes of labels, the first one being what is shown at once."""
RUN_SIZES = [*SIZE_NAMES, *SHAPE_NAMES]
ARROW_NAMES = [
    (Arrow.LEFT.value, _("to the left")),
    (Arrow.AHEAD.value, _("straight ahead")),
    (Arrow.RIGHT.value, _("to the right")),
]
PICTURE_NAMES = [
    ("village", _("village")),
    ("see", _("sight")),
    ("do", _("activity")),
    ("eat", _("food")),
    ("sleep", _("homestay")),
    ("buy", _("shop")),
    ("pin", _("meeting point")),
]
CONDITION_NAMES = [
    (Condition.GOOD.value, _("in good condition")),
    (Condition.WORN.value, _("worn, to be printed again")),
    (Condition.GONE.value, _("used up or taken down")),
    (Condition.REPLACED.value, _("replaced by a new one")),
]


class PrintRunQuerySet(models.QuerySet["PrintRun"]):
    def in_use(self) -> "PrintRunQuerySet":
        """What people still read."""
        return self.filter(condition__in=[condition.value for condition in IN_USE])


class PrintRun(models.Model):
    """So many of one print, made on a day, for a place. `facts` is what it shows, by key, as it was printed.

    It is a community's, or labels of a product (`size` is their shape). Its photos are of subject PHOTOS.
    `stamp` is the version that stands on the paper. `choices` is what a sign's order said (arrow, metres, pictogram,
    goal), or that of labels (size of the product, mark, PromptPay). Personal data: the coordinator's phone as printed,
    given in order to be published; a maker's name; who recorded it.
    """

    PHOTOS = "print"

    community = models.ForeignKey(Community, on_delete=models.CASCADE, null=True, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, null=True, related_name="+")
    what = CodeField(_("what"), max_length=8, choices=RUN_NAMES)
    lang = CodeField(_("language"), max_length=2, choices=LANG_NAMES)
    size = CodeField(_("size"), max_length=8, choices=RUN_SIZES, blank=True)
    choices = models.JSONField(default=dict)
    stamp = CodeField(max_length=6)
    facts = models.JSONField(default=dict)
    place = models.CharField(_("where they are"), max_length=160)
    count = models.PositiveIntegerField(_("how many"))
    printed_on = models.DateField(_("printed on"))
    condition = CodeField(_("condition"), max_length=8, choices=CONDITION_NAMES, default=Condition.GOOD.value)
    seen_on = models.DateField()
    replaces = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="replaced_by")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = PrintRunQuerySet.as_manager()

    class Meta:
        db_table = "printing_run"
        default_permissions = ()
        indexes = [
            # the prints of a community, and those still in use over an area
            models.Index(fields=["community", "condition", "-printed_on"], name="printing_run_community"),
        ]
        constraints = [
            models.CheckConstraint(name="printing_run_count", condition=models.Q(count__gte=1)),
            models.CheckConstraint(
                name="printing_run_of_one",
                condition=models.Q(product=None, community__isnull=False)
                | models.Q(product__isnull=False, community=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.stamp}"

    @property
    def owner(self) -> Community | Product:
        """Whose print it is."""
        found = self.product or self.community
        assert found is not None  # the table sees to it
        return found

    def order(self) -> Order:
        """What was ordered of a community, to be printed again."""
        return Order(What(self.what), self.lang, self.size, **self.choices)

    def wish(self) -> Wish:
        """What was ordered of labels, to be printed again."""
        return Wish(lang=self.lang, shape=self.size, **self.choices)
