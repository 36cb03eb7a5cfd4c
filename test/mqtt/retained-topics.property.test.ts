import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRetainedTopics } from '../../src/mqtt/retained-topics.ts';
import { runs } from '../../testbed/support/generated.ts';

const TOPICS = ['a', 'b', 'c', 'd'];

type Event =
  | { readonly kind: 'want'; readonly topic: string; readonly payload: string; readonly everyMs: number }
  /** What is due is sent; the broker's answer to it is late where something else comes before. */
  | { readonly kind: 'send'; readonly isRefused: boolean; readonly isAnswered: boolean }
  /** The connection is lost and made again; the broker may have forgotten everything. */
  | { readonly kind: 'lose'; readonly hasForgotten: boolean }
  | { readonly kind: 'again'; readonly topic: string }
  | { readonly kind: 'pass'; readonly ms: number };

const topic = fc.constantFrom(...TOPICS);
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constant('want' as const),
    topic,
    payload: fc.constantFrom('', '1', '2', '3'),
    everyMs: fc.constantFrom(0, 1_000),
  }),
  fc.record({ kind: fc.constant('send' as const), isRefused: fc.boolean(), isAnswered: fc.boolean() }),
  fc.record({ kind: fc.constant('lose' as const), hasForgotten: fc.boolean() }),
  fc.record({ kind: fc.constant('again' as const), topic }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 2_000 }) }),
);

test('whatever happens on the way, the broker has the newest payload of each topic in the end, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const topics = createRetainedTopics();
      const broker = new Map<string, string>();
      const wanted = new Map<string, string>();
      let nowMs = 0;
      const take = (of: string, payload: string) => void (payload === '' ? broker.delete(of) : broker.set(of, payload));
      const send = (isRefused: boolean, isAnswered: boolean): boolean => {
        const next = topics.next(nowMs);
        if (next?.kind === 'later') nowMs = next.atMs;
        if (next?.kind !== 'message') return next !== undefined;
        if (!isRefused) take(next.topic, next.payload);
        if (isAnswered) topics.answered(next, nowMs, isRefused);
        return true;
      };
      for (const one of events) {
        if (one.kind === 'want') {
          topics.want(one.topic, one.payload, one.everyMs);
          wanted.set(one.topic, one.payload);
        }
        if (one.kind === 'send') send(one.isRefused, one.isAnswered);
        if (one.kind === 'lose' && one.hasForgotten) broker.clear();
        if (one.kind === 'lose') topics.beginAnew();
        if (one.kind === 'again') topics.again(one.topic);
        if (one.kind === 'pass') nowMs += one.ms;
      }
      let sent = 0;
      while (send(false, true)) sent += 1;
      expect(sent).toBeLessThanOrEqual(3 * TOPICS.length);
      expect(Object.fromEntries(broker)).toEqual(
        Object.fromEntries([...wanted].filter(([, payload]) => payload !== '')),
      );
    }),
    runs(500),
  );
});
