// The words of the desk, and moments as a person says them. No element is made here.

export const PRESENCES = { online: "En ligne", busy: "Occupé", away: "Absent", offline: "Hors ligne" };
export const STATES = {
  assistant: "Avec l'assistant",
  waiting: "En attente",
  person: "Avec un conseiller",
  closed: "Close",
};
export const CHANNELS = { chat: "Site", rest: "API", mail: "E-mail" };
export const AUTHORS = {
  shopper: "Client",
  assistant: "Assistant automatique",
  person: "Conseiller",
  notice: "Information",
};
export const REASONS = {
  solved: "Demande résolue",
  passed_on: "Transmise à un autre service",
  no_reply: "Plus de réponse du client",
  duplicate: "Doublon",
  unwanted: "Message indésirable",
};
export const ORDER_STATES = {
  preparing: "en préparation",
  in_transit: "en cours de livraison",
  delivered: "livrée",
  returned: "retournée",
  cancelled: "annulée",
};
export const CONDITIONS = { new: "neuf", refurbished: "reconditionné", used: "occasion" };
export const TICKET_KINDS = {
  message: "Message laissé",
  repair: "Réparation ou échange",
  part: "Pièce détachée",
  return: "Retour",
  cancel: "Annulation",
  change: "Modification",
  delivery: "Livraison",
  refund: "Remboursement",
  invoice: "Facture",
  privacy: "Données personnelles",
};
export const TICKET_STATES = { open: "à traiter", in_progress: "en cours", done: "traité", cancelled: "annulé" };
export const REMEDIES = {
  repair: "réparation",
  replacement: "remplacement",
  price_reduction: "réduction du prix",
  rescission: "résolution du contrat",
  refund: "remboursement",
  bring_into_conformity: "mise en conformité",
  termination: "fin du contrat",
};
export const FINDINGS = {
  NEED_INFO: "Il manque une information",
  LGC_EXCLUDED: "Garantie légale exclue",
  DIGITAL_REGIME: "Régime des contenus numériques",
  LGC_NA_PRIVATE_SELLER: "Sans garantie légale\u00a0: vendeur particulier",
  LGC_NA_B2B: "Sans garantie légale\u00a0: achat professionnel",
  LGC_OLD_REGIME_EXPIRED: "Garantie légale terminée (ancien régime)",
  CLAIM_TIME_BARRED: "Demande prescrite",
  COVERED_SUSPENDED: "Sous garantie légale, délai suspendu",
  COVERED_PRESUMED: "Sous garantie légale, défaut présumé",
  COVERED_PROOF: "Sous garantie légale, preuve à apporter",
  COVERED_EXTENSION: "Sous garantie légale prolongée",
  RULE_UNDER_REVIEW: "À examiner par une personne",
  LGC_EXPIRED: "Garantie légale terminée",
};
export const PROOFS = {
  existence_only: "le défaut lui-même",
  anteriority_by_consumer: "que le défaut existait à la livraison",
};
export const OVERLAYS = {
  WITHDRAWAL_OPEN: "Rétractation possible jusqu'au",
  REMEDY_TIER2: "Remboursement ou réduction possibles depuis le",
  GC_ACTIVE: "Garantie commerciale jusqu'au",
  GVC_POSSIBLE: "Vices cachés\u00a0: action possible jusqu'au",
  BONUS_REPARATION: "Bonus réparation à étudier",
  MEDIATION: "Médiation possible",
  ESCALATE_HUMAN: "À relire par une personne",
};
export const FLAGS = {
  RULE_UNDER_REVIEW: "règle en cours de révision",
  CUMULATIVE_EXTENSIONS: "prolongations cumulées",
  DATE_ORDER_MARGIN: "échéance discutée selon l'ordre de calcul",
  PROVISIONAL_END: "fin provisoire",
  END_ON_NON_WORKING_DAY: "échéance un jour non ouvrable",
  REVIEW_REBUTTAL: "présomption à examiner",
};
export const CAUSES = {
  asked: "a demandé un conseiller",
  misunderstood: "deux incompréhensions de suite",
  anger: "client mécontent",
  lock: "commande verrouillée",
  open_point: "point à trancher",
  refusal: "réponse négative contestée",
  refund_late: "remboursement en retard",
  part_unknown: "pièce introuvable",
  detail_unknown: "n'a pas le renseignement demandé",
  failure: "une action a échoué",
  taken: "prise dans la file",
  stepped_in: "intervention d'un conseiller",
  reopened: "rouverte",
  taken_over: "reprise par un administrateur",
  assigned: "attribuée automatiquement",
  released: "remise dans la file",
  transferred: "transférée",
  agent_gone: "conseiller déconnecté",
  returned: "rendue à l'assistant",
  expired: "attente trop longue",
  nobody_left: "plus personne au bureau",
  abandoned: "attente abandonnée",
  message_chosen: "a préféré laisser un message",
  message: "nouveau message du client",
};
export const AUDIT = {
  sign_in: "Connexion",
  sign_in_failed: "Connexion refusée",
  sign_out: "Déconnexion",
  password_changed: "Mot de passe changé",
  password_reset: "Mot de passe réinitialisé",
  codes_started: "Codes à usage unique activés",
  codes_stopped: "Codes à usage unique désactivés",
  agent_added: "Conseiller ajouté",
  agent_changed: "Conseiller modifié",
  agent_disabled: "Conseiller désactivé",
  house_changed: "Horaires et règles modifiés",
  reply_saved: "Réponse type enregistrée",
  reply_deleted: "Réponse type supprimée",
  conversation_exported: "Conversation exportée",
  conversation_deleted: "Conversation supprimée",
  order_unlocked: "Commande déverrouillée",
  webhook_added: "Notification ajoutée",
  webhook_changed: "Notification modifiée",
  webhook_deleted: "Notification supprimée",
};

/** A word for a code, or the code itself. @param {Record<string, string>} words @param {string | null | undefined} code */
export const word = (words, code) => (code ? (words[code] ?? code) : "");

const time = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Paris" });
const date = new Intl.DateTimeFormat("fr-FR", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "Europe/Paris",
});
const shortDate = new Intl.DateTimeFormat("fr-FR", { day: "2-digit", month: "2-digit", timeZone: "Europe/Paris" });

/** The hour, with the day when it is not today. @param {string} iso */
export function clock(iso) {
  const moment = new Date(iso);
  const isToday = date.format(moment) === date.format(new Date());
  return isToday ? time.format(moment) : `${shortDate.format(moment)} ${time.format(moment)}`;
}

/** A day in words; nothing when there is none. @param {string | null | undefined} iso */
export const day = (iso) => (iso ? date.format(new Date(iso.length === 10 ? `${iso}T12:00:00Z` : iso)) : "");

/** How many minutes ago. @param {string} iso */
export const minutesSince = (iso) => Math.max(0, Math.floor((Date.now() - new Date(iso).getTime()) / 60000));

/** How long ago: `12 min`, `3 h`, `2 j`. @param {string} iso */
export function since(iso) {
  const minutes = minutesSince(iso);
  if (minutes < 1) return "à l'instant";
  if (minutes < 60) return `${minutes}\u00a0min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)}\u00a0h` : `${Math.floor(minutes / 1440)}\u00a0j`;
}

/** Who a conversation is with, as far as it is known. @param {Case} it */
export const customer = (it) => it.customer ?? it.email ?? `Visiteur ${it.id.slice(-4)}`;

/** An amount in euros. @param {string | null} amount */
export const euros = (amount) => (amount === null ? "" : `${Number(amount).toFixed(2).replace(".", ",")}\u00a0€`);
