import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { type MirrorOptions, mirror } from '../../src/cli/mirror.ts';
import { Failure } from '../../src/cli/session.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { type Language, textsFor } from '../../src/texts/texts.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import type { Part } from '../../src/trouble/trouble.ts';
import { newsSentence, overText, sentences } from '../../src/trouble/words.ts';
import { freePort } from '../../testbed/daemon.ts';
import { type ScriptedAnswer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { EVERY_NEWS, EVERY_TROUBLE } from '../../testbed/support/example-troubles.ts';
import { groupsOf, historiqueFrame } from '../../testbed/support/frames.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { createScene } from '../journal/scene.ts';
import { fakeSession } from './session-fake.ts';

const NOWHERE = { url: 'http://127.0.0.1:9', bucket: 'linky' };
const FRAME = historiqueFrame();
const DATE_MS = Date.UTC(2020, 6, 14, 10);

/** Mirrors a recording of two frames to a database that does not run. @param prepare changes the journal's folder before */
async function runMirror(prepare: (folder: string) => void, frame = FRAME) {
  const folder = temporaryFolder();
  prepare(folder);
  const port = join(folder, 'line.tic');
  writeFileSync(port, Uint8Array.from([...frame, ...frame]));
  const { session, printed, remarks } = fakeSession('en', { clock: systemClock });
  const ended = await mirror(port, { ...NOWHERE, storage: folder }, session).then(
    () => 'well',
    (error) => {
      if (error instanceof Failure && error.message === '') return 'badly';
      throw error;
    },
  );
  return { ended, said: [...printed, ...remarks].join('\n') };
}

test('while the database does not run, readings end up on disk, and the last line says so', async () => {
  const { ended, said } = await runMirror(() => {});
  expect(ended).toBe('well');
  expect(said).toContain('Stopped: everything has been sent, or is on disk.');
});

test('when the disk fails too, the lost readings are reported, and nothing is called delivered', async () => {
  const { ended, said } = await runMirror((folder) => mkdirSync(join(folder, 'linky-tic.db')));
  expect(ended).toBe('badly');
  expect(said).toContain('2 readings that could not be written');
  expect(said).not.toContain('everything has been sent');
});

test('the DATE of a recording is any day: its readings do not wait, and the clock is not blamed', async () => {
  const groups = [
    { label: 'ADSC', data: '021900000001' },
    { label: 'DATE', horodate: 'E200714120000', data: '' },
    ...groupsOf({ EAST: '001000000', SINSTS: '03000' }),
  ];
  let folder = '';
  const { ended, said } = await runMirror(
    (made) => {
      folder = made;
    },
    encodeFrame(groups, 'standard'),
  );
  expect(ended).toBe('well');
  expect(said).not.toContain('clock');
  using journal = openReadOnlyJournal(join(folder, JOURNAL_FILE));
  expect([...journal.entries(0)].map(({ reading }) => reading.meterClockMs)).toEqual([DATE_MS, DATE_MS]);
});

const NO_BUCKET = { status: 404, body: '{"code":"not found","message":"bucket \\"linky\\" not found"}' };
const NO_DATABASE = { status: 404, body: '{"error":"database not found: \\"linky\\""}' };
const V2 = { bucket: 'linky' };
const V1 = { database: 'linky', username: 'jean' };

describe('mirror names its own options when the database answers', () => {
  test.each<[ScriptedAnswer, MirrorOptions, string]>([
    [{ status: 401 }, V2, 'into the file of --token-file, or into LINKY_TIC_TOKEN.'],
    [{ status: 401 }, V1, 'Check --username and --password-file.'],
    [{ status: 403 }, V2, 'The token (--token-file) may not write to the bucket linky'],
    [NO_BUCKET, V2, 'or check --bucket and --org.'],
    [NO_DATABASE, V1, 'or check --database.'],
    [{ status: 404 }, V2, 'Check --url, whether it takes --database (InfluxDB 1.x) or --bucket (newer versions), and'],
  ])('%j to %j', async (answer, target, words) => {
    await using server = await startScriptedServer(() => answer);
    expect(await firstRemarkOf({ ...target, url: server.url })).toContain(words);
  });
});

test('mirror names the paths of settings when it runs with --config', async () => {
  await using server = await startScriptedServer(() => ({ status: 401 }));
  expect(await firstRemarkOf({}, server.url)).toContain('into influx.token.');
});

describe('mirror with the house’s page', () => {
  test('needs no InfluxDB, and keeps what the meter says', async () => {
    const { said, folder } = await mirrorToPage({});
    expect(said).toContain(`line.tic sends is kept in ${folder}, without InfluxDB.`);
    expect(said).not.toContain('euros');
    using journal = openReadOnlyJournal(join(folder, JOURNAL_FILE));
    expect([...journal.entries(0)]).toHaveLength(2);
  });

  const prices = [{ from: '2026-08-01', subscription: 15.86, periods: [{ name: 'BASE', price: 0.2 }] }];
  test.each<[string, readonly object[], RegExp | undefined]>([
    [
      'of the meter with its name',
      [
        { port: 'demo', name: 'Cave' },
        { port: 'demo', prices },
      ],
      undefined,
    ],
    ['of the only meter, whatever its name', [{ port: 'demo', name: 'Maison', prices }], undefined],
    [
      'that are not there',
      [{ port: 'demo' }],
      /settings\.json has no prices for the meter “Linky”, so the page shows no/,
    ],
    [
      'of two other meters, of which none is meant',
      [
        { port: 'demo', name: 'Cave', prices },
        { port: 'demo', name: 'Grange', prices },
      ],
      /no prices for the meter “Linky”/,
    ],
    [
      'with a mistake',
      [{ port: 'demo', prices: [...prices, { from: 'May', subscription: 1, periods: [] }] }],
      /prices\[1\]\.from/,
    ],
  ])('takes prices from a file: %s', async (_, meters, remark) => {
    const { remarks } = await mirrorToPage({ language: 'en', meters });
    const aboutPrices = remarks.filter((one) => /prices/.test(one));
    if (remark) expect(aboutPrices).toContainEqual(expect.stringMatching(remark));
    else expect(aboutPrices).toEqual([]);
  });

  test('and neither it, nor an InfluxDB, nor a broker in a file of settings ends with a sentence', async () => {
    const config = join(temporaryFolder(), 'settings.json');
    writeFileSync(config, JSON.stringify({ language: 'en', meters: [{ port: 'demo' }] }));
    const { session } = fakeSession('en', { clock: systemClock });
    await expect(mirror(undefined, { config }, session)).rejects.toThrow('nor an MQTT broker (mqtt.url)');
  });
});

/** Mirrors a recording of two frames to no database. @param block the settings in a file that `--config` names, if it names one */
async function mirrorToPage(block: { readonly meters?: readonly object[]; readonly language?: string }) {
  const folder = temporaryFolder();
  const port = join(folder, 'line.tic');
  writeFileSync(port, Uint8Array.from([...FRAME, ...FRAME]));
  const config = join(folder, 'settings.json');
  writeFileSync(config, JSON.stringify(block));
  const { session, printed, remarks } = fakeSession('en', { clock: systemClock });
  const prices = block.meters && { config };
  await mirror(port, { pagePort: await freePort(), storage: folder, ...prices }, session);
  return { folder, remarks, said: [...printed, ...remarks].join('\n') };
}

/**
 * The first warning of mirror about InfluxDB, which gets a reading that waits in the journal. The meter cannot be reached, so mirror
 * goes on until the warning is there. @param configured the address in a file of settings
 */
async function firstRemarkOf(options: MirrorOptions, configured?: string): Promise<string> {
  const folder = temporaryFolder();
  const scene = createScene(folder);
  scene.clock.wallMs = Date.now();
  const journal = scene.open();
  scene.take(journal, 'linky', 390);
  journal.close();
  const port = 'tcp://127.0.0.1:9';
  const config = join(folder, 'settings.json');
  const settings = { language: 'en', meters: [{ port }], influx: { url: configured, token: 't0ken' } };
  writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });
  const given = configured === undefined ? options : { ...options, config };
  const life = new AbortController();
  const { session, remarks } = fakeSession('en', { clock: systemClock, life: life.signal });
  const ended = mirror(configured === undefined ? port : undefined, { ...given, storage: folder }, session);
  const remark = () => remarks.find((one) => one.includes('InfluxDB'));
  await Promise.race([expect.poll(remark).toBeDefined(), ended]);
  life.abort();
  await ended;
  return remark() ?? '';
}

describe.each<Language>(['en', 'fr'])('no text of mirror in %s', (language) => {
  test('mentions Homebridge or Apple Home', () => {
    for (const host of ['options', 'config'] as const) {
      const amiss = textsOfMirror(language, host).filter((text) => /Homebridge|Apple Home|Home app|Maison/.test(text));
      expect(amiss).toEqual([]);
    }
  });

  test('mentions settings of the plugin when mirror runs with options', () => {
    const amiss = textsOfMirror(language, 'options').filter((text) =>
      /(?:influx|page)\.\w|plugin|extension/.test(text),
    );
    expect(amiss).toEqual([]);
  });
});

/** Every text that a service may log, and every complaint about options, each called with made-up arguments. */
function textsOfMirror(language: Language, host: 'options' | 'config'): readonly string[] {
  const { config, platform, meter, journal, influx, cli, troubles, share } = textsFor(language, host);
  const { disk: _, ...ofJournal } = journal;
  const parts: readonly Part[] = ['line', 'clock', 'history', 'mirror', 'page', 'writer'];
  const standing = EVERY_TROUBLE.filter(({ part }) => parts.includes(part));
  return [
    ...calledTexts({
      complaints: config,
      platform,
      meter,
      journal: ofJournal,
      influx,
      mirror: cli.mirror,
      page: share.page,
    }),
    ...standing.flatMap((one) => [sentences(one, troubles), overText(one, 60_000, {}, troubles)]),
    ...EVERY_NEWS.map((one) => newsSentence(one, troubles)),
  ];
}

/** Arguments for texts that take a database. */
const DATABASE = { url: 'u', version: '2', bucket: 'b', org: 'o', username: 'n', database: 'd' };
const GAPS = [
  ['x', 'x', 'x', 'x'],
  [1, 1, 1, 1],
  [2, 2, 2, 2],
  [DATABASE, 'x', 'x'],
  [{ ...DATABASE, version: '1' }, 'x', 'x'],
  [{ ...DATABASE, version: '1', username: '' }, 'x', 'x'],
  ['x', 'x', { readings: { fromMs: 0, toMs: 1, inPart: false }, minutes: undefined }],
  [['x', 'y']],
  [{ paths: ['x'], owner: 'x', user: 'x', isFolder: false }],
];

type Tree = string | ((...gap: never[]) => string) | { readonly [name: string]: Tree };

function calledTexts(texts: Tree): readonly string[] {
  if (typeof texts === 'string') return [texts];
  if (typeof texts !== 'function') return Object.values(texts).flatMap(calledTexts);
  const filled = GAPS.flatMap((gap) => filledWith(texts, gap));
  if (filled.length === 0) throw new Error(`nothing fits into ${texts}`);
  return filled;
}

function filledWith(text: (...gap: never[]) => string, gap: readonly unknown[]): readonly string[] {
  try {
    return [text(...(gap as never[]))];
  } catch {
    // The text takes arguments of another type.
    return [];
  }
}
