const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const AGAIN = 60;

/** Labels that no specification names, and that are in each frame of a strange meter. */
export const COME_AGAIN: readonly string[] = Array.from({ length: AGAIN }, (_, nth) => `ZZ${lettersOf(nth)}`);

/** One of a row without an end, each of which comes once. */
export function comesOnce(nth: number): string {
  return `YY${lettersOf(nth)}`;
}

function lettersOf(number: number): string {
  const rest = Math.floor(number / LETTERS.length);
  return `${rest > 0 ? lettersOf(rest) : ''}${LETTERS[number % LETTERS.length]}`;
}
