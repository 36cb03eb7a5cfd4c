import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../testbed/project.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { csvOf, publishedDays, season } from './tempo-csv.ts';

const OWN = join(PROJECT, 'src/energy/tempo-days.ts');
const EMPTY = readFileSync(OWN, 'utf8').replace(/(?<=^const SEASONS[^=]*= \{\n)[\s\S]*?(?=^\};$)/m, '');

/** Runs the command on a file with this content and a source. */
function run(csv: string, source: string) {
  const folder = temporaryFolder();
  const [file, path] = [join(folder, 'colours.csv'), join(folder, 'tempo-days.ts')];
  writeFileSync(file, csv);
  writeFileSync(path, source);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PROJECT, 'tools/tempo-days.ts'), file, path], {
    encoding: 'utf8',
  });
  return { status, stdout: stdout.replace(path, 'SOURCE'), stderr, source: readFileSync(path, 'utf8') };
}

describe('npm run tempo', () => {
  test('writes the days of a file into the source, and says how many were new', () => {
    const csv = csvOf(publishedDays('2014-09-01', '2026-08-31'));
    const { source, ...said } = run(csv, EMPTY);
    expect(said).toEqual({
      ...{ status: 0, stderr: '' },
      stdout: '4383 days were added to SOURCE, from 2014-09-01 to 2026-08-31.\n',
    });
    expect(readFileSync(OWN, 'utf8').startsWith(source.slice(0, source.lastIndexOf('  `,\n')))).toBe(true);
    expect(run(csv, source)).toEqual({ status: 0, stderr: '', stdout: '0 days were added to SOURCE.\n', source });
  });

  test('says what is wrong, and writes nothing', () => {
    const days = new Map([...season(2040), ['2040-10-31', 'R'], ['2041-06-30', 'W']]);
    expect(run(csvOf(days), EMPTY)).toEqual({
      ...{ status: 1, stdout: '', source: EMPTY },
      stderr: [
        '2040-10-31 is red, and not between November and March.',
        '2041-06-30 is white, and a Sunday.',
        'The season 2040-2041 has 23 red and 44 white days, and not 22 and 43.',
        'Nothing was written.\n',
      ].join('\n'),
    });
  });

  test('says that there is no such file', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(PROJECT, 'tools/tempo-days.ts'), '/no/colours.csv'], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([2, 'There is no file /no/colours.csv.\n']);
  });

  test('does not print thousands of sentences', () => {
    const lines = run(csvOf(publishedDays('2014-09-01', '2026-08-31')).replaceAll(',B', ',V'), EMPTY).stderr.split(
      '\n',
    );
    expect(lines.slice(-4, -1)).toEqual([
      expect.stringMatching(/^Line \d+: “V” is not a colour/),
      expect.stringMatching(/^And \d{4} more\.$/),
      'Nothing was written.',
    ]);
    expect(lines.length).toBe(20 + 3);
  });

  test('asks for a file', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(PROJECT, 'tools/tempo-days.ts')], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([2, 'Which file? For example: npm run tempo -- colours.csv\n']);
  });
});
