import { performance } from 'node:perf_hooks';
import { type ContractFollower, createContractFollower } from '../src/contract/contract-follower.ts';
import { packBlock } from '../src/journal/block.ts';
import type { Reading } from '../src/reading/reading.ts';
import { Decoder } from '../src/tic/decoder.ts';
import { readingFromFrame } from '../src/tic/frame-reading.ts';
import { createWattmeter } from '../src/watts/wattmeter.ts';
import { bytesOf, type Stream, streams } from './streams.ts';
import { figure, type Table } from './table.ts';

const FRAMES = 4_000;
const ROUNDS = 30;
const QUICK_ROUNDS = 8;
const COMMIT_MS = 30_000;
const DAY_S = 86_400;
/** When the first reading is read; the meter's own clock, in standard mode, says the same day. */
const BEGINS_MS = Date.UTC(2026, 0, 13, 11);
const FRAME_MS = { historique: 1_700, standard: 1_100 } as const;

/** What it costs to follow the contract: processor time of each reading, and the calendar that stands in each of the journal. */
export function contractTable(quick: boolean): Table {
  const lines = streams(FRAMES).filter(({ name }) => !name.startsWith('every'));
  return {
    title: 'Following the contract',
    says: 'Processor time of a reading, the best of the rounds, beside that of the wattmeter; and the bytes of the journal’s blocks, one each 30 s, by the calendar in their readings.',
    header: ['line', 'follow', 'watts', 'B/reading without', 'with', 'MB a day more'],
    rows: lines.map((line) => rowOf(line, quick ? QUICK_ROUNDS : ROUNDS)),
  };
}

function rowOf(line: Stream, rounds: number): Table['rows'][number] {
  const heard = readingsOf(line);
  const rows = Array.from({ length: rounds }, () => {
    const wattmeter = createWattmeter('auto');
    return { follow: timeOf(heard, follower().follow), watts: timeOf(heard, wattmeter.measure) };
  });
  const best = (what: 'follow' | 'watts') => Math.min(...rows.map((row) => row[what]));
  const { measure } = createWattmeter('auto');
  const measured = heard.map(measure);
  const [without, withCalendar] = [measured, measured.map(follower().follow)].map(storedBytes);
  const moreADay = ((withCalendar ?? 0) - (without ?? 0)) * ((DAY_S * 1_000) / FRAME_MS[line.mode]);
  return [
    line.name,
    figure(best('follow'), 'µs', 1),
    figure(best('watts'), 'µs', 1),
    figure(without ?? 0, '', 1),
    figure(withCalendar ?? 0, '', 1),
    figure(moreADay / 1e6, '', 2),
  ];
}

function readingsOf(line: Stream): readonly Reading[] {
  const decoder = new Decoder(line.mode);
  let before: Reading | undefined;
  return [...decoder.decode(bytesOf(line, true))].flatMap((one, nth) => {
    if (one.kind !== 'frame') return [];
    before = readingFromFrame(one.frame, nth * FRAME_MS[line.mode], before);
    return [before];
  });
}

function follower(): ContractFollower {
  const wallAt = (monotonicMs: number) => BEGINS_MS + monotonicMs;
  const fresh = createContractFollower({ wallAt, says() {}, keep() {}, keepLine() {} });
  fresh.learn(undefined);
  return fresh;
}

/** How long a step takes of each reading, in µs. */
function timeOf(readings: readonly Reading[], step: (reading: Reading) => Reading): number {
  const beganMs = performance.now();
  for (const reading of readings) step(reading);
  return ((performance.now() - beganMs) / readings.length) * 1_000;
}

/** How many bytes of a block each reading takes. */
function storedBytes(readings: readonly Reading[]): number {
  const blocks = Map.groupBy(readings, ({ monotonicMs }) => Math.floor(monotonicMs / COMMIT_MS));
  const bodies = [...blocks.values()].map((block) =>
    packBlock(
      block.map((reading) => ({ position: 0, meter: 'linky', atMs: BEGINS_MS + reading.monotonicMs, reading })),
    ),
  );
  return bodies.reduce((sum, body) => sum + body.length, 0) / readings.length;
}
