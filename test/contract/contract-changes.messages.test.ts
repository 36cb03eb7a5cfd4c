import { describe, expect, test } from 'vitest';
import { type ContractChangesMemory, changesAfter } from '../../src/contract/contract-changes.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { DAY_MS } from '../../testbed/support/time.ts';

const NONE = 'PAS DE          MESSAGE';

describe('a message is reported', () => {
  test('once for MSG1, at its third reading, with repeated blanks removed', () => {
    const { show } = meter();
    expect([show('COUPURE  LE 12  MAI'), show('COUPURE  LE 12  MAI')]).toEqual([[], []]);
    expect(show('COUPURE  LE 12  MAI')).toEqual(['COUPURE LE 12 MAI']);
    expect(show('COUPURE  LE 12  MAI', 50)).toEqual([]);
  });

  test('at once for MSG2, as the meter sends it only once', () => {
    const { messages } = meter();
    expect(messages.take({ message: NONE, shortMessage: 'RELEVE DEMAIN' }, 0)).toEqual(['RELEVE DEMAIN']);
    expect(messages.take({ message: NONE, shortMessage: 'RELEVE DEMAIN' }, 1_000)).toEqual([]);
  });

  test('for both in one reading', () => {
    const { messages, show } = meter();
    show('COUPURE', 2);
    expect(messages.take({ message: 'COUPURE', shortMessage: 'RELEVE' }, 0)).toEqual(['COUPURE', 'RELEVE']);
  });

  test('only once over restarts, even if it is shown for months', () => {
    const { show, messages } = meter();
    show('COUPURE', 3);
    const later = meter(messages.memory, 90 * DAY_MS);
    expect(later.show('COUPURE', 10)).toEqual([]);
  });

  test('only once if it returns after another one within 30 days of its end, and again later', () => {
    const { show, pass } = meter();
    show('COUPURE', 3);
    pass(40 * DAY_MS);
    show('RELEVE', 3);
    pass(29 * DAY_MS);
    expect(show('COUPURE', 3)).toEqual([]);
    show(NONE, 3);
    pass(31 * DAY_MS);
    expect(show('COUPURE', 3)).toEqual(['COUPURE']);
  });
});

test.each([NONE, 'PAS DE MESSAGE', 'Pas de message', 'AUCUN MESSAGE', '----------------', '.'])(
  'no message: %s',
  (text) => {
    const { show, messages } = meter();
    expect(show(text, 5)).toEqual([]);
    expect(messages.take({ shortMessage: text }, 0)).toEqual([]);
    expect(messages.memory).toEqual({ message: '' });
  },
);

test('ten messages are remembered, and a permanent message changes the memory only once a day', () => {
  const { messages } = meter();
  for (let nth = 0; nth < 50; nth += 1) messages.take({ shortMessage: `NUMBER ${nth}` }, nth);
  expect(messages.memory.messages).toHaveLength(10);
  const { memory } = messages;
  messages.take({ shortMessage: 'NUMBER 49' }, DAY_MS - 1);
  expect(messages.memory).toStrictEqual(memory);
  messages.take({ shortMessage: 'NUMBER 49' }, DAY_MS + 100);
  expect(messages.memory).not.toEqual(memory);
});

function meter(remembered: ContractChangesMemory = {}, beginsMs = 1.8e12) {
  let running = {};
  const messages = {
    memory: remembered,
    take(values: Partial<Reading>, atMs: number) {
      const after = changesAfter(messages.memory, running, readingWith(values), atMs);
      [messages.memory, running] = [after.known, after.running];
      return after.news.map((one) => (one.kind === 'message' ? one.text : one.kind));
    },
  };
  let atMs = beginsMs;
  return {
    messages,
    pass(ms: number) {
      atMs += ms;
    },
    /** The messages that are reported while MSG1 has this text for this many readings. */
    show(message: string, readings = 1) {
      return Array.from({ length: readings }).flatMap(() => {
        atMs += 1_000;
        return messages.take({ message }, atMs);
      });
    },
  };
}
