import { spawnSync } from 'node:child_process';
import { PerformanceObserver, performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { type Contestant, ours, readline, splitAndMap, teleinfo } from './contestants.ts';
import { bytesOf, changingGroups, type Stream, streams } from './streams.ts';
import { type Cell, figure, type Table } from './table.ts';

/** How fast the decoder is on one line, fed in one way, and how many times as fast as the other contestants. */
interface Row {
  readonly line: string;
  readonly frameBytes: number;
  readonly groups: number;
  /** How many groups of a frame are not those of the frame before, on average. */
  readonly changing: number;
  readonly parity: boolean;
  readonly chunk: ChunkSize;
  readonly framesPerSecond: number;
  /** Bytes that a frame allocates in V8's heap, its Reading included. */
  readonly allocatedBytes: number;
  /** The garbage collector's share of the time. */
  readonly collecting: number;
  readonly timesSplitAndMap: number;
  readonly timesReadline: number;
  /** Historique without parity only. */
  readonly timesTeleinfo?: number;
}

const CHUNK_SIZES = [64, 1024, 'frame'] as const;
type ChunkSize = (typeof CHUNK_SIZES)[number];
/** The bytes of all frames, as they are handed over. */
type Chunks = readonly Uint8Array[];

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
/** A run is all frames once, with a fresh decoder. */
const LEAST_RUNS = 4;
/** Large enough that nothing is collected while bytes are counted. */
const YOUNG_MB = 256;
const MEMORY_RUNS = 9;
const COUNTED_MEMORY_RUNS = 5;

const [child, line, rounds] = process.argv[1] === import.meta.filename ? process.argv.slice(2) : [];
if (child === 'speed') console.log(JSON.stringify(await speedRows(streamOf(line), Number(rounds))));
if (child === 'memory') console.log(JSON.stringify(await allocations(streamOf(line))));

/** How fast the decoder is, from the bytes of the line to the Reading, next to others in the same run. */
export async function decoderTable(quick: boolean): Promise<Table> {
  const rounds = quick ? QUICK_ROUNDS : ROUNDS;
  return {
    title: 'Decoder',
    says: `Frames and megabytes a second are the mean over whole runs of ${FRAMES} frames, collections included (GC: their share of the time); the contestants take turns for ${rounds} rounds. The last three columns tell how many times as fast it is as a split-and-Map decoder without checks, @serialport/parser-readline alone, and npm teleinfo 0.1.0.`,
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

/** Each line is measured in a process of its own, as a house has one line: V8 optimises the code for it alone. */
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

/** The ways to feed a line, in the order of the rows. */
function feeds(stream: Stream) {
  return [true, false].flatMap((parity) =>
    CHUNK_SIZES.map((chunk) => ({ parity, chunk, chunks: cut(bytesOf(stream, parity), chunk) })),
  );
}

function cut(bytes: Uint8Array, size: ChunkSize): Chunks {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += chunks.at(-1)?.length ?? 0) {
    chunks.push(bytes.slice(from, size === 'frame' ? bytes.indexOf(ETX, from) + 1 : from + size));
  }
  return chunks;
}

async function speedRows(stream: Stream, roundCount: number): Promise<readonly Omit<Row, 'allocatedBytes'>[]> {
  const bytes = bytesOf(stream, true).length;
  const rows = [];
  for (const { parity, chunk, chunks } of feeds(stream)) {
    const contestants = {
      ours: () => ours(stream.mode),
      splitAndMap: () => splitAndMap(stream.mode),
      readline: () => readline(parity),
      ...(stream.mode === 'historique' && !parity && { teleinfo }),
    };
    const { rates, collecting } = await race(contestants, chunks, roundCount);
    const [own = 0, split = 0, lines = 0, other] = rates;
    rows.push({
      ...{ line: stream.name, parity, chunk, framesPerSecond: own, collecting },
      ...{ frameBytes: bytes / FRAMES, groups: stream.frames[0]?.length ?? 0, changing: changingGroups(stream) },
      ...{ timesSplitAndMap: own / split, timesReadline: own / lines, ...(other && { timesTeleinfo: own / other }) },
    });
  }
  return rows;
}

/** The mean rate of each contestant over several rounds, in which they take turns, and the collector's share of the first one's time. */
async function race(contestants: { readonly [name: string]: () => Contestant }, chunks: Chunks, roundCount: number) {
  const totals = Object.values(contestants).map((make) => ({ make, frames: 0, tookMs: 0, collectedMs: 0 }));
  for (let round = 0; round <= roundCount; round += 1) {
    for (const total of totals) {
      const { runs, tookMs, collectedMs } = await measure(total.make, chunks);
      // The first round only warms up.
      if (round === 0) continue;
      total.frames += runs * FRAMES;
      total.tookMs += tookMs;
      total.collectedMs += collectedMs;
    }
  }
  return {
    rates: totals.map(({ frames, tookMs }) => (frames / tookMs) * 1000),
    collecting: totals[0] ? totals[0].collectedMs / totals[0].tookMs : Number.NaN,
  };
}

async function measure(make: () => Contestant, chunks: Chunks) {
  let collectedMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) collectedMs += duration;
  });
  observer.observe({ entryTypes: ['gc'] });
  const startedMs = performance.now();
  let runs = 0;
  for (; runs < LEAST_RUNS || performance.now() - startedMs < ROUND_MS; runs += 1) await feed(make(), chunks);
  const tookMs = performance.now() - startedMs;
  // The observer is told of collections in a later turn of the loop.
  await delay(1);
  observer.disconnect();
  return { runs, tookMs, collectedMs };
}

async function feed(contestant: Contestant, chunks: Chunks): Promise<void> {
  // An iterator would allocate for each chunk.
  for (let nth = 0; nth < chunks.length; nth += 1) {
    const ready = contestant.take(chunks[nth] as Uint8Array);
    if (ready) await ready;
  }
  // The last frame may wait for the start of the next one, and npm teleinfo drops its first one.
  if (contestant.given() < FRAMES - 2) throw new Error(`Of ${FRAMES} frames ${contestant.given()} were given`);
}

/** Bytes that a frame allocates in V8's heap, its Reading included, for each way of feeding. */
async function allocations(stream: Stream): Promise<readonly number[]> {
  const bytes = [];
  for (const { chunks } of feeds(stream)) {
    const runs = [];
    for (let run = 0; run < MEMORY_RUNS; run += 1) {
      const before = getHeapStatistics().used_heap_size;
      await feed(ours(stream.mode), chunks);
      runs.push((getHeapStatistics().used_heap_size - before) / FRAMES);
    }
    // The first runs compile, and now and then something is collected after all.
    bytes.push(median(runs.slice(-COUNTED_MEMORY_RUNS)));
  }
  return bytes;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
