import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type PriceOptions, pricesOfMeters, remarkUnpriced } from '../../src/cli/meter-prices.ts';
import { UsageError } from '../../src/cli/session.ts';
import type { Price } from '../../src/money/price.ts';
import type { Language } from '../../src/texts/texts.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { dayOn, HPHC, spansBy } from './energy-spans.ts';
import { fakeSession } from './session-fake.ts';

/** A storage folder with a config.json. */
function storageWith(config: unknown): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config), {
    mode: 0o644,
  });
  return folder;
}

const block = (prices: unknown, more: object = {}) =>
  pluginBlock({ language: 'fr', meters: [{ name: 'Ma Maison', port: 'demo', prices, ...more }] });

function read(options: PriceOptions, language: Language = 'en') {
  const { session, remarks } = fakeSession(language);
  return { prices: pricesOfMeters(options, session), remarks };
}

describe('the prices of a meter', () => {
  test('are those that config.json in the storage folder has for its slug', () => {
    const storage = storageWith({ bridge: {}, platforms: [{ platform: 'config' }, block(HPHC)] });
    const { prices, remarks } = read({ storage });
    expect(prices.of('ma-maison')).toEqual(HPHC);
    expect(prices.of('linky')).toEqual([]);
    expect(remarks).toEqual([]);
  });

  test('are those of the file that --config names, with the plugin’s settings alone', () => {
    const storage = storageWith({ bridge: {}, platforms: [] });
    const config = join(storageWith(block(HPHC.slice(0, 1))), 'config.json');
    expect(read({ storage, config }).prices.of('ma-maison')).toEqual(HPHC.slice(0, 1));
  });

  test('leave out a wrong line, with one remark in the user’s language, and say nothing of other mistakes', () => {
    const wrong = [{ ...HPHC[0], from: '2026-02-30' }, HPHC[1]];
    const { prices, remarks } = read({ storage: storageWith(block(wrong, { staleAfter: -1 })) });
    expect(prices.of('ma-maison')).toEqual(HPHC.slice(1));
    expect(remarks).toEqual([expect.stringContaining('meters[0].prices[0].from')]);
    expect(remarks.join()).not.toContain('staleAfter');
    const inFrench = read({ storage: storageWith(block(wrong)) }, 'fr').remarks;
    expect(inFrench).toHaveLength(1);
    expect(inFrench).not.toEqual(remarks);
  });

  test('are missing with a remark where the meter itself is wrong', () => {
    const { prices, remarks } = read({ storage: storageWith(block(HPHC, { port: undefined })) });
    expect(prices.of('ma-maison')).toEqual([]);
    expect(remarks).toEqual([expect.stringContaining('meters[0].port')]);
  });

  test.each<[string, () => PriceOptions, string]>([
    ['no config.json', () => ({ storage: '/nope' }), 'There is no /nope/config.json, where the prices would be.'],
    ['no file', () => ({ config: '/nope.json' }), '/nope.json cannot be read (it does not exist).'],
    ['no JSON', () => ({ storage: storageWith('{') }), 'is not JSON'],
    ['another platform', () => ({ storage: storageWith({ platforms: [{ platform: 'config' }] }) }), 'no settings of'],
  ])('need settings: %s', (_, options, words) => {
    const attempt = () => read(options());
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(words);
  });
});

describe('a meter without euros is remarked once, with why and what to do:', () => {
  const remarksOn = (
    prices: readonly Price[],
    days = undefined as Parameters<typeof spansBy>[2],
    language?: Language,
  ) => {
    const { session, remarks } = fakeSession(language);
    const spans = spansBy('day', prices, days);
    remarkUnpriced([{ meter: 'linky', spans }], { file: '/config.json', of: () => prices }, session);
    return remarks;
  };

  test('it has no prices', () => {
    expect(remarksOn([])).toEqual([expect.stringMatching(/^linky: \/config\.json has no prices for this meter/)]);
    expect(remarksOn([], undefined, 'fr')).toEqual([
      expect.stringMatching(/^linky\u00a0: \/config\.json n’a pas de prix/),
    ]);
  });

  test('the first price holds from a later day on', () => {
    expect(remarksOn(HPHC.slice(1))).toEqual([expect.stringMatching(/there is no price for 2026-01-30 yet/)]);
  });

  test('the prices lack a tariff period', () => {
    const days = [dayOn('2026-02-03', { energyWhByTariff: { 'HP..': 1, HCJB: 1 } })];
    expect(remarksOn(HPHC, days)).toEqual([
      expect.stringMatching(/the prices of 2026-02-03 have none for the tariff period HCJB/),
    ]);
  });

  test('the tariff period of some energy is unknown', () => {
    const days = [dayOn('2026-02-03', { energyWh: 5, energyWhByTariff: { 'HP..': 1 } })];
    expect(remarksOn(HPHC, days)).toEqual([expect.stringMatching(/the tariff period of some energy of 2026-02-03/)]);
  });

  test('but nothing is said where every day has its euros', () => {
    expect(remarksOn(HPHC)).toEqual([]);
  });
});
