import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** What comes with Node and is as large as the plugin. */
const HEAVY = ['internal/deps/undici/undici', 'http2', 'inspector'];

test('the plugin has Node load no large part of itself that it does not use', async () => {
  const plugin = new URL('../../dist/index.js', import.meta.url);
  const script = `await import('${plugin}'); console.log(process.moduleLoadList.join('\\n'))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  const loaded = stdout.trim().split('\n');
  expect(loaded).toContain('NativeModule https');
  expect(HEAVY.filter((name) => loaded.includes(`NativeModule ${name}`))).toEqual([]);
});
