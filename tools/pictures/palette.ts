import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;
/** The five high bits of each component. Colours that are equal in them look the same. */
const alike = (colour: number) => colour & 0xf8f8f8;

/**
 * Reduces a picture to 256 colours, which takes a third of the bytes and looks the same.
 * @param page any page, which decodes the picture
 */
export async function withPalette(png: Buffer, page: Page): Promise<Buffer> {
  const { width, height, pixels } = await pixelsOf(png, page);
  const palette = paletteOf(pixels);
  const nearest = nearestIn(palette);
  const rows = Buffer.alloc((width + 1) * height);
  // Each row begins with the number of its filter: 0 for none.
  for (const [at, colour] of pixels.entries()) rows[at + Math.floor(at / width) + 1] = nearest(colour);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits for each pixel, which are an index into the palette.
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap(partsOf));
  const data = deflateSync(rows, { level: 9 });
  return Buffer.concat([
    SIGNATURE,
    ...[chunk('IHDR', header), chunk('PLTE', colours), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))],
  ]);
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** As 0xRRGGBB, row by row. */
  readonly pixels: Uint32Array;
}

async function pixelsOf(png: Buffer, page: Page): Promise<Picture> {
  const { width, height, rgba } = await page.evaluate(
    async (url) => {
      const image = Object.assign(new Image(), { src: url });
      await image.decode();
      const { width, height } = image;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      if (!context) throw new Error('no canvas');
      context.drawImage(image, 0, 0);
      return { width, height, rgba: new Uint8Array(context.getImageData(0, 0, width, height).data).toBase64() };
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  const bytes = Buffer.from(rgba, 'base64');
  const pixels = Uint32Array.from({ length: width * height }, (_, at) => bytes.readUIntBE(at * 4, 3));
  return { width, height, pixels };
}

/** The most frequent groups of colours that look the same, each represented by its most frequent colour. */
function paletteOf(pixels: Uint32Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byFrequency = [...counts].sort(([, a], [, b]) => b - a);
  const groups = Map.groupBy(byFrequency, ([colour]) => alike(colour));
  const found = Array.from(groups.values(), (group) => ({
    colour: group[0]?.[0] ?? 0,
    count: group.reduce((sum, [, count]) => sum + count, 0),
  }));
  return found
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_COLOURS)
    .map(({ colour }) => colour);
}

function nearestIn(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  return (colour) => {
    const found =
      known.get(colour) ?? palette.indexOf(palette.toSorted((a, b) => apart(a, colour) - apart(b, colour))[0] ?? 0);
    known.set(colour, found);
    return found;
  };
}

function apart(one: number, other: number): number {
  const parts = partsOf(other);
  return partsOf(one).reduce((sum, value, part) => sum + (value - (parts[part] ?? 0)) ** 2, 0);
}

function partsOf(colour: number): [number, number, number] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

/** A chunk: length, type, data and checksum (PNG §5.3). */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
