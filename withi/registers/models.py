"""Django finds the tables of the floor here; each lives in its room."""

from withi.registers.brands.models import Brand
from withi.registers.centres.models import Centre, CentreStep
from withi.registers.partners.models import Partner, PartnerArea
from withi.registers.producers.models import Producer, ProducerSeries, ProducerStatus
from withi.registers.products.models import Product, ProductCertificate, ProductSize
from withi.registers.publication.models import CheckItem
from withi.registers.routes.models import Route, RouteHost, RouteStop, RouteTurn
from withi.registers.villages.models import (
    Community,
    CommunityAsset,
    CommunityCategory,
    CommunityCharm,
    CommunityReceiving,
    CommunityVillage,
    CommunityWay,
)

__all__ = [
    "Brand",
    "Centre",
    "CentreStep",
    "CheckItem",
    "Community",
    "CommunityAsset",
    "CommunityCategory",
    "CommunityCharm",
    "CommunityReceiving",
    "CommunityVillage",
    "CommunityWay",
    "Partner",
    "PartnerArea",
    "Producer",
    "ProducerSeries",
    "ProducerStatus",
    "Product",
    "ProductCertificate",
    "ProductSize",
    "Route",
    "RouteHost",
    "RouteStop",
    "RouteTurn",
]
