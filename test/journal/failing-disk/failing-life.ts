import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../../../src/base/log.ts';
import { parisDayOf } from '../../../src/base/paris-time.ts';
import { copyFolderOf, JOURNAL_FILE } from '../../../src/base/plugin-names.ts';
import { deleteDatabase } from '../../../src/journal/files.ts';
import type { ImportOrder } from '../../../src/journal/imports.ts';
import { openReadOnlyJournal } from '../../../src/journal/read-only-journal.ts';
import { writeImport } from '../../../src/journal/write-import.ts';
import { callsCounted, type FailingCall, failCall, mendDisk } from '../../../testbed/disk-calls/control.ts';
import { listLog } from '../../../testbed/support/log.ts';
import { HOUR_MS } from '../../../testbed/support/time.ts';
import { importsIn } from '../made-up-imports.ts';
import { accountOf } from '../power-cut/account.ts';
import { brokenBy } from '../power-cut/invariants.ts';
import { BESIDE, fileOf, type Living } from '../power-cut/lives.ts';
import { COMMITTED, METER, type NumberedJournal, openNumbered, timeOf, words } from '../power-cut/numbered-readings.ts';
import { filesBelow, observe } from '../power-cut/observed.ts';
import type { Promised } from '../power-cut/promises.ts';
import { createChanges } from './changes.ts';

/** A life in which a call fails, and when the disk is back after that: before the next closing, or after the life. */
export interface Failing {
  readonly call: FailingCall;
  readonly back: 'before closing' | 'afterwards';
}

type Outcome = ReturnType<typeof writeImport>;
type CarryOut = (order: ImportOrder) => Outcome;

/** So many commits may pass, once the disk is back, before all is there. */
const COMMITS_AFTERWARDS = 2;

/** SQLite waits that long once where the disk fails just while a log without a sound frame is opened. */
const MOST_WAITED_MS = 11_000;

/** What came of it. */
export interface FailedLife {
  /** How many calls could have failed, and how many did. */
  readonly calls: number;
  readonly failed: number;
  /** What broke what has to hold, in words. */
  readonly says: readonly string[];
}

/**
 * Lives a life in an empty folder, in which a call fails after its begin; mends the disk, and looks whether all is there that was
 * promised.
 */
export function liveFailing(folder: string, live: (life: Living) => void, { call, back }: Failing): FailedLife {
  const path = join(folder, JOURNAL_FILE);
  const says: string[] = [];
  const markers: string[] = [];
  const changes = createChanges((line) => says.push(line));
  let numbered: NumberedJournal | undefined;
  /** The numbers of the Reading at position 0, and of the next one. */
  let [first, next] = [0, 0];
  /** After a closing, how many of the last Readings are said to be lost; they may be there, where only the answer of the disk was. */
  let unsure = 0;
  let delivered = 0;
  /** Whether a journal was closed while the disk failed. Whatever that has done without an answer could not be said. */
  let isEndedBlind = false;
  let count: Pick<FailedLife, 'calls' | 'failed'> | undefined;
  /** What was answered as failed. */
  let toRepeat: (() => void)[] = [];

  const promise = (one: Promised) => void markers.push(JSON.stringify(one));
  const keep = (level: string) => (message: string) => {
    changes.take(message);
    promise({ kind: 'said', line: `${level} ${message}` });
  };
  const log: Log = { debug: () => {}, info: keep('info'), warn: keep('warn'), error: keep('error') };

  function opened(): NumberedJournal {
    if (!numbered) throw new Error('the journal is not open');
    return numbered;
  }

  function open(maxMegabytes = 4): void {
    const config = { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes };
    numbered = openNumbered(path, log, { config, words: changes.words(words) }, () => {
      next += 1;
      return next - 1;
    });
    const { end } = numbered.journal;
    if (unsure > 0) {
      const least = next - first;
      if (end < least || end > least + unsure) says.push(`${end} Readings, not ${least} to ${least + unsure}`);
      next = first + end;
    }
    unsure = 0;
  }

  function commit(count: number, isLarge = false): void {
    const { journal, take } = opened();
    take(count, isLarge);
    delivered = Math.max(delivered, Math.floor(journal.end / 3));
    journal.setDelivered(delivered);
    journal.setNote(COMMITTED, String(next - first));
    journal.commit();
    changes.checkInMemory(journal.inMemory);
    const newest = journal.read(Math.max(0, journal.end - 1), 1).at(-1)?.reading.apparentPowerVA;
    // Whatever is on a disk that fails cannot be read at that time.
    if (newest !== next - 1 && journal.inMemory > 0) says.push(`the newest Reading is ${newest}, not ${next - 1}`);
  }

  /** Imports a file; if that is answered as failed it is done again once the disk is back. */
  function importFile(file: number, carryOut: CarryOut): number {
    const order = { kind: 'import', import: fileOf(file) } as const;
    const take = (outcome: Outcome): number | undefined => {
      if (outcome.kind === 'failed') return undefined;
      if (outcome.kind !== 'imported' && outcome.kind !== 'known') {
        says.push(`file ${file} is answered as ${JSON.stringify(outcome)}`);
        return undefined;
      }
      promise({ kind: 'importing', file });
      promise({ kind: 'imported', file, id: outcome.record.id });
      return outcome.record.id;
    };
    const id = take(carryOut(order));
    if (id === undefined) toRepeat.push(() => void take(inJournal(order)));
    return id ?? 0;
  }

  function undo(id: number, carryOut: CarryOut): void {
    if (id === 0) return;
    const order = { kind: 'undo', meter: METER, id } as const;
    const take = ({ kind }: Outcome, expected: readonly Outcome['kind'][]): void => {
      if (!expected.includes(kind)) says.push(`to undo ${id} is answered as ${kind}`);
      if (kind === 'failed') return void toRepeat.push(() => take(inJournal(order), ['undone', 'noSuchImport']));
      promise({ kind: 'undoing', id });
      promise({ kind: 'undone', id });
    };
    take(carryOut(order), ['undone', 'failed']);
  }

  function inJournal(order: ImportOrder): Outcome {
    const { journal } = opened();
    return order.kind === 'import' ? journal.addImport(order.import) : journal.undoImport(order.meter, order.id);
  }

  function beside(order: ImportOrder): Outcome {
    return writeImport(path, order, BESIDE);
  }

  function close(): void {
    if (back === 'before closing' && callsCounted().failed > 0) recover();
    const { journal } = opened();
    journal.close();
    numbered = undefined;
    unsure = journal.inMemory;
    isEndedBlind ||= changes.lasting.length > 0;
    changes.checkClosed(unsure);
    next -= unsure;
    // Which of them are there is only known once the disk is back.
    if (unsure > 0) mend();
  }

  function mend(): void {
    count ??= callsCounted();
    mendDisk();
  }

  /** The disk is back while a journal is open. */
  function recover(): void {
    mend();
    for (let nth = 0; nth < COMMITS_AFTERWARDS; nth += 1) commit(1);
    const { journal, pass } = opened();
    if (journal.inMemory > 0) says.push(`${journal.inMemory} Readings stay in memory`);
    const failedBefore = toRepeat;
    toRepeat = [];
    for (const repeat of failedBefore) repeat();
    if (toRepeat.length > 0) says.push('what failed before fails again');
    commit(1);
    pass(HOUR_MS);
    journal.commit();
    says.push(...changes.lasting.map((one) => `it is not said that this is over: ${one}`), ...lackedByCopy());
    promise(committed(Math.max(delivered, journal.delivered)));
  }

  function committed(upTo: number): Promised {
    return { kind: 'committed', end: next - first, delivered: upTo, rest: { begin: 0, isRepaired: false } };
  }

  /** What is not there any more when the database is lost. */
  function lackedByCopy(): readonly string[] {
    const other = join(folder, 'without');
    mkdirSync(other);
    const otherPath = join(other, JOURNAL_FILE);
    if (existsSync(copyFolderOf(path))) cpSync(copyFolderOf(path), copyFolderOf(otherPath), { recursive: true });
    openNumbered(otherPath, listLog().log).journal.close();
    const [kept, found] = [path, otherPath].map(keptIn);
    rmSync(other, { recursive: true });
    return isDeepStrictEqual(kept, found)
      ? []
      : [`the second copy has ${JSON.stringify(found)}, not ${JSON.stringify(kept)}`];
  }

  function keptIn(journalPath: string) {
    using reader = openReadOnlyJournal(journalPath);
    return { days: reader.days(METER, 0, parisDayOf(timeOf(next - 1)) - 1), imports: importsIn(journalPath, METER) };
  }

  const [openBefore, { waitedMs: before }] = [openDescriptors(), callsCounted()];
  live({
    path,
    promise(one) {
      promise(one);
      if (one.kind === 'damaged' && one.at.isWhole) [first, next, delivered] = [0, 0, 0];
    },
    begin: () => failCall(call),
    open,
    commit,
    readAll: () => void opened().journal.read(0, 1e6),
    importFile: (file) => importFile(file, inJournal),
    undo: (id) => undo(id, inJournal),
    importBeside: (file) => importFile(file, beside),
    undoBeside: (id) => undo(id, beside),
    close,
    lose() {
      deleteDatabase(path);
      promise(committed(delivered));
      promise({ kind: 'lost' });
      [first, delivered] = [next, 0];
    },
  });
  mend();
  open();
  recover();
  close();
  if (openDescriptors() > openBefore) says.push(`${openDescriptors() - openBefore} files stay open`);
  const waitedMs = callsCounted().waitedMs - before;
  if (waitedMs > MOST_WAITED_MS) says.push(`SQLite waits for ${waitedMs} ms`);
  const whole = accountOf(markers);
  const account = { ...whole, isAtWork: whole.isAtWork || isEndedBlind };
  const observed = observe({ files: filesBelow(folder) }, join(folder, 'after'), account);
  says.push(...brokenBy({ account, observed }));
  return { calls: 0, failed: 0, ...count, says };
}

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
