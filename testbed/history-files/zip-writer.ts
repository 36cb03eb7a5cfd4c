import { crc32, deflateRawSync } from 'node:zlib';

/** A file within an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
  /** Whether `content` stands in the archive as it is, not deflated. */
  readonly stored?: boolean;
  /** `content` is what a deflater has made already, of so many bytes. */
  readonly deflatedFrom?: number;
  /** What the headers say of the unpacked size, if that is not the truth. */
  readonly claimedBytes?: number;
  /** Sizes and place stand in the fields of ZIP64, as programs write them that do not know before how long an entry becomes. */
  readonly isZip64?: boolean;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL_DIRECTORY = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
/** 1 January 1980, the first day that a ZIP file can name. */
const DOS_DATE = 0x0021;

/** A ZIP archive (APPNOTE 6.3.10, §4.3.6) of these entries, in their order. */
export function zipFile(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const packed = packedContent(entry);
    const { header, extra, place } = headerParts(entry, packed.length, offset);
    const local = Buffer.concat([uint32(LOCAL_HEADER), header, name, extra, packed]);
    directory.push(
      Buffer.concat([uint32(CENTRAL_HEADER), uint16(VERSION), header, Buffer.alloc(10), place, name, extra]),
    );
    parts.push(local);
    offset += local.length;
  }
  return Buffer.concat([...parts, ...directory, endOfDirectory(directory, offset)]);
}

function packedContent({ content, stored = false, deflatedFrom }: ZipEntry): Uint8Array {
  return stored || deflatedFrom !== undefined ? content : deflateRawSync(content);
}

/** What both headers of an entry have: APPNOTE §4.3.7, from the version to the length of the extra field; and §4.5.3. */
function headerParts(entry: ZipEntry, packedBytes: number, offset: number) {
  const { name, content, stored = false, deflatedFrom, claimedBytes, isZip64 = false } = entry;
  const unpackedBytes = claimedBytes ?? deflatedFrom ?? content.length;
  const extra = isZip64
    ? Buffer.concat([uint16(1), uint16(24), ...[unpackedBytes, packedBytes, offset].map(uint64)])
    : Buffer.alloc(0);
  const short = (value: number) => uint32(isZip64 ? 0xffff_ffff : value);
  const header = Buffer.concat([
    ...[VERSION, UTF8_NAMES, stored ? 0 : 8, 0, DOS_DATE].map(uint16),
    uint32(deflatedFrom === undefined ? crc32(content) : 0),
    ...[packedBytes, unpackedBytes].map(short),
    ...[Buffer.from(name).length, extra.length].map(uint16),
  ]);
  return { header, extra, place: short(offset) };
}

function endOfDirectory(directory: readonly Uint8Array[], offset: number): Uint8Array {
  const bytes = directory.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([
    uint32(END_OF_CENTRAL_DIRECTORY),
    ...[0, 0, directory.length, directory.length].map(uint16),
    ...[bytes, offset].map(uint32),
    uint16(0),
  ]);
}

function uint16(value: number): Uint8Array {
  return new Uint8Array([value & 0xff, value >>> 8]);
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value % 2 ** 32);
  return bytes;
}

function uint64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
