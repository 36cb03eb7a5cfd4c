import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { TicMode } from '../reading.ts';
import type { SourceError, SourceTrouble } from '../source/source.ts';
import type { Texts } from '../texts/texts.ts';
import type { QualityChange } from '../tic/quality.ts';

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
 * Why an opening of the source ended. `wrongMode`: in `auto`, no group was accepted in this mode, so the other one is
 * next. `silent`: no frame for ten seconds. `broken`: the source failed. `wasReceivingBytes`: bytes came in the last
 * five seconds before the end.
 */
export type OpeningEnd = { readonly frames: number } & (
  | { readonly kind: 'wrongMode' | 'silent'; readonly wasReceivingBytes: boolean }
  | { readonly kind: 'broken'; readonly error: SourceError }
);

/** `silent`: no bytes arrive. `unreadable`: bytes arrive, but no valid frame. */
type MeterTrouble = SourceTrouble | 'silent' | 'unreadable';

/**
 * A meter counts as healthy again once frames have come for this long within one opening: some sources come and go for
 * hours.
 */
const HEALTHY_AFTER_MS = 60_000;

/** Logs each change of a meter once: found, lost and why, back, a poor line, a good line. */
export class MeterLog {
  readonly #meter: LoggedMeter;
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
  /** The mode that was logged as found last. */
  #lastFoundMode: TicMode | undefined;
  /**
   * For each of the last tries of a mode that was wrong: whether it was receiving bytes at its end. At most two, one
   * for each mode.
   */
  #wrongModes: readonly { readonly wasReceivingBytes: boolean }[] = [];

  constructor(meter: LoggedMeter) {
    this.#meter = meter;
  }

  frameArrived(mode: TicMode): void {
    const nowMs = this.#meter.clock.now();
    this.#firstFrameMs ??= nowMs;
    this.#lastFrameMs = nowMs;
    this.#wrongModes = [];
    if (!this.#foundModes.has(mode)) this.#logFound(mode);
    if (nowMs - this.#firstFrameMs >= HEALTHY_AFTER_MS) this.#logBack(mode, this.#firstFrameMs);
  }

  /** To be called for each opening that ended by itself: not when the meter is no longer wanted. */
  openingEnded(end: OpeningEnd): void {
    this.#firstFrameMs = undefined;
    if (end.kind === 'broken') this.#logTrouble(end.error.trouble, end.error.message);
    else if (end.kind === 'silent') this.#logTrouble(end.wasReceivingBytes ? 'unreadable' : 'silent');
    else this.#modeFailed(end.wasReceivingBytes);
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
  #logFound(mode: TicMode): void {
    if (mode === this.#lastFoundMode) return;
    const { log, texts, name, port } = this.#meter;
    log.info(texts.found(name, port, mode));
    this.#lastFoundMode = mode;
    this.#foundModes.add(mode);
    this.#lostMs = undefined;
    this.#loggedTroubles.clear();
  }

  #logBack(mode: TicMode, sinceMs: number): void {
    const { log, texts, name } = this.#meter;
    this.#logFound(mode);
    this.#foundModes.clear();
    if (this.#lostMs !== undefined) log.info(texts.back(name, sinceMs - this.#lostMs));
    this.#lostMs = undefined;
    this.#loggedTroubles.clear();
  }

  /** One wrong mode is part of the search; it is a trouble once both modes have failed in a row. */
  #modeFailed(wasReceivingBytes: boolean): void {
    this.#wrongModes = [...this.#wrongModes, { wasReceivingBytes }].slice(-2);
    if (this.#wrongModes.length < 2) return;
    const isReceiving = this.#wrongModes.some((tried) => tried.wasReceivingBytes);
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
