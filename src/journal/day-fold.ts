import { hourWith, isInHour, meanOfHour, type NightHour } from '../energy/base-load.ts';
import type { CountedEnergy, Day, EnergyByName } from '../energy/day.ts';
import { MINUTE_MS, minuteOf } from '../energy/minute.ts';
import { beginningOfDay, parisDayOf } from '../paris-time.ts';
import type { PeriodOfRegister } from '../periods.ts';
import { addByName } from './energy-by-period.ts';
import { followIndex, type Increment, type IndexChain, type Observed, periodsOfMeter } from './index-chain.ts';

/** The day on which summer time begins. */
const SHORTEST_DAY_MS = 23 * 3_600_000;

/** A day of a meter, with what it takes to go on from its last frame. */
export interface DayRecord extends Day {
  /** The last of its minutes in which there was a reading. */
  readonly lastMinute: number;
  /** Some of its energy is known without its registers, so it has no energy by register. */
  readonly isWithoutRegisters?: true;
  /** Energy of registers whose period was not known yet, by register, of each meter by its identity. It is in no period. */
  readonly unnamed?: { readonly [identity: string]: EnergyByName };
  /** The hour of the night that is not over, for the base load. */
  readonly hour?: NightHour;
  /** From where the next increment counts. Only in the record of the last observation. */
  readonly chain?: IndexChain;
}

/** A record with the position up to which it contains the entries of its meter. */
export interface PlacedRecord {
  readonly position: number;
  readonly record: DayRecord;
}

/** Makes the days of one meter from what is observed of it, in the order of arrival. */
export interface DayFold {
  /** The record of the last observation. */
  readonly present: PlacedRecord | undefined;
  /** The records that changed since they were written, by day. */
  readonly changed: ReadonlyMap<number, PlacedRecord>;
  /**
   * Since they were written, an index did not go on from the one before. A reader, which adds minutes to the written days, cannot
   * see that: minutes do not tell of which meter they are.
   */
  readonly hasJumped: boolean;
  take(position: number, atMs: number, observed: Observed): void;
  /** Is called when all that changed is written. */
  written(): void;
}

/**
 * @param newest the stored record with the greatest position
 * @param storedDay reads the stored record of a day: after the clock was set back, an earlier one goes on
 */
export function createDayFold(
  newest: PlacedRecord | undefined,
  storedDay: (day: number) => DayRecord | undefined,
): DayFold {
  const changed = new Map<number, PlacedRecord>();
  let present = newest;
  let hasJumped = false;
  /** The day of the last observation, from its beginning to its end, so that its number is not computed for each of them. */
  let today = { day: 0, fromMs: 0, toMs: 0 };

  function dayAt(atMs: number): number {
    if (atMs >= today.fromMs && atMs < today.toMs) return today.day;
    const day = parisDayOf(atMs);
    today = { day, fromMs: beginningOfDay(day), toMs: beginningOfDay(day + 1) };
    return day;
  }

  function recordOf(day: number): DayRecord {
    if (present?.record.day === day) return present.record;
    const known = changed.get(day)?.record ?? storedDay(day) ?? emptyDay(day);
    if (!present?.record.chain) return known;
    // Only the present record needs the chain, and a row takes half the room without it.
    const { chain, ...left } = present.record;
    changed.set(left.day, { ...present, record: left });
    return { ...known, chain };
  }

  return {
    get present() {
      return present;
    },
    changed,
    get hasJumped() {
      return hasJumped;
    },
    take(position, atMs, observed) {
      const day = dayAt(atMs);
      if (present?.record.hour && !isInHour(present.record.hour, atMs)) {
        present = { ...present, record: withoutHour(present.record) };
        changed.set(present.record.day, present);
      }
      const before = recordOf(day);
      present = { position, record: withObservation(before, atMs, observed) };
      hasJumped ||= (before.chain?.unconfirmed ?? present.record.chain?.unconfirmed) !== undefined;
      changed.set(day, present);
    },
    written() {
      changed.clear();
      hasJumped = false;
    },
  };
}

function emptyDay(day: number): DayRecord {
  return { day, energyWhByTariff: {}, seenMinutes: 0, lastMinute: Number.NEGATIVE_INFINITY };
}

/** Adds the mean power of an hour that is over to the base load. */
function withoutHour({ hour, ...record }: DayRecord): DayRecord {
  const meanW = hour && meanOfHour(hour);
  return meanW === undefined ? record : { ...record, baseW: Math.min(record.baseW ?? meanW, meanW) };
}

type Draft = { -readonly [K in keyof DayRecord]: DayRecord[K] };

function withObservation(record: DayRecord, atMs: number, observed: Observed): DayRecord {
  const { chain, increment } = followIndex(record.chain, atMs, observed, record.energyWh ?? 0);
  const draft: Draft = { ...record };
  if (chain) draft.chain = chain;
  if (increment) {
    addIncrement(draft, increment, atMs);
    setHour(draft, hourWith(record.hour, atMs, observed.importedWh ?? 0));
  }
  addMinute(draft, minuteOf(atMs));
  addPower(draft, atMs, observed.apparentPowerVA);
  if (observed.contract !== undefined) draft.contract = observed.contract;
  if (observed.subscribedVA !== undefined) draft.subscribedVA = observed.subscribedVA;
  return draft;
}

function setHour(draft: Draft, hour: NightHour | undefined): void {
  if (hour) draft.hour = hour;
  else delete draft.hour;
}

/** A clock that was set back passes the same minutes again, which do not count twice. */
function addMinute(draft: Draft, minute: number): void {
  if (minute <= draft.lastMinute) return;
  draft.seenMinutes += 1;
  draft.lastMinute = minute;
}

function addPower(draft: Draft, atMs: number, powerVA: number | undefined): void {
  if (powerVA === undefined || powerVA <= (draft.greatestVA ?? -1)) return;
  draft.greatestVA = powerVA;
  draft.greatestAtMs = atMs;
}

function addIncrement(draft: Draft, { sinceMs, unnamed, identity, ...counted }: Increment, atMs: number): void {
  if (counted.energyWh !== 0 && !counted.energyWhByRegister) draft.isWithoutRegisters = true;
  Object.assign(draft, sumOf(draft, counted));
  if (draft.isWithoutRegisters) delete draft.energyWhByRegister;
  if (unnamed && identity !== undefined) {
    draft.unnamed = { ...draft.unnamed, [identity]: sumOfNames(draft.unnamed?.[identity] ?? {}, unnamed) };
  }
  // At least one whole day was not seen.
  const isUnseen = atMs - sinceMs > SHORTEST_DAY_MS && parisDayOf(sinceMs) < draft.day - 1;
  if (!isUnseen) return;
  const { unseen = { sinceMs, energyWhByTariff: {} } } = draft;
  draft.unseen = { sinceMs: unseen.sinceMs, ...sumOf(unseen, counted) };
}

function sumOf(one: CountedEnergy, other: CountedEnergy): CountedEnergy {
  const { energyWhByRegister = one.energyWhByRegister, givenWh = one.givenWh } = other;
  return {
    energyWh: (one.energyWh ?? 0) + (other.energyWh ?? 0),
    ...(energyWhByRegister && {
      energyWhByRegister: sumOfNames(one.energyWhByRegister ?? {}, other.energyWhByRegister ?? {}),
    }),
    energyWhByTariff: sumOfNames(one.energyWhByTariff, other.energyWhByTariff),
    ...(givenWh !== undefined && { givenWh: (one.givenWh ?? 0) + (other.givenWh ?? 0) }),
  };
}

function sumOfNames(one: EnergyByName, other: EnergyByName): EnergyByName {
  const others = Object.entries(other);
  return others.length === 0 ? one : addByName(one, others);
}

/**
 * The day in a record, without what the fold keeps for itself. What has no period yet gets the one that its register is known
 * to count by now.
 * @param newest the chain of the meter's newest record
 */
export function dayOf(record: DayRecord, newest: IndexChain | undefined): Day {
  const { lastMinute, isWithoutRegisters, hour, chain, unnamed = {}, ...told } = record;
  const day: Day = { ...told, seenUntilMs: (lastMinute + 1) * MINUTE_MS };
  if (!newest) return day;
  return Object.entries(unnamed).reduce<Day>(
    (known, [identity, registers]) => withNames(known, registers, periodsOfMeter(identity, newest)),
    day,
  );
}

function withNames(day: Day, registers: EnergyByName, periods: PeriodOfRegister): Day {
  const unseenParts = Object.entries(day.unseen?.energyWhByRegister ?? {}).filter(([label]) => label in registers);
  return {
    ...day,
    energyWhByTariff: addByName(day.energyWhByTariff, named(Object.entries(registers), periods)),
    ...(day.unseen && {
      unseen: { ...day.unseen, energyWhByTariff: addByName(day.unseen.energyWhByTariff, named(unseenParts, periods)) },
    }),
  };
}

function named(parts: readonly (readonly [string, number])[], periods: PeriodOfRegister): [string, number][] {
  return parts.flatMap(([label, wh]): [string, number][] => {
    const period = periods[label];
    return period === undefined ? [] : [[period, wh]];
  });
}
