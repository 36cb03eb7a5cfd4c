/**
 * An amount this little below half a cent still counts as half a cent. Binary fractions miss most decimal amounts by about 1e-13 €, so
 * 1.005 € would otherwise become 1.00 €.
 */
const SLACK_EUROS = 1e-9;

/** Euros rounded to the cent, half a cent away from zero: for display, JSON and CSV. */
export function roundedEuros(euros: number): number {
  const cents = Math.floor((Math.abs(euros) + SLACK_EUROS) * 100 + 0.5);
  return cents === 0 ? 0 : (Math.sign(euros) * cents) / 100;
}
