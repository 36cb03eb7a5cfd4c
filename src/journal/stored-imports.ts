import type { DatabaseSync } from 'node:sqlite';
import { unlessDamaged } from './disk-trouble.ts';
import { bodyOf, digestOf, type ImportOutcome, type ImportRecord, type NewImport, recordIn } from './imports.ts';
import { type CopyFiles, filesNamed } from './second-copy-files.ts';
import { importName } from './second-copy-lines.ts';
import { leaveCopyBehind } from './second-copy-note.ts';
import { transact } from './sqlite.ts';

/** More files than a household has. The limit prevents endless imports from filling the disk. */
const MOST_IMPORTS = 500;
/** A long body has its own pages in the database, so it takes up to twice its length. */
const BYTES_A_CHARACTER = 2;

/** The imports in a database. Each method does all of its work or none, whenever the process is killed. It may throw what SQLite throws. */
export interface StoredImports {
  /**
   * Keeps the content of a file, unless the meter has an import of the same days.
   * @param given only days that pass `energy/imported-day-check.ts`; others would be left out on reading
   * @param atMs the wall time
   */
  addImport(given: NewImport, atMs: number): ImportOutcome;
  /** Deletes what an import of a meter added, and nothing else. */
  undoImport(meter: string, id: number): ImportOutcome;
}

/**
 * @param mostBytes how much of the database the imports may take in total
 * @param copy the files of the second copy
 */
export function createStoredImports(
  db: DatabaseSync,
  mostBytes: number,
  copy: Pick<CopyFiles, 'names' | 'delete'>,
): StoredImports {
  return {
    addImport(given, atMs) {
      const characters = given.days.reduce((sum, day) => sum + bodyOf(day).length, 0);
      const fresh = { given, atMs, bytes: BYTES_A_CHARACTER * characters, digest: digestOf(given.days) };
      return transact(db, () => refusal(fresh) ?? { kind: 'imported', record: insert(fresh) });
    },
    undoImport(meter, id) {
      const found = db.prepare('SELECT * FROM import WHERE id = ? AND meter = ?').get(id, meter);
      // In this order no kill leaves a copy of an import that is deleted from the database, and that would come back.
      if (found) copy.delete(...filesNamed(copy.names, importName(recordIn(found))));
      const outcome = transact(db, (): ImportOutcome => {
        const row = db.prepare('DELETE FROM import WHERE id = ? AND meter = ? RETURNING *').get(id, meter);
        if (!row) return { kind: 'noSuchImport' };
        const record = recordIn(row);
        deleteDays(record);
        leaveCopyBehind(db);
        return { kind: 'undone', record };
      });
      // Now even the loss of the write-ahead log cannot bring it back.
      unlessDamaged(() => db.exec('PRAGMA wal_checkpoint(PASSIVE)'));
      return outcome;
    },
  };

  /** Why an import is not accepted. */
  function refusal({ given, bytes, digest }: FreshImport): ImportOutcome | undefined {
    const known = db.prepare('SELECT * FROM import WHERE meter = ? AND digest = ?').get(given.meter, digest);
    if (known) return { kind: 'known', record: recordIn(known) };
    const { count, taken } = db.prepare('SELECT count(*) AS count, sum(bytes) AS taken FROM import').get() ?? {};
    if (Number(count) >= MOST_IMPORTS) return { kind: 'tooMany', most: MOST_IMPORTS };
    return Number(taken) + bytes > mostBytes ? noRoom(mostBytes) : undefined;
  }

  function insert({ given: { meter, kind, prm, days }, atMs, bytes, digest }: FreshImport): ImportRecord {
    const [first, last] = [days[0]?.day ?? 0, days.at(-1)?.day ?? 0];
    const row = db
      .prepare('INSERT INTO import VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *')
      .get(meter, kind, prm ?? null, Math.round(atMs), first, last, days.length, bytes, digest);
    const record = recordIn(row ?? {});
    const add = db.prepare('INSERT INTO imported_day VALUES (?, ?, ?, ?)');
    for (const day of days) add.run(day.day, meter, record.id, bodyOf(day));
    leaveCopyBehind(db);
    return record;
  }

  function deleteDays({ firstDay, lastDay, meter, id }: ImportRecord): void {
    db.prepare('DELETE FROM imported_day WHERE day BETWEEN ? AND ? AND meter = ? AND import = ?').run(
      ...([firstDay, lastDay, meter, id] as const),
    );
  }
}

interface FreshImport {
  readonly given: NewImport;
  readonly atMs: number;
  readonly bytes: number;
  readonly digest: string;
}

function noRoom(mostBytes: number): ImportOutcome {
  return { kind: 'noRoom', mostMegabytes: Math.floor(mostBytes / 1e6) };
}
