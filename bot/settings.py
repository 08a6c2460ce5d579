"""The only reader of the environment: every setting, its default, its meaning and what a wrong value is told."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class SettingError(ValueError):
    """A setting holds a value that cannot be used; the message says what to write instead."""


def _setting(default: Any, meaning: str, *, choices: tuple[str, ...] = (), secret: bool = False) -> Any:
    metadata = {"meaning": meaning, "choices": choices, "secret": secret}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """Each field is the variable SAVIA_<FIELD>, in capitals."""

    host: str = _setting("127.0.0.1", "address the service listens on")
    port: int = _setting(8080, "port the service listens on")
    database_url: str = _setting("sqlite:///var/savia.db", "SQLite file or `postgresql://user:password@host/name`")
    proxies: str = _setting(
        "127.0.0.1 ::1",
        "addresses or networks of the reverse proxies before the service, separated by spaces: what they write in "
        "`X-Forwarded-For` is believed, so that limits are counted by visitor",
    )
    processes: int = _setting(1, "processes that answer, one a core; more than one needs SAVIA_REDIS_URL")
    standing_works: str = _setting(
        "on",
        "whether this service also reads mail, follows the shop, assigns conversations and tidies up; `off` on every "
        "machine but one",
        choices=("on", "off"),
    )
    redis_url: str = _setting("", "`redis://host:6379/0` when several processes serve the same shop", secret=True)
    rest_token: str = _setting("", "when set, the REST webhook wants `Authorization: Bearer …`", secret=True)
    secret: str = _setting("", "key that signs visitor tokens; made and kept under `var/` when empty", secret=True)
    human_service: str = _setting(
        "auto",
        "whether people answer: `auto` when the hours say so and somebody is at the desk; `open` always (for a shop "
        "whose people work at another desk), `closed` never",
        choices=("auto", "open", "closed"),
    )
    opening_hours: str = _setting("mon-fri 09:00-18:00", "hours of the advisers in Europe/Paris, closed on holidays")
    shop_name: str = _setting("La Maison Claire", "name of the shop, as shoppers read it")
    shop_url: str = _setting("", "address of the shop, for links in answers")
    shop_phone: str = _setting("", "telephone of the customer service")
    shop_email: str = _setting("", "e-mail of the customer service")
    shop_address: str = _setting("", "postal address of the shop")
    shop_mediator: str = _setting("", "name and site of the consumer mediator of the shop")
    allowed_origins: str = _setting("", "origins of the shop's pages that may embed the widget, separated by spaces")
    shop_key: str = _setting(
        "", "key shared with the shop's site, which signs with it who is logged in (`setUser`)", secret=True
    )
    uploads: str = _setting("var/uploads", "folder of the photos and PDF files that shoppers send")
    demonstration: str = _setting("on", "whether `/` shows the demonstration shop", choices=("on", "off"))
    model: str = _setting("models", "folder of the trained model")
    woocommerce_url: str = _setting("", "address of the WooCommerce shop whose orders are brought in by `savia sync`")
    woocommerce_key: str = _setting("", "consumer key of WooCommerce's REST API (read)", secret=True)
    woocommerce_secret: str = _setting("", "consumer secret of WooCommerce's REST API", secret=True)
    woocommerce_webhook_secret: str = _setting(
        "", "secret of the webhook by which WooCommerce pushes orders to `/api/v1/sync/woocommerce`", secret=True
    )
    shopify_webhook_secret: str = _setting(
        "", "secret of the webhook by which Shopify pushes orders to `/api/v1/sync/shopify`", secret=True
    )
    prestashop_url: str = _setting("", "address of the PrestaShop shop whose orders are brought in by `savia sync`")
    prestashop_key: str = _setting("", "key of PrestaShop's webservice (read)", secret=True)
    order_statuses: str = _setting(
        "", "what the shop's own order statuses say of the parcel: `completed=delivered, En relais=in_transit`"
    )
    sync_minutes: int = _setting(0, "how often the service brings in what changed in the shop; 0 for never")
    recalls_hours: int = _setting(0, "how often the service brings in the State's recalls; 0 for never")
    recalls_url: str = _setting(
        "https://data.economie.gouv.fr/api/explore/v2.1/catalog/datasets/rappelconso-v2-gtin-espaces",
        "data set of the State's recalls",
    )
    recall_categories: str = _setting(
        "", "categories of recalls brought in, between semicolons; `all`; all but food by default"
    )
    mail_address: str = _setting(
        "", "address at which the shop receives mail; the mail channel is off while it is empty"
    )
    mail_aliases: str = _setting("", "other addresses of the shop, separated by spaces")
    mail_imap_url: str = _setting(
        "", "mailbox to read, `imaps://user:password@host/INBOX` (`imap://` for STARTTLS)", secret=True
    )
    mail_listen: str = _setting("", "where to receive mail from a server beside, `lmtp://127.0.0.1:8024` or `smtp://…`")
    mail_smtp_url: str = _setting(
        "", "server that sends mail, `smtps://user:password@host` (`smtp://` for STARTTLS)", secret=True
    )
    mail_auth_server: str = _setting(
        "",
        "name (authserv-id) under which the receiving server writes `Authentication-Results`, removing those that "
        "others wrote under this name (RFC 8601, section 5); without it no sender is believed",
    )
    mail_subjects: str = _setting(
        "warranty_coverage warranty_info hidden_defect_info commercial_warranty_info warranty_remedy warranty_proof "
        "recall_check recall_list recall_procedure repair_status repairability_index repair_bonus "
        "spare_part_availability order_status order_cancel order_change delivery_not_received "
        "delivery_damaged_or_wrong return_request refund_status invoice_request store_info mediation_info",
        "intents that mail may be answered on without a person, separated by spaces; `none` for none",
    )
    mail_confidence: int = _setting(80, "confidence, in percent, below which a mail goes to a person")
    mail_period_hours: int = _setting(24, "hours in which a sender gets one automatic reply in a thread")
    mail_sender_limit: int = _setting(5, "automatic replies to one sender in that period, all threads together")
    mail_breaker: int = _setting(600, "automatic replies in an hour above which all of them stop")
    mail_acknowledge: str = _setting(
        "on", "whether a mail that goes to a person is acknowledged at once", choices=("on", "off")
    )
    mail_poll_seconds: int = _setting(60, "how often the mailbox is looked at when it cannot tell by itself")
    mail_largest_mb: int = _setting(25, "largest mail taken, in MB")
    log_level: str = _setting("INFO", "detail of the log", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
    lock_minutes: int = _setting(30, "how long an order number stays locked after three wrong e-mails")
    retention_days: int = _setting(30, "days a conversation is kept")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read every SAVIA_… variable; raise SettingError naming the variable, its value and a good one."""
        environment = os.environ if environment is None else environment
        values = {}
        for known in fields(cls):
            given = environment.get(variable(known.name), "").strip()
            if given:
                values[known.name] = _parsed(known.name, given, known.type, known.metadata["choices"])
        return cls(**values)

    def at(self, path: str) -> Path:
        """Return a path of the project or the absolute path given."""
        return Path(path) if Path(path).is_absolute() else ROOT / path


def variable(name: str) -> str:
    """Return the environment variable of a field."""
    return f"SAVIA_{name.upper()}"


def _parsed(name: str, given: str, kind: Any, choices: tuple[str, ...]) -> Any:
    if choices and given.lower() not in {choice.lower() for choice in choices}:
        raise SettingError(f"{variable(name)}={given!r}: write one of {', '.join(choices)}.")
    if choices:
        return next(choice for choice in choices if choice.lower() == given.lower())
    if kind is int:
        if not given.isdecimal():
            raise SettingError(f"{variable(name)}={given!r}: write a whole number, for instance 8080.")
        return int(given)
    return given
