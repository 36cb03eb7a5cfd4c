import { crc32 } from 'node:zlib';

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
/** 1 January 1980, the earliest date that an archive can have. */
const DATE = 0x0021;

/**
 * A ZIP archive (APPNOTE 6.3.10, §4.3.6) with these files stored uncompressed: the spreadsheet library accepts only archives, and this one
 * cannot grow when it is unpacked.
 */
export function storedZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const [archive, directory]: [Uint8Array[], Uint8Array[]] = [[], []];
  let at = 0;
  for (const [name, content] of files) {
    const nameBytes = Buffer.from(name);
    const about = Buffer.concat([
      // Version needed to unpack, flags, method (0: stored), time, date.
      uint16(VERSION, UTF8_NAMES, 0, 0, DATE),
      // Checksum, packed and unpacked size.
      uint32(crc32(content), content.length, content.length),
      // Lengths of the name and of the extra field.
      uint16(nameBytes.length, 0),
    ]);
    const entry = [uint32(LOCAL_HEADER), about, nameBytes, content];
    // Between the lengths and the offset of the header: comment, disk, attributes.
    directory.push(uint32(CENTRAL_HEADER), uint16(VERSION), about, Buffer.alloc(10), uint32(at), nameBytes);
    archive.push(...entry);
    at += entry.reduce((sum, { length }) => sum + length, 0);
  }
  const directoryBytes = Buffer.concat(directory);
  // Signature, disks, entries on this disk and in total; size and offset of the directory, length of the comment.
  const end = [uint32(END, 0), uint16(files.size, files.size), uint32(directoryBytes.length, at), uint16(0)];
  return Buffer.concat([...archive, directoryBytes, ...end]);
}

function uint16(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value, value >>> 8]));
}

function uint32(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value, value >>> 8, value >>> 16, value >>> 24]));
}
