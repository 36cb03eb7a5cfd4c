import { ANSWERS, type AnswerName, isForeign, type Scripted, STRANGERS, type StrangerName } from './answers.ts';
import { COMPLAINTS, type ComplaintName, tooOld } from './complaints.ts';
import type { Course, RequestMade } from './course.ts';
import { type Face, headersOf, tellsOf } from './face.ts';
import type { Storage } from './storage.ts';
import type { Act, Asked } from './wire.ts';

/** What answers at the address: the database as it is told to behave, or a stranger in its place. */
export interface Database {
  stranger: StrangerName | undefined;
  /** The most lines that it takes in one request. */
  mostLines: number;
  /** After those that were announced before, and `after` more, so many writes are answered so. */
  announce(answer: AnswerName, requests: number, after: number): void;
  answer(asked: Asked): Act;
  /** It was killed: what it had not told anybody yet it forgets. */
  die(losesMs: number): void;
  /** From now on it takes everything. */
  takeAll(): void;
  /** Nothing is wrong with it any more. */
  recover(): void;
  /** Whether it will not answer the next write at all. */
  readonly isSilentNext: boolean;
  /** Whether it has answered a write by what was in it. */
  readonly wasMet: boolean;
  /** Requests that no client of ours may make. */
  readonly faults: readonly string[];
}

export interface DatabaseParts {
  readonly face: Face;
  readonly complaint: ComplaintName;
  readonly nowMs: () => number;
  readonly storage: Storage;
  readonly course: Course;
  /** What the course says of a request beside its lines. */
  readonly circumstances: () => Pick<RequestMade, 'life' | 'journalEnd'>;
}

/** How long before it gives back what it has just taken. */
const LAG_MS = 2_000;
/** The point that is written to see who answers: no Reading is in it. */
const TRIAL = /^linky_test value=1 (\d+)$/;

export function createDatabase({ face, complaint, nowMs, storage, course, circumstances }: DatabaseParts): Database {
  /** What the next writes are answered, whatever is in them; undefined: as their lines deserve. */
  const announced: (AnswerName | undefined)[] = [];
  const faults: string[] = [];
  const trials = new Map<number, number>();
  const headers = headersOf(face);
  let wasMet = false;
  const hasTrial = (atMs: number) => nowMs() - (trials.get(atMs) ?? Number.POSITIVE_INFINITY) >= LAG_MS;

  const database: Database = {
    stranger: undefined,
    mostLines: Number.POSITIVE_INFINITY,
    faults,
    get isSilentNext() {
      return announced[0] === 'silent';
    },
    get wasMet() {
      return wasMet;
    },
    announce(answer, requests, after) {
      announced.push(...Array.from({ length: after }, () => undefined));
      announced.push(...Array.from({ length: requests }, () => answer));
    },
    answer({ method, path, body }) {
      const { stranger } = database;
      if (method === 'POST' && /^\/(?:api\/v2\/)?write\?/.test(path)) return write(path, body.split('\n'));
      course.note({ kind: 'disregarded' });
      if (stranger) return { kind: 'status', ...STRANGERS[stranger].get };
      return { kind: 'status', ...tellsOf(face, path, hasTrial) };
    },
    die(losesMs) {
      storage.lose(losesMs);
      for (const [atMs, sinceMs] of trials) if (nowMs() - sinceMs < losesMs) trials.delete(atMs);
    },
    takeAll() {
      database.mostLines = Number.POSITIVE_INFINITY;
      Object.assign(storage, { refusals: [], keepsMs: Number.POSITIVE_INFINITY });
    },
    recover() {
      announced.length = 0;
      database.takeAll();
    },
  };
  return database;

  function write(path: string, sent: readonly string[]): Act {
    if (!/[?&](?:bucket|db)=linky&precision=ms$/.test(path)) faults.push(`a write to ${path}`);
    const lines = sent.filter((line) => !TRIAL.test(line));
    const outcome = { isAcknowledged: false, isRefused: false };
    const made: RequestMade = { kind: 'request', atMs: nowMs(), lines, ...circumstances(), ...outcome };
    if (lines.length > 0) course.note(made);
    if (database.stranger) {
      course.note({ kind: 'doubt' });
      return { kind: 'status', ...STRANGERS[database.stranger].post };
    }
    const answer = announced.shift();
    if (answer !== undefined) return asAnnounced(answer, made, sent);
    wasMet = true;
    storeTrials(sent);
    return { kind: 'status', headers, ...byLines(made) };
  }

  function storeTrials(sent: readonly string[]): void {
    for (const line of sent) {
      const atMs = TRIAL.exec(line)?.[1];
      if (atMs !== undefined) trials.set(Number(atMs), nowMs());
    }
  }

  function asAnnounced(name: AnswerName, made: RequestMade, sent: readonly string[]): Act {
    const scripted: Scripted = ANSWERS[name];
    if (scripted.stores) {
      storage.store(made.lines);
      storeTrials(sent);
    }
    if (scripted.diesMs !== undefined) database.die(scripted.diesMs);
    if (scripted.kind !== 'status') return scripted;
    if (scripted.status === 201) made.isAcknowledged = true;
    else course.note(scripted.raises === 'doubt' ? { kind: 'doubt' } : { kind: 'setback' });
    return { ...scripted, headers: { ...(!isForeign(name) && headers), ...scripted.headers } };
  }

  function byLines(made: RequestMade): { readonly status: number; readonly body: string } {
    if (made.lines.length > database.mostLines) return { status: 413, body: '{"error":"Request Entity Too Large"}' };
    const { isWhole, status, body } = COMPLAINTS[complaint];
    const { refused, dropped } = storage.write(made.lines, isWhole);
    made.isRefused = refused.length === made.lines.length && refused.length > 0;
    if (refused.length > 0) return { status, body: body(refused.length) };
    made.isAcknowledged = true;
    return dropped > 0 ? tooOld(dropped) : { status: 204, body: '' };
  }
}
