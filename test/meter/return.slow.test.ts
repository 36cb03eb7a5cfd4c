import { describe, expect, test } from 'vitest';
import { sleep } from '../../src/base/clock.ts';
import type { TicMode } from '../../src/reading/reading.ts';
import { SourceError } from '../../src/source/source.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { readAtBauds } from '../../testbed/meter/wrong-speed.ts';
import { groupsOf } from '../../testbed/support/frames.ts';
import { type Act, METER, type Run, run } from './meter-run.ts';

const MODES = ['historique', 'standard'] as const;
const AWAY_MS = { '5 s': 5_000, '100 s': 100_000, '150 s': 150_000, '10 min': 600_000, '3 h': 10_800_000 };
/** By then the meter was found in either mode. */
const AWAY_FROM_MS = 12_000;
const PIECE_MS = 300;
/** The longest frame takes 2.7 s. */
const PIECES = 9;
const SPEEDS = { historique: 1200, standard: 9600 } as const;

const FRAMES = {
  historique: { ADCO: '012345678901', OPTARIF: 'BASE', ISOUSC: '45', BASE: '001234567', PTEC: 'TH..', PAPP: '00390' },
  standard: { ADSC: '012345678901', VTIC: '02', EAST: '001234567', EASF01: '001234567', SINSTS: '00390', URMS1: '233' },
};

interface Absence {
  readonly mode: TicMode;
  readonly of: 'device' | 'meter';
  readonly toMs: number;
  readonly hasParity?: boolean;
  /** For how long the meter is silent before its device is away. */
  readonly quietMs?: number;
}

/** A meter that speaks without a pause, but for the time in which it, or the device that it is read from, is away. */
function meterThatIsAway({ mode, of, toMs, hasParity = true, quietMs = 0 }: Absence): Act {
  const sent = encodeFrame(groupsOf(FRAMES[mode]), mode).map((byte) => (hasParity ? byte : byte & 0x7f));
  return async function* (clock, life, baudRate) {
    const heard = readAtBauds(sent, SPEEDS[mode], baudRate);
    const cut = (piece: number) => Math.round((piece * heard.length) / PIECES);
    let piece = Math.floor(PIECES / 2);
    while (!life.aborted) {
      const isAway = clock.now() >= AWAY_FROM_MS && clock.now() < toMs;
      const isPulledOut = isAway && of === 'device' && clock.now() >= AWAY_FROM_MS + quietMs;
      if (isPulledOut) throw new SourceError('missing', 'so it is');
      if (isAway) await sleep((of === 'device' ? AWAY_FROM_MS + quietMs : toMs) - clock.now(), clock, life);
      else yield heard.subarray(cut(piece), cut(piece + 1));
      piece = (piece + 1) % PIECES;
      await sleep(PIECE_MS, clock, life);
    }
  };
}

/** How long after the return the first Reading came. */
function firstReadingMs({ readings }: Run, toMs: number): number | undefined {
  const first = readings.find(({ monotonicMs }) => monotonicMs >= toMs);
  return first && first.monotonicMs - toMs;
}

/** Moments of a return, which fall anywhere into so long a round of looking for the meter. Of long absences there are few. */
function moments(roundMs: number, awayMs: number): readonly number[] {
  const many = awayMs > 3_600_000 ? 1 : 4;
  return Array.from({ length: many }, (_, nth) => (nth * roundMs) / many);
}

const settings = (mode: TicMode) =>
  [
    ['in mode auto', {}],
    ['in a mode that is fixed', { mode }],
  ] as const;

const absences = MODES.flatMap((mode) =>
  settings(mode).flatMap(([name, fixed]) =>
    Object.entries(AWAY_MS).map(([lasts, awayMs]) => ({ mode, name, fixed, lasts, awayMs })),
  ),
);

describe('after a serial device was away', () => {
  test.each(absences)('for $lasts, the first Reading comes within 10 s ($mode, $name)', async (absence) => {
    const { mode, fixed, awayMs } = absence;
    for (const laterMs of moments(3_500, awayMs)) {
      const toMs = AWAY_FROM_MS + awayMs + laterMs;
      const meter = run([meterThatIsAway({ mode, of: 'device', toMs })], fixed);
      await meter.clock.pass(toMs);
      expect(meter.standing).toMatchObject([{ kind: 'missing', meter: METER.slug }]);
      await meter.clock.pass(10_000);
      expect(firstReadingMs(meter, toMs)).toBeLessThanOrEqual(10_000);
      expect(meter.standing).toEqual([]);
      await meter.end();
    }
  });

  test.each(MODES)('before which the meter was silent, the first Reading comes within 10 s (%s)', async (mode) => {
    for (const quietMs of [12_000, 18_000, 24_000]) {
      const toMs = AWAY_FROM_MS + 100_000;
      const meter = run([meterThatIsAway({ mode, of: 'device', toMs, quietMs })]);
      await meter.clock.pass(toMs + 10_000);
      expect(firstReadingMs(meter, toMs)).toBeLessThanOrEqual(10_000);
      await meter.end();
    }
  });
});

describe('of a meter that was silent', () => {
  test.each(
    absences.flatMap((absence) => [
      { ...absence, parity: 'with parity', hasParity: true },
      ...(absence.lasts === '150 s' ? [{ ...absence, parity: 'without parity', hasParity: false }] : []),
    ]),
  )('for $lasts, nothing is said but that ($mode $parity, $name)', async ({ mode, fixed, awayMs, hasParity }) => {
    for (const laterMs of moments(18_200, awayMs)) {
      const toMs = AWAY_FROM_MS + awayMs + laterMs;
      const meter = run([meterThatIsAway({ mode, of: 'meter', toMs, hasParity })], fixed);
      await meter.clock.pass(toMs + 40_000);
      expect(firstReadingMs(meter, toMs)).toBeLessThanOrEqual(22_000);
      const said = meter.lines.filter((line) => line.startsWith('warn'));
      expect(said.filter((line) => !line.includes('nothing comes from the meter'))).toEqual([]);
      expect(meter.standing).toEqual([]);
      await meter.end();
    }
  });
});
