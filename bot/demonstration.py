"""The pages of the demonstration shop at `/`: a product and an order in French, with the widget on them.

They are served under the strictest policy a shop may have (no inline script or style, Trusted Types), so that a widget
that needed more would not work here.
"""

import functools
from datetime import date
from typing import TYPE_CHECKING, Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from actions import french
from actions.store.demonstration import demonstration_shop, documented_orders
from bot.settings import ROOT

if TYPE_CHECKING:
    from bot.app import Service

FOLDER = ROOT / "widget" / "demo"
FEATURED = "AB-V40"  # the product shown
ORDER = "SV-1001"  # the order shown
STRICT_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'",
        "font-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
        "require-trusted-types-for 'script'", "trusted-types 'none'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": STRICT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
ASSETS = {"shop.css": "text/css", "shop.js": "text/javascript", "icon.svg": "image/svg+xml"}


def setup(app: web.Application, service: "Service") -> None:
    """Add the pages, unless SAVIA_DEMONSTRATION=off."""
    if service.settings.demonstration == "off":
        return
    pages = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True
    )
    pages.filters.update(day=lambda iso: french.day(date.fromisoformat(iso)), euros=french.euros)

    def page(name: str) -> Any:
        async def show(_: web.Request) -> web.Response:
            shown = pages.get_template(name).render(shop=service.shop.contact, **_shown(service.shop.today))
            return web.Response(text=shown, content_type="text/html", charset="utf-8", headers=HEADERS)

        return show

    async def asset(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in ASSETS:
            raise web.HTTPNotFound(text="Cette page n'existe pas.")
        return web.FileResponse(FOLDER / name, headers={"Content-Type": f"{ASSETS[name]}; charset=utf-8"})

    app.router.add_get("/", page("product.html"))
    app.router.add_get("/commande", page("order.html"))
    app.router.add_get("/demonstration/{name}", asset)


@functools.lru_cache(maxsize=2)
def _shown(today: date) -> dict[str, Any]:
    """Return what the pages show: the product, others like it, the order, and the orders to try."""
    shop = demonstration_shop(today)
    products = {product["sku"]: product for product in shop["products"]}
    return {
        "product": products[FEATURED],
        "others": [products[sku] for sku in ("AT-T12", "AR-R7", "CX-L9") if sku in products],
        "parts": [part for part in shop["parts"] if products[FEATURED]["model"] in part["for_models"]],
        "order": next(order for order in shop["orders"] if order["number"] == ORDER),
        "documented": documented_orders(),
    }
