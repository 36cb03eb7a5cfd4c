import { escaped } from './svg.ts';

const CELL = { width: 9, height: 20 };
const MARGIN = 16;
const BACKGROUND = '#0d1117';
const FOREGROUND = '#e6edf3';
const GREEN = '#3fb950';
const RED = '#ff7b72';
/** Characters that are drawn as rectangles: they must fill their cells, which the glyphs of a font may not. */
const SOLID: { readonly [character: string]: string } = { '█': '1', '░': '0.25' };
const RULE = '─';

interface Style {
  readonly colour: string;
  readonly bold: boolean;
  readonly faint: boolean;
}

const PLAIN: Style = { colour: FOREGROUND, bold: false, faint: false };
const STYLES: { readonly [code: number]: Partial<Style> } = {
  0: PLAIN,
  1: { bold: true },
  2: { faint: true },
  31: { colour: RED },
  32: { colour: GREEN },
  39: { colour: FOREGROUND },
};

/** The escape sequence that sets a style (SGR). */
const STYLE = new RegExp(`(${String.fromCharCode(0x1b)}\\[[\\d;]*m)`);

/** The screen of a terminal, with its colours, as SVG. Empty rows at the end are left out. */
export function drawn(screen: string, columns: number, title: string): string {
  const rows = screen.trimEnd().split('\n');
  const width = columns * CELL.width + 2 * MARGIN;
  const height = rows.length * CELL.height + 2 * MARGIN;
  const shapes: string[] = [];
  let style = PLAIN;
  for (const [row, line] of rows.entries()) {
    let column = 0;
    for (const part of line.split(STYLE)) {
      if (STYLE.test(part)) {
        style = styled(style, part);
        continue;
      }
      shapes.push(...shapesOf(part, column, row, style));
      column += part.length;
    }
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    `  font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="15">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>`,
    ...shapes,
    '</svg>\n',
  ].join('\n');
}

function styled(style: Style, sequence: string): Style {
  const codes = sequence.slice(2, -1).split(';').map(Number);
  return Object.assign({}, style, ...codes.map((code) => STYLES[code]));
}

/** The SVG elements of a text in one style: one for each run of letters, and one for each bar. */
function shapesOf(text: string, column: number, row: number, style: Style): readonly string[] {
  return [...text.matchAll(/█+|░+|─+|[^█░─\s]+(?:[ \u00a0\u202f][^█░─\s]+)*/g)].map((run) => {
    const x = MARGIN + (column + run.index) * CELL.width;
    const y = MARGIN + row * CELL.height;
    const width = run[0].length * CELL.width;
    const fill = `fill="${style.colour}"${style.faint ? ' opacity="0.6"' : ''}`;
    const [first = ''] = run[0];
    if (first === RULE) return `<rect x="${x}" y="${y + 10}" width="${width}" height="1" ${fill}/>`;
    const solid = SOLID[first];
    if (solid)
      return `<rect x="${x}" y="${y + 2}" width="${width}" height="16" fill="${style.colour}" opacity="${solid}"/>`;
    const weight = style.bold ? ' font-weight="bold"' : '';
    return `<text x="${x}" y="${y + 15}" textLength="${width}" ${fill}${weight} xml:space="preserve">${escaped(run[0])}</text>`;
  });
}
