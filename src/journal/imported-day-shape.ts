import { CURVE_STEPS, type CurvePiece, type ImportedDay } from '../energy/imported-day.ts';

/** Standard mode has ten registers of the contract, and four of the grid operator. */
const MOST_REGISTERS = 32;
const MOST_CHARACTERS = 100;

/** The longest day, in minutes: the one on which winter time begins. */
const LONGEST_DAY = 1_500;
/** The last day of the year 9999. */
const MOST_DAY = 2_932_896;

/** Whether a value has the shape of a day as a file tells it: a disk may have changed what stands in the journal. */
export function isImportedDay(value: unknown): value is ImportedDay {
  if (!isObject(value)) return false;
  const { day, curve, givenCurve, energyWhByRegister, periodOfRegister } = value;
  const numbers = [value['energyWh'], value['givenWh'], value['greatestVA'], value['greatestAtMs']];
  return (
    isCount(day, MOST_DAY) &&
    [curve, givenCurve].every((pieces) => pieces === undefined || isCurve(pieces)) &&
    numbers.every((one) => one === undefined || Number.isFinite(one)) &&
    isByRegister(energyWhByRegister, Number.isFinite) &&
    isByRegister(periodOfRegister, isText)
  );
}

/** Pieces one after another within a day, so that they have three hundred steps at most. */
function isCurve(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  let endMinute = 0;
  for (const piece of value) {
    if (!isPiece(piece) || piece.fromMinute < endMinute) return false;
    endMinute = piece.fromMinute + piece.stepMinutes * piece.meanW.length;
    if (endMinute > LONGEST_DAY) return false;
  }
  return true;
}

function isPiece(value: unknown): value is CurvePiece {
  if (!isObject(value)) return false;
  const { fromMinute, stepMinutes, meanW } = value;
  return (
    isCount(fromMinute, LONGEST_DAY) &&
    CURVE_STEPS.some((step) => step === stepMinutes) &&
    Array.isArray(meanW) &&
    meanW.length > 0 &&
    meanW.every(Number.isFinite)
  );
}

function isByRegister(value: unknown, isSound: (one: unknown) => boolean): boolean {
  if (value === undefined) return true;
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= MOST_REGISTERS && entries.every(([label, one]) => isText(label) && isSound(one));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MOST_CHARACTERS;
}

function isCount(value: unknown, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

function isObject(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
