import { spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PROJECT } from '../../testbed/project.ts';
import size from '../../tools/size.json' with { type: 'json' };

test('each folder of src has a row, and no other one has', () => {
  const folders = readdirSync(`${PROJECT}src`, { withFileTypes: true }).filter((one) => one.isDirectory());
  const inRows = size.product.rows.flatMap((row) => row.folders).filter((folder) => folder.startsWith('src/'));
  expect(inRows.toSorted()).toEqual(folders.map(({ name }) => `src/${name}`).toSorted());
});

test('a row has the lines and the files of its folders, and the aim', () => {
  const paths = globSync('src/{watts,writer}/**/*.ts', { cwd: PROJECT });
  const lines = (folder: string) =>
    paths
      .filter((path) => path.startsWith(folder))
      .reduce((sum, path) => sum + readFileSync(`${PROJECT}${path}`, 'utf8').split('\n').length - 1, 0)
      .toLocaleString('en');
  const { stdout } = printed();
  expect(stdout).toMatch(new RegExp(`^watts/ +${lines('src/watts')} +\\d+ +\\d{3}$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^  writer/ +${lines('src/writer')} +\\d+$`, 'm'));
});

test('the difference from a revision has columns of its own', () => {
  const [header, ...rows] = printed('--beside', 'HEAD').stdout.split('\n');
  expect(header).toMatch(/lines +files +aim +lines ± +files ±$/);
  expect(rows).toContainEqual(expect.stringMatching(/^the product +[\d,]+ +\d+ +[\d,]+ in \d+/));
});

test('an unknown revision is said in one line', () => {
  expect(printed('--beside', 'no-such-revision')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^.*no-such-revision\n$/),
  });
});

function printed(...args: readonly string[]) {
  return spawnSync(process.execPath, [`${PROJECT}tools/size.ts`, ...args], { encoding: 'utf8' });
}
