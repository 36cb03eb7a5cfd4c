import { spawnSync } from 'node:child_process';
import { PerformanceObserver, performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { type Contestant, ours, readline, splitAndMap, teleinfo } from './contestants.ts';
import { bytesOf, changingGroups, type Stream, streams } from './streams.ts';
import { type Cell, figure, type Table } from './table.ts';

/** How fast one line, fed in one way, goes through the decoder, and how much faster than through the others. */
interface Row {
  readonly line: string;
  readonly frameBytes: number;
  readonly groups: number;
  /** Groups of a frame that are not those of the frame before, on average. */
  readonly changing: number;
  readonly parity: boolean;
  readonly chunk: ChunkSize;
  /** Frames in a second. */
  readonly framesPerSecond: number;
  readonly allocatedBytes: number;
  /** Of the time, what the garbage collector took. */
  readonly collecting: number;
  readonly timesSplitAndMap: number;
  readonly timesReadline: number;
  /** Historique without parity only. */
  readonly timesTeleinfo?: number;
}

const CHUNK_SIZES = [64, 1024, 'frame'] as const;
type ChunkSize = (typeof CHUNK_SIZES)[number];
/** Chunks, in slices of as many frames each. */
type Slices = readonly (readonly Uint8Array[])[];

const HEADER = [
  'line',
  'bytes, groups (new)',
  'parity',
  'fed',
  'frames/s',
  'MB/s',
  'B/frame',
  'GC',
  'split',
  'readline',
  'teleinfo',
];

const ETX = 0x03;
const FRAMES = 2_000;
const ROUNDS = 9;
const QUICK_ROUNDS = 3;
const ROUND_MS = 60;
const LEAST_PASSES = 4;
/** A slice has so few frames that a machine that stands still time and again gets through most of them in one go. */
const SLICES = 20;
/** Large enough that nothing is collected while bytes are counted. */
const YOUNG_MB = 256;
const PASSES = 9;
const COUNTED_PASSES = 5;

const [child, line, rounds] = process.argv[1] === import.meta.filename ? process.argv.slice(2) : [];
if (child === 'speed') console.log(JSON.stringify(await speedRows(streamOf(line), Number(rounds))));
if (child === 'memory') console.log(JSON.stringify(await allocations(streamOf(line))));

/** How fast the decoder is, from the bytes of the line to the Reading, next to others in the same run. */
export async function decoderTable(quick: boolean): Promise<Table> {
  const rounds = quick ? QUICK_ROUNDS : ROUNDS;
  return {
    title: 'Decoder',
    says: `Frames and megabytes are a second's, by the median of slices of ${FRAMES / SLICES} frames over ${rounds} rounds: what the machine stands still in between is not in them, nor is a collection, as fewer than half of the slices have one (GC: its share of the time). The last three columns are how many times faster than a split-and-Map decoder without checks, @serialport/parser-readline alone, npm teleinfo 0.1.0.`,
    header: HEADER,
    rows: decoderRows(rounds).map(cellsOf),
  };
}

function cellsOf(row: Row): readonly Cell[] {
  const times = (n: number | undefined) => (n === undefined ? '' : figure(n, '×', 1));
  return [
    row.line,
    `${row.frameBytes.toFixed(0)}, ${row.groups} (${row.changing.toFixed(1)})`,
    row.parity ? 'yes' : 'no',
    row.chunk === 'frame' ? 'a frame' : `${row.chunk} B`,
    figure(Math.round(row.framesPerSecond / 1000) * 1000),
    figure((row.framesPerSecond * row.frameBytes) / 1e6),
    figure(row.allocatedBytes),
    figure(row.collecting * 100, '%', 1),
    times(row.timesSplitAndMap),
    times(row.timesReadline),
    times(row.timesTeleinfo),
  ];
}

/** Each line in a process of its own, as a house has one: what V8 learns of one does not slow the next. */
function decoderRows(rounds: number): readonly Row[] {
  return streams(0).flatMap((_, at) => {
    const rows = run([], 'speed', at, rounds) as readonly Row[];
    const allocated = run(
      ['--expose-gc', `--min-semi-space-size=${YOUNG_MB}`, `--max-semi-space-size=${YOUNG_MB}`],
      'memory',
      at,
      rounds,
    );
    return rows.map((row, n) => ({ ...row, allocatedBytes: (allocated as readonly number[])[n] ?? Number.NaN }));
  });
}

function run(flags: readonly string[], what: string, at: number, rounds: number): unknown {
  const args = [...flags, import.meta.filename, what, String(at), String(rounds)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The decoder's bench failed: ${stderr}`);
  return JSON.parse(stdout);
}

function streamOf(at = ''): Stream {
  const stream = streams(FRAMES)[Number(at)];
  if (!stream) throw new Error(`There is no line ${at}`);
  return stream;
}

/** Each way of feeding, in the order of the rows. */
function feeds(stream: Stream) {
  return [true, false].flatMap((parity) =>
    CHUNK_SIZES.map((chunk) => ({ parity, chunk, slices: slicesOf(cut(bytesOf(stream, parity), chunk)) })),
  );
}

function cut(bytes: Uint8Array, size: ChunkSize): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += chunks.at(-1)?.length ?? 0) {
    chunks.push(bytes.slice(from, size === 'frame' ? bytes.indexOf(ETX, from) + 1 : from + size));
  }
  return chunks;
}

function slicesOf(chunks: readonly Uint8Array[]): Slices {
  const cutAt = (nth: number) => Math.floor((nth * chunks.length) / SLICES);
  return Array.from({ length: SLICES }, (_, nth) => chunks.slice(cutAt(nth), cutAt(nth + 1)));
}

async function speedRows(stream: Stream, roundCount: number): Promise<readonly Omit<Row, 'allocatedBytes'>[]> {
  const bytes = bytesOf(stream, true).length;
  const rows = [];
  for (const { parity, chunk, slices } of feeds(stream)) {
    const contestants = {
      ours: () => ours(stream.mode),
      splitAndMap: () => splitAndMap(stream.mode),
      readline: () => readline(parity),
      ...(stream.mode === 'historique' && !parity && { teleinfo }),
    };
    const { rates, collecting } = await race(contestants, slices, roundCount);
    const [own = 0, split = 0, lines = 0, other] = rates;
    rows.push({
      ...{ line: stream.name, parity, chunk, framesPerSecond: own, collecting },
      ...{ frameBytes: bytes / FRAMES, groups: stream.frames[0]?.length ?? 0, changing: changingGroups(stream) },
      ...{ timesSplitAndMap: own / split, timesReadline: own / lines, ...(other && { timesTeleinfo: own / other }) },
    });
  }
  return rows;
}

/** The rate of each over several rounds in turn, and the collector's share of the first one's time. */
async function race(contestants: { readonly [name: string]: () => Contestant }, slices: Slices, roundCount: number) {
  const makes = Object.values(contestants);
  const rounds: Round[][] = makes.map(() => []);
  for (let round = 0; round < roundCount; round += 1) {
    for (const [at, make] of makes.entries()) rounds[at]?.push(await measure(make, slices));
  }
  return {
    rates: rounds.map((all) => (FRAMES / SLICES / median(all.flatMap(({ slicesMs }) => slicesMs))) * 1000),
    collecting: median(rounds[0]?.map(({ collecting }) => collecting) ?? []),
  };
}

interface Round {
  /** What it took to feed each slice of the frames, each time. */
  readonly slicesMs: readonly number[];
  readonly collecting: number;
}

async function measure(make: () => Contestant, slices: Slices): Promise<Round> {
  let collectedMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) collectedMs += duration;
  });
  observer.observe({ entryTypes: ['gc'] });
  const startedMs = performance.now();
  const slicesMs: number[] = [];
  for (let pass = 0; pass < LEAST_PASSES || performance.now() - startedMs < ROUND_MS; pass += 1) {
    await feed(make(), slices, (ms) => slicesMs.push(ms));
  }
  const tookMs = performance.now() - startedMs;
  // What was collected is told in a turn of its own.
  await delay(1);
  observer.disconnect();
  return { slicesMs, collecting: collectedMs / tookMs };
}

/** @param took gets how long each slice of them has taken */
async function feed(contestant: Contestant, slices: Slices, took: (ms: number) => void): Promise<void> {
  for (const chunks of slices) {
    const startedMs = performance.now();
    // An iterator would allocate for each chunk.
    for (let nth = 0; nth < chunks.length; nth += 1) {
      const ready = contestant.take(chunks[nth] as Uint8Array);
      if (ready) await ready;
    }
    took(performance.now() - startedMs);
  }
  // The last frame may wait for the next one's start, and npm teleinfo drops its first.
  if (contestant.given() < FRAMES - 2) throw new Error(`Of ${FRAMES} frames ${contestant.given()} were given`);
}

/** Bytes that a frame allocates in V8's heap, the Reading's included, for each way of feeding. */
async function allocations(stream: Stream): Promise<readonly number[]> {
  const bytes = [];
  for (const { slices } of feeds(stream)) {
    const passes = [];
    for (let pass = 0; pass < PASSES; pass += 1) {
      const before = getHeapStatistics().used_heap_size;
      await feed(ours(stream.mode), slices, () => {});
      passes.push((getHeapStatistics().used_heap_size - before) / FRAMES);
    }
    // The first ones compile, and in one or another something is collected after all.
    bytes.push(median(passes.slice(-COUNTED_PASSES)));
  }
  return bytes;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
