// Types of the widget, for `tsc --checkJs` alone: nothing of this file reaches a browser.

type Author = "shopper" | "assistant" | "person" | "notice";

interface Button {
  title: string;
  payload: string;
}

interface SentFile {
  id: string;
  name: string;
  type: string;
  size: number;
}

interface Message {
  seq: number;
  author: Author;
  author_name: string | null;
  text: string;
  buttons: Button[];
  facts: Record<string, any>;
  files: SentFile[];
  at: string;
  client_id?: string;
}

/** A message written here and not acknowledged yet. */
interface Pending {
  client_id: string;
  text: string;
  files: SentFile[];
  at: number;
  problem?: string;
}

interface Frame {
  type: string;
  [field: string]: any;
}

interface Welcome {
  token: string;
  conversation: string;
  seq: number;
  read: number;
  state: string;
  notice: string;
}

type Texts = typeof import("./texts.js").FRENCH;
type LaterTexts = typeof import("./texts.js").FRENCH_LATER;

/** Who hears a line: `lost` tells whether the service had answered on it. */
interface LineListener {
  frame(frame: Frame | null): void;
  lost(welcomed: boolean): void;
}

interface Line {
  send(frame: Frame): void;
  check(): void;
  close(): void;
}

interface SavChatHost extends HTMLElement {
  root: ShadowRoot;
  launcher: HTMLButtonElement;
  server: string;
  unread: number;
  user: string | null;
  context: Record<string, any>;
  texts: Record<string, any>;
}

interface SavPanel {
  open(task?: string): void;
  close(): void;
  resume(): void;
  connect(): void;
  leave(): void;
}

/** A field of a form. */
interface Field {
  name: string;
  label: string;
  hint?: string;
  type?: string;
  value?: string;
  required?: string;
  choices?: Record<string, string>;
  autocomplete?: string;
  max?: string;
}

/** What the panel gives to a form. */
interface TaskPage {
  context: Record<string, any>;
  server: string;
  say(text: string): void;
  again(task: string): void;
}

/** What a form works with. */
interface TaskTools extends TaskPage {
  post(path: string, body: object): Promise<{ status: number; body: any }>;
}

/** What more.js gives, its texts ready. */
interface More {
  keep(asked: Promise<Response>, name: string): Promise<boolean>;
  makeTask(name: string, page: TaskPage): HTMLElement;
  attach(chosen: File[], composer: import("./composer.js").Composer): Promise<void>;
  preview(text: string, open: () => void): HTMLElement;
  cards(facts: Record<string, any>): HTMLElement[];
  ratingForm(send: (score: number, comment: string) => void, skip: () => void): HTMLElement;
}
