import type { KnownStep } from '../../testbed/history-files/known-house.ts';
import { dateInParis, minutesAhead } from '../../testbed/history-files/paris-clock.ts';
import { datesFromTo, daysInMonth } from '../money/bill/independent/civil-calendar.ts';
import { dayOfMonthlyPrice, type Exact, energyPrice, printed } from '../money/bill/independent/exact-euros.ts';

/** What a supplier charges from a date on, as decimals that a bill prints. */
export interface HoursTariff {
  readonly from: string;
  readonly subscription: string;
  readonly given?: string;
  readonly periods: readonly PeriodTariff[];
}

interface PeriodTariff {
  readonly name: string;
  readonly price: string;
  /** As the settings have them: `22:30-06:30,12:00-14:00`. The period without hours has the rest of the day. */
  readonly hours?: string;
}

/** Energy in W · minutes, of which sixty are a Wh: so nothing is ever rounded. */
export interface DayEnergy {
  readonly drawn: Map<string, bigint>;
  given: bigint;
}

/** The energy of each date by the periods of the price that holds on it. */
export type EnergyByDate = ReadonlyMap<string, DayEnergy>;

/** A month as a bill has it. */
export interface MonthBill {
  readonly date: string;
  readonly wh: number;
  readonly whByPeriod: { readonly [period: string]: number };
  readonly givenWh: number;
  readonly euros: string;
  readonly subscription: string;
  readonly eurosByPeriod: { readonly [period: string]: string };
  readonly givenEuros: string;
}

const MINUTES = 60n;

/** Splits curves by the hours of the periods, minute by minute, as clocks in Paris show them. */
export function energyByHours(
  drawn: readonly KnownStep[],
  given: readonly KnownStep[],
  tariffs: readonly HoursTariff[],
): EnergyByDate {
  const dates = new Map<string, DayEnergy>();
  for (const { fromMs, minutes, meanW } of drawn) {
    const date = dateInParis(fromMs);
    const { periods } = tariffOn(date, tariffs);
    const firstMinute = fromMs / 60_000 + minutesAhead(fromMs);
    // No step of these curves goes over a change of the clocks.
    for (let nth = 0; nth < minutes; nth += 1) {
      addTo(dayOf(dates, date).drawn, periodAt((firstMinute + nth) % 1_440, periods), BigInt(meanW));
    }
  }
  for (const { fromMs, minutes, meanW } of given) dayOf(dates, dateInParis(fromMs)).given += BigInt(meanW * minutes);
  return dates;
}

/** The bill of each month, with each date from the first to the last. */
export function monthBills(energy: EnergyByDate, tariffs: readonly HoursTariff[]): readonly MonthBill[] {
  const known = [...energy.keys()].toSorted();
  const dates = datesFromTo(known[0] as string, known.at(-1) as string);
  return [...Map.groupBy(dates, (date) => date.slice(0, 7))].map(([month, inMonth]) =>
    monthBill(month, inMonth, energy, tariffs),
  );
}

function monthBill(
  month: string,
  dates: readonly string[],
  energy: EnergyByDate,
  tariffs: readonly HoursTariff[],
): MonthBill {
  const wattMinutes = new Map<string, bigint>();
  const costs = new Map<string, Exact>();
  let [subscription, given, givenCost] = [0n, 0n, 0n];
  for (const date of dates) {
    const tariff = tariffOn(date, tariffs);
    const day = energy.get(date);
    subscription += MINUTES * dayOfMonthlyPrice(tariff.subscription, daysInMonth(date));
    for (const [name, amount] of day?.drawn ?? []) {
      addTo(wattMinutes, name, amount);
      addTo(costs, name, energyPrice(amount, priceOf(name, tariff)));
    }
    given += day?.given ?? 0n;
    givenCost += energyPrice(day?.given ?? 0n, tariff.given ?? '0');
  }
  return {
    date: month,
    wh: inWh(sumOf(wattMinutes.values())),
    whByPeriod: Object.fromEntries([...wattMinutes].map(([name, amount]) => [name, inWh(amount)])),
    givenWh: inWh(given),
    euros: inEuros(subscription + sumOf(costs.values())),
    subscription: inEuros(subscription),
    eurosByPeriod: Object.fromEntries([...costs].map(([name, cost]) => [name, inEuros(cost)])),
    givenEuros: inEuros(givenCost),
  };
}

/** The prices as a household types them into the settings. */
export function typedPrices(tariffs: readonly HoursTariff[]): readonly object[] {
  return tariffs.map(({ from, subscription, given, periods }) => ({
    from,
    subscription: Number(subscription),
    ...(given !== undefined && { given: Number(given) }),
    periods: periods.map(({ name, price, hours }) => ({
      name,
      price: Number(price),
      hours,
    })),
  }));
}

function tariffOn(date: string, tariffs: readonly HoursTariff[]): HoursTariff {
  return tariffs.findLast(({ from }) => from <= date) as HoursTariff;
}

function priceOf(name: string, { periods }: HoursTariff): string {
  return periods.find((period) => period.name === name)?.price ?? '';
}

/** @param minute since midnight, as the clock shows it */
function periodAt(minute: number, periods: readonly PeriodTariff[]): string {
  const inHours = periods.find(({ hours = '' }) =>
    hours.split(',').some((window) => window !== '' && isWithin(minute, window)),
  );
  return (inHours ?? periods.find(({ hours }) => hours === undefined))?.name ?? '';
}

function isWithin(minute: number, window: string): boolean {
  const [from = 0, to = 0] = window.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

function dayOf(dates: Map<string, DayEnergy>, date: string): DayEnergy {
  const day = dates.get(date) ?? { drawn: new Map(), given: 0n };
  dates.set(date, day);
  return day;
}

function addTo(sums: Map<string, bigint>, name: string, amount: bigint): void {
  sums.set(name, (sums.get(name) ?? 0n) + amount);
}

function sumOf(amounts: Iterable<bigint>): bigint {
  return [...amounts].reduce((sum, amount) => sum + amount, 0n);
}

function inWh(wattMinutes: bigint): number {
  return Number(wattMinutes) / 60;
}

/** Rounded half up: what is cut off by the division is less than any rounding sees. */
function inEuros(sixtieths: Exact): string {
  return printed(sixtieths / MINUTES);
}
