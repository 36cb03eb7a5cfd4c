import { DAY_MS } from '../support/time.ts';

/** The mean power of a piece of time, as a load curve has it. */
export interface KnownStep {
  readonly fromMs: number;
  readonly minutes: number;
  /** A whole number of W, 0 included. */
  readonly meanW: number;
}

/** A house of which each five minutes are known. */
export interface KnownHouse {
  readonly seed: number;
  /**
   * All powers of five minutes are multiples of it, in W. With 12 the means of all longer steps are whole as well, and so is the
   * energy of each step in Wh. With 1 the means of longer steps are rounded down.
   */
  readonly grainW: number;
  readonly isProducer?: boolean;
}

export type Direction = 'drawn' | 'given';

const FIVE_MINUTES_MS = 300_000;

/** A stretch of a house's time in steps of one length. It begins at a multiple of the step. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly minutes: number;
  readonly direction?: Direction;
}

/** The load curve of a stretch. */
export function stepsOf(house: KnownHouse, { fromMs, toMs, minutes, direction = 'drawn' }: Stretch): KnownStep[] {
  const count = Math.floor((toMs - fromMs) / (minutes * 60_000));
  return Array.from({ length: count }, (_, nth) => {
    const stepMs = fromMs + nth * minutes * 60_000;
    const parts = Array.from({ length: minutes / 5 }, (_, part) =>
      fiveMinuteW(house, direction, stepMs + part * 300_000),
    );
    return { fromMs: stepMs, minutes, meanW: Math.floor(parts.reduce((sum, w) => sum + w, 0) / parts.length) };
  });
}

/** The mean power of five minutes: little at night, heating in winter, and the sun of a producer around noon in UTC. */
export function fiveMinuteW(house: KnownHouse, direction: Direction, atMs: number): number {
  const nth = Math.floor(atMs / FIVE_MINUTES_MS);
  const hourUtc = (atMs % DAY_MS) / 3_600_000;
  const season = Math.cos(((atMs / DAY_MS - 15) / 365.25) * 2 * Math.PI);
  const isNight = hourUtc < 5 || hourUtc >= 21;
  const used = 90 + chance(house.seed, nth) * (isNight ? 160 : 900) + (chance(house.seed, nth, 1) < 0.06 ? 2_600 : 0);
  const heating = Math.max(0, season) * 1_100 * chance(house.seed, nth, 2);
  const sun = house.isProducer
    ? 2_800 * Math.max(0, Math.sin(((hourUtc - 5) / 14) * Math.PI)) * chance(house.seed, nth, 3)
    : 0;
  const netW = used + heating - sun;
  return Math.floor(Math.max(0, direction === 'drawn' ? netW : -netW) / house.grainW) * house.grainW;
}

/** A number from 0 to 1 that always belongs to the same numbers. */
function chance(...numbers: readonly number[]): number {
  let mixed = 0x9e3779b9;
  for (const number of numbers) {
    mixed = Math.imul(mixed ^ number, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return (mixed >>> 0) / 0x1_0000_0000;
}

/** The energy of steps without any rounding, in W · minutes: a sixtieth of it is Wh. */
export function wattMinutes(steps: readonly KnownStep[]): bigint {
  return steps.reduce((sum, { meanW, minutes }) => sum + BigInt(meanW) * BigInt(minutes), 0n);
}
