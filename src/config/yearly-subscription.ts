/**
 * More euros a month than this are probably the price of a year: no regulated subscription comes near it, neither a month of the most
 * expensive nor a year of the cheapest.
 */
const MOST_EUROS_A_MONTH = 80;

/** Whether a subscription, in euros a month, is probably the price of a year. */
export function isProbablyYearly(euros: number): boolean {
  return euros > MOST_EUROS_A_MONTH;
}

/** A yearly amount per month, to the cent. */
export function twelfthOf(eurosAYear: number): number {
  return Math.round((eurosAYear / 12) * 100) / 100;
}
