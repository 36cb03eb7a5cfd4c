/** What happened in a run, in its order, as the account is drawn up from it. */
export type Happening = RequestMade | Doubt | Setback | Disregarded | Begin;

/** A request to write, whatever answered it. */
export interface RequestMade {
  readonly kind: 'request';
  readonly atMs: number;
  /** Which of our processes made it, counted from 0. */
  readonly life: number;
  readonly lines: readonly string[];
  /** The end of the journal at that moment. */
  readonly journalEnd: number;
  /** Whether its answer said, to whoever knows who answers, that all of it is stored. */
  isAcknowledged: boolean;
  /** Whether it answered that it takes none of the lines, ever. */
  isRefused: boolean;
}

/** What was acknowledged last may be lost: the server was killed, a request failed, a connection was cut. */
export interface Doubt {
  readonly kind: 'doubt';
}

/** An answer that settles nothing: the batch, or the rest of it, is sent once more, and nothing else. */
export interface Setback {
  readonly kind: 'setback';
}

/** The answer before does not count: who answers is asked first, or nobody waited for it. */
export interface Disregarded {
  readonly kind: 'disregarded';
}

/** A process of ours begins. */
export interface Begin {
  readonly kind: 'begin';
  readonly life: number;
  /** What the journal takes for delivered when it begins: a position. */
  readonly delivered: number;
}

export interface Course {
  readonly happenings: readonly Happening[];
  note(happening: Happening): void;
}

export function createCourse(): Course {
  const happenings: Happening[] = [];
  return { happenings, note: (happening) => void happenings.push(happening) };
}
