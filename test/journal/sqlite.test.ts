import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { withoutSqliteWarning } from '../../src/journal/sqlite.ts';

const run = promisify(execFile);

test('loading SQLite says nothing on the terminal', async () => {
  const script = `
    const { loadSqlite } = await import(${JSON.stringify(new URL('../../src/journal/sqlite.ts', import.meta.url).href)});
    const { DatabaseSync } = loadSqlite();
    console.log(new DatabaseSync(':memory:').prepare('SELECT 42 AS answer').get().answer);`;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  expect({ stdout, stderr }).toEqual({ stdout: '42\n', stderr: '' });
});

test('the warning of SQLite is dropped, and any other passes', () => {
  const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  try {
    withoutSqliteWarning(() => {
      process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
      process.emitWarning('Mind the step', 'StepWarning');
    });
    expect(emitWarning.mock.calls).toEqual([['Mind the step', 'StepWarning']]);
  } finally {
    emitWarning.mockRestore();
  }
});

test('warnings work as before afterwards, even when loading throws', () => {
  const before = process.emitWarning;
  const load = () => {
    throw new Error('no SQLite here');
  };
  expect(() => withoutSqliteWarning(load)).toThrow('no SQLite here');
  expect(process.emitWarning).toBe(before);
});
