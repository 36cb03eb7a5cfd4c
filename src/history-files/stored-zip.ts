import { crc32 } from 'node:zlib';

const VERSION = 20;
const UTF8_NAMES = 0x0800;
/** 1 January 1980, the first day that an archive can name. */
const DATE = 0x0021;

/**
 * A ZIP archive (APPNOTE 6.3.10, §4.3.6) in which these files stand as they are, not deflated: the spreadsheet library takes nothing
 * but an archive, and this one cannot grow when it is unpacked.
 */
export function storedZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const [archive, directory]: [Uint8Array[], Uint8Array[]] = [[], []];
  let at = 0;
  for (const [name, content] of files) {
    const nameBytes = Buffer.from(name);
    // Which version unpacks it, flags, method (0: stored), time, date, checksum; size packed and unpacked, lengths of name and extra field.
    const about = littleEndian(
      ...([
        [VERSION, 2],
        [UTF8_NAMES, 2],
        [0, 2],
        [0, 2],
        [DATE, 2],
        [crc32(content), 4],
      ] as const),
      ...([
        [content.length, 4],
        [content.length, 4],
        [nameBytes.length, 2],
        [0, 2],
      ] as const),
    );
    const header = [littleEndian([0x04034b50, 4]), about, nameBytes];
    // Between the lengths and the offset of the header: comment, disk, attributes.
    directory.push(littleEndian([0x02014b50, 4], [VERSION, 2]), about, littleEndian([0, 10], [at, 4]), nameBytes);
    archive.push(...header, content);
    at += sizeOf([...header, content]);
  }
  // Signature, disks, entries here and in all; size and offset of the directory, length of a comment.
  const end = littleEndian(
    ...([
      [0x06054b50, 4],
      [0, 4],
      [files.size, 2],
      [files.size, 2],
    ] as const),
    ...([
      [sizeOf(directory), 4],
      [at, 4],
      [0, 2],
    ] as const),
  );
  return Buffer.concat([...archive, ...directory, end]);
}

function littleEndian(...fields: readonly (readonly [value: number, bytes: number])[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([value, bytes]) =>
      Array.from({ length: bytes }, (_, index) => (index < 4 ? value >>> (8 * index) : 0)),
    ),
  );
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
