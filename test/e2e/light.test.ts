import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const NODE = Number(process.versions.node.split('.')[0]);
/** What comes with Node and is as large as the plugin. */
const HEAVY = ['internal/deps/undici/undici', 'http2', 'inspector'];

test('the plugin, and its command line, have Node load no large part of itself that it does not use', async () => {
  for (const entry of ['index.js', 'service.js', 'cli/program.js']) {
    const loaded = await loadedBy(new URL(`../../dist/${entry}`, import.meta.url).href);
    expect(loaded, entry).toContain('https');
    expect(HEAVY.filter((name) => loaded.includes(name))).toEqual([]);
  }
});

test.runIf(NODE >= 24)('Node calls it by that name, and loads it for an import of node:http', async () => {
  expect(await loadedBy('node:http')).toEqual(expect.arrayContaining(HEAVY.slice(0, 2)));
});

/** The modules of Node that are loaded once this one is. */
async function loadedBy(module: string): Promise<readonly string[]> {
  const script = `await import('${module}'); console.log(process.moduleLoadList.join('\\n'))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return stdout
    .trim()
    .split('\n')
    .map((name) => name.replace(/^NativeModule /, ''));
}
