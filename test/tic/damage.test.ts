import { describe, expect, test } from 'vitest';
import { withEvenParity } from '../../src/tic/checksum-and-parity.ts';
import { damageOf, ParityCount } from '../../src/tic/damage.ts';

const text = (length: number) => Uint8Array.from({ length }, (_, at) => withEvenParity(0x30 + (at % 10)));

function isSurelyRightSpeed(...chunks: readonly Uint8Array[]): boolean {
  const parity = new ParityCount();
  for (const chunk of chunks) parity.take(chunk);
  return parity.isSurelyRightSpeed;
}

describe('the parity of characters', () => {
  test('proves the speed when three quarters of them are right', () => {
    const [right, wrong] = [text(75), text(25).map((byte) => byte ^ 0x80)];
    expect(isSurelyRightSpeed(right, wrong)).toBe(true);
    expect(isSurelyRightSpeed(right, wrong, wrong.subarray(0, 1))).toBe(false);
  });

  test('proves nothing where no character has the bit', () => {
    // 0 has an even number of ones, so its parity is right without the bit.
    expect(isSurelyRightSpeed(new Uint8Array(200).fill(0x30))).toBe(false);
  });

  test('proves nothing where it is that of bytes which no meter sends, as a line does to which none is connected', () => {
    const idle = Uint8Array.from({ length: 200 }, (_, at) => [0x00, 0xff, 0x00][at % 3] ?? 0);
    expect(isSurelyRightSpeed(idle, text(20))).toBe(false);
  });

  test('proves nothing of a few characters', () => {
    expect([isSurelyRightSpeed(text(63)), isSurelyRightSpeed(text(64))]).toEqual([false, true]);
  });
});

describe('the damage of a line', () => {
  test('is that in the mode in which fewer groups are malformed', () => {
    const historique = { accepted: 0, faults: { malformed: 20 } };
    const standard = { accepted: 0, faults: { malformed: 7, checksum: 10, form: 3 } };
    expect(damageOf([historique, standard])).toEqual({ percent: 100, mostly: 'checksum' });
  });

  test('is that in the mode in which a group was accepted', () => {
    const right = { accepted: 2, faults: { malformed: 6 } };
    expect(damageOf([{ accepted: 0, faults: { checksum: 1 } }, right])).toEqual({ percent: 75, mostly: 'malformed' });
  });

  test('is 100 % only where nothing is accepted', () => {
    const faults = { checksum: 999 };
    expect(damageOf([{ accepted: 1, faults }])?.percent).toBe(99);
    expect(damageOf([{ accepted: 0, faults }])?.percent).toBe(100);
  });

  test('is none where no group came, or nearly all are accepted', () => {
    expect(damageOf([])).toBeUndefined();
    expect(damageOf([{ accepted: 0, faults: {} }])).toBeUndefined();
    const whole = { accepted: 100, faults: { malformed: 5 } };
    expect(damageOf([whole, { accepted: 0, faults: { malformed: 105 } }])).toBeUndefined();
  });

  test('in which no group came says nothing of the other', () => {
    const groups = { accepted: 0, faults: { parity: 4 } };
    expect(damageOf([{ accepted: 0, faults: {} }, groups])).toEqual({ percent: 100, mostly: 'parity' });
  });
});
