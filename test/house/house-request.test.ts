import { expect, test } from 'vitest';
import { houseRequestFrom } from '../../src/house/house-request.ts';

const ask = (url: string, method = 'GET', host: string | undefined = 'pi') => houseRequestFrom({ method, url, host });
const asking = (path: string, asks: unknown) => ask(`${path}?asks=${encodeURIComponent(JSON.stringify(asks))}`);

const DAYS = { by: 'day', from: '2026-08-01', to: '2026-08-14' };

test.each([
  ['/', 'house.html'],
  ['/?source=home-screen', 'house.html'],
  ['/house.js', 'house.js'],
  ['/views-Ab_4-x9Q.js?1', 'views-Ab_4-x9Q.js'],
  ['/..', '..'],
])('%s is the file %s', (url, name) => expect(ask(url)).toEqual({ kind: 'file', name }));

test.each([
  ...[
    '',
    'house.js',
    '//',
    '//house.js',
    '//evil.example/house.js',
    '/folder/house.js',
    '/../secret.js',
    '/./house.js',
  ],
  ...['/%2e%2e/secret.js', '/..%2fsecret.js', '/%00', '/house.js%00.png', '/house.js\0', '/\\secret.js', '/é.js', '/%'],
  ...['http://pi/house.js', 'http://evil.example/', '*', 'pi:443', '/house.js#top', '/#', '/house.js;a', '/a b'],
  ...[
    '/api/',
    '/api/ports',
    '/api/listen',
    '/api/check',
    '/api/imports',
    '/api/influx/try',
    '/api/mqtt/try',
    '/api/import/do',
  ],
  ...['/api/toString', '/api/__proto__', '/api/status/', '/api//status', '/api/../status', '/API/status', '/status '],
])('there is nothing at %j', (url) => {
  expect(ask(url)).toEqual({ kind: 'refused', status: 404, says: 'noSuchPath' });
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND', 'get', ''])(
  '%j is not allowed',
  (method) => {
    expect(ask('/', method)).toEqual({ kind: 'refused', status: 405, says: 'readOnly' });
  },
);

test.each(['evil.example', 'evil.example:8585', '', 'pi.local.evil.example'])('the host %j is refused', (host) => {
  expect(ask('/', 'GET', host)).toEqual({ kind: 'refused', status: 421, says: 'otherHost' });
});

test.each(['localhost:8585', '192.168.1.20', '[::1]:8585', 'pi.local', undefined])('the host %j is not', (host) => {
  expect(houseRequestFrom({ method: 'HEAD', url: '/', host })).toEqual({ kind: 'file', name: 'house.html' });
});

test.each([
  ['/api/status', { language: 'fr' }],
  ['/api/meters', { language: 'en' }],
  ['/api/curve', { language: 'fr', meter: 'linky', span: 'week' }],
  ['/api/spans', { language: 'fr', meter: 'linky', ...DAYS }],
  ['/api/spans', { language: 'fr', meter: 'linky', ...DAYS, beside: [DAYS] }],
  ['/api/contract', { language: 'fr', meter: 'l’été & 100 %+' }],
  ['/api/offers', { language: 'fr', meter: 'linky' }],
] as const)('%s passes on %j, and nothing that comes with it', (path, asks) => {
  const more = { prices: [{ from: '2020-01-01' }], kVA: 9, hours: '22:00-06:00', port: '/dev/ttyUSB0', config: {} };
  const question = { path: path.slice('/api'.length), asks };
  expect(asking(path, asks)).toEqual({ kind: 'question', question });
  expect(asking(path, { ...more, ...asks })).toEqual({ kind: 'question', question });
  const besides = { ...asks, ...('beside' in asks && { beside: [{ ...DAYS, ...more }] }) };
  expect(asking(path, besides)).toEqual({ kind: 'question', question });
});

test('without a language, or with none that there is, it is English', () => {
  const question = { path: '/status', asks: { language: 'en' } };
  for (const asks of [{}, null, 7, 'fr', [], { language: ['fr'] }, { language: '__proto__' }])
    expect(asking('/api/status', asks)).toEqual({ kind: 'question', question });
  expect(ask('/api/status')).toEqual({ kind: 'question', question });
});

test.each([
  ...[
    '/api/curve',
    '/api/curve?asks=',
    '/api/curve?asks={',
    '/api/curve?asks=%',
    '/api/curve?asks=%7',
    '/api/spans?asks=1e999',
  ],
  ...['/api/status?asks=undefined', '/api/status?asks=%FF', `/api/offers?asks=${'['.repeat(8000)}`],
])('%j is misunderstood', (url) => {
  expect(ask(url)).toEqual({ kind: 'refused', status: 400, says: 'misunderstood' });
});

test.each([
  ['/api/curve', { meter: 'linky', span: 'century' }],
  ['/api/curve', { meter: `a\0`, span: 'day' }],
  ['/api/spans', { meter: 'linky', ...DAYS, to: '2036-08-14' }],
  ['/api/spans', { meter: 'linky', ...DAYS, beside: new Array(11).fill(DAYS) }],
  ['/api/contract', JSON.parse('{ "__proto__": { "meter": "linky" } }')],
  ['/api/offers', { meter: 7 }],
])('%s %j is misunderstood', (path, asks) => {
  expect(asking(path, asks)).toEqual({ kind: 'refused', status: 400, says: 'misunderstood' });
});
