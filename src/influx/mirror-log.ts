import type { InfluxConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { Texts } from '../texts/texts.ts';
import type { DeliveryTrouble } from './delivery-trouble.ts';
import { seriesOf } from './line-protocol.ts';
import type { RefusedLine } from './send-lines.ts';
import { displayedUrl, meanwhileText, troubleText } from './trouble-text.ts';

/** Whose news it is, and how it is told. */
export interface MirrorLogParts {
  readonly config: InfluxConfig;
  readonly log: Log;
  readonly texts: Texts['influx'];
}

/** How many Readings are still to be sent, and since when. */
export interface Backlog {
  readonly readings: number;
  /** The wall time of the oldest. */
  readonly sinceMs: number | undefined;
}

/** So many series are named in one line of the log. */
const MOST_NAMED = 5;
/** A series is taken again when nothing of it was refused for so long. */
const TAKEN_MS = 600_000;

/** Says what changes about one InfluxDB, once, in words: reached, lost and why, back with everything; what it refuses. */
export class MirrorLog {
  readonly #named: MirrorLogParts;
  /** Without a user or a password that may stand in it. */
  readonly #url: string;
  #since: { readonly nowMs: number; readonly delivered: number; readonly told: Set<string> } | undefined;
  #begun = false;
  readonly #told = new Set<string>();
  /** The series that were named as refused, and when they were refused last, on the monotonic clock. */
  readonly #refusedMs = new Map<string, number>();

  constructor(named: MirrorLogParts) {
    this.#named = named;
    this.#url = displayedUrl(named.config);
  }

  /**
   * Nothing goes through.
   * @param nowMs monotonic
   * @param delivered the Readings delivered until then
   */
  trouble(trouble: DeliveryTrouble, nowMs: number, delivered: number, waiting: Backlog): void {
    this.#since ??= { nowMs, delivered, told: new Set() };
    // What passes by itself is told once, however it goes on; each thing that the user must change is told once.
    const key = trouble.kind === 'misconfigured' ? trouble.why : 'passing';
    const { config, texts } = this.#named;
    const { readings, sinceMs } = waiting;
    const sentences = [
      troubleText(trouble, config, texts),
      meanwhileText(trouble, texts),
      ...(sinceMs === undefined ? [] : [texts.waiting(readings, sinceMs)]),
    ];
    this.#sayFirst(this.#since.told, key, sentences.join(' '));
  }

  /** All that there was has been sent. @param isAllTaken whether all of it is known to be stored */
  caughtUp(nowMs: number, delivered: number, isAllTaken: boolean): void {
    const { log, texts } = this.#named;
    const since = this.#since;
    if (since) log.info(texts.back(this.#url, nowMs - since.nowMs, delivered - since.delivered, isAllTaken));
    else if (!this.#begun && isAllTaken) log.info(texts.mirroring(this.#url));
    this.#begun ||= isAllTaken;
    this.#since = undefined;
  }

  /**
   * What of a batch was refused. A series is named when it is new, and when its newest line was stored and nothing of it was
   * refused for ten minutes.
   * @param stillRefused whether the newest line of a series was refused @param nowMs monotonic
   */
  refused(
    refusals: readonly RefusedLine[],
    stillRefused: (series: string) => boolean,
    file: string,
    nowMs: number,
  ): void {
    const { log, texts } = this.#named;
    const fresh = new Set<string>();
    for (const { line } of refusals) {
      const series = seriesOf(line);
      if (!this.#refusedMs.has(series)) fresh.add(series);
      this.#refusedMs.set(series, nowMs);
    }
    const isOver = (series: string, atMs: number) => nowMs - atMs >= TAKEN_MS && !stillRefused(series);
    const over = Array.from(this.#refusedMs).flatMap(([series, atMs]) => (isOver(series, atMs) ? series : []));
    for (const series of over) this.#refusedMs.delete(series);
    const named = (series: readonly string[]) => texts.series(series.slice(0, MOST_NAMED), series.length);
    if (fresh.size > 0) log.warn(texts.refused(this.#url, named([...fresh]), refusals[0]?.says ?? '', file));
    if (over.length > 0) log.info(texts.takenAgain(this.#url, named(over)));
  }

  /** What answers takes what is sent, and nobody may read there whether it is stored. */
  unverified(): void {
    this.#sayFirst(this.#told, 'unverified', this.#named.texts.unverified(this.#url));
  }

  dropped(points: number): void {
    this.#sayFirst(this.#told, 'dropped', this.#named.texts.dropped(this.#url, points));
  }

  partly(says: string): void {
    this.#sayFirst(this.#told, 'partly', this.#named.texts.partly(this.#url, says));
  }

  /** The file of refused lines cannot be written. */
  notSetAside(file: string, says: string): void {
    this.#sayFirst(this.#told, 'notSetAside', this.#named.texts.notSetAside(file, says));
  }

  /** A Reading in the journal that cannot be made into lines. */
  unreadable(error: unknown): void {
    this.#sayFirst(this.#told, 'unreadable', this.#named.texts.unreadable(String(error)));
  }

  /** An error that can only be ours. */
  defect(error: unknown): void {
    this.#sayFirst(this.#told, 'defect', this.#named.texts.defect(String(error)));
    if (error instanceof Error && error.stack) this.#named.log.debug(error.stack);
  }

  /** What the other side answers, in full. */
  heard(says: string): void {
    this.#named.log.debug(this.#named.texts.heard(this.#url, says));
  }

  #sayFirst(told: Set<string>, key: string, words: string): void {
    if (told.has(key)) this.#named.log.debug(words);
    else this.#named.log.warn(words);
    told.add(key);
  }
}
