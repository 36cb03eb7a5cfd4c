import { readFileSync } from 'node:fs';

const FENCE = /^( *)```(?<language>\w*)\n(?<text>[\s\S]*?)^\1```$/gm;

/** A document, as far as tests look into it. */
export interface Markdown {
  readonly text: string;
  /** What is left of it without the blocks of code. */
  readonly prose: string;
  readonly headings: readonly { readonly level: number; readonly title: string }[];
  /** Blocks of code, their indentation taken off. */
  readonly blocks: readonly { readonly language: string; readonly text: string }[];
  /** Code within a line. */
  readonly spans: readonly string[];
  /** The rows of all tables, cell by cell. */
  readonly rows: readonly (readonly string[])[];
  readonly links: readonly string[];
}

export function markdownIn(path: string): Markdown {
  const text = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const prose = text.replace(FENCE, '');
  return {
    text,
    prose,
    headings: [...prose.matchAll(/^(#+) (.*)$/gm)].map(([, marks = '', title = '']) => ({
      level: marks.length,
      title,
    })),
    blocks: [...text.matchAll(FENCE)].map(({ groups, 1: indentation = '' }) => ({
      language: groups?.['language'] ?? '',
      text: (groups?.['text'] ?? '').replaceAll(new RegExp(`^${indentation}`, 'gm'), ''),
    })),
    spans: [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\s+/g, ' ')),
    rows: [...prose.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim())),
    links: [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? ''),
  };
}

/** The anchor that GitHub gives to a heading. */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
