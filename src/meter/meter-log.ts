import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { TicMode } from '../reading.ts';
import type { SourceError, SourceTrouble } from '../source/source.ts';
import type { Texts } from '../texts/texts.ts';
import type { QualityChange } from '../tic/quality.ts';
import { type LineFormat, unusualBaudRate } from './line-formats.ts';

/** The meter that the log is about, and where and in which language it is logged. */
export interface LoggedMeter {
  readonly name: string;
  /** The port as the user wrote it. */
  readonly port: string;
  readonly log: Log;
  readonly texts: Texts['meter'];
  readonly clock: Clock;
}

/**
 * Why an opening of the source ended. `wrongFormat`: there are several formats to try, and no group was accepted in
 * this one, so another one is next. `silent`: no frame for ten seconds. `broken`: the source failed. `wasReceivingBytes`:
 * bytes came in the last five seconds before the end.
 */
export type OpeningEnd = { readonly frames: number } & (
  | { readonly kind: 'wrongFormat' | 'silent'; readonly wasReceivingBytes: boolean }
  | { readonly kind: 'broken'; readonly error: SourceError }
);

/** `silent`: no bytes arrive. `unreadable`: bytes arrive, but no valid frame. */
type MeterTrouble = SourceTrouble | 'silent' | 'unreadable';

/**
 * A meter counts as healthy again once frames have come for this long within one opening: some sources come and go for
 * hours.
 */
const HEALTHY_AFTER_MS = 60_000;

/** A log of changes: it says each change of a meter once: found, lost and why, back, a poor line, a good line. */
export class MeterLog {
  readonly #meter: LoggedMeter;
  readonly #formats: number;
  /**
   * The troubles logged since the meter was last found or healthy: one that comes and goes all night is logged once.
   */
  readonly #loggedTroubles = new Set<MeterTrouble>();
  /** The modes logged as found since the meter was last healthy: a line may change its mode with every opening. */
  readonly #foundModes = new Set<TicMode>();
  #lastFrameMs: number | undefined;
  /** The last frame before a trouble whose end has not been logged yet. */
  #lostMs: number | undefined;
  /** The first frame of the current opening. */
  #firstFrameMs: number | undefined;
  #hasLoggedTooManyLabels = false;
  /**
   * The mode that was logged as found last. Another speed in the same mode is no news: an adapter without a speed of its
   * own is read at any.
   */
  #lastFoundMode: TicMode | undefined;
  /**
   * For each of the last tries of a format that was wrong: whether it was receiving bytes at its end. At most one for
   * each format.
   */
  #wrongFormats: readonly { readonly wasReceivingBytes: boolean }[] = [];

  /** @param formats how many formats of the line are tried */
  constructor(meter: LoggedMeter, formats: number) {
    this.#meter = meter;
    this.#formats = formats;
  }

  frameArrived(format: LineFormat): void {
    const nowMs = this.#meter.clock.now();
    this.#firstFrameMs ??= nowMs;
    this.#lastFrameMs = nowMs;
    this.#wrongFormats = [];
    if (!this.#foundModes.has(format.mode)) this.#logFound(format);
    if (nowMs - this.#firstFrameMs >= HEALTHY_AFTER_MS) this.#logBack(format, this.#firstFrameMs);
  }

  /** To be called for each opening that ended by itself: not when the meter is no longer wanted. */
  openingEnded(end: OpeningEnd): void {
    this.#firstFrameMs = undefined;
    if (end.kind === 'broken') this.#logTrouble(end.error.trouble, end.error.message);
    else if (end.kind === 'silent') this.#logTrouble(end.wasReceivingBytes ? 'unreadable' : 'silent');
    else this.#formatFailed(end.wasReceivingBytes);
  }

  /** The line has shown more than `most` unknown labels, which is how many are accepted from one meter. */
  tooManyLabels(most: number): void {
    const { log, texts, name } = this.#meter;
    if (!this.#hasLoggedTooManyLabels) log.warn(texts.moreLabels(name, most));
    this.#hasLoggedTooManyLabels = true;
  }

  qualityChanged(change: QualityChange | undefined): void {
    const { log, texts, name } = this.#meter;
    if (change?.kind === 'poor') log.warn(texts.poorLine(name, Math.round(change.share * 100), change.mostly));
    if (change?.kind === 'good') log.info(texts.goodLine(name));
  }

  /**
   * Finding the meter in another mode ends the troubles before it: the same trouble is logged again when it comes back.
   */
  #logFound(format: LineFormat): void {
    const { mode } = format;
    if (mode === this.#lastFoundMode) return;
    const { log, texts, name, port } = this.#meter;
    log.info(texts.found(name, port, mode, unusualBaudRate(format)));
    this.#lastFoundMode = mode;
    this.#foundModes.add(mode);
    this.#lostMs = undefined;
    this.#loggedTroubles.clear();
  }

  #logBack(format: LineFormat, sinceMs: number): void {
    const { log, texts, name } = this.#meter;
    this.#logFound(format);
    this.#foundModes.clear();
    if (this.#lostMs !== undefined) log.info(texts.back(name, sinceMs - this.#lostMs));
    this.#lostMs = undefined;
    this.#loggedTroubles.clear();
  }

  /** One wrong format is part of the search; it is a trouble once all formats have failed in a row. */
  #formatFailed(wasReceivingBytes: boolean): void {
    this.#wrongFormats = [...this.#wrongFormats, { wasReceivingBytes }].slice(-this.#formats);
    if (this.#wrongFormats.length < this.#formats) return;
    const isReceiving = this.#wrongFormats.some((tried) => tried.wasReceivingBytes);
    this.#logTrouble(isReceiving ? 'unreadable' : 'silent');
  }

  #logTrouble(trouble: MeterTrouble, reason = ''): void {
    const { log, texts, name, port } = this.#meter;
    const text = texts.trouble[trouble](name, port, reason);
    if (reason !== '') log.debug(texts.meterNote(name, reason));
    // A device that was pulled out is `gone` first and `missing` at the next opening. That is one event, not two.
    const isKnown = this.#loggedTroubles.has(trouble) || (trouble === 'missing' && this.#loggedTroubles.has('gone'));
    if (isKnown) log.debug(text);
    else log.warn(text);
    this.#loggedTroubles.add(trouble);
    this.#lostMs ??= this.#lastFrameMs;
  }
}
