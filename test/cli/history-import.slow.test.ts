import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { type HistoryImportOptions, importHistory } from '../../src/cli/history-import.ts';
import type { Deliver } from '../../src/cli/history-import-order.ts';
import { Failure, UsageError } from '../../src/cli/session.ts';
import type { DeliveryOutcome } from '../../src/history-import/deliver.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { Language } from '../../src/texts/texts.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { enedisCurve, PRM } from '../history-import/history-file.ts';
import { createScene } from '../journal/scene.ts';
import { fakeSession } from './session-fake.ts';

const OTHER_PRM = '98765432109876';
const PRICES = [{ from: '2025-02-01', subscription: 12, periods: [{ name: 'BASE', price: 0.2 }] }];

/** Where `linky-tic history import` is tried: a storage folder without a journal, and a file of ten days. */
function household({ meters = [{ name: 'Linky' }] as readonly object[] } = {}) {
  const folder = temporaryFolder();
  const storage = join(folder, 'storage');
  mkdirSync(storage);
  const settings = { meters: meters.map((meter) => ({ port: 'demo', ...meter })) };
  if (meters.length > 0) writeFileSync(join(storage, 'config.json'), configFile(settings));
  const file = join(folder, 'courbe.csv');
  writeFileSync(file, enedisCurve(500));

  async function run(
    path: string | undefined,
    options: HistoryImportOptions = {},
    {
      language = 'en' as Language,
      delivering = undefined as Deliver | undefined,
      life = new AbortController().signal,
    } = {},
  ) {
    const { session, printed, remarks, progress } = fakeSession(language, { clock: systemClock, life });
    const outcome = await importHistory(path, { storage, ...options }, session, delivering).then(
      () => 'done',
      (error) => {
        if (error instanceof Failure || error instanceof UsageError) return error.message;
        throw error;
      },
    );
    return { outcome, printed: printed.map((line) => line.replace(/[\u00a0\u202f]/g, ' ')), remarks, progress };
  }

  function imports(meter = 'linky') {
    using archive = openReadOnlyJournal(join(storage, JOURNAL_FILE));
    return archive.imports(meter);
  }

  return { folder, storage, file, run, imports };
}

describe('a file is imported', () => {
  test('after what it has was said, with how to take it back', async () => {
    const { file, storage, run, imports } = household();
    const { outcome, printed, remarks } = await run(file);
    expect(outcome).toBe('done');
    expect(printed).toEqual([
      'The file is a load curve of the Enedis account (CSV), in steps of 30 min, of the supply point (PRM) that ends in 1234.',
      'It goes from 1 Jan 2026 to 10 Jan 2026, and has values for 10 days: 120.000 kWh drawn.',
      'All of its days are new.',
      'There will be no costs yet: the settings have no prices for this meter.',
      'Imported: 10 days, as number 1.',
      `To undo it: linky-tic history import ${file} --undo --storage ${storage}`,
    ]);
    expect(remarks).toEqual([]);
    expect(imports()).toEqual([expect.objectContaining({ id: 1, kind: 'enedisCurve', prm: PRM, days: 10 })]);
  });

  test('in French, too', async () => {
    const { file, run } = household({ meters: [{ name: 'Linky', prices: PRICES }] });
    const { printed } = await run(file, {}, { language: 'fr' });
    expect(printed.slice(1, -1)).toEqual([
      'Il va du 1er janv. 2026 au 10 janv. 2026, et contient des valeurs pour 10 jours : 120,000 kWh soutirés.',
      'Tous ses jours sont nouveaux.',
      'Le coût sera calculé avec vos prix.',
      'Importé : 10 jours, sous le numéro 1.',
    ]);
  });

  test('once: the second time says so and changes nothing', async () => {
    const { file, run, imports } = household();
    await run(file);
    const { outcome, printed } = await run(file);
    expect(outcome).toBe('done');
    expect(printed.slice(2)).toEqual([
      'All of this has already been imported (number 1): there is nothing to do.',
      expect.stringMatching(/^To undo it: /),
    ]);
    expect(imports()).toHaveLength(1);
  });

  test('beside others, whose days are counted', async () => {
    const { folder, file, run, imports } = household();
    await run(file);
    const longer = join(folder, 'longer.csv');
    writeFileSync(longer, enedisCurve(500, { days: 12 }));
    expect((await run(longer)).printed).toContain('2 days are new.');
    expect(imports().map(({ days }) => days)).toEqual([10, 12]);
  });

  test('while how far it is stands on the terminal, which is cleared before the answer', async () => {
    const { file, run } = household();
    const { progress } = await run(file);
    expect(progress[0]).toMatch(/^Reading the file: \d+%$/);
    expect(progress.slice(-3)).toEqual(['', 'Writing to the local history…', '']);
  });
});

describe('a file that does not tell drawn from given energy', () => {
  function producer() {
    const scene = household();
    const file = join(scene.folder, 'historique_prod.csv');
    writeFileSync(file, 'debut;fin;kW\n2026-01-01T00:00;2026-01-01T00:30;"0,600"\n');
    function days() {
      using archive = openReadOnlyJournal(join(scene.storage, JOURNAL_FILE));
      return archive.importedDays('linky');
    }
    return { ...scene, file, days };
  }

  test('is taken as drawn, and it is said what to do otherwise', async () => {
    const { file, run } = producer();
    const { printed } = await run(file, { dryRun: true });
    expect(printed.filter((line) => /drawn|exported|--given/.test(line))).toEqual([
      expect.stringMatching(/0\.300 kWh drawn\.$/),
      expect.stringMatching(/it is taken as drawn\.$/),
      'If it is exported energy, add --given.',
    ]);
  });

  test('is taken as exported with --given', async () => {
    const { file, storage, run, days } = producer();
    const { printed } = await run(file, { given: true });
    expect(printed.filter((line) => /drawn|exported|--given/.test(line))).toEqual([
      expect.stringMatching(/0\.300 kWh exported\.$/),
      expect.stringMatching(/it is taken as exported\.$/),
      `To undo it: linky-tic history import ${file} --given --undo --storage ${storage}`,
    ]);
    expect(days()).toEqual([
      expect.objectContaining({ givenCurve: [{ fromMinute: 0, stepMinutes: 30, meanW: [600] }] }),
    ]);
    expect(days()[0]).not.toHaveProperty('curve');
  });

  test('is taken back by its file, whichever it was', async () => {
    const { file, run, imports } = producer();
    await run(file, { given: true });
    expect((await run(file, { undo: true })).outcome).toBe('done');
    expect(imports()).toEqual([]);
    await run(file);
    await run(file, { given: true });
    await run(file, { undo: true, given: true });
    expect(imports().map(({ id }) => id)).toEqual([2]);
    expect((await run(file, { undo: true, given: true })).outcome).toMatch(/is not imported/);
  });
});

test('--given is refused with a file that itself tells drawn from given energy, and without a file', async () => {
  const { file, storage, run } = household();
  expect((await run(file, { given: true })).outcome).toMatch(
    /^.*courbe\.csv: Such a file says itself .* Nothing was changed\.$/,
  );
  for (const undo of [true, false])
    expect((await run(undefined, { given: true, undo })).outcome).toBe('--given is for a file: add the FILE.');
  expect(readdirSync(storage)).toEqual(['config.json']);
});

test('--dry-run says the same, and makes not even a journal', async () => {
  const { file, storage, run } = household();
  const { printed } = await run(file, { dryRun: true });
  expect(printed).toContain('All of its days are new.');
  expect(printed.at(-1)).toBe('Nothing was written (--dry-run).');
  expect(readdirSync(storage)).toEqual(['config.json']);
});

describe('an import is taken back', () => {
  test('by its file, though another one was imported since', async () => {
    const { folder, file, run, imports } = household();
    const other = join(folder, 'other.csv');
    writeFileSync(other, enedisCurve(600));
    await run(file);
    await run(other);
    const { printed } = await run(file, { undo: true });
    expect(printed).toEqual(['Undone: number 1, 10 days. The history is as if the file had never been imported.']);
    expect(imports().map(({ id }) => id)).toEqual([2]);
  });

  test('without a file: the newest first', async () => {
    const { folder, file, run, imports } = household();
    const other = join(folder, 'other.csv');
    writeFileSync(other, enedisCurve(600));
    await run(file);
    await run(other);
    expect((await run(undefined, { undo: true, dryRun: true })).printed).toEqual([
      expect.stringMatching(
        /^This import would be undone: Number 2: load curve .* Nothing was changed \(--dry-run\)\.$/,
      ),
    ]);
    expect(imports()).toHaveLength(2);
    expect((await run(undefined, { undo: true })).printed).toEqual([expect.stringContaining('Undone: number 2')]);
    expect((await run(undefined, { undo: true })).printed).toEqual([expect.stringContaining('Undone: number 1')]);
    expect((await run(undefined, { undo: true })).outcome).toBe(
      'No file has been imported for the meter linky: there is nothing to undo.',
    );
  });

  test('but not by a file that was never imported', async () => {
    const { file, run } = household();
    expect((await run(file, { undo: true })).outcome).toBe(
      `What ${file} contains is not imported for the meter linky: there is nothing to undo.`,
    );
  });
});

test('without a file the imports are listed, of all meters or of one', async () => {
  const { file, run } = household({ meters: [{ name: 'Linky' }, { name: 'Annexe', port: '/dev/ttyUSB1' }] });
  expect(await run(undefined)).toMatchObject({ printed: [], remarks: ['No file has been imported.'] });
  await run(file, { meter: 'Linky' });
  await run(file, { meter: 'annexe' });
  expect((await run(undefined)).printed).toEqual([
    expect.stringMatching(/^annexe: Number 2: load curve of .*, from 1 Jan 2026 to 10 Jan 2026, 10 days, imported on /),
    expect.stringMatching(/^linky: Number 1: /),
  ]);
  expect((await run(undefined, { meter: 'Annexe' })).printed).toHaveLength(1);
});

describe('with --json', () => {
  test('an import is one object, with what was found and what was done', async () => {
    const { file, run } = household({ meters: [{ name: 'Linky', prices: PRICES }] });
    const { printed } = await run(file, { json: true });
    expect(printed.map((line) => JSON.parse(line))).toEqual([
      {
        meter: 'linky',
        found: {
          ...{ kind: 'enedisCurve', prmEnd: '1234', rows: 480, stepsMinutes: [30], gaps: [] },
          ...{ from: Date.parse('2026-01-01T00:00:00+01:00'), to: Date.parse('2026-01-11T00:00:00+01:00') },
          ...{ repeated: 0, contradictory: 0, empty: 0, offGrid: 0, inNoTime: 0, hourOnce: 0, estimated: 0 },
          ...{
            indexWentBack: 0,
            energyWh: 120_000,
            days: 10,
            newDays: 10,
            ownDays: 0,
            importedDays: 0,
            ...{ changedDays: 0, unshownDays: 0 },
          },
          euros: { kind: 'priced' },
        },
        done: { kind: 'imported', import: IMPORT_OBJECT },
      },
    ]);
  });

  test('a dry run has nothing done, and a known file is `known`', async () => {
    const { file, run } = household();
    const objects = async (options: HistoryImportOptions) =>
      (await run(file, { json: true, ...options })).printed.map((line) => JSON.parse(line));
    expect(Object.keys((await objects({ dryRun: true }))[0])).toEqual(['meter', 'found']);
    await objects({});
    expect(await objects({})).toMatchObject([
      { found: { knownAs: 1 }, done: { kind: 'known', import: IMPORT_OBJECT } },
    ]);
  });

  test('the list has an object a line, and an undo says what it took back', async () => {
    const { file, run } = household();
    await run(file);
    expect((await run(undefined, { json: true })).printed.map((line) => JSON.parse(line))).toEqual([IMPORT_OBJECT]);
    expect((await run(undefined, { json: true, undo: true })).printed.map((line) => JSON.parse(line))).toEqual([
      { meter: 'linky', done: { kind: 'undone', import: IMPORT_OBJECT } },
    ]);
  });

  const IMPORT_OBJECT = {
    ...{ id: 1, meter: 'linky', kind: 'enedisCurve', prmEnd: '1234', at: expect.any(Number) },
    ...{ firstDate: '2026-01-01', lastDate: '2026-01-10', days: 10 },
  };
});

describe('the meter is', () => {
  test('the one that is named, by its name or its slug', async () => {
    const { file, run, imports } = household({
      meters: [{ name: 'Maison à Caen' }, { name: 'Annexe', port: '/dev/ttyUSB1' }],
    });
    await run(file, { meter: 'Maison à Caen' });
    await run(file, { meter: 'annexe' });
    expect([imports('maison-a-caen'), imports('annexe')].map(({ length }) => length)).toEqual([1, 1]);
  });

  test('asked for where there are several', async () => {
    const { file, run } = household({ meters: [{ name: 'Linky' }, { name: 'Annexe', port: '/dev/ttyUSB1' }] });
    expect((await run(file)).outcome).toBe(
      'There are several meters: Annexe, Linky. Say which one the file belongs to: --meter NAME.',
    );
  });

  test('refused where there is none of that name', async () => {
    const { file, run, storage } = household();
    expect((await run(file, { meter: 'Linki' })).outcome).toBe('There is no meter “Linki”. There is: Linky.');
    expect(existsSync(join(storage, JOURNAL_FILE))).toBe(false);
  });

  test('wanted by name where nothing is known of any', async () => {
    const { file, run, storage, imports } = household({ meters: [] });
    expect((await run(file)).outcome).toMatch(
      new RegExp(`^There is no meter yet, neither in the local history in ${storage} nor .*: --meter NAME\\.$`),
    );
    expect((await run(file, { meter: 'Linky' })).outcome).toBe('done');
    expect(imports()).toHaveLength(1);
  });

  test('that of the journal where there are no settings', async () => {
    const { file, run, storage, imports } = household({ meters: [] });
    const scene = createScene(storage);
    const journal = scene.open();
    scene.take(journal, 'garage', 500);
    journal.close();
    expect((await run(file)).outcome).toBe('done');
    expect(imports('garage')).toHaveLength(1);
  });

  test('looked up in the settings of --config', async () => {
    const { folder, file, run, imports } = household({ meters: [] });
    const config = join(folder, 'settings.json');
    writeFileSync(config, JSON.stringify({ meters: [{ name: 'Maison', port: 'demo', prices: PRICES }] }));
    const { printed } = await run(file, { config });
    expect(printed).toContain('Costs will use your saved prices.');
    expect(imports('maison')).toHaveLength(1);
  });
});

test('a file of another supply point is refused, also with --meter', async () => {
  const { folder, file, run, imports } = household();
  await run(file);
  const other = join(folder, 'other.csv');
  writeFileSync(other, enedisCurve(600, { prm: OTHER_PRM }));
  for (const options of [{}, { meter: 'Linky' }, { json: true }, { dryRun: true }])
    expect((await run(other, options)).outcome).toBe(
      'The file belongs to another supply point (PRM) than this meter: its number ends in 9876, and that of the meter, or of its earlier imports, in 1234. Nothing was imported.',
    );
  expect(imports()).toHaveLength(1);
});

describe('what cannot be read is told in a sentence, and nothing is written:', () => {
  test.each<[string, (path: string) => void, string]>([
    ['nothing', () => {}, '{} cannot be read (it does not exist).'],
    ['a folder', mkdirSync, '{} cannot be read (it is a folder).'],
    ['a pipe', (path) => execFileSync('mkfifo', [path]), '{} is not a file.'],
    [
      'two gigabytes',
      (path) => {
        writeFileSync(path, '');
        truncateSync(path, 2 ** 31);
      },
      '{}: The file has more than 64 MB, and no file that can be imported is that large. Nothing was changed.',
    ],
    ['an empty file', (path) => writeFileSync(path, ''), '{}: The file is empty. Nothing was changed.'],
    ['a text', (path) => writeFileSync(path, 'Bonjour\n'), '{}: This file cannot be imported.'],
    [
      'a bad line',
      (path) =>
        writeFileSync(path, enedisCurve(500).replace('2026-01-02T10:00:00+01:00;500', '2026-01-02T10:00:00+01:00;abc')),
      '{}: Line 71 is not as it should be in such a file: “',
    ],
    [
      'a file that was cut',
      (path) => writeFileSync(path, enedisCurve(500).slice(0, -12)),
      '{}: The file ends in the middle of line 483: download it again. Nothing was changed.',
    ],
  ])('%s', async (_, make, words) => {
    const { folder, storage, run } = household();
    const path = join(folder, 'file');
    make(path);
    const { outcome, printed } = await run(path);
    expect(outcome.slice(0, words.replace('{}', path).length)).toBe(words.replace('{}', path));
    expect(printed).toEqual([]);
    expect(readdirSync(storage)).toEqual(['config.json']);
  });

  test('a storage folder that is not there', async () => {
    const { folder, file, run } = household();
    expect((await run(file, { storage: join(folder, 'nowhere') })).outcome).toContain('There is no local history in');
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  test('--dry-run of nothing', async () => {
    const { run } = household();
    expect((await run(undefined, { dryRun: true })).outcome).toBe(
      '--dry-run is for an import: add the FILE, or --undo.',
    );
  });
});

test('after Ctrl-C nothing is written', async () => {
  const { file, storage, run } = household();
  const { outcome } = await run(file, {}, { life: AbortSignal.abort() });
  expect(outcome).toBe('Interrupted: nothing was written.');
  expect(readdirSync(storage)).toEqual(['config.json']);
});

describe('when nothing could be done, the command fails and says why:', () => {
  test.each<[DeliveryOutcome, string]>([
    [{ kind: 'silent' }, 'Try again'],
    [{ kind: 'otherVersion', version: '1.2.3' }, 'restart Homebridge'],
    [{ kind: 'held', holder: 'PID 123' }, 'PID 123'],
    [{ kind: 'failed', says: 'the disk is full.' }, 'cannot be written: the disk is full. Nothing was changed.'],
    [{ kind: 'tooMany', most: 500 }, 'The history has 500 imports'],
    [{ kind: 'noRoom', mostMegabytes: 64 }, 'Imports may take 64 MB'],
    [{ kind: 'noSuchImport' }, 'no longer exists'],
    [{ kind: 'notAllowed', owner: 'homebridge' }, 'Try as that user: sudo -u homebridge linky-tic history import '],
  ])('%o', async (outcome, words) => {
    const { file, run } = household();
    const failed = await run(file, { json: true }, { delivering: async () => outcome });
    expect(failed.outcome.replace(/\u00a0/g, ' ')).toContain(words);
    expect(failed.printed).toEqual([]);
  });

  test('the command to try again is one that a shell takes', async () => {
    const { folder, run } = household();
    const path = join(folder, "l'année 2025.csv");
    writeFileSync(path, enedisCurve(500));
    const { outcome } = await run(
      path,
      { meter: 'Linky' },
      { delivering: async () => ({ kind: 'notAllowed', owner: '#999' }) },
    );
    const [, command = ''] = outcome.split("sudo -u '#999' linky-tic ");
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
      .trimEnd()
      .split('\n');
    expect(words.slice(0, 3)).toEqual(['history', 'import', path]);
    expect(words.slice(-2)).toEqual(['--meter', 'Linky']);
  });
});
