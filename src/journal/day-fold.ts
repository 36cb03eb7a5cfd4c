import { parisDayOf } from '../paris-time.ts';
import type { CountedEnergy, Day, EnergyByName } from '../tariff/day.ts';
import { hourWith, isInHour, meanOfHour, type NightHour } from './base-load.ts';
import { followIndex, type Increment, type IndexChain, type Observed } from './index-chain.ts';
import { minuteOf } from './minute.ts';

/** A day of a meter, with what it takes to go on from its last frame. */
export interface DayRecord extends Day {
  /** The last of its minutes in which there was a reading. */
  readonly lastMinute: number;
  /** Some of its energy is known without its registers, so it has no energy by register. */
  readonly isWithoutRegisters?: true;
  readonly hour?: NightHour;
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

  function recordOf(day: number): DayRecord {
    if (present?.record.day === day) return present.record;
    const { chain: _, ...known } = changed.get(day)?.record ?? storedDay(day) ?? emptyDay(day);
    return { ...known, ...(present?.record.chain && { chain: present.record.chain }) };
  }

  return {
    get present() {
      return present;
    },
    changed,
    take(position, atMs, observed) {
      const day = parisDayOf(atMs);
      if (present?.record.hour && !isInHour(present.record.hour, atMs)) {
        present = { ...present, record: withoutHour(present.record) };
        changed.set(present.record.day, present);
      }
      present = { position, record: withObservation(recordOf(day), atMs, observed) };
      changed.set(day, present);
    },
    written() {
      changed.clear();
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

function withObservation(record: DayRecord, atMs: number, observed: Observed): DayRecord {
  const { chain, increment } = followIndex(record.chain, atMs, observed, record.energyWh ?? 0);
  const { contract = record.contract, subscribedVA = record.subscribedVA } = observed;
  const { hour: hourBefore, ...seen } = withSeenMinute(record, minuteOf(atMs));
  const hour = increment ? hourWith(hourBefore, atMs, observed.importedWh ?? 0) : hourBefore;
  return {
    ...withPower(increment ? withIncrement(seen, increment) : seen, atMs, observed.apparentPowerVA),
    ...(contract !== undefined && { contract }),
    ...(subscribedVA !== undefined && { subscribedVA }),
    ...(hour && { hour }),
    ...(chain && { chain }),
  };
}

/** A clock that was set back passes the same minutes again, which do not count twice. */
function withSeenMinute(record: DayRecord, minute: number): DayRecord {
  if (minute <= record.lastMinute) return record;
  return { ...record, seenMinutes: record.seenMinutes + 1, lastMinute: minute };
}

function withPower(record: DayRecord, atMs: number, powerVA: number | undefined): DayRecord {
  if (powerVA === undefined || powerVA <= (record.greatestVA ?? -1)) return record;
  return { ...record, greatestVA: powerVA, greatestAtMs: atMs };
}

function withIncrement(record: DayRecord, { sinceMs, ...counted }: Increment): DayRecord {
  const lacksRegisters = record.isWithoutRegisters || (counted.energyWh !== 0 && !counted.energyWhByRegister);
  const { energyWhByRegister, ...sum } = { ...record, ...sumOf(record, counted) };
  const isUnseen = parisDayOf(sinceMs) < record.day - 1;
  return {
    ...sum,
    ...(lacksRegisters ? { isWithoutRegisters: true as const } : energyWhByRegister && { energyWhByRegister }),
    ...(isUnseen && { unseen: { sinceMs, ...sumOf(record.unseen ?? { energyWhByTariff: {} }, counted) } }),
  };
}

function sumOf(one: CountedEnergy, other: CountedEnergy): CountedEnergy {
  const byRegister = [one.energyWhByRegister, other.energyWhByRegister].filter((part) => part !== undefined);
  const given = [one.givenWh, other.givenWh].filter((part) => part !== undefined);
  return {
    energyWh: (one.energyWh ?? 0) + (other.energyWh ?? 0),
    ...(byRegister.length > 0 && { energyWhByRegister: byRegister.reduce(sumByName) }),
    energyWhByTariff: sumByName(one.energyWhByTariff, other.energyWhByTariff),
    ...(given.length > 0 && { givenWh: given.reduce((sum, wh) => sum + wh) }),
  };
}

function sumByName(one: EnergyByName, other: EnergyByName): EnergyByName {
  const names = Object.keys(other);
  if (names.length === 0) return one;
  const all = { ...one };
  for (const name of names) all[name] = (all[name] ?? 0) + (other[name] ?? 0);
  return all;
}

/** What the fold keeps for itself is not part of the day. */
export function dayOf({ lastMinute: _, isWithoutRegisters, hour, chain, ...day }: DayRecord): Day {
  return day;
}
