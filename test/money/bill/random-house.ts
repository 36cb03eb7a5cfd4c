import fc from 'fast-check';
import { HOUR_MS } from '../../../testbed/support/time.ts';
import {
  BASE,
  type Contract,
  HP_HC,
  HP_HC_STANDARD,
  TEMPO,
  TEMPO_STANDARD,
  TEMPO_UNORDERED,
  WEEKEND,
} from '../../../testbed/years/contract.ts';
import type { House, Stay } from '../../../testbed/years/house.ts';
import { shownAt } from '../../../testbed/years/wall-clock.ts';
import type { Tariff } from './independent/bill.ts';

/** A season of Tempo, with both changes of the clocks. */
const FROM_MS = Date.UTC(2025, 8, 20);
const TO_MS = Date.UTC(2026, 3, 10);

const dates = fc.integer({ min: FROM_MS, max: TO_MS }).map((ms) => shownAt(ms).slice(0, 10));
const contracts: fc.Arbitrary<Contract> = fc.constantFrom(
  ...[BASE, HP_HC, TEMPO, HP_HC_STANDARD, TEMPO_STANDARD, TEMPO_UNORDERED, WEEKEND],
);

const stay = fc.record({
  contract: contracts,
  address: fc.constantFrom('021861000123', '041976000456'),
  subscribedKVA: fc.constantFrom(3, 6, 12),
  hours: fc.integer({ min: 3, max: 300 }),
});

const absence = fc.record({ afterHours: fc.integer({ min: 0, max: 700 }), hours: fc.integer({ min: 1, max: 400 }) });

/**
 * Whether registers come back after others. Simulated ones would start again, which real ones never do, and no frame in between may be left
 * to show it.
 */
export function comesBack(stays: readonly Pick<Stay, 'contract' | 'address'>[]): boolean {
  const identities = stays.map(({ contract, address }) =>
    contract.mode === 'standard' ? address : address + contract.written,
  );
  const begun = identities.filter((identity, nth) => identity !== identities[nth - 1]);
  return new Set(begun).size < begun.length;
}

/** Whether a register is assigned another period: energy counted unseen before the meter reports it belongs to the previous one. */
export function renames(stays: readonly Pick<Stay, 'contract' | 'address'>[]): boolean {
  const named = stays.flatMap(({ contract: { mode, periods }, address }) =>
    Object.values(periods).map(({ written, register }) => [`${mode} ${address} ${register}`, written.trim()] as const),
  );
  return new Set(named.map((one) => one.join(' '))).size > new Set(named.map(([register]) => register)).size;
}

/** A house that lives for some days, with changes of contract and meter, and times without the plugin. */
export const houses: fc.Arbitrary<House> = fc
  .record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    isProducer: fc.boolean(),
    fromMs: fc.integer({ min: FROM_MS, max: TO_MS }),
    stays: fc.array(stay, { minLength: 1, maxLength: 4 }).filter((stays) => !comesBack(stays) && !renames(stays)),
    absences: fc.array(absence, { maxLength: 3 }),
  })
  .map(({ fromMs, stays, absences, ...house }) => {
    const begins = stays.map(
      (_, nth) => fromMs + stays.slice(0, nth).reduce((sum, { hours }) => sum + hours, 0) * HOUR_MS,
    );
    const dated = stays.map(({ hours: _, ...one }, nth) => ({ from: shownAt(begins[nth] as number), ...one }));
    const endMs = (begins.at(-1) as number) + (stays.at(-1)?.hours ?? 0) * HOUR_MS;
    return {
      meter: 'maison',
      ...house,
      stays: dated as unknown as readonly [Stay, ...Stay[]],
      until: shownAt(endMs),
      absences: absences.map(({ afterHours, hours }) => {
        const awayMs = fromMs + afterHours * HOUR_MS;
        return [shownAt(awayMs), shownAt(awayMs + hours * HOUR_MS)] as const;
      }),
      frameMinutes: [10, 75] as const,
    };
  });

const price = decimals(0, 79_999, 5);
const periods = fc.oneof(
  fc.record({ BASE: price }),
  fc.record({ HP: price, HC: price }),
  fc.record({ HP: price, HC: price, 'WEEK-END': price }),
  fc.record({ HCJB: price, HPJB: price, HCJW: price, HPJW: price, HCJR: price, HPJR: price }),
  fc.dictionary(fc.constantFrom('BASE', 'HP', 'HC', 'HCJB', 'HPJB', 'HPJR'), price, { minKeys: 1 }),
);

/** Prices that begin at some dates, for some periods. */
export const tariffs: fc.Arbitrary<readonly Tariff[]> = fc
  .uniqueArray(
    fc.record(
      { from: dates, subscription: decimals(0, 60_000, 3), given: price, periods },
      { requiredKeys: ['from', 'subscription', 'periods'] },
    ),
    { selector: ({ from }) => from, minLength: 1, maxLength: 5 },
  )
  .map((lines) => lines.toSorted((one, other) => one.from.localeCompare(other.from)));

/** Numbers of so many decimals, as a bill prints them, from units of the last one. */
export function decimals(min: number, max: number, places: number): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((units) => {
    const digits = String(units).padStart(places + 1, '0');
    return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  });
}
