import type { Clock } from '../base/clock.ts';
import { printable } from '../base/printable.ts';
import type { TicMode } from '../reading/reading.ts';
import type { SourceError } from '../source/source.ts';
import { type Damage, damageOf } from '../tic/damage.ts';
import { type GroupCounts, percentOf, type QualityChange } from '../tic/quality.ts';
import type { Reports } from '../trouble/news.ts';
import type { KindOf, Slot, TroubleFacts } from '../trouble/trouble.ts';
import { type FormatSettings, type LineFormat, unusualBaudRate } from './line-formats.ts';

/** The meter that the reports are about. */
export interface LoggedMeter extends FormatSettings {
  readonly slug: string;
  readonly name: string;
  /** The port as the user wrote it. */
  readonly port: string;
  readonly reports: Reports;
  readonly clock: Clock;
  /**
   * The other programs that have the port open, as far as this user may see them. Bytes that one of them reads do not arrive here. Never
   * rejects.
   */
  readonly otherReaders?: () => Promise<readonly string[]>;
}

/**
 * What was received during an opening: `nothing` in its last seconds; `bytes` for so long that a frame should have been among them; or
 * bytes that have only `begun`, which means nothing yet.
 */
export type Heard = 'nothing' | 'bytes' | 'begun';

/** `groups`: those heard before the first frame; absent where it is not sure that the line was read at its speed. */
interface WithoutFrame {
  readonly kind: 'wrongFormat' | 'silent';
  readonly heard: Heard;
  readonly groups?: GroupCounts;
}

/**
 * Why an opening of the source ended. `wrongFormat`: there are several formats to try, and no group was accepted in this one, so another
 * one is next. `silent`: no frame for ten seconds. `broken`: the source failed.
 */
export type OpeningEnd = { readonly frames: number } & (
  | WithoutFrame
  | { readonly kind: 'broken'; readonly error: SourceError }
);

/** Reports what is wrong with the line of a meter, and in which mode it was detected. */
export class MeterLog {
  readonly #meter: LoggedMeter;
  readonly #formats: number;
  readonly #slot: Slot;
  readonly #noiseSlot: Slot;
  #lastFrameMs: number | undefined;
  #mode: TicMode | undefined;
  /** What is refused while the line is poor. */
  #poor: Damage | undefined;
  #isPoorSaid = false;
  /** Whether the line is said to be so damaged that no frame arrives. */
  #isUnread = false;
  /** The last openings without a frame. At most two entries per format. */
  #withoutFrame: readonly WithoutFrame[] = [];

  /** @param formats how many formats of the line are tried */
  constructor(meter: LoggedMeter, formats: number) {
    this.#meter = meter;
    this.#formats = formats;
    this.#slot = `line ${meter.slug}`;
    this.#noiseSlot = `noise ${meter.slug}`;
  }

  frameArrived(format: LineFormat): void {
    const { slug: meter, name, port, reports, clock } = this.#meter;
    this.#withoutFrame = [];
    reports.report(this.#slot, undefined);
    this.#lastFrameMs = clock.now();
    this.#isUnread = false;
    if (!this.#isPoorSaid) void this.#reportNoise();
    const { mode } = format;
    if (mode === this.#mode) return;
    this.#mode = mode;
    const baudRate = unusualBaudRate(format);
    reports.tell({ part: 'line', kind: 'found', meter, name, port, mode, baudRate });
  }

  /** To be called for each opening that ended by itself, but not when the meter is no longer wanted. */
  async openingEnded(end: OpeningEnd): Promise<void> {
    if (end.kind === 'broken') this.#report(end.error.trouble, { says: end.error.message });
    // If a meter is silent in the format in which it was last received, it is silent. If there are bytes but no frames any more, the other
    // formats are tried first.
    else if (end.kind === 'silent' && (end.heard === 'nothing' || this.#formats === 1))
      await this.#heardNoFrame(end.heard, [end]);
    else if (end.frames === 0) {
      this.#withoutFrame = [...this.#withoutFrame, end].slice(-2 * this.#formats);
      await this.#heardNoFrame(this.#heardInAllFormats(), this.#withoutFrame.slice(-this.#formats));
    }
  }

  /** The line has shown more than `most` unknown labels, which is the number that is accepted from one meter. */
  tooManyLabels(most: number): void {
    const { slug: meter, name, reports } = this.#meter;
    reports.tell({ part: 'line', kind: 'moreLabels', meter, name, most });
  }

  qualityChanged(change: QualityChange | undefined): void {
    if (change === undefined) return;
    this.#poor = change.kind === 'poor' ? { percent: percentOf(change.share), mostly: change.mostly } : undefined;
    this.#isPoorSaid = false;
    if (change.kind === 'good') this.#meter.reports.report(this.#noiseSlot, undefined);
    // A line without a frame is already said to be damaged: what is left of the damage is said once frames arrive.
    else if (!this.#isUnread) void this.#reportNoise();
  }

  /**
   * What was received during as many successive openings as there are formats. If bytes come and go, they count as bytes that are not a
   * meter's once each format has been tried since they first came.
   */
  #heardInAllFormats(): Heard {
    const heard = this.#withoutFrame.map((one) => one.heard);
    const [first, ...others] = heard.slice(-this.#formats);
    if (first === undefined || others.length + 1 < this.#formats) return 'begun';
    if (others.every((one) => one === first)) return first;
    const round = heard.slice(-2 * this.#formats, -this.#formats);
    return round.length === this.#formats && round.some((one) => one !== 'nothing') ? 'bytes' : 'begun';
  }

  async #heardNoFrame(heard: Heard, openings: readonly WithoutFrame[]): Promise<void> {
    if (heard === 'begun') return;
    const { mode, baudRate } = this.#meter;
    const holders = await this.#otherReaders();
    if (holders.length > 0) this.#report('shared', { holders });
    else if (heard === 'nothing') this.#report('silent');
    else if (mode === 'auto' && baudRate === 'auto') this.#reportUnreadable(openings);
    else this.#report('fixedFormat', { ...(mode !== 'auto' && { mode }), ...(baudRate !== 'auto' && { baudRate }) });
  }

  /** @param openings one in each format */
  #reportUnreadable(openings: readonly WithoutFrame[]): void {
    const damage = damageOf(openings.flatMap(({ groups }) => groups ?? []));
    if (damage) this.#report('noise', { ...damage, isUnread: true });
    else this.#report('garbage');
  }

  async #reportNoise(): Promise<void> {
    if (!this.#poor) return;
    this.#isPoorSaid = true;
    const { reports } = this.#meter;
    const holders = await this.#otherReaders();
    if (!this.#poor) return;
    const facts = holders.length > 0 ? ({ kind: 'shared', holders } as const) : ({ kind: 'noise' } as const);
    reports.report(this.#noiseSlot, { part: 'line', ...this.#facts(), ...facts, ...this.#poor });
  }

  /** Printable, since a program can choose any name. */
  async #otherReaders(): Promise<readonly string[]> {
    const { otherReaders } = this.#meter;
    return otherReaders ? (await otherReaders()).map(printable) : [];
  }

  #report(kind: KindOf<'line'>, facts: Partial<TroubleFacts['line']> = {}): void {
    this.#isUnread = facts.isUnread ?? false;
    const trouble = { part: 'line', kind, ...this.#facts(), ...facts } as const;
    this.#meter.reports.report(this.#slot, trouble, { beganMs: this.#lastFrameMs });
  }

  #facts(): Pick<TroubleFacts['line'], 'meter' | 'name' | 'port'> {
    const { slug: meter, name, port } = this.#meter;
    return { meter, name, port };
  }
}
