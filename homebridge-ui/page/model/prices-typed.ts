/**
 * Reads amounts as people copy them from a bill: with a comma or a point, with or without a unit, in euros or in cents, by
 * the month or by the year. Blanks do not count.
 */

/** What each way to write a unit of money is in euros. */
const EUROS: { readonly [written: string]: number } = {
  ...{ '': 1, '€': 1, eur: 1, euro: 1, euros: 1 },
  ...{ 'c€': 0.01, c: 0.01, ct: 0.01, cts: 0.01, 'cts€': 0.01, 'ct€': 0.01, '¢': 0.01 },
  ...{ cent: 0.01, cents: 0.01, centime: 0.01, centimes: 0.01 },
};
/** How many kWh each way to write a quantity of energy is. */
const KWH: { readonly [written: string]: number } = { '': 1, kwh: 1, mwh: 1000 };
/** How many months each way to write a length of time is. */
const MONTHS: { readonly [written: string]: number } = {
  ...{ '': 1, mois: 1, month: 1, an: 12, année: 12, year: 12 },
};

/** No kWh costs that many euros, so a number above it without a unit is in cents. */
const MOST_EUROS_A_KWH = 2;
/** The decimals that are kept: those of a tenth of a millionth. */
const DECIMALS = 7;

/** The euros a kWh that a text says, `21,42 c€` as well as `0.2142`; undefined when it is not understood. */
export function eurosAKWhIn(typed: string): number | undefined {
  const amount = amountIn(typed, KWH);
  if (amount === undefined) return undefined;
  const isCents = amount.unit === '' && amount.value > MOST_EUROS_A_KWH;
  return rounded(isCents ? amount.value / 100 : amount.value);
}

/** The euros a month that a text says, `190,32 € par an` as well as `15.86`; undefined when it is not understood. */
export function eurosAMonthIn(typed: string): number | undefined {
  const amount = amountIn(typed, MONTHS);
  return amount && rounded(amount.value);
}

interface Amount {
  /** Euros for one kWh, or for one month. */
  readonly value: number;
  /** The unit of money as it is written. */
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
