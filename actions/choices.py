"""The choices offered as buttons, in words a shopper can type as well: each stands for an intent."""

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


def intent_of_title(text: str) -> str | None:
    """Return the intent whose button says this, clicked or typed; None for any other text."""
    return _INTENTS.get(fold(text).rstrip(" ?!."))
