import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Ask } from '../../homebridge-ui/page/ask.ts';
import type { ConfigBlock } from '../../homebridge-ui/page/model/config-block.ts';
import { openPluginSettings, type SettingsCheck } from '../../homebridge-ui/page/settings.ts';
import type { Problem, Protocol } from '../../src/ui/protocol.ts';
import { pageWordsIn } from '../../testbed/support/page-words.ts';

const words = pageWordsIn('en', ['en-GB']);
const BLOCK = { platform: 'LinkyTIC', meters: [{ port: 'demo' }], journal: { keepDays: 3 } };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The settings in a Homebridge that copies the keys of a block over those that it has, as the real one does. */
async function openSettings(answer: () => Promise<readonly Problem[]>) {
  const stored: ConfigBlock = structuredClone(BLOCK);
  const checks: SettingsCheck[] = [];
  const button = { canSave: true };
  const store = {
    getPluginConfig: async () => [structuredClone(stored)],
    getPluginConfigSchema: async () => ({ schema: { properties: { journal: {} } } }),
    updatePluginConfig: async ([block]: ConfigBlock[]) => Object.assign(stored, structuredClone(block)),
    enableSaveButton: () => void Object.assign(button, { canSave: true }),
    disableSaveButton: () => void Object.assign(button, { canSave: false }),
  };
  const settings = await openPluginSettings(store, answer as Ask<Protocol>, words, (check) => checks.push(check));
  await settings.check();
  const runTimers = () => vi.advanceTimersByTimeAsync(1000);
  await runTimers();
  return {
    settings,
    runTimers,
    saved: () => JSON.parse(JSON.stringify(stored)),
    checks,
    canSave: () => button.canSave,
  };
}

const withoutJournal = ({ journal: _, ...block }: ConfigBlock): ConfigBlock => block;

describe('the settings', () => {
  test('are saved without a field that an edit removed', async () => {
    const { settings, runTimers, saved } = await openSettings(async () => []);
    settings.edit(withoutJournal);
    await runTimers();
    expect(saved()).toEqual(withoutJournal(BLOCK));
  });

  test('are saved with a field that was removed and then typed again', async () => {
    const { settings, runTimers, saved } = await openSettings(async () => []);
    settings.edit(withoutJournal);
    settings.edit((block) => ({ ...block, journal: { keepDays: 9 } }));
    await runTimers();
    expect(saved()).toEqual({ ...BLOCK, journal: { keepDays: 9 } });
  });

  test('can be saved after an edit once the check has found no problem', async () => {
    const { settings, runTimers, canSave, checks } = await openSettings(async () => []);
    settings.edit(withoutJournal);
    expect(canSave()).toBe(false);
    await runTimers();
    expect(canSave()).toBe(true);
    expect(checks.at(-1)).toEqual({ problems: [], notices: [] });
  });

  test('can be saved while an edit is reported that changes nothing, and are not checked again', async () => {
    const { settings, runTimers, canSave, checks } = await openSettings(async () => []);
    settings.edit((block) => structuredClone(block));
    expect(canSave()).toBe(true);
    await runTimers();
    expect(checks).toHaveLength(1);
  });

  test('cannot be saved after an edit whose check failed, until a check succeeds', async () => {
    let isAway = true;
    const check = async () => (isAway ? Promise.reject(new Error('offline')) : []);
    const { settings, runTimers, canSave, checks } = await openSettings(check);
    expect(canSave()).toBe(true);
    settings.edit(withoutJournal);
    await runTimers();
    expect(canSave()).toBe(false);
    expect(checks.at(-1)).toMatchObject({ problems: [], unchecked: { reason: 'offline' } });

    isAway = false;
    checks.at(-1)?.unchecked?.retry();
    await runTimers();
    expect(canSave()).toBe(true);
    expect(checks.at(-1)).not.toHaveProperty('unchecked');
  });

  test('can be saved with a value that may be right, which is told with what is left as it is', async () => {
    const doubt = { path: 'journal', says: 'Is it?', isDoubt: true } as const;
    const { settings, runTimers, canSave, checks } = await openSettings(async () => [doubt]);
    settings.edit((block) => ({ ...block, journal: { keepDays: 99 } }));
    await runTimers();
    expect(canSave()).toBe(true);
    expect(checks.at(-1)).toEqual({ problems: [], notices: ['journal: Is it?'] });
  });

  test('tell each part of the page its problems and doubts, those that were found before too', async () => {
    const doubt = { path: 'meters', says: 'Is it?', isDoubt: true } as const;
    let problems: readonly Problem[] = [doubt, { path: 'journal', says: 'No.' }, { path: 'unknown', says: 'No.' }];
    const { settings, runTimers } = await openSettings(async () => problems);
    const told: (readonly Problem[])[] = [];
    settings.onProblems((found) => told.push(found));
    problems = [];
    settings.edit(withoutJournal);
    await runTimers();
    expect(told.map((found) => found.map(({ path }) => path))).toEqual([['journal', 'meters'], []]);
  });
});
