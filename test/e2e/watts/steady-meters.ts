import type { TicMode } from '../../../src/reading/reading.ts';
import { digits } from '../../../src/source/demo/frames.ts';
import { encodeFrame, type WireGroup } from '../../../src/tic/encode.ts';
import { openPty, type Pty } from '../../../testbed/meter/pty.ts';

/** A meter whose power never changes. */
export interface SteadyMeter {
  readonly name: string;
  /** Its name in the database. */
  readonly slug: string;
  readonly mode: TicMode;
  readonly apparentVA: number;
  /** Negative while the house gives. */
  readonly activeW: number;
}

/**
 * One of each mode, and a producer that gives. They take more than a minute for a watt-hour, so that nothing can be learned
 * from the index before.
 */
export const STEADY_METERS: readonly SteadyMeter[] = [
  { name: 'Standard', slug: 'standard', mode: 'standard', apparentVA: 93, activeW: 47 },
  { name: 'Historique', slug: 'historique', mode: 'historique', apparentVA: 90, activeW: 52 },
  { name: 'Producer', slug: 'producer', mode: 'standard', apparentVA: 88, activeW: -54 },
];

const ADDRESSES = ['021900000011', '021900000012', '021900000013'];
const FIRST_WH = 12_345_678;
const HOUR_MS = 3_600_000;

/** A meter at work on a pseudo-terminal. */
export interface ConnectedMeter extends AsyncDisposable, SteadyMeter {
  readonly port: string;
  waitUntilOpened(): Promise<void>;
  /** Sends a frame with the indexes of this time. */
  send(atMs: number): Promise<void>;
}

/** Connects a meter, whose index begins to count at `beganMs`. */
export async function connect(meter: SteadyMeter, beganMs: number): Promise<ConnectedMeter> {
  const pty: Pty = await openPty();
  const address = ADDRESSES[STEADY_METERS.indexOf(meter)] ?? '';
  return {
    ...meter,
    port: pty.pluginSide,
    waitUntilOpened: pty.waitUntilOpened,
    send(atMs) {
      const wh = Math.floor((Math.abs(meter.activeW) * (atMs - beganMs)) / HOUR_MS);
      return pty.write(encodeFrame(GROUPS[meter.mode](address, meter, wh), meter.mode));
    },
    [Symbol.asyncDispose]: () => pty[Symbol.asyncDispose](),
  };
}

/** A frame with what the watts depend on. */
const GROUPS = { historique, standard } as const satisfies {
  readonly [M in TicMode]: (address: string, meter: SteadyMeter, wh: number) => readonly WireGroup[];
};

function historique(address: string, { apparentVA }: SteadyMeter, wh: number): readonly WireGroup[] {
  return [
    { label: 'ADCO', data: address },
    { label: 'OPTARIF', data: 'BASE' },
    { label: 'ISOUSC', data: '30' },
    { label: 'BASE', data: digits(FIRST_WH + wh, 9) },
    { label: 'PTEC', data: 'TH..' },
    { label: 'IINST', data: '000' },
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: digits(apparentVA, 5) },
    { label: 'HHPHC', data: 'A' },
    { label: 'MOTDETAT', data: '000000' },
  ];
}

function standard(address: string, { apparentVA, activeW }: SteadyMeter, wh: number): readonly WireGroup[] {
  const isGiving = activeW < 0;
  const drawnWh = digits(FIRST_WH + (isGiving ? 0 : wh), 9);
  return [
    { label: 'ADSC', data: address },
    { label: 'LTARF', data: '      BASE      ' },
    { label: 'EAST', data: drawnWh },
    { label: 'EASF01', data: drawnWh },
    ...(isGiving ? [{ label: 'EAIT', data: digits(FIRST_WH + wh, 9) }] : []),
    { label: 'IRMS1', data: '000' },
    { label: 'URMS1', data: '231' },
    { label: 'PREF', data: '06' },
    { label: 'SINSTS', data: digits(isGiving ? 0 : apparentVA, 5) },
    ...(isGiving ? [{ label: 'SINSTI', data: digits(apparentVA, 5) }] : []),
  ];
}
