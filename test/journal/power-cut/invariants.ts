import { isDeepStrictEqual } from 'node:util';
import { parisDayOf } from '../../../src/base/paris-time.ts';
import { importsOf } from '../made-up-imports.ts';
import type { Account, AccountOfImport } from './account.ts';
import { fileOf } from './lives.ts';
import { BACK, indexOf, LOSS, METER, timeOf } from './numbered-readings.ts';
import { FILE, type Observed, type Seen, TAKEN } from './observed.ts';

// What must hold of a journal wherever the power was cut. Each invariant gives what breaks it, in words.

/** What a life had promised, and what the product makes of the disk then. */
export interface Evidence {
  readonly account: Account;
  readonly observed: Observed;
}

type Invariant = (evidence: Evidence) => readonly string[];

export const INVARIANTS = {
  /** 1. Readings whose commit has returned, imports and undone imports that were answered, and what is taken later, are on the disk. */
  'nothing acknowledged is lost': ({ account, observed }) => [
    ...eachView({ account, observed }, (seen, end) => [
      ...missingIn(seen, account, end).map((position) => `no Reading ${position} of ${end}`),
      ...seen.entries
        .filter(({ position, atMs, powerVA }) => {
          const number = account.first + position;
          return powerVA !== number || atMs !== timeOf(number);
        })
        .map((entry) => `another Reading ${JSON.stringify(entry)}`),
      ...account.imports
        .filter(({ id, state }) => id !== undefined && state === 'imported' && !seen.imports.ids.includes(id))
        .map(({ id }) => `no import ${id}`),
      ...account.imports
        .filter(({ id, state }) => id !== undefined && state === 'undone' && seen.imports.ids.includes(id))
        .map(({ id }) => `import ${id}, which was undone`),
    ]),
    ...('fails' in observed.before && !mayFail(account) ? [`a reader fails: ${observed.before.fails}`] : []),
    ...('fails' in observed.after ? [`a reader fails afterwards: ${observed.after.fails}`] : []),
    ...(observed.inMemory > 0 ? [`${observed.inMemory} Readings cannot be written: ${observed.said}`] : []),
  ],

  /** 2. Readings, minutes and notes are those of one and the same commit, which had begun at least. */
  'no transaction is half done': ({ account, observed }) => {
    const ends = [...account.ends, observed.opened.end + TAKEN];
    return eachView({ account, observed }, (seen) => {
      const end = endOf(seen);
      return [
        ...(ends.includes(end) ? [] : [`${end} Readings, which no commit has left: ${ends}`]),
        ...(seen.counted === end ? [] : [`${seen.counted} Readings in minutes, and ${end} in blocks`]),
        ...(Number(seen.note ?? 0) === end || isFromCopy(account, end)
          ? []
          : [`a note of ${seen.note} Readings with ${end} of them`]),
      ];
    });
  },

  /** 3. The energy of the days is what the index went on by, day by day. */
  'days agree with the index': ({ account, observed }) =>
    eachView({ account, observed }, (seen) => {
      const end = endOf(seen);
      const known = daysUpTo(account.first + end);
      const [days, expected] = [seen.days, isFromCopy(account, end) ? known.slice(0, -1) : known];
      return isDeepStrictEqual(days, expected) ? [] : [`days ${JSON.stringify(days)}, not ${JSON.stringify(expected)}`];
    }),

  /** 4. Of an import there are all days or none, and nothing else. */
  'an import is whole or not there': ({ account, observed }) =>
    eachView({ account, observed }, (seen) => {
      const files = seen.imports.ids.map((id) => ({ id, file: fileWith(id, account, observed) }));
      const unknown = files.filter(({ file }) => file === undefined).map(({ id }) => `import ${id} was never begun`);
      if (unknown.length > 0) return unknown;
      const whole = importsOf(
        files.map(({ id, file = 0 }) => ({ id, file: fileOf(file) })),
        METER,
      );
      const days = Object.fromEntries(files.map(({ id, file = 0 }) => [id, fileOf(file).days.length]));
      const rows = isFromCopy(account, endOf(seen)) ? days : (seen.importRows ?? days);
      return isDeepStrictEqual([seen.imports, rows], [whole, days])
        ? []
        : [`of the imports ${seen.imports.ids} the days ${JSON.stringify(seen.importRows)}`];
    }),

  /** 5. A new Reading or import gets a number that none has had, and the mirror does not pass over a new one. */
  'positions are never used again': ({ account, observed }) => {
    const { opened, takenAt, importId, before, after } = observed;
    const wanted = Array.from({ length: TAKEN }, (_, nth) => opened.end + nth);
    const seen = 'fails' in before ? [] : before.entries;
    const left = new Set('fails' in after ? [] : after.entries.map(({ position }) => position));
    const ids = account.imports.map(({ id }) => id ?? 0);
    return [
      ...(isDeepStrictEqual(takenAt, wanted) ? [] : [`new Readings at ${takenAt}, with ${opened.end} before them`]),
      ...(opened.end >= account.committed ? [] : [`a position below ${account.committed}: ${opened.end}`]),
      ...(opened.delivered <= Math.min(opened.end, account.delivered)
        ? []
        : [`delivered up to ${opened.delivered}, of ${opened.end}, where it was ${account.delivered} at most`]),
      ...seen
        .filter(({ position }) => !left.has(position))
        .map(({ position }) => `Reading ${position} was seen, and went`),
      ...(importId === undefined || importId > Math.max(0, ...ids) ? [] : [`another import ${importId}`]),
    ];
  },

  /** 6. A loss of Readings is said in the log, once, and nothing else is. What was lost by work that was cut off may be unsaid. */
  'a loss is said where there is one': ({ account, observed }) => {
    const { after, said, saidAgain } = observed;
    if ('fails' in after) return [];
    const isDamaged = account.damaged.isWhole || account.damaged.positions.length > 0;
    const hasDropped = (begin: number) => account.mayDelete && begin > account.delivered;
    const isLost = isDamaged || hasDropped(after.entries[0]?.position ?? 0);
    const { lastRest, isAtWork } = account;
    const wasSayable = !isAtWork || (isDamaged && lastRest.isRepaired) || hasDropped(lastRest.begin);
    const losses = [...account.said, ...said].filter((line) => line.includes(LOSS));
    return [
      ...(isLost && losses.length === 0 && wasSayable ? ['a loss that nobody was told of'] : []),
      ...(!isLost && losses.length > 0 ? [`no loss, but ${losses}`] : []),
      ...said
        .filter((line) => !line.includes(LOSS) && !(account.first > 0 && line.includes(BACK)))
        .map((line) => `it says: ${line}`),
      ...saidAgain.map((line) => `it says at the next start: ${line}`),
    ];
  },

  /** 7. Whoever only reads may do so beside the plugin, and on a disk that is evidence. */
  'a reader changes nothing': ({ observed }) => observed.readerChanged.map((name) => `${name} was changed by a reader`),
  /** 8. Days that are over, and imports and undone imports that were answered, are in the second copy as well. */
  'the loss of the database costs nothing that was over': ({ account, observed: { lost } }) => {
    const [wanted, unwanted] = ['imported', 'undone'].map((kind) =>
      account.imports.filter(({ id, state }) => id !== undefined && state === kind),
    );
    const over = daysUpTo(account.first + account.committed).slice(0, -1);
    if ('fails' in lost) return over.length + (wanted ?? []).length > 0 ? [`nothing is left: ${lost.fails}`] : [];
    const { ids, days } = lost.imports;
    const files = (wanted ?? []).map(({ id = 0, file }) => ({ id, file: fileOf(file) }));
    const left = new Set(days.map(({ day }) => day));
    return [
      ...files.filter(({ id }) => !ids.includes(id)).map(({ id }) => `no import ${id}`),
      ...files
        .filter(({ file }) => file.days.some(({ day }) => !left.has(day)))
        .map(({ id }) => `import ${id} is not whole`),
      ...(unwanted ?? []).filter(({ id = 0 }) => ids.includes(id)).map(({ id }) => `import ${id}, which was undone`),
      ...over
        .filter((day) => !lost.days.some((one) => isDeepStrictEqual(one, day)))
        .map((day) => `no day ${JSON.stringify(day)}`),
    ];
  },
} as const satisfies { readonly [name: string]: Invariant };

/** What breaks the invariants, each after the name of its own. */
export function brokenBy(evidence: Evidence): readonly string[] {
  return Object.entries<Invariant>(INVARIANTS).flatMap(([name, check]) =>
    check(evidence).map((says) => `${name}: ${says}`),
  );
}

/** Both of what a reader has seen, with how many Readings there have to be. One that fails has seen nothing. */
function eachView(
  { account, observed: { before, after, opened } }: Evidence,
  check: (seen: Seen, end: number) => readonly string[],
): readonly string[] {
  return [
    ...('fails' in before || isMadeAnew(account)
      ? []
      : check(before, account.committed).map((says) => `before: ${says}`)),
    ...('fails' in after
      ? []
      : check(after, Math.max(account.committed, opened.end) + TAKEN).map((says) => `after: ${says}`)),
  ];
}

/** A reader may find no journal as long as nothing is promised, none while one is made anew beside a second copy, and none that is sound until a damaged one is replaced. */
function mayFail(account: Account): boolean {
  const { committed, imports, damaged } = account;
  const isPromised = committed > 0 || imports.some(({ id }) => id !== undefined);
  return !isPromised || isMadeAnew(account) || damaged.positions.length > 0;
}

function missingIn({ entries }: Seen, { damaged, mayDelete }: Account, end: number): readonly number[] {
  const there = new Set(entries.map(({ position }) => position));
  const begin = mayDelete ? (entries[0]?.position ?? 0) : 0;
  const lost = new Set(damaged.isWhole ? [] : damaged.positions);
  const wanted = Array.from({ length: Math.max(0, end - begin) }, (_, nth) => begin + nth);
  return wanted.filter((position) => !there.has(position) && !lost.has(position));
}

/** Whether a lost database is made anew: until it has what the second copy has, a reader may see nothing. */
function isMadeAnew({ first, committed }: Account): boolean {
  return first > 0 && committed === 0;
}

/** Whether all is from the second copy: closed days, and the notes as they were then. */
function isFromCopy({ first }: Account, end: number): boolean {
  return first > 0 && end === 0;
}

/** The position after the last Reading. */
function endOf({ entries }: Seen): number {
  return (entries.at(-1)?.position ?? -1) + 1;
}

function daysUpTo(end: number): Seen['days'] {
  const days = new Map<number, number>();
  for (let position = 0; position < end; position += 1) {
    const day = parisDayOf(timeOf(position));
    const stepWh = position === 0 ? 0 : indexOf(position) - indexOf(position - 1);
    days.set(day, (days.get(day) ?? 0) + stepWh);
  }
  return Array.from(days, ([day, energyWh]) => ({ day, energyWh }));
}

/** The file of an import that the journal has: one that was answered, was under way, or came after the power cut. */
function fileWith(id: number, { imports }: Account, { importId }: Observed): number | undefined {
  if (id === importId) return FILE;
  const answered = imports.find((one) => one.id === id);
  return (answered ?? imports.find(isUnderWay))?.file;
}

function isUnderWay({ state }: AccountOfImport): boolean {
  return state === 'importing';
}
