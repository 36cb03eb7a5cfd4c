import { flushCompileCache } from 'node:module';
import { type Journal, openJournal } from '../../src/journal/journal.ts';
import { OVERHEAD_BYTES } from '../../src/journal/size-limit.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { troublesIn } from '../../testbed/support/troubles.ts';

const { en } = textsIn;

/** Prints a line. */
export const say = (text: string) => void process.stdout.write(`${text}\n`);

/** Opens a journal in a process of its own, which prints the lines of its log and has the machine's clocks. */
export function openPrintingJournal(path: string): Journal {
  // A process that is killed would not write what it has compiled, and the next one would compile all of it again.
  flushCompileCache();
  return openJournal({
    path,
    config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 256 },
    overheadBytes: OVERHEAD_BYTES,
    mirrored: true,
    reports: troublesIn({ debug() {}, info: say, warn: say, error: say }),
    texts: en.journal,
    now: () => performance.now(),
    wall: () => Date.now(),
    builtAtMs: 0,
  });
}
