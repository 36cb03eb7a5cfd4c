import type { Log } from '../base/log.ts';
import type { InfluxConfig } from '../config/config.ts';
import type { Texts } from '../texts/texts.ts';
import type { Reports } from '../trouble/news.ts';
import type { InfluxPlace } from '../trouble/trouble.ts';
import type { Backlog } from './delivery-queue.ts';
import { type DeliveryTrouble, influxPlace, troubleOfDelivery } from './delivery-trouble.ts';
import { type KnownServer, serverName } from './known-server.ts';
import { seriesOf } from './line-protocol.ts';
import type { RefusedLine, SeriesRefusal } from './refused-series.ts';

/** What the log is about, and where it reports. */
export interface MirrorLogParts {
  readonly config: InfluxConfig;
  readonly reports: Reports;
  /** For what only goes to the debug log. */
  readonly log: Log;
  readonly texts: Texts['influx'];
}

/** How many Readings were acknowledged in this run, each counted once, and how many of those in doubt were acknowledged once more. */
export interface SentReadings {
  readonly forTheFirstTime: number;
  readonly onceMore: number;
}

/** The most series that are named in a trouble. */
const MOST_NAMED = 5;

/** Reports on one InfluxDB: why nothing is stored there, that it has everything, and what it refuses. */
export class MirrorLog {
  readonly #parts: MirrorLogParts;
  readonly #to: InfluxPlace;
  /** What had been sent when the outage began whose end has not been reported yet. */
  #sentBefore: SentReadings | undefined;
  /** Whether the database has had everything at least once. */
  #hasBegun = false;

  constructor(parts: MirrorLogParts) {
    this.#parts = parts;
    this.#to = influxPlace(parts.config);
  }

  /** Nothing can be delivered. */
  trouble(trouble: DeliveryTrouble, sent: SentReadings, { unsent, oldestAtMs, doubted }: Backlog): void {
    const { config, reports } = this.#parts;
    this.#sentBefore ??= sent;
    const waiting = { unsent, doubted, ...(oldestAtMs !== undefined && { sinceMs: oldestAtMs }) };
    reports.report('delivery', { ...troubleOfDelivery(trouble, config), waiting });
  }

  /** The database accepts what is sent. */
  answered(): void {
    this.#parts.reports.report('delivery', undefined);
    this.#parts.reports.report('mirror', undefined);
  }

  /**
   * Everything has been sent.
   * @param isAllTaken whether all of it is known to be stored
   * @param server the database, if it has shown what it is
   */
  caughtUp({ forTheFirstTime, onceMore }: SentReadings, isAllTaken: boolean, server?: KnownServer): void {
    const { report, tell } = this.#parts.reports;
    const before = this.#sentBefore ?? { forTheFirstTime: 0, onceMore: 0 };
    const end = { sent: forTheFirstTime - before.forTheFirstTime, onceMore: onceMore - before.onceMore, isAllTaken };
    // Even if this run has seen no outage: a thread that has ended may have reported one.
    report('delivery', undefined, { end });
    if (isAllTaken && !this.#sentBefore && !this.#hasBegun)
      tell({ part: 'mirror', kind: 'mirroring', url: this.#to.url, server: serverName(server) });
    this.#hasBegun ||= isAllTaken;
    this.#sentBefore = undefined;
  }

  /**
   * A batch was answered.
   * @param refused the series that are refused at present
   * @param refusals the lines of the batch that were refused
   * @param file where they are set aside
   */
  refused(refused: readonly SeriesRefusal[], refusals: readonly RefusedLine[], file: string): void {
    const { report, tell } = this.#parts.reports;
    // If a series is only refused now and then, its newest line may be stored all the same.
    const refusal = refusals.find(({ line }) => refused.every(({ series }) => series !== seriesOf(line)));
    if (refusal) {
      const { line, says } = refusal;
      tell({ part: 'mirror', kind: 'setAside', url: this.#to.url, series: seriesOf(line), says, file });
    }
    // There is nothing to set aside.
    if (refused.length + refusals.length === 0) this.notSetAside(file);
    const [{ says } = { says: '' }] = refused;
    const series = refused.slice(0, MOST_NAMED).map((one) => one.series);
    report(
      'refused series',
      refused.length === 0
        ? undefined
        : { part: 'mirror', kind: 'refused', to: this.#to, says, series, seriesInAll: refused.length, file },
    );
  }

  /** The database accepts what is sent, but what it stores cannot be read back. */
  unverified(): void {
    this.#parts.reports.tell({ part: 'mirror', kind: 'unverified', url: this.#to.url });
  }

  /** The database has dropped points that are older than it keeps. */
  dropped(points: number): void {
    this.#parts.reports.tell({ part: 'mirror', kind: 'dropped', url: this.#to.url, points });
  }

  /** The database reports that it has stored only a part of what was sent. */
  partlyStored(says: string): void {
    this.#parts.reports.tell({ part: 'mirror', kind: 'partly', url: this.#to.url, says });
  }

  /** The file of refused lines cannot be written; without `says`, it can again. */
  notSetAside(file: string, says?: string): void {
    this.#parts.reports.report(
      'refused lines',
      says === undefined ? undefined : { part: 'mirror', kind: 'notSetAside', to: this.#to, says, file },
    );
  }

  /** A Reading in the journal cannot be made into lines. */
  unreadable(error: unknown): void {
    this.#parts.reports.tell({ part: 'mirror', kind: 'unreadable', says: String(error) });
  }

  /** An error that can only be a bug of this plugin. */
  defect(error: unknown): void {
    this.#parts.reports.report('mirror', { part: 'mirror', kind: 'defect', to: this.#to, says: String(error) });
    if (error instanceof Error && error.stack) this.#parts.log.debug(error.stack);
  }

  /** The full text of an answer. */
  answer(says: string): void {
    this.#parts.log.debug(this.#parts.texts.heard(this.#to.url, says));
  }
}
