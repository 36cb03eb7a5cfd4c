import type { Clock } from '../clock.ts';
import type { Frame, TicMode } from '../reading.ts';
import { type BaudRate, type Source, SourceError } from '../source/source.ts';
import { Decoder } from '../tic/decoder.ts';
import { withEvenParity } from '../tic/encode.ts';
import { LineQuality } from '../tic/quality.ts';

/** What was heard of a line at one speed, taken for either mode. */
export interface HeardAtSpeed {
  readonly bytes: number;
  /** The share of characters with the right parity, 0 to 1; absent when the line carries none. */
  readonly evenShare?: number;
  readonly heard: { readonly [M in TicMode]: HeardInMode };
  readonly seconds: number;
  /** How the source broke, if it did. */
  readonly error?: SourceError;
}

export interface HeardInMode {
  readonly quality: LineQuality;
  readonly frames: readonly Frame[];
}

/** Frames that are enough to know a line by, unless somebody is in a hurry. */
const FRAMES = 8;
/** The time for them, the time for the first byte, and from there the time for the first group. */
const LONGEST_MS = 12_000;
const SILENCE_MS = 10_000;
const UNREADABLE_MS = 5_000;

/** Listens to a source for twelve seconds at most; to a recording, until it ends. Never throws. */
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
  const ears = { historique: new Ear('historique'), standard: new Ear('standard') };
  let bytes = 0;
  let even = 0;
  let carriesParity = false;
  let error: SourceError | undefined;
  try {
    for await (const chunk of source.bytes(baudRate, AbortSignal.any([life, enough.signal]))) {
      if (bytes === 0) {
        cancelSilence();
        cancelSilence = clock.after(UNREADABLE_MS, () => isDeaf() && stop());
      }
      bytes += chunk.length;
      even += chunk.filter((byte) => withEvenParity(byte & 0x7f) === byte).length;
      carriesParity ||= chunk.some((byte) => byte >= 0x80);
      for (const ear of [ears.historique, ears.standard]) ear.take(chunk, clock.now());
      if (!source.recorded && most() >= frames) break;
    }
  } catch (cause) {
    error = cause instanceof SourceError ? cause : new SourceError('other', cause);
  } finally {
    for (const cancel of [...cancels, cancelSilence]) cancel();
  }
  return {
    bytes,
    ...(carriesParity && { evenShare: even / bytes }),
    heard: ears,
    seconds: (clock.now() - startMs) / 1000,
    ...(error && { error }),
  };

  function isDeaf(): boolean {
    return ears.historique.quality.accepted + ears.standard.quality.accepted === 0;
  }

  function most(): number {
    return Math.max(ears.historique.frames.length, ears.standard.frames.length);
  }
}

/** Takes a line for one of one mode. */
class Ear implements HeardInMode {
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
