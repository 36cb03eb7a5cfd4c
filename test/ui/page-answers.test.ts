import { RequestError } from '@homebridge/plugin-ui-utils';
import { expect, test } from 'vitest';
import type { Language } from '../../src/texts/texts.ts';
import { answersInWords, pageAnswers } from '../../src/ui/page-answers.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { fakeMachine, type Scene } from '../doctor/machine-fake.ts';

const answersIn = (scene: Scene) => pageAnswers(fakeMachine(scene), '/hb');
const FR = { language: 'fr' } as const;

const NOW_MS = Date.UTC(2026, 0, 1);
const STATUS = {
  version: '1.0.0',
  requests: [],
  meters: [{ slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20 }],
};

test('the status is that of the running plugin, with the time of the answer', async () => {
  const status = { ...STATUS, troubles: [], news: [] };
  expect(await answersIn({ status })['/status'](FR)).toEqual({ nowMs: NOW_MS, status: STATUS, troubles: [], news: [] });
});

test('the status has what is wrong and what happened in the page’s language, the newest news first', async () => {
  const line = { part: 'line', kind: 'gone', meter: 'linky', name: 'Linky', port: '/dev/ttyUSB0' } as const;
  const settings = { part: 'settings', kind: 'problem', path: 'influx.url', says: 'fehlt' } as const;
  const dropped = { part: 'history', kind: 'dropped' } as const;
  const status = {
    ...STATUS,
    troubles: [
      { ...line, since: NOW_MS - 2 },
      { ...settings, since: NOW_MS - 1 },
    ],
    news: [
      { ...dropped, count: 7, at: NOW_MS - 5 },
      { ...dropped, count: 8, at: NOW_MS - 4 },
    ],
  };
  const { troubles, news } = await answersIn({ status })['/status'](FR);
  expect(troubles).toEqual([
    {
      ...{ part: 'line', kind: 'gone', meter: 'linky', since: NOW_MS - 2 },
      says: expect.stringContaining('/dev/ttyUSB0 a disparu pendant la lecture'),
      cure: expect.stringContaining('Rebranchez-le'),
    },
    {
      ...{ part: 'settings', kind: 'problem', path: 'influx.url', since: NOW_MS - 1 },
      says: expect.stringContaining('influx.url'),
      cure: '',
    },
  ]);
  expect(news).toEqual([
    { atMs: NOW_MS - 4, says: expect.stringContaining('8 mesures') },
    { atMs: NOW_MS - 5, says: expect.stringContaining('7 mesures') },
  ]);
});

test('without a running plugin there is no status, and nothing is wrong', async () => {
  expect(await answersIn({})['/status'](FR)).toEqual({ nowMs: NOW_MS, troubles: [], news: [] });
});

test('without a running plugin the journal tells what happened', async () => {
  const news = { part: 'history', kind: 'dropped', count: 7, at: NOW_MS - 5 } as const;
  const journal = { days: [], notes: { news: JSON.stringify([news]) } };
  expect((await answersIn({ journal })['/status'](FR)).news).toEqual([
    { atMs: NOW_MS - 5, says: expect.stringContaining('7 mesures') },
  ]);
});

test('a plugin that runs and does not answer is wrong from the first question in vain until it answers', async () => {
  const machine = fakeMachine({});
  const socket: { kind: 'silent' | 'nobody' } = { kind: 'silent' };
  const ask = pageAnswers({ ...machine, askStatus: async () => socket }, '/hb')['/status'];
  const unanswering = { part: 'writer', kind: 'unanswering', since: NOW_MS };
  expect((await ask(FR)).troubles).toEqual([expect.objectContaining(unanswering)]);
  await machine.clock.pass(60_000);
  expect(await ask(FR)).toMatchObject({ nowMs: NOW_MS + 60_000, troubles: [unanswering] });
  socket.kind = 'nobody';
  expect((await ask(FR)).troubles).toEqual([]);
  socket.kind = 'silent';
  expect(await ask(FR)).toMatchObject({ troubles: [{ ...unanswering, since: NOW_MS + 60_000 }] });
});

test('after an update, a plugin that was not restarted is told from one that does not answer', async () => {
  const { troubles } = await pageAnswers(fakeMachine({ socket: 'otherVersion' }), '/hb')['/status'](FR);
  expect(troubles).toEqual([
    expect.objectContaining({ kind: 'otherVersion', cure: expect.stringContaining('redémarrez') }),
  ]);
});

test('ports have their persistent names, and the names of their adapters if known', async () => {
  const ports = async () => [
    { path: '/dev/serial/by-id/usb-FTDI_FT232R-if00', device: '/dev/ttyUSB0', plugged: 'FTDI FT232R' },
    { path: '/dev/serial0', device: '/dev/ttyS0' },
  ];
  expect(await pageAnswers({ ...fakeMachine({}), ports }, '/hb')['/ports'](FR)).toEqual([
    { path: '/dev/serial/by-id/usb-FTDI_FT232R-if00', plugged: 'FTDI FT232R' },
    { path: '/dev/serial0' },
  ]);
});

test.each<[Language, Language, string]>([
  ['fr', 'en', 'Il faut ici'],
  ['en', 'fr', 'This must be'],
])('problems are in %s, the page’s language, though the settings are in %s', async (language, set, words) => {
  const config = pluginBlock({ language: set, meters: [{ port: 'demo', mode: 'turbo' }] });
  expect(await answersIn({})['/check']({ language, config })).toEqual([
    { path: 'meters[0].mode', says: expect.stringContaining(words) },
  ]);
});

const PRICE = { from: '2026-08-01', subscription: 12, periods: [{ name: 'HP', price: 0.2 }] };

test.each<[string, object, RegExp]>([
  ['a port', { meters: [{ port: 'ttyUSB0' }] }, /, et non «\s?ttyUSB0\s?»\.$/],
  [
    'a price',
    {
      meters: [{ port: 'demo', prices: [{ ...PRICE, periods: [{ name: 'HP', price: 21 }] }] }],
    },
    /0\.2142 pour 21,42\scentimes\), et non 21\.$/,
  ],
  ['a shared port', { meters: [{ port: 'demo', share: { port: 0 } }] }, /de 1 à 65535, et non 0\.$/],
  [
    'what is shared',
    { meters: [{ port: 'demo', share: 'all' }] },
    /accolades \{ \}, et non un texte entre guillemets\.$/,
  ],
  [
    'a date',
    {
      meters: [{ port: 'demo', prices: [12, 13].map((subscription) => ({ ...PRICE, subscription })) }],
    },
    /2026-08-01, et chaque date a une seule entrée\.$/,
  ],
  [
    'a period',
    { meters: [{ port: 'demo', prices: [{ ...PRICE, periods: [...PRICE.periods, { name: 'HP..', price: 0.3 }] }] }] },
    /et chaque période a un seul prix\.$/,
  ],
  ['a secret', { influx: { url: 'http://me:secret@nas:8086' } }, /leurs propres champs\.$/],
])(
  'a problem with %s does not say what the plugin would do despite it, since the form cannot save it',
  async (_, config, says) => {
    const [problem] = await answersIn({})['/check']({ ...FR, config });
    expect(problem?.says).toMatch(says);
  },
);

test.each<[Language, string]>([
  ['en', 'does not understand (span)'],
  ['fr', 'ne comprend pas (span)'],
])(
  'a request that is misunderstood is refused in words of the language %s, which name the field',
  async (language, words) => {
    const answer = answersInWords('/hb');
    const refused = answer('/curve', { language, meter: 'linky', span: 'century' });
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.toBeInstanceOf(RequestError);
  },
);

test('an unknown language is a problem', async () => {
  const problems = await answersIn({})['/check']({ language: 'en', config: { language: 'de' } });
  expect(problems).toEqual([{ path: 'language', says: expect.stringContaining('one of “fr”, “en”') }]);
});

test.each([undefined, null, 7, 'text', []])('%j instead of settings does no harm', async (config) => {
  expect(await answersIn({})['/check']({ language: 'en', config })).toBeInstanceOf(Array);
});
