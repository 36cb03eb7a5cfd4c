import { expect, test } from 'vitest';
import type { ImportRecord, NewImport } from '../../../src/journal/imports.ts';
import type { OrderOutcome } from '../../../src/journal/orders.ts';
import type { StatusRequest } from '../../../src/status/request.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import { newsSentence } from '../../../src/trouble/words.ts';
import { createRequests } from '../../../src/writer/thread/requests.ts';
import { loggedTroubles } from '../../../testbed/support/troubles.ts';

const { en } = textsIn;

const HISTORY: NewImport = { meter: 'linky', kind: 'enedisCurve', days: [{ day: 20_000, energyWh: 1 }] };
const RECORD: ImportRecord = {
  ...{ id: 1, meter: 'linky', kind: 'enedisCurve', atMs: 1_700_000_000_000, digest: 'd' },
  ...{ firstDay: 20_000, lastDay: 20_001, days: 2 },
};
const TWO_DAYS = { meter: 'linky', days: 2, from: '2024-10-04', to: '2024-10-05' };

const FORGOTTEN = { kind: 'forgotten', days: 1, minutes: 2, readings: 3, fromMs: 4, toMs: 5 } as const;

test('what asks to forget what is later than now has that done', () => {
  const { requests, done } = scene(FORGOTTEN);
  requests.take(JSON.stringify({ kind: 'forget', request: 'a' } satisfies StatusRequest));
  expect(done).toEqual(['forget']);
  expect(requests.results).toEqual([{ request: 'a', outcome: FORGOTTEN }]);
});

test('what is to be forgotten for sure is, and a clock that is perhaps late is the answer to its sender, and no news', () => {
  const doubt = { kind: 'perhapsLate', nowMs: 1, untilMs: 2 } as const;
  const { requests, done, lines } = scene(doubt);
  requests.take(JSON.stringify({ kind: 'forget', request: 'a' } satisfies StatusRequest));
  requests.take(JSON.stringify({ kind: 'forget', request: 'b', isSure: true } satisfies StatusRequest));
  expect(done).toEqual(['forget', 'forget for sure']);
  expect(requests.results).toContainEqual({ request: 'a', outcome: doubt });
  expect(lines).toEqual([]);
});

test('a request is carried out once, whatever its sender repeats', () => {
  const { requests, done } = scene();
  requests.take(undo('a'));
  requests.take(undo('a'));
  expect(done).toEqual(['undo linky 7']);
  requests.take(undo('b'));
  expect(done).toEqual(['undo linky 7', 'undo linky 7']);
});

test('what is no request leads to nothing', () => {
  const { requests, done, lines } = scene();
  for (const text of ['', '{', '{}', 'null', undo('a').slice(0, -1), undo('a b')]) requests.take(text);
  expect(done).toEqual([]);
  expect(requests.results).toEqual([]);
  expect(lines).toEqual([]);
});

test('a request that makes no sense, as one of a later version may not, fails under its name, once', () => {
  const { requests, done, lines } = scene();
  const later = JSON.stringify({ kind: 'rename', request: 'c' });
  for (const text of [later, later, undo('d').replace('"linky"', '"../linky"')]) requests.take(text);
  const outcome = { kind: 'failed', says: en.journal.unfitImport };
  expect(requests.results).toEqual([
    { request: 'c', outcome },
    { request: 'd', outcome },
  ]);
  expect([done, lines]).toEqual([[], []]);
});

test('the last 16 results are kept, in their order', () => {
  const { requests } = scene();
  for (let nth = 0; nth < 20; nth += 1) requests.take(undo(`r${nth}`));
  expect(requests.results).toEqual(
    Array.from({ length: 16 }, (_, nth) => ({ request: `r${nth + 4}`, outcome: { kind: 'noSuchImport' } })),
  );
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
  const { requests, lines } = scene(outcome);
  requests.take(JSON.stringify({ kind: 'import', request: 'a', import: HISTORY } satisfies StatusRequest));
  expect(requests.results).toEqual([{ request: 'a', outcome }]);
  expect(lines).toEqual(says);
});

function undo(request: string): string {
  return JSON.stringify({ kind: 'undo', request, meter: 'linky', id: 7 } satisfies StatusRequest);
}

/** Requests to a journal that always gives the same outcome. */
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
  return { requests: createRequests(journal, troubles, en.journal), done, lines };
}
