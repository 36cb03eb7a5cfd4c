import type { TempoColour } from '../reading.ts';

const COLOUR = [undefined, 'blue', 'white', 'red'] as const satisfies readonly (TempoColour | undefined)[];
/** Announced and running peaks, bits 28–29 and 30–31: the number of the mobile peak (PM). */
const PEAK = [undefined, 1, 2, 3] as const;

/**
 * What a Reading is made of in the status register (54E §6.2.3.14). A field is undefined where the specification reserves its value,
 * or says *none*.
 */
export interface Stge {
  readonly dryContact: 'open' | 'closed';
  /** The reference power is exceeded: the standard mode's ADPS. */
  readonly overload: boolean;
  /** The active energy is negative: the house gives. Only of a producer's meter has anybody seen it set. */
  readonly isGiving: boolean;
  /** The supplier's number of the present tariff, 1–16. */
  readonly tariffIndex: number;
  readonly tempoToday: TempoColour | undefined;
  readonly tempoTomorrow: TempoColour | undefined;
  readonly peakNotice: 1 | 2 | 3 | undefined;
  readonly peakRunning: 1 | 2 | 3 | undefined;
}

/** Reads STGE's eight hexadecimal digits; bit 0 is the least significant. */
export function readStge(hex: string): Stge {
  const word = Number.parseInt(hex, 16);
  const bit = (at: number) => ((word >>> at) & 1) === 1;
  const bits = (at: number, width: number) => (word >>> at) & ((1 << width) - 1);
  return {
    dryContact: bit(0) ? 'open' : 'closed',
    overload: bit(7),
    isGiving: bit(9),
    tariffIndex: bits(10, 4) + 1,
    tempoToday: COLOUR[bits(24, 2)],
    tempoTomorrow: COLOUR[bits(26, 2)],
    peakNotice: PEAK[bits(28, 2)],
    peakRunning: PEAK[bits(30, 2)],
  };
}
