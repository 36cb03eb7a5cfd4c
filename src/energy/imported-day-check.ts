import {
  anyOf,
  between,
  type Check,
  fullListOf,
  like,
  named,
  object,
  optional,
  wholeBetween,
} from '../base/json-shape.ts';
import { beginningOfDay, dayOfDate } from '../base/paris-time.ts';
import { isContractRegister, periodNameFault } from '../reading/periods.ts';
import type { StandardRegister } from '../reading/reading.ts';
import { minutesOfDay } from './curve-parts.ts';
import { CURVE_STEPS, type CurvePiece, type ImportedDay } from './imported-day.ts';

const FIRST_DAY = dayOfDate('1990-01-01') ?? 0;
const LAST_DAY = dayOfDate('2100-12-31') ?? 0;
/** More than a house can draw, in W or VA. */
const MOST_POWER = 1_000_000;
const MOST_WH = 24 * MOST_POWER;
/** The five-minute steps of the longest day. */
const MOST_STEPS = 300;

/** An object with values for some registers. */
function byRegister<T>(check: Check<T>): Check<{ readonly [label in StandardRegister]?: T }> {
  const values = named(check);
  return (value) => {
    const found = values(value);
    if (!Object.keys(found).every((label) => isContractRegister(label, 'standard')))
      throw new TypeError('not a register');
    return found;
  };
}

/** The name of a tariff period, as written in a file. */
const periodName: Check<string> = (value) => {
  const found = like(/./)(value);
  const fault = periodNameFault(found);
  if (fault) throw new RangeError(fault);
  return found;
};

const power = between(0, MOST_POWER);
const energyWh = between(0, MOST_WH);

const piece = object<CurvePiece>({
  fromMinute: wholeBetween(0, 25 * 60 - 1),
  stepMinutes: anyOf(...CURVE_STEPS),
  meanW: fullListOf(power, MOST_STEPS),
});
const curve = fullListOf(piece, MOST_STEPS);

const dayOfFields = object<ImportedDay>({
  day: wholeBetween(FIRST_DAY, LAST_DAY),
  curve: optional(curve),
  givenCurve: optional(curve),
  energyWh: optional(energyWh),
  energyWhByRegister: optional(byRegister(energyWh)),
  periodOfRegister: optional(byRegister(periodName)),
  givenWh: optional(energyWh),
  greatestVA: optional(power),
  greatestAtMs: optional(wholeBetween(beginningOfDay(FIRST_DAY), beginningOfDay(LAST_DAY + 1))),
});

/** Checks an imported day that comes from another process or from disk, where it may have been altered. */
export const importedDay: Check<ImportedDay> = (value) => {
  const day = dayOfFields(value);
  for (const pieces of [day.curve, day.givenCurve]) requireOrder(pieces ?? [], minutesOfDay(day.day));
  return day;
};

/** Requires that the pieces of a day do not overlap, are in order, and end within the day. @throws RangeError */
function requireOrder(pieces: readonly CurvePiece[], minutes: number): void {
  let end = 0;
  for (const { fromMinute, stepMinutes, meanW } of pieces) {
    if (fromMinute < end || fromMinute % 5 !== 0) throw new RangeError('a step is not where steps are');
    end = fromMinute + stepMinutes * meanW.length;
  }
  if (end > minutes) throw new RangeError('a step is after the day');
}
