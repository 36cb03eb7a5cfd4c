import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { missingCompiler } from '../../../testbed/c-preload.ts';
import { compileDiskCalls } from '../../../testbed/disk-calls/record.ts';
import { copiedProject, type Mutation, whileMutated } from '../../../testbed/support/mutated-project.ts';
import { INVARIANTS } from './invariants.ts';
import type { LifeName } from './lives.ts';
import { STATES_OF_A_MUTATION, type TriedLife } from './try-life.ts';

/** Breaks the invariant of a number. */
interface InvariantMutation extends Mutation {
  /** The life that shows it, within the states that are drawn. */
  readonly life: LifeName;
  /** Which of them show it soonest. */
  readonly order?: 'last';
}

const MUTATIONS: readonly InvariantMutation[] = [
  {
    sentence: 1,
    breaks: 'a commit is not synced',
    file: 'src/journal/schema.ts',
    before: 'synchronous = FULL',
    after: 'synchronous = NORMAL',
    life: 'commits over midnight',
  },
  {
    sentence: 2,
    breaks: 'Readings are counted in a transaction of their own',
    file: 'src/journal/store.ts',
    before: 'counting.add(entries, first.position);\n      });',
    after: '});\n      counting.inTransaction(() => counting.add(entries, first.position));',
    life: 'commits over midnight',
  },
  {
    sentence: 2,
    breaks: 'what a commit notes is written before it',
    file: 'src/journal/store.ts',
    before: 'counting.inTransaction(() => {\n        insert.run(',
    after: 'transact(db, () => writeKept(kept));\n      counting.inTransaction(() => {\n        insert.run(',
    life: 'commits over midnight',
  },
  {
    sentence: 3,
    breaks: 'after a start the index stands where it stood before the open day',
    file: 'src/journal/open-days.ts',
    before: '{ chain: { ...indexesAfter(chain, counted), atMs } }',
    after: '{ chain: { ...chain, atMs } }',
    life: 'commits over midnight',
  },
  {
    sentence: 4,
    breaks: 'an import has no transaction',
    file: 'src/journal/stored-imports.ts',
    before: "transact(db, () => refusal(fresh) ?? { kind: 'imported', record: insert(fresh) })",
    after: "refusal(fresh) ?? { kind: 'imported', record: insert(fresh) }",
    life: 'imports and undone imports',
  },
  {
    sentence: 5,
    breaks: 'what was delivered is noted as one Reading more',
    file: 'src/journal/commit.ts',
    before: 'Math.min(delivered(), store.end ?? 0)',
    after: 'delivered() + 1',
    life: 'commits over midnight',
  },
  {
    sentence: 6,
    breaks: 'a repair is not said',
    file: 'src/journal/store-access.ts',
    before: 'log.setAside(setAside.as, setAside.damage);',
    after: '',
    life: 'a repair',
  },
  {
    sentence: 7,
    breaks: 'a reader may write',
    file: 'src/journal/readable.ts',
    before: '(path, { readOnly: true })',
    after: '(path)',
    life: 'the first start',
  },
  {
    sentence: 1,
    breaks: 'a repaired database gets its name before its content is on the disk',
    file: 'src/journal/salvage.ts',
    before: 'prepareSchema(db);\n    toSingleFile(db);',
    after: "prepareSchema(db);\n    db.exec('PRAGMA synchronous = OFF');\n    toSingleFile(db);",
    life: 'a repair',
    order: 'last',
  },
  {
    sentence: 6,
    breaks: 'a file of the second copy is written in place',
    file: 'src/journal/second-copy-files.ts',
    before: '.new`];\n    try {\n      writeToDisk(fresh',
    after: '.new`];\n    try {\n      writeToDisk(file, gzipSync(text));\n      writeToDisk(fresh',
    life: 'a second copy',
  },
  {
    sentence: 6,
    breaks: 'a file of the second copy gets its name before its content is on the disk',
    file: 'src/journal/second-copy-files.ts',
    before: 'fsyncSync(opened);',
    after: '',
    life: 'a second copy',
  },
  {
    sentence: 8,
    breaks: 'the names in the second copy are not synced',
    file: 'src/journal/second-copy.ts',
    before: 'files.sync();\n  files.setAside',
    after: 'files.setAside',
    life: 'commits over midnight',
  },
  {
    sentence: 6,
    breaks: 'an import is taken back before the file of it is deleted for good',
    file: 'src/journal/second-copy-files.ts',
    before: 'rmSync(fileOf(name), { force: true });\n      if (names.length > 0) sync();',
    after: 'rmSync(fileOf(name), { force: true });',
    life: 'a second copy',
  },
];

const SEED = 1;

const missing = missingCompiler();
describe.skipIf(missing)(missing ?? 'the power cuts show it when', () => {
  let folder: string;
  let library: string;

  beforeAll(() => {
    folder = copiedProject(['test/journal', 'testbed']);
    library = compileDiskCalls();
  });

  test.each(MUTATIONS)('$breaks', async (mutation) => {
    const { broken } = await whileMutated(folder, mutation, () => tried(mutation));
    const name = Object.keys(INVARIANTS)[mutation.sentence - 1];
    expect(broken?.says).toContainEqual(expect.stringContaining(`${name}: `));
  });

  async function tried({ life, order }: InvariantMutation): Promise<TriedLife> {
    const child = join(folder, 'test/journal/power-cut/child.ts');
    const words = [child, library, life, String(SEED), String(STATES_OF_A_MUTATION), order ?? 'first'];
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder });
    return JSON.parse(stdout) as TriedLife;
  }
});
