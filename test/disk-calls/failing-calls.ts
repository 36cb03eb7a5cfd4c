import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callsCounted, type FailingCall, failCall, mendDisk } from '../../testbed/disk-calls/control.ts';

// Lets calls fail one after the other in one process, and prints what became of three files.
const folder = process.argv[2] ?? '';
const results: unknown[] = [];

function tried(call: FailingCall): void {
  failCall(call);
  const outcomes = ['one', 'two', 'three'].map(written);
  const hasFailed = callsCounted().failed > 0;
  mendDisk();
  results.push([...outcomes, hasFailed]);
}

function written(name: string): string {
  const path = join(folder, name);
  try {
    writeFileSync(path, 'abcdef');
    return readFileSync(path, 'utf8');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

tried({ nth: 1, failure: 'EIO', until: 'once' });
tried({ nth: 4, failure: 'EROFS', until: 'on' });
tried({ nth: 2, failure: 'ENOSPC', until: 'once' });
tried({ nth: 2, failure: 'short', until: 'once' });
tried({ nth: 2, failure: 'short', until: 'on' });
tried({ nth: 100, failure: 'EIO', until: 'on' });
writeFileSync(join(folder, 'one'), 'abcdef');
process.stdout.write(JSON.stringify({ results, counted: callsCounted() }));
