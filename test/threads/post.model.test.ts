import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPost } from '../../src/threads/post.ts';
import { settled } from '../../testbed/support/clock.ts';
import { runs } from '../../testbed/support/generated.ts';

interface Item {
  readonly va: number;
}

/** A post whose thread is a list of what it was sent. */
function posted({ most = 10_000, mostOnTheWay = 500 } = {}) {
  const sent: { readonly first: number; readonly powers: readonly number[] }[] = [];
  const send = (first: number, items: readonly Item[]) => void sent.push({ first, powers: items.map(({ va }) => va) });
  const post = createPost<Item>({ most, mostOnTheWay, send });
  return {
    post,
    sent,
    add: (...powers: number[]) => {
      for (const va of powers) post.add({ va });
    },
    powers: () => sent.flatMap(({ powers }) => powers),
    last: () => sent.reduce((last, { first, powers }) => Math.max(last, first + powers.length - 1), 0),
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('the items on their way to a thread', () => {
  test('go in the order of arrival, a hundred at a time, and no more than 500 before they are taken', () => {
    const { post, add, sent, powers } = posted();
    add(...upTo(1_000));
    post.begun();
    expect(sent.map(({ first }) => first)).toEqual([1, 101, 201, 301, 401]);
    post.took(100);
    expect(powers()).toEqual(upTo(600));
    expect(post.waiting).toBe(900);
    expect(post.oldestWaiting).toEqual({ va: 100 });
    post.sendAll();
    expect(powers()).toEqual(upTo(1_000));
  });

  test('of one turn of the event loop go in one message, and none while there is no thread', async () => {
    const { post, add, sent } = posted();
    add(1, 2);
    await settled();
    expect(sent).toEqual([]);
    post.begun();
    add(3, 4);
    await settled();
    expect(sent).toEqual([
      { first: 1, powers: [1, 2] },
      { first: 3, powers: [3, 4] },
    ]);
  });

  test('that are one too many displace the oldest that the thread has taken, which is lost only if the thread ends', () => {
    const { post, add, powers } = posted({ most: 3 });
    post.begun();
    add(1, 2, 3);
    post.sendAll();
    post.took(3);
    post.settled(1);
    add(4, 5);
    expect([post.dropped, post.unsettled, post.waiting]).toEqual([0, 4, 2]);
    post.ended(0);
    expect([post.dropped, post.unsettled, post.waiting]).toEqual([1, 3, 3]);
    post.begun();
    expect(powers()).toEqual([1, 2, 3, 3, 4, 5]);
    post.ended(0);
    expect(post.dropped).toBe(1);
  });

  test('that are one too many for a thread that takes nothing drop the oldest that was not sent', () => {
    const { post, add, powers } = posted({ most: 3, mostOnTheWay: 1 });
    add(1);
    post.begun();
    add(2, 3, 4, 5);
    expect(post.dropped).toBe(2);
    post.sendAll();
    expect(powers()).toEqual([1, 4, 5]);
  });

  test('of which only the newest counts wait as one, and the newest is sent to the next thread', () => {
    const { post, add, powers } = posted({ most: 2, mostOnTheWay: 1 });
    post.begun();
    add(1);
    post.sendAll();
    add(2, 3, 4);
    post.took(1);
    post.settled(0);
    expect(powers()).toEqual([1, 4]);
    post.took(2);
    post.settled(1);
    post.ended(0);
    post.begun();
    expect(powers()).toEqual([1, 4, 4]);
  });

  test('are dropped at which two threads in a row have ended, and no others', () => {
    const { post, add, sent } = posted();
    add(1, 2, 3);
    for (const at of [2, 0, 2, 1]) {
      post.begun();
      post.ended(at);
      expect(post.dropped).toBe(0);
    }
    post.begun();
    post.ended(1);
    expect([post.dropped, post.unsettled]).toEqual([1, 2]);
    post.begun();
    expect(sent.at(-1)).toEqual({ first: 1, powers: [2, 3] });
  });
});

const DEEDS = ['add', 'add', 'add', 'take', 'settle', 'end', 'endAtOne'] as const;

test('whatever happens, each item is settled, kept, or counted as dropped', () =>
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...DEEDS), { maxLength: 60 }), (deeds) => {
      const scene = posted({ most: 5, mostOnTheWay: 2 });
      const { post, sent } = scene;
      /** What the thread has, by number; and the newest that it has taken and settled. */
      let has = new Map<number, number>();
      let [taken, settledTo, added, heard] = [0, 0, 0, 0];
      const stored: number[] = [];
      const hear = () => {
        for (const { first, powers } of sent.slice(heard))
          for (const [at, va] of powers.entries()) has.set(first + at, va);
        heard = sent.length;
      };
      post.begun();
      for (const deed of deeds) {
        if (deed === 'add') {
          added += 1;
          scene.add(added);
        }
        hear();
        if (deed === 'take' && has.has(taken + 1)) {
          taken += 1;
          post.took(taken);
        }
        if (deed === 'settle' && taken > settledTo) {
          settledTo += 1;
          stored.push(has.get(settledTo) ?? Number.NaN);
          post.settled(settledTo);
        }
        if (deed === 'end' || deed === 'endAtOne') {
          post.ended(deed === 'endAtOne' && has.has(taken + 1) ? taken + 1 : 0);
          has = new Map();
          post.begun();
          taken = settledTo = (sent.at(-1)?.first ?? 1) - 1;
          hear();
          if (has.size === 0) taken = settledTo = added - post.dropped;
        }
        expect(stored.length + post.unsettled + post.dropped).toBe(added);
        expect(post.waiting).toBeLessThanOrEqual(5);
      }
      expect(stored).toEqual([...new Set(stored)].toSorted((a, b) => a - b));
    }),
    runs(300),
  ));
