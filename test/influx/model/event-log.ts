/** What happened in a run, in order: the account (`account.ts`) is drawn up from it. */
type ModelEvent = RequestMade | Doubt | Setback | Disregarded | Begin;

/** A request to write, whatever the answer. */
export interface RequestMade {
  readonly kind: 'request';
  readonly atMs: number;
  /** The number of the plugin's process that made it, from 0. */
  readonly life: number;
  readonly lines: readonly string[];
  /** The end of the journal at that moment. */
  readonly journalEnd: number;
  /** Whether the answer said that all lines are stored, and the client knew that a database gave it. */
  isAcknowledged: boolean;
  /** Whether the answer said that none of the lines will ever be taken. */
  isRefused: boolean;
}

/** The server may have lost what it acknowledged last: it was killed, a request failed, or a connection was cut. */
interface Doubt {
  readonly kind: 'doubt';
}

/** An answer that settles nothing: only the batch, or the rest of it, is to be sent once more. */
interface Setback {
  readonly kind: 'setback';
}

/** The answer before does not count: the client first finds out who answers, or did not wait for it. */
interface Disregarded {
  readonly kind: 'disregarded';
}

/** A process of the plugin begins. */
interface Begin {
  readonly kind: 'begin';
  readonly life: number;
  /** The position that the journal holds as delivered when the process begins. */
  readonly delivered: number;
}

export interface EventLog {
  readonly events: readonly ModelEvent[];
  note(event: ModelEvent): void;
}

export function createEventLog(): EventLog {
  const events: ModelEvent[] = [];
  return { events, note: (event) => void events.push(event) };
}
