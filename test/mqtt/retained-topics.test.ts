import { expect, test } from 'vitest';
import { createRetainedTopics, REFUSED_FOR_MS } from '../../src/mqtt/retained-topics.ts';

const message = (topic: string, payload: string) => ({ kind: 'message', topic, payload }) as const;

/** Topics, and what is sent of them until nothing is due. */
function published() {
  const topics = createRetainedTopics();
  function sent(nowMs = 0, isRefused = false): readonly string[] {
    const all: string[] = [];
    for (let next = topics.next(nowMs); next?.kind === 'message'; next = topics.next(nowMs)) {
      all.push(`${next.topic} ${next.payload}`);
      topics.answered(next, nowMs, isRefused);
    }
    return all;
  }
  return { ...topics, sent };
}

test('the newest payload of a topic takes the place of the one before', () => {
  const { want, sent, next } = published();
  want('a', '1');
  want('b', '1');
  want('a', '2');
  expect(sent()).toEqual(['a 2', 'b 1']);
  expect(next(0)).toBeUndefined();
});

test('what changes while it is on its way is sent once more', () => {
  const { want, sent, next, answered } = published();
  want('a', '1');
  expect(next(0)).toEqual(message('a', '1'));
  want('a', '2');
  answered(message('a', '1'), 0, false);
  expect(sent()).toEqual(['a 2']);
});

test('the same payload again is sent once', () => {
  const { want, sent } = published();
  want('a', 'online');
  expect(sent()).toEqual(['a online']);
  want('a', 'online');
  expect(sent()).toEqual([]);
});

test('a new connection begins with everything', () => {
  const { want, sent, beginAnew } = published();
  want('a', '1', 60_000);
  want('b', '1');
  sent();
  beginAnew();
  expect(sent(1)).toEqual(['a 1', 'b 1']);
});

test('a topic waits for its time, and the newest payload is sent then', () => {
  const { want, sent, next } = published();
  want('a', '1', 1_000);
  sent(5_000);
  want('a', '2', 1_000);
  want('a', '3', 1_000);
  expect(next(5_999)).toEqual({ kind: 'later', atMs: 6_000 });
  expect(sent(6_000)).toEqual(['a 3']);
});

test('each topic has its turn, also where one has always something new', () => {
  const { want, next, answered } = published();
  for (const topic of ['a', 'b', 'c']) want(topic, '0');
  const order = [1, 2, 3, 4].map((nth) => {
    const one = next(0);
    if (one?.kind !== 'message') return '';
    answered(one, 0, false);
    want('a', String(nth));
    return one.topic;
  });
  expect(order).toEqual(['a', 'b', 'c', 'a']);
});

test('what is refused rests for a minute, whatever is new, and holds up no other topic', () => {
  const { want, sent, next } = published();
  want('a', '1');
  expect(sent(0, true)).toEqual(['a 1']);
  want('a', '2');
  want('b', '1');
  expect(sent(1)).toEqual(['b 1']);
  expect(next(1)).toEqual({ kind: 'later', atMs: REFUSED_FOR_MS });
  expect(sent(REFUSED_FOR_MS)).toEqual(['a 2']);
});

test('a topic that is taken back is forgotten once the broker has acknowledged it', () => {
  const { want, sent, next, answered, beginAnew } = published();
  want('a', '');
  answered(message('a', ''), 0, true);
  expect(next(REFUSED_FOR_MS)).toEqual(message('a', ''));
  expect(answered(message('a', ''), REFUSED_FOR_MS, false)).toBe(true);
  beginAnew();
  expect(sent(REFUSED_FOR_MS)).toEqual([]);
});

test('one that is wanted again meanwhile is not', () => {
  const { want, sent, answered } = published();
  want('a', '');
  want('a', '1');
  expect(answered(message('a', ''), 0, false)).toBe(false);
  expect(sent()).toEqual(['a 1']);
});

test('a topic that another may have written is sent once more', () => {
  const { want, again, sent } = published();
  want('a', 'online');
  sent();
  again('a');
  again('b');
  expect(sent()).toEqual(['a online']);
});
