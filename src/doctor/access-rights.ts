import { isAllowed, PASSWD, USE_FILE, USE_FOLDER, userIn } from '../base/file-rights.ts';
import type { Machine, MachineUser, PathStat } from './machine.ts';
import type { PortTrouble } from './port-trouble.ts';

/** Why a user may not open a device, and the remedy; undefined if the user may. */
export async function accessTrouble(
  user: MachineUser,
  path: string,
  stat: PathStat,
  machine: Machine,
): Promise<PortTrouble | undefined> {
  const may = user.uid === machine.user.uid ? await machine.mayUse(path) : isAllowed(user, stat, USE_FILE);
  if (may) return undefined;
  const groups = groupsIn((await machine.textOf('/etc/group')) ?? '');
  const group = groups.find(({ gid }) => gid === stat.gid);
  const name = group?.name ?? String(stat.gid);
  const facts = { kind: 'forbidden', user: user.name, group: name } as const;
  if ((stat.mode & 0o060) !== 0o060 || stat.gid === 0) return { ...facts, group: 'dialout', remedy: 'open' };
  return { ...facts, remedy: group?.members.includes(user.name) ? 'loginAgain' : 'join' };
}

/** With less than this nothing can be written for long: a commit takes some kilobytes, and SQLite's files around it more. */
const FULL_BYTES = 1e6;

/** Why nothing can be written to the disk of a folder; undefined if it can. */
export async function diskTroubleIn(folder: string, machine: Machine): Promise<'full' | 'readOnly' | undefined> {
  const free = await machine.freeBytesAt(folder);
  if (free !== undefined && free < FULL_BYTES) return 'full';
  const stat = await machine.statOf(folder);
  // Whoever the permission bits let in cannot write only where the disk itself is read-only.
  const isReadOnly = stat && isAllowed(machine.user, stat, USE_FOLDER) && !(await machine.mayUse(folder));
  return isReadOnly ? 'readOnly' : undefined;
}

/** The owner of a folder. The owner of Homebridge's storage folder is the user who runs Homebridge. */
export async function ownerOfFolder({ uid, gid }: PathStat, machine: Machine): Promise<MachineUser> {
  const { name, gid: ownGid } = userIn((await machine.textOf(PASSWD)) ?? '', uid) ?? { name: String(uid), gid };
  const groups = groupsIn((await machine.textOf('/etc/group')) ?? '');
  const joined = groups.filter(({ members }) => members.includes(name)).map((group) => group.gid);
  return { name, uid, gids: [ownGid, ...joined] };
}

/** The lines of /etc/group. */
function groupsIn(text: string) {
  return text.split('\n').flatMap((line) => {
    const [name, , gid, members = ''] = line.split(':');
    return name === undefined || gid === undefined ? [] : [{ name, gid: Number(gid), members: members.split(',') }];
  });
}
