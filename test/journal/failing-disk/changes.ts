import { TROUBLE_KINDS } from '../../../src/trouble/shapes.ts';
import type { TroubleWords } from '../../../src/trouble/words.ts';

/** What the log of a journal says of the disk, by how the lines begin that say a trouble of it, and the one with which that is over. */
const STATES = [
  ['IN MEMORY', 'WRITTEN'],
  ['NOT COPIED', 'COPIED'],
] as const;
const [[IN_MEMORY, WRITTEN], [NOT_COPIED, COPIED]] = STATES;
const UNWRITTEN = 'UNWRITTEN';
/** Why a journal cannot be on disk. */
const DISK_KINDS = Object.keys(TROUBLE_KINDS.history).filter(
  (kind) => !['notCopied', 'losing', 'dropping'].includes(kind),
);

/** Checks that the log of a journal says each change of its disk, and each once. */
export interface Changes {
  /** Words in which the changes can be told. */
  words(words: TroubleWords): TroubleWords;
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
  /** What was said of each state since it began. */
  const lasting = new Map<string, ReadonlySet<string>>();
  let unwritten = 0;
  return {
    words: (words) => ({
      ...words,
      says: { ...words.says, history: { ...words.says.history, ...inMemory(), notCopied: () => saying(NOT_COPIED) } },
      over: { ...words.over, history: ({ kind }) => overOf(kind) },
      news: { ...words.news, 'history.unwritten': ({ count }) => `${UNWRITTEN} ${count}` },
    }),
    take(message) {
      for (const [begun, over] of STATES) {
        const said = lasting.get(begun);
        if (said?.has(message)) say(`it is said twice: ${message}`);
        if (message.startsWith(over) && !said) say(`it is said to be over, though it had not begun: ${message}`);
        if (message.startsWith(begun)) lasting.set(begun, new Set([...(said ?? []), message]));
        if (message.startsWith(over)) lasting.delete(begun);
      }
      if (message.startsWith(UNWRITTEN)) unwritten = Number(message.slice(UNWRITTEN.length));
    },
    checkInMemory(count) {
      if (count > 0 && !lasting.has(IN_MEMORY)) say(`${count} Readings stayed in memory, and nothing is said`);
    },
    checkClosed(count) {
      if (count !== unwritten) say(`${count} Readings were lost at the end, and ${unwritten} are said to be`);
      unwritten = 0;
      lasting.clear();
    },
    get lasting() {
      return [...lasting.keys()];
    },
  };
}

/** Each kind of trouble with the disk is said once, as long as the journal is in memory. */
function inMemory(): Partial<TroubleWords['says']['history']> {
  return Object.fromEntries(DISK_KINDS.map((kind) => [kind, () => saying(`${IN_MEMORY}: ${kind}`)]));
}

function saying(says: string) {
  return { says, cure: '' };
}

function overOf(kind: string): string {
  if (kind === 'notCopied') return COPIED;
  return DISK_KINDS.includes(kind) ? WRITTEN : '';
}
