"""The words that stand in rows and boards: one table a language, made once, so that rows cost no translation each."""

from collections.abc import Callable
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from withi.kit.ready import Plain
from withi.registers.centres.models import KIND_NAMES
from withi.registers.villages.models import FACILITY_NAMES, HAZARD_NAMES, SPEECH_NAMES

Words = dict[str, str]


@lru_cache(maxsize=2)
def words(lang: str) -> Words:
    """The table of a language; `{name}` is filled in by who uses a word."""
    with translation.override(lang):
        table = {**_receiving(), **_prices(), **_community(), **_visits(), **_goods(), **_counts(), **_types()}
    return {key: Plain(text) for key, text in table.items()}


def _receiving() -> Words:
    return {
        "open": _("Receives guests"),
        "appointment": _("By appointment"),
        "paused": _("Paused for now"),
        "ceased": _("No longer receives"),
        "unsaid": _("Has not said yet"),
        **_several("notice", lambda n: ngettext("Book {n} day ahead", "Book {n} days ahead", n)),
        "again": _("expected to receive again on {day}"),
        "licence": _("Licence number"),
        "licence_none": _("not given"),
        "confirmed": _("confirmed {day}"),
        "facts_on": _("Hours and prices confirmed {day}"),
        "group_between": _("{least}–{most} guests at a time"),
        "group_exactly": _("{n} guests at a time"),
        "group_most": _("up to {n} guests at a time"),
        "group_least": _("{n} guests or more at a time"),
        "pays": _("Pay by {ways}"),
        "pays_cash": _("cash"),
        "pays_promptpay": _("PromptPay"),
        "pays_card": _("card"),
        "call": _("Call"),
        "call_whom": _(" them"),
    }


def _prices() -> Words:
    return {
        "baht": _("baht"),
        "free": _("Free"),
        "each": _("{price} a person"),
        "per_person": _("a person"),
        "per_group": _("a group"),
        "per_night": _("a person a night"),
        "per_house": _("a house a night"),
        "per_trip": _("a vehicle"),
        "per_set": _("a set"),
        "per_unit": _("per {unit}"),
        "up_to": _("up to {n}"),
        "verified": _("seen on the spot {day}"),
        "valid_until": _("valid until {day}"),
    }


def _community() -> Words:
    return {
        "moo": _("Moo {n}"),
        "km": _("{n} km"),
        "topic_do": _("Join in"),
        "topic_eat": _("Eat"),
        "topic_sleep": _("Stay"),
        "sight_attraction": _("Worth seeing"),
        "sight_festival": _("Festival"),
        "sight_wisdom": _("Wisdom keeper"),
        "sight_dye": _("Natural dyes"),
        "sight_structure": _("Building"),
        "sight_facility": _("Facilities"),
        "loom_chok": _("northern tin chok brocade"),
        "loom_khit": _("Isan khit"),
        "loom_mudmee": _("Isan mudmee ikat"),
        "loom_hol": _("southern Isan hol"),
        "loom_namlai": _("Nan flowing-water tapestry"),
        "loom_yok": _("yok brocade"),
        "loom_khaoma": _("checked pha khao ma"),
        "loom_san": _("woven reed mat"),
        "loom_batik": _("southern batik"),
        "way_car": _("Car"),
        "way_train": _("Train"),
        "way_bus": _("Bus or songthaew"),
        "way_boat": _("Boat"),
        "way_pickup": _("The community picks you up"),
    }


def _visits() -> Words:
    return {
        **{f"has_{name}": str(label) for name, label in FACILITY_NAMES},
        **{f"speech_{code}": str(label) for code, label in SPEECH_NAMES},
        **{f"hazard_{name}": str(label) for name, label in HAZARD_NAMES},
        **{f"centre_{kind}": str(label) for kind, label in KIND_NAMES},
        "cash_only": _("cash only"),
        "before_best": _("Best time to come"),
        "before_festivals": _("Festivals"),
        "before_beware": _("Beware of"),
        "before_languages": _("Languages spoken"),
        "before_dress": _("What to wear"),
        "before_camera": _("Taking photos"),
        "before_last_ride": _("Last way back without a car"),
        "takes": _("takes about {n} min"),
        **_several("houses", lambda n: ngettext("{n} house", "{n} houses", n)),
        **_several("rooms", lambda n: ngettext("{n} room", "{n} rooms", n)),
        "permit": _("notification no. {number}"),
        "no_permit": _("notification number not given"),
        "standard": _("Thai homestay standard until {day}"),
    }


def _goods() -> Words:
    return {
        "demo": _("Demonstration data"),
        "kilometres": _("km"),
        "season": _("Season:"),
        "the_way": _("The way"),
        "mark_gold": _("Gold Premium"),
        "mark_silver": _("Silver Classic"),
        "mark_red": _("Red Standard"),
        "mark_blue": _("Blue Rising Star"),
        "photo_by": _("Photo:"),
        "kind_group": _("Community group"),
        "kind_owner": _("Sole owner"),
        "kind_sme": _("Small enterprise (SME)"),
        "certificate_fda": _("FDA number"),
        "certificate_tcps": _("Community product standard"),
        "certificate_halal": _("Halal"),
        "certificate_gi": _("Geographical indication (GI)"),
        "certificate_other": _("Certificate"),
        "origin_community": _("from the community itself"),
        "origin_province": _("from the same province"),
        "origin_elsewhere": _("from elsewhere"),
        "channel_village": _("in the village"),
        "channel_outside": _("shops elsewhere"),
        "channel_online": _("online"),
        "channel_fair": _("at fairs"),
        "joins_production": _("the community takes part in making"),
        "joins_management": _("the community takes part in running it"),
        "gives_benefit": _("the community shares the benefit"),
        "of_women": _("({n} of them women)"),
        "whom_maker": _("the maker"),
        "whom_community": _("through the community it comes from"),
        "fact_kind": _("Kind"),
        "fact_people": _("People in it"),
        "fact_households": _("Households"),
        "fact_since": _("Since"),
        "fact_shared": _("With the community"),
        "fact_materials": _("Made of"),
        "fact_origin": _("The material comes"),
        "fact_capacity": _("Made in a month"),
        "fact_channels": _("Sold"),
        "home": _("Home"),
        "told_event": _("Event"),
        "news_community": _("New community"),
        "news_product": _("New product"),
    }


def _counts() -> Words:
    return {
        **_several("communities", lambda n: ngettext("{n} community", "{n} communities", n)),
        **_several("products", lambda n: ngettext("{n} product", "{n} products", n)),
        **_several("producers", lambda n: ngettext("{n} producer", "{n} producers", n)),
        **_several("provinces", lambda n: ngettext("{n} province", "{n} provinces", n)),
        **_several("districts", lambda n: ngettext("{n} district", "{n} districts", n)),
        **_several("khet", lambda n: ngettext("{n} Bangkok district", "{n} Bangkok districts", n)),
        **_several(
            "receiving_here", lambda n: ngettext("{n} community receives guests", "{n} communities receive guests", n)
        ),
        "none_here": _("Nobody receives guests here now"),
        "receiving_n": _("{n} receiving"),
        **_several("people", lambda n: ngettext("{n} person", "{n} people", n)),
        **_several("households", lambda n: ngettext("{n} household", "{n} households", n)),
        **_several("stars", lambda n: ngettext("{n} star in {year}", "{n} stars in {year}", n)),
        "more_than": _("more than {n}"),
        "on_map": _("{n} open"),
        "map_district": _("Map of the districts of {place}"),
        "map_khet": _("Map of the khet of {place}"),
        "map_tambon": _("Map of the tambons of {place}"),
        "map_khwaeng": _("Map of the khwaeng of {place}"),
        "inside_tambon": _("Tambons of {place}"),
        "inside_khwaeng": _("Khwaeng of {place}"),
        "map_region": _("{region}: {n} receiving guests now"),
    }


def _types() -> Words:
    return {
        "type_textile": _("Cloth and clothes"),
        "type_utensil": _("Utensils, decoration, souvenirs"),
        "type_food": _("Food"),
        "type_drink": _("Drinks"),
        "type_herbal": _("Herbs (not food)"),
        "price_low": _("up to 500 baht"),
        "price_mid": _("500–2,000 baht"),
        "price_high": _("over 2,000 baht"),
        "order_fit": _("Best match"),
        "order_new": _("Newest"),
        "order_cheap": _("Lowest price"),
        "order_dear": _("Highest price"),
        "want_do": _("Something to do"),
        "want_eat": _("Food"),
        "want_sleep": _("Homestay"),
        "want_open": _("Receiving guests now"),
        "take_off": _("Take off the filter {name}"),
        "of_community": _("Only from {name}"),
    }


def _several(key: str, noun: Callable[[int], str]) -> Words:
    """A noun with its number, for one and for several (`rules.counted`)."""
    return {f"{key}_1": noun(1), f"{key}_n": noun(2)}
