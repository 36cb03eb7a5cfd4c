import { HistoryFileError } from './history-file.ts';

/** A file in a ZIP archive, according to the directory at the end of the archive. */
export interface ZipEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly crc32: number;
  /** Its bytes as stored in the archive. */
  readonly packed: Uint8Array;
}

/** No workbook of the portal has more than 20 parts. */
const MOST_ENTRIES = 1000;

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
const ZIP64_END = 0x06064b50;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_EXTRA = 0x0001;
const END_BYTES = 22;
const MOST_COMMENT_BYTES = 65_535;
const MOST_32_BITS = 0xffff_ffff;

/**
 * Lists the contents of a ZIP archive (APPNOTE 6.3.10, §4.3 and §4.5.3). Of the sizes in the directory only the packed one is used: the
 * real size shows when unpacking. Programs that write streams use ZIP64 fields for small archives as well.
 * @throws HistoryFileError `brokenSpreadsheet`, or `tooLargeUnpacked` for too many entries
 */
export function zipDirectory(bytes: Uint8Array, mostBytes: number): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const { entries, at } = endOfDirectory(view);
    if (entries > MOST_ENTRIES) throw new HistoryFileError({ kind: 'tooLargeUnpacked', mostBytes });
    return entriesFrom(view, at, entries);
  } catch (error) {
    // The archive was cut, or a length in it points beyond its end.
    if (error instanceof RangeError) throw broken();
    throw error;
  }
}

/** The archive cannot be unpacked. */
export function broken(): HistoryFileError {
  return new HistoryFileError({ kind: 'brokenSpreadsheet' });
}

/** The number of entries in the directory, and its offset. A comment may follow the directory. */
function endOfDirectory(view: DataView): { readonly entries: number; readonly at: number } {
  for (let at = view.byteLength - END_BYTES; at >= view.byteLength - END_BYTES - MOST_COMMENT_BYTES; at -= 1) {
    if (view.getUint32(at, true) !== END) continue;
    const [entries, offset] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
    if (at < 20 || view.getUint32(at - 20, true) !== ZIP64_LOCATOR) return { entries, at: offset };
    const zip64At = uint64(view, at - 12);
    if (view.getUint32(zip64At, true) !== ZIP64_END) throw broken();
    return { entries: uint64(view, zip64At + 32), at: uint64(view, zip64At + 48) };
  }
  throw broken();
}

function entriesFrom(view: DataView, from: number, entries: number): readonly ZipEntry[] {
  let at = from;
  return Array.from({ length: entries }, () => {
    if (view.getUint32(at, true) !== CENTRAL_HEADER) throw broken();
    const [nameBytes = 0, extraBytes = 0, commentBytes = 0] = [28, 30, 32].map((place) =>
      view.getUint16(at + place, true),
    );
    const entry = entryAt(view, at, nameBytes, extraBytes);
    at += 46 + nameBytes + extraBytes + commentBytes;
    return entry;
  });
}

function entryAt(view: DataView, at: number, nameBytes: number, extraBytes: number): ZipEntry {
  const [flags = 0, method = 0] = [8, 10].map((place) => view.getUint16(at + place, true));
  const isEncrypted = (flags & 1) !== 0;
  if (isEncrypted || (method !== 0 && method !== 8)) throw broken();
  const { packedBytes, headerAt } = placeOf(view, at, at + 46 + nameBytes, extraBytes);
  if (view.getUint32(headerAt, true) !== LOCAL_HEADER) throw broken();
  const packedAt = headerAt + 30 + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true);
  return {
    name: new TextDecoder().decode(bytesOf(view, at + 46, nameBytes)),
    isDeflated: method === 8,
    crc32: view.getUint32(at + 16, true),
    packed: bytesOf(view, packedAt, packedBytes),
  };
}

/** The length of an entry, and the offset of its header. Values that do not fit into 32 bits are in the ZIP64 extra field. */
function placeOf(view: DataView, at: number, extraAt: number, extraBytes: number) {
  const [packedBytes, unpackedBytes, headerAt] = [20, 24, 42].map((place) => view.getUint32(at + place, true));
  let wideAt = zip64ExtraAt(view, extraAt, extraAt + extraBytes);
  const wide = (value = 0) => {
    if (value !== MOST_32_BITS || wideAt === undefined) return value;
    wideAt += 8;
    return uint64(view, wideAt - 8);
  };
  // The extra field has only those that are needed, in the order of the specification: unpacked size, packed size, header offset.
  wide(unpackedBytes);
  return { packedBytes: wide(packedBytes), headerAt: wide(headerAt) };
}

function zip64ExtraAt(view: DataView, from: number, to: number): number | undefined {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === ZIP64_EXTRA) return at + 4;
  }
  return undefined;
}

function bytesOf(view: DataView, at: number, length: number): Uint8Array {
  // The buffer may be larger than the archive.
  if (at + length > view.byteLength) throw new RangeError('It ends before that.');
  return new Uint8Array(view.buffer, view.byteOffset + at, length);
}

function uint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
