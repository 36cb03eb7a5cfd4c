import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { missingCompiler } from '../../testbed/c-preload.ts';
import { diskCallsEnv, failingFromStart } from '../../testbed/disk-calls/control.ts';
import { compileDiskCalls, record } from '../../testbed/disk-calls/record.ts';
import { filesIn } from '../../testbed/disk-calls/states.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const EVERY_CALL = fileURLToPath(new URL('every-call.ts', import.meta.url));
const FAILING_CALLS = fileURLToPath(new URL('failing-calls.ts', import.meta.url));

const missing = missingCompiler();
describe.skipIf(missing)(missing ?? 'what a process does to its disk', () => {
  let library: string;
  beforeAll(() => {
    library = compileDiskCalls();
  });

  test('is recorded whole, and in order: the recording makes the same folder again', () => {
    const { folder, calls } = record(library, EVERY_CALL);
    const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const real = names.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
    const recorded = filesIn(calls);
    expect([...recorded.keys()].toSorted()).toEqual(real.filter((name) => !name.endsWith('-shm')).toSorted());
    for (const [name, content] of recorded) expect([name, content]).toEqual([name, readBytes(folder, name)]);
    expect(calls.filter(({ kind }) => kind === 'marker')).toEqual([{ kind: 'marker', text: 'in between' }]);
    expect(calls.filter(({ kind }) => kind === 'synced').length).toBeGreaterThan(5);
  });

  test('fails at the call that was asked for, once or until the disk is back', () => {
    const { output } = record(library, FAILING_CALLS);
    const { results, counted } = JSON.parse(output);
    expect(results).toEqual([
      ['EIO', 'abcdef', 'abcdef', true],
      ['abcdef', 'EROFS', 'EROFS', true],
      ['abcdef', 'ENOSPC', 'abcdef', true],
      ['abcdef', 'abcdef', 'abcdef', true],
      ['abcdef', 'ENOSPC', 'ENOSPC', true],
      ['abcdef', 'abcdef', 'abcdef', false],
    ]);
    expect(counted).toMatchObject({ calls: 2, failed: 0 });
  });

  test('fails from the start, when the environment says so', () => {
    const folder = temporaryFolder({ inMemory: true });
    const env = {
      ...process.env,
      ...diskCallsEnv(library, folder),
      ...failingFromStart({ nth: 2, failure: 'EROFS', until: 'on' }),
    };
    const writes = ['-e', `fs.writeFileSync(${JSON.stringify(join(folder, 'file'))}, 'text')`];
    const { stderr } = spawnSync(process.execPath, writes, { env, encoding: 'utf8' });
    expect(stderr).toContain('EROFS');
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('');
  });
});

function readBytes(folder: string, name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)));
}
