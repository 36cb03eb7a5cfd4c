import type { Log } from '../base/log.ts';
import type { InfluxConfig } from '../config/config.ts';
import type { Texts } from '../texts/texts.ts';
import type { Reports } from '../trouble/news.ts';
import type { InfluxPlace, WaitingReadings } from '../trouble/trouble.ts';
import { type DeliveryTrouble, influxPlace, troubleOfDelivery } from './delivery-trouble.ts';
import type { Line } from './points.ts';
import type { RefusedPoints } from './sender.ts';

/** What the log is about, and where it reports. */
export interface MirrorLogParts {
  readonly config: InfluxConfig;
  readonly reports: Reports;
  /** For what only goes to the debug log. */
  readonly log: Log;
  readonly texts: Texts['influx'];
}

/** A measurement whose newest points are refused. */
type RefusedMeasurement = RefusedPoints & { readonly measurement: string };

/** Reports on one InfluxDB: why nothing is stored there, that it has everything, and what it refuses. */
export class MirrorLog {
  readonly #parts: MirrorLogParts;
  readonly #to: InfluxPlace;
  readonly #refused = new Map<string, RefusedMeasurement>();
  /** The measurements whose newest points are stored. */
  readonly #stored = new Set<string>();
  /** How many Readings had been sent when the outage began whose end has not been reported yet. */
  #sentBefore: number | undefined;

  constructor(parts: MirrorLogParts) {
    this.#parts = parts;
    this.#to = influxPlace(parts.config);
  }

  /** The measurements that are refused at present. */
  get refused(): readonly RefusedMeasurement[] {
    return [...this.#refused.values()];
  }

  /** Nothing can be delivered. @param sent how many Readings have been sent in this run */
  trouble(trouble: DeliveryTrouble, sent: number, waiting: WaitingReadings): void {
    const { config, reports } = this.#parts;
    this.#sentBefore ??= sent;
    reports.report('delivery', { ...troubleOfDelivery(trouble, config), waiting });
  }

  /** The database has answered a batch. @param refused what it has refused of these lines */
  answered(lines: readonly Line[], refused: readonly RefusedPoints[], partly: string | undefined): void {
    const { report } = this.#parts.reports;
    report('delivery', undefined);
    report('mirror', undefined);
    if (partly !== undefined) this.#partly({ says: partly });
    for (const refusal of refused) this.#refusal(refusal);
    if (refused.some(({ measurement }) => measurement === undefined)) return;
    for (const measurement of new Set(lines.map((line) => line.measurement))) {
      if (refused.some((refusal) => refusal.measurement === measurement)) continue;
      // Once in each run also if it has refused none: a thread that has ended may have reported one.
      if (!this.#stored.has(measurement)) report(`refused ${measurement}`, undefined);
      this.#stored.add(measurement);
      this.#refused.delete(measurement);
    }
  }

  /** Everything has been sent. @param sent how many Readings have been sent in this run */
  caughtUp(sent: number): void {
    const { report, tell } = this.#parts.reports;
    // Even if this run has seen no outage: a thread that has ended may have reported one.
    report('delivery', undefined, { end: { sent: sent - (this.#sentBefore ?? 0) } });
    if (this.#sentBefore === undefined) tell({ part: 'mirror', kind: 'mirroring', url: this.#to.url });
    this.#sentBefore = undefined;
  }

  #refusal(refusal: RefusedPoints): void {
    const { measurement, ...about } = refusal;
    if (measurement === undefined) {
      this.#partly(about);
      return;
    }
    const fromMs = this.#refused.get(measurement)?.fromMs ?? about.fromMs;
    this.#stored.delete(measurement);
    this.#refused.set(measurement, { ...about, measurement, fromMs });
    const { says, toMs } = about;
    const trouble = { part: 'mirror', kind: 'refused', to: this.#to, says, measurement, fromMs, toMs } as const;
    this.#parts.reports.report(`refused ${measurement}`, trouble);
  }

  /** A part of what was sent is not stored, and the server does not say of which measurement. */
  #partly(about: Pick<RefusedPoints, 'says'> & Partial<RefusedPoints>): void {
    this.#parts.reports.tell({ part: 'mirror', kind: 'partly', url: this.#to.url, ...about });
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
