/** What happened in a run, in its order, as the account is drawn up from it. */
export type Happening = RequestMade | Doubt | Setback | Asked | Begin;

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

/** We are asked who we are: the answer before did not count. */
export interface Asked {
  readonly kind: 'asked';
}

/** A process of ours begins. */
export interface Begin {
  readonly kind: 'begin';
  readonly life: number;
  /** What of the process before stands on disk: by line, the position of its Reading. */
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
