// Types of the desk's page, for `tsc --checkJs` alone: nothing of this file reaches a browser.

interface Me {
  id: string;
  name: string;
  email: string;
  role: "agent" | "administrator";
  capacity: number;
  presence: string;
  has_codes: boolean;
  csrf: string;
  shop: string;
}

/** A line of a list. */
interface Case {
  id: string;
  channel: string;
  state: "assistant" | "waiting" | "person" | "closed";
  cause: string | null;
  cause_text: string | null;
  is_back: boolean;
  agent: string | null;
  customer: string | null;
  email: string | null;
  last_seq: number;
  last_author: string | null;
  preview: string;
  opened_at: string;
  updated_at: string;
  since: string;
  unanswered_since: string | null;
}

interface Colleague {
  id: string;
  name: string;
  presence: string;
  held: number;
  capacity: number;
}

interface Lists {
  waiting: Case[];
  held: Case[];
  agents: Colleague[];
  viewers: Record<string, string[]>;
  messages_left: number;
  people_answer: boolean;
}

interface SentFile {
  id: string;
  name: string;
  type: string;
  size: number;
}

interface Message {
  seq: number;
  author: "shopper" | "assistant" | "person" | "notice";
  author_name: string | null;
  text: string;
  buttons: string[];
  files: SentFile[];
  facts: Record<string, any>;
  at: string;
  client_id: string | null;
}

/** A message written here that the service has not kept yet. */
interface Pending {
  conversation: string;
  client_id: string;
  text: string;
  at: string;
  problem?: string;
}

interface Note {
  id: number;
  author: string;
  text: string;
  at: string;
}

interface StateChange {
  from: string;
  to: string;
  cause: string;
  cause_text: string | null;
  author: string;
  agent: string | null;
  holder: string | null;
  at: string;
}

interface Dossier {
  summary: string[];
  orders: any[];
  findings: any[];
  recall: any;
  tickets: any[];
  variables: Record<string, string>;
}

interface Whole {
  case: Case;
  messages: Message[];
  notes: Note[];
  events: StateChange[];
  ratings: { score: number; comment: string | null; at: string }[];
  dossier: Dossier;
  suggestions: SuggestedReply[];
}

/** What waits for an agent in a conversation by mail; `reply` is null when there is nothing to start from. */
interface SuggestedReply {
  mail: number;
  subject: string;
  question: string;
  reason: string;
  reply: string | null;
  at: string;
}

interface CannedReply {
  id: number;
  shortcut: string;
  title: string;
  text: string;
}
