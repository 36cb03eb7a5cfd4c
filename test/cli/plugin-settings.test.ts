import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  hostFor,
  type InfluxOptions,
  influxConfigFrom,
  type MeterOptions,
  type PageOptions,
  pricesFile,
  settingsFrom,
} from '../../src/cli/plugin-settings.ts';
import { UsageError } from '../../src/cli/session.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { fakeSession } from './session-fake.ts';

type SettingOptions = InfluxOptions & MeterOptions & PageOptions;

const V2 = { url: 'http://localhost:8086', bucket: 'linky' };
const V1 = { url: 'http://localhost:8086', database: 'linky' };

function fileOf(text: string, mode = 0o600): string {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

function settings(options: SettingOptions, env: Record<string, string> = {}) {
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

describe('options ask for the house’s page', () => {
  test('without an InfluxDB, and without its token', () => {
    const { config, problems } = settings({ port: 'demo', pagePort: 8588 }, { LINKY_TIC_TOKEN: 's3cr3t' });
    expect(config.page).toEqual({ port: 8588, host: '127.0.0.1' });
    expect(config.influx).toBeUndefined();
    expect(problems).toEqual([]);
  });

  test('beside an InfluxDB, for the home’s network', () => {
    const { config } = settings({ ...V2, port: 'demo', pagePort: 8588, pageHost: '0.0.0.0' });
    expect(config).toMatchObject({ page: { port: 8588, host: '0.0.0.0' }, influx: V2 });
  });

  test('and a file of settings beside PORT has the prices alone', () => {
    const file = fileOf(JSON.stringify(pluginBlock({ meters: [{ port: 'demo', name: 'Grange' }], influx: V2 })));
    const options = { port: 'demo:historique', pagePort: 8588, config: file };
    const { config } = settings(options);
    expect(config.meters).toMatchObject([{ name: 'Linky', port: 'demo:historique', prices: [] }]);
    expect(config.influx).toBeUndefined();
    expect([pricesFile(options), hostFor(options)]).toEqual([file, 'options']);
  });

  test('of a file of settings, and go before it', () => {
    const page = { port: 8080, host: '0.0.0.0' };
    const config = fileOf(JSON.stringify(pluginBlock({ meters: [{ port: 'demo' }], page })));
    expect(settings({ config }).config.page).toEqual(page);
    const options = { config, pagePort: 8588 };
    expect(settings(options).config.page).toEqual({ port: 8588, host: '0.0.0.0' });
    expect(settings({ config, pageHost: '127.0.0.1' }).config.page).toEqual({ port: 8080, host: '127.0.0.1' });
    expect([pricesFile(options), hostFor(options)]).toEqual([undefined, 'config']);
  });

  test('of a file where no page, or none that can be read, stands', () => {
    for (const page of [undefined, null, 'x', 8588, { port: null }]) {
      const config = fileOf(JSON.stringify(pluginBlock({ meters: [{ port: 'demo' }], page })));
      expect(settings({ config, pagePort: 8588 })).toMatchObject({
        config: { page: { port: 8588, host: '127.0.0.1' } },
        problems: [],
      });
    }
  });
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
  test.each<[string, () => SettingOptions, string]>([
    ['no address', () => ({ bucket: 'linky' }), 'Where is InfluxDB?'],
    ['no address, of a command that has a page, too', () => ({ port: 'demo' }), 'or --page-port 8588, for the house’s'],
    ['no address of the InfluxDB beside a page', () => ({ bucket: 'linky', pagePort: 8588 }), 'Where is InfluxDB?'],
    ['a host of the page, and no port', () => ({ ...V2, pageHost: '0.0.0.0' }), 'add --page-port'],
    [
      'an invalid host of the page',
      () => ({ pagePort: 8588, pageHost: 'a:1' }),
      '--page-host: This must be an address',
    ],
    [
      'the port that the meter is read on',
      () => ({ port: 'tcp://127.0.0.1:8588', pagePort: 8588 }),
      '--page-port: The meter “Linky” is read on port 8588',
    ],
    [
      '--config beside PORT, without a page',
      () => ({ config: fileOf('{}'), port: 'demo' }),
      '--config replaces all of these',
    ],
    ['neither bucket nor database', () => ({ url: V2.url }), 'either --bucket'],
    ['both bucket and database', () => ({ ...V1, ...V2 }), 'either --bucket'],
    ['an invalid address', () => ({ ...V2, url: 'localhost' }), '--url: This must be an address'],
    ['an address with a secret in it', () => ({ ...V2, url: 'http://me:s3cr3t@host' }), '--url: '],
    ['an invalid name', () => ({ ...V2, port: 'demo', name: '💡' }), '--name: '],
    ['a file that does not exist', () => ({ ...V2, tokenFile: '/nope' }), '/nope cannot be read (it does not exist).'],
    ['an empty file', () => ({ ...V2, tokenFile: fileOf('\n') }), 'is empty'],
    ['--config with --url', () => ({ config: fileOf('{}'), url: 'x' }), '--config replaces all of these'],
    ...(['name', 'mode', 'baud', 'org', 'username', 'retentionPolicy'] as const).map(
      (option): [string, () => SettingOptions, string] => [
        `settings and --${option}`,
        () => ({ config: fileOf('{}'), literal: true, [option]: 'x' }),
        '--config replaces all of these',
      ],
    ),
    ['--config with --no-literal', () => ({ config: fileOf('{}'), literal: false }), '--config replaces all of these'],
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
