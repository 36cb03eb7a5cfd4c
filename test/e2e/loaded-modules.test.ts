import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const NODE = Number(process.versions.node.split('.')[0]);
/** A library inside Node that takes as much memory as the plugin. */
const HEAVY = ['internal/deps/undici/undici', 'http2', 'inspector'];

test('the writer’s thread and the command line do not make Node load undici, which they do not use', async () => {
  for (const entry of ['writer/thread/write-job.js', 'cli/program.js']) {
    const loaded = await loadedBy(inDist(entry));
    expect(loaded, entry).toContain('https');
    expect(HEAVY.filter((name) => loaded.includes(name))).toEqual([]);
  }
});

test('on Homebridge’s thread, the plugin loads neither HTTP nor SQLite', async () => {
  const loaded = await loadedBy(inDist('index.js'));
  expect(loaded).toContain('worker_threads');
  expect(['http', 'https', 'sqlite'].filter((name) => loaded.includes(name))).toEqual([]);
});

test.runIf(NODE >= 24)('the name by which undici is detected is right: an import of node:http loads it', async () => {
  expect(await loadedBy('node:http')).toEqual(expect.arrayContaining(HEAVY.slice(0, 2)));
});

function inDist(entry: string): string {
  return new URL(`../../dist/${entry}`, import.meta.url).href;
}

/** The modules of Node that are loaded after this module was imported. */
async function loadedBy(module: string): Promise<readonly string[]> {
  const script = `await import('${module}'); console.log(process.moduleLoadList.join('\\n'))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return stdout
    .trim()
    .split('\n')
    .map((name) => name.replace(/^NativeModule /, ''));
}
