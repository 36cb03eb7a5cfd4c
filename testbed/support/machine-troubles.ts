import { textsFor } from '../../src/texts/texts.ts';
import type { UndatedTrouble } from '../../src/trouble.ts';
import { overText, said } from '../../src/trouble-words.ts';

/**
 * What the plugin truthfully says on a machine that stands still, whatever the test does: its disk or a thread has not answered for a
 * minute, or a meter that wrote the time before the machine stood still was read after it.
 */
const OF_THE_MACHINE: readonly UndatedTrouble[] = [
  { part: 'writer', kind: 'stuck' },
  { part: 'writer', kind: 'stood' },
  { part: 'share', kind: 'stuck' },
  { part: 'share', kind: 'stood' },
  { part: 'clock', kind: 'behind', byMs: 0, waits: true },
  { part: 'clock', kind: 'behind', byMs: 0, waits: false },
];

/** For each of them, words of the line at its beginning and of the one at its end, in each language and as each program says them. */
const WORDS = (['en', 'fr'] as const)
  .flatMap((language) =>
    (['homebridge', 'options', 'config'] as const).map((host) => textsFor(language, host).troubles),
  )
  .flatMap((words) =>
    OF_THE_MACHINE.flatMap((trouble) => {
      const { says, cure } = said(trouble, words);
      // How far the clocks are apart stands in the sentence about them, and what to do about it is said of nothing else.
      return [trouble.part === 'clock' ? cure : says, overText(trouble, 0, {}, words)];
    }),
  );

/** The lines of a log that are not about the machine: those that a test may compare with what it expects. */
export function withoutMachineTroubles(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !WORDS.some((words) => line.includes(words)));
}
