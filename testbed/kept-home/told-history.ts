import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { run } from '../../src/cli/run.ts';
import { type ContractMemory, contractMemoryIn, memoryNote } from '../../src/contract/contract-memory.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { RegisterLine } from '../../src/reading/periods.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { DAY_MS } from '../support/time.ts';

/** What `linky-tic history` tells of a journal, as its `--json` has it: what a later version must tell, too. */
export interface ToldHistory {
  readonly minutes: readonly ToldSpan[];
  readonly days: readonly ToldSpan[];
  readonly imports: readonly object[];
}

interface ToldSpan {
  readonly meter: string;
  /** In ms since 1970. */
  readonly from: number;
  readonly energyWh?: number;
}

/** What is known of a contract once and for all, of all that the journal keeps of it. */
export interface ToldContract extends Pick<ContractMemory, 'address' | 'news'> {
  /** The history of the registers. */
  readonly lines: readonly RegisterLine[];
}

/** @param stoppedAtMs when the home was stopped. That day is over when this is told, so that nothing of it depends on the present. */
export async function toldHistory(storage: string, stoppedAtMs: number): Promise<ToldHistory> {
  const clock = { ...systemClock, wall: () => stoppedAtMs + 4 * DAY_MS };
  const told = async (...args: string[]) =>
    (await printed(['history', ...args, '--storage', storage, '--json'], clock)).map((line) => JSON.parse(line));
  return {
    minutes: await told('--since', EVER, '--by', 'minute'),
    days: await told('--since', EVER, '--by', 'day'),
    imports: await told('import'),
  };
}

/** All Readings of the journal in line protocol, as a database gets them. */
export function historyLines(storage: string): Promise<readonly string[]> {
  return printed(['history', '--storage', storage, '--since', EVER, '--format', 'line'], systemClock);
}

export function toldContract(storage: string, meter: string): ToldContract {
  using journal = openReadOnlyJournal(join(storage, JOURNAL_FILE));
  const { address, news } = contractMemoryIn(journal.note(memoryNote(meter)));
  return { address, news, lines: journal.registerLines(meter) };
}

/** Before any meter was read. */
const EVER = '2020-01-01';

/** The lines that `linky-tic` prints, run within this process. */
async function printed(args: readonly string[], clock: Clock): Promise<readonly string[]> {
  const lines: string[] = [];
  const remarks: string[] = [];
  const terminal = {
    ...{ window: undefined, colours: false, print: (line: string) => void lines.push(line) },
    ...{ draw() {}, progress() {}, remark: (line: string) => void remarks.push(line) },
  };
  const code = await run(args, {
    ...{ terminal, language: 'en', texts: textsIn.en, env: {}, clock },
    ...{ random: Math.random, life: new AbortController().signal },
  });
  if (code !== 0) throw new Error(`linky-tic ${args.join(' ')} ended with ${code}: ${remarks.join('\n')}`);
  return lines;
}
