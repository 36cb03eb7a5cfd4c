import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type MirrorOptions, mirror } from '../../src/cli/mirror.ts';
import { systemClock } from '../../src/clock.ts';
import type { Language } from '../../src/texts/texts.ts';
import { textsFor } from '../../src/texts/texts.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { type ScriptedAnswer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { fakeSession } from './session-fake.ts';

const NO_BUCKET = { status: 404, body: '{"code":"not found","message":"bucket \\"linky\\" not found"}' };
const NO_DATABASE = { status: 404, body: '{"error":"database not found: \\"linky\\""}' };
const V2 = { bucket: 'linky' };
const V1 = { database: 'linky', username: 'jean' };

describe('mirror names its own options where a database answers', () => {
  test.each<[ScriptedAnswer, MirrorOptions, string]>([
    [{ status: 401 }, V2, 'into the file of --token-file, or into LINKY_TIC_TOKEN.'],
    [{ status: 401 }, V1, 'Check --username and --password-file.'],
    [{ status: 403 }, V2, 'The token (--token-file) may not write to the bucket linky'],
    [NO_BUCKET, V2, 'or check --bucket and --org.'],
    [NO_DATABASE, V1, 'or check --database.'],
    [{ status: 404 }, V2, 'Check --url, whether it takes --database (InfluxDB 1.x) or --bucket (what is newer), and'],
  ])('%j to %j', async (answer, target, words) => {
    await using server = await startScriptedServer(() => answer);
    expect(await remarkOf({ ...target, url: server.url })).toContain(words);
  });
});

test('mirror names the settings of the plugin where they are what it was given', async () => {
  await using server = await startScriptedServer(() => ({ status: 401 }));
  expect(await remarkOf({}, server.url)).toContain('into influx.token.');
});

/** What mirror warns of first, with a recording as its meter. @param configured the address in a file of settings */
async function remarkOf(options: MirrorOptions, configured?: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'linky-mirror-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const port = join(folder, 'line.tic');
  writeFileSync(port, encodeFrame([{ label: 'ADCO', data: '012345678901' }], 'historique'));
  const config = join(folder, 'settings.json');
  const settings = { language: 'en', meters: [{ port }], influx: { url: configured, token: 't0ken' } };
  writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });
  const given = configured === undefined ? options : { ...options, config };
  const { session, remarks } = fakeSession('en', { clock: systemClock });
  await mirror(configured === undefined ? port : undefined, { ...given, storage: folder }, session);
  return remarks.find((remark) => remark.includes('InfluxDB')) ?? '';
}

describe.each<Language>(['en', 'fr'])('no text of mirror, in %s,', (language) => {
  test('speaks of Homebridge or Apple Home', () => {
    for (const host of ['options', 'config'] as const) {
      const amiss = textsOfMirror(language, host).filter((text) => /Homebridge|Apple Home|Home app|Maison/.test(text));
      expect(amiss).toEqual([]);
    }
  });

  test('names the settings of a plugin when it runs with options', () => {
    const amiss = textsOfMirror(language, 'options').filter((text) => /influx\.\w|plugin|extension/.test(text));
    expect(amiss).toEqual([]);
  });
});

/** Every text that a service may log, and every complaint about options, with something in each gap. */
function textsOfMirror(language: Language, host: 'options' | 'config'): readonly string[] {
  const { config, platform, meter, writer, journal, influx, cli } = textsFor(language, host);
  const { noMeters: _, problem: __, ...complaints } = config;
  return textsIn({ complaints, platform, meter, writer, journal, influx, mirror: cli.mirror });
}

/** Fits where a text wants a number, a text, a place or a damage. */
const ANYTHING = { url: 'u', version: '2', bucket: 'b', org: 'o', username: 'n', database: 'd' };
const GAPS = [
  ['x', 'x', 'x', 'x'],
  [1, 1, 1, 1],
  [2, 2, 2, 2],
  [ANYTHING, 'x', 'x'],
  [{ ...ANYTHING, version: '1' }, 'x', 'x'],
  [{ ...ANYTHING, version: '1', username: '' }, 'x', 'x'],
  ['x', 'x', { readings: { fromMs: 0, toMs: 1, inPart: false }, minutes: undefined }],
  [['x', 'y']],
];

type Tree = string | ((...gap: never[]) => string) | { readonly [name: string]: Tree };

function textsIn(texts: Tree): readonly string[] {
  if (typeof texts === 'string') return [texts];
  if (typeof texts !== 'function') return Object.values(texts).flatMap(textsIn);
  const filled = GAPS.flatMap((gap) => filledWith(texts, gap));
  if (filled.length === 0) throw new Error(`nothing fits into ${texts}`);
  return filled;
}

function filledWith(text: (...gap: never[]) => string, gap: readonly unknown[]): readonly string[] {
  try {
    return [text(...(gap as never[]))];
  } catch {
    // It wants another kind of thing.
    return [];
  }
}
