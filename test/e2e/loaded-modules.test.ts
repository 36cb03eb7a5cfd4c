import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../testbed/daemon.ts';
import { startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { houseQuestion } from '../../testbed/house-question.ts';
import { demoGroups, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { startTcpMeter } from '../../testbed/meter/tcp-meter.ts';
import { type Installed, installedPackage } from '../../testbed/programs/installed-package.ts';
import { type LoadedFiles, watchLoadedFiles } from '../../testbed/programs/loaded-files.ts';
import { entriesOf, type PackageEntries, runEntry } from '../../testbed/programs/package-entries.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

/** To find and open a file is taken to be slower than to read it, so they are counted. */
const MOST_FILES = { plugin: 10, pageServer: 12, help: 16 } as const satisfies {
  readonly [E in keyof PackageEntries]?: number;
};
/** serialport alone has 42. */
const MOST_FILES_WITH_SERIAL_PORT = 55;
/** In a home that shares all that can be shared, without a serial port: on Homebridge's thread, and on that of the share. */
const MOST_FILES_SHARING = { homebridge: 13, share: 12 };
/** The sources of what other programs and devices get. */
const OF_SHARE = /^src\/(?:share|house|http)\//;

const NODE = Number(process.versions.node.split('.')[0]);
/** A library inside Node that takes as much memory as the plugin. */
const HEAVY = ['internal/deps/undici/undici', 'http2', 'inspector'];
const NETWORK_AND_STORE = ['http', 'https', 'sqlite'];

let installed: Installed;

beforeAll(async () => {
  installed = await installedPackage();
});

describe('few files are loaded', () => {
  test.each(Object.entries(MOST_FILES))('by its entry %s: at most %i', async (entry, most) => {
    const loaded = watchLoadedFiles();
    await runEntry([process.execPath, ...entriesOf(installed.plugin)[entry as keyof typeof MOST_FILES]], loaded.env);
    const files = loaded.soFar().map(({ file }) => file);
    expect(files.filter((file) => file.startsWith(join(installed.plugin, 'dist')))).not.toEqual([]);
    expect(files.length, files.join('\n')).toBeLessThanOrEqual(most);
  });

  test('by a home with a serial port and without a database', async () => {
    await using meter = await startPtyMeter();
    meter.say(demoGroups(700), 'standard');
    const loaded = watchLoadedFiles();
    const config = pluginBlock({ meters: [{ name: 'Linky', port: meter.port, mode: 'standard' }] });
    await using homebridge = await startHomebridge({ config, plugin: installed.plugin, env: loaded.env });
    const ofHomebridge = () => ofPlugin(loaded, (thread) => thread === 0);
    const ofWriter = () => ofPlugin(loaded, (thread) => thread > 0);
    await expect.poll(() => ofHomebridge().some((file) => file.includes('serialport'))).toBe(true);
    await expect.poll(() => homebridge.log.some((line) => /Linky.*standard/.test(line))).toBe(true);
    expect(ofHomebridge().length, ofHomebridge().join('\n')).toBeLessThanOrEqual(MOST_FILES_WITH_SERIAL_PORT);
    expect(ofWriter()).toContain('dist/journal.js');
    // Neither the other language, nor what only other homes and programs need.
    const needless = /^dist\/.*(?:\.fr\.js|influx|mqtt|demo|doctor|cli|import|ui)|influxdb-client/;
    const all = [...ofHomebridge(), ...ofWriter()];
    expect(all.filter((file) => needless.test(file))).toEqual([]);
    // Nothing of what others get, and no thread beside the writer's.
    expect(all.flatMap(sourcesIn).filter((source) => OF_SHARE.test(source))).toEqual([]);
    expect(new Set(loaded.soFar().map(({ thread }) => thread)).size).toBe(2);
  });

  test('by a home with a database: what speaks to it, only on the thread that writes', async () => {
    const loaded = watchLoadedFiles();
    const influx = { url: `http://127.0.0.1:${await freePort()}`, bucket: 'linky' };
    const config = pluginBlock({ meters: [{ name: 'Linky', port: 'demo' }], influx });
    await using homebridge = await startHomebridge({ config, plugin: installed.plugin, env: loaded.env });
    const ofInflux = (thread: (one: number) => boolean) => ofPlugin(loaded, thread).filter((one) => /influx/.test(one));
    await expect
      .poll(() => ofInflux((thread) => thread > 0).toSorted())
      .toEqual([
        ...['dist/influx.js', 'dist/influx/mirror.js'],
        'node_modules/@influxdata/influxdb-client/dist/index.js',
      ]);
    await homebridge.waitForLog(/Linky: the meter/);
    expect(ofInflux((thread) => thread === 0)).toEqual([]);
  });

  test('by a home that shares its line, its reading and the house’s page, on a thread of its own', async () => {
    await using meter = await startTcpMeter();
    const [line, reading, page] = [await freePort(), await freePort(), await freePort()];
    const share = { port: line, httpPort: reading };
    const meters = [{ name: 'Linky', port: meter.port, mode: 'standard', tiles: ['power'], share }];
    const loaded = watchLoadedFiles();
    await using homebridge = await startHomebridge({
      config: pluginBlock({ meters, page: { port: page } }),
      plugin: installed.plugin,
      env: loaded.env,
    });
    await homebridge.waitForLog(new RegExp(`127\\.0\\.0\\.1:${page}`));
    const answer = await fetch(`http://127.0.0.1:${page}${houseQuestion('/status', {})}`);
    expect(await answer.json()).toHaveProperty('status');
    const threads = [...new Set(loaded.soFar().map(({ thread }) => thread))];
    const ofShare = threads.filter((thread) => ofPlugin(loaded, (one) => one === thread).includes(SHARE_ENTRY));
    const onShare = ofPlugin(loaded, (thread) => thread === ofShare[0]);
    const onHomebridge = ofPlugin(loaded, (thread) => thread === 0);
    expect(ofShare).toHaveLength(1);
    expect(onShare.length, onShare.join('\n')).toBeLessThanOrEqual(MOST_FILES_SHARING.share);
    expect(onHomebridge.length, onHomebridge.join('\n')).toBeLessThanOrEqual(MOST_FILES_SHARING.homebridge);
    // The energy is for a thread that lives while somebody asks for it; the rest is what the other threads do.
    const needless = /^dist\/(?:journal|energy|influx|meter|service|doctor|cli|imports)|mqtt|\.fr\.js|history/;
    expect(onShare.filter((file) => needless.test(file))).toEqual([]);
  });
});

const SHARE_ENTRY = 'dist/share/thread/thread.js';

/** The files of the plugin among those that were loaded, by their path in its folder. */
function ofPlugin(loaded: LoadedFiles, isOfThread: (thread: number) => boolean): readonly string[] {
  return loaded.soFar().flatMap(({ thread, file }) => {
    const path = file.startsWith(installed.plugin) ? file.slice(installed.plugin.length + 1) : '';
    return path !== '' && isOfThread(thread) ? [path] : [];
  });
}

/** The sources that a file of the package was made of: their paths stand in it. */
function sourcesIn(file: string): readonly string[] {
  const text = readFileSync(join(installed.plugin, file), 'utf8');
  return [...text.matchAll(/^\/\/ (src\/.*)$/gm)].map(([, source = '']) => source);
}

describe('of Node itself', () => {
  test('nothing of the package loads undici, which it does not use', async () => {
    const dist = join(installed.plugin, 'dist');
    // Those that begin a program or a thread have an effect.
    const begins = /\/(?:cli|thread|reading-thread)\.js$/;
    const files = globSync('**/*.js', { cwd: dist }).map((file) => join(dist, file));
    const loaded = await loadedBy(files.filter((file) => !begins.test(file)));
    expect(loaded).toContain('net');
    expect(loadedOf(HEAVY, loaded)).toEqual([]);
  });

  test('on Homebridge’s thread, the plugin loads neither HTTP nor SQLite', async () => {
    const loaded = await loadedBy(['index', 'service'].map((file) => join(installed.plugin, `dist/${file}.js`)));
    expect(loaded).toContain('worker_threads');
    expect(loadedOf(NETWORK_AND_STORE, loaded)).toEqual([]);
  });

  test('the command that only looks at a line loads neither HTTP nor SQLite', async () => {
    const loaded = await loadedBy([join(installed.plugin, 'dist/cli/watch.js')]);
    expect(loaded).toContain('fs');
    expect(loadedOf(NETWORK_AND_STORE, loaded)).toEqual([]);
  });

  test.runIf(NODE >= 24)('the name by which undici is detected is right: an import of node:http loads it', async () => {
    expect(await loadedBy(['node:http'])).toEqual(expect.arrayContaining(HEAVY.slice(0, 2)));
  });
});

function loadedOf(names: readonly string[], loaded: readonly string[]): readonly string[] {
  return names.filter((name) => loaded.includes(name));
}

/** The modules of Node that are loaded after these modules were imported. */
async function loadedBy(modules: readonly string[]): Promise<readonly string[]> {
  const imports = modules.map((module) => `await import('${module}');`).join('');
  const script = `${imports} console.log(process.moduleLoadList.join('\\n'))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return stdout
    .trim()
    .split('\n')
    .map((name) => name.replace(/^NativeModule /, ''));
}
