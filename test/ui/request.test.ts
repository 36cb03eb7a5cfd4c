import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Protocol } from '../../src/ui/protocol.ts';
import { requestFrom, WrongField } from '../../src/ui/request.ts';

const ONE_DAY = { meter: 'linky', by: 'day', from: '2026-08-14', to: '2026-08-14' };

test.each<[keyof Protocol, object]>([
  ['/status', { language: 'fr' }],
  ['/ports', { language: 'en' }],
  ['/listen', { language: 'fr', port: '/dev/ttyUSB0', mode: 'auto', baudRate: 'auto' }],
  ['/listen', { language: 'fr', port: '/dev/ttyUSB0', mode: 'historique', baudRate: 9600 }],
  ['/influx/try', { language: 'fr', influx: { url: 7 } }],
  ['/influx/create', { language: 'fr', influx: undefined }],
  ['/mqtt/try', { language: 'fr', mqtt: { url: 7 } }],
  ['/meters', { language: 'fr' }],
  ['/curve', { language: 'fr', meter: 'linky', span: 'week' }],
  ['/spans', { language: 'fr', meter: 'linky', by: 'hour', from: '2026-08-08', to: '2026-08-14', prices: undefined }],
  ['/spans', { language: 'fr', meter: 'linky', by: 'day', from: '2024-02-29', to: '2024-02-29', prices: [7] }],
  [
    '/spans',
    {
      ...{ language: 'fr', meter: 'linky', by: 'day', from: '2026-08-14', to: '2026-08-14', prices: undefined },
      beside: [{ by: 'year', from: '2000-01-01', to: '2099-12-31' }],
    },
  ],
  ['/spans', { language: 'fr', meter: 'linky', by: 'year', from: '1990-01-01', to: '2026-12-31', prices: 'dear' }],
  ['/offers', { language: 'fr', meter: 'linky', prices: undefined }],
  ['/offers', { language: 'fr', meter: 'linky', prices: [7], kVA: 9, hours: '11-01..03-31 mon-fri 23:30-07:30' }],
  ['/import/piece', { language: 'fr', upload: 'a', index: 0, ofBytes: 0, base64: '' }],
  ['/import/examine', { language: 'fr', upload: 'a', meter: 'linky', isGiven: false, prices: 'dear' }],
  ['/import/do', { language: 'fr', upload: 'a', meter: 'linky', isGiven: true }],
  ['/import/forget', { language: 'fr', upload: 'a' }],
  ['/import/undo', { language: 'fr', meter: 'linky', id: 3 }],
  ['/imports', { language: 'fr', meter: 'linky' }],
  ['/check', { language: 'fr', config: [] }],
])('%s passes on what the page asks, without other fields', (path, payload) => {
  expect(requestFrom(path, { ...payload, more: 1 })).toEqual(payload);
});

test.each<[keyof Protocol, object, string]>([
  ['/listen', { port: 7, mode: 'auto', baudRate: 'auto' }, 'port'],
  ['/listen', { port: '/dev/tty\0', mode: 'auto', baudRate: 'auto' }, 'port'],
  ['/listen', { port: `/${'x'.repeat(5000)}`, mode: 'auto', baudRate: 'auto' }, 'port'],
  ['/listen', { port: 'demo', mode: 'turbo' }, 'mode'],
  ['/listen', { port: 'demo', mode: 'toString' }, 'mode'],
  ['/listen', { port: 'demo', mode: 'auto', baudRate: '9600' }, 'baudRate'],
  ['/listen', { port: 'demo', mode: 'auto', baudRate: 2400 }, 'baudRate'],
  ['/curve', { meter: 'linky' }, 'span'],
  ['/curve', { span: 'day' }, 'meter'],
  ['/contract', { meter: ['linky'] }, 'meter'],
  ['/spans', { by: 'day', from: '2026-08-14', to: '2026-08-14' }, 'meter'],
  ['/spans', { ...ONE_DAY, beside: 'year' }, 'beside'],
  ['/spans', { ...ONE_DAY, beside: new Array(11).fill(ONE_DAY) }, 'beside'],
  ['/spans', { ...ONE_DAY, beside: [{ ...ONE_DAY, by: 'minute' }] }, 'by'],
  ['/spans', { ...ONE_DAY, beside: [null] }, 'by'],
  ['/spans', { meter: 'linky', by: 'minute', from: '2026-08-14', to: '2026-08-14' }, 'by'],
  ['/spans', { meter: 'linky', by: 'day', from: '2026-02-29', to: '2026-03-01' }, 'from'],
  ['/spans', { meter: 'linky', by: 'day', from: 20_260_814, to: '2026-08-14' }, 'from'],
  ['/spans', { meter: 'linky', by: 'day', from: '2026-08-14', to: '2026-8-15' }, 'to'],
  ['/spans', { meter: 'linky', by: 'day', from: '2026-08-14', to: '2026-08-13' }, 'to'],
  ['/spans', { meter: 'linky', by: 'hour', from: '2026-08-07', to: '2026-08-14' }, 'to'],
  ['/spans', { meter: 'linky', by: 'day', from: '2025-01-01', to: '2026-02-05' }, 'to'],
  ['/spans', { meter: 'linky', by: 'month', from: '1901-01-01', to: '2026-01-01' }, 'to'],
  ['/offers', { meter: 7 }, 'meter'],
  ['/offers', { meter: 'linky', kVA: '9' }, 'kVA'],
  ['/offers', { meter: 'linky', kVA: 9.5 }, 'kVA'],
  ['/offers', { meter: 'linky', kVA: -9 }, 'kVA'],
  ['/offers', { meter: 'linky', kVA: null }, 'kVA'],
  ['/offers', { meter: 'linky', hours: 'nuit' }, 'hours'],
  ['/offers', { meter: 'linky', hours: '25:00-06:00' }, 'hours'],
  ['/offers', { meter: 'linky', hours: '' }, 'hours'],
  ['/offers', { meter: 'linky', hours: ['22:00-06:00'] }, 'hours'],
  ['/import/piece', { upload: 7, index: 0, ofBytes: 1, base64: '' }, 'upload'],
  ['/import/piece', { upload: 'a', index: -1, ofBytes: 1, base64: '' }, 'index'],
  ['/import/piece', { upload: 'a', index: 0, ofBytes: 1.5, base64: '' }, 'ofBytes'],
  ['/import/piece', { upload: 'a', index: 0, ofBytes: 1, base64: 'é' }, 'base64'],
  ['/import/piece', { upload: 'a', index: 0, ofBytes: 1, base64: 'A'.repeat(400_004) }, 'base64'],
  ['/import/undo', { meter: 'linky', id: '3' }, 'id'],
])('%s refuses %j and names the field', (path, payload, field) => {
  expect(() => requestFrom(path, payload)).toThrow(new WrongField(field));
});

test('any payload is either accepted or refused in words', () => {
  const paths = fc.constantFrom<keyof Protocol>(
    ...([
      '/status',
      '/listen',
      '/influx/try',
      '/mqtt/try',
      '/curve',
      '/contract',
      '/spans',
      '/offers',
      '/check',
    ] as const),
    ...(['/import/piece', '/import/examine', '/import/do', '/import/undo', '/imports'] as const),
  );
  fc.assert(
    fc.property(paths, fc.anything({ withNullPrototype: true }), (path, payload) => {
      try {
        expect(['fr', 'en']).toContain(requestFrom(path, payload).language);
      } catch (error) {
        expect(error).toBeInstanceOf(WrongField);
      }
    }),
  );
});
