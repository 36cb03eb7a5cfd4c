import { describe, expect, test } from 'vitest';
import { type ContractChangesMemory, changesAfter } from '../../src/contract/contract-changes.ts';
import type { Reading, TicMode } from '../../src/reading/reading.ts';
import { frameWith, readingWith, SOME_MS } from '../../testbed/support/readings.ts';

describe('news are', () => {
  test('another contract and another subscribed power, once, at the third reading that carries them', () => {
    const { take, changes } = followed();
    take(...three({ contract: 'HC..', subscribedVA: 6_000 }));
    const other = { contract: 'BASE', subscribedVA: 9_000 };
    expect([take(other), take({}), take(other), take(other), take(other)]).toEqual([
      [],
      [],
      [],
      [
        { kind: 'contract', before: 'HC..', contract: 'BASE' },
        { kind: 'subscribed', beforeVA: 6_000, subscribedVA: 9_000 },
      ],
      [],
    ]);
    expect(changes.memory).toEqual({ contract: 'BASE', mode: 'historique', subscribedVA: 9_000 });
  });

  test('not raised by a single reading, or by two that are wrong in the same way', () => {
    const { take } = followed();
    take(...three({ contract: 'HC..', subscribedVA: 6_000 }));
    const [right, wrong] = [
      { contract: 'HC..', subscribedVA: 6_000 },
      { contract: 'EJP.', subscribedVA: 8_000 },
    ];
    expect(take(wrong, wrong, right, wrong, wrong, right)).toEqual([]);
  });

  test('not the first contract and power, nor those that are remembered', () => {
    const { take, changes } = followed();
    const present = three({ contract: 'HC..', subscribedVA: 6_000 });
    expect(take(...present)).toEqual([]);
    expect(followed(changes.memory).take(...present)).toEqual([]);
  });

  test('changes since the values were remembered', () => {
    const { take } = followed({ contract: 'HC..', mode: 'historique', subscribedVA: 6_000 });
    expect(take(...three({ contract: 'HC..', subscribedVA: 12_000 }))).toEqual([
      { kind: 'subscribed', beforeVA: 6_000, subscribedVA: 12_000 },
    ]);
  });

  test('not the last character of Tempo’s BBRx, nor a different padding', () => {
    const { take, changes } = followed();
    take(...three({ contract: 'BBR(' }));
    expect(take(...three({ contract: 'BBR=' }))).toEqual([]);
    expect(changes.memory.contract).toBe('BBR');
    const standard = followed();
    standard.take(...three({ contract: 'H PLEINE/CREUSE' }, 'standard'));
    expect(standard.take(...three({ contract: 'H  PLEINE/CREUSE' }, 'standard'))).toEqual([]);
  });

  test('not the other mode’s name for the same contract, but each later change of that name', () => {
    const { take } = followed();
    take(...three({ contract: 'HC..', subscribedVA: 6_000 }));
    expect(take(...three({ contract: 'H PLEINE/CREUSE', subscribedVA: 6_000 }, 'standard'))).toEqual([]);
    expect(take(...three({ contract: 'BASE', subscribedVA: 6_000 }, 'standard'))).toEqual([
      { kind: 'contract', before: 'H PLEINE/CREUSE', contract: 'BASE' },
    ]);
  });
});

test('the memory stays the same object while nothing changes', () => {
  const { take, changes } = followed();
  take(...three({ contract: 'HC..', message: 'PAS DE MESSAGE' }));
  const { memory } = changes;
  take(...three({ contract: 'HC..', message: 'PAS DE MESSAGE' }), {});
  expect(changes.memory).toStrictEqual(memory);
});

/** Returns the news of consecutive readings. */
function followed(memory: ContractChangesMemory = {}) {
  const changes = { memory };
  let running = {};
  const take = (...values: Partial<Reading>[]) =>
    values.flatMap((value) => {
      const after = changesAfter(changes.memory, running, readingWith(value), SOME_MS);
      [changes.memory, running] = [after.known, after.running];
      return after.news;
    });
  return { take, changes };
}

function three(values: Partial<Reading>, mode: TicMode = 'historique'): readonly Partial<Reading>[] {
  return Array(3).fill({ ...values, frame: frameWith({ mode }) });
}
