import { MINUTE_MS } from '../base/paris-time.ts';
import type { ByRegister, Reading } from '../reading/reading.ts';
import type { CountedEnergy, Gap, ToldOfMeter } from './energy.ts';
import type { Increment } from './index-chain.ts';
import { type Minute, type MinuteSums, minuteOf } from './minute.ts';
import { sumOfCounted } from './watt-hours.ts';

/** The running sums of one direction (import or export). */
export interface SumsCount {
  count: number;
  sumVA?: number;
  leastVA?: number;
  greatestVA?: number;
  wh?: number;
  indexWh?: number;
}

/** A minute of a meter while it is counted. The sums for import are its own fields. */
export interface MinuteCount extends SumsCount {
  readonly minute: number;
  registers: ByRegister;
  given?: SumsCount;
  gap?: Gap;
  told?: ToldOfMeter;
  /** When its last frame with an index came, in milliseconds since 1970. */
  untilMs?: number;
}

export function emptyMinute(minute: number): MinuteCount {
  return { minute, count: 0, registers: {} };
}

/**
 * Adds a Reading to its minute. If the clock was set back, this may be a minute that was already complete.
 * @param increment how much the indexes advanced since the previous frame
 */
export function addReading(
  minute: MinuteCount,
  { apparentPowerVA, importedWh, injectedPowerVA, exportedWh }: Reading,
  increment: Increment | undefined,
): void {
  addPower(minute, apparentPowerVA);
  if ((injectedPowerVA ?? exportedWh) !== undefined) {
    minute.given ??= { count: 0 };
    addPower(minute.given, injectedPowerVA);
  }
  if (!increment) return;
  if (importedWh !== undefined) minute.indexWh = importedWh;
  if (minute.given && exportedWh !== undefined) minute.given.indexWh = exportedWh;
  const { sinceMs, ...counted } = increment;
  if (minute.minute - minuteOf(sinceMs) > 1) {
    minute.gap = { sinceMs: minute.gap?.sinceMs ?? sinceMs, ...sumOfCounted([minute.gap ?? {}, counted]) };
    addCounted(minute, { energyWh: 0, ...(counted.givenWh !== undefined && { givenWh: 0 }) });
  } else addCounted(minute, counted);
}

function addPower(sums: SumsCount, va: number | undefined): void {
  if (va === undefined) return;
  sums.count += 1;
  sums.sumVA = (sums.sumVA ?? 0) + va;
  sums.leastVA = Math.min(sums.leastVA ?? va, va);
  sums.greatestVA = Math.max(sums.greatestVA ?? va, va);
}

function addCounted(minute: MinuteCount, counted: CountedEnergy): void {
  const { energyWh, energyWhByRegister } = sumOfCounted([{ energyWhByRegister: minute.registers }, counted]);
  minute.wh = (minute.wh ?? 0) + (energyWh ?? 0);
  minute.registers = energyWhByRegister ?? {};
  if (minute.given && counted.givenWh !== undefined) minute.given.wh = (minute.given.wh ?? 0) + counted.givenWh;
}

/** Converts a counted minute to the form in which minutes are read. */
export function minuteFrom({ minute, registers, given, gap, told, untilMs: _, ...drawn }: MinuteCount): Minute {
  return {
    atMs: minute * MINUTE_MS,
    ...sumsFrom(drawn),
    importedWh: drawn.indexWh,
    ...(Object.keys(registers).length > 0 && { energyWhByRegister: registers }),
    given: given && { ...sumsFrom(given), exportedWh: given.indexWh },
    gap,
    told,
  };
}

function sumsFrom({ count, sumVA, leastVA, greatestVA, wh }: SumsCount): MinuteSums {
  return {
    count,
    meanVA: sumVA && sumVA / count,
    leastVA,
    greatestVA,
    energyWh: wh,
  };
}
