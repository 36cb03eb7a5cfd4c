import { expect, test } from 'vitest';
import type { ImportRecord, NewImport } from '../../../src/journal/imports.ts';
import type { JournalOrder, OrderOutcome } from '../../../src/journal/orders.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import { newsSentence } from '../../../src/trouble/words.ts';
import { createOrders } from '../../../src/writer/thread/orders.ts';
import { loggedTroubles } from '../../../testbed/support/troubles.ts';

const { en } = textsIn;

const HISTORY: NewImport = { meter: 'linky', kind: 'enedisCurve', days: [{ day: 20_000, energyWh: 1 }] };
const RECORD: ImportRecord = {
  ...{ id: 1, meter: 'linky', kind: 'enedisCurve', atMs: 1_700_000_000_000, digest: 'd' },
  ...{ firstDay: 20_000, lastDay: 20_001, days: 2 },
};
const TWO_DAYS = { meter: 'linky', days: 2, from: '2024-10-04', to: '2024-10-05' };

const UNDO: JournalOrder = { kind: 'undo', meter: 'linky', id: 7 };
const FORGOTTEN = { kind: 'forgotten', days: 1, minutes: 2, readings: 3, fromMs: 4, toMs: 5 } as const;

test('what asks to forget what is later than now has that done', () => {
  const { carryOut, done } = scene(FORGOTTEN);
  expect(carryOut('a', { kind: 'forget' })).toEqual(FORGOTTEN);
  expect(done).toEqual(['forget']);
});

test('what is to be forgotten for sure is, and a clock that is perhaps late is the answer to its sender, and no news', () => {
  const doubt = { kind: 'perhapsLate', nowMs: 1, untilMs: 2 } as const;
  const { carryOut, done, lines } = scene(doubt);
  expect(carryOut('a', { kind: 'forget' })).toEqual(doubt);
  carryOut('b', { kind: 'forget', isSure: true });
  expect(done).toEqual(['forget', 'forget for sure']);
  expect(lines).toEqual([]);
});

test('an order is carried out once, whatever its sender repeats, as long as it is among the last 16', () => {
  const { carryOut, done } = scene();
  for (const id of ['a', 'a', 'a', 'b', 'a']) expect(carryOut(id, UNDO)).toEqual({ kind: 'noSuchImport' });
  expect(done).toEqual(['undo linky 7', 'undo linky 7']);
  for (let nth = 0; nth < 14; nth += 1) carryOut(`c${nth}`, UNDO);
  carryOut('a', UNDO);
  expect(done).toHaveLength(16);
  carryOut('d', UNDO);
  carryOut('a', UNDO);
  expect(done).toHaveLength(18);
});

test.each<[string, OrderOutcome, readonly string[]]>([
  [
    'imported',
    { kind: 'imported', record: RECORD },
    [`info ${newsSentence({ part: 'history', kind: 'imported', ...TWO_DAYS }, en.troubles)}`],
  ],
  [
    'undone',
    { kind: 'undone', record: RECORD },
    [`info ${newsSentence({ part: 'history', kind: 'importUndone', ...TWO_DAYS }, en.troubles)}`],
  ],
  ['forgotten', FORGOTTEN, [`info ${newsSentence({ part: 'history', ...FORGOTTEN }, en.troubles)}`]],
  ['known', { kind: 'known', record: RECORD }, []],
  ['too much', { kind: 'tooMany', most: 500 }, []],
  ['not written', { kind: 'failed', says: 'the disk is full.' }, []],
])('of what was %s the log has a line if something changed', (_, outcome, says) => {
  const { carryOut, lines } = scene(outcome);
  expect(carryOut('a', { kind: 'import', import: HISTORY })).toEqual(outcome);
  expect(lines).toEqual(says);
});

/** Orders to a journal that always gives the same outcome. */
function scene(outcome: OrderOutcome = { kind: 'noSuchImport' }) {
  const { troubles, lines } = loggedTroubles();
  const done: string[] = [];
  const journal = {
    addImport({ meter, days }: NewImport) {
      done.push(`import ${meter} ${days.length}`);
      return outcome;
    },
    undoImport(meter: string, id: number) {
      done.push(`undo ${meter} ${id}`);
      return outcome;
    },
    forgetLater(isSure?: boolean) {
      done.push(isSure ? 'forget for sure' : 'forget');
      return outcome;
    },
  };
  return { carryOut: createOrders(journal, troubles), done, lines };
}
