import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROJECT } from '../testbed/project.ts';
import { runs, SEED } from '../testbed/support/generated.ts';

test('a property that fails tells how to repeat it, and which value to keep', () => {
  const failing = () =>
    fc.assert(
      fc.property(fc.nat(), (number) => number < 10),
      runs(100),
    );
  const repeat = `LINKY_TIC_SEED=${SEED} LINKY_TIC_PATH=[\\d:]+ npx vitest run test/generated\\.test\\.ts -t 'a property that`;
  expect(failing).toThrow(new RegExp(repeat));
  expect(failing).toThrow(/in test\/generated\.known\.ts\n.*\nCounterexample: \[10\]/s);
});

test('what a property once failed with is tried before anything is drawn', () => {
  const tried: number[] = [];
  fc.assert(
    fc.property(fc.nat(), (number) => void tried.push(number)),
    runs(3, [[1_000_001], [1_000_002]]),
  );
  expect(tried.slice(0, 2)).toEqual([1_000_001, 1_000_002]);
  expect(tried.length).toBeGreaterThan(2);
});

test.each(globSync('test/**/*.known.ts', { cwd: PROJECT }))('the test beside %s tries its values', (file) => {
  const tests = ['.property', '.life', '.model', ''].map((kind) =>
    join(PROJECT, file.replace('.known.ts', `${kind}.test.ts`)),
  );
  const code = readFileSync(tests.find(existsSync) ?? join(PROJECT, file), 'utf8');
  const names = [...readFileSync(join(PROJECT, file), 'utf8').matchAll(/^export const (\w+)/gm)].map(
    ([, name]) => name,
  );
  expect(names).not.toEqual([]);
  for (const name of names) {
    expect(code).toMatch(new RegExp(`import \\{.*\\b${name}\\b.*\\} from './${basename(file)}'`));
    expect(code).toMatch(new RegExp(`runs\\(\\w+, ${name}\\)`));
  }
});
