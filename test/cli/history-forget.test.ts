import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetHistory, type HistoryForgetOptions } from '../../src/cli/history-forget.ts';
import { Failure, UsageError } from '../../src/cli/session.ts';
import { systemClock } from '../../src/clock.ts';
import { BUILT_AT_MS } from '../../src/settings.ts';
import { type Language, textsIn } from '../../src/texts/texts.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { live, livedAhead, YEARS_MS } from '../journal/lived-ahead.ts';
import { fakeSession } from './session-fake.ts';

/** A journal that was dated by a clock that was ahead, which is right again, and the command on its folder. */
function household() {
  const { scene, journal } = livedAhead();
  scene.clock.wallMs -= YEARS_MS;
  live(scene, journal, 1);
  journal.close();
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

test('without --later nothing is deleted, nor by a clock that is not set, nor where there is no journal', async () => {
  const { run, daysLeft } = household();
  const { forgetWhat, clockNotSet, noJournal } = textsIn.en.cli.history;
  expect((await run({ later: false })).outcome).toBe(forgetWhat);
  expect((await run({}, { wall: BUILT_AT_MS })).outcome).toBe(clockNotSet);
  const empty = temporaryFolder();
  expect((await run({ storage: empty })).outcome).toBe(noJournal(empty));
  expect(daysLeft()).toEqual({ days: 4 });
});
