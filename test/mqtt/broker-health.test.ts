import { expect, test } from 'vitest';
import type { BrokerFault } from '../../src/mqtt/broker-fault.ts';
import { createBrokerHealth } from '../../src/mqtt/broker-health.ts';
import { fakeClock } from '../../testbed/support/clock.ts';

const DROPPED: BrokerFault = { kind: 'dropped', says: 'closed' };
const AWAY: BrokerFault = { kind: 'notListening', says: 'refused' };
const FORBIDDEN: BrokerFault = { kind: 'rights', says: 'Not authorized' };

function health() {
  const clock = fakeClock();
  const told: string[] = [];
  const made = createBrokerHealth(clock, (fault) => told.push(fault ? `${fault.kind} (${fault.says})` : 'over'));
  return { ...made, clock, told, works: () => made.answered('a', undefined) };
}

test('a try to connect that fails is told at once, and over once a connection has worked for ten seconds', () => {
  const { refused, works, clock, told } = health();
  refused(AWAY);
  expect(told).toEqual(['notListening (refused)']);
  works();
  clock.advance(9_999);
  expect(told).toHaveLength(1);
  clock.advance(1);
  expect(told).toEqual(['notListening (refused)', 'over']);
});

test('a connection that nothing is acknowledged on does not end a trouble', () => {
  const { refused, clock, told } = health();
  refused(AWAY);
  clock.advance(600_000);
  expect(told).toEqual(['notListening (refused)']);
});

test('the restart of a broker is told to nobody', () => {
  const { works, lost, clock, told } = health();
  works();
  clock.advance(100_000);
  lost(DROPPED);
  works();
  clock.advance(61_000);
  lost(DROPPED);
  expect(told.filter((one) => one !== 'over')).toEqual([]);
});

test('a second loss within a minute is told, and over once a connection has stood for a minute', () => {
  const { works, lost, clock, told } = health();
  lost(DROPPED);
  clock.advance(59_000);
  works();
  lost(DROPPED);
  expect(told).toEqual(['dropped (closed)']);
  works();
  clock.advance(59_999);
  // Between two more losses there is a longer pause by now.
  lost(DROPPED);
  clock.advance(61_000);
  works();
  lost(DROPPED);
  works();
  clock.advance(60_000);
  expect(told).toEqual(['dropped (closed)', 'dropped (closed)', 'dropped (closed)', 'over']);
});

test('a topic that is refused is told with its name, and over once it is taken', () => {
  const { answered, works, clock, told } = health();
  works();
  answered('linky/house', FORBIDDEN);
  clock.advance(10_000);
  expect(told).toEqual(['rights (linky/house: Not authorized)']);
  answered('linky/house', undefined);
  expect(told.at(-1)).toBe('over');
});

test('after the end nothing is told', () => {
  const { works, stop, clock, told } = health();
  works();
  stop();
  clock.advance(60_000);
  expect(told).toEqual([]);
  expect(clock.waiting).toBe(0);
});
