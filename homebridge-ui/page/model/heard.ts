import type { Heard } from '../../../src/ui/protocol.ts';
import { type Fact, factsOf } from './live.ts';
import { contractName } from './tariff.ts';
import type { Words } from './words.ts';

/** What came of listening: `faulty` a meter talks and something is wrong; `closed` nobody could listen. */
export type Hearing = 'heard' | 'faulty' | 'silent' | 'closed';

export function hearingOf({ ok, mode, reading, listened, readByPlugin }: Heard): Hearing {
  if (ok) return 'heard';
  if (mode !== undefined || reading !== undefined) return 'faulty';
  return listened || readByPlugin ? 'silent' : 'closed';
}

/** What was heard, side by side. */
export function factsHeard({ mode, reading, refusedShare }: Heard, words: Words): readonly Fact[] {
  const { facts, mode: modes, intact } = words.texts.live;
  const { apparentPowerVA, contract, subscribedVA } = reading ?? {};
  return [
    ...(apparentPowerVA === undefined ? [] : [{ name: facts.power, value: words.quantity(apparentPowerVA, 'VA') }]),
    ...(mode === undefined ? [] : [{ name: facts.mode, value: modes[mode] }]),
    ...(contract === undefined ? [] : [{ name: facts.contract, value: contractName(contract, words.texts) }]),
    ...(subscribedVA === undefined ? [] : [{ name: facts.subscribed, value: words.quantity(subscribedVA, 'VA') }]),
    ...(reading === undefined ? [] : factsOf(reading, words)),
    ...(refusedShare === undefined ? [] : [{ name: facts.quality, value: intact(words.percent(1 - refusedShare, 1)) }]),
  ];
}
