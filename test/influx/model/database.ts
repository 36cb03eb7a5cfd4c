import type { Clock } from '../../../src/base/clock.ts';
import type { Answer } from '../../../src/influx/answer.ts';
import type { Client } from '../../../src/influx/client.ts';
import type { Line } from '../../../src/influx/points.ts';
import { answered, failed } from '../made-answers.ts';

/** How much of what it acknowledged last a server loses: one that is killed, and one whose machine loses its power. */
export const LOSES_MS = { nothing: 0, kill: 9_000, powerCut: 35_000 };

const RESET = failed('ECONNRESET', 'socket hang up');
const SILENT = failed('ETIMEDOUT', 'no answer in time');
const ALL_REFUSED = 'all lines are invalid';

/** How requests end, whatever they contain. */
export const ANSWERS = {
  reset: RESET,
  silent: SILENT,
  failing: answered(500, 'engine is closed'),
  unavailable: answered(503, 'overloaded', { 'retry-after': '30' }),
  full: answered(400, 'storage is in read-only mode'),
  busy: answered(429, 'too many requests', { 'retry-after': '20' }),
  slow: answered(408, 'the request took too long'),
  unauthorized: answered(401, '{"message":"unauthorized access"}'),
  forbidden: answered(403, 'no rights'),
  notFound: answered(404, '{"error":"database not found: \\"linky\\""}'),
  notAllowed: answered(405, 'method not allowed'),
  moved: answered(302, '', { location: 'https://example.org/' }),
};

/** How a database refuses everything. */
export const REFUSALS = {
  noRoom: answered(400, '{"error":"would exceed limit of 5 databases"}'),
  unknownWords: answered(422, '{"error":"computer says no"}'),
  webPage: answered(400, '<html>Bad Request</html>'),
};

/**
 * How it refuses a measurement: it names it and stores the rest, it does not name it, it only answers 201, or it stores nothing of the
 * request.
 */
export type Dialect = 'named' | 'unnamed' | 'created' | 'whole';

/** How it dies, and for how long nothing listens at its address then. */
export interface Death {
  readonly loses: keyof typeof LOSES_MS;
  readonly awayMs: number;
}

/** What a request meets: an answer other than it would get, although the points may be stored, and a death right after the answer. */
export interface Encounter {
  readonly answer?: keyof typeof ANSWERS;
  readonly isStored: boolean;
  readonly death?: Death;
}

/** The usual state of a database, except for the measurements that it refuses. */
export const WELL = {
  refusesAll: undefined as keyof typeof REFUSALS | undefined,
  /** It refuses older points. */
  keepsMs: Number.POSITIVE_INFINITY,
  mostLines: Number.POSITIVE_INFINITY,
  answersInMs: 5,
};

/** An InfluxDB in memory, and the connection to it. It forgets what is not yet on its disk when it dies. */
export class Database implements Pick<Client, 'write' | 'wasCutOff' | 'close'> {
  state = WELL;
  /** The measurements that it refuses. */
  refuses: readonly string[] = [];
  /** What the next requests meet. */
  encounters: Encounter[] = [];
  /** How many points it has refused for ever. */
  refusedPoints = 0;
  /** All lines that it ever got. */
  readonly heard = new Set<string>();
  /** Whether a request has opened a new connection since `wasCutOff` was last asked. */
  isCutOff = false;

  readonly #clock: Clock;
  readonly #dialect: Dialect;
  /** The fields by series and time of what is on its disk, and of what it has refused for ever. */
  readonly #settled = new Map<string, string>();
  /** What is not on its disk, oldest first. */
  #written: { readonly line: Line; readonly atMs: number }[] = [];
  /** The connection: a request is on its way, or it is open, or the server has closed it while it was. */
  #finish: ((answer: Answer) => void) | undefined;
  #isOpen = false;
  #isCut = false;
  #awayUntilMs = 0;
  /** When the mirror last had a reason to go back. */
  #failedAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, dialect: Dialect) {
    this.#clock = clock;
    this.#dialect = dialect;
  }

  get isBusy(): boolean {
    return this.#finish !== undefined;
  }

  write(lines: readonly Line[], end: AbortSignal): Promise<Answer> {
    for (const { text } of lines) this.heard.add(text);
    this.isCutOff ||= this.#isCut;
    this.#isCut = false;
    this.#isOpen = false;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const finish = (answer: Answer) => {
      if (this.#finish !== finish) return;
      this.#finish = undefined;
      this.#isOpen = answer.kind === 'answered';
      if (this.isCutOff || isFailure(answer)) this.#failedAtMs = this.#clock.now();
      resolve(answer);
    };
    this.#finish = finish;
    end.addEventListener('abort', () => finish(SILENT), { once: true });
    this.#meet(lines, finish);
    return promise;
  }

  wasCutOff(): boolean {
    const was = this.isCutOff;
    this.isCutOff = false;
    return was;
  }

  /** The other side of the connection has ended: no request of it is answered any more. */
  close(): void {
    this.#finish = undefined;
    this.#isOpen = false;
    this.#isCut = false;
    this.isCutOff = false;
  }

  die(death: Death): void {
    this.#lose(death);
    this.#end(death);
  }

  /** After a failure a power cut loses at most half of the time since: more is not sent again (`wentBack` in cursor.ts). */
  #lose({ loses }: Death): void {
    const now = this.#clock.now();
    const losesMs = Math.min(LOSES_MS[loses], Math.max(LOSES_MS.kill, (now - this.#failedAtMs) / 2));
    this.#written = this.#written.filter(({ atMs }) => now - atMs >= losesMs);
  }

  #end({ awayMs }: Death): void {
    this.#isCut ||= this.#isOpen;
    this.#isOpen = false;
    this.#finish?.(RESET);
    this.#awayUntilMs = this.#clock.now() + awayMs;
  }

  /** The fields of each point, by series and time, that nothing can lose any more, or that was refused for ever. */
  get settled(): ReadonlyMap<string, string> {
    const safeMs = this.#clock.now() - LOSES_MS.powerCut;
    const count = this.#written.findIndex(({ atMs }) => atMs > safeMs);
    for (const { line } of this.#written.splice(0, count < 0 ? this.#written.length : count)) this.#settle(line);
    return this.#settled;
  }

  get #isAway(): boolean {
    return this.#clock.now() < this.#awayUntilMs;
  }

  #meet(lines: readonly Line[], finish: (answer: Answer) => void): void {
    const { answer: given, isStored, death } = (!this.#isAway && this.encounters.shift()) || {};
    const answer = given ? ANSWERS[given] : this.#answerTo(lines);
    if (given && isStored) this.#store(lines);
    this.#clock.after(answer === SILENT ? 10_000 : this.state.answersInMs, () => {
      if (death) this.#lose(death);
      finish(answer);
      if (death) this.#end(death);
    });
  }

  #answerTo(lines: readonly Line[]): Answer {
    const { refusesAll, mostLines, keepsMs } = this.state;
    if (this.#isAway) return failed('ECONNREFUSED', 'connect ECONNREFUSED');
    if (refusesAll) return REFUSALS[refusesAll];
    if (lines.length > mostLines) return answered(413, 'too large');
    const isWhole = this.#dialect === 'whole';
    const ofMeasurement = lines.filter(({ measurement }) => this.refuses.includes(measurement));
    // Together with others a whole request would be refused for one old point.
    const isOld = ({ atMs }: Line) => !isWhole && this.#clock.wall() - atMs > keepsMs;
    const refused = lines.filter((line) => ofMeasurement.includes(line) || isOld(line));
    if (isWhole && refused.length > 0 && refused.length < lines.length) return answered(400, 'some lines are invalid');
    this.#store(lines.filter((line) => !refused.includes(line)));
    for (const line of refused) this.#settle(line);
    this.refusedPoints += refused.length;
    if (refused.length === 0) return answered(204, '');
    if (isWhole) return answered(400, ALL_REFUSED);
    if (this.#dialect === 'created') return answered(201, 'some lines are invalid');
    const named =
      this.#dialect === 'named' ? `field "wh" on "${ofMeasurement[0]?.measurement}" is a float` : 'conflict';
    const why = ofMeasurement.length > 0 ? named : 'points beyond retention policy';
    return answered(400, JSON.stringify({ error: `partial write: ${why} dropped=${refused.length}` }));
  }

  #settle({ text }: Line): void {
    const { key, fields } = partsOf(text);
    this.#settled.set(key, fields);
  }

  #store(lines: readonly Line[]): void {
    for (const line of lines) this.#written.push({ line, atMs: this.#clock.now() });
  }
}

/** Whether the server may have lost what it acknowledged last. */
export function isFailure(answer: Answer): boolean {
  return answer.kind === 'failed' || answer.status >= 500 || answer === ANSWERS.full;
}

/** Whether each line of a request is stored or was refused for ever. */
export function isForGood(answer: Answer): boolean {
  if (answer.kind === 'failed') return false;
  return answer.status < 300 || answer.body === ALL_REFUSED || answer.body.includes('partial write');
}

/** The fields of a line, and its series and time, which are the key of its point. */
export function partsOf(text: string): { readonly key: string; readonly series: string; readonly fields: string } {
  const [, series = '', fields = '', time = ''] = /^((?:\\.|[^ \\])*) (.*) (\d+)$/s.exec(text) ?? [];
  return { key: `${series} ${time}`, series, fields };
}
