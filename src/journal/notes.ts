import type { DatabaseSync } from 'node:sqlite';

/** Short texts by name that survive a restart. A text is written with the next commit. */
export interface Notes {
  get(name: string): string | undefined;
  set(name: string, text: string): void;
  /** The texts that are not on disk yet, by name. */
  readonly unwritten: ReadonlyMap<string, string>;
  /** Called when all of them are on disk. */
  written(): void;
  /** Takes over the notes of a database that was just opened, except for those that were set since the last write. */
  adopt(stored: ReadonlyMap<string, string>): void;
}

export function createNotes(): Notes {
  const texts = new Map<string, string>();
  const unwritten = new Map<string, string>();

  return {
    get: (name) => texts.get(name),
    set(name, text) {
      if (texts.get(name) === text) return;
      texts.set(name, text);
      unwritten.set(name, text);
    },
    unwritten,
    written: () => unwritten.clear(),
    adopt(stored) {
      // A new database that replaces a damaged one may lack some notes.
      for (const [name, text] of texts) if (!stored.has(name)) unwritten.set(name, text);
      for (const [name, text] of stored) if (!unwritten.has(name)) texts.set(name, text);
    },
  };
}

/** The short text that is kept under a name: see `Notes`. @throws what SQLite throws */
export function readNote(db: DatabaseSync, name: string): string | undefined {
  return db.prepare('SELECT text FROM note WHERE name = ?').get(name)?.['text'] as string | undefined;
}
