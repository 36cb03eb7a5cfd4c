/** Short texts under a name that outlive a restart. They are written with the next commit, and are in memory only until then. */
export interface Notes {
  get(name: string): string | undefined;
  set(name: string, text: string): void;
  /** Those that are to be written, by name. */
  readonly unwritten: ReadonlyMap<string, string>;
  /** All were written. */
  written(): void;
  /** Takes in those of a database that was just opened: what was set since this one was last written goes over them. */
  rejoin(stored: ReadonlyMap<string, string>): void;
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
    rejoin(stored) {
      // A new database, in the place of a damaged one, has none of them.
      for (const [name, text] of texts) if (!stored.has(name)) unwritten.set(name, text);
      for (const [name, text] of stored) if (!unwritten.has(name)) texts.set(name, text);
    },
  };
}
