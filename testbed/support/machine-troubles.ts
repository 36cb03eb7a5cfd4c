import { textsFor } from '../../src/texts/texts.ts';
import type { UndatedTrouble } from '../../src/trouble/trouble.ts';
import { overText, said, type TroubleWords } from '../../src/trouble/words.ts';
import { HOUR_MS, MINUTE_MS } from './time.ts';

/**
 * What the plugin truthfully says on a machine that stands still, whatever the test does: its disk or a thread has not answered for a
 * minute, or a meter that wrote the time before the machine stood still was read after it.
 */
const OF_THE_MACHINE: readonly UndatedTrouble[] = [
  { part: 'writer', kind: 'stuck' },
  { part: 'writer', kind: 'stood' },
  { part: 'share', kind: 'stuck' },
  { part: 'share', kind: 'stood' },
  { part: 'clock', kind: 'behind', byMs: MINUTE_MS, waits: true },
  { part: 'clock', kind: 'behind', byMs: MINUTE_MS, waits: false },
];

/** For each of them, words of the line at its beginning and of the one at its end, in each language and as each program says them. */
const WORDS = (['en', 'fr'] as const)
  .flatMap((language) =>
    (['homebridge', 'options', 'config'] as const).map((host) => textsFor(language, host).troubles),
  )
  .flatMap((words) =>
    OF_THE_MACHINE.flatMap((trouble) => [beginningOf(trouble, words), overText(trouble, 0, {}, words)]),
  );

/** What stands before the first fact of its sentence, which is how far the clocks are apart. */
function beginningOf(trouble: UndatedTrouble, words: TroubleWords): string {
  const { says } = said(trouble, words);
  const other = said({ ...trouble, byMs: 5 * HOUR_MS } as UndatedTrouble, words).says;
  const differs = [...says].findIndex((character, at) => character !== other[at]);
  return differs < 0 ? says : says.slice(0, differs);
}

/**
 * The lines of a log that are not about the machine: those that a test may compare with what it expects. The line for the end of some
 * other troubles of a thread or a clock is the same, so it is left out, too.
 */
export function withoutMachineTroubles(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !WORDS.some((words) => line.includes(words)));
}
