import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textsIn } from '../../src/texts/texts.ts';
import { createTroubleList } from '../../src/trouble/list.ts';
import type { UndatedNews } from '../../src/trouble/news.ts';
import type { Slot, TroubleEnd, UndatedTrouble } from '../../src/trouble/trouble.ts';
import { newsSentence, overText, sentences } from '../../src/trouble/words.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { EVERY_NEWS, EVERY_TROUBLE } from '../../testbed/support/example-troubles.ts';
import { listLog } from '../../testbed/support/log.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';

const { en, fr } = textsIn;

const DAY_MS = 86_400_000;

/** The first example of a kind. */
function example<P extends UndatedTrouble['part']>(part: P, kind: UndatedTrouble<P>['kind']): UndatedTrouble<P> {
  const found = EVERY_TROUBLE.find((one) => one.part === part && one.kind === kind);
  if (!found) throw new Error(`no example of ${part} ${kind}`);
  return found as UndatedTrouble<P>;
}

function newsOf<P extends UndatedNews['part']>(
  part: P,
  kind: (UndatedNews & { readonly part: P })['kind'],
): UndatedNews {
  const found = EVERY_NEWS.find((one) => one.part === part && one.kind === kind);
  if (!found) throw new Error(`no example of ${part} ${kind}`);
  return found;
}

const FULL = example('history', 'full');
const READ_ONLY = example('history', 'readOnly');
const SILENT = example('line', 'silent');
const GONE = example('line', 'gone');
const MISSING = example('line', 'missing');
const NO_DATABASE = example('mirror', 'notListening');
const RIGHTS = example('mirror', 'rights');

const says = (trouble: UndatedTrouble) => sentences(trouble, en.troubles);
const isOver = (trouble: UndatedTrouble, stoodMs: number, end: TroubleEnd = {}) =>
  `info ${overText(trouble, stoodMs, end, en.troubles)}`;

function list() {
  const clock = fakeClock();
  const { troubles, lines, debug } = loggedTroubles(clock);
  return { clock, troubles, lines, debug, standing: () => troubles.standing.map(({ kind }) => kind) };
}

describe('a trouble', () => {
  test('stands from its begin to its end, and the log says both once', async () => {
    const { clock, troubles, lines, standing } = list();
    const beganMs = clock.wall();
    troubles.report('journal', FULL);
    expect(troubles.standing).toEqual([{ ...FULL, since: beganMs }]);
    await clock.pass(3_600_000);
    troubles.report('journal', undefined);
    expect(standing()).toEqual([]);
    expect(lines).toEqual([`error ${says(FULL)}`, isOver(FULL, 3_600_000)]);
  });

  test('that is reported again and again is said once, and since when it stands does not change', async () => {
    const { clock, troubles, lines, debug } = list();
    const beganMs = clock.wall();
    for (let nth = 0; nth < 100; nth += 1) {
      troubles.report('journal', FULL);
      await clock.pass(1_000);
    }
    expect(lines).toHaveLength(1);
    expect(debug).toHaveLength(99);
    expect(troubles.standing).toMatchObject([{ since: beganMs }]);
  });

  test('of another kind takes its place in its slot, is said, and stands since the first', async () => {
    const { clock, troubles, lines, standing } = list();
    const beganMs = clock.wall();
    troubles.report('journal', FULL);
    await clock.pass(1_000);
    for (const kind of [READ_ONLY, FULL, READ_ONLY]) troubles.report('journal', kind);
    expect(standing()).toEqual(['readOnly']);
    expect(troubles.standing).toMatchObject([{ since: beganMs }]);
    expect(lines).toEqual([`error ${says(FULL)}`, `error ${says(READ_ONLY)}`]);
  });

  test('in another slot stands beside it, in the order in which they began', async () => {
    const { clock, troubles, standing } = list();
    troubles.report('line linky', SILENT);
    await clock.pass(1_000);
    troubles.report('journal', FULL);
    await clock.pass(1_000);
    troubles.report('line barn', { ...SILENT, meter: 'barn' }, { beganMs: 500 });
    expect(standing()).toEqual(['silent', 'silent', 'full']);
    troubles.report('line linky', undefined);
    expect(troubles.standing).toMatchObject([{ meter: 'barn' }, { kind: 'full' }]);
  });

  test('that comes back after its end is said again', () => {
    const { troubles, lines } = list();
    for (let nth = 0; nth < 2; nth += 1) {
      troubles.report('journal', FULL);
      troubles.report('journal', undefined);
    }
    expect(lines.filter((line) => line === `error ${says(FULL)}`)).toHaveLength(2);
  });

  test('whose end nobody has reported a begin of says nothing', () => {
    const { troubles, lines } = list();
    troubles.report('journal', undefined);
    troubles.report('delivery', undefined, { end: { sent: 3 } });
    expect([lines, troubles.standing]).toEqual([[], []]);
  });

  test('has no line for its end where something else says it', () => {
    const { troubles, lines } = list();
    troubles.report('share linky line', example('share', 'taken'));
    troubles.report('share linky line', undefined);
    expect(lines).toHaveLength(1);
  });

  test('is an error where data are at stake, and a warning elsewhere', () => {
    const { troubles, lines } = list();
    troubles.report('line linky', SILENT);
    troubles.report('thread of writer', example('writer', 'broken'));
    troubles.report('settings influx.url', example('settings', 'problem'));
    expect(lines.map((line) => line.split(' ', 1).join())).toEqual(['warn', 'error', 'error']);
  });

  test('of the same kind in different slots is said for each', () => {
    const { troubles, lines } = list();
    troubles.report('settings a', { ...example('settings', 'problem'), path: 'a' });
    troubles.report('settings b', { ...example('settings', 'problem'), path: 'b' });
    expect(lines).toHaveLength(2);
  });
});

describe('since when a trouble stands', () => {
  test('is by the monotonic clock, also when the wall clock is set later', async () => {
    const { clock, troubles } = list();
    troubles.report('clock', example('clock', 'unset'));
    await clock.pass(60_000);
    clock.stepWall(20_000 * DAY_MS);
    expect(troubles.standing).toMatchObject([{ since: clock.wall() - 60_000 }]);
  });

  test('is the moment that its reporter gives', async () => {
    const { clock, troubles } = list();
    const beganMs = clock.wall();
    await clock.pass(10_000);
    troubles.report('line linky', SILENT, { beganMs: 0 });
    expect(troubles.standing).toMatchObject([{ since: beganMs }]);
  });

  test('begins anew when it had been away', async () => {
    const { clock, troubles } = list();
    troubles.report('line linky', SILENT);
    await clock.pass(10_000);
    troubles.report('line linky', undefined);
    await clock.pass(10_000);
    troubles.report('line linky', SILENT);
    expect(troubles.standing).toMatchObject([{ since: clock.wall() }]);
  });
});

describe('kinds that follow each other while one cause goes on', () => {
  test.each([
    ['line linky', [GONE, MISSING, MISSING, GONE]],
    ['delivery', [NO_DATABASE, example('mirror', 'silent'), example('mirror', 'busy'), NO_DATABASE]],
  ] as const)('are said once in %s', (slot, kinds) => {
    const { troubles, lines } = list();
    for (const kind of kinds) troubles.report(slot, kind);
    expect(lines).toEqual([`warn ${says(kinds[0])}`]);
  });

  test('do not hide a kind that does not pass by itself', () => {
    const { troubles, lines } = list();
    for (const kind of [NO_DATABASE, RIGHTS, NO_DATABASE]) troubles.report('delivery', kind);
    expect(lines).toEqual([`warn ${says(NO_DATABASE)}`, `warn ${says(RIGHTS)}`]);
  });
});

describe('a trouble that comes and goes', () => {
  test.each([
    ['line linky', SILENT, 60_000],
    ['thread of writer', example('writer', 'memory'), 600_000],
    ['refused linky_tic', example('mirror', 'refused'), 600_000],
  ] as const)(
    'in %s is off the list at once, and said to be over once it has stayed away',
    async (slot, trouble, ms) => {
      const { clock, troubles, lines, standing } = list();
      troubles.report(slot, trouble);
      await clock.pass(5_000);
      troubles.report(slot, undefined);
      expect(standing()).toEqual([]);
      await clock.pass(ms - 1);
      troubles.report(slot, undefined);
      expect([lines.length, clock.waiting]).toEqual([1, 1]);
      await clock.pass(1);
      expect(lines.slice(1)).toEqual([isOver(trouble, 5_000)]);
    },
  );

  test('all night is said once', async () => {
    const { clock, troubles, lines } = list();
    for (let nth = 0; nth < 500; nth += 1) {
      troubles.report('line linky', GONE);
      await clock.pass(10_000);
      troubles.report('line linky', undefined);
      await clock.pass(59_999);
    }
    expect(lines).toHaveLength(1);
    expect(clock.waiting).toBe(1);
  });

  test('is said again once its end was said', async () => {
    const { clock, troubles, lines } = list();
    for (let nth = 0; nth < 2; nth += 1) {
      troubles.report('line linky', GONE);
      troubles.report('line linky', undefined);
      await clock.pass(60_000);
    }
    expect(lines).toEqual([`warn ${says(GONE)}`, isOver(GONE, 0), `warn ${says(GONE)}`, isOver(GONE, 0)]);
  });
});

describe('the end of an outage of the database', () => {
  test('is said once everything that had waited was sent, with its count and how long it lasted', async () => {
    const { clock, troubles, lines, standing } = list();
    troubles.report('delivery', NO_DATABASE);
    await clock.pass(60_000);
    troubles.report('delivery', undefined);
    expect(standing()).toEqual([]);
    await clock.pass(3_600_000);
    expect(lines).toHaveLength(1);
    troubles.report('delivery', undefined, { end: { sent: 103 } });
    expect(lines.slice(1)).toHaveLength(1);
    expect(lines[1]).toContain('103');
  });

  test('is not said when the database fails again before', async () => {
    const { troubles, lines, standing } = list();
    troubles.report('delivery', NO_DATABASE);
    troubles.report('delivery', undefined);
    troubles.report('delivery', NO_DATABASE);
    expect(standing()).toEqual(['notListening']);
    expect(lines).toHaveLength(1);
    troubles.report('delivery', undefined, { end: { sent: 1 } });
    expect(lines).toHaveLength(2);
  });
});

test('an outage that comes back before its end was said stands since then, and the log counts it from its first begin', async () => {
  const { clock, troubles, lines } = list();
  troubles.report('delivery', NO_DATABASE);
  await clock.pass(3_600_000);
  troubles.report('delivery', undefined);
  troubles.report('delivery', NO_DATABASE);
  expect(troubles.standing).toMatchObject([{ since: clock.wall() }]);
  await clock.pass(1_000);
  troubles.report('delivery', undefined, { end: { sent: 1 } });
  expect(lines.slice(1)).toEqual([isOver(NO_DATABASE, 3_601_000, { sent: 1 })]);
});

test('each measurement that is refused is said once, however many of its points are', () => {
  const { troubles, lines } = list();
  const refused = { ...example('mirror', 'refused'), measurement: 'linky' };
  for (const toMs of [1, 2]) {
    troubles.report('refused linky', { ...refused, toMs });
    troubles.report('refused linky_tic', { ...refused, measurement: 'linky_tic', toMs });
  }
  expect(lines).toEqual(
    ['linky', 'linky_tic'].map((measurement) => `warn ${says({ ...refused, measurement, toMs: 1 })}`),
  );
  expect(troubles.standing).toMatchObject([{ toMs: 2 }, { toMs: 2 }]);
});

describe('news', () => {
  test('are said each time, and kept with their time', async () => {
    const { clock, troubles, lines } = list();
    const dropped = newsOf('history', 'dropped');
    const atMs = clock.wall();
    troubles.tell(dropped);
    await clock.pass(1_000);
    troubles.tell(dropped);
    expect(lines).toEqual(Array(2).fill(`warn ${newsSentence(dropped, en.troubles)}`));
    expect(troubles.news).toEqual([
      { ...dropped, at: atMs },
      { ...dropped, at: atMs + 1_000 },
    ]);
    expect(troubles.standing).toEqual([]);
  });

  test('are those of thirty days, of earlier runs too, the newest last', async () => {
    const { clock, troubles } = list();
    const { troubles: earlier } = list();
    earlier.tell(newsOf('history', 'lost'));
    troubles.tell(newsOf('history', 'unwritten'));
    troubles.remember(earlier.news.map((one) => ({ ...one, at: one.at - 29 * DAY_MS })));
    expect(troubles.news.map(({ kind }) => kind)).toEqual(['lost', 'unwritten']);
    await clock.pass(DAY_MS);
    expect(troubles.news.map(({ kind }) => kind)).toEqual(['lost', 'unwritten']);
    await clock.pass(1);
    expect(troubles.news.map(({ kind }) => kind)).toEqual(['unwritten']);
    await clock.pass(29 * DAY_MS);
    expect(troubles.news).toEqual([]);
  });

  test('have the time by the clock as it was set later', async () => {
    const { clock, troubles } = list();
    troubles.tell(newsOf('history', 'lost'));
    await clock.pass(5_000);
    clock.stepWall(20_000 * DAY_MS);
    expect(troubles.news).toMatchObject([{ at: clock.wall() - 5_000 }]);
  });

  test('that may be repeated for ever are said once a run: of the line once a mode and a meter', () => {
    const { troubles, lines } = list();
    const found = { part: 'line', kind: 'found', meter: 'linky', name: 'Linky', port: 'p', mode: 'standard' } as const;
    for (let nth = 0; nth < 3; nth += 1) {
      troubles.tell(found);
      troubles.tell({ ...found, mode: 'historique' });
      troubles.tell({ ...found, meter: 'barn', name: 'Barn' });
      troubles.tell(newsOf('mirror', 'partly'));
    }
    expect(lines).toHaveLength(4);
  });

  test('that are no loss are said and not kept', () => {
    const { troubles, lines } = list();
    for (const news of [newsOf('line', 'found'), newsOf('mirror', 'mirroring')]) troubles.tell(news);
    expect(lines.map((line) => line.split(' ', 1).join())).toEqual(['info', 'info']);
    expect(troubles.news).toEqual([]);
  });
});

describe('a source that makes things up', () => {
  test('fills no memory with troubles, and the end of one makes room for another', () => {
    const { troubles } = list();
    for (let nth = 0; nth < 1_000; nth += 1) troubles.report(`line made up ${nth}`, { ...SILENT, meter: `m${nth}` });
    expect(troubles.standing).toHaveLength(100);
    troubles.report('journal', FULL);
    expect(troubles.standing).toHaveLength(100);
  });

  test('fills none with news: the newest stay', () => {
    const { troubles } = list();
    for (let count = 0; count < 1_000; count += 1) troubles.tell({ part: 'history', kind: 'dropped', count });
    expect(troubles.news).toHaveLength(50);
    expect(troubles.news.at(-1)).toMatchObject({ count: 999 });
  });
});

test('a listener is called at each change, when the list has it already', () => {
  const { troubles } = list();
  const seen: [readonly string[], number][] = [];
  troubles.listen(() => seen.push([troubles.standing.map(({ kind }) => kind), troubles.news.length]));
  troubles.report('journal', FULL);
  troubles.tell(newsOf('history', 'lost'));
  troubles.report('journal', undefined);
  troubles.report('journal', undefined);
  troubles.remember([]);
  expect(seen).toEqual([
    [['full'], 0],
    [['full'], 1],
    [[], 1],
    [[], 1],
  ]);
});

test('the list speaks the language of its words', () => {
  const { log, lines } = listLog();
  createTroubleList({ log, words: fr.troubles, clock: fakeClock() }).report('journal', FULL);
  expect(lines).toEqual([`error ${sentences(FULL, fr.troubles)}`]);
});

const SLOTS: readonly Slot[] = ['line linky', 'journal', 'delivery', 'thread of writer', 'refused linky_tic'];
const REPORTS: { readonly [slot: string]: readonly UndatedTrouble[] } = {
  'line linky': [SILENT, GONE, MISSING],
  journal: [FULL, READ_ONLY],
  delivery: [NO_DATABASE, RIGHTS],
  thread: [example('writer', 'broken')],
  'refused linky_tic': [example('mirror', 'refused')],
};

test('whatever is reported, no begin is said twice without an end between, and what stands is what was reported last', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          slot: fc.constantFrom(...SLOTS),
          which: fc.nat(3),
          hasEnd: fc.boolean(),
          passMs: fc.constantFrom(0, 1_000, 60_000, 600_000),
        }),
        { maxLength: 60 },
      ),
      async (steps) => {
        const { clock, troubles, lines } = list();
        const last = new Map<Slot, UndatedTrouble>();
        for (const { slot, which, hasEnd, passMs } of steps) {
          const trouble = REPORTS[slot]?.[which];
          troubles.report(slot, trouble, !trouble && hasEnd ? { end: { sent: 1 } } : {});
          if (trouble) last.set(slot, trouble);
          else last.delete(slot);
          await clock.pass(passMs);
          expect(troubles.standing.map(({ since: _, ...one }) => one)).toEqual(
            expect.arrayContaining([...last.values()]),
          );
          expect(troubles.standing).toHaveLength(last.size);
        }
        for (const [slot, kinds] of Object.entries(REPORTS)) expectTakingTurns(lines, slot, kinds);
      },
    ),
  ));

/** Each begin of these kinds is in the lines once at most before an end of one of them. */
function expectTakingTurns(lines: readonly string[], slot: string, kinds: readonly UndatedTrouble[]): void {
  const begins = new Set(
    kinds.map((kind) => `${slot === 'journal' || slot === 'thread of writer' ? 'error' : 'warn'} ${says(kind)}`),
  );
  // How long it stood, and what was sent, differ.
  const endings = new Set(kinds.map((kind) => isOver(kind, 1_000).slice(0, 25)));
  const said = new Set<string>();
  for (const line of lines) {
    if (begins.has(line)) {
      expect([line, said.has(line)]).toEqual([line, false]);
      said.add(line);
    } else if (endings.has(line.slice(0, 25))) said.clear();
  }
}
