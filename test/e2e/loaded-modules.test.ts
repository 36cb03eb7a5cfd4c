import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const NODE = Number(process.versions.node.split('.')[0]);
/** A library inside Node that takes as much memory as the plugin. */
const HEAVY = ['internal/deps/undici/undici', 'http2', 'inspector'];
const NETWORK_AND_STORE = ['http', 'https', 'sqlite'];

test('the writer’s thread and the command line do not make Node load undici, which they do not use', async () => {
  const commandLine = (await readdir(inDist('cli')))
    .filter((name) => name.endsWith('.js'))
    .map((name) => `cli/${name}`);
  for (const entries of [['writer/thread/write-job.js'], commandLine]) {
    const loaded = await loadedBy(...entries.map(inDist));
    expect(loaded, entries.join()).toContain('https');
    expect(loadedOf(HEAVY, loaded)).toEqual([]);
  }
});

test('the command line loads only the command that is called', async () => {
  for (const entry of ['cli/program.js', 'cli/watch.js']) {
    const loaded = await loadedBy(inDist(entry));
    expect(loaded).toContain('fs');
    expect(loadedOf(NETWORK_AND_STORE, loaded), entry).toEqual([]);
  }
});

test('on Homebridge’s thread, the plugin loads neither HTTP nor SQLite', async () => {
  const loaded = await loadedBy(inDist('index.js'));
  expect(loaded).toContain('worker_threads');
  expect(loadedOf(NETWORK_AND_STORE, loaded)).toEqual([]);
});

test.runIf(NODE >= 24)('the name by which undici is detected is right: an import of node:http loads it', async () => {
  expect(await loadedBy('node:http')).toEqual(expect.arrayContaining(HEAVY.slice(0, 2)));
});

function inDist(entry: string): string {
  return fileURLToPath(new URL(`../../dist/${entry}`, import.meta.url));
}

function loadedOf(names: readonly string[], loaded: readonly string[]): readonly string[] {
  return names.filter((name) => loaded.includes(name));
}

/** The modules of Node that are loaded after these modules were imported. */
async function loadedBy(...modules: readonly string[]): Promise<readonly string[]> {
  const imports = modules.map((module) => `await import('${module}');`).join('');
  const script = `${imports} console.log(process.moduleLoadList.join('\\n'))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return stdout
    .trim()
    .split('\n')
    .map((name) => name.replace(/^NativeModule /, ''));
}
