import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { TicMode } from '../reading.ts';
import type { SourceError, SourceTrouble } from '../source/source.ts';
import type { Texts } from '../texts/texts.ts';
import type { QualityChange } from '../tic/quality.ts';

/** Whose news it is, and how it is told. */
export interface LoggedMeter {
  readonly name: string;
  /** The port as the user wrote it. */
  readonly port: string;
  readonly log: Log;
  readonly texts: Texts['meter'];
  readonly clock: Clock;
}

/**
 * How an opening of the source ended: not one group was accepted in this mode (`auto` tries the other), no frame for
 * ten seconds, or the source broke. `heard`: something was still coming in at the end.
 */
export type OpeningEnd = { readonly frames: number } & (
  | { readonly kind: 'wrongMode' | 'silent'; readonly heard: boolean }
  | { readonly kind: 'broken'; readonly error: SourceError }
);

/** `silent`: not a byte; `unreadable`: bytes, but no frame. */
type MeterTrouble = SourceTrouble | 'silent' | 'unreadable';

/** A meter is back once its frames have come for so long and no opening has ended: a source may come and go for hours. */
const BACK_AFTER_MS = 60_000;

/** Says what changes about a meter, once, in words: found, lost and why, back, a poor line, a good one. */
export class MeterLog {
  readonly #meter: LoggedMeter;
  /** What was said since the meter was last well, or found: a fault that comes and goes all night is said once. */
  readonly #troubles = new Set<MeterTrouble>();
  /** The modes in which it was said to be found since it was last well: a line may change its mode with each opening. */
  readonly #foundModes = new Set<TicMode>();
  #lastFrameMs: number | undefined;
  /** The last frame before the trouble that nobody has heard the end of yet. */
  #lostMs: number | undefined;
  /** The first frame since an opening last ended. */
  #wellSinceMs: number | undefined;
  #saidMoreLabels = false;
  /** The mode in which it was last said to be found. */
  #saidMode: TicMode | undefined;
  /** What each mode in a row heard while none was the right one. */
  #wrongModes: boolean[] = [];

  constructor(meter: LoggedMeter) {
    this.#meter = meter;
  }

  /** A frame has come. */
  frame(mode: TicMode): void {
    const nowMs = this.#meter.clock.now();
    this.#wellSinceMs ??= nowMs;
    this.#lastFrameMs = nowMs;
    this.#wrongModes = [];
    if (!this.#foundModes.has(mode)) this.#isFound(mode);
    if (nowMs - this.#wellSinceMs >= BACK_AFTER_MS) this.#isWell(mode, this.#wellSinceMs);
  }

  /** The troubles before it are over, so that the next one is news. */
  #isFound(mode: TicMode): void {
    if (mode === this.#saidMode) return;
    const { log, texts, name, port } = this.#meter;
    log.info(texts.found(name, port, mode));
    this.#saidMode = mode;
    this.#foundModes.add(mode);
    this.#lostMs = undefined;
    this.#troubles.clear();
  }

  #isWell(mode: TicMode, sinceMs: number): void {
    const { log, texts, name } = this.#meter;
    this.#isFound(mode);
    this.#foundModes.clear();
    if (this.#lostMs !== undefined) log.info(texts.back(name, sinceMs - this.#lostMs));
    this.#lostMs = undefined;
    this.#troubles.clear();
  }

  /** An opening of the source has ended, and not because the meter is no longer wanted. */
  ended(ending: OpeningEnd): void {
    this.#wellSinceMs = undefined;
    if (ending.kind === 'broken') this.#say(ending.error.trouble, ending.error.message);
    else if (ending.kind === 'silent') this.#say(ending.heard ? 'unreadable' : 'silent');
    else this.#tried(ending.heard);
  }

  /** The line has more labels of its own than the `most` that are believed of a meter. */
  moreLabels(most: number): void {
    const { log, texts, name } = this.#meter;
    if (!this.#saidMoreLabels) log.warn(texts.moreLabels(name, most));
    this.#saidMoreLabels = true;
  }

  /** A minute of the line has been judged. */
  judged(verdict: QualityChange | undefined): void {
    const { log, texts, name } = this.#meter;
    if (verdict?.kind === 'poor') log.warn(texts.poorLine(name, Math.round(verdict.share * 100), verdict.mostly));
    if (verdict?.kind === 'good') log.info(texts.goodLine(name));
  }

  /** Only when both modes have failed is it more than a search. */
  #tried(heard: boolean): void {
    this.#wrongModes = [...this.#wrongModes, heard].slice(-2);
    if (this.#wrongModes.length === 2) this.#say(this.#wrongModes.includes(true) ? 'unreadable' : 'silent');
  }

  #say(trouble: MeterTrouble, reason = ''): void {
    const { log, texts, name, port } = this.#meter;
    const says = texts.trouble[trouble](name, port, reason);
    if (reason !== '') log.debug(texts.reading(name, reason));
    // A device that was pulled out is missing next: the same news.
    const isKnown = this.#troubles.has(trouble) || (trouble === 'missing' && this.#troubles.has('gone'));
    if (isKnown) log.debug(says);
    else log.warn(says);
    this.#troubles.add(trouble);
    this.#lostMs ??= this.#lastFrameMs;
  }
}
