import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { missingCompiler } from '../../testbed/c-preload.ts';
import { compileDiskCalls, record } from '../../testbed/disk-calls/record.ts';
import { filesIn } from '../../testbed/disk-calls/states.ts';

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const missing = missingCompiler();
describe.skipIf(missing)(missing ?? 'what a process does to its disk', () => {
  let library: string;
  beforeAll(() => {
    library = compileDiskCalls();
  });

  test('is recorded whole, and in order: the recording makes the same folder again', () => {
    const { folder, calls } = record(library, script('every-call.ts'));
    const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const real = names.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
    const recorded = filesIn(calls);
    expect([...recorded.keys()].toSorted()).toEqual(real.filter((name) => !name.endsWith('-shm')).toSorted());
    for (const [name, content] of recorded) expect([name, content]).toEqual([name, readBytes(folder, name)]);
    expect(calls.filter(({ kind }) => kind === 'marker')).toEqual([{ kind: 'marker', text: 'in between' }]);
    expect(calls.filter(({ kind }) => kind === 'synced').length).toBeGreaterThan(5);
  });

  test('fails at the call that was asked for, once or until the disk is back', () => {
    const { output } = record(library, script('failing-calls.ts'));
    const { results, counted } = JSON.parse(output);
    expect(results).toEqual([
      ['EIO', 'abcdef', 'abcdef', true],
      ['abcdef', 'EROFS', 'EROFS', true],
      ['abcdef', 'ENOSPC', 'abcdef', true],
      ['abcdef', 'abcdef', 'abcdef', true],
      ['abcdef', 'ENOSPC', 'ENOSPC', true],
      ['abcdef', 'abcdef', 'abcdef', false],
    ]);
    expect(counted).toEqual({ calls: 2, failed: 0 });
  });
});

function readBytes(folder: string, name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)));
}
