import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConfigBlock } from '../../homebridge-ui/page/model/config-block.ts';
import { pageWordsIn } from '../../homebridge-ui/page/model/page-words.ts';
import type { Ask } from '../../homebridge-ui/page/server-requests.ts';
import { openPluginSettings, type SettingsCheck } from '../../homebridge-ui/page/settings.ts';
import type { Problem } from '../../src/ui/protocol.ts';

const words = pageWordsIn('en', ['en-GB']);
const BLOCK = { platform: 'LinkyTIC', meters: [{ port: 'demo' }], journal: { keepDays: 3 } };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The settings, in a Homebridge whose page lays what it is given over what it has, as the real one does. */
async function opened(check: () => Promise<readonly Problem[]>) {
  const kept: ConfigBlock = structuredClone(BLOCK);
  const verdicts: SettingsCheck[] = [];
  const button = { canSave: true };
  const keeper = {
    getPluginConfig: async () => [structuredClone(kept)],
    getPluginConfigSchema: async () => ({ schema: {} }),
    updatePluginConfig: async ([block]: ConfigBlock[]) => Object.assign(kept, structuredClone(block)),
    enableSaveButton: () => void Object.assign(button, { canSave: true }),
    disableSaveButton: () => void Object.assign(button, { canSave: false }),
  };
  const settings = await openPluginSettings(keeper, check as Ask, words, (verdict) => verdicts.push(verdict));
  const settled = () => vi.advanceTimersByTimeAsync(1000);
  await settled();
  return { settings, settled, saved: () => JSON.parse(JSON.stringify(kept)), verdicts, canSave: () => button.canSave };
}

const without = ({ journal: _, ...block }: ConfigBlock): ConfigBlock => block;

describe('the settings', () => {
  test('lose what an edit takes away', async () => {
    const { settings, settled, saved } = await opened(async () => []);
    settings.edit(without);
    await settled();
    expect(saved()).toEqual(without(BLOCK));
  });

  test('get back what was taken away and typed again', async () => {
    const { settings, settled, saved } = await opened(async () => []);
    settings.edit(without);
    settings.edit((block) => ({ ...block, journal: { keepDays: 9 } }));
    await settled();
    expect(saved()).toEqual({ ...BLOCK, journal: { keepDays: 9 } });
  });

  test('are saved once they are found to be right', async () => {
    const { settings, settled, canSave, verdicts } = await opened(async () => []);
    settings.edit(without);
    expect(canSave()).toBe(false);
    await settled();
    expect(canSave()).toBe(true);
    expect(verdicts.at(-1)).toEqual({ problems: [], notices: [] });
  });

  test('that cannot be judged are not saved after an edit, until they can be', async () => {
    let isAway = true;
    const check = async () => (isAway ? Promise.reject(new Error('offline')) : []);
    const { settings, settled, canSave, verdicts } = await opened(check);
    expect(canSave()).toBe(true);
    settings.edit(without);
    await settled();
    expect(canSave()).toBe(false);
    expect(verdicts.at(-1)).toMatchObject({ problems: [], unjudged: { reason: 'offline' } });

    isAway = false;
    verdicts.at(-1)?.unchecked?.retry();
    await settled();
    expect(canSave()).toBe(true);
    expect(verdicts.at(-1)).not.toHaveProperty('unjudged');
  });
});
