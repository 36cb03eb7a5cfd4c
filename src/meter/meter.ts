import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, sleep } from '../clock.ts';
import type { Frame, Reading, TicMode } from '../reading.ts';
import { type BaudRate, type Source, SourceError } from '../source/source.ts';
import { Decoder } from '../tic/decoder.ts';
import { readingOf } from '../tic/frame-reading.ts';
import { LineQuality } from '../tic/quality.ts';
import { MOST_UNKNOWN_LABELS, UnknownLabels } from '../tic/unknown-labels.ts';
import { type LoggedMeter, MeterLog, type OpeningEnd } from './meter-log.ts';

const BAUD: { readonly [M in TicMode]: BaudRate } = { historique: 1200, standard: 9600 };
const OTHER: { readonly [M in TicMode]: TicMode } = { historique: 'standard', standard: 'historique' };

/** In `auto`, a mode in which no group was accepted for so long is not the meter's. */
const WRONG_MODE_MS = 6_000;
/** Enedis gives a receiver 10 s without a right frame before it calls the link lost (54E §5.3.5). */
const SILENCE_MS = 10_000;
/** What came in longer ago than the longest frame lasts is the start of a frame that was cut off, not a noisy line. */
const HEARD_MS = 5_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/**
 * Bytes that are decoded in one go: a second of the faster line. A bridge that has kept the line for a while gives 64 kB at
 * once. Where each byte is a fault of its own they take 40 ms on a server, and far longer on a small machine.
 */
const SLICE = 1_024;

export interface Meter extends LoggedMeter {
  readonly source: Source;
  readonly mode: 'auto' | TicMode;
  /** In `auto`, the mode to try first: the one that worked last. */
  readonly lastMode?: TicMode | undefined;
  /** Where the account of the line is kept, for an owner who wants to read it. */
  readonly quality?: LineQuality;
}

/** What outlives an opening: what the line delivered, which labels it has shown, and what was said about it. */
interface Line {
  readonly quality: LineQuality;
  readonly unknown: UnknownLabels;
  readonly news: MeterLog;
}

/**
 * The readings of one meter for life: opens its source, finds its mode, notices silence, starts over. Says changes
 * only. Never throws; ends with `life`, or where a recording ends.
 */
export async function* readingsOf(meter: Meter, life: AbortSignal): AsyncGenerator<Reading, void> {
  const line = {
    quality: meter.quality ?? new LineQuality(),
    unknown: new UnknownLabels(),
    news: new MeterLog(meter),
  };
  let mode = firstMode(meter);
  let waitMs = FIRST_WAIT_MS;
  while (!life.aborted) {
    const openedMs = meter.clock.now();
    const ending = yield* listen(meter, mode, line, life);
    if (life.aborted || (meter.source.recorded && ending.kind !== 'broken')) return;

    line.news.ended(ending);
    if (ending.kind === 'wrongMode') {
      mode = OTHER[mode];
      continue;
    }
    // An opening that lasted was a good one; only those that fail at once are spaced out.
    if (ending.frames > 0 || meter.clock.now() - openedMs >= SILENCE_MS) waitMs = FIRST_WAIT_MS;
    await sleep(waitMs, meter.clock, life);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  }
}

function firstMode({ mode, source, lastMode }: Meter): TicMode {
  if (mode !== 'auto') return mode;
  if (source.baudRate !== undefined) return source.baudRate === BAUD.standard ? 'standard' : 'historique';
  return lastMode ?? 'historique';
}

/** One opening of the source, until it breaks, says nothing right for too long, or `life` ends. */
async function* listen(
  meter: Meter,
  mode: TicMode,
  line: Line,
  life: AbortSignal,
): AsyncGenerator<Reading, OpeningEnd> {
  const decoder = new Decoder(mode, line.unknown);
  const patience = new Patience(meter.clock, life);
  let frames = 0;
  let heardMs = Number.NEGATIVE_INFINITY;
  let reading: Reading | undefined;
  patience.allow(meter.mode === 'auto' ? WRONG_MODE_MS : SILENCE_MS);
  try {
    for await (const bytes of meter.source.bytes(BAUD[mode], patience.signal)) {
      const monotonicMs = meter.clock.now();
      heardMs = monotonicMs;
      for (let at = 0; at < bytes.length; at += SLICE) {
        if (at > 0) await nextTurn();
        for (const frame of framesIn(bytes.subarray(at, at + SLICE), decoder, line, patience, monotonicMs)) {
          frames += 1;
          line.news.frame(mode);
          reading = readingOf(frame, monotonicMs, reading);
          yield reading;
        }
      }
    }
    const gaveUp = meter.mode === 'auto' && decoder.accepted === 0 && patience.signal.aborted;
    const kind = gaveUp ? 'wrongMode' : 'silent';
    return { kind, frames, heard: meter.clock.now() - heardMs < HEARD_MS };
  } catch (error) {
    return { kind: 'broken', frames, error: error instanceof SourceError ? error : new SourceError('other', error) };
  } finally {
    patience.end();
  }
}

/** Decodes some bytes, keeps the account of the line, and renews the patience with it. */
function framesIn(
  bytes: Uint8Array,
  decoder: Decoder,
  line: Line,
  patience: Patience,
  nowMs: number,
): readonly Frame[] {
  const acceptedBefore = decoder.accepted;
  const decoded = decoder.decode(bytes);
  if (decoder.accepted === 0) return [];

  const frames = decoded.flatMap((one) => (one.kind === 'frame' ? [one.frame] : []));
  const faults = decoded.filter((one) => one.kind !== 'frame');
  if (frames.length > 0 || acceptedBefore === 0) patience.allow(SILENCE_MS);
  line.news.judged(line.quality.count(decoder.accepted - acceptedBefore, faults, nowMs));
  if (line.unknown.haveMore) line.news.moreLabels(MOST_UNKNOWN_LABELS);
  return frames;
}

/** Ends an opening with the meter's life, or when it has not been renewed for as long as it was last allowed. */
class Patience {
  readonly #ended = new AbortController();
  readonly #clock: Clock;
  readonly #life: AbortSignal;
  #cancel = () => {};
  readonly #end = () => this.#ended.abort();

  constructor(clock: Clock, life: AbortSignal) {
    this.#clock = clock;
    this.#life = life;
    // AbortSignal.any would leave a trace on `life` for each opening (nodejs/node#64476), and there is no end of them.
    life.addEventListener('abort', this.#end);
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  allow(ms: number): void {
    this.#cancel();
    this.#cancel = this.#clock.after(ms, this.#end);
  }

  end(): void {
    this.#cancel();
    this.#life.removeEventListener('abort', this.#end);
  }
}
