import { describe, expect, test, vi } from 'vitest';
import { run } from '../../src/cli/run.ts';
import type { Language } from '../../src/texts/texts.ts';
import { fakeSession } from './session-fake.ts';

async function runLine(line: string, language: Language = 'en') {
  const { session, printed, remarks } = fakeSession(language);
  const code = await run(line.split(' ').filter(Boolean), session);
  return { code, printed, remarks };
}

describe('a wrong command line is explained, with exit code 2:', () => {
  test.each([
    ['wacht demo', 'There is no command “wacht”. Did you mean watch?', 'linky-tic'],
    ['watch', 'PORT is missing', 'linky-tic watch'],
    ['watch demo --jsom', 'There is no option --jsom here. Did you mean --json?', 'linky-tic watch'],
    ['watch demo --mode', '--mode <mode> needs a value after it.', 'linky-tic watch'],
    ['doctor demo --baud 2400', '--baud must be one of auto, 1200, 9600, not “2400”.', 'linky-tic doctor'],
    ['watch demo --mode turbo', '--mode must be one of auto, historique, standard, not “turbo”.', 'linky-tic watch'],
    ['watch demo demo', 'too many words', 'linky-tic watch'],
    ['watch demo --language de', '--language must be one of fr, en', 'linky-tic watch'],
    ['watch demo --anonymise', 'add --raw FILE', 'linky-tic watch'],
    ['watch tcp://nowhere', '“tcp://nowhere” is not a port.', 'linky-tic watch'],
    ['mirror', 'PORT is missing', 'linky-tic mirror'],
    ['mirror demo', 'Where is InfluxDB?', 'linky-tic mirror'],
    ['history --since yesterday', '--since must be how long ago', 'linky-tic history'],
    ['history --format line --by day', 'without --by', 'linky-tic history'],
    ['history --format csv --json', 'leave out --format', 'linky-tic history'],
    ['history --by week', '--by must be one of minute, hour, day, month, year', 'linky-tic history'],
    ['history --cost', 'add --by day, --by month or --by year', 'linky-tic history'],
    ['history --cost --by hour', 'add --by day, --by month or --by year', 'linky-tic history'],
    ['history --cost --format line', 'add --by day, --by month or --by year', 'linky-tic history'],
    ['history --by day --config config.json', 'add --cost', 'linky-tic history'],
    ['history send', 'Where is InfluxDB?', 'linky-tic history send'],
  ])('%s', async (line, words, help) => {
    const { code, printed, remarks } = await runLine(line);
    expect(code).toBe(2);
    expect(printed).toEqual([]);
    expect(remarks[0]).toContain(words);
    expect(remarks.slice(1)).toEqual([`See ${help} --help`]);
  });

  test('the explanation is in French with --language fr', async () => {
    expect((await runLine('watch', 'fr')).remarks).toEqual([
      expect.stringContaining('PORT manque'),
      'Voir linky-tic watch --help',
    ]);
  });
});

describe('help', () => {
  /** Commander writes a help by itself. */
  async function helpOf(line: string) {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { code } = await runLine(line);
    const said = write.mock.calls.map(([text]) => String(text)).join('');
    write.mockRestore();
    return { code, said };
  }

  test.each(['history send', 'history import', 'history copy', 'history', 'mirror', ''])(
    'of the command “%s” is what it says with --help',
    async (command) => {
      const help = await helpOf(`help ${command}`);
      expect(help).toEqual(await helpOf(`${command} --help`));
      expect(help.said).toMatch(new RegExp(`^Usage: ${['linky-tic', command].join(' ').trim()} `));
    },
  );

  test('of a command that does not exist says so', async () => {
    const { code, remarks } = await runLine('help history sned');
    expect([code, remarks[0]]).toEqual([2, expect.stringContaining('no command “sned”')]);
  });
});

test.each(['--token=s3cr3t', '--token s3cr3t', '--password=s3cr3t'])(
  'a secret in %s is neither accepted nor repeated',
  async (option) => {
    const { code, remarks } = await runLine(`mirror demo ${option}`);
    expect(code).toBe(2);
    expect(remarks.join()).toContain('every program on this machine can read');
    expect(remarks.join()).toMatch(/--(?:token|password)-file/);
    expect(remarks.join()).not.toContain('s3cr3t');
  },
);

test('a defect of the program is printed with its place in the code', async () => {
  const { session, remarks } = fakeSession();
  const wall = () => {
    throw new Error('no time');
  };
  const code = await run(['history', '--since', '2h'], { ...session, clock: { ...session.clock, wall } });
  expect(code).toBe(1);
  expect(remarks.join('\n')).toMatch(
    /linky-tic itself is broken; please report it: Error: no time\n +at .*run\.test\.ts/,
  );
});

test('a command that fails has exit code 1', async () => {
  expect(await runLine('watch /dev/ttyNONE7')).toMatchObject({
    code: 1,
    remarks: ['There is no /dev/ttyNONE7. linky-tic doctor /dev/ttyNONE7 finds out why.'],
  });
  expect(await runLine('history --storage /nope')).toMatchObject({ code: 1 });
});
