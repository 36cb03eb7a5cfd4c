import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import file from '../../config.schema.json' with { type: 'json' };
import pack from '../../package.json' with { type: 'json' };
import { fullOf, type Node } from '../filled.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from './support/homebridge.ts';

const run = promisify(execFile);
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const OFFLINE = new URL('support/offline.ts', import.meta.url).href;

/** The verification of Homebridge watches each run for 30 s. */
const WATCHED_MS = 8_000;
const MADE_UP = 'test-value';
const platform = { platform: 'LinkyTIC' };
const full = fullOf(file.schema as Node) as { readonly meters: readonly object[] };

/** What the verification starts a plugin with; with a meter that speaks in the full one, so that InfluxDB is asked. */
const CONFIGS: { readonly [name: string]: object | readonly object[] } = {
  'no configuration': [],
  'the platform alone': platform,
  'a minimal configuration': { ...platform, name: 'Linky TIC', meters: [{ port: 'demo' }] },
  'a full configuration': { ...full, ...platform, meters: [...full.meters, { name: 'Maison', port: 'demo' }] },
  'a configuration of made-up texts': { ...(fullOf(file.schema as Node, MADE_UP) as object), ...platform },
};

let folder: string;
let plugin: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linky-verified-'));
  plugin = await installedIn(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('holds what it needs, in words for its users, too', async () => {
    const documents = ['README.md', 'LISEZMOI.md', 'CHANGELOG.md', 'LICENSE'];
    const schemas = ['config.schema.json', 'schemas/config.schema.fr.json'];
    expect(await filesIn(plugin)).toEqual(expect.arrayContaining(['dist/index.js', ...schemas, ...documents]));
  });

  test('holds nothing of the workshop', async () => {
    const files = await filesIn(plugin);
    expect(files.filter((path) => /^(src|test|demo|bench|node_modules|\.)|\.ts$|\.tgz$/.test(path))).toEqual([]);
  });
});

describe.each([
  ['online', {}],
  ['with every name ENOTFOUND', { NODE_OPTIONS: `--import=${OFFLINE}` }],
])('the package in Homebridge, %s,', (_, env) => {
  test.concurrent.each(Object.entries(CONFIGS))('runs unharmed with %s', async (name, config) => {
    await using home = await temporaryStorage();
    await using temporary = await temporaryStorage();
    await using storage = await temporaryStorage();
    const before = await filesIn(plugin);
    const plan = {
      config,
      plugin,
      storage: storage.path,
      env: { ...env, HOME: home.path, TMPDIR: temporary.path },
    };

    await using first = await startHomebridge(plan);
    const asksInVain = name === 'a full configuration' && 'NODE_OPTIONS' in env;
    await Promise.all([delay(WATCHED_MS), asksInVain && first.waitForLog('InfluxDB est introuvable')]);
    await expectAlive(first);
    expect(first.log.some((line) => line.includes('Initializing LinkyTIC'))).toBe(name !== 'no configuration');
    const { code, ms } = await first.stop();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(12_000);

    await using second = await startHomebridge(plan);
    await expectAlive(second);
    expect(await second.stop()).toMatchObject({ code: 0 });

    expect(await filesIn(plugin)).toEqual(before);
    expect(await filesIn(home.path)).toEqual([]);
    expect(await filesIn(temporary.path)).toEqual([]);
  });
});

/** It is there for its phones, and has said nothing of a crash. */
async function expectAlive({ bridge, log }: Homebridge): Promise<void> {
  const phone = connect(bridge.port, '127.0.0.1');
  await once(phone, 'connect').finally(() => phone.destroy());
  expect(log.filter((line) => /uncaught|unhandled|EADDRINUSE|SIGTERM|cassé|is broken|^ +at /i.test(line))).toEqual([]);
}

/** Packs the project, and unpacks it where it finds its dependencies and nothing else: not even Homebridge. */
async function installedIn(folder: string): Promise<string> {
  // The build is there already, and other tests run on it: it must not be made anew under them.
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: PROJECT });
  const [tarball = ''] = await readdir(folder);
  const modules = join(folder, 'node_modules');
  const target = join(modules, pack.name);
  await mkdir(target, { recursive: true });
  await run('tar', ['-xzf', join(folder, tarball), '-C', target, '--strip-components=1']);
  for (const name of Object.keys(pack.dependencies)) {
    const link = join(modules, name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(PROJECT, 'node_modules', name), link);
  }
  return target;
}

/** What is in a folder and in those within, in order. */
async function filesIn(path: string): Promise<readonly string[]> {
  return (await readdir(path, { recursive: true })).toSorted();
}
