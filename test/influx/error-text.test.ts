import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { writeResultOf } from '../../src/influx/answer.ts';
import { openClient } from '../../src/influx/client.ts';
import { influxPlace } from '../../src/influx/delivery-trouble.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { newsSentence, overText } from '../../src/trouble/words.ts';
import { PATIENT, type ScriptedAnswer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { answered } from './made-answers.ts';
import { memoryJournal } from './memory-journal.ts';
import { runningMirror } from './running-mirror.ts';

const { en, fr } = textsIn;

const CONFIG = { version: '2', url: 'http://nas:8086', token: 't', org: '', bucket: 'b', literal: true } as const;
const NGINX = `<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n<body>\r\n
<center><h1>400 Bad Request</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`;
const CONFLICT =
  'partial write: field type conflict: input field "PAPP" on measurement "linky_tic" is type float, already exists as type integer dropped=1';
const VICTORIA =
  'remoteAddr: "127.0.0.1:42012"; requestURI: /api/v2/write?org=&bucket=l&precision=ms; cannot parse influx line protocol data: incorrect influx line "a": cannot find Whitespace I in "a"';

describe('a 400 that does not come from a database', () => {
  test.each([
    ['from a TLS port of nginx', NGINX],
    ['from a TLS port of Go', 'Client sent an HTTP request to an HTTPS server.'],
    ['with an empty body', ''],
    ['with JSON of another program', '{"status":"blocked","id":"7"}'],
    ['with JSON that is no object', 'null'],
    [
      'from VictoriaMetrics for another path',
      'remoteAddr: "[::1]:1"; requestURI: /x; unsupported path requested: "/x"',
    ],
  ])('%s keeps everything', async (_, body) => {
    for (const status of [400, 422]) {
      const delivery = writeResultOf(answered(status, body), 0);
      expect(delivery).toMatchObject({ kind: 'misconfigured', why: 'address' });
    }
  });

  test('is logged once, tried every minute, and sets nothing aside', async () => {
    await using server = await startScriptedServer((_, request) =>
      request < 3 ? { status: 400, body: NGINX } : { status: 204 },
    );
    await using it = runningMirror(memoryJournal(5), server.url);
    for (let round = 0; round < 4; round += 1) await it.round();
    expect(it.lines).toEqual([
      expect.stringContaining('is not InfluxDB, or not its version 1 (400)'),
      expect.stringContaining('has everything again'),
    ]);
    expect(it.clock.waits.slice(0, 3)).toEqual([60_000, 60_000, 60_000]);
    expect(it.mirror.status).toMatchObject({ pending: 0, refused: 0 });
    expect(await readdir(it.folder)).toEqual([]);
  });
});

test.each([
  ['InfluxDB 1.x', JSON.stringify({ error: CONFLICT })],
  ['InfluxDB 1.x, cut off', JSON.stringify({ error: 'something unheard of, at length' }).slice(0, -5)],
  ['InfluxDB 2.x', JSON.stringify({ code: 'invalid', message: 'something unheard of' })],
  ['InfluxDB 3', '{"error":"partial write of line protocol occurred","data":[]}'],
  ['a header', 'unable to parse'],
  ['VictoriaMetrics', VICTORIA],
])('a 400 of %s refuses the lines', (_, body) => expect(writeResultOf(answered(400, body), 0).kind).toBe('refused'));

describe('of what a server says, the user reads', () => {
  test.each([
    ['the error of InfluxDB 1.x', JSON.stringify({ error: 'authorization failed' }), '401 authorization failed'],
    [
      'the message of InfluxDB 2.x',
      '{"code":"unauthorized","message":"unauthorized access"}',
      '401 unauthorized access',
    ],
    ['nothing of a web page', NGINX, '401'],
    ['nothing of a JSON object without one', '{"a":[1,2]}', '401'],
    ['a plain text', 'Unauthorized\n', '401 Unauthorized'],
    [
      'what counts of a conflict, in eighty characters',
      JSON.stringify({ code: 'unprocessable entity', message: `failure writing points to database: ${CONFLICT}` }),
      '401 field type conflict: input field "PAPP" on measurement "linky_tic" is type float…',
    ],
    [
      'what counts of VictoriaMetrics',
      VICTORIA,
      '401 cannot parse influx line protocol data: incorrect influx line "a": cannot find W…',
    ],
  ])('%s', (_, body, says) => {
    const delivery = writeResultOf(answered(401, body), 0);
    expect(delivery).toMatchObject({ says });
  });

  test('and the debug log has all of it', async () => {
    await using server = await startScriptedServer(() => ({ status: 503, body: NGINX }));
    await using it = runningMirror(memoryJournal(1), server.url);
    await it.round();
    expect(it.debug).toContainEqual(expect.stringContaining('<center>nginx/1.22.1</center>'));
    expect(it.lines.join()).not.toContain('<');
  });
});

describe('without an organisation', () => {
  const two = { version: '2', token: 's3cr3t', org: '', bucket: 'linky' } as const;

  test.each([
    [400, '{"code":"invalid","message":"Please provide either orgID or org"}'],
    [404, '{"code":"not found","message":"organization name \\"\\" not found"}'],
  ])('the log says that InfluxDB 2 wants one (%i), and where to set it', async (status, body) => {
    await using server = await startScriptedServer(() => ({ status, body }));
    await using it = runningMirror(memoryJournal(1), server.url, two);
    await it.round();
    expect(it.lines).toEqual([expect.stringMatching(/requires the name of your organisation.*influx\.org/)]);
  });

  test('a missing bucket is not taken for a missing organisation', async () => {
    const missing: ScriptedAnswer = { status: 404, body: '{"error":"database not found: \\"linky\\""}' };
    await using server = await startScriptedServer(() => missing);
    await using it = runningMirror(memoryJournal(1), server.url, two);
    await it.round();
    expect(it.lines).toEqual([expect.stringContaining('has no bucket linky (404 database not found')]);
  });
});

describe('what is masked', () => {
  test('is no secret of less than four characters, which would garble any text', async () => {
    expect(await bodyWith('t', '<html> t3st')).toBe('<html> t3st');
    expect(await bodyWith('abc', 'abcd')).toBe('abcd');
  });

  test('is a secret of four characters', async () => expect(await bodyWith('abcd', 'no abcd')).toBe('no ***'));

  test('is always the user in an address', async () =>
    expect(await bodyWith('', 'see http://u:p@nas:8086/x, https://a.example/b@c')).toBe(
      'see http://***@nas:8086/x, https://a.example/b@c',
    ));

  async function bodyWith(token: string, body: string): Promise<string> {
    await using server = await startScriptedServer(() => ({ status: 401, body }));
    const config = { version: '2', url: server.url, token, org: '', bucket: 'b', literal: true } as const;
    const client = openClient(config, PATIENT);
    const answer = await client.post(['linky v=1 1'], new AbortController().signal);
    client.close();
    return answer.kind === 'answered' ? answer.shown(answer.body) : '';
  }
});

test('a count of one is in the singular', () => {
  const down = { part: 'mirror', kind: 'notListening', to: influxPlace(CONFIG), says: '' } as const;
  const back = { sent: 1, onceMore: 0, isAllTaken: true };
  const dropped = { part: 'mirror', kind: 'dropped', url: 'u', points: 1 } as const;
  const lost = { part: 'history', kind: 'dropped', count: 1 } as const;
  const unwritten = { part: 'history', kind: 'unwritten', count: 1 } as const;
  expect(newsSentence(dropped, en.troubles)).toContain('1 point that is too old');
  expect(newsSentence(dropped, fr.troubles)).toContain('1 point trop ancien');
  expect(overText(down, 0, back, en.troubles)).toContain('1 waiting reading was');
  expect(overText(down, 0, back, fr.troubles)).toContain('1\u00a0mesure en attente a été');
  expect(newsSentence(lost, en.troubles)).toContain('1 reading: it is');
  expect(newsSentence(lost, fr.troubles)).toContain('1 mesure');
  expect(newsSentence(unwritten, en.troubles)).toContain('1 reading that');
  expect(newsSentence(unwritten, fr.troubles)).toContain('1 mesure qui');
});
