/** All but the last four digits of the number of a supply point. */
const HIDDEN = /(?<!\d)\d{10}(?=\d{4}(?!\d))/g;

/**
 * A text without the numbers of supply points (PRM), each of which leaves its last four digits: `…1234`. What is on a screen may be
 * shown to others, and the files of Enedis have the number in their names, too.
 */
export function withoutPrm(text: string): string {
  return text.replace(HIDDEN, '…');
}
