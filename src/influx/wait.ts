import type { Trouble } from './answer.ts';

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * How long to wait before the next try, in ms: what the server asks for; otherwise 1 s doubling to 60 s, of which the
 * later half is left to chance; 60 s when only the user can help.
 * @param failures tries in a row that came to nothing, this one included
 */
export function waitAfter(trouble: Trouble, failures: number, random: () => number): number {
  switch (trouble.kind) {
    case 'unreachable':
    case 'busy':
      return trouble.retryInMs ?? Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS) * (1 - random() / 2);
    case 'misconfigured':
      return LONGEST_MS;
  }
}
