/**
 * Half a cent less this many euros still counts as half a cent. Binary fractions miss most decimal amounts by some 1e-13 €, so
 * that 1.005 € would else become 1.00 €.
 */
const SLACK_EUROS = 1e-9;

/** Euros rounded to the cent, half a cent away from zero: how money is shown, and what JSON and CSV have. */
export function roundedEuros(euros: number): number {
  const cents = Math.floor((Math.abs(euros) + SLACK_EUROS) * 100 + 0.5);
  return cents === 0 ? 0 : (Math.sign(euros) * cents) / 100;
}
