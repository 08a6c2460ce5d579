"""The choices offered as buttons, in words a shopper can type as well: each stands for an intent."""

import re

from actions.french import fold

TITLES = {
    "warranty_coverage": "Vérifier ma garantie",
    "warranty_info": "Comprendre la garantie légale",
    "hidden_defect_info": "Comprendre les vices cachés",
    "commercial_warranty_info": "Comprendre la garantie commerciale",
    "warranty_remedy": "Quels sont mes droits ?",
    "warranty_proof": "Quelles preuves faut-il ?",
    "recall_check": "Vérifier un rappel de produit",
    "recall_list": "Voir les produits rappelés",
    "recall_procedure": "Que faire d'un produit rappelé ?",
    "repair_request": "Demander une réparation",
    "repair_status": "Suivre ma réparation",
    "repairability_index": "Connaître l'indice de réparabilité",
    "repair_bonus": "Le bonus réparation",
    "spare_part_availability": "Chercher une pièce détachée",
    "spare_part_order": "Commander une pièce détachée",
    "order_status": "Suivre ma commande",
    "order_cancel": "Annuler ma commande",
    "order_change": "Modifier ma commande",
    "delivery_not_received": "Colis non reçu",
    "delivery_damaged_or_wrong": "Colis abîmé ou incomplet",
    "return_request": "Retourner un article",
    "refund_status": "Suivre mon remboursement",
    "invoice_request": "Obtenir ma facture",
    "payment_problem": "Un problème de paiement",
    "product_advice": "Un conseil avant l'achat",
    "store_info": "Contacter la boutique",
    "talk_to_human": "Parler à un conseiller",
    "mediation_info": "Les recours et la médiation",
    "privacy_request": "Mes données personnelles",
    "help": "Ce que je peux faire",
    "affirm": "Oui",
    "deny": "Non",
}
_INTENTS = {fold(title).rstrip(" ?!."): intent for intent, title in TITLES.items()}
_INTENTS["confirmer la retractation"] = "affirm"
_INTENTS["non merci"] = "deny"

YES = re.compile(r"(oui|ouais|ok|d'accord|volontiers|exact\w*|parfait|c'est (ca|exact|bon|correct)|je confirme)\b")
BUT = re.compile(r"\b(mais|non|pas|sauf|plutot)\b|\?")


def begins_with_yes(text: str) -> bool:
    """Tell whether a message begins with a plain yes and takes nothing back: "oui merci", "ok, allez-y"."""
    folded = fold(text)
    return bool(YES.match(folded)) and not BUT.search(folded)


def intent_of_title(text: str) -> str | None:
    """Return the intent whose button says this, clicked or typed; None for any other text."""
    return _INTENTS.get(fold(text).rstrip(" ?!."))


# The topic an intent belongs to, as `Turn.speak_of` names it: a doubtful guess about the topic under way is taken.
TOPICS = {
    "warranty_coverage": "warranty",
    "warranty_info": "warranty",
    "warranty_remedy": "warranty",
    "warranty_proof": "warranty",
    "recall_list": "recall",
    "recall_procedure": "recall",
    "recall_check": "recall",
    "repair_request": "repair",
    "repair_status": "repair",
    "spare_part_availability": "part",
    "spare_part_order": "part",
    "order_status": "order",
    "order_cancel": "order",
    "order_change": "order",
    "return_request": "return",
    "refund_status": "refund",
}
# The action that answers an intent when another action hands over to it (the same as in data/rules.yml).
ACTIONS = {
    "warranty_coverage": "action_check_warranty",
    "recall_check": "action_check_recall",
    "repair_request": "action_request_repair",
    "repair_status": "action_track_repair",
    "spare_part_availability": "action_find_part",
    "spare_part_order": "action_order_part",
    "order_status": "action_track_order",
    "order_cancel": "action_cancel_order",
    "order_change": "action_change_order",
    "return_request": "action_request_return",
    "refund_status": "action_track_refund",
}
