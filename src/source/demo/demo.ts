import type { TicMode } from '../../reading/reading.ts';
import { encodeFrame } from '../../tic/encode.ts';
import { type BaudRate, type Source, USUAL_BAUD_RATE } from '../source.ts';
import { historiqueGroups, standardGroups } from './frames.ts';
import { household } from './household.ts';

const GROUPS: { readonly [M in TicMode]: typeof historiqueGroups } = {
  historique: historiqueGroups,
  standard: standardGroups,
};

const CHUNKS_PER_SECOND = 10;
const BITS_PER_CHARACTER = 10;

/**
 * A simulated meter in a simulated house, in either mode, at the speed of a real line and with parity bits. The same `seed` at the same
 * time of the clock `wall` gives the same bytes. The first frame comes at once.
 */
export function demo(mode: TicMode, { seed = 1, wall = Date.now }: DemoOptions = {}): Source {
  const baudRate = USUAL_BAUD_RATE[mode];
  const house = household(seed);
  const address = `0219${String(seed).padStart(8, '0').slice(-8)}`;
  const frame = () => encodeFrame(GROUPS[mode](house, address, wall()), mode);
  return {
    baudRate,
    async *bytes(_baudRate, life) {
      if (life.aborted) return;
      yield frame();
      while (!life.aborted) yield* atLineSpeed(frame(), baudRate, life);
    },
  };
}

export interface DemoOptions {
  /** A whole number that selects the house. */
  readonly seed?: number;
  /** The clock, in milliseconds since 1970. */
  readonly wall?: () => number;
}

async function* atLineSpeed(
  frame: Uint8Array,
  baudRate: BaudRate,
  life: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const perSecond = baudRate / BITS_PER_CHARACTER;
  const size = perSecond / CHUNKS_PER_SECOND;
  for (let at = 0; at < frame.length && !life.aborted; at += size) {
    const chunk = frame.subarray(at, at + size);
    await pause((chunk.length / perSecond) * 1000, life);
    if (!life.aborted) yield chunk;
  }
}

/** Resolves after `ms`, or as soon as `life` ends. */
function pause(ms: number, life: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    life.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      life.removeEventListener('abort', done);
      resolve();
    }
  });
}
