import { describe, expect, test } from 'vitest';
import {
  besideProblems,
  isHistoryInTrouble,
  isMirrorInTrouble,
  liveTroubles,
  sinceText,
  troublesOfTab,
} from '../../../homebridge-ui/page/model/trouble-places.ts';
import { TROUBLE_KINDS } from '../../../src/trouble/shapes.ts';
import type { TroubleNote } from '../../../src/ui/protocol.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

const english = pageWordsIn('en', ['en-GB'], 'Europe/Paris');
const french = pageWordsIn('fr', ['fr-FR'], 'Europe/Paris');

function note(name: string, more: Partial<TroubleNote> = {}): TroubleNote {
  const [part, kind = ''] = name.split('/');
  return { part: part as TroubleNote['part'], kind, since: 0, says: 'Wrong.', cure: 'Mend it.', ...more };
}

describe('a trouble stands', () => {
  test.each([
    ['line/silent', 'port'],
    ['share/taken', 'port'],
    ['clock/unset', 'energy'],
    ['history/full', 'energy'],
    ['writer/stuck', 'energy'],
    ['mirror/full', 'influx'],
    ['settings/problem', 'all'],
    ['page/taken', 'all'],
    ['mqtt/rights', 'all'],
    ['matter/noAnswer', 'all'],
  ])('%s at the top of its tab, %s, and of no other one', (name, tab) => {
    const tabs = (['energy', 'port', 'influx', 'all'] as const).filter(
      (one) => troublesOfTab([note(name)], one).length > 0,
    );
    expect(tabs).toEqual([tab]);
  });

  test('on Live in the card of its meter, above that of InfluxDB or of MQTT, or at the top', () => {
    const names = ['line/silent', 'mirror/full', 'history/full', 'mqtt/silent', 'share/taken', 'settings/problem'];
    const { top, mirror, mqtt, ofMeter } = liveTroubles(
      names.map((name) => note(name, { meter: 'linky' })),
      ['linky', 'cave'],
    );
    expect(top.map(({ part }) => part)).toEqual(['history', 'share', 'settings']);
    expect(mirror.map(({ part }) => part)).toEqual(['mirror']);
    expect(mqtt.map(({ part }) => part)).toEqual(['mqtt']);
    expect(ofMeter.get('linky')?.map(({ part }) => part)).toEqual(['line']);
    expect(ofMeter.get('cave')).toEqual([]);
  });

  test('at the top of Live when its meter has no card', () => {
    const { top, ofMeter } = liveTroubles([note('line/silent', { meter: 'grange' })], ['linky']);
    expect(top).toHaveLength(1);
    expect([...ofMeter.values()].flat()).toEqual([]);
  });
});

test('each kind of trouble stands somewhere on Live, and on one tab', () => {
  for (const [part, kinds] of Object.entries(TROUBLE_KINDS)) {
    for (const kind of Object.keys(kinds)) {
      const list = [note(`${part}/${kind}`, { meter: 'linky' })];
      const { top, mirror, mqtt, ofMeter } = liveTroubles(list, ['linky']);
      expect([...top, ...mirror, ...mqtt, ...[...ofMeter.values()].flat()]).toEqual(list);
      const tabs = (['energy', 'port', 'influx', 'all'] as const).flatMap((tab) => troublesOfTab(list, tab));
      expect(tabs).toEqual(list);
    }
  }
});

test.each([
  ['history/full', true],
  ['history/unreachable', true],
  ['history/dropping', true],
  ['writer/unanswering', true],
  ['clock/unset', true],
  ['history/notCopied', false],
  ['history/losing', false],
  ['writer/noStatus', false],
  ['clock/behind', false],
  ['mirror/full', false],
  ['line/gone', false],
])('%s tells why the history is not whole: %s', (name, isInTrouble) => {
  expect(isHistoryInTrouble([note('line/silent'), note(name)])).toBe(isInTrouble);
});

test.each([
  ['mirror/notListening', true],
  ['history/full', true],
  ['clock/ahead', false],
  ['line/gone', false],
  ['history/notCopied', false],
])('with %s, not every frame is said to arrive in InfluxDB: %s', (name, isInTrouble) => {
  expect(isMirrorInTrouble([note(name)])).toBe(isInTrouble);
});

test('frames that wait for the clock do not all arrive', () => {
  expect(isMirrorInTrouble([note('clock/ahead', { waits: true })])).toBe(true);
});

test('a problem of the running settings that those in the form have, too, is told once', () => {
  const list = [
    note('settings/problem', { path: 'influx.url' }),
    note('settings/problem', { path: 'meters[0].port' }),
    note('line/gone'),
  ];
  const shown = besideProblems(list, new Set(['influx.url', 'meters[1].port']));
  expect(shown.map(({ part, path }) => path ?? part)).toEqual(['meters[0].port', 'line']);
});

test('no problem of the settings is told before it is known which of them those in the form have', () => {
  const list = [note('settings/problem', { path: 'influx.url' }), note('line/gone')];
  expect(besideProblems(list, undefined).map(({ part }) => part)).toEqual(['line']);
});

test('since when it stands is told with the time, and with the day unless it is today', () => {
  const nowMs = Date.UTC(2026, 10, 24, 22, 30);
  const [today, before] = [Date.UTC(2026, 10, 24, 17, 32), Date.UTC(2026, 10, 22, 22, 5)].map((since) =>
    note('line/gone', { since }),
  ) as [TroubleNote, TroubleNote];
  expect([sinceText(today, nowMs, english), sinceText(before, nowMs, english)]).toEqual([
    'Since 18:32',
    'Since 22 Nov, 23:05',
  ]);
  expect([sinceText(today, nowMs, french), sinceText(before, nowMs, french)]).toEqual([
    'Depuis 18:32',
    'Depuis le 22 nov. à 23:05',
  ]);
});
