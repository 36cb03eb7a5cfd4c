import { generate } from 'lean-qr';

/** A QR code (ISO/IEC 18004) as an SVG path in a square of `size` × `size`, without the quiet zone around it. */
export interface QrPath {
  readonly size: number;
  /** Each run of dark modules in a row is a rectangle. */
  readonly path: string;
}

export function qrPath(text: string): QrPath {
  const code = generate(text);
  const { size } = code;
  const rows = Array.from({ length: size }, (_, y) => darkRuns(size, (x) => code.get(x, y)));
  const path = rows.flatMap((runs, y) => runs.map(([from, to]) => `M${from} ${y}h${to - from}v1h${from - to}z`));
  return { size, path: path.join('') };
}

/** The beginning and end of each dark run in a row. */
function darkRuns(size: number, isDark: (x: number) => boolean): readonly (readonly [from: number, to: number])[] {
  const edges = Array.from({ length: size + 1 }, (_, x) => x).filter(
    (x) => (x < size && isDark(x)) !== (x > 0 && isDark(x - 1)),
  );
  return edges.flatMap((from, nth) => (nth % 2 === 0 ? [[from, edges[nth + 1] ?? size] as const] : []));
}
