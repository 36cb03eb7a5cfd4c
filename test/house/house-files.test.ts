import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { createHouseFiles, type FileOutcome } from '../../src/house/house-files.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { HIDDEN, pageFolder } from './page-folder.ts';

function filesIn(folder: URL, version = '1.0.0') {
  return createHouseFiles({ folder, version, clock: fakeClock() });
}

/** Files that are read as `reading` says. */
function readBy(reading: (name: string) => Promise<FileOutcome>) {
  const clock = fakeClock();
  const folder = new URL('file:///nowhere/');
  return { clock, ...createHouseFiles({ folder, version: '1.0.0', clock, reading }) };
}

test.each([
  ['house.html', 'text/html; charset=utf-8'],
  ['house.js', 'text/javascript; charset=utf-8'],
  ['views-Ab_4-x9Q.js', 'text/javascript; charset=utf-8'],
  ['views.css', 'text/css; charset=utf-8'],
  ['manifest.webmanifest', 'application/manifest+json'],
  ['icon.svg', 'image/svg+xml'],
  ['icon-192.png', 'image/png'],
])('%s of the list is given as %s', async (name, type) => {
  const folder = pageFolder();
  const bytes = readFileSync(new URL(name, folder));
  expect(await filesIn(folder).read(name)).toMatchObject({ kind: 'file', type, bytes });
});

test.each(['page.js', 'index.html', 'house-files.json', 'nothing.js', 'House.html', 'constructor.js'])(
  '%s, which is not in the list, is not',
  async (name) => expect(await filesIn(pageFolder()).read(name)).toEqual({ kind: 'none' }),
);

test.each([
  ...['house', 'folder', '', '../secret.js', 'folder/house.js', '.env', '..', '.', './house.html', 'house.html/'],
  ...['house.html\0', 'house.js\0.png', '\\house.js', '/etc/passwd', 'C:house.js', 'file:///etc/passwd'],
  ...['http://example.org/x.js', '%2e%2e%2fsecret.js', 'toString', `${'a'.repeat(200)}.js`, 'house.html?', 'é.js'],
])('%j is no name of a file, whatever the list says', async (name) => {
  const reading = vi.fn();
  expect(await readBy(reading).read(name)).toEqual({ kind: 'none' });
  expect(reading).not.toHaveBeenCalled();
  expect(await filesIn(pageFolder()).read(name)).toEqual({ kind: 'none' });
});

test('a file that is in the list and gone, or a list that is, cannot be read', async () => {
  const folder = pageFolder();
  expect(await filesIn(folder).read('gone.js')).toEqual({ kind: 'unreadable' });
  for (const list of ['{', '7', '{"files":7}']) {
    writeFileSync(new URL('house-files.json', folder), list);
    expect((await filesIn(folder).read('house.html')).kind).not.toBe('file');
  }
  rmSync(new URL('house-files.json', folder));
  expect(await filesIn(folder).read('house.html')).toEqual({ kind: 'unreadable' });
});

test('a file that is larger than any of the page is not read', async () => {
  const folder = pageFolder();
  writeFileSync(new URL('house.js', folder), HIDDEN.repeat(1_000_000));
  expect(await filesIn(folder).read('house.js')).toEqual({ kind: 'unreadable' });
});

test('the tag is another one for another content, and for another version', async () => {
  const folder = pageFolder();
  const tagIn = async (version?: string) => {
    const file = await filesIn(folder, version).read('house.html');
    return file.kind === 'file' ? file.tag : undefined;
  };
  const tags = [await tagIn(), await tagIn('1.0.1')];
  expect(await tagIn()).toBe(tags[0]);
  utimesSync(new URL('house.html', folder), 7, 7);
  tags.push(await tagIn());
  writeFileSync(new URL('house.html', folder), 'longer than it was before, by far');
  tags.push(await tagIn());
  expect(new Set(tags).size).toBe(4);
  for (const tag of tags) expect(tag).toMatch(/^"[\w.-]+"$/);
});

test('a name with a hash has no tag, since it never stands for another content', async () => {
  expect(await filesIn(pageFolder()).read('views-Ab_4-x9Q.js')).not.toHaveProperty('tag');
});

test('what many ask for at once is read once, and files are read one after the other', async () => {
  let reading = 0;
  const names: string[] = [];
  const { read } = readBy(async (name) => {
    names.push(name);
    reading += 1;
    expect(reading).toBe(1);
    await setImmediate();
    reading -= 1;
    return { kind: 'file', bytes: Buffer.from(name), type: '' };
  });
  const given = await Promise.all(Array.from({ length: 40 }, (_, nth) => read(nth % 2 === 0 ? 'a.js' : 'b.js')));
  expect(names).toEqual(['a.js', 'b.js']);
  expect(new Set(given).size).toBe(2);
  await read('a.js');
  expect(names).toHaveLength(3);
});

test('a disk that does not answer holds up one file, and every answer for five seconds', async () => {
  const reading = vi.fn(() => new Promise<FileOutcome>(() => {}));
  const { read, clock } = readBy(reading);
  const asked = Array.from({ length: 40 }, (_, nth) => read(`file-${nth}.js`));
  let answered = 0;
  for (const one of asked) void one.then(() => (answered += 1));
  await clock.pass(4_999);
  // Those that would have to wait behind sixteen others are told so at once.
  expect(answered).toBe(24);
  await clock.pass(1);
  expect(await Promise.all(asked)).toEqual(new Array(40).fill({ kind: 'unreadable' }));
  expect(reading).toHaveBeenCalledOnce();
  expect(clock.waiting).toBe(0);
});
