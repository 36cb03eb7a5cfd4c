import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ScriptedAnswer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { asRead } from './as-read.ts';
import { memoryJournal } from './memory-journal.ts';
import { runningMirror } from './running-mirror.ts';

const TOKEN = 's3cr"t/t0k<n';
const JSON_BODY = { 'content-type': 'application/json' };

/** JSON inside JSON, so many times, with a quotation mark after each character of the text so that something is escaped. */
const nested = (text: string, times: number): string =>
  times === 0 ? text : nested(JSON.stringify({ said: text }), times - 1);
const between = (text: string, junk: string) => Array.from(text).join(junk);
const inUnicode = (text: string) =>
  Array.from(text, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

describe('a server repeats the token', () => {
  test.each<[string, string]>([
    ['in JSON in JSON', nested(TOKEN, 1)],
    ['in JSON, five times', nested(TOKEN, 5)],
    ['in JSON that is ASCII, in JSON', nested(inUnicode(TOKEN), 2)],
    ['with an escape sequence after each character', between(TOKEN, '\x1b[0m')],
    ['with an escape sequence after each character, in JSON', nested(between(TOKEN, '\x1b[0m'), 2)],
    ['with an escape sequence before it that swallows its beginning', `\x1b[${TOKEN}`],
    ['with a control character after each character', between(TOKEN, '\x07')],
    ['with a control character after each character, in JSON', nested(between(TOKEN, '\x07'), 2)],
    ['with a mark of no width after each character', between(TOKEN, '\u200b')],
    ['in a URL in HTML in JSON', nested(encodeURIComponent(TOKEN).replaceAll('%', '&#37;'), 2)],
    ['behind the beginning of an escape', `\\n%${TOKEN}`],
  ])('%s: none of it comes to the log, the status and the file of refused lines', async (_, repeated) => {
    const answers: readonly ScriptedAnswer[] = [
      { status: 401, headers: JSON_BODY, body: JSON.stringify({ code: 'no', message: `denied: ${repeated}!` }) },
      { status: 401, body: `denied: ${repeated}!` },
      { status: 503, body: JSON.stringify({ error: `denied: ${repeated}!` }) },
      { status: 422, body: JSON.stringify({ error: `unable to parse ${repeated}` }) },
    ];
    for (const answer of answers) {
      const told = await toldOf(answer);
      expect(told).toMatch(/denied:|unable to parse/);
      expect(asRead(told)).not.toContain(asRead(TOKEN));
      expect(told).not.toContain(TOKEN.slice(1));
    }
  });

  test('in the address of a redirect, in characters that a URL makes into those of the token', async () => {
    const wide = Array.from('s3cr3t-t0k3n', (one) => String.fromCodePoint(one.charCodeAt(0) + 0xfee0)).join('');
    const location = `http://${encodeURIComponent(wide)}.example/`;
    const told = await toldOf({ status: 302, headers: { location } }, 's3cr3t-t0k3n');
    expect(told).toContain('302 → http://***.example');
    expect(told).not.toContain('s3cr3t-t0k3n');
  });
});

/** All that a mirror says of an answer: in the log, in the status, and in files. */
async function toldOf(answer: ScriptedAnswer, token = TOKEN): Promise<string> {
  await using server = await startScriptedServer(() => answer);
  await using it = runningMirror(memoryJournal(1), server.url, { version: '2', token, org: 'home', bucket: 'linky' });
  await it.round();
  const files = readdirSync(it.folder).map((name) => readFileSync(join(it.folder, name), 'utf8'));
  return [...it.lines, ...it.debug, JSON.stringify(it.mirror.status), ...files].join('\n');
}
