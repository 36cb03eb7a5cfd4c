import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type InfluxOptions,
  influxConfigFrom,
  type MeterOptions,
  settingsFrom,
} from '../../src/cli/plugin-settings.ts';
import { UsageError } from '../../src/cli/session.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { fakeSession } from './session-fake.ts';

const V2 = { url: 'http://localhost:8086', bucket: 'linky' };
const V1 = { url: 'http://localhost:8086', database: 'linky' };

function fileOf(text: string, mode = 0o600): string {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

function settings(options: InfluxOptions & MeterOptions, env: Record<string, string> = {}) {
  const { session, remarks } = fakeSession('en', { env });
  return { ...settingsFrom(options, session), remarks };
}

describe('options name an InfluxDB', () => {
  test('2 with its token in a file', () => {
    const { config, remarks } = settings({ ...V2, org: 'home', tokenFile: fileOf('s3cr3t\n') });
    expect(config.influx).toMatchObject({ version: '2', ...V2, org: 'home', token: 's3cr3t', literal: true });
    expect(remarks).toEqual([]);
  });

  test('2 with its token in the environment', () => {
    expect(settings(V2, { LINKY_TIC_TOKEN: 's3cr3t' }).config.influx).toMatchObject({ token: 's3cr3t' });
  });

  test('2 without a token', () => expect(settings(V2).config.influx).toMatchObject({ token: '' }));

  test('1 with a user', () => {
    const options = { ...V1, username: 'linky', passwordFile: fileOf(' with blanks \n'), literal: false };
    expect(settings(options).config.influx).toMatchObject({
      version: '1',
      ...V1,
      username: 'linky',
      password: ' with blanks ',
      literal: false,
    });
  });

  test('with a secret that every user can read, and a remark warns of it', () => {
    const tokenFile = fileOf('s3cr3t', 0o644);
    const { remarks } = settings({ ...V2, tokenFile });
    expect(remarks).toEqual([expect.stringContaining(`chmod go-rwx ${tokenFile}`)]);
  });
});

test('options describe a meter', () => {
  const { config } = settings({ ...V2, port: 'demo', name: 'Maison', mode: 'historique', baud: 9600 });
  expect(config.meters).toMatchObject([
    { name: 'Maison', slug: 'maison', port: 'demo', mode: 'historique', baudRate: 9600 },
  ]);
});

test('a relative path of a port becomes absolute', () => {
  for (const file of ['here.tic', 'demo.tic']) {
    expect(settings({ ...V2, port: file }).config.meters[0]?.port).toBe(join(process.cwd(), file));
  }
});

describe('a file of the plugin’s settings', () => {
  const BLOCK = pluginBlock({ meters: [{ port: 'demo' }], influx: V2 });

  test.each([
    ['alone', BLOCK],
    ['alone, without a platform', { ...BLOCK, platform: undefined }],
    ['in a config.json', { bridge: {}, platforms: [{ platform: 'config' }, BLOCK] }],
  ])('is read: %s', (_, block) => {
    const { config, problems } = settings({ config: fileOf(JSON.stringify(block)) });
    expect([config.meters[0]?.port, config.influx?.url, problems]).toEqual(['demo', V2.url, []]);
  });

  test('is read with its problems', () => {
    const { problems } = settings({ config: fileOf(JSON.stringify({ ...BLOCK, journal: { keepDays: -1 } })) });
    expect(problems).toMatchObject([{ path: 'journal.keepDays' }]);
  });

  test.each([
    ['a token', { ...V2, token: 's3cr3t' }, 1],
    ['a password', { version: '1', ...V1, username: 'linky', password: 's3cr3t' }, 1],
    ['no secret', V2, 0],
    ['no InfluxDB', undefined, 0],
  ])('that every user can read is warned of only where there is a secret in it: %s', (_, influx, remarks) => {
    const file = fileOf(JSON.stringify({ ...BLOCK, influx }), 0o644);
    expect(settings({ config: file }).remarks).toHaveLength(remarks);
  });
});

describe('a wrong set of options is explained:', () => {
  test.each<[string, () => InfluxOptions & MeterOptions, string]>([
    ['no address', () => ({ bucket: 'linky' }), 'Where is InfluxDB?'],
    ['neither bucket nor database', () => ({ url: V2.url }), 'either --bucket'],
    ['both bucket and database', () => ({ ...V1, ...V2 }), 'either --bucket'],
    ['an invalid address', () => ({ ...V2, url: 'localhost' }), '--url: This must be an address'],
    ['an address with a secret in it', () => ({ ...V2, url: 'http://me:s3cr3t@host' }), '--url: '],
    ['an invalid name', () => ({ ...V2, port: 'demo', name: '💡' }), '--name: '],
    ['a file that does not exist', () => ({ ...V2, tokenFile: '/nope' }), '/nope cannot be read (it is not there).'],
    ['an empty file', () => ({ ...V2, tokenFile: fileOf('\n') }), 'is empty'],
    ['--config with --url', () => ({ config: fileOf('{}'), url: 'x' }), '--config says it all'],
    ...(['name', 'mode', 'baud', 'org', 'username', 'retentionPolicy'] as const).map(
      (option): [string, () => InfluxOptions & MeterOptions, string] => [
        `settings and --${option}`,
        () => ({ config: fileOf('{}'), literal: true, [option]: 'x' }),
        '--config says it all',
      ],
    ),
    ['--config with --no-literal', () => ({ config: fileOf('{}'), literal: false }), '--config says it all'],
    ['a file that is not JSON', () => ({ config: fileOf('{') }), 'is not JSON'],
    [
      'another platform',
      () => ({ config: fileOf('{"platforms":[{"platform":"config"}]}') }),
      'no settings of the platform',
    ],
  ])('%s', (_, options, words) => {
    const attempt = () => settings(options());
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(words);
    expect(attempt).not.toThrow('s3cr3t');
  });

  test('settings without an InfluxDB, for a command that sends', () => {
    const config = fileOf('{"meters":[]}');
    expect(() => influxConfigFrom({ config }, fakeSession().session)).toThrow('no InfluxDB');
  });
});
