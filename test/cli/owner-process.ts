import { asCaller, becomeOwnerOf } from '../../src/journal/journal-owner.ts';

// A process that prints who it is before, while, and after it is the owner of the journal in its first argument; in between it
// does something as who began it. It is in the group in its second argument.
const [, , path = '', group = ''] = process.argv;
process.setgroups?.([Number(group)]);
const ids = () => ({ uid: process.geteuid?.(), gid: process.getegid?.(), groups: process.getgroups?.().toSorted() });
const all = [ids()];
{
  using _ = becomeOwnerOf(path);
  all.push(ids(), asCaller(ids), ids());
}
all.push(ids());
process.stdout.write(JSON.stringify(all));
