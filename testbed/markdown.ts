import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../src/texts/texts.ts';
import { PROJECT } from './project.ts';

/** The pages for users by language, each as a path from the project's folder: the README, then the pages in docs. */
export const USER_PAGES: Readonly<Record<Language, readonly string[]>> = {
  en: ['README.md', ...pagesInDocs((name) => !name.endsWith('.fr.md'))],
  fr: ['LISEZMOI.md', ...pagesInDocs((name) => name.endsWith('.fr.md'))],
};

/** The page about performance is for developers, and has no French twin. */
function pagesInDocs(isWanted: (name: string) => boolean): readonly string[] {
  const pages = readdirSync(join(PROJECT, 'docs')).filter((name) => name.endsWith('.md') && name !== 'performance.md');
  return pages
    .filter(isWanted)
    .toSorted()
    .map((name) => `docs/${name}`);
}

/** The French twin of an English page for users. */
export function frenchTwinOf(path: string): string {
  return path === 'README.md' ? 'LISEZMOI.md' : path.replace(/\.md$/, '.fr.md');
}

const FENCE = /^( *)```(?<language>\w*)\n(?<text>[\s\S]*?)^\1```$/gm;

/** The parts of a Markdown document that the tests look at. */
export interface Markdown {
  readonly text: string;
  /** The text without its blocks of code. */
  readonly prose: string;
  readonly headings: readonly { readonly level: number; readonly title: string }[];
  /** The blocks of code, without their indentation. */
  readonly blocks: readonly { readonly language: string; readonly text: string }[];
  /** Code within a line. */
  readonly spans: readonly string[];
  /** The rows of all tables, cell by cell. */
  readonly rows: readonly (readonly string[])[];
  /** The targets of links and the sources of pictures. */
  readonly links: readonly string[];
}

/** Reads a document. @param path from the project's folder */
export function markdownIn(path: string): Markdown {
  const text = readFileSync(join(PROJECT, path), 'utf8');
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
    spans: [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => inOneLine(code)),
    rows: [...prose.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim())),
    links: [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? ''),
  };
}

const PROGRAMS = /^(?:sudo|npm|npx|node|git|curl|influx|systemctl|journalctl|linky-tic) /;
/** A line of a shell, with the lines that it reads up to a word (`<<'END'`). */
const SHELL_LINE = /^.*<<'(\w+)'\n[\s\S]*?^\1$|^.+$/gm;

/** Every command on the pages for users, and in the form for issues. */
export const COMMANDS: readonly string[] = [...USER_PAGES.en, ...USER_PAGES.fr, '.github/ISSUE_TEMPLATE/bug.yml']
  .map(markdownIn)
  .flatMap(commandsIn);

/** The lines of the blocks for a shell, and the commands within a line of text. */
function commandsIn({ blocks, spans }: Markdown): readonly string[] {
  const lines = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.match(SHELL_LINE) ?? []);
  const commands = lines.map((line) => line.replace(/\s+#.*$/, '').trim()).filter((line) => line !== '');
  return [...commands, ...spans.filter((span) => PROGRAMS.test(span))];
}

/** A text as it is read, wherever its lines end. No-break blanks become plain ones. */
export function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** The anchor that GitHub gives to a heading. */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
