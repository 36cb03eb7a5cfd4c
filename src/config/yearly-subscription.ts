/**
 * More euros a month than that are probably the price of a year: no regulated subscription comes near it, neither a month of the dearest nor a
 * year of the cheapest.
 */
const MOST_EUROS_A_MONTH = 80;

/** Whether a subscription, in euros a month, is probably that of a year. */
export function isProbablyYearly(euros: number): boolean {
  return euros > MOST_EUROS_A_MONTH;
}

/** What a yearly amount is a month, to the cent. */
export function twelfthOf(eurosAYear: number): number {
  return Math.round((eurosAYear / 12) * 100) / 100;
}
