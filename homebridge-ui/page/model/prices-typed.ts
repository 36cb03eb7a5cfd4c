/**
 * Reads amounts as people copy them from a bill: with a comma or a point, with or without a unit, in euros or in cents, per month or per
 * year. Blanks are ignored.
 */

/** The value in euros of each spelling of a unit of money. */
const EUROS: { readonly [written: string]: number } = {
  ...{ '': 1, '€': 1, eur: 1, euro: 1, euros: 1 },
  ...{ 'c€': 0.01, c: 0.01, ct: 0.01, cts: 0.01, 'cts€': 0.01, 'ct€': 0.01, '¢': 0.01 },
  ...{ cent: 0.01, cents: 0.01, centime: 0.01, centimes: 0.01 },
};
/** The kWh of each spelling of a unit of energy. */
const KWH: { readonly [written: string]: number } = { '': 1, kwh: 1, mwh: 1000 };
/** The months of each spelling of a unit of time. */
const MONTHS: { readonly [written: string]: number } = {
  ...{ '': 1, mois: 1, month: 1, an: 12, année: 12, year: 12 },
};

/** No kWh costs this many euros, so a greater number without a unit is in cents. */
const MOST_EUROS_A_KWH = 2;
/** The decimals that are kept: down to a tenth of a millionth. */
const DECIMALS = 7;

/** The euros per kWh in a text: `21,42 c€` as well as `0.2142`; undefined if it is not understood. */
export function eurosAKWhIn(typed: string): number | undefined {
  const amount = amountIn(typed, KWH);
  if (amount === undefined) return undefined;
  const isCents = amount.unit === '' && amount.value > MOST_EUROS_A_KWH;
  return rounded(isCents ? amount.value / 100 : amount.value);
}

/** The euros per month in a text: `190,32 € par an` as well as `15.86`; undefined if it is not understood. */
export function eurosAMonthIn(typed: string): number | undefined {
  const amount = amountIn(typed, MONTHS);
  return amount && rounded(amount.value);
}

interface Amount {
  /** Euros per kWh, or per month. */
  readonly value: number;
  /** The unit of money as written. */
  readonly unit: string;
}

function amountIn(typed: string, pers: { readonly [written: string]: number }): Amount | undefined {
  const text = typed.toLowerCase().replace(/\s+|ttc/g, '');
  const parts = /^€?(\d+(?:[.,]\d*)?|[.,]\d+)([^\d/.,]*?)(?:(?:\/|par|per)([a-zé]+))?$/.exec(text);
  const [, digits = '', unit = '', per = ''] = parts ?? [];
  const [euros, count] = [EUROS[unit], pers[per]];
  if (!parts || euros === undefined || count === undefined) return undefined;
  return { value: (Number(digits.replace(',', '.')) * euros) / count, unit };
}

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS));
}
