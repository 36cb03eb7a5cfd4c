import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, sleep } from '../base/clock.ts';
import type { Frame, Reading, TicMode } from '../reading/reading.ts';
import { type Source, SourceError } from '../source/source.ts';
import { ParityCount } from '../tic/damage.ts';
import { Decoder } from '../tic/decoder.ts';
import type { Fault } from '../tic/fault.ts';
import { readingFromFrame } from '../tic/frame-reading.ts';
import { type GroupCounts, LineQuality } from '../tic/quality.ts';
import { MAX_UNKNOWN_LABELS, UnknownLabels } from '../tic/unknown-labels.ts';
import { afterWrongFormat, type FormatsToTry, formatsToTry, type LineFormat, withFirst } from './line-formats.ts';
import { type Heard, type LoggedMeter, MeterLog, type OpeningEnd } from './meter-log.ts';

/**
 * If there are several formats to try and no group was accepted in one for this long, it is not the meter's. The longest frame takes less
 * (2.7 s), so even if reading began in the middle of a frame, a whole one arrives within this time.
 */
const WRONG_FORMAT_MS = 6_000;
/** After 10 s without a valid frame, a receiver should consider the link lost (54E §5.3.5). */
const SILENCE_MS = 10_000;
/** Longer than any frame. If no byte arrived for this long before an opening ended, the line is silent. */
const RECENT_BYTES_MS = 5_000;
/**
 * If bytes arrive for this long without a group, they are not a meter's in this format: a frame takes less. If there are groups, reading
 * began in the middle of a frame, and a whole one has the time of a wrong format to arrive.
 */
const WHOLE_FRAME_MS = 3_000;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
/** A serial port that cannot be opened is tried again at least this often: looking for it costs next to nothing. */
const MAX_SERIAL_RETRY_MS = 3_000;
/**
 * How many bytes are decoded before the event loop gets a turn: one second of the faster line. A bridge that has buffered the line for a
 * while delivers 64 kB at once. In the worst case, where every byte is a separate fault, decoding that much takes 40 ms on a server, and
 * far longer on a small machine.
 */
const BYTES_PER_TURN = 1_024;

export interface Meter extends LoggedMeter {
  readonly source: Source;
  /** If the mode is `auto`, the mode to try first: the one that worked last. */
  readonly lastMode?: TicMode;
  /** Counts what the line delivers. To be passed in order to read its counters from outside. */
  readonly quality?: LineQuality;
  /** Called before each opening, with the mode in which its bytes will be decoded. */
  readonly opens?: (mode: TicMode) => void;
}

/** What is kept from one opening of the source to the next. */
interface LineHistory {
  readonly quality: LineQuality;
  readonly unknownLabels: UnknownLabels;
  readonly log: MeterLog;
}

/**
 * All Readings of one meter, for as long as `life` lasts: opens its source, detects its mode and baud rate, notices silence, and reopens
 * the source after a growing delay. Logs only changes. Never throws; returns when `life` ends, or at the end of a recording.
 */
export async function* readingsOfMeter(meter: Meter, life: AbortSignal): AsyncGenerator<Reading, void> {
  let formats = formatsToTry(meter, meter.source, meter.lastMode);
  const history: LineHistory = {
    quality: meter.quality ?? new LineQuality(),
    unknownLabels: new UnknownLabels(),
    log: new MeterLog(meter, formats.length),
  };
  let worked: LineFormat | undefined;
  let retryInMs = FIRST_RETRY_MS;
  while (!life.aborted) {
    const openedMs = meter.clock.now();
    const end = yield* readOpening(meter, formats, history, life);
    if (life.aborted || (meter.source.recorded && end.kind !== 'broken')) return;

    if (end.frames > 0) [worked] = formats;
    await history.log.openingEnded(end);
    if (end.kind === 'wrongFormat') {
      formats = afterWrongFormat(formats);
      continue;
    }
    // Whatever was tried while nothing arrived: a device that comes back is read in the last format that worked.
    if (end.kind === 'broken') formats = withFirst(worked, formats);
    // Only after openings that fail at once does the pause grow.
    const hasLasted = end.frames > 0 || meter.clock.now() - openedMs >= SILENCE_MS;
    if (hasLasted) retryInMs = FIRST_RETRY_MS;
    await sleep(retryInMs, meter.clock, life);
    retryInMs = Math.min(2 * retryInMs, meter.source.setsOwnSpeed ? MAX_RETRY_MS : MAX_SERIAL_RETRY_MS);
  }
}

/**
 * The Readings of one opening of the source, read in the first of the formats. It ends when the source breaks, when no valid frame comes
 * for too long, or when `life` ends.
 */
async function* readOpening(
  meter: Meter,
  [format, ...others]: FormatsToTry,
  history: LineHistory,
  life: AbortSignal,
): AsyncGenerator<Reading, OpeningEnd> {
  const decoder = new Decoder(format.mode, history.unknownLabels);
  const beginning = new Beginning();
  const timeout = new FrameTimeout(meter.clock, life);
  let frames = 0;
  let bytesSinceMs = 0;
  let lastBytesMs = Number.NEGATIVE_INFINITY;
  let reading: Reading | undefined;
  timeout.restart(others.length > 0 ? WRONG_FORMAT_MS : SILENCE_MS);
  meter.opens?.(format.mode);
  try {
    for await (const bytes of meter.source.bytes(format.baudRate, timeout.signal)) {
      const monotonicMs = meter.clock.now();
      if (monotonicMs - lastBytesMs >= RECENT_BYTES_MS) bytesSinceMs = monotonicMs;
      lastBytesMs = monotonicMs;
      for (let at = 0; at < bytes.length; at += BYTES_PER_TURN) {
        if (at > 0) await nextTurn();
        const slice = bytes.subarray(at, at + BYTES_PER_TURN);
        for (const frame of framesIn(slice, decoder, beginning, history, timeout, monotonicMs)) {
          frames += 1;
          history.log.frameArrived(format);
          reading = readingFromFrame(frame, monotonicMs, reading);
          yield reading;
        }
      }
    }
    // If a source ended by itself, as a recording does, that says nothing about the format: only the timeout does.
    const isWrongFormat = others.length > 0 && decoder.accepted === 0 && timeout.signal.aborted;
    const wholeFrameMs = decoder.accepted > 0 ? WRONG_FORMAT_MS : WHOLE_FRAME_MS;
    const heard = heardUntil(meter.clock.now(), bytesSinceMs, lastBytesMs, wholeFrameMs);
    const { groups } = beginning;
    return { kind: isWrongFormat ? 'wrongFormat' : 'silent', frames, heard, groups };
  } catch (error) {
    return { kind: 'broken', frames, error: error instanceof SourceError ? error : new SourceError('other', error) };
  } finally {
    timeout.cancel();
  }
}

function heardUntil(nowMs: number, bytesSinceMs: number, lastBytesMs: number, wholeFrameMs: number): Heard {
  if (nowMs - lastBytesMs >= RECENT_BYTES_MS) return 'nothing';
  return nowMs - bytesSinceMs >= wholeFrameMs ? 'bytes' : 'begun';
}

/** The frames that these bytes complete. Also records the quality of the line, and restarts the timeout if something valid arrived. */
function framesIn(
  bytes: Uint8Array,
  decoder: Decoder,
  beginning: Beginning,
  { quality, unknownLabels, log }: LineHistory,
  timeout: FrameTimeout,
  nowMs: number,
): readonly Frame[] {
  const acceptedBefore = decoder.accepted;
  const decoded = decoder.decode(bytes);
  const frames = decoded.flatMap((one) => (one.kind === 'frame' ? [one.frame] : []));
  const faults = decoded.filter((one) => one.kind !== 'frame');
  beginning.take(bytes, { frames: frames.length, accepted: decoder.accepted - acceptedBefore, faults }, nowMs);
  // Until a group was accepted, the format may be the wrong one: its faults say nothing about the line.
  if (decoder.accepted === 0) return [];

  if (frames.length > 0 || acceptedBefore === 0) timeout.restart(SILENCE_MS);
  log.qualityChanged(quality.count(decoder.accepted - acceptedBefore, faults, nowMs));
  if (unknownLabels.haveMore) log.tooManyLabels(MAX_UNKNOWN_LABELS);
  return frames;
}

/** What an opening hears until its first frame: should none come, it shows whether a meter is heard all the same. */
class Beginning {
  readonly #parity = new ParityCount();
  readonly #quality = new LineQuality();
  #isOver = false;

  take(
    bytes: Uint8Array,
    decoded: { frames: number; accepted: number; faults: readonly Fault[] },
    nowMs: number,
  ): void {
    this.#isOver ||= decoded.frames > 0;
    if (this.#isOver) return;
    this.#parity.take(bytes);
    this.#quality.count(decoded.accepted, decoded.faults, nowMs);
  }

  /** The groups that came; undefined where it is not sure that the line is read at its speed. An accepted group makes it sure. */
  get groups(): GroupCounts | undefined {
    const { accepted, faults } = this.#quality;
    return accepted > 0 || this.#parity.isSurelyRightSpeed ? { accepted, faults } : undefined;
  }
}

/** Its signal aborts when `life` ends, or when the time of the last `restart` has passed without another one. */
class FrameTimeout {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #life: AbortSignal;
  #cancelTimer = () => {};
  readonly #abort = () => this.#controller.abort();

  constructor(clock: Clock, life: AbortSignal) {
    this.#clock = clock;
    this.#life = life;
    // AbortSignal.any would leak a little memory on `life` for each opening (nodejs/node#64476), and the number of openings is unlimited.
    life.addEventListener('abort', this.#abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(ms, this.#abort);
  }

  /** Releases the timer and the listener; the signal stays as it is. */
  cancel(): void {
    this.#cancelTimer();
    this.#life.removeEventListener('abort', this.#abort);
  }
}
