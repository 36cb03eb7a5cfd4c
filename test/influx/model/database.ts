import type { Request } from '../../../testbed/databases/http-server.ts';
import { ANSWERS, type AnswerName, isForeign, type Scripted, STRANGERS, type StrangerName } from './answers.ts';
import { COMPLAINTS, type ComplaintName, DATABASE_REFUSALS, type DatabaseRefusal, tooOld } from './complaints.ts';
import { answerTo, type DatabaseIdentity, headersOf, showsItself } from './database-identity.ts';
import type { EventLog, RequestMade } from './event-log.ts';
import type { Act } from './http-server.ts';
import type { Storage } from './storage.ts';

/** What answers at the address: the database, which behaves as it is told, or a stranger in its place. */
export interface Database {
  stranger: StrangerName | undefined;
  /** How it refuses everything that is written to it; undefined while it looks at the lines. */
  refusesAll: DatabaseRefusal | undefined;
  /** The most lines that it takes in one request. */
  mostLines: number;
  /** Schedules an answer for this many writes, after those of earlier announcements and `after` more. */
  announce(answer: AnswerName, requests: number, after: number): void;
  answer(request: Request): Act;
  /** It is killed, and loses what it took in the last `losesMs`. */
  die(losesMs: number): void;
  /** From now on it refuses nothing. */
  takeAll(): void;
  /** From now on nothing is wrong with it. */
  recover(): void;
  /** Whether it has answered a question, or a write according to its lines: the plugin may know it from then on. */
  readonly wasMet: boolean;
  /** Requests that the plugin should never make. */
  readonly faults: readonly string[];
}

export interface DatabaseParts {
  readonly identity: DatabaseIdentity;
  readonly complaint: ComplaintName;
  readonly nowMs: () => number;
  readonly storage: Storage;
  readonly eventLog: EventLog;
  /** What the event log holds of a request beside its lines. */
  readonly circumstances: () => Pick<RequestMade, 'life' | 'journalEnd'>;
}

/** How long it takes until a point can be read back. */
const LAG_MS = 2_000;
/** The trial point, which is no Reading. */
const TRIAL = /^linky_test value=1 (\d+)$/;

export function createDatabase({
  identity,
  complaint,
  nowMs,
  storage,
  eventLog,
  circumstances,
}: DatabaseParts): Database {
  /** The answers to the next writes, whatever their lines; undefined: according to their lines. */
  const announced: (AnswerName | undefined)[] = [];
  const faults: string[] = [];
  const trials = new Map<number, number>();
  const headers = headersOf(identity);
  let wasMet = false;
  const hasTrial = (atMs: number) => nowMs() - (trials.get(atMs) ?? Number.POSITIVE_INFINITY) >= LAG_MS;

  const database: Database = {
    stranger: undefined,
    refusesAll: undefined,
    mostLines: Number.POSITIVE_INFINITY,
    faults,
    get wasMet() {
      return wasMet;
    },
    announce(answer, requests, after) {
      announced.push(...Array.from({ length: after }, () => undefined));
      announced.push(...Array.from({ length: requests }, () => answer));
    },
    answer({ method, path, lines }) {
      const { stranger } = database;
      if (method === 'POST' && /^\/(?:api\/v2\/)?write\?/.test(path)) return write(path, lines);
      eventLog.note({ kind: 'disregarded' });
      if (stranger) return { kind: 'status', ...STRANGERS[stranger].get };
      wasMet = true;
      return { kind: 'status', ...answerTo(identity, path, hasTrial) };
    },
    die(losesMs) {
      storage.lose(losesMs);
      for (const [atMs, sinceMs] of trials) if (nowMs() - sinceMs < losesMs) trials.delete(atMs);
    },
    takeAll() {
      database.mostLines = Number.POSITIVE_INFINITY;
      database.refusesAll = undefined;
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
    if (lines.length > 0) eventLog.note(made);
    if (database.stranger) {
      eventLog.note({ kind: 'doubt' });
      return { kind: 'status', ...STRANGERS[database.stranger].post };
    }
    if (database.refusesAll) return refuseAll(database.refusesAll);
    const answer = announced.shift();
    if (answer !== undefined) return asAnnounced(answer, made, sent);
    wasMet = true;
    storeTrials(sent);
    return { kind: 'status', headers, ...byLines(made) };
  }

  function refuseAll(how: DatabaseRefusal): Act {
    // The trial point is refused, too: only a database that shows itself is then known to be one.
    eventLog.note({ kind: showsItself(identity) ? 'setback' : 'doubt' });
    const body = JSON.stringify({ code: 'invalid', message: DATABASE_REFUSALS[how] });
    return { kind: 'status', headers, status: 400, body };
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
    else eventLog.note(scripted.raises === 'doubt' ? { kind: 'doubt' } : { kind: 'setback' });
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
