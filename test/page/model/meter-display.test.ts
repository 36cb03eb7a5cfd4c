import { describe, expect, test } from 'vitest';
import {
  listenFacts,
  listenOutcome,
  meterDisplay,
  readingFacts,
} from '../../../homebridge-ui/page/model/meter-display.ts';
import type { Reading } from '../../../src/reading/reading.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';
import { readingAt } from '../../journal/reading-at.ts';

const words = pageWordsIn('en', ['en-GB'], 'Europe/Paris');
const inFrench = pageWordsIn('fr', ['fr-FR'], 'Europe/Paris');
const METER = { slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20 };

function displayOf(more: Partial<Reading>, ageMs = 1000, troubles: readonly { readonly kind: string }[] = []) {
  const lastReading = readingAt(0, more);
  return meterDisplay({ ...METER, lastReading, ageMs }, troubles, words);
}

function factsOf(more: Partial<Reading>) {
  return Object.fromEntries(readingFacts(readingAt(0, more), words).map(({ name, value }) => [name, value]));
}

describe('the display of a meter', () => {
  test('without a reading yet has no age and no number', () => {
    expect(meterDisplay(METER, [], words)).toEqual({ name: 'Linky', isStale: false, overload: false, facts: [] });
  });

  test('has the power as a share of the subscribed power', () => {
    const { power, gauge } = displayOf({ apparentPowerVA: 2340, subscribedVA: 9000 });
    expect(power).toEqual({ value: '2,340', direction: 'drawn from the grid' });
    expect(gauge).toEqual({ filled: 0.26, text: '26% of the 9,000\u00a0VA subscribed', level: 'well' });
  });

  test('is 0 for a power of 0', () => {
    expect(displayOf({ apparentPowerVA: 0 }).power?.value).toBe('0');
  });

  test('has the injected power in large type when it is greater, and no fact that repeats it', () => {
    const { power, facts } = displayOf({ apparentPowerVA: 0, injectedPowerVA: 3029 });
    expect(power).toEqual({ value: '3,029', direction: 'exported to the grid' });
    expect(facts).toEqual([]);
  });

  test('has the drawn power in large type when a producer draws, and the injected one among the facts', () => {
    const { power, facts } = displayOf({ apparentPowerVA: 500, injectedPowerVA: 0 });
    expect(power?.value).toBe('500');
    expect(facts).toEqual([{ name: 'Exported', value: '0\u00a0VA' }]);
  });

  test.each([
    [{ activePowerW: 1104.6, activePowerErrorW: 29.2 }, 'about 1,105\u00a0W\u00a0±\u00a030'],
    [{ activePowerW: -850, activePowerErrorW: 20 }, 'exports about 850\u00a0W\u00a0±\u00a020'],
    [{ activePowerW: -0.4, activePowerErrorW: 0.2 }, 'about 0\u00a0W\u00a0±\u00a01'],
    [{ activePowerW: 936 }, 'about 936\u00a0W'],
  ])('has the active power in words, with the error that is known: %j', (active, watts) => {
    expect(displayOf({ apparentPowerVA: 1300, ...active })).toMatchObject({ power: { value: '1,300' }, watts });
  });

  test('has the active power in French', () => {
    const lastReading = readingAt(0, { activePowerW: -1104.6, activePowerErrorW: 29.2 });
    expect(meterDisplay({ ...METER, lastReading, ageMs: 0 }, [], inFrench).watts).toBe(
      'injecte environ 1\u202f105\u00a0W\u00a0±\u00a030',
    );
  });

  test('has no active power while it is unknown', () => {
    expect(displayOf({ apparentPowerVA: 1300 })).not.toHaveProperty('watts');
  });

  test.each([
    [7200, 'well', 0.8],
    [7300, 'high', 7300 / 9000],
    [9000, 'high', 1],
    [9100, 'over', 1],
  ])('has a gauge for %d of 9000 VA at level %s', (apparentPowerVA, level, filled) => {
    expect(displayOf({ apparentPowerVA, subscribedVA: 9000 }).gauge).toMatchObject({ level, filled });
  });

  test('has no gauge when the subscribed power is unknown', () => {
    expect(displayOf({ apparentPowerVA: 100 }).gauge).toBeUndefined();
  });

  test('tells whether the meter was read just now, was read some time ago, or is silent', () => {
    expect(displayOf({}, 2000)).toMatchObject({ age: 'Read just now', isStale: false });
    expect(displayOf({}, 12_000)).toMatchObject({ age: 'Read 12 seconds ago', isStale: false });
    expect(displayOf({}, 180_000)).toMatchObject({ age: 'Silent for 3 minutes', isStale: true });
  });

  test.each([
    ['silent', 'Silent for 3 minutes'],
    ['gone', 'Unplugged for 3 minutes'],
    ['missing', 'Unplugged for 3 minutes'],
    ['unreachable', 'Cut off for 3 minutes'],
    ['garbage', 'Unreadable for 3 minutes'],
    ['fixedFormat', 'Unreadable for 3 minutes'],
    ['busy', 'Taken by another program for 3 minutes'],
    ['forbidden', 'Read 3 minutes ago'],
    ['shared', 'Read 3 minutes ago'],
    ['noise', 'Read 3 minutes ago'],
  ])('names what is wrong with its line: %s', (kind, age) => {
    expect(displayOf({}, 180_000, [{ kind }])).toMatchObject({ age, isStale: true });
  });

  test('of a bridge that has closed the connection is not said to be unplugged', () => {
    const bridged = { ...METER, port: 'tcp://nas:2000', lastReading: readingAt(0, {}), ageMs: 180_000 };
    expect(meterDisplay(bridged, [{ kind: 'gone' }], words).age).toBe('Cut off for 3 minutes');
  });

  test('is old as soon as its device is unplugged, and not because of noise', () => {
    expect(displayOf({}, 6000, [{ kind: 'gone' }])).toMatchObject({ age: 'Unplugged for 6 seconds', isStale: true });
    expect(displayOf({}, 6000, [{ kind: 'noise' }])).toMatchObject({ age: 'Read 6 seconds ago', isStale: false });
  });

  test('warns of no cut from a reading that is old', () => {
    expect([displayOf({ overload: true }, 2000).overload, displayOf({ overload: true }, 180_000).overload]).toEqual([
      true,
      false,
    ]);
  });
});

describe('the facts of a reading', () => {
  test('are only those that it has', () => {
    expect(factsOf({ apparentPowerVA: 100 })).toEqual({});
  });

  test('have the currents of the phases in their order', () => {
    expect(factsOf({ currentA: { 1: 5, 2: 0, 3: 12 } })).toEqual({ Current: '5 · 0 · 12\u00a0A' });
  });

  test.each([
    [{ 2: 0, 3: 12 }, '– · 0 · 12\u00a0A'],
    [{ 1: 5, 3: 12 }, '5 · – · 12\u00a0A'],
    [{ 1: 5, 2: 0 }, '5 · 0 · –\u00a0A'],
    [{ 1: 5 }, '5\u00a0A'],
  ])('have a dash for a phase that is missing: %j', (currentA, text) => {
    expect(factsOf({ currentA })).toEqual({ Current: text });
  });

  test('have Tempo’s colours in words', () => {
    expect(factsOf({ tempoToday: 'white', tempoTomorrow: 'red' })).toEqual({ Today: 'White', Tomorrow: 'Red' });
  });

  test('include an injection of 0, which a producer has at night', () => {
    expect(factsOf({ injectedPowerVA: 0 })).toEqual({ Exported: '0\u00a0VA' });
  });

  test('have the surplus and its bounds while there is one', () => {
    const lastReading = readingAt(0, { apparentPowerVA: 0, surplusVA: { about: 690, least: 414, most: 1012 } });
    const text = (inWords: typeof words) => meterDisplay({ ...METER, lastReading, ageMs: 0 }, [], inWords).facts;
    expect(text(words)).toEqual([{ name: 'Exported', value: 'about 690\u00a0VA (414\u00a0to\u00a01,012)' }]);
    expect(text(inFrench)).toEqual([
      { name: 'Injecté sur le réseau', value: 'environ 690\u00a0VA (de\u00a0414\u00a0à\u00a01\u202f012)' },
    ]);
    expect(factsOf({ surplusVA: { about: 0, least: 0, most: 253 } })).toEqual({});
  });

  test('have a peak day only when one is announced or under way', () => {
    expect(factsOf({ peak: 'none' })).toEqual({});
    expect(factsOf({ peak: 'notice' })).toEqual({ 'Peak day': 'Announced' });
  });

  test('round an index down to whole kWh', () => {
    expect(factsOf({ importedWh: 12_345_999 })).toEqual({ 'Meter reading': '12,345\u00a0kWh' });
  });
});

describe('listening to a port', () => {
  test.each([
    [{ ok: true, mode: 'standard' }, 'heard'],
    [{ ok: false, mode: 'standard', listened: true }, 'faulty'],
    [{ ok: false, listened: true }, 'silent'],
    [{ ok: false, readByPlugin: true }, 'silent'],
    [{ ok: false }, 'closed'],
  ] as const)('%j has the outcome %s', (heard, outcome) => {
    expect(listenOutcome({ ...heard, says: [] })).toBe(outcome);
  });

  test.each([
    ['HC..', 'Heures pleines et creuses'],
    ['H PLEINE/CREUSE ', 'Heures pleines et creuses'],
    ['HC ET WEEK-END', 'HC et Week-End'],
    ['EJP.', 'EJP'],
    ['BBR(', 'Tempo'],
    ['      BASE      ', 'Base'],
    ['SUPER HC', 'Super hc'],
  ])('gives the contract %s the name %s', (contract, name) => {
    const facts = listenFacts({ ok: true, says: [], reading: readingAt(0, { contract }) }, inFrench);
    expect(facts).toContainEqual({ name: 'Contrat', value: name });
  });
});
