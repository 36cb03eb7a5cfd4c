import { RequestError } from '@homebridge/plugin-ui-utils';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Protocol } from '../../src/ui/protocol.ts';
import { requestFrom } from '../../src/ui/request.ts';

test.each<[keyof Protocol, object]>([
  ['/status', { language: 'fr' }],
  ['/ports', { language: 'en' }],
  ['/listen', { language: 'fr', port: '/dev/ttyUSB0', mode: 'auto' }],
  ['/influx/try', { language: 'fr', influx: { url: 7 } }],
  ['/influx/create', { language: 'fr', influx: undefined }],
  ['/meters', { language: 'fr' }],
  ['/curve', { language: 'fr', meter: 'linky', span: 'week' }],
  ['/energy', { language: 'fr', meter: 'linky', days: 31 }],
  ['/check', { language: 'fr', config: [] }],
])('%s passes on what the page asks, without other fields', (path, payload) => {
  expect(requestFrom(path, { ...payload, more: 1 })).toEqual(payload);
});

test.each<[keyof Protocol, object, string]>([
  ['/listen', { port: 7, mode: 'auto' }, 'port'],
  ['/listen', { port: '/dev/tty\0', mode: 'auto' }, 'port'],
  ['/listen', { port: `/${'x'.repeat(5000)}`, mode: 'auto' }, 'port'],
  ['/listen', { port: 'demo', mode: 'turbo' }, 'mode'],
  ['/listen', { port: 'demo', mode: 'toString' }, 'mode'],
  ['/curve', { meter: 'linky' }, 'span'],
  ['/curve', { span: 'day' }, 'meter'],
  ['/energy', { meter: 'linky', days: 0 }, 'days'],
  ['/energy', { meter: 'linky', days: 1.5 }, 'days'],
  ['/energy', { meter: 'linky', days: '31' }, 'days'],
  ['/energy', { meter: 'linky', days: 100_000 }, 'days'],
])('%s refuses %j and names the field', (path, payload, field) => {
  expect(() => requestFrom(path, { language: 'en', ...payload })).toThrow(`does not understand (${field})`);
  expect(() => requestFrom(path, { language: 'fr', ...payload })).toThrow(`ne comprend pas (${field})`);
});

test('any payload is either accepted or refused in words', () => {
  const paths = fc.constantFrom<keyof Protocol>('/status', '/listen', '/influx/try', '/curve', '/energy', '/check');
  fc.assert(
    fc.property(paths, fc.anything({ withNullPrototype: true }), (path, payload) => {
      try {
        expect(['fr', 'en']).toContain(requestFrom(path, payload).language);
      } catch (error) {
        expect(error).toBeInstanceOf(RequestError);
      }
    }),
  );
});
