import { describe, expect, test } from 'vitest';
import type { DiskCall } from '../../testbed/disk-calls/recording.ts';
import { BEGIN_MARKER, drawnStates, states } from '../../testbed/disk-calls/states.ts';

const SEED = 1;
const SECTOR = 512;

const begin: DiskCall = { kind: 'marker', text: BEGIN_MARKER };
const created = (name: string, inode: number): DiskCall => ({
  ...{ kind: 'opened', name, inode },
  ...{ isCreated: true, isEmptied: false },
});
const written = (inode: number, text: string, at = 0): DiskCall => ({
  ...{ kind: 'written', inode, at },
  bytes: Buffer.from(text),
});
const synced = (inode: number): DiskCall => ({ kind: 'synced', inode });
const folderSynced: DiskCall = { kind: 'folderSynced', name: '' };

/** What may be in the folder at the end of these calls, each file as a text. */
function atTheEnd(calls: readonly DiskCall[], torn = 40): readonly { readonly [name: string]: string }[] {
  // A state after another marker is another one, even if the same was there before.
  const all = [...states([...calls, { kind: 'marker', text: 'end' }], SEED, torn)];
  return all
    .filter(({ markers }) => markers.includes('end'))
    .map(({ files }) =>
      Object.fromEntries(Array.from(files, ([name, content]) => [name, Buffer.from(content).toString()])),
    );
}

describe('a power cut', () => {
  test('may take a file that was not synced, its data alone, or neither', () => {
    const left = atTheEnd([begin, created('a', 1), written(1, 'data')]);
    expect(left).toContainEqual({});
    expect(left).toContainEqual({ a: '' });
    expect(left).toContainEqual({ a: 'data' });
    expect(left).toContainEqual({ a: '\0\0\0\0' });
  });

  test('takes nothing that was synced, nor the name of a new file that was', () => {
    expect(atTheEnd([begin, created('a', 1), written(1, 'data'), synced(1)])).toEqual([{ a: 'data' }]);
  });

  test('takes nothing from before the marker', () => {
    expect(atTheEnd([created('a', 1), written(1, 'data'), begin])).toEqual([{ a: 'data' }]);
  });

  test('may take a rename until its folder is synced, and then leaves the data that was not synced behind', () => {
    const before = [begin, created('a', 1), written(1, 'old'), synced(1), created('b', 2), written(2, 'new')];
    const renamed: DiskCall = { kind: 'renamed', from: 'b', to: 'a' };
    expect(atTheEnd([...before, synced(2), renamed]).toSorted(byText)).toEqual([{ a: 'new' }, { a: 'old', b: 'new' }]);
    expect(atTheEnd([...before, synced(2), renamed, folderSynced])).toEqual([{ a: 'new' }]);
    expect(atTheEnd([...before, renamed, folderSynced])).toContainEqual({ a: '' });
  });

  test('may keep a later name and lose an earlier one', () => {
    const calls = [created('a', 1), created('b', 2), begin];
    const unlinked = (name: string): DiskCall => ({ kind: 'unlinked', name });
    const left = atTheEnd([...calls, unlinked('a'), unlinked('b')]);
    expect(left.toSorted(byText)).toEqual([{}, { a: '' }, { a: '', b: '' }, { b: '' }].toSorted(byText));
  });

  test('tears a write between sectors only, and each of them for itself', () => {
    const old = 'a'.repeat(3 * SECTOR);
    const calls = [created('a', 1), written(1, old), begin, written(1, 'b'.repeat(3 * SECTOR - 10), 5)];
    const sectors = (text: string) => [
      text.slice(5, SECTOR),
      text.slice(SECTOR, 2 * SECTOR),
      text.slice(2 * SECTOR, -5),
    ];
    const left = atTheEnd(calls, 200).map(({ a = '' }) => sectors(a));
    for (const sector of left.flat()) expect([...new Set(sector)]).toHaveLength(1);
    expect(new Set(left.map((three) => three.map((sector) => sector[0]).join(''))).size).toBe(8);
  });

  test('may keep a write and lose the one before', () => {
    const left = atTheEnd([created('a', 1), begin, written(1, 'ab'), written(1, 'cd', 2)]);
    expect(left).toContainEqual({ a: '\0\0cd' });
  });

  test('may undo a truncation that was not synced', () => {
    const calls = [created('a', 1), written(1, 'long text'), begin];
    expect(atTheEnd([...calls, { kind: 'truncated', inode: 1, length: 4 }]).toSorted(byText)).toEqual([
      { a: 'long text' },
      { a: 'long' },
    ]);
  });

  test('leaves the same states for the same seed, and so many of them as were asked for', () => {
    const calls = [
      begin,
      ...Array.from({ length: 30 }, (_, nth) => [created(`${nth}`, nth), written(nth, 'x')]).flat(),
    ];
    const drawn = [...drawnStates(calls, SEED, 50)];
    expect(drawn).toHaveLength(50);
    expect([...drawnStates(calls, SEED, 50)]).toEqual(drawn);
    expect([...drawnStates(calls, SEED + 1, 50)]).not.toEqual(drawn);
  });

  test('comes after a rare call as often as after the many writes to another file', () => {
    const writes = Array.from({ length: 100 }, (_, nth) => written(1, 'x', nth));
    const unlinked: DiskCall = { kind: 'unlinked', name: 'copy-1' };
    const calls: readonly DiskCall[] = [
      ...[created('db-1', 1), created('copy-1', 2), created('copy-2', 3), begin, ...writes],
      ...[written(2, 'y'), synced(2), written(3, 'y'), synced(3), unlinked],
    ];
    const after = Map.groupBy(drawnStates(calls, SEED, 12), (state) => state.after);
    const counts = Array.from(after, ([call, alike]) => [call, alike.length]);
    expect(Object.fromEntries(counts)).toEqual({
      ...{ 'marker begin': 1, 'written db-0': 3, 'written copy-0': 3, 'synced copy-0': 2, 'unlinked copy-0': 3 },
    });
  });
});

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
