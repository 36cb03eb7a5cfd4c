import { describe, expect, test } from 'vitest';
import type { Source } from '../../src/source/source.ts';
import { teed } from '../../src/source/teed.ts';

const LIFE = new AbortController().signal;

describe('a source whose bytes are also given away', () => {
  test('gives its reader the very chunks, after they were given away', async () => {
    const [one, other] = [Uint8Array.of(1), Uint8Array.of(2)];
    const given: Uint8Array[] = [];
    const bytes = readOf(
      async function* two() {
        yield one;
        yield other;
      },
      (chunk) => given.push(chunk),
    );
    expect((await bytes.next()).value).toBe(one);
    expect(given).toEqual([one]);
    expect((await bytes.next()).value).toBe(other);
    expect((await bytes.next()).done).toBe(true);
    expect(given).toEqual([one, other]);
  });

  test('keeps what it tells of itself', () => {
    const source: Source = { baudRate: 9600, recorded: true, async *bytes() {} };
    expect(teed(source, () => {})).toMatchObject({ baudRate: 9600, recorded: true });
  });

  test('breaks as it breaks, and is closed when its reader stops', async () => {
    const broken = readOf(async function* broken() {
      yield Uint8Array.of(1);
      throw new Error('unplugged');
    });
    await broken.next();
    await expect(broken.next()).rejects.toThrow('unplugged');
    let isClosed = false;
    const open = readOf(async function* open() {
      try {
        for (;;) yield Uint8Array.of(2);
      } finally {
        isClosed = true;
      }
    });
    await open.next();
    await open.return(undefined);
    expect(isClosed).toBe(true);
  });
});

function readOf(bytes: () => AsyncGenerator<Uint8Array>, give: (bytes: Uint8Array) => void = () => {}) {
  return teed({ bytes }, give).bytes(1200, LIFE)[Symbol.asyncIterator]() as AsyncGenerator<Uint8Array, void>;
}
