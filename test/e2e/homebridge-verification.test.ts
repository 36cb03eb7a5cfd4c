import { fork } from 'node:child_process';
import { once } from 'node:events';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import file from '../../config.schema.json' with { type: 'json' };
import newest from '../../node_modules/homebridge/package.json' with { type: 'json' };
import { placesToReview, verificationProblems } from '../../release/homebridge-verification.ts';
import { auditOf, dryPackOf, problemsInPack, readPackage } from '../../release/package.ts';
import { childClock, NO_DNS_PRELOAD } from '../../testbed/child-clock/child-clock.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { type Installed, installedPackage } from '../../testbed/programs/installed-package.ts';
import { PROJECT } from '../../testbed/project.ts';
import { fullConfigOf, type SchemaNode } from '../full-config.ts';

/** Homebridge's verification observes each run for so many seconds; here they pass on the run's own clock. */
const WATCHED_S = 30;
const MADE_UP = 'test-value';
const NO_CONFIGURATION = 'no configuration';
const OFFLINE = 'a full configuration, while no name is found,';
const platform = { platform: 'LinkyTIC' };
const full = fullConfigOf(file.schema as SchemaNode) as { readonly meters: readonly object[] };

/**
 * The configurations with which the verification starts a plugin. The full one has a meter that sends, so that InfluxDB
 * is used.
 */
const CONFIGS: { readonly [name: string]: object | readonly object[] } = {
  [NO_CONFIGURATION]: [],
  'a minimal configuration': { ...platform, name: 'Linky TIC', meters: [{ port: 'demo' }] },
  [OFFLINE]: { ...full, ...platform, meters: [...full.meters, { name: 'Maison', port: 'demo' }] },
  'a configuration of made-up texts': { ...(fullConfigOf(file.schema as SchemaNode, MADE_UP) as object), ...platform },
};

let installed: Installed;

beforeAll(async () => {
  installed = await installedPackage();
});

describe('the package', () => {
  test('contains all files that it needs, none for development, and is small', async () => {
    const dry = await dryPackOf(PROJECT);
    expect(await problemsInPack(dry, PROJECT)).toEqual([]);
    const page = ['server.js', ...['index.html', 'page.js', 'page.css', 'uplot.css'].map((name) => `public/${name}`)];
    const needed = [
      'config.schema.json',
      'schemas/config.schema.fr.json',
      ...page.map((name) => `homebridge-ui/${name}`),
    ];
    expect(dry.files).toEqual(expect.arrayContaining(needed));
  });

  test.each([
    ['uplot', 'curves', /^curve-chart-[\w-]+\.js$/],
    ['lean-qr', 'QR codes', /^house-card-[\w-]+\.js$/],
  ])('has the licence of %s, which draws the page’s %s, in the file that has its code', async (library, _, part) => {
    const licence = await readFile(join(PROJECT, 'node_modules', library, 'LICENSE'), 'utf8');
    const page = join(installed.plugin, 'homebridge-ui/public');
    const [file = ''] = (await readdir(page)).filter((name) => part.test(name));
    expect(await readFile(join(page, file), 'utf8')).toContain(licence.trim());
  });

  test('has nothing that Homebridge’s verification refuses', async () => {
    expect(verificationProblems(await readPackage(installed.plugin), newest.version)).toEqual([]);
  });

  test('has one place at which a person of Homebridge will look: where the users of a machine have their names', async () => {
    const places = placesToReview(await readPackage(installed.plugin));
    expect(places).toEqual(['dist/common.js: /etc/passwd']);
  });

  test('registers the platform that its schema is for', async () => {
    const { default: register } = await import(pathToFileURL(join(installed.plugin, 'dist/index.js')).href);
    const registered: unknown[] = [];
    register({ registerPlatform: (...words: unknown[]) => registered.push(...words) });
    expect(registered).toEqual([file.pluginAlias, expect.any(Function)]);
  });

  test('starts the server of its settings page', async () => {
    await using storage = await temporaryStorage();
    const env = { ...process.env, HOMEBRIDGE_STORAGE_PATH: storage.path };
    const server = fork(join(installed.plugin, 'homebridge-ui/server.js'), [], { silent: true, env });
    onTestFinished(() => void server.kill('SIGKILL'));
    const [ready] = await once(server, 'message');
    expect(ready).toEqual({ action: 'ready', payload: { server: true } });
  });

  test('has no dependency with a known severe vulnerability', async ({ skip }) => {
    const audit = await auditOf(PROJECT);
    if (audit.kind === 'answered') return expect(audit.problems).toEqual([]);
    const why = `npm audit was NOT answered, and weaknesses were not looked for: ${audit.reason}`;
    process.stderr.write(`\n${why}\n`);
    skip(why);
  });
});

describe('the package in Homebridge', () => {
  test.concurrent.each(Object.entries(CONFIGS))('runs without an error with %s', async (name, config) => {
    const imports = name === OFFLINE ? [NO_DNS_PRELOAD] : [];
    await using home = await temporaryStorage();
    await using temporary = await temporaryStorage();
    await using storage = await temporaryStorage();
    const before = await stateOf(installed.folder);
    const start = (aheadMs = 0) =>
      startHomebridge({
        config,
        plugin: installed.plugin,
        storage: storage.path,
        clock: childClock({ isSteered: true, aheadMs, endsSlowly: true, imports }),
        env: { HOME: home.path, TMPDIR: temporary.path },
      });

    await using first = await start();
    await first.clock.stop();
    for (let second = 0; second < WATCHED_S; second += 1) await first.clock.advance(1_000);
    await first.clock.run();
    if (name === OFFLINE) await first.waitForLog('La base de données est introuvable');
    await expectAlive(first);
    expect(first.log.some((line) => line.includes('Initializing LinkyTIC'))).toBe(name !== NO_CONFIGURATION);
    // If the plugin does not end, Homebridge kills itself, with another exit code. The benchmark measures how long it takes.
    expect(await first.stop()).toMatchObject({ code: 0 });

    // The others leave no more than this one, to start again on.
    if (name === OFFLINE) {
      await using second = await start(first.clock.aheadMs);
      await expectAlive(second);
      expect(await second.stop()).toMatchObject({ code: 0 });
    }

    expect(await stateOf(installed.folder)).toEqual(before);
    expect(await stateOf(home.path)).toEqual({});
    expect(await stateOf(temporary.path)).toEqual({});
  });
});

/** Expects Homebridge to be reachable for phones, and its log to mention no crash. */
async function expectAlive({ bridge, log }: Homebridge): Promise<void> {
  const phone = connect(bridge.port, '127.0.0.1');
  await once(phone, 'connect').finally(() => phone.destroy());
  expect(log.filter((line) => /uncaught|unhandled|EADDRINUSE|SIGTERM|Un défaut|is broken|^ +at /i.test(line))).toEqual(
    [],
  );
}

/** All files of a folder, with sizes and times. A temporary file shows, too: it has changed the time of its folder. */
async function stateOf(path: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(path, { recursive: true })).toSorted();
  const states = names.map(async (name) => {
    const { size, mtimeMs } = await lstat(join(path, name));
    return [name, `${size} bytes, ${mtimeMs}`] as const;
  });
  return Object.fromEntries(await Promise.all(states));
}
