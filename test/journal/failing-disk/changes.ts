import type { JournalOptions } from '../../../src/journal/journal.ts';

type JournalTexts = JournalOptions['texts'];

/** What the log of a journal says of the disk, by the line with which it begins and the one with which it is over. */
const STATES = [
  ['IN MEMORY', 'WRITTEN'],
  ['NOT COPIED', 'COPIED'],
] as const;
const UNWRITTEN = 'UNWRITTEN';

/** Checks that the log of a journal says each change of its disk, and each once. */
export interface Changes {
  /** Texts in which the changes can be told. */
  texts(texts: JournalTexts): JournalTexts;
  take(message: string): void;
  /** So many Readings stayed in memory after a commit. */
  checkInMemory(count: number): void;
  /** So many Readings were lost when the journal was closed. */
  checkClosed(count: number): void;
  /** What has begun and is not over. */
  readonly lasting: readonly string[];
}

/** @param say is called with what is wrong, in words */
export function createChanges(say: (line: string) => void): Changes {
  const lasting = new Set<string>();
  let unwritten = 0;
  return {
    texts: (texts) => ({
      ...texts,
      memoryOnly: (_path, why) => `IN MEMORY: ${why}`,
      written: (dropped) => `WRITTEN, without ${dropped}`,
      notCopied: (_folder, why) => `NOT COPIED: ${why}`,
      copied: 'COPIED',
      unwritten: (count) => `${UNWRITTEN} ${count}`,
    }),
    take(message) {
      for (const [begun, over] of STATES) {
        if (message.startsWith(begun) && lasting.has(begun)) say(`it is said twice: ${message}`);
        if (message.startsWith(over) && !lasting.has(begun))
          say(`it is said to be over, though it had not begun: ${message}`);
        if (message.startsWith(begun)) lasting.add(begun);
        if (message.startsWith(over)) lasting.delete(begun);
      }
      if (message.startsWith(UNWRITTEN)) unwritten = Number(message.slice(UNWRITTEN.length));
    },
    checkInMemory(count) {
      if (count > 0 && !lasting.has(STATES[0][0])) say(`${count} Readings stayed in memory, and nothing is said`);
    },
    checkClosed(count) {
      if (count !== unwritten) say(`${count} Readings were lost at the end, and ${unwritten} are said to be`);
      unwritten = 0;
      lasting.clear();
    },
    get lasting() {
      return [...lasting];
    },
  };
}
