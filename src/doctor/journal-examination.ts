import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { PASSWD, userIn } from '../base/file-rights.ts';
import { copyFolderOf, JOURNAL_FILE } from '../base/plugin-names.ts';
import { closedPaths, type NeededPath, neededNames } from '../journal/closed-paths.ts';
import { type ClosedPaths, type DiskTrouble, diskTroubleOf, messageOf } from '../journal/disk-trouble.ts';
import type { Rescued } from '../journal/readable.ts';
import type { KindOf, UndatedTrouble } from '../trouble/trouble.ts';
import { diskTroubleIn } from './access-rights.ts';
import type { Machine, MachineUser } from './machine.ts';

/** What a journal shows that no plugin has open. */
export interface JournalExamination {
  readonly troubles: readonly UndatedTrouble<'history'>[];
  /** Whether what is shown of it has to be gathered around damage. */
  readonly rescued?: Rescued;
  /** This user may not look into it. */
  readonly isHidden?: true;
}

/**
 * Examines the journal in a storage folder without changing it: whether its user may write to it, whether its disk has room, and
 * whether it can be read. It is not read as a whole, so damage may be found later. Never throws.
 * @param user the user who runs Homebridge
 */
export async function examineJournal(folder: string, user: MachineUser, machine: Machine): Promise<JournalExamination> {
  const path = join(folder, JOURNAL_FILE);
  const closed = await closedTo(user, path, machine);
  const onDisk = await diskTroubleIn(folder, machine);
  const outside = [
    ...(closed ? [troubleAt(path, 'unreachable', { closed })] : []),
    ...(onDisk ? [troubleAt(path, onDisk)] : []),
  ];
  const inside = await examineContent(path, user, machine);
  // Why a file cannot be opened is known better from outside.
  const unexplained = inside.troubles.filter(({ kind }) => outside.length === 0 || !isNotOpened(kind));
  return { ...inside, troubles: [...outside, ...unexplained] };
}

function troubleAt(
  path: string,
  kind: DiskTrouble,
  { says = '', closed }: { readonly says?: string; readonly closed?: ClosedPaths } = {},
): UndatedTrouble<'history'> {
  return { part: 'history', kind, path, says, closed };
}

function isNotOpened(kind: KindOf<'history'>): boolean {
  return kind === 'unreachable' || kind === 'readOnly';
}

async function closedTo(user: MachineUser, path: string, machine: Machine): Promise<ClosedPaths | undefined> {
  const folder = dirname(path);
  const copy = copyFolderOf(path);
  const passwd = (await machine.textOf(PASSWD)) ?? '';
  const names = neededNames(path, await machine.namesIn(folder)).map((name) => join(folder, name));
  const copies = (await machine.namesIn(copy)).map((name) => join(copy, name));
  const inside = await Promise.all([...names, ...copies].map((one) => neededPathAt(one, machine)));
  const nameOf = (uid: number) => userIn(passwd, uid)?.name ?? String(uid);
  const there = inside.filter((one) => one !== undefined);
  return closedPaths(path, await neededPathAt(folder, machine), there, user, nameOf);
}

async function neededPathAt(path: string, machine: Machine): Promise<NeededPath | undefined> {
  const stat = await machine.statOf(path);
  return stat && { path, isFolder: stat.kind === 'folder', uid: stat.uid, gid: stat.gid, mode: stat.mode };
}

async function examineContent(path: string, user: MachineUser, machine: Machine): Promise<JournalExamination> {
  const isThere = (await machine.statOf(path)) ?? (await machine.statOf(copyFolderOf(path)));
  if (!isThere || !isBuiltin('node:sqlite')) return { troubles: [] };
  try {
    using archive = await machine.openReadOnlyJournal(path);
    // Damage shows when what can never be had again is read.
    for (const meter of archive.meters) void archive.imports(meter);
    return { troubles: [], rescued: archive.rescued };
  } catch (error) {
    const kind = diskTroubleOf(error);
    const isOther = machine.user.uid !== 0 && machine.user.uid !== user.uid;
    if (isOther && isNotOpened(kind)) return { troubles: [], isHidden: true };
    return { troubles: [troubleAt(path, kind, { says: messageOf(error) })] };
  }
}
