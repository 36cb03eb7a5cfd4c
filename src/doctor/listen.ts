import type { Clock } from '../base/clock.ts';
import type { Frame, TicMode } from '../reading/reading.ts';
import { type BaudRate, type Source, SourceError } from '../source/source.ts';
import { ParityCount } from '../tic/damage.ts';
import { Decoder } from '../tic/decoder.ts';
import { LineQuality } from '../tic/quality.ts';

/** What was heard of a line at one speed, decoded in both modes. */
export interface HeardAtSpeed {
  /** The speed at which the port was opened; absent for a source that sets its own. */
  readonly baudRate?: BaudRate;
  readonly bytes: number;
  /** Whether the parity of its characters proves that this is the line's own speed. */
  readonly isSurelyRightSpeed: boolean;
  readonly heard: { readonly [M in TicMode]: HeardInMode };
  readonly seconds: number;
  /** The error with which the source broke, if it did. */
  readonly error?: SourceError;
}

export interface HeardInMode {
  readonly quality: LineQuality;
  readonly frames: readonly Frame[];
}

/** So many frames are enough to judge a line. */
const FRAMES = 8;
/** The time limits for listening in all, for the first byte, and from the first byte to the first valid group. */
const LONGEST_MS = 12_000;
const SILENCE_MS = 10_000;
const UNREADABLE_MS = 5_000;

/**
 * Listens to a source until enough frames have come, and for twelve seconds at most. A recording is read to its end. Never
 * throws.
 */
export async function listenAtSpeed(
  source: Source,
  baudRate: BaudRate,
  clock: Clock,
  life: AbortSignal,
  frames = FRAMES,
): Promise<HeardAtSpeed> {
  const startMs = clock.now();
  const enough = new AbortController();
  const stop = () => enough.abort();
  const cancels = [clock.after(LONGEST_MS, stop)];
  let cancelSilence = clock.after(SILENCE_MS, stop);
  const listeners = { historique: new ModeListener('historique'), standard: new ModeListener('standard') };
  let bytes = 0;
  const parity = new ParityCount();
  let error: SourceError | undefined;
  try {
    for await (const chunk of source.bytes(baudRate, AbortSignal.any([life, enough.signal]))) {
      if (bytes === 0) {
        cancelSilence();
        cancelSilence = clock.after(UNREADABLE_MS, () => hasNoGroup() && stop());
      }
      bytes += chunk.length;
      parity.take(chunk);
      for (const listener of [listeners.historique, listeners.standard]) listener.take(chunk, clock.now());
      if (!source.recorded && mostFrames() >= frames) break;
    }
  } catch (cause) {
    error = cause instanceof SourceError ? cause : new SourceError('other', cause);
  } finally {
    for (const cancel of [...cancels, cancelSilence]) cancel();
  }
  return {
    bytes,
    isSurelyRightSpeed: parity.isSurelyRightSpeed,
    heard: listeners,
    seconds: (clock.now() - startMs) / 1000,
    error,
  };

  function hasNoGroup(): boolean {
    return listeners.historique.quality.accepted + listeners.standard.quality.accepted === 0;
  }

  function mostFrames(): number {
    return Math.max(listeners.historique.frames.length, listeners.standard.frames.length);
  }
}

/** Decodes a line in one mode. */
class ModeListener implements HeardInMode {
  readonly quality = new LineQuality();
  readonly frames: Frame[] = [];
  readonly #decoder: Decoder;

  constructor(mode: TicMode) {
    this.#decoder = new Decoder(mode);
  }

  take(bytes: Uint8Array, nowMs: number): void {
    const before = this.#decoder.accepted;
    const decoded = this.#decoder.decode(bytes);
    this.frames.push(...decoded.flatMap((one) => (one.kind === 'frame' ? [one.frame] : [])));
    const faults = decoded.filter((one) => one.kind !== 'frame');
    this.quality.count(this.#decoder.accepted - before, faults, nowMs);
  }
}
