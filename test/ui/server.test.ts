import { expect, test } from 'vitest';
import type { Language } from '../../src/texts/texts.ts';
import { pageAnswers } from '../../src/ui/server.ts';
import { fakeMachine, type Scene } from '../doctor/machine-fake.ts';

const answersIn = (scene: Scene) => pageAnswers(fakeMachine(scene), '/hb');
const FR = { language: 'fr' } as const;

test('the status is what the running plugin says, and the time by which it says so', async () => {
  const status = { version: '0.1.0', meters: [{ slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20 }] };
  expect(await answersIn({ status })['/status'](FR)).toEqual({ nowMs: Date.UTC(2026, 0, 1), status });
});

test('without a running plugin there is no status', async () => {
  expect(await answersIn({})['/status'](FR)).toEqual({ nowMs: Date.UTC(2026, 0, 1) });
});

test('ports by their lasting names, with what is plugged in where it is known', async () => {
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
])('problems are said in %s, though the settings are in %s', async (language, set, words) => {
  const config = { platform: 'LinkyTIC', language: set, meters: [{ port: 'demo', mode: 'turbo' }] };
  expect(await answersIn({})['/check']({ language, config })).toEqual([
    { path: 'meters[0].mode', says: expect.stringContaining(words) },
  ]);
});

test.each<[string, object, RegExp]>([
  ['a port', { meters: [{ port: 'ttyUSB0' }] }, /, et non «\s?ttyUSB0\s?»\.$/],
  ['a secret', { influx: { url: 'http://me:secret@nas:8086' } }, /leurs propres champs\.$/],
])('%s that cannot be saved is said without what the plugin would do with it', async (_, config, says) => {
  const [problem] = await answersIn({})['/check']({ ...FR, config });
  expect(problem?.says).toMatch(says);
});

test('a language that there is not is a problem too', async () => {
  const problems = await answersIn({})['/check']({ language: 'en', config: { language: 'de' } });
  expect(problems).toEqual([{ path: 'language', says: expect.stringContaining('one of “fr”, “en”') }]);
});

test.each([undefined, null, 7, 'text', []])('%j instead of settings does no harm', async (config) => {
  expect(await answersIn({})['/check']({ language: 'en', config })).toBeInstanceOf(Array);
});
