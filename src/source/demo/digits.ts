/** A number as the TIC sends it: decimal, rounded, filled up with zeros on the left. */
export function digits(value: number, length: number): string {
  return String(Math.round(value)).padStart(length, '0');
}
