/** A call that changed something below the recorded folder, in the order of all threads; or a marker that the process has put among them. */
export type DiskCall =
  | {
      readonly kind: 'opened';
      readonly name: string;
      readonly inode: number;
      readonly isCreated: boolean;
      readonly isEmptied: boolean;
    }
  | { readonly kind: 'written'; readonly inode: number; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncated'; readonly inode: number; readonly length: number }
  | { readonly kind: 'synced'; readonly inode: number }
  | { readonly kind: 'folderSynced' | 'unlinked' | 'folderMade' | 'folderRemoved'; readonly name: string }
  | { readonly kind: 'renamed' | 'linked'; readonly from: string; readonly to: string }
  | { readonly kind: 'marker'; readonly text: string };

/** As `enum kind` in `disk-calls.c`, from 1 on. */
const KINDS = [
  'opened',
  'written',
  'truncated',
  'synced',
  'folderSynced',
  'renamed',
  'unlinked',
  'linked',
  'marker',
  'folderMade',
  'folderRemoved',
] as const satisfies readonly DiskCall['kind'][];
/** The bytes of a record before its names. */
const HEAD_BYTES = 28;

/** Reads the log of `disk-calls.c`. Names are relative to the recorded folder, and the folder itself is the empty one. */
export function callsIn(log: Buffer): readonly DiskCall[] {
  const calls: DiskCall[] = [];
  for (let at = 0; at < log.length; ) {
    const end = at + 4 + log.readUInt32LE(at);
    calls.push(callIn(log.subarray(at, end)));
    at = end;
  }
  return calls;
}

function callIn(record: Buffer): DiskCall {
  const [flags, nameBytes, otherBytes] = [record.readUInt8(5), record.readUInt16LE(6), record.readUInt16LE(8)];
  const [inode, at] = [Number(record.readBigUInt64LE(12)), Number(record.readBigUInt64LE(20))];
  const [nameEnd, otherEnd] = [HEAD_BYTES + nameBytes, HEAD_BYTES + nameBytes + otherBytes];
  const name = record.toString('utf8', HEAD_BYTES, nameEnd);
  const bytes = record.subarray(otherEnd);
  const kind = KINDS[record.readUInt8(4) - 1];
  switch (kind) {
    case 'opened':
      return { kind, name, inode, isCreated: (flags & 1) !== 0, isEmptied: (flags & 2) !== 0 };
    case 'written':
      return { kind, inode, at, bytes };
    case 'truncated':
      return { kind, inode, length: at };
    case 'synced':
      return { kind, inode };
    case 'renamed':
    case 'linked':
      return { kind, from: name, to: record.toString('utf8', nameEnd, otherEnd) };
    case 'marker':
      return { kind, text: bytes.toString('utf8') };
    case undefined:
      throw new Error(`the record has the unknown kind ${record.readUInt8(4)}`);
    default:
      return { kind, name };
  }
}
