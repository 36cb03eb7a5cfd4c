import { setTimeout as delay } from 'node:timers/promises';
import { encodeFrame, type WireGroup } from '../../../src/tic/encode.ts';
import { openPty, type Pty } from '../support/pty.ts';

const BETWEEN_FRAMES_MS = 50;
const OFF_PEAK_WH = 94_939_439;
const PEAK_WH = 127_970_334;
/** What the meter counted before its first frame. */
export const IMPORTED_WH = OFF_PEAK_WH + PEAK_WH;

/** One frame that left the meter. */
export interface Written {
  readonly atMs: number;
  /** Whether the plugin was known to listen; what it only finds in a buffer later is dated later. */
  readonly heard: boolean;
}

/** A meter whose every frame carries a serial number of its own. */
export interface House extends AsyncDisposable {
  readonly port: string;
  /** By serial number. */
  readonly written: ReadonlyMap<number, Written>;
  /** The plugin has told of a frame since the last opening. */
  heard(): void;
  unplug(): Promise<void>;
  plug(): Promise<void>;
}

export async function startHouse(): Promise<House> {
  const pty = await openPty();
  const written = new Map<number, Written>();
  let isPlugged = true;
  let isHeard = false;
  let isOver = false;
  const talking = talk();

  return {
    port: pty.pluginSide,
    written,
    heard() {
      isHeard = true;
    },
    async unplug() {
      isPlugged = false;
      isHeard = false;
      await pty.close();
    },
    async plug() {
      await pty.reopen();
      isPlugged = true;
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      await pty[Symbol.asyncDispose]();
      await talking;
    },
  };

  async function talk(): Promise<void> {
    for (let serial = 1; !isOver; serial += 1) {
      while (!isPlugged && !isOver) await delay(10);
      await say(pty, serial);
      await delay(BETWEEN_FRAMES_MS);
    }
  }

  async function say(line: Pty, serial: number): Promise<void> {
    written.set(serial, { atMs: Date.now(), heard: isHeard });
    // A plug that is pulled in the middle of a frame.
    await line.write(encodeFrame(groupsOf(serial), 'historique')).catch(() => undefined);
  }
}

/** The number of the frame that the plugin tells of in its debug log (`… 222 909.774 kWh …`). */
export function serialIn(line: string): number | undefined {
  const wh = /· ([\d ]+)\.(\d{3}) kWh/.exec(line);
  return wh ? Number(`${wh[1]?.replaceAll(' ', '')}${wh[2]}`) - IMPORTED_WH : undefined;
}

/** What a frame must be in the database, number by number. */
export function pointOf(serial: number): { readonly linky: Numbers; readonly linky_tic: Numbers } {
  const [va, amperes] = [serial % 9_000, serial % 60];
  return {
    linky: { import_wh: IMPORTED_WH + serial, power_va: va, current_a: amperes, refused_groups: 0 },
    linky_tic: { HCHC: OFF_PEAK_WH, HCHP: PEAK_WH + serial, PAPP: va, IINST: amperes },
  };
}

export type Numbers = { readonly [field: string]: number };

function groupsOf(serial: number): readonly WireGroup[] {
  const { HCHP = 0, PAPP = 0, IINST = 0 } = pointOf(serial).linky_tic;
  return [
    { label: 'ADCO', data: '021876543210' },
    { label: 'OPTARIF', data: 'HC..' },
    { label: 'ISOUSC', data: '45' },
    { label: 'HCHC', data: digits(OFF_PEAK_WH, 9) },
    { label: 'HCHP', data: digits(HCHP, 9) },
    { label: 'PTEC', data: 'HP..' },
    { label: 'IINST', data: digits(IINST, 3) },
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: digits(PAPP, 5) },
    { label: 'HHPHC', data: 'A' },
    { label: 'MOTDETAT', data: '000000' },
  ];
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
