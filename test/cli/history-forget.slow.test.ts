import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { BUILT_AT_MS } from '../../src/base/plugin-names.ts';
import { forgetHistory, type HistoryForgetOptions } from '../../src/cli/history-forget.ts';
import { run as runLine } from '../../src/cli/run.ts';
import { Failure, UsageError } from '../../src/cli/session.ts';
import { type Language, textsIn } from '../../src/texts/texts.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { DAY_MS } from '../../testbed/support/time.ts';
import { createHouse, live, livedAhead, YEARS_MS } from '../journal/lived-ahead.ts';
import type { Scene } from '../journal/scene.ts';
import { fakeSession } from './session-fake.ts';

/** A journal that was dated by a clock that was ahead, which is right again. */
function setBack(): Scene {
  const { scene, journal } = livedAhead();
  scene.clock.wallMs -= YEARS_MS;
  live(scene, journal, 1);
  journal.close();
  return scene;
}

/** A journal of two days that a right clock has dated. */
function neverSetBack(): Scene {
  const scene = createHouse();
  const journal = scene.open();
  live(scene, journal, 48);
  journal.close();
  return scene;
}

/** The command on the folder of a journal. */
function household(scene = setBack()) {
  const storage = dirname(scene.path);
  writeFileSync(join(storage, 'config.json'), configFile({ meters: [{ name: 'Linky', port: 'demo' }] }));

  async function run(
    options: HistoryForgetOptions = {},
    { language = 'en' as Language, wall = scene.clock.wallMs } = {},
  ) {
    const clock = { ...systemClock, wall: () => wall };
    const { session, printed, remarks } = fakeSession(language, { clock });
    const outcome = await forgetHistory({ storage, later: true, ...options }, session).then(
      () => 'done',
      (error) => {
        if (error instanceof Failure || error instanceof UsageError) return error.message;
        throw error;
      },
    );
    return { outcome, printed, remarks };
  }

  const daysLeft = () => scene.query('SELECT count(*) AS days FROM day')[0];
  return { run, daysLeft, scene };
}

const LATER = { days: 2, minutes: 360, readings: 360, fromMs: expect.any(Number), toMs: expect.any(Number) };

test.each(['en', 'fr'] as const)(
  'what is later than now is deleted, in the words of %s, and the second time there is nothing',
  async (language) => {
    const { run, daysLeft } = household();
    const words = textsIn[language].historyImport.outcome;
    const first = await run({}, { language });
    expect(first).toMatchObject({ outcome: 'done', remarks: [] });
    expect(first.printed).toEqual([
      expect.stringMatching(language === 'en' ? /^Deleted: 2 days/ : /^Effacé.: 2.jours/),
    ]);
    expect(daysLeft()).toEqual({ days: 2 });
    expect(await run({}, { language })).toEqual({ outcome: 'done', printed: [words.nothingLater], remarks: [] });
  },
);

test('--dry-run says what would be deleted, and deletes nothing', async () => {
  const { run, daysLeft } = household();
  const { outcome, printed } = await run({ dryRun: true });
  expect(outcome).toBe('done');
  expect(printed).toEqual([
    expect.stringMatching(/^This would be deleted: 2 days later than today, 360 minutes and 360 readings/),
  ]);
  expect(daysLeft()).toEqual({ days: 4 });
  await run();
  expect((await run({ dryRun: true })).printed).toEqual([textsIn.en.historyImport.outcome.nothingLater]);
});

test('with --json it is one object, with or without --dry-run', async () => {
  const { run } = household();
  const objectOf = async (options: HistoryForgetOptions) =>
    JSON.parse((await run({ json: true, ...options })).printed.join());
  expect(await objectOf({ dryRun: true })).toEqual({ kind: 'later', ...LATER });
  expect(await objectOf({})).toEqual({ kind: 'forgotten', ...LATER });
  expect(await objectOf({})).toEqual({ kind: 'nothingLater' });
  expect(await objectOf({ dryRun: true })).toEqual({ kind: 'nothingLater' });
});

test.each([
  [
    'en',
    /^This machine’s clock says 13 Jan 2027, 08:00 \(Paris time\), and the history goes on from there until 14 Jan 2027, 08:00\..* --yes\.$/,
  ],
  ['fr', /^L’horloge de cette machine indique 13 janv\. 2027, 08:00 .*jusqu’au 14 janv\. 2027, 08:00\..* --yes\.$/],
] as const)(
  'under a clock that is probably late nothing is deleted but with --yes, which is said in the words of %s',
  async (language, doubt) => {
    const { run, daysLeft, scene } = household(neverSetBack());
    const late = { language, wall: scene.clock.wallMs - DAY_MS };
    const asked = await run({ dryRun: true }, late);
    expect(asked).toMatchObject({ outcome: 'done', printed: [expect.any(String), expect.stringMatching(doubt)] });
    expect((await run({ dryRun: true, yes: true }, late)).printed).toHaveLength(1);
    expect(await run({}, late)).toEqual({ outcome: expect.stringMatching(doubt), printed: [], remarks: [] });
    expect(daysLeft()).toEqual({ days: 3 });
    expect(await run({ yes: true }, late)).toMatchObject({ outcome: 'done', remarks: [] });
    expect(daysLeft()).toEqual({ days: 2 });
  },
);

test('a command that is refused for that ends with 1, and with 0 where --yes is given', async () => {
  const scene = neverSetBack();
  const clock = { ...systemClock, wall: () => scene.clock.wallMs - DAY_MS };
  const { session, remarks } = fakeSession('en', { clock });
  const line = ['history', 'forget', '--later', '--storage', dirname(scene.path)];
  expect(await runLine(line, session)).toBe(1);
  expect(remarks).toEqual([expect.stringContaining('add --yes')]);
  expect(await runLine([...line, '--yes'], session)).toBe(0);
});

test('with --json the doubt is a field of what --dry-run says', async () => {
  const { run, scene } = household(neverSetBack());
  const late = { wall: scene.clock.wallMs - DAY_MS };
  const { printed } = await run({ dryRun: true, json: true }, late);
  const perhapsLate = { nowMs: late.wall, untilMs: scene.clock.wallMs };
  expect(JSON.parse(printed.join())).toMatchObject({ kind: 'later', days: 1, perhapsLate });
});

test('without --later nothing is deleted, nor by a clock that is not set, nor where there is no journal', async () => {
  const { run, daysLeft } = household();
  const { forgetWhat, clockNotSet, noJournal } = textsIn.en.cli.history;
  expect((await run({ later: false })).outcome).toBe(forgetWhat);
  expect((await run({}, { wall: BUILT_AT_MS })).outcome).toBe(clockNotSet);
  const empty = temporaryFolder();
  expect((await run({ storage: empty })).outcome).toBe(noJournal(empty));
  expect(daysLeft()).toEqual({ days: 4 });
});
