import type { EnergyByName } from '../energy/day.ts';
import { CURVE_STEPS, type CurvePiece, type ImportedDay } from '../energy/imported-day.ts';
import type { NewImport } from '../journal/imports.ts';
import { anyOf, byKind, type Check, listOf, named, number, object, optional } from '../json-shape.ts';
import { beginningOfDay, dayOfDate } from '../paris-time.ts';
import type { PeriodOfRegister } from '../periods.ts';
import { printable } from '../printable.ts';
import type { StatusRequest } from './request.ts';

/*
 * Nothing in the journal may be other than this program itself would write, whoever asks for it. So each value of a request is
 * checked, and a request with a single wrong one is refused as a whole.
 */

const FIRST_DAY = dayOfDate('1990-01-01') ?? 0;
const LAST_DAY = dayOfDate('2100-12-31') ?? 0;
const MOST_DAYS = 4_000;
/** More than a house can draw, in W or VA. */
const MOST_POWER = 1_000_000;
const MOST_WH = 24 * MOST_POWER;
const MOST_STEPS = 300;
const MINUTE_MS = 60_000;
/** Twice what eleven years of five-minute steps have, drawn and given. */
export const MOST_REQUEST_BYTES = 16_000_000;
/**
 * The most lists, objects and quotes in the text of a request. Sixteen megabytes of `{},` would take far more memory than the
 * writer's thread has; three years of five-minute steps with a gap in every hour have a fifth of that.
 */
const MOST_MARKS = 1_000_000;

/** Parses what came over the status socket; undefined when it is no request, or when a value of it makes no sense. */
export function parseRequest(text: string): StatusRequest | undefined {
  const received = parseReceived(text);
  return received?.kind === 'unfit' ? undefined : received;
}

/** A request of which a value makes no sense, or makes sense to a later version only: its sender knows it by its name. */
export interface UnfitRequest {
  readonly kind: 'unfit';
  readonly request: string;
}

/** Like `parseRequest`, and gives the name of what cannot be taken, if it has one. */
export function parseReceived(text: string): StatusRequest | UnfitRequest | undefined {
  if (Buffer.byteLength(text) > MOST_REQUEST_BYTES || hasManyMarks(text)) return undefined;
  const value = orUndefined(() => JSON.parse(text));
  return orUndefined(() => statusRequest(value)) ?? orUndefined(() => unfitRequest(value));
}

function orUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function hasManyMarks(text: string): boolean {
  let marks = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE || code === BRACKET || code === BRACE) marks += 1;
  }
  return marks > MOST_MARKS;
}

const QUOTE = 0x22;
const BRACKET = 0x5b;
const BRACE = 0x7b;

/** A text that matches a pattern. */
function like(pattern: RegExp): Check<string> {
  return (value) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new TypeError('not such a text');
    return value;
  };
}

function between(least: number, most: number): Check<number> {
  return (value) => {
    const found = number(value);
    if (found < least || found > most) throw new RangeError('too small or too large');
    return found;
  };
}

function wholeBetween(least: number, most: number): Check<number> {
  const check = between(least, most);
  return (value) => {
    const found = check(value);
    if (!Number.isSafeInteger(found)) throw new TypeError('not a whole number');
    return found;
  };
}

/** A list of one to `most` values, which is never cut. */
function fullListOf<T>(check: Check<T>, most: number): Check<readonly T[]> {
  const list = listOf(check);
  return (value) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > most) throw new RangeError('too few or too many');
    return list(value);
  };
}

const REGISTER = /^EASF(?:0[1-9]|10)$/;

/** An object with a value for some registers. */
function byRegister<T>(check: Check<T>): Check<{ readonly [label: string]: T }> {
  const values = named(check);
  return (value) => {
    const found = values(value);
    if (!Object.keys(found).every((label) => REGISTER.test(label))) throw new TypeError('not a register');
    return found;
  };
}

/** The name of a tariff period, as it stands in a file. */
const periodName: Check<string> = (value) => {
  const found = like(/^.{1,100}$/)(value);
  if (printable(found) !== found) throw new TypeError('not a text that can be printed');
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
  energyWhByRegister: optional<EnergyByName>(byRegister(energyWh)),
  periodOfRegister: optional<PeriodOfRegister>(byRegister(periodName)),
  givenWh: optional(energyWh),
  greatestVA: optional(power),
  greatestAtMs: optional(wholeBetween(beginningOfDay(FIRST_DAY), beginningOfDay(LAST_DAY + 1))),
});

const importedDay: Check<ImportedDay> = (value) => {
  const day = dayOfFields(value);
  const minutes = (beginningOfDay(day.day + 1) - beginningOfDay(day.day)) / MINUTE_MS;
  for (const pieces of [day.curve, day.givenCurve]) requireOrder(pieces ?? [], minutes);
  return day;
};

/** The pieces of a day follow one another, and end with the day. @throws RangeError */
function requireOrder(pieces: readonly CurvePiece[], minutesOfDay: number): void {
  let end = 0;
  for (const { fromMinute, stepMinutes, meanW } of pieces) {
    if (fromMinute < end || fromMinute % 5 !== 0) throw new RangeError('a step is not where steps are');
    end = fromMinute + stepMinutes * meanW.length;
  }
  if (end > minutesOfDay) throw new RangeError('a step is after the day');
}

/** The days of an import, each later than the one before. */
const importedDays: Check<readonly ImportedDay[]> = (value) => {
  const days = fullListOf(importedDay, MOST_DAYS)(value);
  if (days.some(({ day }, at) => day <= (days[at - 1]?.day ?? 0))) throw new RangeError('the days are not in order');
  return days;
};

const slug = like(/^(?=.{1,200}$)[a-z0-9]+(?:-[a-z0-9]+)*$/);
/** By which the sender knows its request. */
const requestName = like(/^[\w-]{1,64}$/);

const newImport = object<NewImport>({
  meter: slug,
  kind: like(/^[A-Za-z]{1,40}$/),
  prm: optional(like(/^\d{14}$/)),
  days: importedDays,
});

const statusRequest = byKind<StatusRequest>({
  import: object({ kind: anyOf('import'), request: requestName, import: newImport }),
  undo: object({
    kind: anyOf('undo'),
    request: requestName,
    meter: slug,
    id: wholeBetween(0, Number.MAX_SAFE_INTEGER),
  }),
});

const withName = object<Pick<StatusRequest, 'request'>>({ request: requestName });

function unfitRequest(value: unknown): UnfitRequest {
  return { kind: 'unfit', ...withName(value) };
}
