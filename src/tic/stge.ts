import type { TempoColour } from '../reading/reading.ts';

const COLOUR = [undefined, 'blue', 'white', 'red'] as const satisfies readonly (TempoColour | undefined)[];
/** Announced and running peaks, bits 28–29 and 30–31: the number of the mobile peak (PM). */
const PEAK = [undefined, 1, 2, 3] as const;

/**
 * The fields of the status register that a Reading uses (54E §6.2.3.14). A field is undefined if the specification reserves its value, or
 * if it means *none*.
 */
export interface Stge {
  readonly dryContact: 'open' | 'closed';
  /** The reference power is exceeded: the counterpart of ADPS in standard mode. */
  readonly overload: boolean;
  /** The active energy is negative: the house exports. It has only been observed on a producer's meter. */
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
