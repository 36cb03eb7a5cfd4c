import type { InfluxConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { Texts } from '../texts/texts.ts';
import type { DeliveryTrouble } from './delivery-trouble.ts';
import { deliveryTroubleText, displayedUrl, meanwhileText } from './delivery-trouble.ts';
import { type KnownServer, serverName } from './known-server.ts';
import type { RefusedSeriesChanges } from './refused-series.ts';

/** What the log is about, and where and how it speaks. */
export interface MirrorLogParts {
  readonly config: InfluxConfig;
  readonly log: Log;
  readonly texts: Texts['influx'];
}

/** The Readings that are still to be sent. */
export interface Backlog {
  readonly readings: number;
  /** The wall time of the oldest. */
  readonly sinceMs: number | undefined;
}

/** The most series that one line of the log names. */
const MOST_NAMED = 5;

interface OngoingTrouble {
  /** When it began, on the monotonic clock. */
  readonly sinceMs: number;
  /** How many Readings had been delivered by then. */
  readonly delivered: number;
  readonly said: Set<string>;
}

/** The log of changes of one InfluxDB: that it is reached, lost and why, back with everything, and what it refuses. */
export class MirrorLog {
  readonly #parts: MirrorLogParts;
  readonly #url: string;
  #trouble: OngoingTrouble | undefined;
  #hasBegun = false;
  readonly #said = new Set<string>();

  constructor(parts: MirrorLogParts) {
    this.#parts = parts;
    this.#url = displayedUrl(parts.config);
  }

  /**
   * Nothing can be delivered. Troubles that pass by themselves are said once, however they change; each mistake of the
   * user's is said once.
   * @param nowMs monotonic
   * @param delivered how many Readings have been delivered until now
   */
  trouble(trouble: DeliveryTrouble, nowMs: number, delivered: number, { readings, sinceMs }: Backlog): void {
    const { config, texts } = this.#parts;
    this.#trouble ??= { sinceMs: nowMs, delivered, said: new Set() };
    const key = trouble.kind === 'misconfigured' ? trouble.why : 'passing';
    const sentences = [
      deliveryTroubleText(trouble, config, texts),
      meanwhileText(trouble, texts),
      ...(sinceMs === undefined ? [] : [texts.waiting(readings, sinceMs)]),
    ];
    this.#warnOnce(this.#trouble.said, key, sentences.join(' '));
  }

  /**
   * Everything has been sent.
   * @param isAllTaken whether all of it is known to be stored
   * @param server the database, where it showed what it is
   */
  caughtUp(nowMs: number, delivered: number, isAllTaken: boolean, server?: KnownServer): void {
    const { log, texts } = this.#parts;
    const trouble = this.#trouble;
    if (trouble) log.info(texts.back(this.#url, nowMs - trouble.sinceMs, delivered - trouble.delivered, isAllTaken));
    else if (!this.#hasBegun && isAllTaken) log.info(texts.mirroring(this.#url, serverName(server)));
    this.#hasBegun ||= isAllTaken;
    this.#trouble = undefined;
  }

  /** @param says why the server refuses them @param file where refused lines are set aside */
  refused({ begun, over }: RefusedSeriesChanges, says: string, file: string): void {
    const { log, texts } = this.#parts;
    const named = (series: readonly string[]) => texts.series(series.slice(0, MOST_NAMED), series.length);
    if (begun.length > 0) log.warn(texts.refused(this.#url, named(begun), says, file));
    if (over.length > 0) log.info(texts.takenAgain(this.#url, named(over)));
  }

  /** The database takes what is sent, but what it stores cannot be read back. */
  unverified(): void {
    this.#warnOnce(this.#said, 'unverified', this.#parts.texts.unverified(this.#url));
  }

  /** The database has dropped points that are older than it keeps. */
  dropped(points: number): void {
    this.#warnOnce(this.#said, 'dropped', this.#parts.texts.dropped(this.#url, points));
  }

  /** The database says that it has stored only a part of what was sent. */
  partlyStored(says: string): void {
    this.#warnOnce(this.#said, 'partly', this.#parts.texts.partly(this.#url, says));
  }

  /** The file of refused lines cannot be written. */
  notSetAside(file: string, says: string): void {
    this.#warnOnce(this.#said, 'notSetAside', this.#parts.texts.notSetAside(file, says));
  }

  /** A Reading in the journal cannot be made into lines. */
  unreadable(error: unknown): void {
    this.#warnOnce(this.#said, 'unreadable', this.#parts.texts.unreadable(String(error)));
  }

  /** An error that can only be a bug of this plugin. */
  defect(error: unknown): void {
    this.#warnOnce(this.#said, 'defect', this.#parts.texts.defect(String(error)));
    if (error instanceof Error && error.stack) this.#parts.log.debug(error.stack);
  }

  /** The full text of an answer. */
  answer(says: string): void {
    this.#parts.log.debug(this.#parts.texts.heard(this.#url, says));
  }

  #warnOnce(said: Set<string>, key: string, text: string): void {
    if (said.has(key)) this.#parts.log.debug(text);
    else this.#parts.log.warn(text);
    said.add(key);
  }
}
