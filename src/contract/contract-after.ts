import { DAY_MS } from '../paris-time.ts';
import { presentPeriods, type RegisterLine } from '../periods.ts';
import type { ContractCalendar, Reading } from '../reading.ts';
import { type ContractMemory, MOST_NEWS } from './contract-memory.ts';
import { type FollowedMeter, type MeterAfter, meterAfter, meterFrom } from './followed-meter.ts';
import { clockAfter, type MeterClock, type MeterTime } from './meter-time.ts';
import type { ContractNews, UndatedNews } from './news.ts';
import type { NamedRegister } from './register-periods.ts';
import { type Counted, confirmed, counted } from './same.ts';

/** All that is known of the contract on a line, after a reading. */
export interface ContractState {
  /** What is kept over a restart, as a note. */
  readonly known: ContractMemory;
  /** The newest lines of the history of the registers, which are kept one by one. */
  readonly lines: readonly RegisterLine[];
  /** What a restart forgets. */
  readonly running: RunningContract;
}

interface RunningContract {
  readonly clock: MeterClock;
  /** The address of the meter that answers, and how often in a row it does. */
  readonly address?: Counted<string> | undefined;
  readonly meter: FollowedMeter;
  /** The news and the lines that no clock has dated yet. */
  readonly undatedNews: readonly UndatedNews[];
  readonly undatedLines: readonly UndatedLine[];
}

/** A `RegisterLine` that no clock has dated yet. */
type UndatedLine = NamedRegister & Pick<RegisterLine, 'address'>;

/** What a reading has taught. */
export interface ContractAfter extends Pick<MeterAfter, 'calendar' | 'offPeakInMinutes'> {
  readonly state: ContractState;
  /** What is to be said. */
  readonly news: readonly ContractNews[];
  /** The new lines of the history of the registers. */
  readonly lines: readonly RegisterLine[];
}

/** That an address answers anew is told again after so many days: two meters on one line may take turns. */
const TOLD_AGAIN_AFTER_MS = 30 * DAY_MS;
/** How many digits of an address are told: the whole of it says whose meter it is. */
const TOLD_DIGITS = 4;
/** The bound keeps a source that makes names up from filling the memory. */
const MOST_LINES = 1_000;
/** What is known of a meter that has only begun to answer. */
const NOTHING: ContractCalendar = { periods: {} };

/**
 * The state with which a reader goes on from what was kept.
 * @param lines the history of the registers
 * @param readBeforeMs when the meter was read last before the start, in milliseconds since 1970, where that is known
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
 * The contract after a reading, from what was known before it: nothing else goes into it. Another address, in three readings in a row,
 * is another meter, of which nothing is known yet but the history of its registers, if it was here before; a single reading with
 * another address is not followed. What was told of messages outlives the exchange.
 * @param wallMs the wall clock at the reading, in milliseconds since 1970; undefined while it is not set
 */
export function contractAfter(state: ContractState, reading: Reading, wallMs: number | undefined): ContractAfter {
  const { running } = state;
  const clock = clockAfter(running.clock, reading, wallMs);
  const time = clock.last?.time;
  const address = counted(running.address, reading.frame.address);
  const fresh = followed(state, reading, time, confirmed(address));
  const news = fresh.news.length === 0 ? running.undatedNews : [...running.undatedNews, ...fresh.news];
  const told = datedNews(fresh.known, news, wallMs ?? time?.atMs);
  const undatedLines = fresh.named
    ? [...running.undatedLines, { address: reading.frame.address, ...fresh.named }].slice(-MOST_LINES)
    : running.undatedLines;
  const lines = wallMs === undefined ? [] : undatedLines.map((line) => datedLine(line, wallMs - reading.monotonicMs));
  const undated = { undatedNews: told.undated, undatedLines: wallMs === undefined ? undatedLines : [] };
  const allLines = lines.length === 0 ? state.lines : [...state.lines, ...lines].slice(-MOST_LINES);
  const { calendar, offPeakInMinutes, running: meter } = fresh;
  return {
    state: { known: told.known, lines: allLines, running: { clock, address, meter, ...undated } },
    ...{ calendar, offPeakInMinutes, news: told.news, lines },
  };
}

/** @param confirmedAddress the address that was heard in the last readings in a row */
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
  const [from, to] = [before.slice(-TOLD_DIGITS), address.slice(-TOLD_DIGITS)];
  return {
    known: { address, messages, news },
    running: meterFrom(undefined, presentPeriods(lines, address)),
    calendar: NOTHING,
    news: [{ kind: 'meter', before: from, address: to }],
  };
}

/** The news with the time at which they are told; none as long as no clock tells it. */
function datedNews(known: ContractMemory, undated: readonly UndatedNews[], atMs: number | undefined) {
  if (undated.length === 0) return { known, undated: [], news: [] };
  if (atMs === undefined) return { known, undated: undated.slice(-MOST_NEWS), news: [] };
  const before = known.news ?? [];
  const news = undated
    .filter((one) => !wasTold(one, before, atMs))
    .map((one): ContractNews => ({ ...one, atMs: Math.round(atMs) }));
  const all = [...before, ...news].slice(-MOST_NEWS);
  return { known: news.length === 0 ? known : { ...known, news: all }, undated: [], news };
}

/** Two meters that take turns on one line are each told once in a while. */
function wasTold(told: UndatedNews, news: readonly ContractNews[], atMs: number): boolean {
  if (told.kind !== 'meter') return false;
  return news.some(
    (one) => one.kind === 'meter' && one.address === told.address && Math.abs(atMs - one.atMs) < TOLD_AGAIN_AFTER_MS,
  );
}

/** @param aheadMs by how much the wall clock is ahead of the monotonic clock */
function datedLine({ sinceMonotonicMs, ...line }: UndatedLine, aheadMs: number): RegisterLine {
  return { ...line, sinceMs: Math.round(sinceMonotonicMs + aheadMs) };
}
