import type { TempoColour } from '../reading.ts';

/** The breaker, STGE bits 1–3. */
const BREAKER = [
  'closed',
  'openOnOverpower',
  'openOnOvervoltage',
  'openOnLoadShedding',
  'openOnRemoteOrder',
  'openOnOverheatingOverCurrent',
  'openOnOverheating',
] as const;
/** Euridis output, bits 19–20. */
const EURIDIS = ['off', 'on', undefined, 'secured'] as const;
/** PLC (CPL) state, bits 21–22. */
const PLC = ['unlocked', 'locked', 'registered', undefined] as const;
const COLOUR = [undefined, 'blue', 'white', 'red'] as const satisfies readonly (TempoColour | undefined)[];
/** Announced and running peaks, bits 28–29 and 30–31: the number of the mobile peak (PM). */
const PEAK = [undefined, 1, 2, 3] as const;

/**
 * The fields of the status register (54E §6.2.3.14). A field is undefined where the specification reserves its value,
 * or says *none*.
 */
export interface Stge {
  readonly dryContact: 'open' | 'closed';
  readonly breaker: (typeof BREAKER)[number] | undefined;
  readonly terminalCoverOpen: boolean;
  readonly overvoltage: boolean;
  /** The reference power is exceeded: the standard mode's ADPS. */
  readonly overload: boolean;
  readonly producer: boolean;
  /** Active energy is negative: the house injects into the grid. */
  readonly injecting: boolean;
  /** The supplier's number of the present tariff, 1–16. */
  readonly tariffIndex: number;
  /** The distributor's number of the present tariff, 1–4. */
  readonly distributorIndex: number;
  readonly clockDegraded: boolean;
  readonly standardMode: boolean;
  readonly euridis: (typeof EURIDIS)[number];
  readonly plc: (typeof PLC)[number];
  readonly plcSynchronised: boolean;
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
    breaker: BREAKER[bits(1, 3)],
    terminalCoverOpen: bit(4),
    overvoltage: bit(6),
    overload: bit(7),
    producer: bit(8),
    injecting: bit(9),
    tariffIndex: bits(10, 4) + 1,
    distributorIndex: bits(14, 2) + 1,
    clockDegraded: bit(16),
    standardMode: bit(17),
    euridis: EURIDIS[bits(19, 2)],
    plc: PLC[bits(21, 2)],
    plcSynchronised: bit(23),
    tempoToday: COLOUR[bits(24, 2)],
    tempoTomorrow: COLOUR[bits(26, 2)],
    peakNotice: PEAK[bits(28, 2)],
    peakRunning: PEAK[bits(30, 2)],
  };
}
