import { CONTRACTS, type ContractKind, contractKind } from '../reading/periods.ts';
import type { PeriodPrice, Price } from './price.ts';

/**
 * The options of the regulated tariff (Tarif Bleu) whose prices are listed here. EJP is not, because its subscription is not published
 * anywhere.
 */
export type RegulatedOption = keyof typeof KVA;

/**
 * The source of prices. `edf`: EDF's own price sheet of that date. `publicTables`: several public tables that agree. `secondHand`: copied
 * from others, with several values that look odd.
 */
export type PriceSource = 'edf' | 'publicTables' | 'secondHand';

/** The regulated prices from a date on. */
export interface RegulatedPrice {
  readonly price: Price;
  readonly source: PriceSource;
}

/** The subscribed powers of each option, in kVA, in the order of the columns below. */
const KVA = {
  base: [3, 6, 9, 12, 15, 18, 24, 30, 36],
  offPeak: [6, 9, 12, 15, 18, 24, 30, 36],
  tempo: [6, 9, 12, 15, 18, 30, 36],
} as const satisfies { readonly [kind in ContractKind]?: readonly number[] };

/**
 * The prices of one date for homes, including taxes: subscriptions in euros per month by kVA, energy in cents per kWh by period, in the
 * order of `CONTRACTS`.
 */
type Sheet = { readonly from: string; readonly source: PriceSource } & {
  readonly [option in RegulatedOption]: {
    readonly subscriptions: readonly number[];
    readonly cents: readonly number[];
  };
} & {
  /** The price of energy for option Base from 9 kVA on, if it differs. */
  readonly centsFrom9KVA?: number;
};

/** Since February 2026 off-peak subscriptions cost the same as those of Base, which also has 3 kVA as its first column. */
const BASE_2026_02 = [12.03, 15.65, 19.56, 23.32, 26.84, 30.49, 38.24, 45.37, 52.54];
const BASE_2026_08 = [12.13, 15.86, 19.88, 23.76, 27.4, 31.14, 39.14, 46.47, 53.88];

/** The energy prices did not change from February to November 2024. */
const CENTS_2024 = {
  base: [25.16],
  offPeak: [27, 20.68],
  tempo: [12.96, 16.09, 14.86, 18.94, 15.68, 75.62],
};

/**
 * All sheets since 2023, oldest first. Prices usually change in February and August. In November 2024 only subscriptions changed; EDF's
 * sheet for that date was not found (30 and 36 kVA look wrong). For 9 kVA in February 2026 the table of the CRE is 1.18 € a year higher.
 */
const SHEETS: readonly Sheet[] = [
  {
    from: '2023-02-01',
    source: 'edf',
    base: { subscriptions: [9.13, 11.93, 14.86, 17.88, 20.85, 23.67, 29.82, 35.83, 41.71], cents: [20.62] },
    offPeak: { subscriptions: [12.35, 16.03, 19.34, 22.5, 25.58, 31.69, 37.68, 42.42], cents: [22.28, 16.15] },
    tempo: {
      subscriptions: [12.28, 15.33, 18.78, 21.27, 23.98, 36.06, 41.9],
      cents: [9.7, 12.49, 11.4, 15.08, 12.16, 67.12],
    },
  },
  {
    from: '2023-08-01',
    source: 'edf',
    base: { subscriptions: [9.47, 12.44, 15.63, 18.89, 21.92, 24.92, 31.6, 37.29, 44.66], cents: [22.76] },
    offPeak: { subscriptions: [12.85, 16.55, 19.97, 23.24, 26.48, 33.28, 39.46, 44.64], cents: [24.6, 18.28] },
    tempo: {
      subscriptions: [12.8, 16, 19.29, 22.3, 25.29, 38.13, 44.28],
      cents: [10.56, 13.69, 12.46, 16.54, 13.28, 73.24],
    },
  },
  {
    from: '2024-02-01',
    source: 'edf',
    base: {
      subscriptions: [9.63, 12.6, 15.79, 19.04, 22.07, 25.09, 31.76, 37.44, 44.82],
      cents: CENTS_2024.base,
    },
    offPeak: { subscriptions: [13.01, 16.7, 20.13, 23.4, 26.64, 33.44, 39.63, 44.79], cents: CENTS_2024.offPeak },
    tempo: { subscriptions: [12.96, 16.16, 19.44, 22.45, 25.44, 38.29, 44.42], cents: CENTS_2024.tempo },
  },
  {
    from: '2024-11-01',
    source: 'secondHand',
    base: {
      subscriptions: [9.69, 12.68, 15.89, 19.16, 22.07, 25.24, 31.96, 37.68, 44.43],
      cents: CENTS_2024.base,
    },
    offPeak: { subscriptions: [13.09, 16.7, 20.28, 23.57, 26.84, 33.7, 38.97, 45.08], cents: CENTS_2024.offPeak },
    tempo: { subscriptions: [13.03, 16.25, 19.56, 22.45, 25.6, 38.53, 44.71], cents: CENTS_2024.tempo },
  },
  {
    from: '2025-02-01',
    source: 'edf',
    base: { subscriptions: [10.41, 13.72, 17.27, 20.86, 24.2, 27.39, 34.68, 41.99, 48.39], cents: [20.16] },
    offPeak: { subscriptions: [14.04, 18.01, 21.69, 25.16, 28.74, 36.23, 41.96, 48.72], cents: [21.46, 16.96] },
    tempo: {
      subscriptions: [13.97, 17.45, 20.96, 24.23, 27.5, 41.27, 48.45],
      cents: [12.88, 15.52, 14.47, 17.92, 15.18, 65.86],
    },
  },
  {
    from: '2025-08-01',
    source: 'edf',
    base: { subscriptions: [11.73, 15.47, 19.39, 23.32, 27.06, 30.76, 38.79, 46.44, 54.29], cents: [19.52] },
    offPeak: { subscriptions: [15.74, 19.81, 23.76, 27.49, 31.34, 39.47, 47.02, 54.61], cents: [20.81, 16.35] },
    tempo: {
      subscriptions: [15.5, 19.49, 23.38, 27.01, 30.79, 46.31, 54.43],
      cents: [12.32, 14.94, 13.91, 17.3, 14.6, 64.68],
    },
  },
  {
    from: '2026-02-01',
    source: 'edf',
    base: { subscriptions: BASE_2026_02, cents: [19.4] },
    centsFrom9KVA: 19.27,
    offPeak: { subscriptions: BASE_2026_02.slice(1), cents: [20.65, 15.79] },
    tempo: {
      subscriptions: [15.59, 19.38, 23.07, 26.47, 30.04, 44.73, 52.42],
      cents: [13.25, 16.12, 14.99, 18.71, 15.75, 70.6],
    },
  },
  {
    from: '2026-08-01',
    source: 'publicTables',
    base: { subscriptions: BASE_2026_08, cents: [20.01] },
    centsFrom9KVA: 19.85,
    offPeak: { subscriptions: BASE_2026_08.slice(1), cents: [21.42, 15.89] },
    tempo: {
      subscriptions: [15.8, 19.7, 23.5, 27.01, 30.69, 45.82, 53.76],
      cents: [13.56, 16.54, 15.36, 19.21, 16.15, 72.95],
    },
  },
];

/** The date of the newest sheet, and its source. */
export function newestSheet(): { readonly from: string; readonly source: PriceSource } {
  const { from = '', source = 'publicTables' } = SHEETS.at(-1) ?? {};
  return { from, source };
}

/** How long a sheet is usually in force, in months. */
const SHEET_MONTHS = 6;

/**
 * Whether regulated prices have been in force for so long that newer ones are usually out.
 * @param from the date from which they apply, such as `2026-08-01`
 * @param today a date in the same format
 */
export function isOldSheet(from: string, today: string): boolean {
  const months = monthsOf(today) - monthsOf(from);
  return months > SHEET_MONTHS || (months === SHEET_MONTHS && today.slice(8) >= from.slice(8));
}

/** The months of a date since the year 0. */
function monthsOf(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
}

/** The date of the newest sheet from EDF itself. Later prices come from other sources. */
export const NEWEST_OF_EDF = SHEETS.findLast(({ source }) => source === 'edf')?.from;

/** The option that OPTARIF (02E §5.3) or NGTF names; undefined for contracts without regulated prices here. */
export function optionOf(contract: string): RegulatedOption | undefined {
  const kind = contractKind(contract);
  return kind !== undefined && isRegulated(kind) ? kind : undefined;
}

function isRegulated(kind: ContractKind): kind is RegulatedOption {
  return Object.hasOwn(KVA, kind);
}

/** The subscribed powers with which an option is offered, in kVA, ascending. */
export function regulatedKVA(option: RegulatedOption): readonly number[] {
  return KVA[option];
}

/** The regulated prices of an option at a subscribed power, oldest first; empty for a power with which it is not offered. */
export function regulatedPrices(option: RegulatedOption, kVA: number): readonly RegulatedPrice[] {
  const column = regulatedKVA(option).indexOf(kVA);
  return SHEETS.flatMap((sheet) => {
    const subscription = sheet[option].subscriptions[column];
    const { from, source } = sheet;
    return subscription === undefined
      ? []
      : { source, price: { from, subscription, periods: periodPrices(sheet, option, kVA) } };
  });
}

function periodPrices(sheet: Sheet, option: RegulatedOption, kVA: number): readonly PeriodPrice[] {
  const { centsFrom9KVA } = sheet;
  const cents = option === 'base' && kVA >= 9 && centsFrom9KVA !== undefined ? [centsFrom9KVA] : sheet[option].cents;
  // Hundredths of a cent are whole numbers, so this yields the number nearest to the decimal fraction.
  return CONTRACTS[option].periods.map((name, index) => ({
    name,
    price: Math.round((cents[index] ?? 0) * 100) / 10_000,
  }));
}
