"""Answers of the shops' APIs in their recorded shapes, as many as a test wants."""

from datetime import datetime, timedelta
from typing import Any

_START = datetime(2026, 1, 1, 8)  # as shops write it, without a zone


def woocommerce_order(number: int, minute: int | None = None, **changes: Any) -> dict[str, Any]:
    """Return an order as WooCommerce gives it, changed at a minute of a January day."""
    changed = (_START + timedelta(minutes=number if minute is None else minute)).isoformat()
    return {
        "id": number,
        "parent_id": 0,
        "number": str(number),
        "status": "processing",
        "currency": "EUR",
        "date_created_gmt": _START.isoformat(),
        "date_modified_gmt": changed,
        "total": "59.90",
        "billing": {
            "first_name": "Lise",
            "last_name": "Moreau",
            "postcode": "35000",
            "country": "FR",
            "email": "lise@exemple.fr",
        },
        "shipping": {"first_name": "Lise", "last_name": "Moreau", "postcode": "35000", "country": "FR"},
        "line_items": [
            {
                "id": number,
                "name": "Cafetière Bellorne MK-1",
                "product_id": 70,
                "variation_id": 0,
                "quantity": 1,
                "total": "49.92",
                "total_tax": "9.98",
                "sku": "CA-MK1",
                "meta_data": [],
            }
        ],
        "meta_data": [],
        "refunds": [],
        **changes,
    }


def woocommerce_product(number: int, sku: str, **changes: Any) -> dict[str, Any]:
    """Return a product as WooCommerce gives it."""
    return {
        "id": number,
        "name": "Cafetière Bellorne MK-1",
        "status": "publish",
        "sku": sku,
        "price": "59.90",
        "regular_price": "59.90",
        "global_unique_id": "3254567890247",
        "brands": [{"id": 1, "name": "Bellorne"}],
        "attributes": [{"id": 0, "name": "Modèle", "options": ["MK-1"]}],
        "date_modified_gmt": _START.isoformat(),
        **changes,
    }


def prestashop_resources(count: int) -> dict[str, list[dict[str, Any]]]:
    """Return the resources of a PrestaShop shop with so many orders, each delivered three days after."""

    def moment(number: int, days: int) -> str:
        return (_START + timedelta(minutes=number, days=days)).isoformat(sep=" ")

    orders = [
        {
            "id": number,
            "id_address_delivery": "3",
            "id_customer": str(number % 7 + 1),
            "id_carrier": "4",
            "current_state": "5",
            "date_add": moment(number, 0),
            "date_upd": moment(number, 3),
            "delivery_date": "0000-00-00 00:00:00",
            "shipping_number": "",
            "reference": f"REF{number:06d}",
            "associations": {
                "order_rows": [
                    {
                        "id": str(number),
                        "product_id": "9",
                        "product_quantity": "1",
                        "product_name": "Cafetière Bellorne MK-1",
                        "product_reference": "CA-MK1",
                        "product_ean13": "3254567890247",
                        "unit_price_tax_incl": "59.900000",
                    }
                ]
            },
        }
        for number in range(1, count + 1)
    ]
    return {
        "orders": orders,
        "products": [
            {
                "id": 9,
                "active": "1",
                "reference": "CA-MK1",
                "ean13": "3254567890247",
                "manufacturer_name": "Bellorne",
                "mpn": "MK-1",
                "name": [{"id": "1", "value": "Cafetière Bellorne MK-1"}],
                "date_upd": moment(0, 0),
            }
        ],
        "customers": [
            {
                "id": number,
                "email": f"client{number}@exemple.fr",
                "firstname": "Lise",
                "lastname": "Moreau",
                "passwd": "x",
            }
            for number in range(1, 8)
        ],
        "addresses": [{"id": 3, "postcode": "75002", "firstname": "Lise", "lastname": "Moreau"}],
        "carriers": [{"id": 4, "name": "Colissimo"}],
        "order_states": [
            {
                "id": 4,
                "unremovable": "1",
                "shipped": "1",
                "paid": "1",
                "delivery": "1",
                "name": [{"id": "1", "value": "Expédié"}],
            },
            {
                "id": 5,
                "unremovable": "1",
                "shipped": "1",
                "paid": "1",
                "delivery": "1",
                "name": [{"id": "1", "value": "Livré"}],
            },
        ],
        "order_histories": [
            {
                "id": number * 2 + step,
                "id_order": str(number),
                "id_order_state": state,
                "date_add": moment(number, days),
            }
            for number in range(1, count + 1)
            for step, (state, days) in enumerate((("4", 1), ("5", 3)))
        ],
        "order_carriers": [
            {"id": number, "id_order": str(number), "id_carrier": "4", "tracking_number": f"6A{number:011d}"}
            for number in range(1, count + 1)
        ],
    }


def recall_record(number: int, day: str = "2026-11-10", **changes: Any) -> dict[str, Any]:
    """Return a record of RappelConso's second data set."""
    return {
        "numero_fiche": f"2026-11-{number:04d}",
        "numero_version": 1,
        "categorie_produit": "appareils électriques, outils",
        "sous_categorie_produit": "appareils électriques, électroménager",
        "marque_produit": "bellorne",
        "modeles_ou_references": f"cafetière mk-{number}",
        "identification_produits": f"3254567890247$l{number:05d}$non concerné$$",
        "risques_encourus": "brûlures",
        "motif_rappel": "le réservoir peut se fissurer",
        "numero_contact": "0800000001",
        "conduites_a_tenir_par_le_consommateur": "ne plus utiliser le produit",
        "modalites_de_compensation": "remboursement",
        "lien_vers_la_fiche_rappel": f"https://rappel.exemple.fr/fiche-rappel/{number}/interne",
        "rappel_guid": f"00000000-0000-4000-8000-{number:012d}",
        "date_publication": f"{day}T09:00:00+00:00",
        "id": number,
        **changes,
    }
