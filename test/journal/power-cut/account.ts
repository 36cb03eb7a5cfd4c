import { BEGIN_MARKER } from '../../../testbed/disk-calls/states.ts';
import type { Promised } from './promises.ts';

/** The positions that a damaged database has lost, and whether nothing at all of it can be read. */
export interface DamagedAt {
  readonly positions: readonly number[];
  readonly isWhole: boolean;
}

/** How the journal was when its work was done, and all could have been said. */
export interface AtRest {
  /** The position of the oldest Reading. */
  readonly begin: number;
  /** A damaged database was set aside. */
  readonly isRepaired: boolean;
}

/** An import that the journal has, may have, or has no longer. */
export interface AccountOfImport {
  readonly file: number;
  /** Undefined as long as the import was not answered. */
  readonly id: number | undefined;
  readonly state: 'importing' | 'imported' | 'undoing' | 'undone';
}

/** What a life had promised when the power was cut, and what it may have done beyond that. */
export interface Account {
  /** So many Readings are on the disk. */
  readonly committed: number;
  /** How many Readings there may be: none in between a commit that was promised and the one that had begun. */
  readonly ends: readonly number[];
  /** Up to where the Readings were delivered, at most. */
  readonly delivered: number;
  readonly imports: readonly AccountOfImport[];
  readonly mayDelete: boolean;
  readonly damaged: DamagedAt;
  /** The number of the Reading at position 0: more than 0 where a database was lost with all Readings before. */
  readonly first: number;
  readonly said: readonly string[];
  /** Some work had begun, so what it did could not be said yet. */
  readonly isAtWork: boolean;
  readonly lastRest: AtRest;
}

const NOTHING: Account = {
  ...{ committed: 0, ends: [0], delivered: 0, imports: [], mayDelete: false },
  ...{
    damaged: { positions: [], isWhole: false },
    first: 0,
    said: [],
    isAtWork: false,
    lastRest: { begin: 0, isRepaired: false },
  },
};

/** What the markers of a life promise. */
export function accountOf(markers: readonly string[]): Account {
  const promises = markers.filter((marker) => marker !== BEGIN_MARKER).map((marker) => JSON.parse(marker) as Promised);
  return promises.reduce(after, NOTHING);
}

function after(account: Account, promised: Promised): Account {
  switch (promised.kind) {
    case 'opening':
      return { ...account, isAtWork: true };
    case 'opened':
      return { ...account, isAtWork: false, lastRest: promised.rest };
    case 'committing':
      return {
        ...account,
        ends: [account.committed, promised.end],
        delivered: Math.max(account.delivered, promised.delivered),
        isAtWork: true,
      };
    case 'committed':
      return {
        ...account,
        committed: promised.end,
        ends: [promised.end],
        delivered: promised.delivered,
        ...{ isAtWork: false, lastRest: promised.rest },
      };
    case 'importing':
      return {
        ...account,
        imports: [...account.imports, { file: promised.file, id: undefined, state: 'importing' }],
        isAtWork: true,
      };
    case 'imported':
      return {
        ...account,
        imports: account.imports.map((one) =>
          one.state === 'importing' ? { ...one, id: promised.id, state: 'imported' } : one,
        ),
        isAtWork: false,
      };
    case 'undoing':
    case 'undone':
      return {
        ...account,
        imports: account.imports.map((one) => (one.id === promised.id ? { ...one, state: promised.kind } : one)),
        isAtWork: promised.kind === 'undoing',
      };
    case 'lowered':
      return { ...account, mayDelete: true };
    case 'damaged':
      // A new journal begins.
      if (promised.at.isWhole) return { ...NOTHING, damaged: promised.at };
      return { ...account, damaged: promised.at };
    case 'lost':
      return { ...NOTHING, imports: account.imports, first: account.first + account.committed };
    case 'said':
      return { ...account, said: [...account.said, promised.line] };
  }
}
