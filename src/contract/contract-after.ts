import { DAY_MS } from '../base/paris-time.ts';
import { presentPeriods, type RegisterLine } from '../reading/periods.ts';
import type { ContractCalendar, Reading } from '../reading/reading.ts';
import { type ContractMemory, MOST_NEWS } from './contract-memory.ts';
import { type FollowedMeter, type MeterAfter, meterAfter, meterFrom } from './followed-meter.ts';
import { clockAfter, type MeterClock, type MeterTime } from './meter-time.ts';
import type { ContractNews, UndatedNews } from './news.ts';
import type { NamedRegister } from './register-periods.ts';
import { type Counted, confirmed, counted } from './same.ts';

/** Everything known about the contract on a line, after a reading. */
export interface ContractState {
  /** The part that is kept over a restart, as a note in the journal. */
  readonly known: ContractMemory;
  /** The newest lines of the register history, which the journal stores one by one. */
  readonly lines: readonly RegisterLine[];
  /** The part that a restart loses. */
  readonly running: RunningContract;
}

interface RunningContract {
  readonly clock: MeterClock;
  /** The address of the meter that is answering, and in how many consecutive readings. */
  readonly address?: Counted<string>;
  readonly meter: FollowedMeter;
  /** News and register lines that wait for a clock to date them. */
  readonly undatedNews: readonly UndatedNews[];
  readonly undatedLines: readonly UndatedLine[];
}

/** A `RegisterLine` that is not dated yet. */
type UndatedLine = NamedRegister & Pick<RegisterLine, 'address'>;

/** The contract after a reading, and what that reading has changed. */
export interface ContractAfter extends Pick<MeterAfter, 'calendar' | 'offPeakInMinutes'> {
  readonly state: ContractState;
  /** What is to be reported now. */
  readonly news: readonly ContractNews[];
  /** The new lines of the register history. */
  readonly lines: readonly RegisterLine[];
}

/** The news that an address answers is repeated only after this time, since two meters on one line may alternate. */
const REPEATED_AFTER_MS = 30 * DAY_MS;
/** How many digits of an address the news show: the complete address would identify whose meter it is. */
const SHOWN_DIGITS = 4;
/** The bound keeps a source that invents names from filling the memory. */
const MOST_LINES = 1_000;
/** The calendar of a meter that has only just begun to answer. */
const NOTHING: ContractCalendar = { periods: {} };

/**
 * The state with which to continue from what was stored.
 * @param lines the history of the registers
 * @param readBeforeMs when the meter was last read before the start, in milliseconds since 1970, if known
 */
export function contractFrom(
  known: ContractMemory = {},
  lines: readonly RegisterLine[] = [],
  readBeforeMs?: number,
): ContractState {
  const periods = known.address === undefined ? {} : presentPeriods(lines, known.address);
  const ofThisMeter = known.news?.slice(known.news.findLastIndex(({ kind }) => kind === 'meter') + 1);
  const running = {
    clock: { readBeforeMs },
    meter: meterFrom(ofThisMeter, periods),
    undatedNews: [],
    undatedLines: [],
  };
  return { known, lines, running };
}

/**
 * The contract after a reading; a pure function of the state before it, the reading and the wall clock. A different address in three
 * consecutive readings means a different meter: only the history of its registers is known, if it was connected before. Single readings
 * with a different address are ignored. Which messages were reported remains known after a meter is replaced.
 * @param wallMs the wall clock at the reading, in milliseconds since 1970; undefined while it is not set
 */
export function contractAfter(state: ContractState, reading: Reading, wallMs: number | undefined): ContractAfter {
  const { running } = state;
  const clock = clockAfter(running.clock, reading, wallMs);
  const time = clock.last?.time;
  const address = counted(running.address, reading.frame.address);
  const fresh = followed(state, reading, time, confirmed(address));
  const news = fresh.news.length === 0 ? running.undatedNews : [...running.undatedNews, ...fresh.news];
  const dated = datedNews(fresh.known, news, wallMs ?? time?.atMs);
  const undatedLines = fresh.named
    ? [...running.undatedLines, { address: reading.frame.address, ...fresh.named }].slice(-MOST_LINES)
    : running.undatedLines;
  const lines = wallMs === undefined ? [] : undatedLines.map((line) => datedLine(line, wallMs - reading.monotonicMs));
  const undated = { undatedNews: dated.undated, undatedLines: wallMs === undefined ? undatedLines : [] };
  const allLines = lines.length === 0 ? state.lines : [...state.lines, ...lines].slice(-MOST_LINES);
  const { calendar, offPeakInMinutes, running: meter } = fresh;
  return {
    state: { known: dated.known, lines: allLines, running: { clock, address, meter, ...undated } },
    ...{ calendar, offPeakInMinutes, news: dated.news, lines },
  };
}

/** @param confirmedAddress the address of the last consecutive readings */
function followed(
  { known, lines, running: { meter } }: ContractState,
  reading: Reading,
  time: MeterTime | undefined,
  confirmedAddress: string | undefined,
): MeterAfter {
  const { address } = reading.frame;
  const { address: before = address, messages, news } = known;
  if (known.address === undefined) return meterAfter({ ...known, address }, meter, reading, time);
  if (address === before) return meterAfter(known, meter, reading, time);
  if (confirmedAddress === undefined) return { known, running: meter, calendar: NOTHING, news: [] };
  const [from, to] = [before.slice(-SHOWN_DIGITS), address.slice(-SHOWN_DIGITS)];
  return {
    known: { address, messages, news },
    running: meterFrom(undefined, presentPeriods(lines, address)),
    calendar: NOTHING,
    news: [{ kind: 'meter', before: from, address: to }],
  };
}

/** Dates the news with the time at which they are reported; they wait while no clock is set. */
function datedNews(known: ContractMemory, undated: readonly UndatedNews[], atMs: number | undefined) {
  if (undated.length === 0) return { known, undated: [], news: [] };
  if (atMs === undefined) return { known, undated: undated.slice(-MOST_NEWS), news: [] };
  const before = known.news ?? [];
  const news = undated
    .filter((one) => !wasReported(one, before, atMs))
    .map((one): ContractNews => ({ ...one, atMs: Math.round(atMs) }));
  const all = [...before, ...news].slice(-MOST_NEWS);
  return { known: news.length === 0 ? known : { ...known, news: all }, undated: [], news };
}

/** Two meters that alternate on one line are each reported only once in a while. */
function wasReported(one: UndatedNews, news: readonly ContractNews[], atMs: number): boolean {
  if (one.kind !== 'meter') return false;
  return news.some(
    (earlier) =>
      earlier.kind === 'meter' && earlier.address === one.address && Math.abs(atMs - earlier.atMs) < REPEATED_AFTER_MS,
  );
}

/** @param aheadMs by how much the wall clock is ahead of the monotonic clock */
function datedLine({ sinceMonotonicMs, ...line }: UndatedLine, aheadMs: number): RegisterLine {
  return { ...line, sinceMs: Math.round(sinceMonotonicMs + aheadMs) };
}
