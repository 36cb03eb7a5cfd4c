import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { beginningOfDay, dateOf } from '../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import { type HistoryFile, HistoryFileError } from '../../src/history-files/history-file.ts';
import type { Language } from '../../src/texts/texts.ts';
import { type ImportAnswers, importAnswers } from '../../src/ui/imports.ts';
import { pageAnswers } from '../../src/ui/page-answers.ts';
import { CURVE_LINES } from '../../testbed/history-files/curve-files.ts';
import { bytesOf } from '../../testbed/history-files/file-bytes.ts';
import { rowsOf } from '../../testbed/history-files/file-rows.ts';
import { stepsOf, wattMinutes } from '../../testbed/history-files/known-house.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { curveFile, FIRST_DAY, PRM } from '../history-import/history-file.ts';

const EN = { language: 'en' } as const;
const LINKY = { ...EN, upload: 'a', meter: 'linky' } as const;

/** The answers in an empty storage folder, for a file that has this or cannot be read. */
function scene(read: () => Promise<HistoryFile> = async () => curveFile()) {
  const folder = temporaryFolder();
  return { folder, answers: importAnswers({ machine: thisMachine(), folder, reading: read }) };
}

/** Sends a file of one byte. What it has is up to the scene. */
async function send(answers: ImportAnswers, upload = 'a'): Promise<void> {
  await answers['/import/piece']({ ...EN, upload, index: 0, ofBytes: 1, base64: btoa('x') });
}

test('a file is examined, imported, listed, known again, and undone; then the list is as before', async () => {
  const { answers } = scene();
  await send(answers);
  const found = await answers['/import/examine'](LINKY);
  expect(found).toMatchObject({ ok: true, canImport: true });
  expect(found.says.join(' ')).toMatch(/load curve.*10 days.*new/s);
  expect(await answers['/imports'](LINKY)).toEqual([]);

  expect(await answers['/import/do'](LINKY)).toEqual({
    ...{ ok: true, says: [expect.stringMatching(/^Imported: 10 days/)] },
    newestDay: dateOf(FIRST_DAY + 9),
  });
  const [import1, ...others] = await answers['/imports'](LINKY);
  expect(import1?.says).toContain('10 days');
  expect(others).toEqual([]);

  await send(answers);
  expect(await answers['/import/examine'](LINKY)).toMatchObject({ ok: true, canImport: false });
  expect(await answers['/import/do'](LINKY)).toMatchObject({ ok: true });
  expect(await answers['/imports'](LINKY)).toHaveLength(1);

  const undone = await answers['/import/undo']({ ...LINKY, id: import1?.id ?? -1 });
  expect(undone).toMatchObject({ ok: true });
  expect(await answers['/imports'](LINKY)).toEqual([]);
  expect(await answers['/import/undo']({ ...LINKY, id: import1?.id ?? -1 })).toMatchObject({ ok: false });
});

test('what was imported is forgotten: a file is sent again', async () => {
  const { answers } = scene();
  await send(answers);
  await answers['/import/do'](LINKY);
  expect(await answers['/import/examine'](LINKY)).toMatchObject({
    ok: false,
    says: [expect.stringContaining('again')],
  });
});

test('a file that does not tell drawn from given energy is drawn, unless the user says that it is given', async () => {
  const { answers, folder } = scene(async () => curveFile({ kind: 'beginAndEnd' }));
  await send(answers);
  expect(await answers['/import/examine'](LINKY)).toMatchObject({
    ...{ hidesDirection: true, canImport: true },
    says: expect.arrayContaining([expect.stringMatching(/kWh drawn/), expect.stringMatching(/as drawn/)]),
  });
  const given = { ...LINKY, isGiven: true };
  expect(await answers['/import/examine'](given)).toMatchObject({
    ...{ hidesDirection: true, canImport: true },
    says: expect.arrayContaining([expect.stringMatching(/kWh exported/), expect.stringMatching(/as exported/)]),
  });
  expect(await answers['/import/do'](given)).toMatchObject({ ok: true });
  using archive = await thisMachine().openReadOnlyJournal(join(folder, JOURNAL_FILE));
  const days = archive.importedDays('linky');
  expect(days).toHaveLength(10);
  expect(days.every((day) => day.givenCurve !== undefined && day.curve === undefined)).toBe(true);
});

test('what a file itself tells is not turned round', async () => {
  const { answers } = scene();
  await send(answers);
  const found = await answers['/import/examine']({ ...LINKY, isGiven: true });
  expect(found.hidesDirection).toBe(false);
  expect(found.says.join(' ')).toMatch(/kWh drawn/);
});

test.each<[string, object, number | undefined]>([
  ['they are in', { platforms: [pluginBlock({ meters: [], journal: { maxMegabytes: 1_024 } })] }, 1_024],
  ['they are not in', {}, undefined],
])('imports may take what the settings allow, where %s the storage folder', async (_, config, maxMegabytes) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const allowed: (number | undefined)[] = [];
  const answers = importAnswers({
    ...{ machine: thisMachine(), folder, reading: async () => curveFile() },
    async delivering(_folder, _order, options) {
      allowed.push(options.maxMegabytes);
      return { kind: 'noRoom', mostMegabytes: 256 };
    },
  });
  await send(answers);
  expect(await answers['/import/do'](LINKY)).toMatchObject({ ok: false, says: [expect.stringContaining('256 MB')] });
  await answers['/import/undo']({ ...LINKY, id: 1 });
  expect(allowed).toEqual([maxMegabytes, maxMegabytes]);
});

test('the newest import comes first', async () => {
  const files = [curveFile(), curveFile({ days: curveFile().days.slice(2, 5) })];
  const { answers } = scene(async () => files.shift() ?? curveFile());
  for (const upload of ['a', 'b']) {
    await send(answers, upload);
    await answers['/import/do']({ ...LINKY, upload });
  }
  const imports = await answers['/imports'](LINKY);
  expect(imports.map(({ says }) => /\d+ days/.exec(says)?.[0])).toEqual(['3 days', '10 days']);
});

test('the file of another supply point is not imported, and its own number is not told', async () => {
  const files = [curveFile(), curveFile({ prm: '98765432109876', days: curveFile().days.slice(1) })];
  const { answers } = scene(async () => files.shift() ?? curveFile());
  await send(answers);
  await answers['/import/do'](LINKY);
  await send(answers, 'b');
  const asked = { ...LINKY, upload: 'b' };
  const found = await answers['/import/examine'](asked);
  expect(found).toMatchObject({ ok: false, canImport: false });
  expect(found.says.at(-1)).toContain('9876');
  expect(found.says.join()).not.toContain('98765432109876');
  expect(await answers['/import/do'](asked)).toMatchObject({ ok: false });
  expect(await answers['/imports'](LINKY)).toHaveLength(1);
});

test.each<[Language, string]>([
  ['en', 'Line 7'],
  ['fr', 'La ligne 7'],
])('a file that cannot be read says why, with its line, in %s', async (language, says) => {
  const problem = { kind: 'badRow', line: 7, text: 'x;y' } as const;
  const { answers } = scene(() => Promise.reject(new HistoryFileError(problem)));
  await send(answers);
  for (const path of ['/import/examine', '/import/do'] as const) {
    const answer = await answers[path]({ ...LINKY, language });
    expect(answer).toEqual({ ok: false, says: [expect.stringMatching(new RegExp(says.replaceAll(' ', '\\s')))] });
  }
});

test('a piece that is not the next one is refused in words', async () => {
  const { answers } = scene();
  const piece = { ...EN, upload: 'a', index: 1, ofBytes: 2, base64: 'eA==' };
  await expect(answers['/import/piece'](piece)).rejects.toThrow('Choose it again');
});

test('a file that was given up is not here any more', async () => {
  const { answers } = scene();
  await send(answers);
  await answers['/import/forget']({ ...EN, upload: 'a' });
  expect(await answers['/import/examine'](LINKY)).toMatchObject({ ok: false });
});

test('the energy of the page has what was imported at once, and no longer once it is undone', async () => {
  const { folder } = scene();
  const atMs = Date.UTC(2026, 9, 20, 10);
  const frames = [0, 60_000].map((ms, wh) => ({
    ...{ meter: 'linky', atMs: atMs + ms },
    reading: readingWith({ importedWh: 1000 + wh, tariff: 'BASE' }),
  }));
  writeHistory(folder, frames);
  const page = pageAnswers({ ...thisMachine(), clock: { ...systemClock, wall: () => atMs + 3_600_000 } }, folder);
  const ofYear = () => page['/spans']({ ...LINKY, by: 'year', from: '2000-01-01', to: '2099-12-31' });
  const before = await ofYear();
  const steps = stepsOf(
    { seed: 1, grainW: 12 },
    { fromMs: beginningOfDay(FIRST_DAY), toMs: beginningOfDay(FIRST_DAY + 3), minutes: 30 },
  );
  const bytes = bytesOf(CURVE_LINES.enedisCurve({ rows: rowsOf(steps), prm: PRM }));
  const base64 = Buffer.from(bytes).toString('base64');
  await page['/import/piece']({ ...EN, upload: 'a', index: 0, ofBytes: bytes.length, base64 });
  expect(await page['/import/do'](LINKY)).toMatchObject({ ok: true, newestDay: dateOf(FIRST_DAY + 2) });

  const importedWh = Number(wattMinutes(steps)) / 60;
  expect(await ofYear()).toMatchObject({
    first: dateOf(FIRST_DAY),
    spans: [{ fromFilesWh: expect.closeTo(importedWh, 6), energyWh: expect.closeTo(importedWh + 1, 6) }],
  });
  const [made] = await page['/imports'](LINKY);
  await page['/import/undo']({ ...LINKY, id: made?.id ?? -1 });
  expect(await ofYear()).toEqual(before);
});
