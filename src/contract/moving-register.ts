import { parisDayOf } from '../base/paris-time.ts';
import { colourOfPeriod, isContractRegister, TEMPO_PEAK } from '../reading/periods.ts';
import type { ByRegister, ContractRegister, Reading, RegisterPeriods, TempoColour } from '../reading/reading.ts';
import type { MeterTime } from './meter-time.ts';
import type { ContractNews, UndatedNews } from './news.ts';
import { type Lasting, lasting } from './same.ts';
import { LONGEST_GAP_MS } from './seen-tape.ts';

/** A register whose index has advanced. */
export interface MovedRegister {
  readonly register: ContractRegister;
  /** Since when the meter has named the present period without interruption: `monotonicMs` of the first such reading. */
  readonly namedSinceMonotonicMs: number;
}

/** Consecutive readings that name the same period, with no gap in which it could have been another one. */
export interface Stretch {
  readonly beganMonotonicMs: number;
  readonly readings: number;
  /** The last of these readings. */
  readonly last: Reading;
  /** The last index of each register of the contract within the stretch. */
  readonly lastWh: ByRegister<ContractRegister>;
}

/** After a switch, an index may be one frame older than the name of the period in the same frame. */
const NOT_SETTLED_READINGS = 3;

/**
 * Finds out which register of the contract is counting, reading by reading. `moved` is the only register that has advanced since the
 * previous readings, while the meter named one tariff period throughout; undefined if that is not certain. A reading in which the group of
 * the period was refused is ignored.
 */
export function stretchAfter(
  before: Stretch | undefined,
  reading: Reading,
): { readonly stretch: Stretch | undefined; readonly moved?: MovedRegister } {
  const { tariff, tariffIndex, registers, monotonicMs, frame } = reading;
  if (tariff === undefined || (tariffIndex === undefined && frame.mode === 'standard')) return { stretch: before };
  const goesOn = before && isSameStretch(before.last, reading) ? before : undefined;
  const { beganMonotonicMs = monotonicMs, readings = 0, lastWh: beforeWh = {} } = goesOn ?? {};
  const stretch = { beganMonotonicMs, readings: readings + 1, last: reading, lastWh: beforeWh };
  // The decoder returns the same object while no register has changed.
  if (registers === goesOn?.last.registers) return { stretch };
  const { lastWh, moved } = withRegisters(beforeWh, reading);
  const [register, ...others] = moved;
  const isCertain = readings >= NOT_SETTLED_READINGS && others.length === 0;
  return {
    stretch: { ...stretch, lastWh },
    ...(register && isCertain && { moved: { register, namedSinceMonotonicMs: beganMonotonicMs } }),
  };
}

function isSameStretch({ tariff, tariffIndex, frame, monotonicMs }: Reading, next: Reading): boolean {
  const gapMs = next.monotonicMs - monotonicMs;
  const isSamePeriod = next.tariff === tariff && next.tariffIndex === tariffIndex;
  const isSameMeter = next.frame.mode === frame.mode && next.frame.address === frame.address;
  return isSamePeriod && isSameMeter && gapMs >= 0 && gapMs <= LONGEST_GAP_MS;
}

/** The indexes of the contract's registers after a reading, and the registers that have advanced. */
function withRegisters(before: ByRegister<ContractRegister>, { registers, frame }: Reading) {
  const lastWh: { [label in ContractRegister]?: number } = { ...before };
  const moved: ContractRegister[] = [];
  // Building a list of all registers would take longer than everything else here.
  for (const label in registers) {
    if (!isContractRegister(label, frame.mode)) continue;
    const wh = registers[label] ?? Number.NaN;
    if (wh > (lastWh[label] ?? Number.POSITIVE_INFINITY)) moved.push(label);
    lastWh[label] = wh;
  }
  return { lastWh, moved };
}

/** How long a difference must last to be reported: at a switch one group of a frame may be older than another. */
const DIFFERS_FOR_MS = 10 * 60_000;

/** What the last readings say about the colour of the day. */
export interface WatchedColour {
  /** The date on which a difference was last reported. */
  readonly saidOnDay?: number;
  readonly difference?: Lasting<{ readonly told: TempoColour; readonly counted: TempoColour }>;
}

/** @param news what was reported before, and is not reported again on the same day */
export function colourFrom(news: readonly ContractNews[] = []): WatchedColour {
  const last = news.findLast(({ kind }) => kind === 'colour');
  return { saidOnDay: last && parisDayOf(last.atMs) };
}

/**
 * Notices that the meter counts a Tempo day in the registers of a colour other than its status (STGE) says. Households have seen this, and
 * they pay what is counted. It is reported at most once a day.
 * @param moved the register that has counted, as `stretchAfter` returns it for this reading
 * @param periods which register counts which period. While that of `moved` is unknown, the period that the meter names is used
 */
export function colourAfter(
  before: WatchedColour,
  reading: Reading,
  time: MeterTime,
  moved: ContractRegister | undefined,
  periods: RegisterPeriods,
): { readonly colour: WatchedColour; readonly news?: UndatedNews } {
  const { saidOnDay } = before;
  const goesOn = time.unseenMs > LONGEST_GAP_MS ? undefined : before.difference;
  const told = reading.tempoToday;
  const period = moved && (periods[moved]?.name ?? reading.tariff);
  const counted = period === undefined ? undefined : colourOfPeriod(period);
  if (told === undefined || counted === undefined) return { colour: { saidOnDay, difference: goesOn } };
  // Only during its peak hours is the Tempo day unambiguous, whatever the rule by which the meter's status changes.
  const isPeak = time.minute >= TEMPO_PEAK.from && time.minute < TEMPO_PEAK.to;
  if (counted === told || !isPeak) return { colour: { saidOnDay } };
  const difference = lasting(goesOn, { told, counted }, time.atMs);
  const isNew = time.atMs - difference.sinceMs >= DIFFERS_FOR_MS && saidOnDay !== time.day;
  if (!isNew) return { colour: { saidOnDay, difference } };
  return { colour: { saidOnDay: time.day, difference }, news: { kind: 'colour', told, counted } };
}
