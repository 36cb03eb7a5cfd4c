import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, lchownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { copyFolderOf, JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { troubleInWords } from '../../testbed/support/troubles.ts';
import { cannotWrite, diskInWords } from './scene.ts';

const COMMITTING = fileURLToPath(new URL('committing-process.ts', import.meta.url));
const USER = 65_533;
const [user, owner] = [String(USER), 'root'];
/** What the log says of a journal that is written. */
const WRITTEN = '';

describe.skipIf(userInfo().uid !== 0)('of a journal that its user may not use (which only root can play)', () => {
  test.each([['the database and its lock', ['', '.lock']]])(
    'the log names %s, whose they are, and the command',
    (_, suffixes) => {
      const { path, commit } = household();
      expect(commit()).toBe(WRITTEN);
      const paths = suffixes.map((suffix) => path + suffix);
      for (const one of paths) chownSync(one, 0, 0);
      const closed = { kind: 'foreign', paths, owner, user, isFolder: false } as const;
      expect(diskInWords('unreachable', '', closed)).toContain(`sudo chown ${user}: ${paths.join(' ')}`);
      expect(commit()).toContain(cannotWrite(path, 'unreachable', '', closed));
    },
  );

  test('the log names a database of another user that can only be read', () => {
    const { path, commit } = household();
    expect(commit()).toBe(WRITTEN);
    chownSync(path, 0, 0);
    chmodSync(path, 0o644);
    const closed = { kind: 'foreign', paths: [path], owner, user, isFolder: false } as const;
    expect(commit()).toContain(cannotWrite(path, 'unreachable', '', closed));
  });

  test('the log names a database of its user that cannot be written to, and the files that SQLite makes like it', () => {
    const { path, commit } = household();
    expect(commit()).toBe(WRITTEN);
    chmodSync(path, 0o400);
    const paths = ['', '-shm', '-wal'].map((suffix) => path + suffix);
    const closed = { kind: 'rights', paths, user, isFolder: false } as const;
    expect(diskInWords('unreachable', '', closed)).toContain(`sudo chmod u+rwX ${paths.join(' ')}`);
    expect(commit()).toContain(cannotWrite(path, 'unreachable', '', closed));
  });

  test('the log names the folder', () => {
    const { path, folder, commit } = household();
    chownSync(folder, 0, 0);
    const closed = { kind: 'foreign', paths: [folder], owner, user, isFolder: false } as const;
    expect(commit()).toContain(cannotWrite(path, 'unreachable', '', closed));
  });

  test('the log names the second copy, with all that is in it', () => {
    const { path, commit } = household();
    const copy = copyFolderOf(path);
    mkdirSync(copy);
    writeFileSync(join(copy, 'days.gz'), 'words of root', { mode: 0o600 });
    const closed = { kind: 'foreign', paths: [copy], owner, user, isFolder: true } as const;
    const notCopied = { part: 'history', kind: 'notCopied', path: copy, why: 'unreachable', says: '', closed } as const;
    expect(commit()).toContain(troubleInWords(notCopied));
    for (const name of readdirSync(copy)) lchownSync(join(copy, name), USER, USER);
    chownSync(copy, USER, USER);
    expect(commit()).not.toContain(diskInWords('unreachable', '', closed));
  });
});

/** A folder of another user, and a process of that user that writes to the journal there and gives the lines of its log. */
function household() {
  const outside = temporaryFolder();
  chmodSync(outside, 0o711);
  const folder = join(outside, 'storage');
  mkdirSync(folder);
  chownSync(folder, USER, USER);
  const path = join(folder, JOURNAL_FILE);
  const commit = () =>
    execFileSync(process.execPath, [COMMITTING, path], { uid: USER, gid: USER, encoding: 'utf8', cwd: folder });
  return { folder, path, commit };
}
